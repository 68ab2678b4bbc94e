// The loss on a plane through the present weights.
#include "lab/combined.h"

#include "lab/instruments/rows.h"

namespace lockstep {
namespace {

constexpr InstrumentVariant kPlanes[] = {{"random", "Random plane"}, {"step", "Step, sharpest"}};

std::unique_ptr<LandscapeOfRun> begin(const InstrumentContext& c) {
  const Plane plane = c.variant == 0 ? Plane::random : Plane::step;
  return std::make_unique<LandscapeOfRun>(c.now, plane, *c.session, c.history);
}

}  // namespace

constinit const InstrumentOf<LandscapeOfRun> instrument::landscape = instrumentOf<begin>({
    .name = "landscape",
    .title = "Landscape",
    .question = "What does the loss look like around here, and which way did the run come?",
    .method = "The loss of the probe samples on a plane through the present weights. Random directions are "
              "filter-normalised: each unit's weights are changed by as much as they are long. The other "
              "plane is spanned by the next step and the sharpest direction of the Hessian. The way of the "
              "run is projected onto the plane; the fainter a point, the more of its distance lies outside. "
              "Two directions of thousands: what the plane does not show may be anything.",
    .reference = "Li et al., “Visualizing the loss landscape of neural nets”, 2018",
    .cost = "U/3 for each of 1089 cells, coarse first",
    .onDemand = true,
    .variants = kPlanes,
    .limits = always,
});

}  // namespace lockstep
