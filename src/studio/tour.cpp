#include "studio/tour.h"

#include "lab/experiments/experiment.h"

namespace lockstep {
namespace {

constexpr TourStop kStops[] = {
    {"A step is a promise",
     "A gradient says by how much the loss falls if every parameter of every layer moves a little. The promise "
     "holds as long as the loss is straight along the step. How long may a step be?",
     "promise"},
    {"What if they moved one by one?",
     "Suppose the layers were polite: one moves, every gradient is measured anew, then the next one moves: a sweep. "
     "If moving together were the trouble, this would be the cure.",
     "together"},
    {"The price of moving together",
     "There is a price. What the move of one layer takes from the gain of another grows with both their steps: "
     "at half the rate each gains half as much, and what they take from each other falls to a quarter. So there "
     "is a rate up to which it pays.",
     "interaction"},
    {"The target slows down",
     "The features below a layer do change while it learns to read them. What matters is by how much in one "
     "step, and for how long. Here the network tells handwritten ones from sevens.",
     "target"},
    {"Where it breaks",
     "So far the networks were shallow. In a chain of forty layers each step changes what every layer above "
     "reads. A skip around a layer hands its input on unchanged.",
     "residual"},
};

}  // namespace

std::span<const TourStop> tourStops() { return kStops; }

const char* tourAnswer() {
  return "While steps are short, the loss keeps the promise of the gradient for all layers at once: what each "
         "gains adds up, a sweep through them gets hardly further, and the features that a layer reads soon change by "
         "less than a percent in a step. What they take from each other grows with the length of the step, and "
         "a step too long, or a chain too deep for its rate, learns late or nothing.";
}

bool atRecap(const Workbench& bench) { return bench.tourStop == static_cast<int>(tourStops().size()); }

void goToStop(Workbench& b, int stop) {
  const std::span<const TourStop> stops = tourStops();
  const int count = static_cast<int>(stops.size());
  b.tourStop = stop >= 0 && stop <= count ? stop : -1;
  if (b.tourStop < 0 || b.tourStop == count) return closeExperiment(b);
  openExperiment(b, *findExperiment(stops[static_cast<std::size_t>(stop)].experiment));
}

}  // namespace lockstep
