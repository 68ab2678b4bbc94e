#include "ui/kit/theme.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace lockstep {
namespace {

void lightColors(Theme& t) {
  t.paper = rgb(0xFAFAF7), t.raised = rgb(0xFFFFFF), t.hairline = rgb(0xE3E3DD);
  t.outline = rgb(0x8A8A83), t.ink = rgb(0x1B1B19), t.secondary = rgb(0x62625C);
  t.positive = rgb(0x1B62A8), t.neutral = rgb(0xF1F1EC), t.negative = rgb(0xC2540A);
  t.accent = rgb(0x1A5FBF), t.onAccent = rgb(0xFFFFFF), t.alarm = rgb(0xB3261E), t.onAlarm = rgb(0xFFFFFF);
  t.wash = withAlpha(t.ink, 0.05f), t.washPressed = withAlpha(t.ink, 0.10f),
  t.scrim = withAlpha(t.ink, 0.28f);
  t.accentWash = withAlpha(t.accent, 0.09f), t.alarmWash = withAlpha(t.alarm, 0.07f);
  t.classes = {rgb(0xC95A00), rgb(0x0072B2), rgb(0x009E73), rgb(0xB85A8F), rgb(0x3A93CC),
               rgb(0xB57D00), rgb(0x8F8600), rgb(0x2B2B29), rgb(0x7A7A74), rgb(0x8C564B)};
}

void darkColors(Theme& t) {
  t.paper = rgb(0x14161A), t.raised = rgb(0x1B1E23), t.hairline = rgb(0x2B3038);
  t.outline = rgb(0x717883), t.ink = rgb(0xECEDEF), t.secondary = rgb(0xA2A8B0);
  t.positive = rgb(0x7DB4F0), t.neutral = rgb(0x23262B), t.negative = rgb(0xF29A5B);
  t.accent = rgb(0x8AB8FF), t.onAccent = rgb(0x14161A), t.alarm = rgb(0xFF8A80), t.onAlarm = rgb(0x14161A);
  t.wash = withAlpha(t.ink, 0.06f), t.washPressed = withAlpha(t.ink, 0.11f),
  t.scrim = withAlpha(rgb(0), 0.5f);
  t.accentWash = withAlpha(t.accent, 0.14f), t.alarmWash = withAlpha(t.alarm, 0.10f);
  t.classes = {rgb(0xF08A4B), rgb(0x5AA9E6), rgb(0x2BB98C), rgb(0xD68BB5), rgb(0x8FD0F5),
               rgb(0xE6AC2E), rgb(0xDDD25A), rgb(0xECEDEF), rgb(0x9AA0A8), rgb(0xC08A7C)};
}

ImVec4 toVec(Color c) {
  return {static_cast<float>(c.r) / 255.f, static_cast<float>(c.g) / 255.f, static_cast<float>(c.b) / 255.f,
          static_cast<float>(c.a) / 255.f};
}

}  // namespace

Theme makeTheme(const ThemeOptions& options) {
  Theme t;
  t.dark = options.dark, t.lecture = options.lecture;
  t.touch = options.touch, t.reducedMotion = options.reducedMotion;
  t.dark ? darkColors(t) : lightColors(t);
  t.scale = options.lecture ? std::max(1.f, options.scale) : std::clamp(options.scale, 1.f, 2.f);
  for (float* length : {&t.small, &t.base, &t.title, &t.number, &t.unit, &t.inside, &t.between, &t.around,
                        &t.radius, &t.line, &t.control, &t.target, &t.icon})
    *length *= t.scale;
  t.hairlineWidth = std::max(1.f, std::floor(t.scale));
  if (options.lecture) t.line = std::max(3.f, t.line);
  // What is drawn stays smaller than what a finger may hit: rows are 38 + 8 px apart.
  if (options.touch) t.control = std::max(t.control, 38.f), t.target = std::max(t.target, 44.f);
  return t;
}

float lectureScale(float width, float height) {
  // The smallest text is 12 px at scale 1; a hall's screen is at least so wide.
  constexpr float kHeight = 12 / 0.03f, kWidth = 560;
  return std::max(1.f, std::floor(16 * std::min(height / kHeight, width / kWidth)) / 16);
}

void applyTheme(const Theme& t) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = {t.between, t.between};
  style.WindowRounding = style.ChildRounding = style.FrameRounding = style.PopupRounding = t.radius;
  style.WindowBorderSize = style.ChildBorderSize = style.FrameBorderSize = 0;
  style.PopupBorderSize = t.hairlineWidth;
  style.FramePadding = {t.inside, std::floor((t.control - t.base * 1.21f) / 2)};
  style.ItemSpacing = {t.inside, t.inside};
  style.ItemInnerSpacing = {t.inside, t.unit};
  style.ScrollbarSize = 10 * t.scale;
  style.ScrollbarRounding = style.GrabRounding = t.radius;
  style.WindowMinSize = {1, 1};
  style.DisplaySafeAreaPadding = {t.inside, t.inside};
  style.HoverStationaryDelay = 0;
  style.HoverDelayNormal = 0.4f;
  style.DisabledAlpha = 0.45f;
  style.CurveTessellationTol = 0.5f;
  style.CircleTessellationMaxError = 0.15f;

  for (ImVec4& color : style.Colors) color = {0, 0, 0, 0};
  ImVec4* colors = style.Colors;
  colors[ImGuiCol_Text] = toVec(t.ink);
  colors[ImGuiCol_TextDisabled] = toVec(t.secondary);
  colors[ImGuiCol_WindowBg] = toVec(t.paper);
  colors[ImGuiCol_PopupBg] = toVec(t.raised);
  colors[ImGuiCol_Border] = colors[ImGuiCol_Separator] = toVec(t.hairline);
  colors[ImGuiCol_FrameBg] = colors[ImGuiCol_FrameBgHovered] = colors[ImGuiCol_FrameBgActive] =
      toVec(t.raised);
  colors[ImGuiCol_ScrollbarGrab] = toVec(withAlpha(t.outline, 0.45f));
  colors[ImGuiCol_ScrollbarGrabHovered] = toVec(withAlpha(t.outline, 0.75f));
  colors[ImGuiCol_ScrollbarGrabActive] = toVec(t.outline);
  colors[ImGuiCol_TextSelectedBg] = toVec(withAlpha(t.accent, 0.3f));
  colors[ImGuiCol_ModalWindowDimBg] = toVec(t.scrim);
}

gfx::Palette paletteOf(const Theme& t) {
  return {t.negative, t.neutral, t.positive, t.paper, t.ink, t.alarm};
}

Color diverging(const Theme& theme, float v) { return gfx::diverging(paletteOf(theme), v); }

}  // namespace lockstep
