// What is painted again, against a plain painter of rectangles that paints everything.
#include <doctest/doctest.h>
#include <imgui_internal.h>

#include <cmath>
#include <vector>

#include "nn/rng.h"
#include "ui/kit/canvas_call.h"
#include "ui/kit/damage.h"

using namespace lockstep;

namespace {

constexpr float kWidth = 300, kHeight = 200;  // CSS pixels
const Color kPaper = rgb(0xFAFAF7);

// A framebuffer whose blending depends on order and keeps every layer told apart.
struct Painter {
  int width, height;
  std::vector<uint32_t> pixels;

  explicit Painter(float ratio)
      : width(static_cast<int>(std::lround(kWidth * ratio))),
        height(static_cast<int>(std::lround(kHeight * ratio))),
        pixels(static_cast<size_t>(width * height)) {}

  void fill(const ImVec4& box, const ImVec4& clip, uint32_t color, bool opaque) {
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const float px = static_cast<float>(x) + 0.5f, py = static_cast<float>(y) + 0.5f;
        const bool inside = px >= box.x && px < box.z && py >= box.y && py < box.w &&  //
                            x >= static_cast<int>(clip.x) && x < static_cast<int>(clip.z) &&
                            y >= static_cast<int>(clip.y) && y < static_cast<int>(clip.w);
        uint32_t& pixel = pixels[static_cast<size_t>(y * width + x)];
        if (inside) pixel = opaque ? color : pixel * 31 + color;
      }
  }

  // Only rectangles of two triangles; `ratio` scales positions and clips.
  void draw(const ImDrawList& list, float ratio) {
    for (const ImDrawCmd& c : list.CmdBuffer) {
      const ImVec4 clip = {c.ClipRect.x * ratio, c.ClipRect.y * ratio, c.ClipRect.z * ratio,
                           c.ClipRect.w * ratio};
      if (const Color* ground = groundOf(c)) fill(clip, clip, pack(*ground), true);
      if (c.UserCallback) continue;
      for (unsigned i = 0; i < c.ElemCount; i += 6) {
        const ImDrawVert
            &a = list.VtxBuffer[static_cast<int>(list.IdxBuffer[static_cast<int>(c.IdxOffset + i)])],
            &b = list.VtxBuffer[static_cast<int>(list.IdxBuffer[static_cast<int>(c.IdxOffset + i + 2)])];
        fill({a.pos.x * ratio, a.pos.y * ratio, b.pos.x * ratio, b.pos.y * ratio}, clip, a.col,
             a.col >> IM_COL32_A_SHIFT == 255);
      }
    }
  }
};

struct Box {
  ImVec2 min, max;
  ImU32 color;
};

// One frame of a user interface: each list is a window with a background.
struct Screen {
  ImDrawListSharedData shared;
  ImDrawList first{&shared}, second{&shared}, third{&shared};
  ImDrawData data;

  explicit Screen(float ratio) {
    data.DisplaySize = {kWidth, kHeight};
    data.FramebufferScale = {ratio, ratio};
  }

  void begin() {
    data.CmdLists.resize(0);
    data.TotalVtxCount = 0;
  }
  void add(ImDrawList& list, ImVec2 min, ImVec2 max, const std::vector<Box>& boxes,
           CanvasCall* picture = nullptr, const gfx::Content& content = {}) {
    list._ResetForNewFrame();
    list.PushClipRect(min, max);
    list.AddRectFilled(min, max, IM_COL32(250, 250, 247, 255));
    if (picture) addCall(&list, *picture, content);
    for (const Box& b : boxes) list.AddRectFilled(b.min, b.max, b.color);
    list.PopClipRect();
    data.CmdLists.push_back(&list);
    data.TotalVtxCount += list.VtxBuffer.Size;
  }
};

Box randomBox(Rng& rng) {
  auto in = [&](double low, double high) { return static_cast<float>(rng.uniform(low, high)); };
  const ImVec2 min = {in(-20, kWidth), in(-20, kHeight)};
  const auto alpha = rng.uniform(0, 1) < 0.5 ? 255u : 80u;
  const auto shade = static_cast<unsigned>(rng.uniform(0, 255));
  return {min, {min.x + in(1, 120), min.y + in(1, 60)}, IM_COL32(shade, 255 - shade, 90, alpha)};
}

Painter paintedWhole(const Screen& screen, float ratio) {
  Painter painter(ratio);
  const ImVec4 all = {0, 0, static_cast<float>(painter.width), static_cast<float>(painter.height)};
  painter.fill(all, all, pack(kPaper), true);
  for (const ImDrawList* list : screen.data.CmdLists) painter.draw(*list, ratio);
  return painter;
}

}  // namespace

TEST_CASE("painting only what has changed gives the pixels of painting everything") {
  for (float ratio : {1.0f, 1.25f, 2.0f}) {
    Rng rng(7);
    Screen screen(ratio);
    Damage damage;
    Painter kept(ratio);
    std::vector<Box> left, right;
    for (int i = 0; i < 12; ++i) left.push_back(randomBox(rng)), right.push_back(randomBox(rng));
    double painted = 0;
    for (int frame = 0; frame < 40; ++frame) {
      auto& changed = frame % 2 ? left : right;
      if (frame % 5) changed[static_cast<size_t>(rng.uniform(0, 11.9))] = randomBox(rng);
      if (frame % 9 == 8) std::swap(left.front(), left.back());  // the same boxes in another order
      screen.begin();
      screen.add(screen.first, {0, 0}, {140.5f, kHeight}, left);
      screen.add(screen.second, {140.5f, 20}, {kWidth, kHeight}, right);
      kept.draw(reduceToDamage(damage, screen.data, kPaper, Pace::prompt), 1);
      REQUIRE(kept.pixels == paintedWhole(screen, ratio).pixels);
      for (const DeviceRect& r : damage.rects) painted += (r.x1 - r.x0) * (r.y1 - r.y0);
      if (frame > 0 && frame % 5 == 0 && frame % 9 != 8) CHECK(damage.rects.empty());
    }
    const double share = painted / 40 / (kWidth * ratio * kHeight * ratio);
    MESSAGE("ratio ", ratio, ": painted ", 100 * share, " % of the pixels");
    CHECK(share < 0.6);  // a box and the one it replaces cover about a third
  }
}

TEST_CASE("a forgotten or resized framebuffer is painted whole") {
  Screen screen(1);
  Damage damage;
  screen.begin();
  screen.add(screen.first, {0, 0}, {kWidth, kHeight}, {});
  auto paintsAll = [&] {
    reduceToDamage(damage, screen.data, kPaper, Pace::thrifty);
    return damage.rects.size() == 1 && damage.rects[0].x1 == static_cast<int>(screen.data.DisplaySize.x);
  };
  CHECK(paintsAll());
  CHECK_FALSE(paintsAll());
  forgetPixels(damage);
  CHECK(paintsAll());
  screen.data.DisplaySize.x -= 1;
  CHECK(paintsAll());
}

TEST_CASE("what changes all the time may wait its turn, what was at rest never does") {
  Screen screen(1);
  Damage damage;
  auto paints = [&](float restless, float calm, Pace pace) {
    screen.begin();
    screen.add(screen.first, {0, 0}, {kWidth, kHeight},
               {{{10, 10}, {20 + restless, 20}, 0xFF0000FF}, {{200, 150}, {210 + calm, 160}, 0xFF0000FF}});
    reduceToDamage(damage, screen.data, kPaper, pace);
    bool upper = false, lower = false;
    for (const DeviceRect& r : damage.rects) upper = upper || r.y0 < 20, lower = lower || r.y1 > 150;
    return std::pair{upper, lower};
  };
  for (int frame = 0; frame < 20; ++frame) paints(static_cast<float>(frame % 7), 0, Pace::prompt);
  int painted = 0;
  for (int frame = 0; frame < 30; ++frame) {
    const bool touched = frame == 10;
    const auto [upper, lower] = paints(static_cast<float>(frame % 7), touched ? 5.0f : 0.0f, Pace::steady);
    painted += upper;
    CHECK(lower == (frame == 10 || frame == 11));
  }
  CHECK(painted >= 10);  // every third frame, and along with what was at rest
  CHECK(painted <= 12);
  paints(1, 0, Pace::steady);
  paints(2, 0, Pace::prompt);
  CHECK(paints(2, 0, Pace::prompt) == std::pair{false, false});  // nothing is owed when the hurry is back
}

TEST_CASE("a number across a border of tiles is never half the old one and half the new one") {
  for (const Pace pace : {Pace::steady, Pace::thrifty})
    for (const bool stillFirst : {false, true}) {
      Screen screen(1);
      Damage damage;
      Painter kept(1);
      int changes = 0;
      uint32_t shown = 0;
      for (int frame = 0; frame < 80; ++frame) {
        const uint32_t number = IM_COL32(frame, 255 - frame, 0, 255), other = IM_COL32(0, 0, frame, 255);
        auto still = [&] { screen.add(screen.first, {0, 0}, {110, 30}, {}); };
        screen.begin();
        if (stillFirst) still();
        screen.add(screen.second, {112, 0}, {kWidth, 40}, {{{113, 26}, {120, 38}, number}});
        if (!stillFirst) still();
        // What changes on either side of the number's lower half must not be painted in one piece with it.
        screen.add(screen.third, {0, 40}, {kWidth, kHeight},
                   {{{70, 50}, {80, 60}, other}, {{140, 50}, {150, 60}, other}});
        kept.draw(reduceToDamage(damage, screen.data, kPaper, frame < 20 ? Pace::prompt : pace), 1);
        auto at = [&](int x, int y) { return kept.pixels[static_cast<size_t>(y * kept.width + x)]; };
        CAPTURE(frame);
        CHECK(at(116, 28) == at(116, 36));
        changes += frame >= 20 && at(116, 28) != shown;
        shown = at(116, 28);
      }
      CHECK(changes == 20);  // in every third of 60 frames
    }
}

TEST_CASE("pictures take turns, each together with a number that runs on it") {
  Screen screen(1);
  Damage damage;
  CanvasCall left, right;
  int painted[4] = {}, both = 0;
  for (int frame = 0; frame < 80; ++frame) {
    const auto step = static_cast<uint64_t>(frame);
    const uint32_t number = IM_COL32(frame, 0, 0, 255);
    screen.begin();
    const gfx::Fingerprint content = gfx::Fingerprint{}.add(step);
    screen.add(screen.first, {0, 0}, {140, kHeight}, {{{80, 80}, {90, 100}, number}}, &left,
               {{10, 10, 90, 90}, content});
    screen.add(screen.second, {160, 0}, {kWidth, kHeight}, {{{200, 150}, {210, 160}, number}}, &right,
               {{170, 10, 250, 90}, content});
    reduceToDamage(damage, screen.data, kPaper, frame < 20 ? Pace::prompt : Pace::thrifty);
    const ImVec2 places[4] = {{20, 20}, {85, 98}, {180, 20}, {205, 155}};
    bool paints[4] = {};
    for (int i = 0; i < 4; ++i)
      for (const DeviceRect& r : damage.rects)
        paints[i] =
            paints[i] || (places[i].x >= static_cast<float>(r.x0) && places[i].x < static_cast<float>(r.x1) &&
                          places[i].y >= static_cast<float>(r.y0) && places[i].y < static_cast<float>(r.y1));
    if (frame < 20) continue;
    for (int i = 0; i < 4; ++i) painted[i] += paints[i];
    CHECK(paints[0] == paints[1]);
    both += paints[0] && paints[2];
  }
  CHECK(painted[0] == 30);
  CHECK(painted[2] == 30);
  CHECK(painted[3] == 20);
  CHECK(both == 0);
}
