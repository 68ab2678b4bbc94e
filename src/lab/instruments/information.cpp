// What successive layers keep of each other.
#include "probes/information.h"

#include "lab/instruments/rows.h"

namespace lockstep {
namespace {

constexpr FollowedColumn kFollowed[] = {
    {"layers", "information"}, {"layers", "similarity"}, {"layers", "dimension"}};

std::string limits(const Session& s) {
  const int count = static_cast<int>(s.problem.split.train.size());
  if (count < 100)
    return "Only " + std::to_string(count) +
           " probe samples: the information and the dimension are limited by their number.";
  return {};
}

}  // namespace

constinit const InstrumentOf<Information> instrument::information = instrumentOf<onNow<Information>>({
    .name = "information",
    .title = "Information",
    .question = "What does each layer keep of the one before?",
    .method =
        "Between successive layers: mutual information of the features, taken as Gaussian with noise of "
        "a tenth of their deviation and a shrunk correlation matrix, beside what the estimator sees in "
        "shuffled samples; unbiased linear CKA, 1 for features that are only rotated and scaled; and "
        "the participation ratio of each layer, the number of directions its features spread over. The "
        "estimators are ours: exact mutual information of a deterministic network is infinite, and a "
        "high CKA can also mean collapse, which the dimension shows.",
    .reference = "The question: Hodas & Stinis, “Doing the impossible: why neural networks can be trained at "
                 "all”, 2018. CKA: Kornblith et al., 2019",
    .cost = "U/3 and 2.4 n³ flop for each layer, n ≤ 200 samples",
    .followed = kFollowed,
    .limits = limits,
});

}  // namespace lockstep
