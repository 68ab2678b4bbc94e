#include "lab/diagnosis.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "run_helpers.h"

namespace lockstep {
namespace {

struct Diverged {
  Session session;
  History history;
};

Diverged trainUntilDivergence(std::string_view line) {
  Diverged d{sessionOf(line), {}};
  beginHistory(d.history, d.session);
  while (d.session.state.step < 3000 && advance(d.session)) record(d.history, d.session);
  return d;
}

}  // namespace

TEST_CASE("a rate beyond 2/λ is named as the reason, with the numbers") {
  Diverged d = trainUntilDivergence("dataset=plane&layers=8&optimizer=sgd&lr=3&batch=0");
  REQUIRE(d.session.divergence.has_value());
  const Diagnosis found = diagnose(d.history, d.session);
  MESSAGE(describe(found.divergence) << ". " << found.why);
  CHECK(found.why.find("sharpness") != std::string::npos);
  CHECK(d.session.state.step == found.good);
  CHECK(!d.session.divergence.has_value());
  CHECK(finiteState(d.session.state));
  CHECK(found.earlier <= found.good);
  CHECK(d.history.newest == found.good);
  CHECK(seekTo(d.history, d.session, found.earlier));
}

TEST_CASE("where no threshold is known, the layer that leapt is named") {
  Diverged d =
      trainUntilDivergence("dataset=plane&activation=relu&layers=8x6&optimizer=adam&lr=10&clip=0&batch=0");
  if (!d.session.divergence)
    d = trainUntilDivergence("dataset=plane&activation=relu&layers=8x6&optimizer=rmsprop&lr=10");
  REQUIRE(d.session.divergence.has_value());
  const Diagnosis found = diagnose(d.history, d.session);
  MESSAGE(describe(found.divergence) << ". " << found.why);
  CHECK(!found.why.empty());
  CHECK(found.layer >= 0);
  CHECK(d.session.state.step == found.good);
}

// Runs that diverge: every data set and optimiser with rates and initial weights far too large.
TEST_CASE("the run learns after any remedy that is offered, and goes back to a good step") {
  constexpr const char* kData[] = {"plane", "multigauss", "sine", "steps", "spiral", "rings"};
  constexpr const char* kRuns[] = {"optimizer=sgd&lr=10&activation=relu&loss=mse&layers=16,16",
                                   "optimizer=momentum&lr=3&activation=relu&loss=mse&layers=8,8,8",
                                   "optimizer=sgd&lr=1&activation=relu&loss=mse&layers=12x4&initScale=3",
                                   "optimizer=sgd&lr=3&activation=relu&loss=mse&layers=24&batch=0"};
  int diverged = 0, without = 0, offered = 0, learned = 0, good = 0;
  for (const char* data : kData)
    for (const char* run : kRuns) {
      const std::string line = std::string("dataset=") + data + "&" + run;
      Diverged d = trainUntilDivergence(line);
      if (!d.session.divergence) continue;
      ++diverged;
      const Diagnosis found = diagnose(d.history, d.session);
      Session initial = fork(d.session);
      restart(initial);
      const double first = evaluate(initial).trainLoss;
      good += evaluate(d.session).trainLoss <= 2 * first;
      without += found.remedies.empty();
      for (const Remedy& remedy : found.remedies) {
        ++offered;
        Session s = fork(d.session);
        if (remedy.step > 0)
          seekTo(d.history, s, remedy.step);
        else
          restart(s);
        const double before = evaluate(s).trainLoss;
        s.config = remedy.config;
        int steps = 0;
        while (steps < 1000 && advance(s)) ++steps;
        const double after = evaluate(s).trainLoss;
        const bool learns = steps == 1000 && after < std::max(0.95 * before, 0.3 * first);
        learned += learns;
        if (!learns)
          MESSAGE(line << ": " << remedy.label << ": " << before << " → " << after << ", " << steps);
      }
    }
  MESSAGE(diverged << " diverged, " << offered << " remedies, " << learned << " learn; " << good
                   << " went back to a good step; " << without << " have none");
  CHECK(diverged >= 20);
  CHECK(without == 0);
  CHECK(10 * learned >= 9 * offered);
  CHECK(good == diverged);
}

}  // namespace lockstep
