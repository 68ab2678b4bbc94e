#include "lab/make_subject.h"

#include <algorithm>

#include "nn/simd.h"
#include "probes/measurement.h"
#include "session/problem.h"

namespace lockstep {
namespace {

constexpr int kFewestSamples = 32;

ProbeBatch gather(const Problem& problem, const std::vector<int>& samples) {
  ProbeBatch batch;
  batch.count = static_cast<int>(samples.size());
  if (samples.empty()) return batch;
  batch.stride = padToLanes(batch.count);
  batch.x.resize(static_cast<std::size_t>(problem.inputs) * batch.stride);
  batch.targets.resize(static_cast<std::size_t>(problem.outputs) * batch.stride);
  gatherBatch(problem, samples.data(), batch.count, batch.x.data(), batch.targets.data());
  return batch;
}

// `count` of the samples, evenly spread: sets are often sorted by nothing, but never mind.
std::vector<int> spread(const std::vector<int>& samples, int count) {
  std::vector<int> chosen;
  for (int i = 0; i < count; ++i)
    chosen.push_back(samples[static_cast<std::size_t>(i) * samples.size() / static_cast<std::size_t>(count)]);
  return chosen;
}

}  // namespace

int probeCount(const Network& network, int trainCount) {
  const double samples = kWorkUnit / (2.0 * network.parameterCount());
  return std::min(trainCount, static_cast<int>(std::clamp<double>(samples, kFewestSamples, kFeatureSamples)));
}

SubjectPtr makeSubject(const Session& session, ProbeSamples samples, std::vector<float> initial) {
  auto subject = std::make_shared<Subject>();
  const Split& split = session.problem.split;
  const int trainCount = static_cast<int>(split.train.size());
  subject->network = session.state.network;
  subject->initial = initial.empty() ? initialParameters(session) : std::move(initial);
  subject->loss = session.problem.loss;
  subject->classification = session.problem.data.task == Task::classification;

  const int count = probeCount(session.state.network, trainCount);
  const std::vector<int> chosen =
      samples == ProbeSamples::nextBatch ? upcomingBatch(session) : spread(split.train, count);
  subject->batch = gather(session.problem, chosen);
  auto some = [](const std::vector<int>& from) {
    return spread(from, std::min(kFeatureSamples, static_cast<int>(from.size())));
  };
  subject->many =
      samples == ProbeSamples::fixed ? gather(session.problem, some(split.train)) : subject->batch;
  subject->test = gather(session.problem, some(split.test));
  subject->fullBatch = subject->batch.count == trainCount && batchSize(session) == trainCount;

  subject->optimizer = optimizerSettings(session.config);
  subject->moments = session.state.optimizer;
  subject->rate = nextRate(session);
  for (std::size_t l = 0; l < session.state.network.layers.size(); ++l)
    subject->multipliers.push_back(layerMultiplier(session.config, static_cast<int>(l), movedAlone(session)));
  subject->seed = static_cast<uint64_t>(session.config.seed);
  subject->step = session.state.step;
  return subject;
}

}  // namespace lockstep
