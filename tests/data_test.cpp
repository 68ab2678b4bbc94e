// Synthetic sets, label noise and splits.
#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

#include "data/dataset.h"
#include "nn/hash.h"
#include "nn/math.h"
#include "nn/rng.h"

using namespace lockstep;

namespace {

std::vector<DataKind> allKinds() {
  std::vector<DataKind> kinds;
  for (int i = 0; i < kDataKinds; ++i) kinds.push_back(static_cast<DataKind>(i));
  return kinds;
}

std::vector<DataKind> syntheticKinds() {
  std::vector<DataKind> kinds = allKinds();
  std::erase_if(kinds, [](DataKind kind) { return sourceOf(kind) != DataSource::synthetic; });
  return kinds;
}

SyntheticOptions optionsFor(DataKind kind, int samples, float noise = 0) {
  SyntheticOptions options;
  options.kind = kind;
  options.samples = samples;
  options.noise = noise;
  return options;
}

uint64_t hashOf(const Dataset& data) {
  return hashFloats(data.y.data(), data.y.size(), hashFloats(data.x.data(), data.x.size()));
}

std::vector<int> classCounts(const Dataset& data) {
  std::vector<int> counts(static_cast<size_t>(data.classes));
  for (float label : data.y) ++counts.at(static_cast<size_t>(label));
  return counts;
}

float xOf(const Dataset& d, int n) { return d.x[static_cast<size_t>(n * d.dims)]; }
float yOf(const Dataset& d, int n) { return d.x[static_cast<size_t>(n * d.dims + 1)]; }

}  // namespace

TEST_CASE("every synthetic set has the same bits on every machine") {
  const std::map<std::string, uint64_t> golden = {
      {"circle", 0x8024042115bbadf2},       {"xor", 0x28e475f14688fc46},   {"gauss", 0x0f29ba959e486576},
      {"spiral", 0x677b975e59e9299b},       {"moons", 0x8a378717854f0fad}, {"rings", 0x38620f4f7ea82760},
      {"checkerboard", 0x9f99a22b297f2167}, {"arms", 0x229a75118e63ecd3},  {"plane", 0x50d51d422d9133ec},
      {"multigauss", 0xd434f056e9bbd8dc},   {"sine", 0x1d333e9837468915},  {"chebyshev", 0xb5558d1049413135}};
  std::size_t known = 0;
  for (DataKind kind : syntheticKinds()) {
    const DataInfo& info = dataInfo(kind);
    INFO(std::string(info.name));
    SyntheticOptions options = optionsFor(kind, 301, 0.2f);
    options.labelNoise = 0.05f;
    options.seed = 7;
    uint64_t hash = hashOf(makeSynthetic(options));
    std::printf("  data hash %-12s %016llx\n", info.name, static_cast<unsigned long long>(hash));
    if (auto found = golden.find(info.name); found != golden.end()) {
      CHECK(hash == found->second);
      ++known;
    }
    CHECK(hashOf(makeSynthetic(options)) == hash);
    options.seed = 8;
    CHECK(hashOf(makeSynthetic(options)) != hash);
  }
  CHECK(known == golden.size());
}

TEST_CASE("every row says where its samples come from, under a name of its own") {
  std::set<std::string> names;
  for (DataKind kind : allKinds()) {
    const DataInfo& info = dataInfo(kind);
    INFO(std::string(info.name));
    CHECK(info.kind == kind);
    CHECK(names.insert(info.name).second);
    CHECK(std::string(info.label).size() > 3);
    CHECK(std::string(info.help).back() == '.');
    CHECK((info.make != nullptr) == (info.source == DataSource::synthetic));
    CHECK((info.asset != nullptr) == (info.source == DataSource::asset));
    if (info.asset) CHECK(std::string(info.digits).size() == static_cast<size_t>(info.classes));
    if (info.make) CHECK((info.classes > 0) == (info.task == Task::classification));
  }
  CHECK(std::string(dataInfo(DataKind::spiral).name) == "spiral");
  CHECK(std::string(dataInfo(DataKind::oneSeven).name) == "1v7");
  CHECK(std::string(dataInfo(DataKind::drawn).name) == "drawn");
}

TEST_CASE("a row is all that a synthetic set needs, whether it stands in the table or not") {
  DataInfo stripes{.kind = DataKind::circle, .name = "stripes", .label = "Stripes", .help = "Four stripes."};
  stripes.classes = 4, stripes.noiseReach = 0.5;
  stripes.make = [](const SampleRequest& of) {
    return RawSample{of.label - 1.5 + of.rng.uniform(-0.1, 0.1), of.rng.uniform(-5, 5)};
  };
  const Dataset clean = makeSynthetic(stripes, {.samples = 203}),
                noisy = makeSynthetic(stripes, {.samples = 203, .noise = 1});
  CHECK(clean.classes == 4);
  CHECK(clean.y == noisy.y);
  for (int count : classCounts(clean)) CHECK(std::abs(count - 50) <= 1);
  double furthest = 0;
  for (int n = 0; n < 203; ++n) {
    CHECK(std::fabs(xOf(clean, n) - (clean.y[static_cast<size_t>(n)] - 1.5)) <= 0.1001);
    furthest = std::max<double>(furthest, std::fabs(xOf(noisy, n) - xOf(clean, n)));
  }
  CHECK(furthest > 0.4);
  CHECK(furthest <= 0.50001);
}

TEST_CASE("every synthetic set has the promised shape and stays on its plane, however noisy") {
  for (DataKind kind : syntheticKinds())
    for (int samples : {2, 3, 7, 500})
      for (float noise : {0.0f, 0.3f, 1.0f}) {
        const DataInfo& info = dataInfo(kind);
        Dataset data = makeSynthetic(optionsFor(kind, samples, noise));
        INFO(std::string(info.name));
        CHECK(data.kind == kind);
        CHECK(data.task == info.task);
        CHECK(data.dims == info.dims);
        CHECK(data.classes == info.classes);
        CHECK(data.count() == samples);
        CHECK(data.x.size() == static_cast<size_t>(samples * info.dims));
        CHECK(data.columnNames.size() == static_cast<size_t>(info.dims));
        CHECK(std::all_of(data.x.begin(), data.x.end(), [](float v) { return std::fabs(v) <= kPlane; }));
        float limit = info.task == Task::regression ? 1 + noise : static_cast<float>(info.classes - 1);
        CHECK(std::all_of(data.y.begin(), data.y.end(),
                          [&](float v) { return std::fabs(v) <= limit + 1e-6f; }));
      }
}

TEST_CASE("classes are balanced to within one sample") {
  for (DataKind kind : syntheticKinds())
    for (int samples : {2, 3, 100, 101, 500}) {
      Dataset data = makeSynthetic(optionsFor(kind, samples, 0.5f));
      if (data.task != Task::classification) continue;
      std::vector<int> counts = classCounts(data);
      auto [low, high] = std::minmax_element(counts.begin(), counts.end());
      CHECK(*high - *low <= 1);
    }
}

TEST_CASE("samples come in shuffled order") {
  for (DataKind kind : syntheticKinds()) {
    Dataset data = makeSynthetic(optionsFor(kind, 400));
    int changes = 0, ascents = 0;
    for (int n = 1; n < 400; ++n) {
      changes += data.y[static_cast<size_t>(n)] != data.y[static_cast<size_t>(n - 1)];
      ascents += xOf(data, n) > xOf(data, n - 1);
    }
    CHECK(ascents > 150);
    CHECK(ascents < 250);
    if (data.task == Task::classification) CHECK(changes < 320);  // alternating labels would give 399
    CHECK(changes > 150);
  }
}

TEST_CASE("without noise every point lies where its class lives") {
  for (int n = 0; n < 600; ++n) {
    static const Dataset circle = makeSynthetic(optionsFor(DataKind::circle, 600));
    static const Dataset corners = makeSynthetic(optionsFor(DataKind::xorQuadrants, 600));
    static const Dataset rings = makeSynthetic(optionsFor(DataKind::rings, 600));
    static const Dataset board = makeSynthetic(optionsFor(DataKind::checkerboard, 600));
    size_t i = static_cast<size_t>(n);
    float radius = std::hypot(xOf(circle, n), yOf(circle, n));
    CHECK((circle.y[i] == 1 ? radius <= 2.5001f : radius >= 3.4999f && radius <= 5.0001f));
    CHECK((xOf(corners, n) * yOf(corners, n) > 0) == (corners.y[i] == 1));
    radius = std::hypot(xOf(rings, n), yOf(rings, n));
    CHECK((rings.y[i] == 1) == (radius > 1.6f && radius < 3.6f));
    int column = static_cast<int>((xOf(board, n) + 6) / 3), row = static_cast<int>((yOf(board, n) + 6) / 3);
    CHECK(((column + row) % 2 == 1) == (board.y[i] == 1));
  }
}

TEST_CASE("two spirals are Playground's: radius up to 5, one and three quarter turns, half a turn apart") {
  Dataset data = makeSynthetic(optionsFor(DataKind::spiral, 200));
  float furthest = 0;
  for (int n = 0; n < 200; ++n) {
    float x = xOf(data, n), y = yOf(data, n), radius = std::hypot(x, y);
    furthest = std::max(furthest, radius);
    double angle = 2 * math::kPi * 1.75 * radius / 5 + (data.y[static_cast<size_t>(n)] == 1 ? 0 : math::kPi);
    CHECK(x == doctest::Approx(radius * std::sin(angle)).epsilon(1e-4));
    CHECK(y == doctest::Approx(radius * std::cos(angle)).epsilon(1e-4));
    CHECK(radius > 0.04f);  // the two arms never meet
  }
  CHECK(furthest == doctest::Approx(5));
}

TEST_CASE("three arms are one spiral turned by thirds, and no class is missing") {
  Dataset data = makeSynthetic(optionsFor(DataKind::arms, 300));
  CHECK(classCounts(data) == std::vector<int>{100, 100, 100});
  for (int n = 0; n < 300; ++n) {
    float radius = std::hypot(xOf(data, n), yOf(data, n));
    double angle = 2 * math::kPi * (1.25 * radius / 5 + data.y[static_cast<size_t>(n)] / 3);
    CHECK(xOf(data, n) == doctest::Approx(radius * std::sin(angle)).epsilon(1e-4));
  }
}

TEST_CASE("moons reach into each other without touching") {
  Dataset data = makeSynthetic(optionsFor(DataKind::moons, 200));
  float closest = 100;
  for (int a = 0; a < 200; ++a)
    for (int b = 0; b < a; ++b)
      if (data.y[static_cast<size_t>(a)] != data.y[static_cast<size_t>(b)])
        closest = std::min(closest, std::hypot(xOf(data, a) - xOf(data, b), yOf(data, a) - yOf(data, b)));
  CHECK(closest > 1);
  CHECK(closest < 2);
}

TEST_CASE("the regression targets are the functions they claim to be") {
  Dataset plane = makeSynthetic(optionsFor(DataKind::plane, 100));
  Dataset sine = makeSynthetic(optionsFor(DataKind::sine, 100));
  for (int n = 0; n < 100; ++n) {
    size_t i = static_cast<size_t>(n);
    CHECK(plane.y[i] == doctest::Approx((xOf(plane, n) + yOf(plane, n)) / 12));
    CHECK(sine.y[i] == doctest::Approx(std::sin(xOf(sine, n))).epsilon(1e-6));
  }
  Dataset hills = makeSynthetic(optionsFor(DataKind::multiGauss, 5000));
  int positive = 0, negative = 0, flat = 0;
  for (float y : hills.y) ++(y > 0 ? positive : y < 0 ? negative : flat);
  // Six cones of radius 2 on 12 × 12: 52 % of the plane, half of it up and half of it down.
  CHECK(positive / 5000.0 == doctest::Approx(0.262).epsilon(0.1));
  CHECK(negative / 5000.0 == doctest::Approx(0.262).epsilon(0.1));
  CHECK(*std::max_element(hills.y.begin(), hills.y.end()) > 0.9f);
}

TEST_CASE("Chebyshev's inputs are linspace(-1, 1, n) and its targets cos(k arccos x)") {
  for (int degree : {1, 2, 4, 7, 12})
    for (int samples : {2, 3, 20, 257}) {
      SyntheticOptions options = optionsFor(DataKind::chebyshev, samples);
      options.degree = degree;
      Dataset data = makeSynthetic(options);
      for (int n = 0; n < samples; ++n)
        CHECK(data.y[static_cast<size_t>(n)] ==
              doctest::Approx(std::cos(degree * std::acos(xOf(data, n)))).epsilon(1e-4));
      std::sort(data.x.edit().begin(), data.x.edit().end());
      for (int n = 0; n < samples; ++n)
        CHECK(data.x[static_cast<size_t>(n)] == static_cast<float>(2.0 * n / (samples - 1) - 1));
    }
}

TEST_CASE("more noise moves the same points further, by at most what is promised") {
  for (DataKind kind : syntheticKinds()) {
    Dataset clean = makeSynthetic(optionsFor(kind, 300));
    Dataset little = makeSynthetic(optionsFor(kind, 300, 0.01f));
    Dataset more = makeSynthetic(optionsFor(kind, 300, 0.02f));
    bool regression = clean.task == Task::regression;
    if (regression) CHECK(clean.x == little.x);
    if (!regression) CHECK(clean.y == little.y);
    const std::vector<float>&a = regression ? clean.y : clean.x.all(),
          &b = regression ? little.y : little.x.all(), &c = regression ? more.y : more.x.all();
    INFO(std::string(dataInfo(kind).name));
    CHECK(a != b);
    double furthest = 0;
    for (size_t k = 0; k < a.size(); ++k)
      furthest = std::max(furthest, std::fabs(static_cast<double>(b[k]) - a[k]));
    const double reach = dataInfo(kind).noiseReach;
    if (reach == 0) continue;  // it spreads its points itself, in a way of its own
    CHECK(furthest < 0.01 * reach + 1e-6);
    CHECK(furthest > 0.0095 * reach);
    size_t doubled = 0;
    for (size_t k = 0; k < a.size(); ++k) doubled += std::fabs((c[k] - a[k]) - 2 * (b[k] - a[k])) < 1e-5f;
    CHECK(doubled > a.size() * 9 / 10);  // all but points mirrored at the border
  }
}

TEST_CASE("the two clouds have the spread of Playground's: variance 0.5 + 7 times the noise") {
  for (float noise : {0.0f, 0.1f}) {
    Dataset data = makeSynthetic(optionsFor(DataKind::gauss, 20000, noise));
    double squares = 0, total = 0;
    for (int n = 0; n < 20000; ++n) {
      double centre = data.y[static_cast<size_t>(n)] == 1 ? 2 : -2, d = xOf(data, n) - centre;
      total += d;
      squares += d * d;
    }
    CHECK(std::fabs(total / 20000) < 0.03);
    CHECK(squares / 20000 == doctest::Approx(0.5 + 7 * noise).epsilon(0.05));
  }
}

TEST_CASE(
    "label noise changes exactly the share of labels asked for, and a larger share the same ones first") {
  for (DataKind kind : {DataKind::circle, DataKind::arms}) {
    Dataset clean = makeSynthetic(optionsFor(kind, 500));
    std::vector<float> previous = clean.y;
    for (float share : {0.0f, 0.1f, 0.25f, 0.5f, 1.0f}) {
      Dataset noisy = clean;
      addLabelNoise(noisy, share, 1);
      int changed = 0;
      for (size_t i = 0; i < clean.y.size(); ++i) {
        changed += noisy.y[i] != clean.y[i];
        CHECK(noisy.y[i] >= 0);
        CHECK(noisy.y[i] < static_cast<float>(clean.classes));
        if (previous[i] != clean.y[i]) CHECK(noisy.y[i] == previous[i]);
      }
      CHECK(changed == static_cast<int>(std::lround(500 * share)));
      previous = noisy.y;
      SyntheticOptions options = optionsFor(kind, 500);
      options.labelNoise = share;
      CHECK(makeSynthetic(options).y == noisy.y);
    }
  }
}

TEST_CASE("label noise draws every other class equally often and leaves regression alone") {
  Dataset data = makeSynthetic(optionsFor(DataKind::arms, 30000));
  std::vector<float> clean = data.y;
  addLabelNoise(data, 1, 3);
  std::vector<int> next(3);
  for (size_t i = 0; i < clean.size(); ++i) ++next[static_cast<size_t>(data.y[i] - clean[i] + 3) % 3];
  CHECK(next[0] == 0);
  CHECK(std::abs(next[1] - 15000) < 400);
  Dataset sine = makeSynthetic(optionsFor(DataKind::sine, 50)), same = sine;
  addLabelNoise(same, 0.5f, 3);
  CHECK(same.y == sine.y);
}

TEST_CASE("a split deals every sample once, by the share asked for, and every class by the same share") {
  for (DataKind kind : {DataKind::spiral, DataKind::arms, DataKind::sine})
    for (int samples : {2, 3, 10, 501})
      for (float share : {0.0f, 0.1f, 0.5f, 0.8f, 0.99f, 1.0f}) {
        Dataset data = makeSynthetic(optionsFor(kind, samples));
        Split split = splitSamples(data, share, 5);
        std::vector<int> all = split.train;
        all.insert(all.end(), split.test.begin(), split.test.end());
        std::sort(all.begin(), all.end());
        bool once = static_cast<int>(all.size()) == samples;
        for (int n = 0; once && n < samples; ++n) once = all[static_cast<size_t>(n)] == n;
        CHECK(once);
        int wanted = std::clamp(static_cast<int>(std::lround(static_cast<double>(share) * samples)), 1,
                                share == 1 ? samples : samples - 1);
        CHECK(static_cast<int>(split.train.size()) == wanted);
        if (data.task == Task::regression) continue;
        std::vector<int> counts = classCounts(data), trained(counts.size());
        for (int n : split.train) ++trained[static_cast<size_t>(data.y[static_cast<size_t>(n)])];
        for (size_t c = 0; c < counts.size(); ++c)
          CHECK(std::fabs(trained[c] - static_cast<double>(wanted) * counts[c] / samples) <= 1);
      }
}

TEST_CASE("a split is dealt in random order, by its seed alone") {
  Dataset data = makeSynthetic(optionsFor(DataKind::spiral, 300));
  Split a = splitSamples(data, 0.5f, 1), again = splitSamples(data, 0.5f, 1), b = splitSamples(data, 0.5f, 2);
  CHECK(a.train == again.train);
  CHECK(a.test == again.test);
  CHECK(a.train != b.train);
  CHECK_FALSE(std::is_sorted(a.train.begin(), a.train.end()));
  CHECK_FALSE(std::is_sorted(a.test.begin(), a.test.end()));
}

TEST_CASE("the split of an empty set is empty, and of one sample trains on it") {
  Dataset data;
  CHECK(splitSamples(data, 0.5f, 1).train.empty());
  data.x = std::vector<float>{1, 2};
  data.y = {0};
  for (float share : {0.0f, 0.5f, 1.0f}) CHECK(splitSamples(data, share, 1).train == std::vector<int>{0});
}
