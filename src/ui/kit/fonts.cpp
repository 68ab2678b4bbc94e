#include "ui/kit/fonts.h"

#include <algorithm>
#include <cmath>

#include "fonts_generated.h"

namespace lockstep {
namespace {

// Inter's line box (hhea ascent 2728 + descent 680) over its em (2816). ImGui's font size is the line box,
// ours the em.
constexpr float kLineBox = 3408.f / 2816.f;
// Device px beyond which a bigger atlas buys nothing an eye can see.
constexpr float kLargestEm = 96;

// For headings and the one big number: what names, units and figures are made of.
constexpr ImWchar kHeadingRanges[] = {0x20,   0x7E,   0xA0,   0xFF,   0x391,  0x3C9,  0x1D40, 0x1D40,
                                      0x2013, 0x2016, 0x2018, 0x201D, 0x2026, 0x2026, 0x2032, 0x2032,
                                      0x2070, 0x207B, 0x2080, 0x208B, 0x2192, 0x2192, 0x2207, 0x2207,
                                      0x2212, 0x221E, 0x2248, 0x2248, 0x2264, 0x2265, 0};
constexpr ImWchar kNumberRanges[] = {0x20,   0x7E,   0xB1,   0xB5,   0xB9,   0xB9,   0xD7,
                                     0xD7,   0x2013, 0x2013, 0x2019, 0x2019, 0x2026, 0x2026,
                                     0x2070, 0x207B, 0x2212, 0x2212, 0x221E, 0x221E, 0};

struct Cut {
  float em;  // CSS px at scale 1
  bool semiBold;
  const ImWchar* ranges;
  float tracking;  // em; Inter is drawn for text sizes and wants to be set tighter above them
};

constexpr Cut kCuts[kTypes] = {
    {12, false, kRanges, 0},
    {14, false, kRanges, -0.006f},
    {14, true, kHeadingRanges, -0.006f},
    {18, true, kHeadingRanges, -0.014f},
    {28, true, kNumberRanges, -0.021f},
};

ImFont* addCut(ImFontAtlas& atlas, const Cut& cut, float pixels) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  // Fractional advances keep the spacing even; three samples per pixel keep the stems sharp where
  // pixels are large.
  config.OversampleH = pixels < 32 ? 3 : 1;
  config.OversampleV = 1;
  config.GlyphExtraSpacing.x = cut.tracking * pixels / kLineBox;
  config.EllipsisChar = 0x2026;
  const unsigned char* data = cut.semiBold ? kInterSemiBold : kInterRegular;
  auto size = static_cast<int>(cut.semiBold ? sizeof kInterSemiBold : sizeof kInterRegular);
  return atlas.AddFontFromMemoryTTF(const_cast<unsigned char*>(data), size, pixels, &config, cut.ranges);
}

// Digits share one advance, whatever the font file says, and the narrow and figure spaces that numbers are
// set with exist without taking room in the atlas.
void finishDigits(ImFont& font) {
  float advance = 0;
  for (ImWchar digit = '0'; digit <= '9'; ++digit)
    advance = std::max(advance, font.FindGlyph(digit)->AdvanceX);
  for (ImFontGlyph& glyph : font.Glyphs)
    if (glyph.Codepoint >= '0' && glyph.Codepoint <= '9') {
      float shift = (advance - glyph.AdvanceX) / 2;
      glyph.X0 += shift, glyph.X1 += shift, glyph.AdvanceX = advance;
    }
  float em = font.FontSize / kLineBox;
  font.AddGlyph(nullptr, 0x202F, 0, 0, 0, 0, 0, 0, 0, 0, em * 0.18f);
  font.AddGlyph(nullptr, 0x2009, 0, 0, 0, 0, 0, 0, 0, 0, em * 0.18f);
  font.AddGlyph(nullptr, 0x2007, 0, 0, 0, 0, 0, 0, 0, 0, advance);
  font.BuildLookupTable();
}

}  // namespace

bool loadFonts(Fonts& fonts, float pixelRatio, float scale) {
  if (fonts.pixelRatio == pixelRatio && fonts.scale == scale) return false;
  ImGuiIO& io = ImGui::GetIO();
  io.Fonts->Clear();
  io.Fonts->TexDesiredWidth = 0;
  io.Fonts->Flags |= ImFontAtlasFlags_NoMouseCursors;
  for (int type = 0; type < kTypes; ++type) {
    float em = std::min(kCuts[type].em * scale * pixelRatio, kLargestEm);
    fonts.sizes[type] = kCuts[type].em * scale * kLineBox;
    fonts.faces[type] = addCut(*io.Fonts, kCuts[type], std::round(em * kLineBox));
  }
  io.Fonts->Build();
  for (ImFont* face : fonts.faces) finishDigits(*face);
  io.FontDefault = fonts.face(Type::base);
  io.FontGlobalScale = 1 / pixelRatio;
  fonts.pixelRatio = pixelRatio, fonts.scale = scale;
  return true;
}

}  // namespace lockstep
