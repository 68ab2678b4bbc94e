// The surface around a network: its sharpest direction, its picture, and the bits of all these readings.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "lab/make_subject.h"
#include "probes/interaction.h"
#include "probes/landscape.h"
#include "probes/promise.h"
#include "probes/sharpness.h"
#include "probes/staleness.h"
#include "probes/step.h"
#include "random_subject.h"
#include "run_helpers.h"

using namespace lockstep;

namespace {

SubjectPtr smallSubject(Norm norm, uint64_t seed) {
  Shape shape;
  shape.widths = {2, 4, 4, 2}, shape.norm = norm, shape.skip = 0.5f;
  return share(randomSubject(shape, Loss::softmax, 11, seed));
}

// The largest eigenvalue of a symmetric matrix: rotations until nothing is left beside the diagonal.
double largestEigenvalue(std::vector<double> a, int n) {
  for (int sweep = 0; sweep < 30; ++sweep)
    for (int p = 0; p < n; ++p)
      for (int q = p + 1; q < n; ++q) {
        const double angle = 0.5 * std::atan2(2 * a[p * n + q], a[q * n + q] - a[p * n + p]);
        const double c = std::cos(angle), s = std::sin(angle);
        for (int k = 0; k < n; ++k) {
          const double x = a[k * n + p], y = a[k * n + q];
          a[k * n + p] = c * x - s * y, a[k * n + q] = s * x + c * y;
        }
        for (int k = 0; k < n; ++k) {
          const double x = a[p * n + k], y = a[q * n + k];
          a[p * n + k] = c * x - s * y, a[q * n + k] = s * x + c * y;
        }
      }
  double largest = a[0];
  for (int i = 1; i < n; ++i) largest = std::max(largest, a[i * n + i]);
  return largest;
}

std::vector<double> productAt(const SubjectPtr& s, std::vector<double> direction) {
  ExactPass pass(s);
  pass.begin(Derivatives::product, widened(s->network.parameters), std::move(direction));
  double flop = 1e15;
  pass.work(flop);
  return pass.product;
}

// The run on which Cohen et al.'s edge of stability is looked for.
Session chebyshevRun(int seed) {
  return sessionOf(
      "dataset=chebyshev&degree=4&samples=20&trainShare=1&features=x&batch=0&layers=50,50&init=lecun&loss=mse"
      "&optimizer=sgd&lr=0.1&seed=" +
      std::to_string(seed));
}

}  // namespace

TEST_CASE("sharpness is the largest eigenvalue of the whole Hessian, and its direction the eigenvector") {
  for (Norm norm : {Norm::none, Norm::batch, Norm::layer})
    for (uint64_t seed : {3, 4, 5}) {
      const SubjectPtr s = smallSubject(norm, seed);
      const uint64_t before = subjectHash(*s);
      const int P = s->network.parameterCount();
      std::vector<double> hessian;
      for (int i = 0; i < P; ++i) {
        std::vector<double> unit(P);
        unit[i] = 1;
        const std::vector<double> column = productAt(s, unit);
        hessian.insert(hessian.end(), column.begin(), column.end());
      }
      const double exact = largestEigenvalue(hessian, P);
      Sharpness sharpness(s);
      finish(sharpness);
      CHECK(subjectHash(*s) == before);
      MESSAGE(normName(norm) << ", P = " << P << ": " << sharpness.lambda << ", exact " << exact << ", "
                             << sharpness.products << " products");
      CHECK(std::fabs(sharpness.lambda - exact) <= 1e-3 * exact);
      std::vector<double> left = productAt(s, sharpness.direction);
      addScaled(left, -sharpness.lambda, sharpness.direction);
      CHECK(std::fabs(length(left) - sharpness.residual) <= 1e-9 * exact);
      CHECK(length(left) <= 1e-3 * exact);
      CHECK(std::fabs(length(sharpness.direction) - 1) < 1e-14);

      Sharpness again(s, sharpness.direction), restarting(s, {}, 4);
      finish(again), finish(restarting);
      CHECK(std::fabs(again.lambda - exact) <= 1e-3 * exact);
      CHECK(restarting.products > 4);
      CHECK(std::fabs(restarting.lambda - exact) <= 1e-3 * exact);
    }
}

TEST_CASE("the threshold of sharpness is that of the optimiser, and none where the theory has none") {
  Subject s = *smallSubject(Norm::none, 1);
  s.rate = 0.5f, s.optimizer.momentum = 0.75f;
  auto threshold = [&](Optimizer kind) {
    s.optimizer.kind = kind;
    return Sharpness(share(s)).threshold();
  };
  CHECK(threshold(Optimizer::sgd) == 4);
  CHECK(threshold(Optimizer::momentum) == 7);
  CHECK(threshold(Optimizer::nesterov) == 2.8);
  for (Optimizer kind : {Optimizer::rmsprop, Optimizer::adam, Optimizer::adamw})
    CHECK(std::isnan(threshold(kind)));
  s.multipliers.assign(s.multipliers.size(), 0.5f);
  CHECK(threshold(Optimizer::sgd) == 8);
  s.multipliers[0] = 1;
  CHECK(std::isnan(threshold(Optimizer::sgd)));
}

TEST_CASE("sharpness starts at 11 to 14, rises to 2/η and stays there while the loss falls") {
  std::vector<double> starts, crossings, means, losses;
  for (int seed = 1; seed <= 3; ++seed) {
    Session s = chebyshevRun(seed);
    std::vector<double> direction;
    double crossing = -1, total = 0;
    int count = 0;
    for (int step = 0; step <= 4000; step += 50) {
      Sharpness sharpness(makeSubject(s, ProbeSamples::fixed), direction);
      finish(sharpness);
      direction = sharpness.direction;
      const double ratio = sharpness.lambda / sharpness.threshold();
      if (step == 0) starts.push_back(sharpness.lambda);
      if (crossing < 0 && ratio > 1) crossing = step;
      if (crossing >= 0 && step > crossing + 200) total += ratio, ++count;
      advanceBy(s, 50);
    }
    crossings.push_back(crossing), means.push_back(total / count), losses.push_back(s.last.loss);
    MESSAGE("λ at the start " << starts.back() << ", above 2/η at step " << crossing << ", then on average "
                              << means.back() << " of it; loss " << losses.back());
    CHECK(crossing >= 300);
    CHECK(crossing <= 1500);
    CHECK(std::fabs(means.back() - 1) < 0.05);
  }
  CHECK(median(starts) > 11);
  CHECK(median(starts) < 14);
  CHECK(median(losses) < 0.001);
}

TEST_CASE("a landscape refines from 9 to 17 to 33 cells a side, usable at any time, around the network") {
  for (Plane plane : {Plane::random, Plane::step}) {
    const SubjectPtr s = smallSubject(Norm::batch, 8);
    const uint64_t before = subjectHash(*s);
    Landscape surface(s, plane);
    std::vector<int> spacings;
    double done = 0;
    while (surface.work()) {
      CHECK(surface.progress() >= done);
      done = surface.progress();
      if (surface.spacing == 0 || (!spacings.empty() && spacings.back() == surface.spacing)) continue;
      spacings.push_back(surface.spacing);
      const Readings readings = surface.readings();
      const std::vector<double>& cells = *findColumn(readings, "surface", "loss");
      const std::size_t side = 32 / surface.spacing + 1;
      CHECK(cells.size() == side * side);
      for (double loss : cells) CHECK(std::isfinite(loss));
    }
    CHECK(surface.spacing == 1);
    CHECK(surface.progress() == 1);
    for (double loss : surface.loss) CHECK(std::isfinite(loss));
    CHECK(subjectHash(*s) == before);
    CHECK(surface.coordinate(16) == 0);
    CHECK(surface.coordinate(32) == surface.span);

    ExactPass pass(s);
    pass.begin(Derivatives::none, widened(s->network.parameters));
    double flop = 1e15;
    pass.work(flop);
    CHECK(surface.loss[16 * 33 + 16] == doctest::Approx(pass.loss).epsilon(1e-6));
  }
}

TEST_CASE(
    "one unit along the first axis of the step's plane is the step, the sharpest direction bends most") {
  const SubjectPtr s = smallSubject(Norm::none, 9);
  const ProposedStep step = proposedStep(*s);
  Promise promise(s);
  finish(promise);
  Landscape surface(s, Plane::step, {step.parameters, s->network.parameters}, 4);
  finish(surface);
  CHECK(surface.way[0].x == doctest::Approx(1).epsilon(1e-9));
  CHECK(std::fabs(surface.way[0].y) < 1e-9);
  CHECK(surface.way[0].share == doctest::Approx(1).epsilon(1e-9));
  CHECK(surface.way[1].x == 0);
  for (const Promise::Point& p : promise.curve) {  // cells are a quarter of a step apart, as is the curve
    const double loss = surface.loss[16 * 33 + 16 + static_cast<int>(4 * p.alpha)];
    CHECK(std::fabs(loss - promise.loss - p.delivered) < 1e-6);
  }
  auto bend = [&](int dx, int dy) {
    return surface.loss[(16 + dy) * 33 + 16 + dx] + surface.loss[(16 - dy) * 33 + 16 - dx] -
           2 * surface.loss[16 * 33 + 16];
  };
  MESSAGE("bend along the step " << bend(4, 0) << ", along the sharpest direction " << bend(0, 4));
  CHECK(bend(0, 4) > bend(4, 0));
}

TEST_CASE("the way of a run is placed in the plane, with the share of it that lies there") {
  Session run = sessionOf("optimizer=sgd&lr=0.1&layers=6,6");
  std::vector<std::vector<float>> way;
  for (int k = 0; k < 5; ++k) {
    way.push_back(run.state.network.parameters);
    advanceBy(run, 20);
  }
  const SubjectPtr s = makeSubject(run, ProbeSamples::fixed);
  for (Plane plane : {Plane::random, Plane::step}) {
    Landscape surface(s, plane, way);
    while (surface.way.empty()) surface.work();
    CHECK(surface.way.size() == 5);
    double reach = 0;
    for (const Landscape::WayPoint& p : surface.way) {
      CHECK(p.share >= 0);
      CHECK(p.share <= 1 + 1e-12);
      reach = std::max({reach, std::fabs(p.x), std::fabs(p.y)});
    }
    MESSAGE("share of the way in the plane " << surface.way[0].share << ", span " << surface.span);
    if (plane == Plane::step) CHECK(surface.span >= reach);
    if (plane == Plane::random) CHECK(surface.span == 1);
  }
}

TEST_CASE("landscapes exist where there is no step, and none where there are no samples") {
  Subject s = *smallSubject(Norm::none, 10);
  s.rate = 0;
  Landscape still(share(s), Plane::step);
  finish(still);
  for (double loss : still.loss) CHECK(std::isfinite(loss));
  CHECK(still.loss[0] != still.loss[16 * 33 + 16]);
  s.batch = {};
  const SubjectPtr empty = share(s);
  Landscape none(empty, Plane::step);
  Sharpness flat(empty);
  Promise promise(empty);
  Interaction interaction(empty);
  Staleness staleness(empty);
  for (Measurement* m : {static_cast<Measurement*>(&none), static_cast<Measurement*>(&flat),
                         static_cast<Measurement*>(&promise), static_cast<Measurement*>(&interaction),
                         static_cast<Measurement*>(&staleness)}) {
    CHECK(!m->work());
    CHECK(m->progress() == 1);
    CHECK(!m->readings().empty());
  }
}

TEST_CASE("a network that diverged is measured to the end, as NaN") {
  Subject s = *smallSubject(Norm::batch, 10);
  s.network.parameters[5] = std::nanf("");
  const SubjectPtr lost = share(s);
  Landscape surface(lost, Plane::step);
  Sharpness sharpness(lost);
  Interaction interaction(lost);
  finish(surface), finish(sharpness), finish(interaction);
  CHECK(std::isnan(surface.loss[0]));
  CHECK(std::isnan(sharpness.lambda));
  CHECK(std::isnan(interaction.today().share()));
}

TEST_CASE("readings have the same bits in every build") {
  struct Golden {
    const char* line;
    uint64_t hash;
  };
  for (const Golden& golden :
       {Golden{"layers=8,8&optimizer=sgd&lr=0.1", 0x2340606b214ef104},
        {"dataset=arms&layers=9,9,9&activations=sine,gelu,silu&norm=batch&skip=0.5&l2=0.01",
         0x02be0c35d99fc31d},
        {"dataset=multigauss&layers=7,7&activation=sigmoid&norm=layer&optimizer=nesterov",
         0x34aadcaba65f8370}}) {
    Session run = sessionOf(golden.line);
    advanceBy(run, 20);
    const SubjectPtr s = makeSubject(run, ProbeSamples::fixed);
    Promise promise(s);
    Interaction interaction(s);
    Staleness staleness(s);
    Sharpness sharpness(s);
    Landscape random(s, Plane::random), step(s, Plane::step);
    uint64_t hash = 0;
    for (Measurement* m : {static_cast<Measurement*>(&promise), static_cast<Measurement*>(&interaction),
                           static_cast<Measurement*>(&staleness), static_cast<Measurement*>(&sharpness),
                           static_cast<Measurement*>(&random), static_cast<Measurement*>(&step)}) {
      finish(*m);
      hash = hash * 31 + readingsHash(m->readings());
    }
    std::printf("  readings hash 0x%016llx  %s\n", static_cast<unsigned long long>(hash), golden.line);
    CHECK(hash == golden.hash);
  }
}
