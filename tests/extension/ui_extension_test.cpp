// What is drawn of the panel and the instrument that tests/extension.mjs adds to a copy of the tree.
#include <doctest/doctest.h>

#include <string>

#include "run_helpers.h"
#include "ui/shell/screens.h"
#include "ui/shell/shell.h"

using namespace lockstep;

namespace {

double gNow = 0;  // the tests' clock: each look at it takes a millisecond
double now() { return gNow += 1; }

struct Window {
  Shell shell;
  Workbench bench;
  ImVec2 size;

  explicit Window(ImVec2 size) : size(size) {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().DisplaySize = size;
    shell.kit.theme = makeTheme({.reducedMotion = true});
    loadFonts(shell.kit.fonts, 1, shell.kit.theme.scale);
    applyTheme(shell.kit.theme);
    shell.screen.preferences.welcomed = true;
    openWorkbench(bench, configOf("dataset=stripes&layers=6,6&samples=60&schedule=cosine"));
  }
  ~Window() { ImGui::DestroyContext(); }

  void draw() {
    ImGui::GetIO().DeltaTime = 1 / 60.f;
    ImGui::NewFrame();
    drawShell(shell, bench, size.x, size.y);
    ImGui::Render();
  }
  const WidgetRect* find(std::string_view name) { return findWidget(shell.kit.widgets, name); }
};

constexpr ImVec2 kSizes[] = {{1440, 900}, {900, 700}, {390, 844}};

}  // namespace

TEST_CASE("the added panel is drawn in every shape of the screen") {
  std::string shapes;
  for (const ImVec2 size : kSizes) {
    const ScreenShape& shape = shapeOf({}, size.x, 1);
    shapes += std::string(shape.name) + " ";
    CAPTURE(shape.name);
    Window window(size);
    window.shell.screen.tab = Tab::loss;
    for (int frame = 0; frame < 3; ++frame) trainStep(window.bench), window.draw();
    const WidgetRect *panel = window.find("rate"), *number = window.find("rate.next");
    REQUIRE(panel);
    REQUIRE(number);
    CHECK(panel->max.x <= size.x);
    CHECK(panel->max.y <= size.y);
    CHECK(number->min.y >= panel->min.y);
    CHECK(number->max.y <= panel->max.y);
  }
  CHECK(shapes == "wide medium narrow ");
}

TEST_CASE("the added instrument is measured and drawn") {
  for (const ImVec2 size : kSizes) {
    CAPTURE(size.x);
    Window window(size);
    window.shell.screen.tab = Tab::instruments;
    REQUIRE(openInstrument(window.shell.screen, "norms"));
    window.draw();
    CHECK(window.find("norms.now"));
    Laboratory& lab = window.shell.views[0].lab;
    for (int step = 0; step < 3; ++step) {
      trainStep(window.bench);
      do window.draw();
      while (workLaboratory(lab, window.bench.runs[0], now, gNow + 50));
    }
    window.draw();
    const Gauge& gauge = gaugeOf(lab, "norms");
    REQUIRE(gauge.latest);
    REQUIRE(findTrack(gauge, "norm"));
    CHECK(findTrack(gauge, "norm")->rows.size() == 3);
    CHECK(window.find("norms.track"));
  }
}
