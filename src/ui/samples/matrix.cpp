#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/chart/chart.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"
#include "ui/samples/parts.h"

namespace lockstep {
namespace {

// Shades of a cell, as the way from paper to ink: none of the row, all of it. Text in ink stays at 4.5 : 1.
constexpr float kLightest = 0.05f, kDarkest = 0.43f;
constexpr int kNamedCells = 12;  // a matrix of more classes registers no cells and leaves out names

int countIn(const Predictions& p, int truth, int predicted) {
  return p.confusion[static_cast<std::size_t>(truth) * p.classes + predicted];
}

int rowTotal(const Predictions& p, int truth) {
  const auto row = p.confusion.begin() + static_cast<std::ptrdiff_t>(truth) * p.classes;
  return std::accumulate(row, row + p.classes, 0);
}

int columnTotal(const Predictions& p, int predicted) {
  int total = 0;
  for (int truth = 0; truth < p.classes; ++truth) total += countIn(p, truth, predicted);
  return total;
}

double part(int count, int total) { return total ? static_cast<double>(count) / total : 0; }

float recallWidth(const Kit& kit) { return textWidth(kit, Type::small, "100\u202F%") + kit.theme.between; }

float nameWidth(const Kit& kit, const PredictionsView& view) {
  float widest = 0;
  for (const Text32& name : view.names) widest = std::max(widest, textWidth(kit, Type::small, name));
  return widest + 4 * kit.theme.unit;
}

// Of the words above and below the cells.
float chromeHeight(const Kit& kit) { return 3 * textHeight(kit, Type::small) + 3 * kit.theme.unit; }

// Counts come first: recall is shown only where its column leaves room for the largest there can be.
bool recallFits(const Kit& kit, const PredictionsView& view, ImVec2 size) {
  const Predictions& p = view.predictions;
  int largest = 0;
  for (int row = 0; row < p.classes; ++row) largest = std::max(largest, rowTotal(p, row));
  const float classes = static_cast<float>(p.classes);
  const float cell = (size.x - nameWidth(kit, view) - recallWidth(kit)) / classes;
  return cell > textWidth(kit, Type::small, formatCount(largest)) + 3 * kit.theme.scale &&
         (size.y - chromeHeight(kit)) / classes >= textHeight(kit, Type::small) - 1;
}

struct Cells {
  ImVec2 min, step;
  ImVec2 from(const Kit& kit, int row, int column) const {
    return {snap(kit, min.x + static_cast<float>(column) * step.x),
            snap(kit, min.y + static_cast<float>(row) * step.y)};
  }
};

void drawCell(Kit& kit, const PredictionsView& view, const Cells& cells, int row, int column, int total) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const int count = countIn(view.predictions, row, column);
  const ImVec2 from = cells.from(kit, row, column);
  const float seam = cells.step.x > 6 * t.scale ? t.hairlineWidth : 0;
  const ImVec2 to = cells.from(kit, row + 1, column + 1) - ImVec2(seam, seam);
  list->AddRectFilled(from, to, ink(confusionShade(t, part(count, total))));
  const Text32 number = formatCount(count);
  if (count && textWidth(kit, Type::small, number) < to.x - from.x - 1 &&
      textHeight(kit, Type::small) <= to.y - from.y + 2)
    drawTextIn(kit, list, Type::small, from, to, 0.5f, t.ink, number);
  if (row == view.pairTruth && column == view.pairPredicted)
    drawFrame(kit, list, from, to, t.accent, 0, 2 * t.scale);
  if (view.predictions.classes <= kNamedCells)
    registerWidget(kit.widgets, textf<48>("confusion.%d.%d", row, column), from, to, true, true);
}

void drawRecall(Kit& kit, const PredictionsView& view, const Cells& cells, float top, float left) {
  const Theme& t = kit.theme;
  const Predictions& p = view.predictions;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float right = left + recallWidth(kit), line = textHeight(kit, Type::small);
  drawTextIn(kit, list, Type::small, {left - t.between, top}, {right, top + line}, 1, t.secondary, "recall");
  for (int row = 0; row < p.classes; ++row) {
    const float y = cells.from(kit, row, 0).y;
    drawTextIn(kit, list, Type::small, {left, y}, {right, y + cells.step.y}, 1, t.secondary,
               formatPercent(part(countIn(p, row, row), rowTotal(p, row)), 0));
  }
}

// Under their columns, cut to fit.
void drawColumnNames(Kit& kit, const PredictionsView& view, const Cells& cells, float bottom) {
  const Theme& t = kit.theme;
  const float top = bottom + t.unit, gap = t.unit / 2;
  for (int column = 0; column < view.predictions.classes; ++column) {
    const float left = cells.from(kit, 0, column).x;
    drawTextIn(kit, ImGui::GetWindowDrawList(), Type::small, {left + gap, top},
               {left + cells.step.x - gap, top + textHeight(kit, Type::small)}, 0.5f, t.secondary,
               view.names[column]);
  }
}

void hoverCell(Kit& kit, const PredictionsView& view, bool pressable, int row, int column) {
  const Predictions& p = view.predictions;
  const char *truth = view.names[row].c_str(), *predicted = view.names[column].c_str();
  const int count = countIn(p, row, column), hits = countIn(p, row, row);
  const Text64 title =
      row == column ? textf("%s read rightly", truth) : textf("%s read as %s", truth, predicted);
  const Text64 shareName = textf("of every %s", truth), recallName = textf("recall of %s", truth),
               precisionName = textf("precision of %s", predicted);
  const Text32 samples = formatCount(count), share = formatPercent(part(count, rowTotal(p, row))),
               recall = formatPercent(part(hits, rowTotal(p, row))),
               precision = formatPercent(part(countIn(p, column, column), columnTotal(p, column)));
  const TipRow rows[] = {{"samples", samples.view()},
                         {shareName.view(), share.view()},
                         {recallName.view(), recall.view()},
                         {precisionName.view(), precision.view()}};
  // On the diagonal the share is the recall.
  const std::size_t skip = row == column ? 1 : 0;
  TipRow shown[4];
  std::size_t used = 0;
  for (std::size_t i = 0; i < 4; ++i)
    if (!(skip && i == 1)) shown[used++] = rows[i];
  tipNow(kit, {.title = title,
               .body = pressable ? "Press to show only these samples." : "",
               .rows = {shown, used},
               .key = {}});
}

}  // namespace

Color confusionShade(const Theme& t, double share) {
  return mix(t.paper, t.ink, kLightest + (kDarkest - kLightest) * static_cast<float>(std::sqrt(share)));
}

float confusionWidth(const Kit& kit, const PredictionsView& view, float height) {
  const Theme& t = kit.theme;
  const float classes = static_cast<float>(std::max(2, view.predictions.classes));
  const float cell = std::min((height - chromeHeight(kit)) / classes * 1.6f, 96 * t.scale);
  return nameWidth(kit, view) + classes * std::max(cell, 2.0f) + recallWidth(kit);
}

bool drawConfusion(Kit& kit, PredictionsView& view, bool pressable, ImVec2 min, ImVec2 size) {
  const Theme& t = kit.theme;
  const int K = view.predictions.classes;
  const bool allNames = K <= kNamedCells, recall = recallFits(kit, view, size);
  static constexpr std::string_view kBlank[kNamedCells] = {};
  MapSpec spec;
  spec.name = "predictions.matrix";
  spec.size = {size.x - (recall ? recallWidth(kit) : 0), size.y};
  // Cells are at most as high as wide.
  const float wide = (spec.size.x - nameWidth(kit, view)) / static_cast<float>(K);
  spec.size.y = std::min(size.y, chromeHeight(kit) + wide * static_cast<float>(K));
  spec.x = {.label = "predicted", .names = view.nameViews};
  if (allNames) spec.x.names = {kBlank, static_cast<std::size_t>(K)};
  spec.y = {.label = "true", .names = view.nameViews};
  spec.lo = spec.hi = 0;
  ImGui::SetCursorScreenPos(min);
  const MapEvent frame = mapFrame(kit, spec);
  if (!frame.visible) return false;
  const Cells cells{frame.min,
                    {(frame.max.x - frame.min.x) / static_cast<float>(K),
                     (frame.max.y - frame.min.y) / static_cast<float>(K)}};
  for (int row = 0; row < K; ++row) {
    const int total = rowTotal(view.predictions, row);
    for (int column = 0; column < K; ++column) drawCell(kit, view, cells, row, column, total);
  }
  if (recall) drawRecall(kit, view, cells, min.y, frame.max.x);
  if (allNames) drawColumnNames(kit, view, cells, frame.max.y);
  if (!frame.hovered) return false;
  const int row = std::clamp(static_cast<int>(frame.y), 0, K - 1),
            column = std::clamp(static_cast<int>(frame.x), 0, K - 1);
  drawFrame(kit, ImGui::GetWindowDrawList(), cells.from(kit, row, column),
            cells.from(kit, row + 1, column + 1) - ImVec2(t.hairlineWidth, t.hairlineWidth), t.ink, 0,
            t.line);
  hoverCell(kit, view, pressable, row, column);
  if (!pressable) return false;
  ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (!ImGui::IsMouseClicked(0)) return false;
  const bool again = row == view.pairTruth && column == view.pairPredicted;
  view.pairTruth = again ? -1 : row, view.pairPredicted = again ? -1 : column;
  return true;
}

}  // namespace lockstep
