// The pencil: text, hairlines, soft shadows and class shapes on a draw list, sharp at any pixel ratio.
#pragma once

#include <imgui.h>

#include <string_view>

#include "ui/kit/kit.h"

namespace lockstep {

// A colour as a draw list takes it, dimmed where widgets are disabled.
ImU32 ink(Color color);

// To the nearest edge between device pixels, so that a hairline is one row and not two grey ones.
float snap(const Kit& kit, float cssPx);

// Width of one line in CSS px, and the height of a line.
float textWidth(const Kit& kit, Type type, std::string_view text);
inline float textHeight(const Kit& kit, Type type) { return kit.fonts.size(type); }

// One line, top left at `at`. Returns its width. Glyphs sit on device pixels vertically.
float drawText(const Kit& kit, ImDrawList* list, Type type, ImVec2 at, Color color, std::string_view text);

// One line inside [min, max]: centred vertically, `align` 0 left, 0.5 centre, 1 right; cut with … where too
// long. Returns whether it was cut.
bool drawTextIn(const Kit& kit, ImDrawList* list, Type type, ImVec2 min, ImVec2 max, float align, Color color,
                std::string_view text);

// Wrapped to `width`, line height 1.25 × the type's. drawParagraph returns the height,
// measureParagraph only measures.
float drawParagraph(const Kit& kit, ImDrawList* list, Type type, ImVec2 at, float width, Color color,
                    std::string_view text);
float measureParagraph(const Kit& kit, Type type, float width, std::string_view text);

// Separators, exactly hairlineWidth thick.
void drawHairline(const Kit& kit, ImDrawList* list, ImVec2 from, ImVec2 to);
void drawFrame(const Kit& kit, ImDrawList* list, ImVec2 min, ImVec2 max, Color color, float rounding,
               float width = 0);

// A raised sheet: soft shadow, `raised` fill, hairline edge.
void drawSheet(const Kit& kit, ImDrawList* list, ImVec2 min, ImVec2 max);

// The marks of classes 0, 1, 2 … : circle, triangle, square, diamond, cross, plus, down triangle, pentagon,
// star, hexagon: the order of gfx::Shape. Filled with `fill`, edged with `edge` (alpha 0: none), `radius` in
// CSS px, equal in area.
void drawShape(ImDrawList* list, int shape, ImVec2 centre, float radius, ImU32 fill, ImU32 edge,
               float edgeWidth = 1);

// A line of dashes and gaps in CSS px.
void drawDashed(ImDrawList* list, const ImVec2* points, int count, ImU32 color, float width, float dash,
                float gap);

}  // namespace lockstep
