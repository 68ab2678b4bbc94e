#include "session/twin.h"

#include <algorithm>
#include <limits>

#include "nn/median.h"
#include "probes/measurement.h"

namespace lockstep {
namespace {

bool sameParameters(const Session& a, const Session& b) {
  return a.state.network.parameters == b.state.network.parameters;
}

Config withSeed(Config config, int seed) {
  config.seed = seed;
  return config;
}

double stepFlop(const Session& s) {
  return 6.0 * s.state.network.parameterCount() * std::max(1, batchSize(s)) + 1000;
}

void arriveAtFork(TwinRun& run) {
  beginHistory(run.history, run.session);
  run.forked = true;
}

// One step, with its loss; false if the run has diverged.
bool stepRun(TwinRun& run, int64_t forkStep) {
  if (!advance(run.session)) return false;
  const int64_t made = run.session.state.step - 1 - forkStep;
  if (made < 0) {
    if (made == -1) arriveAtFork(run);
    return true;
  }
  record(run.history, run.session);
  run.losses.resize(static_cast<std::size_t>(made));
  run.losses.push_back(static_cast<float>(run.session.last.loss));
  return true;
}

bool behind(const Twin& twin, const TwinRun& run) {
  return !run.session.divergence && run.session.state.step < twin.step;
}

template <typename Runs, typename F>
void eachRun(Runs& twin, F visit) {
  visit(twin.b);
  for (auto& side : twin.more)
    for (auto& run : side) visit(run);
}

// The k-th further run of B begins when that of A has come to the fork.
void forkSeed(Twin& twin, std::size_t k, const Sources& sources) {
  const TwinRun& a = twin.more[0][k];
  TwinRun& b = twin.more[1][k];
  b.session = fork(a.session);
  applyConfig(b.session, withSeed(twin.b.session.config, a.session.config.seed), sources);
  if (b.session.state.step == twin.forkStep) arriveAtFork(b);
}

// Where a run has been before it is put by seeking; beyond, it steps. Returns flop spent.
double catchUp(TwinRun& run, int64_t target, int64_t forkStep, double budget) {
  if (run.forked && run.history.newest > run.session.state.step)
    seekTo(run.history, run.session, std::min(target, run.history.newest));
  double spent = 0;
  while (spent < budget && run.session.state.step < target && stepRun(run, forkStep))
    spent += stepFlop(run.session);
  return spent;
}

Change changeRun(TwinRun& run, const Config& config, const Sources& sources) {
  const Change change = applyConfig(run.session, config, sources);
  if (!run.forked) return change;
  if (!change.rebuilt && !change.dataChanged) {
    record(run.history, run.session, true);
    return change;
  }
  run.forked = !change.restarted;
  if (run.forked) beginHistory(run.history, run.session);
  return change;
}

}  // namespace

Change startTwin(Twin& twin, const Session& a, const Config& config, const Sources& sources, int seeds) {
  twin = {};
  twin.forkStep = twin.step = a.state.step;
  Change change;
  const bool untouched = a.state.step == 0 && a.state.network.parameters == initialParameters(a);
  if (untouched) {
    twin.b.session = makeSession(config, sources);
    change.notes = twin.b.session.problem.notes;
  } else {
    twin.b.session = fork(a);
    change = applyConfig(twin.b.session, config, sources);
  }
  twin.b.history.budget = kHistoryBytes / 2;
  if (twin.b.session.state.step == twin.forkStep) arriveAtFork(twin.b);
  if (!sameParameters(a, twin.b.session)) twin.partedAt = twin.forkStep;

  setTwinSeeds(twin, a, sources, seeds);
  return change;
}

void setTwinSeeds(Twin& twin, const Session& a, const Sources& sources, int seeds) {
  const std::size_t before = twin.more[0].size(),
                    further = static_cast<std::size_t>(std::clamp(seeds, 1, kMostTwinSeeds) - 1);
  for (auto& side : twin.more) side.resize(further);
  for (std::size_t k = before; k < further; ++k) {
    TwinRun &ofA = twin.more[0][k], &ofB = twin.more[1][k];
    ofA.history.budget = ofB.history.budget = kHistoryBytes / 32;
    const int seed = (a.config.seed + static_cast<int>(k) + 1) % 1000000;
    ofA.session = makeSession(withSeed(a.config, seed), sources);
    if (twin.forkStep > 0) continue;
    arriveAtFork(ofA);
    ofB.session = makeSession(withSeed(twin.b.session.config, seed), sources);
    arriveAtFork(ofB);
  }
}

void advanceTwin(Twin& twin, const Session& a) {
  const int64_t made = a.state.step - 1;
  if (made < twin.forkStep) return;
  twin.losses.resize(static_cast<std::size_t>(made - twin.forkStep), std::numeric_limits<float>::quiet_NaN());
  twin.losses.push_back(static_cast<float>(a.last.loss));
  twin.step = a.state.step;
  eachRun(twin, [&](TwinRun& run) {
    if (run.forked && run.session.state.step == made) stepRun(run, twin.forkStep);
  });
  if (twin.partedAt > made) twin.partedAt = -1;
  if (twin.partedAt < 0 && !sameParameters(a, twin.b.session)) twin.partedAt = a.state.step;
}

[[gnu::noinline]] bool workTwin(Twin& twin, const Sources& sources) {
  double budget = kWorkUnit;
  if (behind(twin, twin.b)) budget -= catchUp(twin.b, twin.step, twin.forkStep, budget);
  for (std::size_t k = 0; k < twin.more[0].size() && budget > 0; ++k) {
    TwinRun &a = twin.more[0][k], &b = twin.more[1][k];
    if (!a.forked && !a.session.divergence) {
      budget -= catchUp(a, twin.forkStep, twin.forkStep, budget);
      if (a.session.state.step == twin.forkStep) forkSeed(twin, k, sources);
      continue;
    }
    if (behind(twin, a)) budget -= catchUp(a, twin.step, twin.forkStep, budget);
    if (budget > 0 && a.forked && behind(twin, b)) budget -= catchUp(b, twin.step, twin.forkStep, budget);
  }
  return runsBehind(twin) > 0;
}

bool seekTwin(Twin& twin, const Session& a) {
  twin.step = a.state.step;
  if (twin.step < twin.forkStep) return false;
  eachRun(twin, [&](TwinRun& run) {
    if (run.forked && firstStep(run.history) <= twin.step)
      seekTo(run.history, run.session, std::min(twin.step, run.history.newest));
  });
  return !twin.b.forked || twin.b.session.state.step <= twin.step;
}

Change changeTwin(Twin& twin, int side, const Config& config, const Sources& sources) {
  Change change;
  if (side == 1) change = changeRun(twin.b, config, sources);
  for (std::size_t k = 0; k < twin.more[side].size(); ++k) {
    TwinRun& run = twin.more[side][k];
    if (side == 1 && !twin.more[0][k].forked) continue;  // will leave its A with B's config
    const Change own = changeRun(run, withSeed(config, run.session.config.seed), sources);
    if (side == 0 && k == 0) change = own;
  }
  return change;
}

LossBand lossBand(const Twin& twin, int side, int64_t step) {
  std::vector<float> losses;
  const auto at = static_cast<std::size_t>(step - twin.forkStep);
  auto take = [&](const std::vector<float>& run) {
    if (step >= twin.forkStep && at < run.size()) losses.push_back(run[at]);
  };
  take(side == 0 ? twin.losses : twin.b.losses);
  for (const TwinRun& run : twin.more[side]) take(run.losses);
  if (losses.empty()) return {kUnknown, kUnknown, kUnknown, 0};
  std::sort(losses.begin(), losses.end());
  return {middle(losses), losses.front(), losses.back(), static_cast<int>(losses.size())};
}

int runsBehind(const Twin& twin) {
  int count = behind(twin, twin.b);
  for (std::size_t k = 0; k < twin.more[0].size(); ++k) {
    const TwinRun &a = twin.more[0][k], &b = twin.more[1][k];
    if (a.session.divergence && !a.forked) continue;  // neither side of this seed will ever come
    count += (!a.forked || behind(twin, a)) + (!a.forked || behind(twin, b));
  }
  return count;
}

int runCount(const Twin& twin) { return 2 + static_cast<int>(twin.more[0].size() + twin.more[1].size()); }

}  // namespace lockstep
