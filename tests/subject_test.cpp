#include "lab/make_subject.h"

#include <doctest/doctest.h>

#include <tuple>

#include "nn/simd.h"
#include "probes/features.h"
#include "random_subject.h"
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

TEST_CASE("a large network is differentiated on few samples and only run on many") {
  const SubjectPtr s = makeSubject(runningSession("samples=600&layers=256,256,256"), ProbeSamples::fixed);
  MESSAGE(s->network.parameterCount(), " parameters: ", s->batch.count, " and ", s->many.count, " samples");
  CHECK(s->batch.count == 32);
  CHECK(s->many.count == 200);
  CHECK(s->test.count == 200);
}

TEST_CASE("a forward pass in chunks gives the features of one in whole") {
  for (Norm norm : {Norm::none, Norm::batch, Norm::layer}) {
    Shape shape;
    shape.widths = {30, 220, 190, 4};  // chunks of 40 samples
    shape.norm = norm;
    const Subject s = randomSubject(shape, Loss::softmax, 93, 5);
    Workspace whole;
    prepare(whole, s.network, s.batch.count);
    forward(s.network, s.batch.x.data(), s.batch.count, kProbePass, whole);
    FeaturePass pass;
    pass.begin(s.network, s.batch, kProbePass);
    int chunks = 1;
    while (pass.work()) ++chunks;
    MESSAGE(chunks, " chunks");
    CHECK((chunks > 1) == (norm != Norm::batch));
    for (int l = 0; l <= 3; ++l)
      for (int u = 0; u < featureCount(s.network, l); ++u)
        for (int b = 0; b < 93; ++b) {
          const int at = u * s.batch.stride + b;
          REQUIRE(pass.features(l)[at] == featuresOf(whole, s.batch, l)[at]);
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
  CHECK(next->many.count == 16);
  CHECK(!fixed->fullBatch);
  for (auto& [line, samples, full] : {std::tuple{"batch=0", ProbeSamples::fixed, false},  // 200 of 250
                                      {"batch=0", ProbeSamples::nextBatch, true},
                                      {"batch=0&samples=300", ProbeSamples::fixed, true},
                                      {"batch=16&samples=300", ProbeSamples::fixed, false}})
    CHECK(makeSubject(runningSession(line), samples)->fullBatch == full);

  advanceBy(s, 1);  // the session's own copy of that batch
  for (int i = 0; i < s.problem.inputs; ++i)
    for (int b = 0; b < next->batch.stride; ++b)
      CHECK(next->batch.x[i * next->batch.stride + b] == s.x[i * padToLanes(16) + b]);
}

}  // namespace lockstep
