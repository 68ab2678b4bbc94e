#include "ui/panels/figure_bar.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "lab/instruments/instruments.h"
#include "studio/lesson.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"
#include "ui/panels/transport.h"

namespace lockstep {
namespace {

// The loss on the training set over the whole run, on a logarithmic ruler.
void sparkline(const Kit& kit, const Series& losses, const Rect& room) {
  std::vector<PixelColumn> columns;
  decimate(losses, AxisScale::linear, losses.firstX(), losses.lastX(), room.size.x, columns);
  float low = INFINITY, high = -INFINITY;
  auto ruler = [](float loss) { return std::log(std::max(loss, 1e-12f)); };
  for (const PixelColumn& c : columns)
    if (!c.broken) low = std::min(low, ruler(c.mean)), high = std::max(high, ruler(c.mean));
  if (columns.size() < 2 || !(high > low)) return;
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (const PixelColumn& c : columns)
    if (!c.broken)
      list->PathLineTo({room.min.x + c.px, room.min.y + room.size.y * (high - ruler(c.mean)) / (high - low)});
  list->PathStroke(ink(kit.theme.secondary), 0, kit.theme.line);
}

struct FigureBar final : Panel {
  float height(const Frame& frame, float) const override {
    const Theme& t = frame.kit.theme;
    return std::max(t.control, t.target) + 1.5f * t.unit + (t.touch ? 0 : t.unit);
  }

  void draw(Frame& frame, Rect rect) override;
};

// Step and loss in two small lines, and how the loss came down where there is room for it.
void progress(Frame& frame, Rect room) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const Run& a = frame.bench.runs[0];
  const float line = textHeight(kit, Type::small), top = room.min.y + (room.size.y - 2 * line - 2) / 2;
  const Text64 step = textf("step %s", formatCount(a.session.state.step).c_str()),
               loss = textf("loss %s", formatLive(a.latest.metrics.trainLoss).c_str());
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float width =
      std::min(room.size.x, std::max({textWidth(kit, Type::small, "step 99 999"),
                                      textWidth(kit, Type::small, step), textWidth(kit, Type::small, loss)}) +
                                t.unit);
  drawTextIn(kit, list, Type::small, {room.min.x, top}, {room.min.x + width, top + line}, 0, t.ink, step);
  drawTextIn(kit, list, Type::small, {room.min.x, top + line + 2}, {room.min.x + width, top + 2 * line + 2},
             0, t.secondary, loss);
  room.takeLeft(width + t.inside);
  room.size.x = std::min(room.size.x, 160 * t.scale);
  const bool shown = frame.screen.figure.has(Part::loss);  // larger, above
  if (!shown && room.size.x >= 40 * t.scale)
    sparkline(kit, frame.views[0].losses.train,
              {room.min + ImVec2(0, t.unit + 2 * t.scale), room.size - ImVec2(0, 2 * t.unit + 4 * t.scale)});
}

// What a lecture shows: the run, an instrument or an experiment.
void chooseShown(Frame& frame, float width) {
  Workbench& b = frame.bench;
  Screen& screen = frame.screen;
  const std::span<const Instrument> measured = instruments();
  const std::span<const Experiment> asked = experiments();
  std::vector<Choice> choices = {{"The run", "Network, answer and loss"}};
  for (const Instrument& i : measured) choices.push_back({i.title, i.question});
  for (const Experiment& e : asked) choices.push_back({e.title, ""});
  const int first = 1 + static_cast<int>(measured.size());
  int shown = screen.instrument + 1;
  if (shown == 0 && b.lesson) shown = first + static_cast<int>(b.lesson->experiment - asked.data());
  if (!dropdown(frame.kit, "shown", &shown, choices, width).changed) return;
  if (onStage(screen)) closeInstrument(frame);
  screen.instrument = shown < first ? shown - 1 : -1;
  if (shown == 0) closeExperiment(b);
  if (shown >= first) openExperiment(b, asked[static_cast<std::size_t>(shown - first)]);
  if (onStage(screen)) slowDown(frame);
}

void FigureBar::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  Workbench& b = frame.bench;
  const float side = std::max(t.control, t.target), space = t.touch ? 0 : t.unit;
  beginPanel(kit, "figure.bar", rect.min, rect.size, true, 0);
  const float top = rect.min.y + (rect.size.y - side) / 2;
  float x = rect.min.x + t.inside;
  if (kit.readonly) {
    progress(frame, {{x + t.unit, rect.min.y}, {rect.size.x - 2 * t.inside, rect.size.y}});
    return endPanel(kit);
  }
  auto next = [&](float& at) { ImGui::SetCursorScreenPos({at, top}), at += side + space; };
  next(x);
  if (iconButton(kit, "play", b.playing ? Icon::pause : Icon::play,
                 {.primary = true, .size = side, .tip = b.playing ? "Pause" : "Train"}))
    togglePlay(b);
  next(x);
  if (iconButton(kit, "step", Icon::step, {.size = side, .tip = "One step: one mini-batch"})) stepOnce(b);
  next(x);
  if (iconButton(kit, "reset", Icon::reset,
                 {.size = side, .tip = "Back to step 0 with the same initial weights"}))
    restartRun(b);
  const bool fills = frame.screen.canFill;
  const bool lecture = frame.screen.lecture;
  const float right = rect.max().x - t.inside - (fills ? 2 * side + space : side), menu = 132 * t.scale,
              shown = lecture ? 176 * t.scale + t.inside : 0;
  const bool speed = right - x > menu + shown + 92 * t.scale + (lecture ? 0 : 168 * t.scale);
  const float end = right - t.inside - shown - (speed ? menu + t.inside : 0),
              middle = rect.min.y + (rect.size.y - t.control) / 2;
  progress(frame, {{x + t.unit, rect.min.y}, {end - x - t.unit, rect.size.y}});
  if (speed) {
    ImGui::SetCursorScreenPos({right - t.inside - shown - menu, middle});
    speedMenu(kit, b, menu);
  }
  if (lecture) {
    ImGui::SetCursorScreenPos({right - shown, middle});
    chooseShown(frame, shown - t.inside);
  }
  x = right;
  if (fills) {
    next(x);
    if (iconButton(kit, "fullscreen", Icon::fullscreen, {.size = side, .tip = "Full screen"}))
      frame.requests.toggleFullscreen = true;
  }
  next(x);
  if (lecture) {
    if (iconButton(kit, "lecture.close", Icon::close,
                   {.size = side, .tip = "The whole screen", .tipKey = "L"}))
      frame.requests.toggleLecture = true;
  } else if (iconButton(kit, "whole", Icon::open,
                        {.size = side, .tip = "Open this run in Lockstep, at this step"})) {
    frame.requests.openWhole = true;
  }
  endPanel(kit);
}

}  // namespace

std::unique_ptr<Panel> makeFigureBar() { return std::make_unique<FigureBar>(); }

}  // namespace lockstep
