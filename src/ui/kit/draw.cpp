#include "ui/kit/draw.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace lockstep {
namespace {

struct Metrics {
  const ImFont* font;
  float size;
};

Metrics metrics(const Kit& kit, Type type) { return {kit.fonts.face(type), kit.fonts.size(type)}; }

const char* nextChar(const char* at, const char* end, unsigned& code) {
  code = static_cast<unsigned char>(*at);
  return at + (code < 0x80 ? 1 : ImTextCharFromUtf8(&code, at, end));
}

// As many whole characters as fit into `width`; returns their end and, in `used`, their width.
const char* fitting(const Metrics& m, std::string_view text, float width, float& used) {
  float scale = m.size / m.font->FontSize;
  const char *at = text.data(), *end = at + text.size();
  used = 0;
  while (at < end) {
    unsigned code;
    const char* next = nextChar(at, end, code);
    float advance = m.font->GetCharAdvance(static_cast<ImWchar>(code)) * scale;
    if (used + advance > width) break;
    used += advance;
    at = next;
  }
  return at;
}

constexpr float kLeading = 1.25f;

// Dear ImGui also ends a line after a full stop or a comma, be it inside a number; and a percent sign stays
// with its number.
const char* wholeWords(const char* at, const char* lineEnd, const char* end) {
  auto between = [&](const char* p) { return p == end || (*p == ' ' && !(p + 1 < end && p[1] == '%')); };
  const char* whole = lineEnd;
  while (whole > at && !between(whole)) --whole;
  return whole > at ? whole : lineEnd;
}

template <typename Line>
float eachLine(const Kit& kit, Type type, float width, std::string_view text, Line line) {
  Metrics m = metrics(kit, type);
  const char *at = text.data(), *end = at + text.size();
  float height = 0;
  while (at < end) {
    const char* stop = static_cast<const char*>(std::memchr(at, '\n', static_cast<size_t>(end - at)));
    const char* lineEnd =
        m.font->CalcWordWrapPositionA(m.size / m.font->FontSize, at, stop ? stop : end, width);
    lineEnd = wholeWords(at, lineEnd, stop ? stop : end);
    if (lineEnd == at && stop != at) ++lineEnd;  // narrower than one character
    line(std::string_view(at, static_cast<size_t>(lineEnd - at)), height);
    height += m.size * kLeading;
    at = lineEnd;
    while (at < end && *at == ' ') ++at;
    if (at < end && *at == '\n') ++at;
  }
  return height > 0 ? height - m.size * (kLeading - 1) : 0;
}

// Corners on a circle, or alternating between two.
struct Outline {
  int corners;
  float turn;   // of the first corner, in turns clockwise from the right
  float size;   // of the outer circle, so that all marks look equally large
  float inner;  // radius of the notches, relative; 1: none
};

constexpr int kShapes = 10;
constexpr Outline kOutlines[kShapes] = {
    {}, {3, 0.75f, 1.35f, 1}, {4, 0.125f, 1.25f, 1}, {4, 0, 1.35f, 1},         {},
    {}, {3, 0.25f, 1.35f, 1}, {5, 0.75f, 1.15f, 1},  {5, 0.75f, 1.45f, 0.45f}, {6, 0, 1.1f, 1},
};

int starOutline(ImVec2* points, ImVec2 c, float radius, const Outline& o) {
  bool notched = o.inner < 1;
  int count = notched ? o.corners * 2 : o.corners;
  for (int i = 0; i < count; ++i) {
    float angle = (o.turn + static_cast<float>(i) / static_cast<float>(count)) * 2 * IM_PI;
    float reach = radius * o.size * (notched && i % 2 ? o.inner : 1);
    points[i] = {c.x + reach * std::cos(angle), c.y + reach * std::sin(angle)};
  }
  return count;
}

// A plus of four arms; turned by an eighth, a cross.
int crossOutline(ImVec2* points, ImVec2 c, float radius, bool turned) {
  float arm = radius * 1.25f, half = radius * 0.36f;
  const ImVec2 quarter[3] = {{half, -arm}, {half, -half}, {arm, -half}};
  float cosine = turned ? 0.70710678f : 1, sine = turned ? 0.70710678f : 0;
  for (int side = 0; side < 4; ++side) {
    for (int i = 0; i < 3; ++i)
      points[side * 3 + i] = {c.x + quarter[i].x * cosine - quarter[i].y * sine,
                              c.y + quarter[i].x * sine + quarter[i].y * cosine};
    float turn = cosine;
    cosine = -sine, sine = turn;
  }
  return 12;
}

// A stroke of whole device pixels, at least one.
float wholePixels(const Kit& kit, float width) {
  float ratio = kit.fonts.pixelRatio;
  return std::max(1.f, std::floor(width * ratio + 0.5f)) / ratio;
}

}  // namespace

ImU32 ink(Color color) { return ImGui::GetColorU32(pack(color)); }

float snap(const Kit& kit, float cssPx) {
  float ratio = kit.fonts.pixelRatio;
  return std::floor(cssPx * ratio + 0.5f) / ratio;
}

float textWidth(const Kit& kit, Type type, std::string_view text) {
  float used;
  fitting(metrics(kit, type), text, INFINITY, used);
  return used;
}

// Dear ImGui's own text snaps to whole CSS px, which on a 125 % screen falls between pixels; this snaps
// to the screen's.
float drawText(const Kit& kit, ImDrawList* list, Type type, ImVec2 at, Color color, std::string_view text) {
  Metrics m = metrics(kit, type);
  float scale = m.size / m.font->FontSize, x = snap(kit, at.x), y = snap(kit, at.y);
  const float left = x;
  ImVec2 clipMin = list->GetClipRectMin(), clipMax = list->GetClipRectMax();
  if (text.empty() || y > clipMax.y || y + m.size < clipMin.y) return textWidth(kit, type, text);
  ImU32 packed = ink(color);
  list->PushTextureID(m.font->ContainerAtlas->TexID);
  list->PrimReserve(static_cast<int>(text.size()) * 6, static_cast<int>(text.size()) * 4);
  int drawn = 0;
  for (const char *c = text.data(), *end = c + text.size(); c < end;) {
    unsigned code;
    c = nextChar(c, end, code);
    const ImFontGlyph* glyph = m.font->FindGlyph(static_cast<ImWchar>(code));
    if (!glyph) continue;
    if (glyph->Visible) {
      list->PrimRectUV({x + glyph->X0 * scale, y + glyph->Y0 * scale},
                       {x + glyph->X1 * scale, y + glyph->Y1 * scale}, {glyph->U0, glyph->V0},
                       {glyph->U1, glyph->V1}, packed);
      ++drawn;
    }
    x += glyph->AdvanceX * scale;
  }
  int unused = static_cast<int>(text.size()) - drawn;
  list->PrimUnreserve(unused * 6, unused * 4);
  list->PopTextureID();
  return x - left;
}

bool drawTextIn(const Kit& kit, ImDrawList* list, Type type, ImVec2 min, ImVec2 max, float align, Color color,
                std::string_view text) {
  Metrics m = metrics(kit, type);
  float width = max.x - min.x, used = textWidth(kit, type, text);
  // Inter's capitals are centred in its line box, so the line box is centred.
  float y = min.y + (max.y - min.y - m.size) / 2;
  if (used <= width + 0.5f) {
    drawText(kit, list, type, {min.x + (width - used) * align, y}, color, text);
    return false;
  }
  float dots = textWidth(kit, type, "…");
  const char* end = fitting(m, text, width - dots, used);
  std::string_view kept = text.substr(0, static_cast<size_t>(end - text.data()));
  while (!kept.empty() && kept.back() == ' ') kept.remove_suffix(1);
  float x = min.x + drawText(kit, list, type, {min.x, y}, color, kept);
  if (dots <= width) drawText(kit, list, type, {x, y}, color, "…");
  return true;
}

float drawParagraph(const Kit& kit, ImDrawList* list, Type type, ImVec2 at, float width, Color color,
                    std::string_view text) {
  return eachLine(kit, type, width, text, [&](std::string_view line, float y) {
    drawText(kit, list, type, {at.x, at.y + y}, color, line);
  });
}

float measureParagraph(const Kit& kit, Type type, float width, std::string_view text) {
  return eachLine(kit, type, width, text, [](std::string_view, float) {});
}

void drawHairline(const Kit& kit, ImDrawList* list, ImVec2 from, ImVec2 to) {
  float width = wholePixels(kit, kit.theme.hairlineWidth);
  ImVec2 a(snap(kit, std::min(from.x, to.x)), snap(kit, std::min(from.y, to.y)));
  ImVec2 b(snap(kit, std::max(from.x, to.x)), snap(kit, std::max(from.y, to.y)));
  from.x == to.x ? b.x = a.x + width : b.y = a.y + width;
  list->AddRectFilled(a, b, ink(kit.theme.hairline));
}

void drawFrame(const Kit& kit, ImDrawList* list, ImVec2 min, ImVec2 max, Color color, float rounding,
               float width) {
  width = wholePixels(kit, width > 0 ? width : kit.theme.hairlineWidth);
  ImVec2 half(width / 2, width / 2);
  ImVec2 a(snap(kit, min.x), snap(kit, min.y)), b(snap(kit, max.x), snap(kit, max.y));
  // AddRect draws around the centre of the line, half a px inside the corners it is given.
  list->AddRect(a + half - ImVec2(0.5f, 0.5f), b - half + ImVec2(0.5f, 0.5f), ink(color), rounding, 0, width);
}

void drawSheet(const Kit& kit, ImDrawList* list, ImVec2 min, ImVec2 max) {
  const Theme& t = kit.theme;
  constexpr int kRings = 6;
  for (int ring = kRings; ring >= 1; --ring) {
    float spread = static_cast<float>(ring) * 2.f * t.scale, drop = 2 * t.scale;
    Color shade = withAlpha(rgb(0), t.dark ? 0.06f : 0.012f);
    list->AddRectFilled({min.x - spread, min.y - spread + drop}, {max.x + spread, max.y + spread + drop},
                        ink(shade), t.radius + spread);
  }
  list->AddRectFilled(min, max, ink(t.raised), t.radius);
  drawFrame(kit, list, min, max, t.hairline, t.radius);
}

void drawShape(ImDrawList* list, int shape, ImVec2 c, float radius, ImU32 fill, ImU32 edge, float edgeWidth) {
  shape %= kShapes;
  bool edged = edge >> 24;
  if (shape == 0) {
    list->AddCircleFilled(c, radius, fill);
    if (edged) list->AddCircle(c, radius, edge, 0, edgeWidth);
    return;
  }
  ImVec2 points[12];
  int count = shape == 4 || shape == 5 ? crossOutline(points, c, radius, shape == 4)
                                       : starOutline(points, c, radius, kOutlines[shape]);
  if (shape == 4 || shape == 5 || shape == 8) {
    // Concave, but seen whole from the centre: a fan fills it. Each triangle's own smooth edge would leave a
    // seam, so they are filled hard and the outline alone is smoothed.
    ImDrawListFlags flags = list->Flags;
    list->Flags &= ~ImDrawListFlags_AntiAliasedFill;
    for (int i = 0; i < count; ++i) list->AddTriangleFilled(c, points[i], points[(i + 1) % count], fill);
    list->Flags = flags;
    list->AddPolyline(points, count, fill, ImDrawFlags_Closed, 1);
  } else {
    list->AddConvexPolyFilled(points, count, fill);
  }
  if (edged) list->AddPolyline(points, count, edge, ImDrawFlags_Closed, edgeWidth);
}

void drawDashed(ImDrawList* list, const ImVec2* points, int count, ImU32 color, float width, float dash,
                float gap) {
  float phase = 0;
  list->PathClear();
  for (int i = 0; i + 1 < count; ++i) {
    ImVec2 a = points[i], d = points[i + 1] - a;
    float length = std::sqrt(d.x * d.x + d.y * d.y), at = 0;
    while (at < length) {
      bool on = phase < dash;
      float step = std::max(std::min((on ? dash : dash + gap) - phase, length - at), 1e-2f);
      if (on && list->_Path.empty()) list->PathLineTo(a + d * (at / length));
      at += step, phase += step;
      if (on) list->PathLineTo(a + d * (at / length));
      if (on && phase >= dash - 1e-3f) list->PathStroke(color, 0, width);
      if (phase >= dash + gap - 1e-3f) phase = 0;
    }
  }
  list->PathStroke(color, 0, width);
}

}  // namespace lockstep
