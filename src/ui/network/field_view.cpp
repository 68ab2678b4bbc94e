#include "ui/network/field_view.h"

#include <algorithm>
#include <cmath>

#include "data/drawn.h"
#include "ui/chart/axis.h"
#include "ui/chart/chart.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr float kEraserRadius = 0.5f;  // plane units
constexpr float kClassStrength = 0.62f;
constexpr float kFieldStrength = 0.7f;     // of full colour, so that points of the same colour stand out
constexpr float kNamedAxes = 180;          // CSS px at scale 1 that they need
constexpr float kColorKey = 110;           // CSS px at scale 1 of a target's colours
constexpr const char* kTest = "○ test";    // drawn hollow
constexpr std::size_t kMostPoints = 4000;  // of either kind, of a large table: more would hide each other

int outputLayer(const Run& run) { return static_cast<int>(run.session.state.network.layers.size()) - 1; }

bool showsOutput(const Run& run, UnitRef unit) { return unit.layer == outputLayer(run); }

// The hovered unit, else the pinned one, else the output.
UnitRef chooseUnit(const Run& run, const RunViews& views) {
  const NetworkSelection& selection = views.selection;
  const bool current = views.shapeVersion == run.shapeVersion;  // what it points at may be gone
  if (current && selection.hoveredUnit.valid()) return selection.hoveredUnit;
  if (current && selection.pinnedUnit.valid()) return selection.pinnedUnit;
  return {outputLayer(run), 0};
}

bool isTable(const Problem& p) { return sourceOf(p.data.kind) == DataSource::table; }

// Of a regression's target, as the network is shown it: what is drawn in full colour. That of a built-in set
// lies in [−1, 1], that of a table has standard deviation 1.
float targetReach(const Problem& p) { return isTable(p) ? 2 : 1; }

// A regression's target or answer in the units of the data.
float inUnits(const Problem& p, float target) { return p.targetMean + target * p.targetScale; }

Answer answerOf(const Run& run, const UnitPictures& p, UnitRef unit) {
  const Problem& problem = run.session.problem;
  Answer answer{
      .layer = unit.layer, .unit = unit.unit, .scale = p.scales[static_cast<std::size_t>(unit.layer)]};
  if (!showsOutput(run, unit)) return answer;
  if (problem.outputs > 1)
    answer.unit = 0, answer.channels = std::min(problem.outputs, kClassColors),
    answer.as = Answer::As::probabilities;
  else if (problem.loss == Loss::bce)
    answer.as = Answer::As::certainty;  // full colour where the answer is certain
  else if (problem.loss == Loss::mse)
    answer.scale = targetReach(problem);
  return answer;
}

void updateField(const Run& run, const UnitPictures& p, const Theme& t, FieldView& view) {
  view.multiclass = false;
  if (view.shown.layer < 0) {  // an input
    pictureValues(p, view.shown.layer, view.shown.unit, view.values);
    const float scale = std::max(1e-6f, gfx::largestMagnitude(view.values));
    for (float& v : view.values) v = std::clamp(v / scale, -1.0f, 1.0f);
    return gfx::setPlane(view.plane, p.width, p.height, view.values, 1 / kFieldStrength);
  }
  const Answer answer = answerOf(run, p, view.shown);
  const bool current = p.parameterVersion == run.parameterVersion;  // pictures of a wide network are late
  FineField& fine = view.fine;
  sampleField(run.session.problem, run.session.state.network, p, answer, current, fine);
  if (answer.as != Answer::As::probabilities)
    return gfx::setPlane(view.plane, fine.side, fine.side, fine.values, 1 / kFieldStrength);
  view.multiclass = true;
  Color colors[kClassColors];
  for (int o = 0; o < answer.channels; ++o) colors[o] = classColor(t, o);
  gfx::mixClasses(fine.values, {colors, static_cast<std::size_t>(answer.channels)}, t.neutral, t.alarm,
                  kClassStrength, gfx::editImage(view.classes, fine.side, fine.side));
  view.classes.dirty = true;
}

// Places on the axes of the data, x[0] and x[1], from and to places on the screen.
ImVec2 toScreen(const FieldView& view, const Problem& p, const float* x) {
  const InputAxis &across = p.axes[0], &up = p.axes[1];
  const float sx = (x[0] - across.low) / (across.high - across.low),
              sy = (up.high - x[1]) / (up.high - up.low);
  return {view.rect.x0 + sx * (view.rect.x1 - view.rect.x0),
          view.rect.y0 + sy * (view.rect.y1 - view.rect.y0)};
}

ImVec2 toPlane(const FieldView& view, const Problem& p, ImVec2 at) {
  const InputAxis &across = p.axes[0], &up = p.axes.back();
  return {across.low + (across.high - across.low) * (at.x - view.rect.x0) / (view.rect.x1 - view.rect.x0),
          up.high - (up.high - up.low) * (at.y - view.rect.y0) / (view.rect.y1 - view.rect.y0)};
}

uint32_t pointColor(const Problem& p, const Theme& t, int sample) {
  const auto n = static_cast<std::size_t>(sample);
  if (p.data.task == Task::regression) return pack(diverging(t, p.targets[n] / targetReach(p)));
  return pack(classColor(t, static_cast<int>(p.data.y[n])));
}

void updatePoints(const Run& run, const Theme& t, bool showTest, FieldView& view) {
  const Problem& problem = run.session.problem;
  const Dataset& data = problem.data;
  view.points.clear();
  auto add = [&](const std::vector<int>& samples, bool hollow) {
    for (int n : std::span(samples).first(std::min(samples.size(), kMostPoints))) {
      const ImVec2 at = toScreen(view, problem, data.x.data() + static_cast<std::size_t>(n) * data.dims);
      gfx::Point point;
      point.x = at.x, point.y = at.y;
      point.radius = (data.count() > 600 ? 2.8f : 3.6f) * t.scale *
                     std::min(1.0f, (view.rect.x1 - view.rect.x0) / (300 * t.scale) + 0.2f);
      point.color = pointColor(problem, t, n);
      point.shape = data.task == Task::classification ? gfx::shapeOfClass(static_cast<int>(data.y[n]))
                                                      : gfx::Shape::circle;
      point.hollow = hollow;
      view.points.push_back(point);
    }
  };
  if (showTest) add(run.session.problem.split.test, true);
  add(run.session.problem.split.train, false);
}

// The names of a table's columns at the ends of the axes, where there is room for them.
void nameAxes(const Kit& kit, const FieldView& view, std::string_view across, std::string_view up) {
  const Theme& t = kit.theme;
  const gfx::PixelRect& r = view.rect;
  if (r.x1 - r.x0 < kNamedAxes * t.scale) return;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float height = textHeight(kit, Type::small);
  auto draw = [&](const FixedText<96>& name, bool atRight) {
    const float width = std::min(textWidth(kit, Type::small, name), (r.x1 - r.x0) * 0.6f);
    const ImVec2 at = atRight ? ImVec2(r.x1 - t.inside - width, r.y1 - t.unit - height)
                              : ImVec2(r.x0 + t.inside, r.y0 + t.unit);
    list->AddRectFilled(at - ImVec2(t.unit, 0), at + ImVec2(width + t.unit, height),
                        pack(withAlpha(t.raised, 0.8f)), t.radius);
    drawTextIn(kit, list, Type::small, at, at + ImVec2(width, height), 0, t.ink, name);
  };
  draw(FixedText<96>{}.append(across).append(" →"), true);
  draw(FixedText<96>{}.append("↑ ").append(up), false);
}

// The target of a table's regression and which colour is which of its values, `width` wide.
void colorKey(Kit& kit, const Problem& problem, ImVec2 at, float width) {
  const Theme& t = kit.theme;
  const float reach = targetReach(problem), left = at.x + width - kColorKey * t.scale;
  drawTextIn(kit, ImGui::GetWindowDrawList(), Type::small, at,
             {left - t.inside, at.y + textHeight(kit, Type::small)}, 1, t.ink, problem.data.targetName);
  colorLegend(kit, {left, at.y + t.unit}, {at.x + width, at.y + t.unit + t.inside}, MapKind::diverging,
              inUnits(problem, -reach), inUnits(problem, reach));
}

// Data, function and axes of a set with one input.
void drawCurve(const Kit& kit, const Run& run, const UnitPictures& p, bool showTest, FieldView& view) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const gfx::PixelRect& r = view.rect;
  list->AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, pack(t.raised), t.radius);
  const Problem& problem = run.session.problem;
  const InputAxis& axis = problem.axes[0];
  pictureValues(p, view.shown.layer, view.shown.unit, view.values);
  const bool answers = showsOutput(run, view.shown);
  float reach = 1.25f * (answers ? targetReach(problem) : 1);
  for (float v : view.values) reach = std::max(reach, std::min(std::fabs(v) * 1.1f, 1e6f));
  reach = std::exp2(std::ceil(2 * std::log2(reach)) / 2);
  auto at = [&](float x, float y) {
    return ImVec2{r.x0 + (r.x1 - r.x0) * (x - axis.low) / (axis.high - axis.low),
                  (r.y0 + r.y1) / 2 - (r.y1 - r.y0) / 2 * std::clamp(y / reach, -1.0f, 1.0f)};
  };
  const float mean = answers ? problem.targetMean : 0, scale = answers ? problem.targetScale : 1;
  Tick ticks[kMaxTicks];
  const int count = makeTicks(AxisScale::linear, mean - scale * reach, mean + scale * reach, 5, ticks);
  for (const Tick& tick : std::span(ticks).first(static_cast<std::size_t>(count))) {
    const float y = (static_cast<float>(tick.value) - mean) / scale;
    const ImVec2 label = at(axis.low, y);
    if (label.y - textHeight(kit, Type::small) < r.y0) continue;
    drawHairline(kit, list, label, at(axis.high, y));
    drawText(kit, list, Type::small, {label.x + t.unit, label.y - textHeight(kit, Type::small) - 1},
             t.secondary, tick.label);
  }
  list->PushClipRect({r.x0, r.y0}, {r.x1, r.y1}, true);
  if (answers)
    for (const auto* samples : {&problem.split.test, &problem.split.train})
      for (int n : std::span(*samples).first(std::min(samples->size(), kMostPoints))) {
        const ImVec2 c = at(problem.data.x[n], problem.targets[n]);
        if (samples == &problem.split.train)
          list->AddCircleFilled(c, 3 * t.scale, pack(t.classes[0]));
        else if (showTest)
          list->AddCircle(c, 3 * t.scale, pack(t.classes[0]), 0, t.line);
      }
  std::vector<ImVec2> line(view.values.size());
  for (std::size_t i = 0; i < line.size(); ++i)
    line[i] =
        at(axis.low + (axis.high - axis.low) * static_cast<float>(i) / static_cast<float>(line.size() - 1),
           view.values[i]);
  list->AddPolyline(line.data(), static_cast<int>(line.size()), pack(t.accent), 0, 1.5f * t.line);
  list->PopClipRect();
  if (answers && isTable(problem)) nameAxes(kit, view, axis.name, problem.data.targetName);
  drawFrame(kit, list, {r.x0, r.y0}, {r.x1, r.y1}, t.hairline, t.radius);
}

void hover(Kit& kit, const Run& run, const UnitPictures& p, const FieldView& view) {
  const Problem& problem = run.session.problem;
  const ImVec2 mouse = ImGui::GetIO().MousePos, plane = toPlane(view, problem, mouse);
  auto cellOf = [](float at, float from, float to, int cells) {
    return std::clamp(static_cast<int>((at - from) / (to - from) * static_cast<float>(cells)), 0, cells - 1);
  };
  const int cell = cellOf(mouse.y, view.rect.y0, view.rect.y1, p.height) * p.width +
                   cellOf(mouse.x, view.rect.x0, view.rect.x1, p.width);
  TipRow rows[2 + kClassColors];
  Text32 numbers[2 + kClassColors];
  Text32 labels[kClassColors];
  FixedText<128> predicted;
  std::size_t count = 0;
  auto add = [&](std::string_view label, Text32 value) {
    numbers[count] = value;
    rows[count] = {label, numbers[count].view()};
    ++count;
  };
  for (const InputAxis& axis : problem.axes) {
    const float at = count ? plane.y : plane.x;
    add(axis.name, isTable(problem) ? formatNumber(at) : formatDecimals(at, 2));
  }
  if (showsOutput(run, view.shown) && problem.data.task == Task::classification) {
    float raw[kClassColors] = {}, chance[kClassColors] = {};
    const int outputs = std::min(problem.outputs, kClassColors);
    for (int o = 0; o < outputs; ++o) raw[o] = p.responses.unit(view.shown.layer, o)[cell];
    probabilities(problem.loss, raw, outputs, 1, chance);
    if (outputs == 1) {
      labels[0] = className(problem, 1, "class ");
      add(labels[0], formatPercent(chance[0]));
    } else {
      for (int o = 0; o < outputs && count + 1 < std::size(rows); ++o) {
        labels[o] = className(problem, o, "class ");
        add(labels[o], formatPercent(chance[o]));
      }
    }
  } else if (view.shown.layer >= 0) {
    const float output = p.responses.unit(view.shown.layer, view.shown.unit)[cell];
    const bool answers = showsOutput(run, view.shown), target = answers && isTable(problem);
    if (target) predicted = textf<128>("predicted %s", problem.data.targetName.c_str());
    add(target ? predicted.view() : "output", formatNumber(answers ? inUnits(problem, output) : output));
  }
  tipNow(kit, {.title = {}, .body = {}, .rows = {rows, count}, .key = {}});
}

// Keys 1 to 4 choose the class, X the eraser.
void toolKeys(DrawTool& tool) {
  if (keyboardInUse()) return;
  for (int k = 0; k < 4; ++k)
    if (ImGui::IsKeyPressed(static_cast<ImGuiKey>(ImGuiKey_1 + k), false)) tool = {k, false};
  if (ImGui::IsKeyPressed(ImGuiKey_X, false)) tool.erase = !tool.erase;
}

void drawPoints(Workbench& b, DrawTool& tool, FieldView& view, bool hovered) {
  toolKeys(tool);
  const ImVec2 at = toPlane(view, b.runs[0].session.problem, ImGui::GetIO().MousePos);
  if (hovered && ImGui::IsMouseClicked(0)) {
    std::string error;
    view.drawn.clear();
    decodeDrawn(b.runs[0].session.config.points, view.drawn, error);
    view.drawing = view.firstPoint = true;
  }
  if (!view.drawing) return;
  if (!ImGui::IsMouseDown(0)) {
    view.drawing = view.brush.down = false;
    return;
  }
  const int changed = tool.erase ? erasePoints(view.drawn, at.x, at.y, kEraserRadius)
                                 : drawTo(view.drawn, view.brush, at.x, at.y, tool.label);
  if (!changed) return;
  Config next = b.runs[0].session.config;
  next.points = encodeDrawn(view.drawn);
  if (view.firstPoint) beginDrag(b, next);
  view.firstPoint = false;
  dragConfig(b, next);
}

// Classes or signs at the left, the switch of the test samples at the right, on one line.
void legend(Kit& kit, const Run& run, bool& showTest) {
  const Theme& t = kit.theme;
  const Problem& problem = run.session.problem;
  const ImVec2 row = ImGui::GetCursorScreenPos();
  const float right = row.x + ImGui::GetContentRegionAvail().x;
  ImGui::SetCursorScreenPos({row.x, row.y + (t.control - textHeight(kit, Type::small)) / 2});
  const int classes = std::min(problem.data.classes, kClassColors);
  const float test =
      problem.split.test.empty() ? 0 : 32 * t.scale + t.inside + textWidth(kit, Type::base, kTest);
  float width = test;
  auto widthOf = [&](const Text32& label) { return textWidth(kit, Type::small, label) + t.icon + t.between; };
  for (int c = 0; c < classes; ++c) width += widthOf(className(problem, c, "class "));
  const bool brief = right - row.x < width, named = !problem.data.classNames.empty();
  auto item = [&](const char* name, int shape, Color color, std::string_view label) {
    legendItem(kit, name, shape, color, label);
    ImGui::SameLine(0, t.between);
  };
  if (problem.data.task == Task::classification) {
    for (int c = 0; c < classes; ++c) {
      const Text32 name = className(problem, c, "class "), label = !brief  ? name
                                                                   : named ? Text32{}
                                                                           : textf<32>("%d", c);
      if (ImGui::GetCursorScreenPos().x + widthOf(label) > right - test) break;
      item(textf("legend.%d", c).c_str(), c, classColor(t, c), label);
      if (brief) tip(kit, {.title = name, .body = {}});
    }
  } else if (problem.axes.size() == 2) {
    if (isTable(problem)) {
      const float colors = kColorKey * t.scale, room = right - test - t.between - row.x,
                  name = textWidth(kit, Type::small, problem.data.targetName) + t.inside;
      if (room >= colors) colorKey(kit, problem, row, std::min(room, name + colors));
    } else {
      item("legend.low", 0, diverging(t, -1), "−1");
      item("legend.high", 0, diverging(t, 1), "+1");
    }
  } else {
    item("legend.data", 0, t.classes[0], "data");
    item("legend.net", -1, t.accent, "network");
  }
  if (problem.split.test.empty() || kit.readonly) return ImGui::NewLine();
  ImGui::SetCursorScreenPos({right - test, row.y});
  toggle(kit, "field.test", kTest, &showTest);
  tip(kit, {.title = "Test samples",
            .body = "Drawn hollow: the network never trains on them.",
            .rows = {},
            .key = {}});
}

// The function's values anew, where it, its network or the look has changed.
void refresh(const Run& run, const UnitPictures& p, const Theme& t, UnitRef unit, FieldView& view) {
  const bool restyled = view.dark != t.dark || view.resolution != p.width;
  if (!restyled && view.parameterVersion == p.parameterVersion && view.shown == unit) return;
  view.shown = unit;
  view.parameterVersion = p.parameterVersion;
  view.dark = t.dark;
  view.resolution = p.width;
  if (p.kind != PictureKind::curve) updateField(run, p, t, view);
}

// Function and points on the input plane.
void drawPlane(Frame& frame, const Run& run, FieldView& view) {
  const Theme& t = frame.kit.theme;
  const ImVec2 min{view.rect.x0, view.rect.y0}, max{view.rect.x1, view.rect.y1};
  updatePoints(run, t, frame.screen.showTest, view);
  view.palette = paletteOf(t);
  view.style.radius = t.radius;
  view.style.contourWidth =
      showsOutput(run, view.shown) && run.session.problem.data.task == Task::classification ? t.line : 0;
  view.style.contour = t.ink;
  // Numbers have the colours of the field, in the middle those of paper: their outline is of neither.
  const bool numbers = run.session.problem.data.task == Task::regression;
  view.pointStyle = {t.raised, t.ink, numbers ? t.secondary : t.raised, (numbers ? 0.8f : 1.2f) * t.scale};
  view.drawField.canvas = view.drawPoints.canvas = &frame.canvas;
  view.drawField.draw = [&view](const gfx::Surface& s) {
    gfx::GfxContext& g = view.drawField.canvas->gfx;
    if (view.multiclass)
      gfx::drawImage(g, s, view.classes, view.rect, gfx::Sampling::smooth, view.style.radius);
    else
      gfx::drawPlane(g, s, view.plane, view.rect, view.palette, view.style);
  };
  view.drawPoints.draw = [&view](const gfx::Surface& s) {
    gfx::drawCached(view.drawPoints.canvas->gfx, s, view.keptPoints, view.drawPoints.content,
                    [&view](const gfx::Surface& layer) {
                      gfx::drawPoints(view.drawPoints.canvas->gfx, layer, view.pointStyle, view.points);
                    });
  };
  ImDrawList* list = ImGui::GetWindowDrawList();
  addCall(list, view.drawField,
          view.multiclass ? gfx::contentOf(view.classes, view.rect)
                          : gfx::contentOf(view.plane, view.rect, view.palette, view.style));
  list->PushClipRect(min, max, true);
  addCall(list, view.drawPoints, gfx::contentOf(view.pointStyle, view.points));
  list->PopClipRect();
  const Problem& problem = run.session.problem;
  if (isTable(problem)) nameAxes(frame.kit, view, problem.axes[0].name, problem.axes[1].name);
  drawFrame(frame.kit, list, min, max, t.outline, t.radius);
}

// A square as large as the room, or for a curve as wide, at the cursor; sets view.rect.
void layOut(Kit& kit, bool curve, bool plain, FieldView& view) {
  const Theme& t = kit.theme;
  const float below = plain ? 0 : t.control + t.between + t.inside;
  const ImVec2 room = {ImGui::GetContentRegionAvail().x, ImGui::GetContentRegionAvail().y - below};
  const float square = std::floor(std::max(80.0f, std::min(room.x, room.y)));
  const ImVec2 box = {curve ? room.x : square, square};
  const ImVec2 at = ImGui::GetCursorScreenPos() + ImVec2((room.x - box.x) / 2, 0);
  view.rect = {at.x, at.y, at.x + box.x, at.y + box.y};
  ImGui::Dummy({room.x, box.y});
  registerWidget(kit.widgets, "plane", at, at + box, true, true);
}

}  // namespace

void drawFieldView(Frame& frame, int side, FieldView& view, Rect rect) {
  Kit& kit = frame.kit;
  const Run& run = frame.bench.runs[side];
  const UnitPictures& p = picturesOf(frame, side);
  const WidgetPrefix prefix(kit.widgets, side ? "b." : "");
  const bool plain = view.bare || plainAnswer(frame, rect.size);
  beginPanel(kit, "field", rect.min, rect.size, false, view.bare ? 0 : plain ? kit.theme.inside : -1);
  if (view.bare) bringToFront();  // it lies on another panel
  const UnitRef unit = chooseUnit(run, frame.views[side]);
  if (!plain && rect.size.y > 340 * kit.theme.scale)
    text(kit, Type::title,
         showsOutput(run, unit) ? textf("What the network answers") : unitName(run.session, unit));

  const bool curve = p.kind == PictureKind::curve, drawable = run.session.config.dataset == DataKind::drawn;
  layOut(kit, curve, plain, view);
  const ImVec2 min{view.rect.x0, view.rect.y0}, max{view.rect.x1, view.rect.y1};
  const bool over = ImGui::IsMouseHoveringRect(min, max, false),
             hovered = ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(min, max);
  refresh(run, p, kit.theme, unit, view);
  frame.views[side].selection.shown = unit;
  if (curve)
    drawCurve(kit, run, p, frame.screen.showTest, view);
  else
    drawPlane(frame, run, view);
  if (drawable && run.session.problem.data.count() == 0)
    drawTextIn(kit, ImGui::GetWindowDrawList(), Type::base, min, max, 0.5f, kit.theme.secondary,
               "Draw points here, one class at a time");
  if (!plain) {
    gap(kit, 1);
    legend(kit, run, frame.screen.showTest);
  }
  if (drawable)
    drawPoints(frame.bench, frame.screen.tool, view, hovered);
  else if (hovered)
    hover(kit, run, p, view);
  if (view.drawing || (drawable && over)) frame.screen.holdsTouch = true;
  endPanel(kit);
}

namespace {

struct FieldPanel final : Panel {
  FieldView view;
  void draw(Frame& frame, Rect rect) override { drawFieldView(frame, shownSide(frame), view, rect); }
  float height(const Frame& frame, float width) const override { return pictureHeight(frame.kit, width); }
};

}  // namespace

std::unique_ptr<Panel> makeField() { return std::make_unique<FieldPanel>(); }

}  // namespace lockstep
