#include "ui/samples/digit_pad.h"

#include <algorithm>
#include <cmath>

#include "nn/simd.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"
#include "ui/samples/class_bars.h"

namespace lockstep {
namespace {

constexpr std::size_t kMostPoints = 4000;
// Of the pad, between points that stay: the pointer comes in whole pixels.
constexpr float kLeastMove = 0.02f;
constexpr float kCorner = 0.8f;  // cosine of the turn that is drawn as a corner, not as a bend

// CSS px at scale 1.
constexpr float kSeen = 84;                        // side of the image that the network is shown
constexpr float kLeastBars = 88, kMostBars = 180;  // height of the bars below the pad
constexpr float kLeastColumn = 124;                // width of the answer beside the pad
constexpr float kWords = 56;                       // width of the answer in words

struct Places {
  ImVec2 pad, seen, words, barsMin, barsMax;  // words: the answer itself
  float padSide, seenSide;
  bool below;  // the bars are columns below the pad, not rows beside it
};

// Whichever lets the pad be larger: the bars below it, or beside it where the panel is low.
Places layOut(const Kit& kit, ImVec2 min, ImVec2 max, std::size_t classes) {
  const Theme& t = kit.theme;
  const ImVec2 room = max - min;
  const float rows = (textHeight(kit, Type::small) + t.scale) * static_cast<float>(classes);
  const float below = std::min(room.x - kSeen * t.scale, room.y - kLeastBars * t.scale) - t.between;
  const float beside = std::min(room.y, room.x - kLeastColumn * t.scale - t.between);
  Places p;
  p.below = below > 0.95f * beside;
  p.padSide = std::floor(std::max(p.below ? below : beside, 80 * t.scale));
  p.pad = min;
  p.seen = {min.x + p.padSide + t.between, min.y};
  if (p.below) {
    p.seenSide = kSeen * t.scale;
    p.words = {p.seen.x, p.seen.y + p.seenSide + textHeight(kit, Type::small) + 3 * t.unit};
    p.barsMin = {min.x, min.y + p.padSide + t.between};
    p.barsMax = {max.x,
                 std::clamp(max.y, p.barsMin.y + kLeastBars * t.scale, p.barsMin.y + kMostBars * t.scale)};
  } else {
    const float column = max.x - p.seen.x,
                most = std::min(kSeen * t.scale, column - t.inside - kWords * t.scale);
    p.seenSide = std::clamp(room.y - rows - t.inside, 40 * t.scale, std::max(most, 40 * t.scale));
    p.words = {p.seen.x + p.seenSide + t.inside, p.seen.y};
    p.barsMin = {p.seen.x, p.seen.y + p.seenSide + t.inside};
    p.barsMax = {max.x, p.barsMin.y + rows};
  }
  return p;
}

// Drawing.

void addPoint(DigitPad& pad, ImVec2 at, bool begins) {
  const PenPoint point{std::clamp(at.x, 0.0f, 1.0f), std::clamp(at.y, 0.0f, 1.0f), begins};
  if (pad.path.size() >= kMostPoints) return;
  pad.changed = true;
  // The end of the stroke follows the pointer until it is far enough away to stay.
  const std::size_t size = pad.path.size();
  if (!begins && !pad.path.back().begins) {
    const PenPoint& before = pad.path[size - 2];
    if (std::hypot(pad.path.back().x - before.x, pad.path.back().y - before.y) < kLeastMove)
      pad.path.pop_back();
  }
  pad.path.push_back(point);
}

void drawWithPen(Kit& kit, DigitPad& pad, const Places& p) {
  const ImRect rect(p.pad, p.pad + ImVec2(p.padSide, p.padSide));
  const Item item = pressableAt(kit, "pad", rect, true, ImGuiButtonFlags_PressedOnClick);
  const ImVec2 at = (ImGui::GetIO().MousePos - rect.Min) / p.padSide;
  if (item.held && !pad.drawing) addPoint(pad, at, true);
  if (item.held && pad.drawing && !pad.path.empty() &&
      (ImGui::GetIO().MouseDelta.x != 0 || ImGui::GetIO().MouseDelta.y != 0))
    addPoint(pad, at, false);
  pad.drawing = item.held;
  pad.hovered = item.hovered || item.held;
  if (item.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_None);
}

ImVec2 onPad(const Places& p, const PenPoint& point) {
  return {p.pad.x + point.x * p.padSide, p.pad.y + point.y * p.padSide};
}

bool corner(ImVec2 before, ImVec2 at, ImVec2 after) {
  const ImVec2 a = at - before, b = after - at;
  return a.x * b.x + a.y * b.y < kCorner * std::hypot(a.x, a.y) * std::hypot(b.x, b.y);
}

// Bends as one line, so that its soft edge is drawn once; round ends, and round corners between such lines.
// Points of a bend are moved towards their neighbours: in whole pixels a straight stroke is a staircase.
void drawStrokes(const DigitPad& pad, const Places& p, ImDrawList* list, ImU32 color) {
  const float width = p.padSide * kPenWidth / kDigitSide;
  const std::vector<PenPoint>& path = pad.path;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const ImVec2 at = onPad(p, path[i]);
    const bool first = path[i].begins, last = i + 1 == path.size() || path[i + 1].begins;
    if (!first && !last) {
      const ImVec2 before = onPad(p, path[i - 1]), after = onPad(p, path[i + 1]);
      if (!corner(before, at, after)) {
        list->PathLineTo((before + at * 2 + after) * 0.25f);
        continue;
      }
    }
    list->PathLineTo(at);
    list->PathStroke(color, 0, width);
    list->AddCircleFilled(at, width / 2, color);
    if (!last) list->PathLineTo(at);
  }
}

Text64 invitation(const DigitPad& pad) {
  if (pad.names.size() == 2) return textf("Draw a %s or a %s", pad.names[0].c_str(), pad.names[1].c_str());
  return textf("Draw a digit");
}

void drawPaper(Kit& kit, const DigitPad& pad, const Places& p) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 max = p.pad + ImVec2(p.padSide, p.padSide);
  list->AddRectFilled(p.pad, max, ink(t.raised), t.radius);
  list->PushClipRect(p.pad, max, true);
  if (pad.path.empty()) drawTextIn(kit, list, Type::base, p.pad, max, 0.5f, t.secondary, invitation(pad));
  drawStrokes(pad, p, list, ink(t.ink));
  if (pad.hovered && !pad.drawing)
    list->AddCircle(ImGui::GetIO().MousePos, p.padSide * kPenWidth / kDigitSide / 2, ink(t.outline), 0,
                    t.line);
  list->PopClipRect();
  drawFrame(kit, list, p.pad, max, t.outline, t.radius);
}

// The answer.

void readDrawing(const Run& run, DigitPad& pad) {
  const Network& net = run.session.state.network;
  if (pad.shapeVersion != run.shapeVersion) {
    pad.shapeVersion = run.shapeVersion;
    pad.parameterVersion = 0;
    classNames(run, pad.names);
    prepare(pad.workspace, net, 1);
    pad.x.assign(static_cast<std::size_t>(net.inputs()) * kLanes, 0.0f);
    pad.probability.assign(pad.names.size(), 0.0f);
  }
  if (pad.changed) {
    pad.image.resize(static_cast<std::size_t>(kDigitSide) * kDigitSide);
    renderDigit(pad.path, pad.image);
    if (pad.tile == gfx::kNoTile) pad.tile = gfx::allocateTile(pad.atlas, kDigitSide, kDigitSide);
    gfx::updateTile(pad.atlas, pad.tile, pad.image, 1, gfx::Ramp::ink);
  }
  if (!pad.changed && pad.parameterVersion == run.parameterVersion) return;
  pad.changed = false;
  pad.parameterVersion = run.parameterVersion;
  pad.likeliest = -1;
  if (pad.path.empty() || net.inputs() != static_cast<int>(pad.image.size())) return;
  for (int i = 0; i < net.inputs(); ++i) pad.x[static_cast<std::size_t>(i) * kLanes] = pad.image[i];
  forward(net, pad.x.data(), 1, evaluation(), pad.workspace);
  const float* out = pad.workspace.output();
  classProbabilities(run.session.problem.loss, out, net.outputs(), pad.workspace.stride,
                     pad.probability.data());
  if (allFinite(pad.probability.data(), pad.probability.size()))
    pad.likeliest = likeliestClass(out, net.outputs(), pad.workspace.stride);
}

// What the network is shown, and what it says.
void drawAnswer(Kit& kit, Canvas& canvas, DigitPad& pad, const Places& p) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 max = p.seen + ImVec2(p.seenSide, p.seenSide);
  const float rim = t.hairlineWidth;
  pad.seen = {};
  pad.seen.rect = {p.seen.x + rim, p.seen.y + rim, max.x - rim, max.y - rim};
  pad.seen.tile = pad.tile;
  pad.seen.radius = t.radius;
  pad.seen.sampling = gfx::Sampling::crisp;
  pad.seen.outlineWidth = rim, pad.seen.outline = pack(t.hairline);
  pad.drawSeen.canvas = &canvas;
  pad.drawSeen.draw = [&pad](const gfx::Surface& s) {
    gfx::drawHeat(pad.drawSeen.canvas->gfx, s, pad.atlas, pad.palette, {&pad.seen, 1});
  };
  addCall(list, pad.drawSeen);
  if (p.below) drawText(kit, list, Type::small, {p.seen.x, max.y + t.unit}, t.secondary, "what it sees");
  ImGui::SetCursorScreenPos(p.seen);
  passive(kit, "pad.seen", max - p.seen);
  tip(kit,
      {.title = "What the network is shown",
       .body = "The drawing, scaled to a box of 20 × 20 pixels and moved until its centre of mass is in the "
               "middle of 28 × 28, as the training images were."});
  if (pad.likeliest < 0) return;
  drawText(kit, list, Type::number, p.words, t.ink, pad.names[pad.likeliest]);
  drawText(kit, list, Type::small, {p.words.x, p.words.y + textHeight(kit, Type::number)}, t.secondary,
           formatPercent(pad.probability[pad.likeliest]));
}

void drawBars(Kit& kit, const Run& run, const DigitPad& pad, const Places& p) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  ClassBars bars{pad.names, {}, pad.likeliest};
  if (pad.likeliest >= 0) bars.probability = pad.probability;
  // A panel too low for all of it scrolls.
  ImGui::SetCursorScreenPos(p.barsMin);
  ImGui::Dummy(p.barsMax - p.barsMin);
  if (!p.below) return drawClassRows(kit, list, p.barsMin, p.barsMax, bars);
  drawText(kit, list, Type::small, p.barsMin, kit.theme.secondary,
           run.session.problem.loss == Loss::mse ? "Output for each digit" : "Probability of each digit");
  drawClassColumns(kit, list, p.barsMin + ImVec2(0, textHeight(kit, Type::small)), p.barsMax, bars);
}

float drawHeader(Kit& kit, DigitPad& pad, ImVec2 min, float right) {
  const Theme& t = kit.theme;
  const bool some = !pad.path.empty();
  const float clear = textWidth(kit, Type::base, "Clear") + 6 * t.unit;
  drawTextIn(kit, ImGui::GetWindowDrawList(), Type::title, min,
             {right - clear - t.control - t.between, min.y + t.control}, 0, t.ink, "Your digit");
  ImGui::SetCursorScreenPos({right - clear - t.control - t.inside, min.y});
  if (iconButton(kit, "pad.undo", Icon::undo, {.enabled = some, .tip = "Take back the last stroke"}))
    undoStroke(pad);
  ImGui::SetCursorScreenPos({right - clear, min.y});
  if (button(kit, "pad.clear", "Clear", {.width = clear, .enabled = some})) clearPad(pad);
  return t.control + t.inside;
}

}  // namespace

void undoStroke(DigitPad& pad) {
  while (!pad.path.empty() && !pad.path.back().begins) pad.path.pop_back();
  if (!pad.path.empty()) pad.path.pop_back();
  pad.changed = true;
}

void clearPad(DigitPad& pad) {
  pad.path.clear();
  pad.changed = true;
}

void DigitPad::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  DigitPad& pad = *this;
  const Theme& t = kit.theme;
  const Run& run = frame.bench.runs[shownSide(frame)];
  beginPanel(kit, "digit", rect.min, rect.size);
  palette = paletteOf(t);
  ImVec2 min = ImGui::GetCursorScreenPos();
  const ImVec2 max = min + rect.size - ImVec2(2 * t.between, 2 * t.between);
  min.y += drawHeader(kit, pad, min, max.x);
  const Places places =
      layOut(kit, min, max, static_cast<std::size_t>(std::max(2, run.session.problem.outputs)));
  drawWithPen(kit, pad, places);
  readDrawing(run, pad);
  drawPaper(kit, pad, places);
  drawAnswer(kit, frame.canvas, pad, places);
  drawBars(kit, run, pad, places);
  if (hovered) frame.screen.holdsTouch = true;
  endPanel(kit);
}

}  // namespace lockstep
