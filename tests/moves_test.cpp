#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "run_helpers.h"

namespace lockstep {

TEST_CASE("taking turns moves one layer per step, from the first to the last and again") {
  for (const char* line : {"moves=turns", "moves=turns&optimizer=sgd&norm=layer", "moves=turns&layers="}) {
    Session s = sessionOf(line);
    const int L = static_cast<int>(s.state.network.layers.size());
    for (int step = 0; step < 3 * L; ++step) {
      const Session before = fork(s);
      REQUIRE(advance(s));
      for (int l = 0; l < L; ++l) CHECK((weightsOf(before, l) == weightsOf(s, l)) == (l != step % L));
    }
  }
}

TEST_CASE("one by one, each layer moves by a gradient that has seen the layers before it move") {
  Session s = sessionOf("moves=sweep&optimizer=sgd&batch=0&lr=0.1"),
          byHand = sessionOf("optimizer=sgd&batch=0&lr=0.1");
  const int L = static_cast<int>(s.state.network.layers.size());
  REQUIRE(advance(s));
  for (int l = 0; l < L; ++l) {
    byHand.config.rates.assign(L, 0.0f);
    byHand.config.rates[l] = 1;
    REQUIRE(advance(byHand));
  }
  CHECK(s.state.network.parameters == byHand.state.network.parameters);
  CHECK(s.state.step == 1);
}

TEST_CASE("a network of one layer moves the same whichever way its layers move") {
  Session together = sessionOf("layers="), turns = sessionOf("layers=&moves=turns"),
          sweep = sessionOf("layers=&moves=sweep");
  for (Session* s : {&together, &turns, &sweep}) advanceBy(*s, 50);
  CHECK(stateHash(together.state) == stateHash(turns.state));
  CHECK(stateHash(together.state) == stateHash(sweep.state));
}

TEST_CASE("rates multiply whichever layer moves") {
  Session s = sessionOf("moves=turns&rates=0,1"), start = sessionOf("");
  advanceBy(s, 1);
  CHECK(weightsOf(s, 0) == weightsOf(start, 0));
  advanceBy(s, 1);
  CHECK(weightsOf(s, 1) != weightsOf(start, 1));
}

}  // namespace lockstep
