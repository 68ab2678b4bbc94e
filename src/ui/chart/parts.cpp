#include "ui/chart/parts.h"

#include <algorithm>
#include <cmath>

namespace lockstep {

int tickBudget(const Kit& kit, float length, bool horizontal) {
  float each = (horizontal ? 84 : 30) * kit.theme.scale;
  return std::clamp(static_cast<int>(length / each), 2, 6);
}

Text64 axisTitle(std::string_view label, std::string_view unit) {
  Text64 out;
  out.append(label);
  if (!unit.empty()) out.append(" (").append(unit).append(")");
  return out;
}

void drawXAxis(const Kit& kit, const ImRect& plot, const Ruler& ruler, const Tick* ticks, int count,
               std::string_view title, float left, float right) {
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  float top = plot.Max.y + t.unit, words = textWidth(kit, Type::small, title), limit = right;
  if (!title.empty()) {
    float first =
        count > 0 ? ruler.px(ticks[0].value) - textWidth(kit, Type::small, ticks[0].label) / 2 : right;
    float before = first - t.inside - words;
    const bool inMargin = before >= left;
    const float start = inMargin ? before : std::max(left, right - words);
    // A ruler needs two numbers, and goes before its name.
    const bool fits =
        inMargin || count < 2 ||
        ruler.px(ticks[1].value) + textWidth(kit, Type::small, ticks[1].label) / 2 + t.inside <= start;
    if (fits && !inMargin) limit = start - t.inside;
    if (fits) drawText(kit, list, Type::small, {start, top}, t.secondary, title);
  }
  drawHairline(kit, list, {plot.Min.x, plot.Max.y}, {plot.Max.x, plot.Max.y});
  for (int i = 0; i < count; ++i) {
    float x = ruler.px(ticks[i].value), label = textWidth(kit, Type::small, ticks[i].label);
    float at = snap(kit, x - t.hairlineWidth / 2);
    list->AddRectFilled({at, plot.Max.y}, {at + t.hairlineWidth, plot.Max.y + t.unit * 0.75f},
                        ink(t.outline));
    float start = std::clamp(x - label / 2, left, std::max(left, right - label));
    if (start + label <= limit + 0.5f)
      drawText(kit, list, Type::small, {start, top}, t.secondary, ticks[i].label);
  }
}

void drawYAxis(const Kit& kit, const ImRect& plot, const Ruler& ruler, const Tick* ticks, int count) {
  const Theme& t = kit.theme;
  float half = textHeight(kit, Type::small) / 2;
  for (int i = 0; i < count; ++i) {
    float y = ruler.px(ticks[i].value);
    if (y < plot.Max.y - 1) drawHairline(kit, drawList(), {plot.Min.x, y}, {plot.Max.x, y});
    float words = textWidth(kit, Type::small, ticks[i].label);
    drawText(kit, drawList(), Type::small, {plot.Min.x - words - t.unit * 1.5f, y - half}, t.secondary,
             ticks[i].label);
  }
}

namespace {

void drawMarkLine(const Kit& kit, const ChartMark& mark, ImVec2 from, ImVec2 to, Color color) {
  const Theme& t = kit.theme;
  const ImVec2 ends[] = {from, to};
  if (mark.solid)
    drawList()->AddLine(from, to, ink(color), t.line * 0.8f);
  else
    drawDashed(drawList(), ends, 2, ink(color), t.line * 0.8f, 4 * t.scale, 3 * t.scale);
}

}  // namespace

void drawMarks(const Kit& kit, const ImRect& plot, const Ruler& x, const Ruler& y,
               std::span<const ChartMark> marks) {
  const Theme& t = kit.theme;
  const float height = textHeight(kit, Type::small);
  constexpr size_t kMost = 8;
  ImRect placed[kMost];
  size_t count = 0;
  for (const ChartMark& mark : marks) {
    const bool vertical = mark.kind == MarkKind::vertical;
    const float at = vertical ? x.px(mark.at) : y.px(mark.at);
    if (std::isnan(mark.at) ||
        (vertical ? at < plot.Min.x - 1 || at > plot.Max.x + 1 : at < plot.Min.y - 1 || at > plot.Max.y + 1))
      continue;
    const Color color = mark.color.a > 0 ? mark.color : t.secondary;
    drawMarkLine(kit, mark, vertical ? ImVec2(at, plot.Min.y) : ImVec2(plot.Min.x, at),
                 vertical ? ImVec2(at, plot.Max.y) : ImVec2(plot.Max.x, at), color);
    const float words = textWidth(kit, Type::small, mark.label);
    ImVec2 label = vertical ? ImVec2(at + t.unit, plot.Min.y) : ImVec2(plot.Min.x + t.unit, at - height - 1);
    if (vertical && label.x + words > plot.Max.x) label.x = std::max(plot.Min.x, at - t.unit - words);
    auto where = [&] { return ImRect(label - ImVec2(t.unit, 0), label + ImVec2(words + t.unit, height)); };
    for (size_t i = 0; vertical && i < count; ++i)
      if (placed[i].Overlaps(where())) label.y = placed[i].Max.y, i = static_cast<size_t>(-1);
    if (count < kMost) placed[count++] = where();
    drawText(kit, drawList(), Type::small, label, color, mark.label);
  }
}

void drawPoints(const Kit& kit, const ImRect& plot, const Ruler& x, const Ruler& y,
                std::span<const ChartPoint> points) {
  const Theme& t = kit.theme;
  for (const ChartPoint& point : points) {
    const ImVec2 at(x.px(point.x), y.px(point.y));
    drawShape(drawList(), point.shape, at, 4 * t.scale, ink(point.color), ink(t.paper), 1.5f);
    const float words = textWidth(kit, Type::small, point.label), away = 7 * t.scale;
    const float left = at.x + away + words > plot.Max.x ? at.x - away - words : at.x + away;
    drawText(kit, drawList(), Type::small, {left, at.y - textHeight(kit, Type::small) / 2}, t.ink,
             point.label);
  }
}

void drawBand(const ImRect& plot, const Ruler& x, const Ruler& y, const ChartBand& band) {
  ImDrawList* list = drawList();
  const std::vector<Bucket>&lo = band.lo->buckets, &hi = band.hi->buckets;
  const ImDrawListFlags before = list->Flags;
  list->Flags &= ~ImDrawListFlags_AntiAliasedFill;  // or the seams between the pieces would show
  for (size_t i = 1; i < std::min(lo.size(), hi.size()); ++i) {
    const double values[] = {lo[i - 1].mean, hi[i - 1].mean, hi[i].mean, lo[i].mean};
    if (std::any_of(values, values + 4, [](double v) { return !std::isfinite(v); })) continue;
    const float left = std::max(x.px(lo[i - 1].x1), plot.Min.x), right = std::min(x.px(lo[i].x1), plot.Max.x);
    list->AddQuadFilled({left, y.px(values[0])}, {left, y.px(values[1])}, {right, y.px(values[2])},
                        {right, y.px(values[3])}, ink(band.color));
  }
  list->Flags = before;
}

float widestTick(const Kit& kit, const Tick* ticks, int count) {
  float widest = 0;
  for (int i = 0; i < count; ++i) widest = std::max(widest, textWidth(kit, Type::small, ticks[i].label));
  return widest;
}

void drawEmpty(const Kit& kit, const ImRect& plot, std::string_view sentence) {
  const Theme& t = kit.theme;
  float room = std::max(plot.GetWidth() - 2 * t.between, 40.f),
        width = std::min(room, textWidth(kit, Type::base, sentence) + 1);
  float height = measureParagraph(kit, Type::base, width, sentence);
  ImVec2 at(plot.Min.x + (plot.GetWidth() - width) / 2, plot.Min.y + (plot.GetHeight() - height) / 2);
  drawParagraph(kit, drawList(), Type::base, at, width, t.secondary, sentence);
}

void drawReadout(const Kit& kit, const ImRect& bounds, ImVec2 beside, std::string_view title,
                 std::span<const ReadoutRow> rows) {
  const Theme& t = kit.theme;
  float line = textHeight(kit, Type::small) + t.unit * 0.5f, pad = t.unit * 1.5f, mark = 14 * t.scale,
        label = 0, value = 0;
  bool marked = false;
  for (const ReadoutRow& row : rows) {
    marked = marked || row.color.a > 0;
    label = std::max(label, textWidth(kit, Type::small, row.label));
    value = std::max(value, textWidth(kit, Type::small, row.value));
  }
  float lead = marked ? mark + t.unit : 0;
  float width =
      std::max(textWidth(kit, Type::small, title), lead + label + t.inside * 1.5f + value) + 2 * pad;
  ImVec2 size(std::ceil(width), line * static_cast<float>(rows.size() + (title.empty() ? 0 : 1)) + 2 * pad);
  float away = t.inside * 1.25f;
  ImVec2 min(beside.x + away, beside.y - size.y / 2);
  if (min.x + size.x > bounds.Max.x) min.x = beside.x - away - size.x;
  min.x = std::max(min.x, bounds.Min.x - t.around);
  min.y = std::clamp(min.y, bounds.Min.y, std::max(bounds.Min.y, bounds.Max.y - size.y));
  ImDrawList* list = drawList();
  ImVec2 max = min + size, at = min + ImVec2(pad, pad);
  list->AddRectFilled(min, max, ink(withAlpha(t.raised, 0.94f)), t.radius);
  drawFrame(kit, list, min, max, t.hairline, t.radius);
  if (!title.empty())
    drawTextIn(kit, list, Type::small, at, {max.x - pad, at.y + line}, 0, t.secondary, title), at.y += line;
  for (const ReadoutRow& row : rows) {
    ImVec2 ends[] = {{at.x, at.y + line / 2}, {at.x + mark, at.y + line / 2}};
    if (row.color.a > 0) {
      if (row.dashed)
        drawDashed(list, ends, 2, ink(row.color), t.line, 4 * t.scale, 3 * t.scale);
      else
        list->AddLine(ends[0], ends[1], ink(row.color), t.line);
    }
    drawTextIn(kit, list, Type::small, {at.x + lead, at.y}, {max.x - pad, at.y + line}, 0, t.secondary,
               row.label);
    float words = textWidth(kit, Type::small, row.value);
    drawText(kit, list, Type::small, {max.x - pad - words, at.y + (line - textHeight(kit, Type::small)) / 2},
             t.ink, row.value);
    at.y += line;
  }
}

}  // namespace lockstep
