#include "ui/desk/plain_rows.h"

#include <algorithm>
#include <cmath>

#include "probes/slow_step.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr float kRow = 26;  // CSS px
constexpr char kMoves[] = "next step moves";

struct PlainRows final : Panel {
  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float) const override {
    const Theme& t = frame.kit.theme;
    return 2 * kRow * t.scale + 2 * t.inside;
  }
};

// A number over a thin bar that is filled to `share` of it.
void cell(const Kit& kit, ImDrawList* list, const Rect& room, Type type, std::string_view text, float share,
          Color color) {
  const Theme& t = kit.theme;
  const float height = 3 * t.scale, top = room.max().y - height - 2 * t.scale;
  drawTextIn(kit, list, type, {room.min.x - t.inside, room.min.y}, {room.max().x + t.inside, top}, 0.5f,
             t.ink, text);
  list->AddRectFilled({room.min.x, top}, {room.max().x, top + height}, pack(t.hairline), 1.5f);
  const float filled = room.size.x * std::clamp(share, 0.0f, 1.0f);
  if (filled >= 0.5f)
    list->AddRectFilled({room.min.x, top}, {room.min.x + filled, top + height}, pack(color), 1.5f);
}

// How much of a number there is room for. With the direction alone its bar says how much.
enum class Detail { whole, short_, rough, direction };
constexpr double kRough = 1e-4;  // a smaller share is only said to be that
Type typeOf(Detail detail) { return detail == Detail::rough ? Type::small : Type::base; }

// By what share of itself the loss falls (↓) or rises.
Text32 aloneText(double share, Detail detail) {
  if (std::isnan(share)) return formatShare(share);
  Text32 text = Text32().append(share < 0 ? "↓" : share > 0 ? "↑" : "");
  if (detail == Detail::direction) return text;
  const double size = std::fabs(share);
  const bool small = detail == Detail::rough && size > 0 && size < kRough;
  return text.append(small ? " <" : " ")
      .append(formatShare(small ? kRough : size, detail == Detail::whole ? 2 : 1));
}

void PlainRows::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const int side = shownSide(frame);
  RunViews& views = frame.views[static_cast<std::size_t>(side)];
  followRun(views.lab, frame.bench.runs[static_cast<std::size_t>(side)]);
  Gauge& g = gaugeOf(views.lab, "step");
  g.wanted = g.brief = true;
  const NetworkLayout& layout = views.layout;
  const auto* m = static_cast<const SlowStep*>(standing(g));
  if (m && m->layers.size() + 1 != layout.columns.size()) m = nullptr;
  beginPanel(kit, "rows", rect.min, rect.size, false, 0);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float row = kRow * t.scale, left = rect.min.x + t.between, top = rect.min.y + t.inside,
              width = std::clamp(layout.spacing - 2 * t.inside, 24 * t.scale, 112 * t.scale),
              first = layout.columns.size() > 1 ? layout.columns[1].x - width / 2 - t.inside : left;
  const bool roomy = first - left > textWidth(kit, Type::small, kMoves);
  const std::string_view names[] = {roomy ? kMoves : "moves", roomy ? "helps alone" : "alone"};
  for (int i = 0; i < 2; ++i)
    drawTextIn(kit, list, Type::small, {left, top + row * static_cast<float>(i)},
               {std::max(first, left + 40 * t.scale), top + row * static_cast<float>(i + 1)}, 0, t.secondary,
               names[i]);
  double largest = 0, farthest = 0;
  Detail detail = Detail::whole;
  if (m)
    for (const SlowStep::LayerMotion& layer : m->layers) {
      largest = std::max(largest, std::fabs(layer.alone));
      farthest = std::max(farthest, layer.features.relative);
      while (detail != Detail::direction &&
             textWidth(kit, typeOf(detail), aloneText(layer.alone / m->loss(), detail)) >
                 width + 2 * t.inside)
        detail = static_cast<Detail>(static_cast<int>(detail) + 1);
    }
  auto shareOf = [](double part, double whole) {
    return whole > 0 ? static_cast<float>(part / whole) : 0.0f;
  };
  for (const UnitColumn& column : layout.columns) {
    if (column.layer < 0 || column.x - width / 2 < left || column.x + width / 2 > rect.max().x) continue;
    const SlowStep::LayerMotion none, &layer = m ? m->layers[static_cast<std::size_t>(column.layer)] : none;
    const double moved = layer.features.relative;
    const Rect upper{{column.x - width / 2, top}, {width, row}},
        lower{{upper.min.x, top + row}, {width, row}};
    cell(kit, list, upper, Type::base, formatShare(moved), shareOf(moved, farthest), t.secondary);
    cell(kit, list, lower, typeOf(detail), aloneText(m ? layer.alone / m->loss() : kUnknown, detail),
         shareOf(std::fabs(layer.alone), largest), layer.alone < 0 ? t.positive : t.secondary);
    registerWidget(kit.widgets, textf("rows.%d.moved", column.layer + 1), upper.min, upper.max(), true, true);
    registerWidget(kit.widgets, textf("rows.%d.alone", column.layer + 1), lower.min, lower.max(), true, true);
  }
  ImGui::SetCursorScreenPos(rect.min);
  if (ImGui::InvisibleButton("##rows", rect.size)) slowDown(frame);
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  tip(kit,
      {.title = "The next step, layer by layer",
       .body =
           "Of the step that training takes from here. Above: how far it moves what a layer answers, as a share "
           "of it, on the samples of the step. Below: how far the loss falls if only this layer makes its part, "
           "as a share of it. Bars compare the layers. Press to slow the step down.",
       .rows = {},
       .key = {}});
  endPanel(kit);
}

}  // namespace

std::unique_ptr<Panel> makePlainRows() { return std::make_unique<PlainRows>(); }

}  // namespace lockstep
