#include "lab/diagnosis.h"

#include <doctest/doctest.h>

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

}  // namespace lockstep
