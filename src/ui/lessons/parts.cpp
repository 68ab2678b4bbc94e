#include "ui/lessons/parts.h"

#include <algorithm>
#include <cmath>

#include "studio/tour.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr double kRefresh = 0.25;  // seconds between two looks at the figures while they grow
constexpr float kChartHeight = 170;

Text64 valueOf(const Quantity& q) {
  return textf("%s%s%s", formatNumber(q.value).c_str(), q.unit.empty() ? "" : "\u202F", q.unit.c_str());
}

// A run's own letter is a solid or a dashed line; other curves take the colours of quantities.
void chartLine(const Theme& t, const Lesson& l, const Curve& curve, std::size_t index, std::size_t of,
               ChartLine& line) {
  const auto& arms = l.experiment->armNames;
  line.color = of > 1 ? classColor(t, static_cast<int>(index)) : t.ink;
  for (int arm = 0; arm < armCount(*l.experiment); ++arm)
    if (arms[static_cast<std::size_t>(arm)] && curve.name == arms[static_cast<std::size_t>(arm)]) {
      line.color = t.ink;
      line.dashed = arm == 1;
    }
}

void makeCharts(const Lesson& l, ExperimentPanel& panel) {
  std::vector<Figure> figures = l.run->figures();
  panel.charts.resize(figures.size());
  for (std::size_t f = 0; f < figures.size(); ++f) {
    ExperimentPanel::Chart& chart = panel.charts[f];
    chart.series.resize(figures[f].curves.size());
    for (std::size_t c = 0; c < chart.series.size(); ++c) {
      const Curve& curve = figures[f].curves[c];
      clear(chart.series[c]);
      for (std::size_t i = 0; i < curve.x.size(); ++i)
        if (!std::isnan(curve.y[i])) append(chart.series[c], curve.x[i], curve.y[i]);
    }
    chart.figure = std::move(figures[f]);
  }
}

void drawFigure(Kit& kit, const Lesson& l, ExperimentPanel::Chart& chart, std::size_t index) {
  const Theme& t = kit.theme;
  const Figure& figure = chart.figure;
  gap(kit, 1);
  text(kit, Type::strong, t.ink, figure.title);
  constexpr std::size_t kMost = 8;
  ChartLine lines[kMost];
  const std::size_t count = std::min(kMost, figure.curves.size());
  for (std::size_t c = 0; c < count; ++c) {
    lines[c].series = &chart.series[c];
    chartLine(t, l, figure.curves[c], c, count, lines[c]);
    if (chart.series[c].buckets.size() > 200) lines[c].smoothing = 1.5f;
  }
  ChartSpec spec;
  const Text64 name = textf("experiment.chart.%d", static_cast<int>(index));
  spec.name = name;
  spec.size = {0, kChartHeight * t.scale};
  spec.x = {.label = figure.xLabel, .unit = {}, .scale = figure.logX ? AxisScale::log : AxisScale::linear};
  spec.y = {.label = figure.yLabel, .unit = {}, .scale = figure.logY ? AxisScale::log : AxisScale::linear};
  spec.lines = {lines, count};
  spec.empty = "Appears while the runs go on.";
  lineChart(kit, chart.state, spec);
  if (count < 2) return;
  for (std::size_t c = 0; c < count; ++c) {
    const std::string_view words = figure.curves[c].name;
    keyItem(kit, textf<48>("experiment.chart.%d.%d", static_cast<int>(index), static_cast<int>(c)), c > 0,
            lines[c].dashed, lines[c].color, words);
  }
}

std::string_view echo(const Lesson& l) {
  if (l.answer < 0) return {};
  const bool asClaimed = l.answer == l.experiment->predicted;
  if (l.verdict->confirmed) return asClaimed ? "As you expected." : "You expected something else.";
  return asClaimed ? "You and the claim expected something else." : "You did not believe the claim either.";
}

void quantityRow(Kit& kit, const Quantity& q, std::size_t index) {
  const Theme& t = kit.theme;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool bounded = q.bound != Quantity::Bound::none;
  const float width = ImGui::GetContentRegionAvail().x, mark = bounded ? 14 * t.scale : 0;
  const Text64 value = valueOf(q);
  const float number = textWidth(kit, Type::base, value), words = width - number - t.between - mark;
  const float height =
      std::max(measureParagraph(kit, Type::small, words, q.name), textHeight(kit, Type::base)) + t.unit;
  passive(kit, textf<48>("experiment.quantity.%d", static_cast<int>(index)), {width, height});
  const std::string bound = describeBound(q);
  const FixedText<96> needs = bound.empty() ? textf<96>("Measured for comparison: the verdict leaves it out.")
                                            : textf<96>("The claim needs %s.", bound.c_str());
  tip(kit, {.title = q.name, .body = needs});
  ImDrawList* list = drawList();
  drawParagraph(kit, list, Type::small, at, words, t.secondary, q.name);
  drawTextIn(kit, list, Type::base, {at.x + words, at.y - t.unit / 2},
             {at.x + width - mark, at.y + textHeight(kit, Type::base)}, 1, t.ink, value);
  if (bounded)
    drawIcon(list, holds(q) ? Icon::check : Icon::close,
             {at.x + width - mark / 2 + 2 * t.scale, at.y + textHeight(kit, Type::base) / 2}, 12 * t.scale,
             ink(holds(q) ? t.accent : t.ink));
}

}  // namespace

void keyItem(Kit& kit, std::string_view name, bool another, bool dashed, Color color,
             std::string_view words) {
  const Theme& t = kit.theme;
  const float width = 28 * t.scale + textWidth(kit, Type::small, words);
  if (another) {
    ImGui::SameLine(0, t.between);
    if (ImGui::GetContentRegionAvail().x < width) ImGui::NewLine();
  }
  legendItem(kit, name, dashed ? -2 : -1, color, words);
}

bool answerCard(Kit& kit, std::string_view name, std::string_view answer, AnswerLook look) {
  const Theme& t = kit.theme;
  const float width = ImGui::GetContentRegionAvail().x, words = width - 2 * t.between;
  const float height = std::max(measureParagraph(kit, Type::base, words, answer) + 2.5f * t.inside, t.target);
  const bool open = look == AnswerLook::open, chosen = look == AnswerLook::chosen;
  const Item item = open ? pressable(kit, name, {width, height}) : passive(kit, name, {width, height});
  if (item.drawn) {
    ImDrawList* list = drawList();
    const Color fill = chosen ? t.accentWash : open && item.hovered ? t.wash : t.raised;
    if (look != AnswerLook::other) list->AddRectFilled(item.rect.Min, item.rect.Max, ink(t.raised), t.radius);
    if (look != AnswerLook::other) list->AddRectFilled(item.rect.Min, item.rect.Max, ink(fill), t.radius);
    drawFrame(kit, list, item.rect.Min, item.rect.Max,
              chosen ? t.accent
              : open ? t.outline
                     : t.hairline,
              t.radius, chosen ? 1.5f * t.hairlineWidth : 0);
    const float text = measureParagraph(kit, Type::base, words, answer);
    drawParagraph(kit, list, Type::base, {item.rect.Min.x + t.between, item.rect.GetCenter().y - text / 2},
                  words,
                  chosen ? t.accent
                  : open ? t.ink
                         : t.secondary,
                  answer);
    focusRing(kit, item);
  }
  return open && item.pressed;
}

void drawTourCard(Kit& kit, Workbench& b) {
  const Theme& t = kit.theme;
  const std::span<const TourStop> stops = tourStops();
  const int count = static_cast<int>(stops.size());
  const TourStop& stop = stops[static_cast<std::size_t>(b.tourStop)];
  int next = b.tourStop;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, dot = 4 * t.scale;
  ImDrawList* list = drawList();
  for (int i = 0; i < count; ++i) {
    const ImVec2 centre = {at.x + dot + static_cast<float>(i) * 4 * dot, at.y + t.control / 2};
    const Item item = pressableAt(kit, textf<48>("tour.%d", i + 1),
                                  {{centre.x - 2 * dot, at.y}, {centre.x + 2 * dot, at.y + t.control}});
    if (item.pressed) next = i;
    list->AddCircleFilled(centre, i == b.tourStop ? dot : 0.75f * dot,
                          ink(i == b.tourStop  ? t.accent
                              : i < b.tourStop ? t.secondary
                                               : t.outline));
    focusRing(kit, item);
  }
  ImGui::SetCursorScreenPos({at.x + width - t.control, at.y});
  if (iconButton(kit, "tour.close", Icon::close, {.tip = "Leave the tour"})) next = -1;
  text(kit, Type::small, t.secondary, textf<48>("Stop %d of %d", b.tourStop + 1, count));
  text(kit, Type::title, stop.title);
  for (std::string_view rest = stop.text; !rest.empty();) {
    const std::size_t end = std::min(rest.find("\n\n"), rest.size());
    paragraph(kit, Type::base, t.ink, rest.substr(0, end));
    gap(kit, 1);
    rest = end < rest.size() ? rest.substr(end + 2) : std::string_view{};
  }
  const float half = (width - t.inside) / 2;
  const bool last = b.tourStop + 1 == count;
  // The way on stands out where there is nothing to try first.
  const ButtonKind kind = stop.experiment ? ButtonKind::quiet : ButtonKind::primary;
  if (button(kit, "tour.back", "Back", {.width = half, .enabled = b.tourStop > 0})) next = b.tourStop - 1;
  ImGui::SameLine(0, t.inside);
  if (button(kit, "tour.next", last ? "All experiments" : "Next", {.kind = kind, .width = half}))
    next = last ? -1 : b.tourStop + 1;
  if (b.lesson) separator(kit);
  if (next != b.tourStop) goToStop(b, next);
}

void drawFigures(Kit& kit, const Workbench& b, ExperimentPanel& panel) {
  const Lesson& l = *b.lesson;
  panel.age += static_cast<double>(ImGui::GetIO().DeltaTime);
  const bool other = panel.opened != b.lessonsOpened;
  if (other) panel.charts.clear();
  if (other || (panel.version != l.version && (panel.age > kRefresh || l.verdict))) {
    panel.opened = b.lessonsOpened;
    panel.version = l.version;
    panel.age = 0;
    makeCharts(l, panel);
  }
  for (std::size_t f = 0; f < panel.charts.size(); ++f) drawFigure(kit, l, panel.charts[f], f);
}

void drawVerdict(Kit& kit, const Lesson& l) {
  const Theme& t = kit.theme;
  const bool confirmed = l.verdict->confirmed;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float line = textHeight(kit, Type::title);
  drawIcon(drawList(), confirmed ? Icon::check : Icon::close, {at.x + t.icon / 2, at.y + line / 2},
           t.icon * 1.1f, ink(confirmed ? t.accent : t.ink));
  ImGui::SetCursorScreenPos({at.x + t.icon + t.inside, at.y});
  text(kit, Type::title, t.ink, confirmed ? "Confirmed on this run" : "Not confirmed on this run");
  ImGui::SetCursorScreenPos({at.x, at.y + line + t.inside});
  paragraph(kit, Type::base, t.ink, l.verdict->sentence);
  if (const std::string_view words = echo(l); !words.empty()) paragraph(kit, Type::base, t.secondary, words);
  gap(kit, 1);
  for (std::size_t i = 0; i < l.verdict->measured.size(); ++i) quantityRow(kit, l.verdict->measured[i], i);
}

}  // namespace lockstep
