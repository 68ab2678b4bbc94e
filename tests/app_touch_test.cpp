// A finger on a screen with one panel that scrolls and one that does not, without a browser.
#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include "app/touch.h"
#include "ui/kit/fonts.h"

using namespace lockstep;

namespace {

// Left a panel of 100 × 100 px with 400 px of content, right an area that nothing scrolls; a button in both.
struct Screen {
  Touch touch;
  Fonts fonts;
  double now = 0;  // ms
  bool ownsDrag = false;
  int pressed = 0;    // clicks of either button
  float scroll = 0;   // of the panel
  bool held = false;  // the mouse button, as the widgets see it

  Screen() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {200, 100};
    loadFonts(fonts, 1, 1);
    frames(3);
  }
  ~Screen() { ImGui::DestroyContext(); }

  bool frame(double elapsed = 16) {
    now += elapsed;
    const bool more = updateTouch(touch, ownsDrag, now, elapsed);
    ImGuiIO& io = ImGui::GetIO();
    io.DeltaTime = static_cast<float>(elapsed / 1000);
    ImGui::NewFrame();
    panel("scrolls", 0, 400);
    panel("stands", 100, 20);
    held = ImGui::IsMouseDown(ImGuiMouseButton_Left);
    ImGui::Render();
    return more;
  }
  void frames(int count) {
    for (int i = 0; i < count; ++i) frame();
  }
  void panel(const char* name, float x, float height) {
    ImGui::SetNextWindowPos({x, 0});
    ImGui::SetNextWindowSize({100, 100});
    ImGui::Begin(name, nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
    pressed += ImGui::Button("press", {60, 40});
    ImGui::Dummy({10, height});
    if (x == 0) scroll = ImGui::GetScrollY();
    ImGui::End();
  }

  void down(float x, float y, bool pageScrolls = false) {
    touchDown(touch, {x, y}, now, pageScrolls);
    frame();
  }
  // In steps of 10 px and 16 ms.
  void drag(float x, float fromY, float toY) {
    const float by = toY > fromY ? 10.0f : -10.0f;
    for (float y = fromY; (toY - y) * by > 0;) {
      y += by;
      touchMove(touch, {x, y}, now);
      frame();
    }
  }
};

constexpr float kLeft = 30, kRight = 130, kButton = 25;

}  // namespace

TEST_CASE("a tap presses what is under it, and leaves the pointer nowhere") {
  Screen screen;
  screen.down(kLeft, kButton);
  CHECK(screen.pressed == 0);
  CHECK(touchUp(screen.touch, screen.now, true));
  screen.frames(4);
  CHECK(screen.pressed == 1);
  CHECK_FALSE(screen.held);
  CHECK_FALSE(ImGui::IsMousePosValid());
}

TEST_CASE("a finger that trembles still taps") {
  Screen screen;
  screen.down(kLeft, kButton);
  touchMove(screen.touch, {kLeft + 4, kButton + 4}, screen.now);
  screen.frame();
  CHECK(touchUp(screen.touch, screen.now, true));
}

TEST_CASE("a drag scrolls the panel by what the finger moves after the slop, and presses nothing") {
  Screen screen;
  screen.down(kLeft, 80);
  screen.drag(kLeft, 80, 20);
  CHECK(screen.touch.phase == Touch::Phase::scrolling);
  screen.frames(2);
  CHECK(screen.scroll == 50);  // of 60 px the first 10 decided what it is
  screen.drag(kLeft, 20, 40);
  screen.frames(2);
  CHECK(screen.scroll == 30);
  screen.now += 200;  // it rests before it lifts
  CHECK_FALSE(touchUp(screen.touch, screen.now, true));
  CHECK(screen.touch.phase == Touch::Phase::none);
  screen.frames(4);
  CHECK(screen.pressed == 0);
  CHECK(screen.scroll == 30);
}

TEST_CASE("a flick coasts, ever slower, and comes to rest") {
  Screen screen;
  screen.down(kLeft, 90);
  screen.drag(kLeft, 90, 40);
  touchUp(screen.touch, screen.now, true);
  CHECK(screen.touch.phase == Touch::Phase::coasting);
  float before = screen.scroll, stride = 1000;
  CHECK(screen.frame());
  for (int i = 0; i < 10; ++i) {
    screen.frame();
    CHECK(screen.scroll > before);
    CHECK(screen.scroll - before <= stride + 1);
    stride = screen.scroll - before;
    before = screen.scroll;
  }
  for (int i = 0; i < 200; ++i) screen.frame();
  CHECK(screen.touch.phase == Touch::Phase::none);
  CHECK_FALSE(screen.frame());
}

TEST_CASE("where less motion is asked for, a flick ends with the finger") {
  Screen screen;
  screen.down(kLeft, 90);
  screen.drag(kLeft, 90, 40);
  touchUp(screen.touch, screen.now, false);
  CHECK(screen.touch.phase == Touch::Phase::none);
}

TEST_CASE("a finger on a coasting panel stops it and presses nothing") {
  Screen screen;
  screen.down(kLeft, 90);
  screen.drag(kLeft, 90, 60);
  touchUp(screen.touch, screen.now, true);
  screen.frames(2);
  screen.down(kLeft, kButton);
  CHECK(screen.touch.phase == Touch::Phase::undecided);
  CHECK_FALSE(touchUp(screen.touch, screen.now, true));
  screen.frames(4);
  CHECK(screen.pressed == 0);
}

TEST_CASE("a drag that no panel follows moves the widget") {
  Screen screen;
  screen.down(kRight, kButton);
  screen.drag(kRight, kButton, 55);
  CHECK(screen.touch.phase == Touch::Phase::dragging);
  CHECK(screen.held);
  touchUp(screen.touch, screen.now, true);
  screen.frames(4);
  CHECK_FALSE(screen.held);
}

TEST_CASE("in an article, a drag that no panel follows is left to the page") {
  Screen screen;
  screen.down(kRight, kButton, true);
  screen.drag(kRight, kButton, 55);
  CHECK(screen.touch.phase == Touch::Phase::undecided);
  CHECK_FALSE(screen.held);
  CHECK_FALSE(touchUp(screen.touch, screen.now, true));
}

TEST_CASE("a widget that owns drags gets the drag instead of the panel") {
  Screen screen;
  screen.ownsDrag = true;
  screen.down(kLeft, 80);
  screen.frames(2);  // the pointer has to be there before the widget can say so
  CHECK(screen.touch.phase == Touch::Phase::dragging);
  screen.drag(kLeft, 80, 40);
  CHECK(screen.scroll == 0);
  CHECK(screen.held);
}

TEST_CASE("a finger that rests has taken the widget") {
  Screen screen;
  screen.down(kLeft, 80);
  screen.frame(420);
  CHECK(screen.touch.phase == Touch::Phase::undecided);
  screen.frame(20);
  CHECK(screen.touch.phase == Touch::Phase::dragging);
}

TEST_CASE("a cancelled touch ends without a press") {
  Screen screen;
  screen.down(kLeft, kButton);
  touchCancel(screen.touch);
  screen.frames(4);
  CHECK(screen.touch.phase == Touch::Phase::none);
  CHECK(screen.pressed == 0);
}

TEST_CASE("whether a panel can scroll depends on where it stands, unless its end counts too") {
  Screen screen;
  CHECK(canScroll({{kLeft, 50}, {0, 10}}));
  CHECK_FALSE(canScroll({{kLeft, 50}, {0, -10}}));
  CHECK(canScroll({{kLeft, 50}, {0, -10}, true}));
  CHECK_FALSE(canScroll({{kLeft, 50}, {10, 0}}));
  CHECK_FALSE(canScroll({{kRight, 50}, {0, 10}, true}));
}
