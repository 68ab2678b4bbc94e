#include "data/dataset.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nn/rng.h"

namespace lockstep {

void addLabelNoise(Dataset& data, float share, uint64_t seed) {
  int n = data.count();
  if (data.task != Task::classification || data.classes < 2 || !(share > 0)) return;
  int changed = static_cast<int>(std::floor(std::min(share, 1.0f) * static_cast<double>(n) + 0.5));
  std::vector<int> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  Rng rng(seed, Stream::labelNoise);
  rng.shuffle(order.data(), n);
  // A prefix of one fixed order: a larger share keeps the labels a smaller one has changed.
  for (int i = 0; i < changed; ++i) {
    float& label = data.y[static_cast<size_t>(order[static_cast<size_t>(i)])];
    uint32_t other = rng.below(static_cast<uint32_t>(data.classes) - 1);
    label = static_cast<float>(other < static_cast<uint32_t>(label) ? other : other + 1);
  }
}

Split splitSamples(const Dataset& data, float trainShare, uint64_t seed) {
  const int64_t n = data.count();
  int64_t wanted = 0;
  if (trainShare > 0)
    wanted = static_cast<int64_t>(std::floor(std::min(trainShare, 1.0f) * static_cast<double>(n) + 0.5));
  if (trainShare < 1) wanted = std::min(wanted, n - 1);
  wanted = std::min(std::max<int64_t>(wanted, 1), n);

  std::vector<int> dealt(static_cast<size_t>(n));
  std::iota(dealt.begin(), dealt.end(), 0);
  Rng(seed, Stream::split).shuffle(dealt.data(), static_cast<int>(n));
  std::vector<int> byClass = dealt;
  if (data.task == Task::classification)
    std::stable_sort(byClass.begin(), byClass.end(), [&](int a, int b) {
      return data.y[static_cast<size_t>(a)] < data.y[static_cast<size_t>(b)];
    });
  // Training samples evenly spread over the samples grouped by class: every class is within one of its share.
  std::vector<char> trains(static_cast<size_t>(n));
  for (int64_t k = 0; k < n; ++k)
    trains[static_cast<size_t>(byClass[static_cast<size_t>(k)])] = (k + 1) * wanted / n > k * wanted / n;
  Split split;
  for (int sample : dealt) (trains[static_cast<size_t>(sample)] ? split.train : split.test).push_back(sample);
  return split;
}

}  // namespace lockstep
