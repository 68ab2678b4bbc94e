// The whole screen without a window to paint in: what changes under it, and presses far from any plan.
#include <doctest/doctest.h>

#include <string>

#include "nn/rng.h"
#include "patience.h"
#include "run_helpers.h"
#include "ui/shell/screens.h"
#include "ui/shell/shell.h"

using namespace lockstep;

namespace {

double gNow = 0;  // the tests' clock: each look at it takes a tenth of a millisecond
double now() { return gNow += 0.1; }

// As the application, without a window to paint in.
struct Window {
  Shell shell;
  Workbench bench;
  ImVec2 size;

  Window(std::string_view line, ImVec2 size) : size(size) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = size;
    io.ConfigInputTrickleEventQueue = false;
    shell.kit.theme = makeTheme({});
    loadFonts(shell.kit.fonts, 1, 1);
    applyTheme(shell.kit.theme);
    shell.screen.settingsOpen = true;
    openWorkbench(bench, configOf(line));
  }
  ~Window() { ImGui::DestroyContext(); }

  const WidgetRect* find(std::string_view name) const { return findWidget(shell.kit.widgets, name); }

  void frame() {
    ImGui::GetIO().DeltaTime = 1 / 60.f;
    measure(bench);
    ImGui::NewFrame();
    drawShell(shell, bench, size.x, size.y);
    ImGui::Render();
    shell.requests = {};
    for (int i = 0; i < 5 && bench.playing; ++i)
      if (!trainStep(bench)) break;
    if (bench.twin) workComparison(bench);
    workExperiment(bench);
    for (Run& run : shownRuns(bench)) workLaboratory(shell.views[run.side].lab, run, now, gNow + 20);
  }
};

}  // namespace

TEST_CASE("what was measured of another network is not drawn of the one that takes its place") {
  Window window("dataset=arms&layers=5,4&samples=60", {1280, 800});
  openInstrument(window.shell.screen, "step");
  auto measured = [&] { return standing(gaugeOf(window.shell.views[0].lab, "step")) != nullptr; };
  // Each has buffers in its passes that the one before has not.
  for (const char* line :
       {"activation=linear", "activation=gelu", "norm=batch", "norm=none&layers=5,5&skip=1",
        "skip=0&norm=layer", "layers=5,5,5,5", "layers=6"}) {
    CAPTURE(line);
    for (int frame = 0; frame < 200 && !measured(); ++frame) window.frame();
    REQUIRE(measured());
    window.frame();
    changeConfig(window.bench, parseConfig(line, window.bench.runs[0].session.config).config);
    window.frame();
    CHECK(window.find("step.headline") == nullptr);
  }
}

TEST_CASE("presses, drags and keys at random break nothing") {
  constexpr ImGuiKey kKeys[] = {ImGuiKey_RightArrow, ImGuiKey_Escape, ImGuiKey_Enter, ImGuiKey_E,
                                ImGuiKey_R,          ImGuiKey_N,      ImGuiKey_1,     ImGuiKey_Home,
                                ImGuiKey_PageDown,   ImGuiKey_Z};
  struct Screen {
    const char* line;
    ImVec2 size;
    unsigned parts;  // of a figure
  };
  for (const Screen& screen : {Screen{"dataset=arms&layers=5,4&samples=60", {1280, 800}, 0},
                               Screen{"dataset=arms&layers=5,4&samples=60", {390, 844}, 0},
                               Screen{"dataset=sine&layers=6&samples=60", {1024, 768}, 0},
                               Screen{"layers=4,4&samples=60", {640, 400}, 0x4F}}) {
    CAPTURE(screen.line);
    for (uint64_t seed = 1; seed <= (kSlow ? 1 : 3); ++seed) {
      Window window(screen.line, screen.size);
      window.shell.screen.authored.parts = screen.parts;
      Rng rng(seed);
      auto random = [&](std::size_t below) {
        return static_cast<std::size_t>(rng.uniform() * 0.999999 * static_cast<double>(below));
      };
      ImGuiIO& io = ImGui::GetIO();
      window.frame();
      for (int press = 0; press < 120; ++press) {
        const auto& all = window.shell.kit.widgets.entries;
        REQUIRE(all.size() > 0);
        const WidgetRect& w = all[random(all.size())];
        const ImVec2 at{w.min.x + (w.max.x - w.min.x) * static_cast<float>(rng.uniform()),
                        w.min.y + (w.max.y - w.min.y) * static_cast<float>(rng.uniform())};
        CAPTURE(w.name.c_str());
        io.AddMousePosEvent(at.x, at.y);
        window.frame();
        const int mouse = press % 7 == 6 ? 1 : 0;
        io.AddMouseButtonEvent(mouse, true);
        window.frame();
        if (press % 4 == 3) {
          io.AddMousePosEvent(at.x + static_cast<float>(random(200)) - 100,
                              at.y + static_cast<float>(random(200)) - 100);
          window.frame();
        }
        io.AddMouseButtonEvent(mouse, false);
        window.frame();
        if (press % 3 == 2) {
          const ImGuiKey key = kKeys[random(std::size(kKeys))];
          io.AddKeyEvent(key, true);
          window.frame();
          io.AddKeyEvent(key, false);
          window.frame();
        }
      }
      CHECK(std::isfinite(window.bench.runs[0].session.state.network.parameters[0]));
    }
  }
}
