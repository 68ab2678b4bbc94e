#include "ui/imgui_math.h"

#include "ui/twin_view.h"

#include <algorithm>

#include "ui/draw.h"
#include "ui/number_format.h"
#include "ui/widget_base.h"
#include "ui/widgets.h"

namespace lockstep {
namespace {

constexpr Choice kSides[] = {{"A", "The run itself"}, {"B", "Its twin"}};

FixedText<96> standing(const Twin& twin) {
  if (twin.b.session.divergence)
    return textf<96>("B diverged at step %s", formatCount(twin.b.session.divergence->step).c_str());
  if (twin.partedAt >= 0) return textf<96>("Parted at step %s", formatCount(twin.partedAt).c_str());
  return textf<96>("The same weights, to the bit");
}

constexpr Tip kStandingTip{.title = "Two runs",
                           .body =
                               "B left A with the same weights and takes the same batches. As long as "
                               "nothing differs they stay equal to the last bit; whatever parts them is the "
                               "change you made."};

void seeds(Kit& kit, Workbench& b, float middle) {
  const Theme& t = kit.theme;
  const float top = middle - t.control / 2;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  drawTextIn(kit, ImGui::GetWindowDrawList(), Type::base, {at.x, top}, {at.x + 52 * t.scale, top + t.control},
             0, t.secondary, "Seeds");
  ImGui::SetCursorScreenPos({at.x, top});
  passive(kit, "twin.seeds.label", {48 * t.scale, t.control});
  tip(kit,
      {.title = "More than one seed per side",
       .body = "Every further seed trains a pair of its own, with other initial weights and batches, so that "
               "luck can be told from cause."});
  ImGui::SetCursorScreenPos({at.x + 52 * t.scale, top});
  int count = twinSeeds(*b.twin);
  if (stepper(kit, "twin.seeds", &count, 1, kMostTwinSeeds).changed) changeTwinSeeds(b, count);
}

float stepperWidth(const Kit& kit) {
  return std::max(textWidth(kit, Type::base, "10"), 24 * kit.theme.scale) + 2 * kit.theme.inside +
         2 * kit.theme.control;
}

// What one side has different from the other, for the pointer over its title.
void differenceTip(Kit& kit, const Workbench& b) {
  constexpr std::size_t kMost = 10;
  std::string values[kMost];
  TipRow rows[kMost];
  std::size_t count = 0;
  for (const ConfigField& f : fields()) {
    const std::string a = printField(f, b.session.config), own = printField(f, configOf(b, 1));
    if (a == own || count == kMost || f.type == FieldType::text) continue;
    values[count] = (a.empty() ? "none" : a) + " → " + (own.empty() ? "none" : own);
    rows[count] = {f.label, values[count]};
    ++count;
  }
  tip(kit, {.title = count ? "What is different in B" : "B",
            .body = count ? "" : "Press, then change something in the settings: that is the only difference.",
            .rows = {rows, count}});
}

}  // namespace

float comparisonBarHeight(const Kit& kit, bool narrow) {
  const Theme& t = kit.theme;
  const float row = std::max(t.control, t.target) + 2 * t.inside;
  return narrow ? row + textHeight(kit, Type::small) + t.unit : row;
}

void drawComparisonBar(Kit& kit, Workbench& b, TwinView& view, bool narrow, ImVec2 min, ImVec2 size) {
  const Theme& t = kit.theme;
  beginPanel(kit, "comparison", min, size, true, 0);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float row = std::max(t.control, t.target), middle = min.y + t.inside + row / 2,
              right = min.x + size.x - t.inside, close = std::max(t.control, t.target);
  ImGui::SetCursorScreenPos({right - close, middle - close / 2});
  const bool ends =
      iconButton(kit, "twin.close", Icon::close, {.size = close, .tip = "Close the comparison; A goes on"});
  const float seedsLeft = right - close - t.inside - stepperWidth(kit) - 52 * t.scale;
  ImGui::SetCursorScreenPos({seedsLeft, middle});
  seeds(kit, b, middle);
  const Twin& twin = *b.twin;
  const int behind = runsBehind(twin);
  float left = min.x + t.between;
  if (narrow) {
    ImGui::SetCursorScreenPos({left, middle - t.control / 2});
    segmented(kit, "twin.side", &view.side, kSides, std::min(96 * t.scale, seedsLeft - left - t.inside));
  } else {
    ImGui::SetCursorScreenPos({left, middle - row / 2});
    const FixedText<96> words = standing(twin);
    const float width = std::min(textWidth(kit, Type::base, words) + 1, seedsLeft - left - t.inside);
    passive(kit, "twin.standing", {width, row});
    tip(kit, kStandingTip);
    drawTextIn(kit, list, Type::base, {left, middle - row / 2}, {left + width, middle + row / 2}, 0, t.ink,
               words);
    left += width + t.between;
    const Text64 waiting = textf("%d of %d runs catch up", behind, runCount(twin));
    if (behind > 0 && left + 60 * t.scale < seedsLeft)
      drawTextIn(kit, list, Type::small, {left, middle - row / 2}, {seedsLeft - t.inside, middle + row / 2},
                 0, t.secondary, waiting);
  }
  if (narrow) {
    const float y = min.y + 2 * t.inside + row - t.unit;
    const std::string difference = twinDifference(b);
    const FixedText<200> words =
        textf<200>("%s%s%s", standing(twin).c_str(), difference.empty() ? "" : " · B: ", difference.c_str());
    drawTextIn(kit, list, Type::small, {left, y - t.unit}, {right, y + textHeight(kit, Type::small)}, 0,
               t.secondary, words);
  }
  endPanel(kit);
  if (behind > 0) redrawWithin(kit, 0);
  if (ends) closeTwin(b);
}

float sideTitleHeight(const Kit& kit) {
  return std::max(kit.theme.control, kit.theme.target) + kit.theme.unit;
}

void drawSideTitle(Kit& kit, Workbench& b, TwinView& view, int side, ImVec2 min, ImVec2 size) {
  const Theme& t = kit.theme;
  beginPanel(kit, side ? "title.b" : "title.a", min, size, false, 0);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float height = size.y - t.unit, top = min.y + t.unit, left = min.x + t.between;
  const Item item = pressableAt(kit, side ? "twin.b" : "twin.a",
                                {{min.x + t.inside, top}, {min.x + size.x - t.inside, top + height}});
  if (item.pressed) view.side = side;
  const bool chosen = view.side == side;
  if (item.hovered) list->AddRectFilled(item.rect.Min, item.rect.Max, ink(t.wash), t.radius);
  const float sample = 22 * t.scale, middle = top + height / 2;
  const ImVec2 ends[] = {{left, middle}, {left + sample, middle}};
  if (side)
    drawDashed(list, ends, 2, ink(t.ink), 1.3f * t.line, 5 * t.scale, 3.5f * t.scale);
  else
    list->AddLine(ends[0], ends[1], ink(t.ink), 1.3f * t.line);
  const float letter = left + sample + t.inside;
  drawTextIn(kit, list, Type::strong, {letter, top}, {letter + 16 * t.scale, top + height}, 0,
             chosen ? t.accent : t.ink, side ? "B" : "A");
  const std::string difference = side ? twinDifference(b) : std::string();
  const std::string_view words =
      side == 0            ? std::string_view("the run itself")
      : difference.empty() ? std::string_view("nothing is different yet: press, and change a setting")
                           : std::string_view(difference);
  drawTextIn(kit, list, Type::base, {letter + 18 * t.scale, top}, {item.rect.Max.x - t.inside, top + height},
             0, side && !difference.empty() ? t.ink : t.secondary, words);
  if (side) differenceTip(kit, b);
  focusRing(kit, item);
  endPanel(kit);
}

namespace {

// Space between two fields, and the side of each.
float fieldSide(const Kit& kit, float width) {
  return std::floor((width - 2 * kit.theme.between - kit.theme.inside) / 2);
}

}  // namespace

float twinFieldsHeight(const Kit& kit, const Workbench& b, float width) {
  const Theme& t = kit.theme;
  const float rows = multiplesHeight(kit, b, width - 2 * t.between);
  return t.between + textHeight(kit, Type::strong) + t.unit + fieldSide(kit, width) +
         (rows > 0 ? rows + t.inside : 0) + t.between;
}

[[gnu::noinline]] void drawTwinFields(Kit& kit, Canvas& canvas, Workbench& b, TwinView& view,
                                      const TwinFields& parts, DrawTool& tool, ImVec2 min, ImVec2 size) {
  const Theme& t = kit.theme;
  const float side = fieldSide(kit, size.x), label = textHeight(kit, Type::strong) + t.unit;
  beginPanel(kit, "fields", min, size, false, 0);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = {min.x + t.between, min.y + t.between};
  for (int s : {0, 1})
    drawText(kit, list, Type::strong, {at.x + static_cast<float>(s) * (side + t.inside), at.y}, t.ink,
             s ? "B" : "A");
  ImGui::SetCursorScreenPos({at.x, at.y + label + side + t.inside});
  drawMultiples(kit, canvas, b, view.multiples, size.x - 2 * t.between);
  endPanel(kit);
  for (int s : {0, 1}) {
    FieldView& field = *parts.fields[s];
    field.bare = true;
    drawFieldView(kit, canvas, b, s, *parts.pictures[s], *parts.networks[s], tool, field,
                  {at.x + static_cast<float>(s) * (side + t.inside), at.y + label}, {side, side});
    field.bare = false;
  }
}

}  // namespace lockstep
