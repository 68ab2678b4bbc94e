#include "ui/lessons/charts.h"

#include <algorithm>
#include <cmath>

#include "ui/kit/draw.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr double kRefresh = 0.25;  // seconds between two looks at the figures while they grow
constexpr float kChartHeight = 170;

// Two curves are a solid and a dashed line, as the runs are; more take the colours of quantities.
void chartLine(const Theme& t, const Lesson& l, const Curve& curve, std::size_t index, std::size_t of,
               ChartLine& line) {
  const auto& arms = l.experiment->armNames;
  line.color = of > 2 ? classColor(t, static_cast<int>(index)) : t.ink;
  line.dashed = of == 2 && index == 1;
  for (int arm = 0; arm < armCount(*l.experiment); ++arm)
    if (arms[static_cast<std::size_t>(arm)] && curve.name == arms[static_cast<std::size_t>(arm)]) {
      line.color = t.ink;
      line.dashed = arm == 1;
    }
}

}  // namespace

void LessonCharts::make(const Lesson& l) {
  std::vector<Figure> figures = l.run->figures();
  charts_.resize(figures.size());
  for (std::size_t f = 0; f < figures.size(); ++f) {
    Chart& chart = charts_[f];
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

void LessonCharts::update(const Lesson& l, uint64_t opened) {
  age_ += static_cast<double>(ImGui::GetIO().DeltaTime);
  const bool other = opened_ != opened;
  if (!other && (version_ == l.version || (age_ <= kRefresh && !l.verdict))) return;
  if (other) charts_.clear();
  opened_ = opened;
  version_ = l.version;
  age_ = 0;
  make(l);
}

void LessonCharts::draw(Kit& kit, const Lesson& l, int index, ImVec2 size) {
  if (index >= count()) return;
  const Theme& t = kit.theme;
  Chart& chart = charts_[static_cast<std::size_t>(index)];
  const Figure& figure = chart.figure;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float title = textHeight(kit, Type::strong) + t.inside;
  drawText(kit, ImGui::GetWindowDrawList(), Type::strong, at, t.ink, figure.title);
  ImGui::SetCursorScreenPos(at + ImVec2(0, title));
  constexpr std::size_t kMost = 8;
  ChartLine lines[kMost];
  const std::size_t count = std::min(kMost, figure.curves.size());
  const bool sized = size.y > 0;
  for (std::size_t c = 0; c < count; ++c) {
    lines[c].series = &chart.series[c];
    chartLine(t, l, figure.curves[c], c, count, lines[c]);
    if (chart.series[c].buckets.size() > 200) lines[c].smoothing = 1.5f;
    if (sized && count > 1) lines[c].label = figure.curves[c].name;
  }
  ChartSpec spec;
  const Text64 name = textf("experiment.chart.%d", index);
  spec.name = name;
  spec.size = sized ? size - ImVec2(0, title) : ImVec2(0, kChartHeight * t.scale);
  spec.x = {.label = figure.xLabel,
            .unit = {},
            .scale = figure.logX ? AxisScale::log : AxisScale::linear,
            .free = figure.xLabel != "step"};
  spec.y = {.label = figure.yLabel, .unit = {}, .scale = figure.logY ? AxisScale::log : AxisScale::linear};
  const bool begun = l.stage >= Lesson::Stage::running;  // what is known before would only distract
  spec.lines = {lines, begun ? count : 0};
  spec.empty = "Appears while the runs go on.";
  lineChart(kit, chart.state, spec);
  if (sized || count < 2) return;
  for (std::size_t c = 0; c < count; ++c) {
    const std::string_view words = figure.curves[c].name;
    keyItem(kit, textf<48>("experiment.chart.%d.%d", index, static_cast<int>(c)), c > 0, lines[c].dashed,
            lines[c].color, words);
  }
}

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

}  // namespace lockstep
