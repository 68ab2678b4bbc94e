// One step, slowed down.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "lab/make_subject.h"
#include "probes/interaction.h"
#include "probes/promise.h"
#include "probes/slow_step.h"
#include "random_subject.h"
#include "run_helpers.h"

using namespace lockstep;

namespace {

SubjectPtr nextStep(std::string_view line, int steps) {
  Session s = sessionOf(line);
  REQUIRE(advanceBy(s, steps));
  return makeSubject(s, ProbeSamples::nextBatch);
}

SlowStep measured(const SubjectPtr& s, double length, Extent extent = Extent::step,
                  const SlowStep* same = nullptr) {
  SlowStep m(s, length, extent, same);
  finish(m);
  return m;
}

// What layer l answers, in double.
reference::Matrix featuresAt(const Network& network, std::size_t l, const reference::Matrix& x) {
  reference::Model below(network);
  below.layers.resize(l + 1);
  return reference::forward(below, x, true);
}

const char* const kRuns[] = {
    "layers=8,8&optimizer=sgd&lr=0.1&batch=0",
    "layers=6,6,6&norm=batch&skip=0.5&l2=0.01&optimizer=momentum&lr=0.05",
    "dataset=multigauss&layers=7,5&activation=gelu&norm=layer&optimizer=adam&rates=1,0,0.5"};

}  // namespace

TEST_CASE("a step taken apart is what promise and interaction say of the same step, at any length") {
  for (const char* line : kRuns) {
    CAPTURE(line);
    const SubjectPtr s = nextStep(line, 30);
    Interaction interaction(s);
    Promise promise(s);
    finish(interaction), finish(promise);
    for (const InteractionAt& at : interaction.rates) {
      const SlowStep m = measured(s, at.factor);
      CHECK(m.loss() == interaction.loss);
      CHECK(m.together == at.joint);
      CHECK(m.sum() == at.sum());
      CHECK(m.gap() == at.interaction());
      for (std::size_t l = 0; l < m.layers.size(); ++l) {
        CHECK(m.layers[l].alone == at.alone[l]);
        CHECK(m.layers[l].slope == doctest::Approx(promise.layerPromise[l]).epsilon(1e-9));
      }
      CHECK(m.slope() == doctest::Approx(promise.slope).epsilon(1e-9));
    }
  }
}

TEST_CASE(
    "features move as two networks in double say, units make up their layer, parameters move by the step") {
  for (const char* line : kRuns) {
    CAPTURE(line);
    const SubjectPtr s = nextStep(line, 30);
    for (double length : {0.1, 1.0, 30.0}) {
      const SlowStep m = measured(s, length);
      Network after = s->network;
      after.parameters = m.after;
      const ProbeBatch& b = s->batch;
      const reference::Matrix x = reference::widen(b.x.data(), s->network.inputs(), b.count, b.stride);
      const std::vector<double> d = proposedStep(*s).d;
      for (std::size_t l = 0; l < m.layers.size(); ++l) {
        const SlowStep::LayerMotion& motion = m.layers[l];
        double size = 0, moved = 0, units = 0, own = 0, step = 0;
        const reference::Matrix here = featuresAt(s->network, l, x), there = featuresAt(after, l, x);
        for (std::size_t i = 0; i < here.values.size(); ++i) {
          const double a = here.values[i], c = there.values[i];
          size += a * a, moved += (c - a) * (c - a);
        }
        // Differences of floats: a part in 10⁷ of the features, which the shortest steps move by 10⁻⁴.
        CHECK(std::fabs(motion.features.relative - std::sqrt(moved / size)) < 2e-6);
        for (float u : motion.units) units += u * u;
        CHECK(std::sqrt(units / motion.units.size()) ==
              doctest::Approx(motion.features.relative).epsilon(1e-5));
        const Layer& layer = s->network.layers[l];
        for (int i = layer.weight; i < layer.end; ++i)
          own += std::pow(s->network.parameters[i], 2), step += std::pow(length * d[i], 2);
        CHECK(motion.parameters == doctest::Approx(std::sqrt(step / own)).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("up to the limit the step helps, just beyond it does not") {
  for (const char* line : {"layers=8,8,8&activation=gelu&lr=0.005&noise=0.2",
                           "layers=8,8,8&activation=gelu&optimizer=momentum&lr=0.05&batch=0"}) {
    CAPTURE(line);
    const SubjectPtr s = nextStep(line, 300);
    const SlowStep m = measured(s, 1, Extent::full);
    MESSAGE("helps up to ×" << m.limit());
    REQUIRE(m.limit() > kShortestStep);
    REQUIRE(m.limit() < kLongestStep);
    CHECK(measured(s, m.limit()).together < 0);
    const SlowStep beyond = measured(s, m.limit() * 1.006);
    CHECK(beyond.together >= 0);
    CHECK((beyond.verdict() == Together::harm || beyond.verdict() == Together::tooLong));
    for (const SlowStep::Tried& t : m.tried()) CHECK((t.length <= m.limit()) == (t.together < 0));
    CHECK(m.verdict() == Together::addUp);
    CHECK(measured(s, kShortestStep).verdict() == Together::addUp);
  }
}

TEST_CASE("another length of the same moment measures only what is new, to the same bits") {
  const SubjectPtr s = nextStep("layers=8,8,8&norm=batch", 20);
  SlowStep first(s, 1, Extent::full);
  while (!first.usable()) first.work();
  const SlowStep again = measured(s, 7, Extent::full, &first), alone = measured(s, 7, Extent::full);
  CHECK(readingsHash(again.readings()) == readingsHash(alone.readings()));
  CHECK(again.after == alone.after);
  CHECK(first.limit() == again.limit());  // found by the one, known to both
  finish(first);
  CHECK(first.limit() == again.limit());
  // Of another moment nothing is taken over.
  const SubjectPtr later = nextStep("layers=8,8,8&norm=batch", 21);
  CHECK(readingsHash(measured(later, 7, Extent::full, &first).readings()) ==
        readingsHash(measured(later, 7, Extent::full).readings()));
}

TEST_CASE("the subject stays as it is, progress only grows, and work is measured out") {
  const SubjectPtr s = nextStep("layers=40,40,40&activation=relu&batch=0", 5);
  const uint64_t before = subjectHash(*s);
  SlowStep m(s);
  double progress = 0;
  int units = 0;
  while (m.work()) {
    CHECK(m.progress() >= progress);
    CHECK(m.progress() < 1);
    progress = m.progress(), ++units;
  }
  CHECK(m.progress() == 1);
  CHECK(m.usable());
  CHECK(units > 3);
  CHECK(subjectHash(*s) == before);
}

TEST_CASE("a step that leads uphill is said to, and has no limit") {
  // Where momentum carries on against the gradient of the next samples.
  Session s = sessionOf("optimizer=momentum&momentum=0.99&lr=0.05&batch=4");
  bool found = false;
  for (int i = 0; i < 400 && !found; ++i) {
    REQUIRE(advance(s));
    const SubjectPtr subject = makeSubject(s, ProbeSamples::nextBatch);
    const SlowStep m = measured(subject, 1, Extent::full);
    if (m.slope() <= 0 || measured(subject, kShortestStep).together < 0) continue;
    found = true;
    CHECK(m.limit() == 0);
    CHECK(measured(subject, kShortestStep).verdict() == Together::uphill);
  }
  CHECK(found);
}

TEST_CASE("verdicts follow the numbers") {
  const SubjectPtr s = nextStep("layers=8&optimizer=sgd", 1);
  struct Row {
    double first, second, together;
    Together verdict;
  };
  const double lost = std::numeric_limits<double>::quiet_NaN();
  for (const Row& row : {Row{-2, -1, -3, Together::addUp}, Row{-2, -1, -2.71, Together::addUp},
                         Row{-2, -1, -2.69, Together::disturb}, Row{-2, -1, -3.4, Together::spur},
                         Row{-2, -1, 0.1, Together::harm}, Row{2, -1, -0.1, Together::rescue},
                         Row{2, -1, 0.1, Together::tooLong}, Row{2, lost, 0.1, Together::unknown}}) {
    SlowStep m = measured(s, 1);
    m.layers[0].alone = row.first, m.layers[1].alone = row.second, m.together = row.together;
    CHECK(m.verdict() == row.verdict);
  }
}

TEST_CASE("without samples, and of a network that diverged, a step is measured to the end") {
  Subject s = *nextStep("layers=8", 1);
  s.network.parameters[3] = std::nanf("");
  const SlowStep lost = measured(share(s), 1, Extent::full);
  CHECK(std::isnan(lost.together));
  CHECK(lost.verdict() == Together::unknown);
  s.batch = {};
  SlowStep none(share(s));
  CHECK(!none.work());
  CHECK(none.progress() == 1);
  CHECK(!none.readings().empty());
}
