#include "session/subject.h"

#include <doctest/doctest.h>

#include "nn/simd.h"
#include "run_helpers.h"

namespace lockstep {

TEST_CASE("a forked run has the same bits as the one it left, and each goes its own way") {
  Session a = runningSession("norm=batch&dropout=0.2");
  Session b = fork(a);
  CHECK(stateHash(a.state) == stateHash(b.state));
  advanceBy(a, 50);
  CHECK(stateHash(a.state) != stateHash(b.state));
  advanceBy(b, 50);
  CHECK(stateHash(a.state) == stateHash(b.state));
}

TEST_CASE("the upcoming batch is the one that the next step takes") {
  for (const char* line : {"", "batch=7", "batch=0", "batch=250"}) {
    Session s = runningSession(line);
    for (int i = 0; i < 40; ++i) {
      const std::vector<int> expected = upcomingBatch(s);
      REQUIRE(advance(s));
      CHECK(s.samples == expected);
    }
  }
}

TEST_CASE("instruments are shown the samples, the weights and the step of the run") {
  Session s = runningSession("norm=layer&lr=0.02&rates=1,0.5&optimizer=adam");
  const uint64_t before = stateHash(s.state);
  const SubjectPtr fixed = makeSubject(s, ProbeSamples::fixed),
                   next = makeSubject(s, ProbeSamples::nextBatch);
  CHECK(stateHash(s.state) == before);
  CHECK(fixed->network.parameters == s.state.network.parameters);
  CHECK(fixed->initial == sessionOf("norm=layer").state.network.parameters);
  CHECK(fixed->rate == nextRate(s));
  CHECK(fixed->multipliers == std::vector<float>{1, 0.5f, 1});
  CHECK(fixed->batch.count == 200);
  CHECK(fixed->test.count == 200);
  CHECK(next->batch.count == 16);
  CHECK(!fixed->fullBatch);
  CHECK(makeSubject(runningSession("batch=0"), ProbeSamples::fixed)->fullBatch);

  advanceBy(s, 1);  // the session's own copy of that batch
  for (int i = 0; i < s.problem.inputs; ++i)
    for (int b = 0; b < next->batch.stride; ++b)
      CHECK(next->batch.x[i * next->batch.stride + b] == s.x[i * padToLanes(16) + b]);
}

}  // namespace lockstep
