// The views of digits on a Dear ImGui context without a window: what the pointer does to the grid, the
// confusion matrix and the drawing pad.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "digit_files.h"
#include "nn/rng.h"
#include "ui/kit/widgets.h"
#include "ui/samples/digit_pad.h"
#include "ui/samples/parts.h"
#include "ui/samples/predictions.h"

using namespace lockstep;

namespace {

struct Stage {
  Kit kit;
  Canvas canvas;
  Workbench bench;
  Requests requests;
  Screen screen;
  std::array<RunViews, 2> views;
  Frame all{kit, canvas, bench, requests, screen, views};
  PredictionsView view;
  DigitPad pad;
  float seconds = 1 / 60.f;

  Stage() {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().DisplaySize = {1200, 800};
    kit.theme = makeTheme({.reducedMotion = true});
    loadFonts(kit.fonts, 1, kit.theme.scale);
    applyTheme(kit.theme);
    openWorkbench(bench, parseConfig("dataset=digits&samples=400&layers=16&trainShare=0.5").config);
    assetArrived(bench, DataKind::digits, noiseDigits(400, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 5), "");
    run(4);
  }
  ~Stage() { ImGui::DestroyContext(); }

  void frame() {
    ImGui::GetIO().DeltaTime = seconds;
    ImGui::NewFrame();
    beginFrame(kit);
    screen.holdsTouch = false;
    view.draw(all, {{0, 0}, {1200, 320}});
    pad.draw(all, {{0, 320}, {340, 440}});
    endFrame(kit);
    ImGui::Render();
  }
  void run(int frames) {
    for (int i = 0; i < frames; ++i) frame();
  }
  void settle() {
    for (int i = 0; i < 200 && (i < 3 || kit.redrawIn == 0); ++i) frame();
  }
  ImVec2 at(const char* name, float x = 0.5f, float y = 0.5f) {
    const WidgetRect* rect = findWidget(kit.widgets, name);
    REQUIRE_MESSAGE(rect, name);
    return rect->min + (rect->max - rect->min) * ImVec2(x, y);
  }
  void point(ImVec2 to) {
    ImGui::GetIO().AddMousePosEvent(to.x, to.y);
    run(2);
  }
  void hold(bool down) {
    ImGui::GetIO().AddMouseButtonEvent(0, down);
    run(2);
  }
  void click(ImVec2 to) {
    point(to);
    hold(true);
    hold(false);
  }
  void stroke(ImVec2 from, ImVec2 to) {
    point(from);
    hold(true);
    for (int i = 1; i <= 10; ++i) point(from + (to - from) * (static_cast<float>(i) / 10));
    hold(false);
  }
  int strokes() const {
    int count = 0;
    for (const PenPoint& p : pad.path) count += p.begins;
    return count;
  }
};

}  // namespace

TEST_CASE("every sample is measured within some frames, and then no more frames are asked for") {
  Stage s;
  s.settle();
  CHECK(s.view.predictions.measured == 200);
  CHECK(s.view.stale == 0);
  CHECK(std::isinf(s.kit.redrawIn));
  trainStep(s.bench);
  s.frame();
  s.settle();
  CHECK(s.view.parameterVersion == s.bench.runs[0].parameterVersion);
  CHECK(s.view.stale == 0);
  CHECK(std::isinf(s.kit.redrawIn));
}

TEST_CASE("the grid shows mistakes first, all samples on demand, and the train set on demand") {
  Stage s;
  s.settle();
  const Predictions& p = s.view.predictions;
  CHECK(static_cast<int>(s.view.order.size()) == p.measured - p.correct);
  for (int n : s.view.order) CHECK(p.wrong(n));
  s.click(s.at("predictions.show.1"));
  CHECK(static_cast<int>(s.view.order.size()) == p.count);
  CHECK(p.wrong(s.view.order.front()));
  s.click(s.at("predictions.set.1"));
  s.settle();
  CHECK(s.view.set == 1);
  CHECK(s.view.measuredSet == 1);
  CHECK(p.measured == 200);
}

TEST_CASE("counts read at 4.5 : 1 on every shade of the matrix, and more of a row is never lighter") {
  for (bool dark : {false, true}) {
    const Theme t = makeTheme(dark, 1);
    double before = 30;
    for (int i = 0; i <= 100; ++i) {
      const double now = contrast(t.ink, confusionShade(t, i / 100.0));
      CHECK(now >= 4.5);
      CHECK(now <= before + 0.05);
      before = now;
    }
  }
}

TEST_CASE("a press on a cell of the matrix limits the grid to it; the button lifts that") {
  Stage s;
  s.settle();
  const Predictions& p = s.view.predictions;
  const int n = s.view.order.front(), truth = p.label(n), predicted = p.predicted[n];
  s.click(s.at(textf<48>("confusion.%d.%d", truth, predicted).c_str()));
  s.run(2);
  CHECK(s.view.pairTruth == truth);
  CHECK(s.view.pairPredicted == predicted);
  CHECK(static_cast<int>(s.view.order.size()) ==
        p.confusion[static_cast<std::size_t>(truth) * p.classes + predicted]);
  s.click(s.at("predictions.pair"));
  s.run(2);
  CHECK(s.view.pairTruth == -1);
  CHECK(static_cast<int>(s.view.order.size()) == p.measured - p.correct);
}

TEST_CASE("while training runs the grid keeps its order for a second, whatever is learned") {
  Stage s;
  s.settle();
  s.bench.playing = true;
  s.seconds = 0.01f;
  s.view.rankAge = 0;
  const std::vector<int> before = s.view.order;
  for (int i = 0; i < 90; ++i) {
    trainStep(s.bench);
    s.frame();
    REQUIRE(s.view.order == before);
  }
  for (int i = 0; i < 40; ++i) trainStep(s.bench), s.frame();
  CHECK(s.view.rankAge < 0.5f);
}

TEST_CASE("a frame measures a bounded number of samples while training runs") {
  Stage s;
  s.settle();
  Config config = s.bench.runs[0].session.config;
  config.layers = {1024, 1024};
  changeConfig(s.bench, config);
  s.bench.playing = true;
  s.frame();
  CHECK(s.view.predictions.measured >= 4);
  CHECK(s.view.predictions.measured <= 16);
}

TEST_CASE("a change of data starts the predictions over") {
  Stage s;
  s.settle();
  Config config = s.bench.runs[0].session.config;
  config.samples = 100;
  changeConfig(s.bench, config);
  s.settle();
  CHECK(s.view.predictions.count == 50);
  CHECK(s.view.predictions.measured == 50);
  for (int n : s.view.order) CHECK(n < 50);
}

TEST_CASE("strokes on the pad become a path, an image and an answer; Undo and Clear take them back") {
  Stage s;
  CHECK(s.pad.likeliest == -1);
  s.stroke(s.at("pad", 0.3f, 0.2f), s.at("pad", 0.7f, 0.2f));
  CHECK(s.strokes() == 1);
  CHECK(s.pad.path.size() >= 5);
  CHECK(s.pad.likeliest >= 0);
  s.stroke(s.at("pad", 0.7f, 0.2f), s.at("pad", 0.4f, 0.8f));
  CHECK(s.strokes() == 2);
  double ink = 0, probability = 0;
  for (float v : s.pad.image) ink += v;
  for (float v : s.pad.probability) probability += v;
  CHECK(ink > 50);
  CHECK(probability == doctest::Approx(1));
  s.click(s.at("pad.undo"));
  CHECK(s.strokes() == 1);
  s.click(s.at("pad.clear"));
  CHECK(s.pad.path.empty());
  CHECK(s.pad.likeliest == -1);
}

TEST_CASE("the answer follows training without a new stroke") {
  Stage s;
  s.stroke(s.at("pad", 0.5f, 0.2f), s.at("pad", 0.5f, 0.8f));
  const std::vector<float> before = s.pad.probability;
  for (int i = 0; i < 5; ++i) trainStep(s.bench);
  s.frame();
  CHECK(s.pad.probability != before);
}

TEST_CASE("the pad owns the pointer over it and as long as a stroke lasts") {
  Stage s;
  s.point({800, 700});
  CHECK(!s.pad.hovered);
  s.point(s.at("pad"));
  CHECK(s.pad.hovered);
  s.hold(true);
  s.point({800, 700});
  CHECK(s.pad.hovered);
  s.hold(false);
  CHECK(!s.pad.hovered);
  for (const PenPoint& p : s.pad.path) {
    CHECK(p.x >= 0);
    CHECK(p.x <= 1);
    CHECK(p.y >= 0);
    CHECK(p.y <= 1);
  }
}

TEST_CASE("a press that began elsewhere does not draw") {
  Stage s;
  s.point({800, 700});
  s.hold(true);
  s.point(s.at("pad"));
  s.point(s.at("pad", 0.8f, 0.8f));
  s.hold(false);
  CHECK(s.pad.path.empty());
}
