#include <algorithm>
#include <cmath>

#include "ui/chart/parts.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

constexpr float kRise = 3;  // heights of a row, over the distance to the next

struct Ridges {
  ImRect plot;
  float pitch, bin;  // between rows, between bins
  int rows, bins;

  float base(int row) const { return plot.Max.y - static_cast<float>(rows - 1 - row) * pitch; }
  float x(int i) const { return plot.Min.x + (static_cast<float>(i) + 0.5f) * bin; }
};

void drawRow(const Kit& kit, const Ridges& r, const float* counts, int row, bool hovered) {
  const Theme& t = kit.theme;
  const float most = *std::max_element(counts, counts + r.bins), base = r.base(row);
  if (!(most > 0)) return;
  ImDrawList* list = drawList();
  auto at = [&](int i) { return ImVec2(r.x(i), base - counts[i] / most * r.pitch * kRise); };
  const bool last = row == r.rows - 1;
  const ImDrawListFlags before = list->Flags;
  list->Flags &= ~ImDrawListFlags_AntiAliasedFill;  // or the seams between the pieces would show
  const Color fill = last ? over(withAlpha(t.ink, 0.1f), t.paper) : t.paper;
  for (int i = 0; i + 1 < r.bins; ++i)
    list->AddQuadFilled({r.x(i), base}, at(i), at(i + 1), {r.x(i + 1), base}, ink(fill));
  list->Flags = before;
  const float age = r.rows > 1 ? static_cast<float>(row) / static_cast<float>(r.rows - 1) : 1;
  for (int i = 0; i < r.bins; ++i) list->PathLineTo(at(i));
  const Color line = hovered ? t.accent : withAlpha(t.ink, 0.3f + 0.7f * age);
  list->PathStroke(ink(line), 0, t.line * (last || hovered ? 1 : 0.7f));
}

void drawUnderPointer(const Kit& kit, const RidgeSpec& spec, const Ridges& r, const float* counts, int row,
                      float mouseX) {
  const int i = std::clamp(static_cast<int>((mouseX - r.plot.Min.x) / r.bin), 0, r.bins - 1);
  const double width = (spec.hi - spec.lo) / r.bins, from = spec.lo + i * width;
  float sum = 0;
  for (int k = 0; k < r.bins; ++k) sum += counts[k];
  Text64 title;
  title.append(formatNumber(from, 2)).append(" … ").append(formatNumber(from + width, 2));
  const Text32 share = formatPercent(sum > 0 ? static_cast<double>(counts[i] / sum) : 0);
  Text64 name;
  if (row < static_cast<int>(spec.names.size()))
    name.append("step ").append(spec.names[static_cast<size_t>(row)]);
  const ReadoutRow line{name, share};
  drawReadout(kit, r.plot, {r.x(i), ImGui::GetIO().MousePos.y}, title, {&line, 1});
}

}  // namespace

void ridgeline(Kit& kit, const RidgeSpec& spec, std::span<const float> counts, int rows, int bins) {
  const Theme& t = kit.theme;
  const float line = textHeight(kit, Type::small);
  const Item item = passive(kit, spec.name, {rowWidth(spec.size.x), spec.size.y});
  if (!item.drawn) return;
  if (rows <= 0 || bins <= 1 || counts.size() < static_cast<size_t>(rows) * static_cast<size_t>(bins)) {
    drawEmpty(kit, item.rect, spec.empty);
    return;
  }
  Ridges r{item.rect, 0, 0, rows, bins};
  r.plot.Max.y -= line + t.unit;
  const float words =
      std::max(textWidth(kit, Type::small, spec.first), textWidth(kit, Type::small, spec.last));
  if (words > 0) r.plot.Min.x += words + t.inside;
  const Ruler ruler = makeRuler(AxisScale::linear, spec.lo, spec.hi, r.plot.Min.x, r.plot.Max.x);
  Tick ticks[kMaxTicks];
  const int count = makeTicks(AxisScale::linear, spec.lo, spec.hi,
                              std::max(3, tickBudget(kit, r.plot.GetWidth(), true)), ticks);
  drawXAxis(kit, r.plot, ruler, ticks, count, spec.label, item.rect.Min.x, item.rect.Max.x);
  r.pitch = r.plot.GetHeight() / (static_cast<float>(rows) + kRise - 1);
  r.bin = r.plot.GetWidth() / static_cast<float>(bins);

  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const bool over = item.hovered && r.plot.Contains(mouse);
  const int hovered =
      over ? std::clamp(static_cast<int>(std::ceil((mouse.y - r.base(0)) / r.pitch)), 0, rows - 1) : -1;
  auto row = [&](int i) { return counts.data() + static_cast<size_t>(i) * static_cast<size_t>(bins); };
  for (int i = 0; i < rows; ++i) drawRow(kit, r, row(i), i, i == hovered);
  if (rows > 1)
    drawText(kit, drawList(), Type::small, {item.rect.Min.x, r.base(0) - line / 2}, t.secondary, spec.first);
  drawText(kit, drawList(), Type::small, {item.rect.Min.x, r.plot.Max.y - line / 2}, t.secondary, spec.last);
  if (over) drawUnderPointer(kit, spec, r, row(hovered), hovered, mouse.x);
}

}  // namespace lockstep
