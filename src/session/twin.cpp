#include "session/twin.h"

#include <algorithm>
#include <limits>

#include "nn/median.h"
#include "probes/measurement.h"

namespace lockstep {
namespace {

bool sameParameters(const TwinRun& a, const TwinRun& b) {
  return a.session.state.network.parameters == b.session.state.network.parameters;
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

template <typename F>
void eachRun(Twin& twin, TwinRun& b, F visit) {
  visit(b);
  for (auto& side : twin.more)
    for (auto& run : side) visit(run);
}

// The k-th further run of B begins when that of A has come to the fork.
void forkSeed(Twin& twin, std::size_t k, const Config& configOfB, const Sources& sources) {
  const TwinRun& a = twin.more[0][k];
  TwinRun& b = twin.more[1][k];
  b.session = fork(a.session);
  applyConfig(b.session, withSeed(configOfB, a.session.config.seed), sources);
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

Change startTwin(Twin& twin, TwinRun& a, TwinRun& b, const Config& config, const Sources& sources,
                 int seeds) {
  twin = {};
  b = {};
  a.losses.clear();
  a.forked = true;
  twin.forkStep = twin.step = a.session.state.step;
  Change change;
  const bool untouched = twin.step == 0 && a.session.state.network.parameters == initialParameters(a.session);
  if (untouched) {
    b.session = makeSession(config, sources);
    change.notes = b.session.problem.notes;
  } else {
    b.session = fork(a.session);
    change = applyConfig(b.session, config, sources);
  }
  b.history.budget = kHistoryBytes / 2;
  if (b.session.state.step == twin.forkStep) arriveAtFork(b);
  if (!sameParameters(a, b)) twin.partedAt = twin.forkStep;

  setTwinSeeds(twin, a, b, sources, seeds);
  return change;
}

void setTwinSeeds(Twin& twin, const TwinRun& a, const TwinRun& b, const Sources& sources, int seeds) {
  const std::size_t before = twin.more[0].size(),
                    further = static_cast<std::size_t>(std::clamp(seeds, 1, kMostTwinSeeds) - 1);
  for (auto& side : twin.more) side.resize(further);
  for (std::size_t k = before; k < further; ++k) {
    TwinRun &ofA = twin.more[0][k], &ofB = twin.more[1][k];
    ofA.history.budget = ofB.history.budget = kHistoryBytes / 32;
    const int seed = (a.session.config.seed + static_cast<int>(k) + 1) % 1000000;
    ofA.session = makeSession(withSeed(a.session.config, seed), sources);
    if (twin.forkStep > 0) continue;
    arriveAtFork(ofA);
    ofB.session = makeSession(withSeed(b.session.config, seed), sources);
    arriveAtFork(ofB);
  }
}

void advanceTwin(Twin& twin, TwinRun& a, TwinRun& b) {
  const int64_t made = a.session.state.step - 1;
  if (made < twin.forkStep) return;
  a.losses.resize(static_cast<std::size_t>(made - twin.forkStep), std::numeric_limits<float>::quiet_NaN());
  a.losses.push_back(static_cast<float>(a.session.last.loss));
  twin.step = a.session.state.step;
  eachRun(twin, b, [&](TwinRun& run) {
    if (run.forked && run.session.state.step == made) stepRun(run, twin.forkStep);
  });
  if (twin.partedAt > made) twin.partedAt = -1;
  if (twin.partedAt < 0 && !sameParameters(a, b)) twin.partedAt = twin.step;
}

bool workTwin(Twin& twin, TwinRun& first, const Sources& sources) {
  double budget = kWorkUnit;
  if (behind(twin, first)) budget -= catchUp(first, twin.step, twin.forkStep, budget);
  for (std::size_t k = 0; k < twin.more[0].size() && budget > 0; ++k) {
    TwinRun &a = twin.more[0][k], &b = twin.more[1][k];
    if (!a.forked && !a.session.divergence) {
      budget -= catchUp(a, twin.forkStep, twin.forkStep, budget);
      if (a.session.state.step == twin.forkStep) forkSeed(twin, k, first.session.config, sources);
      continue;
    }
    if (behind(twin, a)) budget -= catchUp(a, twin.step, twin.forkStep, budget);
    if (budget > 0 && a.forked && behind(twin, b)) budget -= catchUp(b, twin.step, twin.forkStep, budget);
  }
  return runsBehind(twin, first) > 0;
}

bool seekTwin(Twin& twin, const TwinRun& a, TwinRun& b) {
  twin.step = a.session.state.step;
  if (twin.step < twin.forkStep) return false;
  eachRun(twin, b, [&](TwinRun& run) {
    if (run.forked && firstStep(run.history) <= twin.step)
      seekTo(run.history, run.session, std::min(twin.step, run.history.newest));
  });
  return !b.forked || b.session.state.step <= twin.step;
}

void checkParting(Twin& twin, const TwinRun& a, const TwinRun& b) {
  const int64_t step = a.session.state.step;
  if (b.session.state.step != step) return;
  const bool same = sameParameters(a, b);
  int64_t& parted = twin.partedAt;
  if (same && parted <= step) parted = -1;
  if (!same && (parted < 0 || parted > step)) parted = step;
}

Change changeTwin(Twin& twin, TwinRun& b, const Config& config, const Sources& sources) {
  const Change change = changeRun(b, config, sources);
  changeSeeds(twin, 1, config, sources);
  return change;
}

void changeSeeds(Twin& twin, int side, const Config& config, const Sources& sources) {
  for (std::size_t k = 0; k < twin.more[side].size(); ++k) {
    if (side == 1 && !twin.more[0][k].forked) continue;  // will leave its A with B's config
    TwinRun& run = twin.more[side][k];
    changeRun(run, withSeed(config, run.session.config.seed), sources);
  }
}

LossBand lossBand(const Twin& twin, const TwinRun& first, int side, int64_t step) {
  std::vector<float> losses;
  const auto at = static_cast<std::size_t>(step - twin.forkStep);
  auto take = [&](const std::vector<float>& run) {
    if (step >= twin.forkStep && at < run.size()) losses.push_back(run[at]);
  };
  take(first.losses);
  for (const TwinRun& run : twin.more[side]) take(run.losses);
  if (losses.empty()) return {kUnknown, kUnknown, kUnknown, 0};
  std::sort(losses.begin(), losses.end());
  return {middle(losses), losses.front(), losses.back(), static_cast<int>(losses.size())};
}

int runsBehind(const Twin& twin, const TwinRun& first) {
  int count = behind(twin, first);
  for (std::size_t k = 0; k < twin.more[0].size(); ++k) {
    const TwinRun &a = twin.more[0][k], &b = twin.more[1][k];
    if (a.session.divergence && !a.forked) continue;  // neither side of this seed will ever come
    count += (!a.forked || behind(twin, a)) + (!a.forked || behind(twin, b));
  }
  return count;
}

int runCount(const Twin& twin) { return 2 + static_cast<int>(twin.more[0].size() + twin.more[1].size()); }

}  // namespace lockstep
