#include "ui/panels/frame_overlay.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

constexpr double kHold = 0.25;  // seconds: numbers that change faster cannot be read

struct Part {
  const char* name;
  double milliseconds;
  float shade;  // of ink, in the bar
};

// The parts of the mean frame side by side; a mark where the display would have it end.
void drawBar(const Kit& kit, ImDrawList* list, ImVec2 min, ImVec2 max, const FrameFigures& f,
             std::span<const Part> parts) {
  const Theme& t = kit.theme;
  const double whole = std::max(f.mean, f.refresh);
  auto place = [&](double ms) { return min.x + (max.x - min.x) * static_cast<float>(ms / whole); };
  double from = 0;
  for (const Part& part : parts) {
    list->AddRectFilled({place(from), min.y}, {place(from + part.milliseconds), max.y},
                        pack(withAlpha(t.ink, part.shade)));
    from += part.milliseconds;
  }
  const float end = snap(kit, place(f.refresh));
  list->AddRectFilled({end - t.line, min.y - t.unit}, {end, max.y + t.unit}, pack(t.ink));
}

}  // namespace

void drawFrameOverlay(Kit& kit, FrameOverlay& overlay, const FrameFigures& figures) {
  if (ImGui::GetTime() >= overlay.shownUntil) {
    overlay.shown = figures;
    overlay.shownUntil = ImGui::GetTime() + kHold;
  }
  const FrameFigures& f = overlay.shown;
  const Theme& t = kit.theme;
  const Part parts[] = {{"training", f.training, 0.85f},
                        {"instruments", f.instruments, 0.6f},
                        {"interface", f.interface, 0.4f},
                        {"drawing calls", f.drawing, 0.25f},
                        {"rest", f.rest(), 0.08f}};
  const float line = textHeight(kit, Type::small) + t.unit, pad = t.between, width = 248 * t.scale;
  const float height = 2 * pad + textHeight(kit, Type::strong) + 6 * line + 3 * t.inside + t.unit;
  const ImVec2 screen = ImGui::GetIO().DisplaySize, min{std::floor((screen.x - width) / 2), t.inside},
               max = min + ImVec2(width, height);
  ImDrawList* list = ImGui::GetForegroundDrawList();
  drawSheet(kit, list, min, max);
  const float left = min.x + pad, right = max.x - pad;
  float y = min.y + pad;
  const Text64 title =
      textf("%s frames/s", formatDecimals(f.mean > 0 ? 1000 / (f.mean * f.drawEvery) : 0, 0).c_str());
  drawText(kit, list, Type::strong, {left, y}, t.ink, title);
  drawTextIn(kit, list, Type::small, {left, y}, {right, y + textHeight(kit, Type::strong)}, 1, t.secondary,
             f.drawEvery == 1 ? textf("95 %% within %s ms", formatDecimals(f.p95, 1).c_str())
                              : textf("every second refresh"));
  y += textHeight(kit, Type::strong) + t.inside + t.unit;
  drawBar(kit, list, {left, y}, {right, y + t.inside}, f, parts);
  y += t.inside + t.inside + t.unit;
  auto row = [&](std::string_view name, std::string_view value, std::string_view share) {
    drawText(kit, list, Type::small, {left, y}, t.secondary, name);
    drawTextIn(kit, list, Type::small, {left, y}, {right - 56 * t.scale, y + line - t.unit}, 1, t.ink, value);
    drawTextIn(kit, list, Type::small, {left, y}, {right, y + line - t.unit}, 1, t.secondary, share);
    y += line;
  };
  for (const Part& part : parts)
    row(part.name, textf("%s ms", formatDecimals(part.milliseconds, 1).c_str()),
        formatPercent(f.mean > 0 ? part.milliseconds / f.mean : 0, 0));
  row("painted again", "", formatPercent(f.painted, 0));
}

}  // namespace lockstep
