#include "ui/twin/comparison_bar.h"

#include <algorithm>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr Choice kSides[] = {{"A", "The run itself"}, {"B", "Its twin"}};

FixedText<96> standing(const Twin& twin, const Run& other) {
  if (other.session.divergence)
    return textf<96>("B diverged at step %s", formatCount(other.session.divergence->step).c_str());
  if (twin.partedAt >= 0) return textf<96>("Parted at step %s", formatCount(twin.partedAt).c_str());
  return textf<96>("The same weights, to the bit");
}

constexpr Tip kStandingTip{.title = "Two runs",
                           .body =
                               "B left A with the same weights and takes the same batches. As long as "
                               "nothing differs they stay equal to "
                               "the last bit; whatever parts them is the change you made."};

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

struct ComparisonBar final : Panel {
  float height(const Frame& frame, float) const override {
    const Theme& t = frame.kit.theme;
    const float row = std::max(t.control, t.target) + 2 * t.inside;
    return frame.screen.narrow ? row + textHeight(frame.kit, Type::small) + t.unit : row;
  }
  void draw(Frame& frame, Rect rect) override;
};

void ComparisonBar::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  const Theme& t = kit.theme;
  const bool narrow = frame.screen.narrow;
  const ImVec2 min = rect.min, size = rect.size;
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
  const int behind = runsBehind(twin, b.runs[1]);
  float left = min.x + t.between;
  if (narrow) {
    ImGui::SetCursorScreenPos({left, middle - t.control / 2});
    segmented(kit, "twin.side", &frame.screen.side, kSides,
              std::min(96 * t.scale, seedsLeft - left - t.inside));
  } else {
    ImGui::SetCursorScreenPos({left, middle - row / 2});
    const FixedText<96> words = standing(twin, b.runs[1]);
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
    const FixedText<200> words = textf<200>("%s%s%s", standing(twin, b.runs[1]).c_str(),
                                            difference.empty() ? "" : " · B: ", difference.c_str());
    drawTextIn(kit, list, Type::small, {left, y - t.unit}, {right, y + textHeight(kit, Type::small)}, 0,
               t.secondary, words);
  }
  endPanel(kit);
  if (behind > 0) redrawWithin(kit, 0);
  if (ends) closeTwin(b);
}

}  // namespace

std::unique_ptr<Panel> makeComparisonBar() { return std::make_unique<ComparisonBar>(); }

}  // namespace lockstep
