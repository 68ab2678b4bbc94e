// The list of instruments, on a Dear ImGui context without a window: every one has its row and a view that
// draws whatever there is to show.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "run_helpers.h"
#include "ui/instruments/view.h"
#include "ui/kit/widgets.h"

using namespace lockstep;

namespace {

double gNow = 0;  // the tests' clock: each look at it takes a millisecond
double now() { return gNow += 1; }

#define LOCKSTEP_NAME(name, Class) #name,
constexpr const char* kListed[] = {LOCKSTEP_INSTRUMENTS(LOCKSTEP_NAME)};
#undef LOCKSTEP_NAME

constexpr ImVec2 kSizes[] = {{320, 240}, {900, 400}};

struct Stage {
  Kit kit;
  Canvas canvas;
  Workbench bench;
  Requests requests;
  Screen screen;
  std::array<RunViews, 2> runViews;
  Laboratory lab = makeLaboratory();
  InstrumentViews views;

  explicit Stage(std::string_view line) {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().DisplaySize = {1000, 600};
    kit.theme = makeTheme({.reducedMotion = true});
    loadFonts(kit.fonts, 1, kit.theme.scale);
    applyTheme(kit.theme);
    openWorkbench(bench, configOf(line));
  }
  ~Stage() { ImGui::DestroyContext(); }

  void draw(std::size_t instrument, ImVec2 size) {
    ImGui::GetIO().DeltaTime = 1 / 60.f;
    ImGui::NewFrame();
    beginFrame(kit);
    beginPanel(kit, "panel", {0, 0}, {1000, 600}, false, 0);
    InstrumentFrame frame{
        {kit, canvas, bench, requests, screen, runViews}, bench.runs[0], lab.gauges[instrument], 0};
    views.at(instrument).draw(frame, {{0, 0}, size});
    endPanel(kit);
    endFrame(kit);
    ImGui::Render();
  }

  // Whether there is something to see, and all of it where numbers can be.
  void check(const char* name) {
    int own = 0;
    for (const WidgetRect& w : kit.widgets.entries) {
      CAPTURE(w.name.view());
      for (float at : {w.min.x, w.min.y, w.max.x, w.max.y}) CHECK(std::isfinite(at));
      own += w.name.view().starts_with(std::string(name) + ".");
    }
    CHECK(own > 0);
  }

  // Every choice the view offers, and the pointer on what it shows.
  void tryChoices(std::size_t instrument, ImVec2 size) {
    const std::string prefix = std::string(kListed[instrument]) + ".shown.";
    ImGuiIO& io = ImGui::GetIO();
    for (int choice = 0; choice < 8; ++choice) {
      const WidgetRect* w = findWidget(kit.widgets, prefix + std::to_string(choice));
      if (!w) continue;
      io.AddMousePosEvent((w->min.x + w->max.x) / 2, (w->min.y + w->max.y) / 2), draw(instrument, size);
      io.AddMouseButtonEvent(0, true), draw(instrument, size);
      io.AddMouseButtonEvent(0, false), draw(instrument, size);
      for (float share : {0.2f, 0.5f, 0.8f})
        io.AddMousePosEvent(size.x * share, size.y * 0.6f), draw(instrument, size),
            check(kListed[instrument]);
    }
    io.AddMousePosEvent(999, 599), draw(instrument, size);
  }

  void measure(std::size_t instrument, int variant) {
    Gauge& g = lab.gauges[instrument];
    g.variant = variant;
    g.asked = true;
    do {
      g.wanted = true;
      draw(instrument, kSizes[0]);  // what is in progress, too
    } while (workLaboratory(lab, bench.runs[0], now, gNow + 50) || g.running);
    REQUIRE(g.latest);
  }
};

}  // namespace

TEST_CASE("every instrument of the list has the row of its own name") {
  REQUIRE(instruments().size() == std::size(kListed));
  for (std::size_t i = 0; i < std::size(kListed); ++i)
    CHECK(instruments()[i].name == std::string(kListed[i]));
}

TEST_CASE("every instrument has a view that draws in any room, with a measurement and without") {
  for (const char* line : {"layers=6,6&samples=60", "dataset=plane&layers=&samples=60&optimizer=sgd&batch=0",
                           "dataset=arms&layers=4,4,4,4,4,4,4,4&samples=60&activation=relu&trainShare=1"})
    for (std::size_t i = 0; i < instruments().size(); ++i) {
      const Instrument& instrument = instruments()[i];
      CAPTURE(line);
      CAPTURE(instrument.name);
      Stage screen(line);
      for (ImVec2 size : kSizes) screen.draw(i, size), screen.check(instrument.name);
      // Nets of 50 layers take too long here; noise is drawn by the same code.
      for (int variant :
           {0, instrument.variants.size() > 2 ? static_cast<int>(instrument.variants.size()) - 1 : 0}) {
        for (int step = 0; step < 4; ++step) trainStep(screen.bench);
        screen.measure(i, variant);
        for (ImVec2 size : kSizes) {
          for (int again = 0; again < 2; ++again) screen.draw(i, size), screen.check(instrument.name);
          screen.tryChoices(i, size);
        }
      }
    }
}

TEST_CASE("a view forgets a measurement that is gone") {
  Stage screen("layers=6,6&samples=60");
  for (std::size_t i = 0; i < instruments().size(); ++i) {
    CAPTURE(instruments()[i].name);
    screen.measure(i, 0);
    screen.draw(i, kSizes[1]);
    screen.lab.gauges[i] = {.instrument = &instruments()[i]};
    for (ImVec2 size : kSizes) screen.draw(i, size), screen.check(instruments()[i].name);
  }
}
