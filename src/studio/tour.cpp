#include "studio/tour.h"

#include "lab/experiments/experiment.h"

namespace lockstep {
namespace {

constexpr TourStop kStops[] = {
    {"The question",
     "In every step all layers of a network move at the same moment. Layer 2 is moved to suit the features "
     "that layer 1 gives it now. But layer 1 moves too, and when the update lands those features are "
     "gone.\n\n"
     "It should end in chaos, and the loss falls all the same. The next stops take this apart. At each you "
     "guess first; then it is measured, here, on a run of your own.",
     nullptr},
    {"A step is a promise",
     "A gradient says by how much the loss will fall if every parameter moves a little. The promises of all "
     "layers add up, and nobody has to wait for anybody, as long as the loss is straight along the step.\n\n"
     "How long a step is short enough?",
     "promise"},
    {"What if they took turns?",
     "Suppose the layers were polite: one moves, all gradients are measured anew, then the next one "
     "moves. Each would know what the others have just done. If moving together were the trouble, this "
     "would be the cure.",
     "together"},
    {"The price of moving together",
     "There is a price, and it can be measured. Let each layer make its part of the step alone and add up "
     "what that gains; then let all move at once. What is missing is what they cost each other.",
     "interaction"},
    {"The target slows down",
     "The features below a layer do change while it learns from them. What matters is by how much in a step, "
     "and for how long.",
     "target"},
    {"Almost anything will do",
     "At the beginning every feature is random, so there is nothing good to disturb. But what can later "
     "layers learn from random features? Here the first layer of one run never moves.",
     "random"},
    {"Where it breaks",
     "So far the networks were shallow. In a chain of forty layers each step changes the meaning of every "
     "layer above it, and at the rate of this run the plain chain does not move at all. With a skip around "
     "every layer the same rate works.",
     "residual"},
    {"The answer",
     "A short step is a promise that the loss keeps for all layers at once: what each gains adds up, and "
     "what they take from each other is of second order. Random features are good enough to begin with, and "
     "in one step features barely move.\n\n"
     "The rate decides whether the promise is kept; depth makes it harder, and skips, normalisation and "
     "smaller rates make it easier again. Nothing here was an illustration: change a setting and measure "
     "whether it still holds.",
     nullptr},
};

}  // namespace

std::span<const TourStop> tourStops() { return kStops; }

void goToStop(Workbench& b, int stop) {
  const std::span<const TourStop> stops = tourStops();
  b.tourStop = stop >= 0 && stop < static_cast<int>(stops.size()) ? stop : -1;
  if (b.tourStop < 0) return closeExperiment(b);
  const TourStop& at = stops[static_cast<std::size_t>(b.tourStop)];
  const Experiment* experiment = at.experiment ? findExperiment(at.experiment) : nullptr;
  if (experiment)
    openExperiment(b, *experiment);
  else
    closeExperiment(b);
}

}  // namespace lockstep
