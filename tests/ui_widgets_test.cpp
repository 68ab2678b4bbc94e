// What the widgets report: on a Dear ImGui context without a window, with input fed as a host would feed it.
#include <doctest/doctest.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "ui/chart/chart.h"
#include "ui/kit/draw.h"
#include "ui/kit/widgets.h"

using namespace lockstep;

namespace {

struct Screen {
  Kit kit;
  double lr = 0.03;
  int layers = 2, activation = 1, norm = 0, tab = 0;
  unsigned features = 3;
  bool skips = false, open = true;
  int presses = 0;
  Edit last;
  std::vector<Edit> history;
  int chosenAction = 0;

  Screen() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.DisplaySize = {400, 600};
    kit.theme = makeTheme({.reducedMotion = true});
    loadFonts(kit.fonts, 1, kit.theme.scale);
    applyTheme(kit.theme);
    for (int i = 0; i < 3; ++i) frame();
  }
  ~Screen() { ImGui::DestroyContext(); }

  void frame(float seconds = 1 / 60.f) {
    static constexpr Choice kActivations[] = {{"linear"}, {"tanh", "smooth"}, {"ReLU"}, {"GELU"}};
    static constexpr Choice kNorms[] = {{"none"}, {"batch", "of the samples"}, {"layer"}};
    ImGui::GetIO().DeltaTime = seconds;
    ImGui::NewFrame();
    beginFrame(kit);
    beginPanel(kit, "panel", {0, 0}, {300, 600});
    if (button(kit, "press", "Press")) ++presses;
    if (beginFold(kit, "fold", "Training", "Adam", &open)) {
      beginFormRow(kit, "lr",
                   {.label = "learning rate", .help = "The length of a step.", .modified = lr != 0.03});
      last = sliderFloat(kit, "rate", &lr, {.min = 1e-5, .max = 10, .log = true, .fallback = 0.03});
      if (last.began || last.changed || last.committed) history.push_back(last);
      endFormRow(kit);
      endFold(kit);
    }
    stepper(kit, "layers", &layers, 1, 8);
    dropdown(kit, "activation", &activation, kActivations);
    segmented(kit, "norm", &norm, kNorms);
    chips(kit, "features", &features, kNorms);
    toggle(kit, "skips", "skips", &skips);
    endPanel(kit);
    chosenAction = endFrame(kit);
    ImGui::Render();
  }

  ImVec2 middle(const char* name) {
    const WidgetRect* rect = findWidget(kit.widgets, name);
    REQUIRE_MESSAGE(rect, name);
    return {(rect->min.x + rect->max.x) / 2, (rect->min.y + rect->max.y) / 2};
  }
  void moveTo(ImVec2 at) { ImGui::GetIO().AddMousePosEvent(at.x, at.y), frame(); }
  // The tip that is there after a while, or null.
  const ImGuiWindow* tipShown() {
    for (int i = 0; i < 5; ++i) frame(0.3f);
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows)
      if ((window->Flags & ImGuiWindowFlags_Tooltip) && window->WasActive) return window;
    return nullptr;
  }
  void press(bool down) { ImGui::GetIO().AddMouseButtonEvent(0, down), frame(); }
  void click(const char* name) { moveTo(middle(name)), press(true), press(false), frame(); }
  void key(ImGuiKey key) {
    ImGui::GetIO().AddKeyEvent(key, true), frame();
    ImGui::GetIO().AddKeyEvent(key, false), frame();
  }
};

int countIf(const std::vector<Edit>& edits, bool Edit::*flag) {
  return static_cast<int>(
      std::count_if(edits.begin(), edits.end(), [&](const Edit& edit) { return edit.*flag; }));
}

}  // namespace

TEST_CASE("a click finds every control by its name and does what it says") {
  Screen screen;
  screen.click("press");
  CHECK(screen.presses == 1);
  screen.click("skips");
  CHECK(screen.skips);
  screen.click("norm.2");
  CHECK(screen.norm == 2);
  screen.click("features.0");
  CHECK(screen.features == 2u);
  screen.click("layers.more");
  CHECK(screen.layers == 3);
  screen.click("activation");
  REQUIRE(findWidget(screen.kit.widgets, "activation.3"));
  screen.click("activation.3");
  CHECK(screen.activation == 3);
  screen.frame();
  CHECK_FALSE(findWidget(screen.kit.widgets, "activation.3"));
  screen.click("fold");
  CHECK_FALSE(screen.open);
  screen.frame();
  CHECK_FALSE(findWidget(screen.kit.widgets, "rate"));
}

TEST_CASE("choices are side by side where there is room for all that they say") {
  Screen screen;
  Kit& kit = screen.kit;
  static constexpr Choice kOrders[] = {{"Together"}, {"In turns"}, {"Sweeping"}};
  int order = 0, fitted = 0;
  for (const float width : {120.0f, 170.0f, 220.0f, 300.0f}) {
    CAPTURE(width);
    ImGui::NewFrame();
    beginFrame(kit);
    beginPanel(kit, "row", {0, 0}, {width, 100}, false, 0);
    const bool fits = segmentsFit(kit, kOrders);
    segmented(kit, "order", &order, kOrders);
    endPanel(kit);
    endFrame(kit);
    ImGui::Render();
    bool cut = false;
    for (int i = 0; i < 3; ++i) {
      const WidgetRect* part = findWidget(kit.widgets, textf<16>("order.%d", i));
      REQUIRE(part);
      cut |= part->max.x - part->min.x < textWidth(kit, Type::strong, kOrders[i].label) + kit.theme.unit;
    }
    CHECK(fits == !cut);
    fitted += fits;
  }
  CHECK(fitted > 0);
  CHECK(fitted < 4);
}

TEST_CASE("a fold closes smoothly, once, and then asks for nothing") {
  Screen screen;
  screen.kit.theme.reducedMotion = false;
  float open = screen.middle("layers").y, before = open;
  screen.click("fold");
  int moving = 0;
  for (int i = 0; i < 30; ++i) {
    screen.frame();
    float y = screen.middle("layers").y;
    CHECK(y <= before);
    moving += y < before;
    before = y;
  }
  CHECK(before < open - 20);
  CHECK(moving >= 4);
  CHECK(moving <= 11);  // 150 ms and a frame or two of the click itself
  CHECK(std::isinf(screen.kit.redrawIn));
}

TEST_CASE("a drag is many changes and one entry of undo") {
  Screen screen;
  ImVec2 at = screen.middle("rate");
  screen.moveTo({at.x - 30, at.y});
  screen.press(true);
  for (int i = 0; i < 10; ++i) screen.moveTo({at.x - 30 + static_cast<float>(i) * 4, at.y});
  screen.press(false);
  screen.frame();
  CHECK(countIf(screen.history, &Edit::began) == 1);
  CHECK(countIf(screen.history, &Edit::changed) > 5);
  CHECK(countIf(screen.history, &Edit::committed) == 1);
  CHECK(screen.history.front().began);
  CHECK(screen.history.back().committed);
  CHECK(screen.lr != 0.03);
}

TEST_CASE("a number can be typed, is clamped, and Escape leaves it alone") {
  Screen screen;
  auto type = [&](const char* text, ImGuiKey end) {
    const WidgetRect* rect = findWidget(screen.kit.widgets, "rate");
    REQUIRE(rect);
    screen.moveTo({rect->max.x - 8, (rect->min.y + rect->max.y) / 2});
    screen.press(true), screen.press(false), screen.frame();
    CHECK(keyboardInUse());
    ImGui::GetIO().AddInputCharactersUTF8(text);
    screen.frame(), screen.key(end), screen.frame();
  };
  type("0.5", ImGuiKey_Enter);
  CHECK(screen.lr == 0.5);
  CHECK(countIf(screen.history, &Edit::committed) == 1);
  type("1000", ImGuiKey_Enter);
  CHECK(screen.lr == 10);
  type("nonsense", ImGuiKey_Enter);
  CHECK(screen.lr == 10);
  type("0.25", ImGuiKey_Escape);
  CHECK(screen.lr == 10);
}

TEST_CASE("the default is one press away") {
  Screen screen;
  screen.lr = 1;
  screen.frame();
  screen.moveTo(screen.middle("rate"));
  ImGui::GetIO().AddMouseButtonEvent(1, true);
  screen.frame();
  CHECK(screen.lr == 0.03);
  CHECK(countIf(screen.history, &Edit::committed) == 1);
}

TEST_CASE("arrow keys nudge the slider that has the focus and leave the others' focus alone") {
  Screen screen;
  ImVec2 at = screen.middle("rate");
  screen.moveTo({at.x - 30, at.y});
  screen.press(true), screen.press(false), screen.frame();
  double before = screen.lr;
  screen.history.clear();
  screen.key(ImGuiKey_RightArrow);
  CHECK(screen.lr > before);
  screen.key(ImGuiKey_RightArrow);
  screen.key(ImGuiKey_LeftArrow);
  CHECK(countIf(screen.history, &Edit::committed) == 3);
  screen.key(ImGuiKey_DownArrow);
  screen.frame();
  double rate = screen.lr;
  screen.key(ImGuiKey_RightArrow);
  CHECK(screen.lr == rate);
  CHECK(keyboardInUse());
}

TEST_CASE("what was pressed explains itself no more while the pointer stays on it") {
  Screen screen;
  const auto explained = [&] { return screen.tipShown() != nullptr; };
  screen.moveTo(screen.middle("norm.1"));
  CHECK(explained());
  screen.press(true), screen.press(false);
  CHECK(screen.norm == 1);
  CHECK(!explained());
  screen.moveTo({5, 5});
  CHECK(!explained());
  screen.moveTo(screen.middle("norm.1"));
  CHECK(explained());
}

TEST_CASE("what explains a choice keeps off what it opens, by mouse, keyboard and touch") {
  Screen screen;
  screen.moveTo(screen.middle("norm.1"));
  const ImGuiWindow* tip = screen.tipShown();
  REQUIRE(tip);
  CHECK(tip->Pos.y + tip->Size.y <= findWidget(screen.kit.widgets, "norm.1")->max.y);
  screen.click("norm.0");
  for (int presses = 0; presses < 3 && !screen.tipShown(); ++presses) screen.key(ImGuiKey_RightArrow);
  REQUIRE(screen.tipShown());  // of what has the keyboard
  screen.key(ImGuiKey_Space);
  CHECK(screen.norm == 1);
  CHECK(!screen.tipShown());

  screen.kit.theme = makeTheme({.touch = true, .reducedMotion = true});
  screen.norm = 0;
  screen.moveTo({5, 5});
  screen.frame();
  screen.click("norm.1");
  CHECK(screen.norm == 1);
  screen.moveTo({-1000, -1000});
  CHECK(!screen.tipShown());
}

TEST_CASE("of what a panel scrolls the map has the part that is seen") {
  Screen screen;
  for (int frame = 0; frame < 3; ++frame) {
    ImGui::NewFrame();
    beginFrame(screen.kit);
    beginPanel(screen.kit, "list", {0, 0}, {200, 150});
    for (int i = 0; i < 9; ++i) button(screen.kit, textf("row.%d", i), "Row");
    endPanel(screen.kit);
    endFrame(screen.kit);
    ImGui::Render();
  }
  int seen = 0;
  for (const WidgetRect& row : screen.kit.widgets.entries) {
    if (!row.visible) continue;
    ++seen;
    CHECK(row.max.y <= 150);
  }
  CHECK(seen > 2);
  CHECK(seen < 10);
}

TEST_CASE("notices take room at the foot of the screen, and give it back") {
  Screen screen;
  CHECK(screen.kit.noticeRoom == 0);
  postNotice(screen.kit, "One");
  screen.frame();
  const float one = screen.kit.noticeRoom;
  CHECK(one > 0);
  CHECK(findWidget(screen.kit.widgets, "notice.0")->min.y == doctest::Approx(600 - one).epsilon(0.01));
  postNotice(screen.kit, "Two\nThree\nFour\nFive");
  screen.frame();
  CHECK(screen.kit.noticeRoom > 2 * one);
  for (int i = 0; i < 10; ++i) screen.frame(1);
  CHECK(screen.kit.noticeCount == 1);  // the longer one is read longer
  for (int i = 0; i < 10; ++i) screen.frame(1);
  CHECK(screen.kit.noticeRoom == 0);
}

TEST_CASE("a notice whose offer is out of date is taken away, the others stay") {
  Screen screen;
  postNotice(screen.kit, "One", "Open", 4);
  postNotice(screen.kit, "Two", "Undo", 1);
  screen.frame();
  withdrawNotices(screen.kit, 4);
  screen.frame();
  REQUIRE(screen.kit.noticeCount == 1);
  CHECK(screen.kit.notices[0].text.view() == "Two");
}

TEST_CASE("an idle screen asks for no frame, and a notice for one when it ends") {
  Screen screen;
  for (int i = 0; i < 5; ++i) screen.frame();
  CHECK(std::isinf(screen.kit.redrawIn));
  postNotice(screen.kit, "Learning rate changed", "Undo", 7);
  postNotice(screen.kit, "Learning rate changed", "Undo", 7);
  CHECK(screen.kit.noticeCount == 1);
  screen.frame(), screen.frame();
  CHECK(screen.kit.redrawIn > 1);
  CHECK(screen.kit.redrawIn <= 6);
  REQUIRE(findWidget(screen.kit.widgets, "notice.0.action"));
  screen.moveTo(screen.middle("notice.0.action"));
  screen.press(true), screen.press(false);
  CHECK(screen.chosenAction == 7);
  CHECK(screen.kit.noticeCount == 0);
  screen.moveTo({5, 5});
  postNotice(screen.kit, "Diverged at step 812", {}, 0, true);
  for (int i = 0; i < 20; ++i) screen.frame(1);
  CHECK(screen.kit.noticeCount == 1);  // alarms stay
  postNotice(screen.kit, "Copied");
  for (int i = 0; i < 8; ++i) screen.frame(1);
  CHECK(screen.kit.noticeCount == 1);
}

namespace {
int allocations = 0;
}

TEST_CASE("a screen that stands, runs and is hovered allocates nothing per frame") {
  ImGuiMemAllocFunc allocate;
  ImGuiMemFreeFunc release;
  void* data;
  ImGui::GetAllocatorFunctions(&allocate, &release, &data);
  ImGui::SetAllocatorFunctions([](size_t size, void*) { return ++allocations, std::malloc(size); },
                               [](void* pointer, void*) { std::free(pointer); });
  {
    Screen screen;
    Series loss;
    ChartState chart;
    int step = 0;
    size_t capacity = 0;
    auto draw = [&] {
      for (int i = 0; i < 50; ++i, ++step) append(loss, step, 1.0 / (1 + step * 0.01));
      ImGui::GetIO().DeltaTime = 1 / 60.f;
      ImGui::NewFrame();
      beginFrame(screen.kit);
      beginPanel(screen.kit, "charts", {0, 0}, {400, 300});
      ChartLine lines[] = {
          {.series = &loss, .label = "train", .color = screen.kit.theme.ink, .smoothing = 4}};
      lineChart(screen.kit, chart,
                {.name = "loss",
                 .x = {.label = "step"},
                 .y = {.label = "loss", .scale = AxisScale::log},
                 .lines = lines});
      endPanel(screen.kit);
      endFrame(screen.kit);
      ImGui::Render();
    };
    ImGui::GetIO().AddMousePosEvent(200, 80);
    for (int i = 0; i < 400; ++i) draw();
    int before = allocations;
    capacity = chart.path.capacity() + chart.columns[0].capacity();
    for (int i = 0; i < 100; ++i) draw();
    CHECK(allocations == before);
    CHECK(chart.path.capacity() + chart.columns[0].capacity() == capacity);
  }
  {
    Screen screen;
    screen.moveTo(screen.middle("activation"));
    for (int i = 0; i < 60; ++i) screen.frame();
    int before = allocations;
    size_t capacity = screen.kit.widgets.entries.capacity();
    for (int i = 0; i < 60; ++i) screen.frame();
    CHECK(allocations == before);
    CHECK(screen.kit.widgets.entries.capacity() == capacity);
  }
  ImGui::SetAllocatorFunctions(allocate, release, data);
}

TEST_CASE("dragging along a chart scrubs through time") {
  Screen screen;
  Series loss;
  for (int i = 0; i <= 100; ++i) append(loss, i, 1);
  ChartState chart;
  ChartEvent event;
  auto draw = [&] {
    ImGui::NewFrame();
    beginFrame(screen.kit);
    beginPanel(screen.kit, "charts", {0, 0}, {400, 300});
    ChartLine lines[] = {{.series = &loss, .color = screen.kit.theme.ink}};
    event = lineChart(screen.kit, chart,
                      {.name = "loss",
                       .x = {.label = "step"},
                       .y = {.label = "loss"},
                       .lines = lines,
                       .cursor = 50,
                       .scrub = true});
    endPanel(screen.kit);
    endFrame(screen.kit);
    ImGui::Render();
  };
  draw(), draw();
  ImGuiIO& io = ImGui::GetIO();
  ImVec2 quarter(event.min.x + (event.max.x - event.min.x) / 4, (event.min.y + event.max.y) / 2);
  io.AddMousePosEvent(quarter.x, quarter.y), draw(), draw();
  CHECK(event.hovered);
  io.AddMouseButtonEvent(0, true), draw();
  CHECK(event.scrubbing);
  CHECK(event.x == doctest::Approx(25).epsilon(0.05));
  io.AddMousePosEvent(5000, quarter.y), draw();
  CHECK(event.scrubbing);
  CHECK(event.x == doctest::Approx(100));
  io.AddMouseButtonEvent(0, false), draw();
  CHECK(event.released);
  draw();
  CHECK_FALSE(event.scrubbing);
}
