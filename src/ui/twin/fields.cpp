#include "ui/twin/fields.h"

#include <cmath>

#include "ui/kit/draw.h"
#include "ui/kit/widgets.h"
#include "ui/network/field_view.h"
#include "ui/twin/multiples.h"

namespace lockstep {
namespace {

// Space between two fields, and the side of each.
float fieldSide(const Kit& kit, float width) {
  return std::floor((width - 2 * kit.theme.between - kit.theme.inside) / 2);
}

struct TwinFields final : Panel {
  FieldView fields[2];
  TwinMultiples multiples;

  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float width) const override {
    const Theme& t = frame.kit.theme;
    const float rows = multiplesHeight(frame.kit, frame.bench, width - 2 * t.between);
    return t.between + textHeight(frame.kit, Type::strong) + t.unit + fieldSide(frame.kit, width) +
           (rows > 0 ? rows + t.inside : 0) + t.between;
  }
};

void TwinFields::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const float side = fieldSide(kit, rect.size.x), label = textHeight(kit, Type::strong) + t.unit;
  const ImVec2 at = rect.min + ImVec2(t.between, t.between);
  auto left = [&](int s) { return at.x + static_cast<float>(s) * (side + t.inside); };
  beginPanel(kit, "fields", rect.min, rect.size, false, 0);
  for (int s : {0, 1})
    drawText(kit, ImGui::GetWindowDrawList(), Type::strong, {left(s), at.y}, t.ink, s ? "B" : "A");
  ImGui::SetCursorScreenPos({at.x, at.y + label + side + t.inside});
  drawMultiples(kit, frame.canvas, frame.bench, multiples, rect.size.x - 2 * t.between);
  endPanel(kit);
  for (int s : {0, 1}) {
    fields[s].bare = true;
    drawFieldView(frame, s, fields[s], {{left(s), at.y + label}, {side, side}});
  }
}

}  // namespace

std::unique_ptr<Panel> makeTwinFields() { return std::make_unique<TwinFields>(); }

}  // namespace lockstep
