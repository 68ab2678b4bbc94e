#include "ui/panels/trouble_card.h"

#include <algorithm>
#include <array>
#include <string>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct TroubleCard final : Panel {
  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float width) const override;
};

struct Trouble {
  std::string title;
  std::array<std::string, 3> words;  // below it; empty: none
  std::span<const Remedy> remedies;
  Color color;  // of title and edge
};

constexpr char kTried[] = "This was tried, and learns:";

constexpr float kLow = 480;  // CSS px: on lower screens the reason leaves its room to the picture

Trouble troubleOf(const Theme& t, const Workbench& b) {
  const bool low = ImGui::GetIO().DisplaySize.y < kLow * t.scale;
  if (diverged(b)) {
    const Diagnosis& d = *b.diagnosis;
    std::string back = "You see step " + std::string(formatCount(d.good).view()) + ", the last good one.";
    if (!d.remedies.empty()) back += std::string(" ") + kTried;
    return {"The run diverged", {describe(d.divergence) + ".", low ? "" : d.why, back}, d.remedies, t.alarm};
  }
  const Complaint& c = *b.complaint;
  return {c.title,
          {low ? "" : c.why, "", c.remedy ? kTried : ""},
          {c.remedy ? &*c.remedy : nullptr, c.remedy ? 1u : 0u},
          t.ink};
}

// The words, and the remedies beside them or, where there is no room, below.
struct Layout {
  float words, buttons;  // widths
  float text, height;
  bool beside;
};

Layout layOut(const Kit& kit, const Trouble& trouble, float width) {
  const Theme& t = kit.theme;
  const float inner = width - 2 * t.between - std::max(t.control, t.target) - t.inside;
  Layout l;
  l.beside = inner >= 640 * t.scale && !trouble.remedies.empty();
  l.buttons = l.beside ? 300 * t.scale : std::min(inner, 440 * t.scale);
  l.words = l.beside ? std::min(inner - l.buttons - t.around, 720 * t.scale) : inner;
  l.text = measureParagraph(kit, Type::title, l.words, trouble.title);
  for (const std::string& words : trouble.words)
    if (!words.empty()) l.text += t.unit + measureParagraph(kit, Type::base, l.words, words);
  const auto count = static_cast<float>(trouble.remedies.size());
  const float column = count * (std::max(t.control, t.target) + t.inside) - t.inside;
  l.height = t.between +
             (l.beside ? std::max(l.text, column) : l.text + (count > 0 ? t.inside + column : 0)) + t.between;
  return l;
}

float TroubleCard::height(const Frame& frame, float width) const {
  return layOut(frame.kit, troubleOf(frame.kit.theme, frame.bench), width).height;
}

// What is drawn last changes the bench: what it says goes with that.
void TroubleCard::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  Workbench& b = frame.bench;
  const Trouble trouble = troubleOf(t, b);
  const Layout l = layOut(kit, trouble, rect.size.x);
  beginPanel(kit, "trouble", rect.min, rect.size, true, 0);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(rect.min, {rect.min.x + 4 * t.scale, rect.max().y}, pack(trouble.color));
  ImVec2 at = rect.min + ImVec2(t.between, t.between);
  const ImVec2 column = at + (l.beside ? ImVec2(l.words + t.around, 0) : ImVec2(0, l.text + t.inside));
  at.y += drawParagraph(kit, list, Type::title, at, l.words, trouble.color, trouble.title);
  for (const std::string& words : trouble.words) {
    if (words.empty()) continue;
    at.y += t.unit;
    at.y += drawParagraph(kit, list, Type::base, at, l.words,
                          &words == &trouble.words.back() ? t.secondary : t.ink, words);
  }
  const Remedy* chosen = nullptr;
  float y = column.y;
  for (const Remedy& remedy : trouble.remedies) {
    const int index = static_cast<int>(&remedy - trouble.remedies.data());
    ImGui::SetCursorScreenPos({column.x, y});
    if (button(kit, textf<48>("remedy.%d", index), remedy.label,
               {.kind = index == 0 ? ButtonKind::primary : ButtonKind::quiet, .width = l.buttons}))
      chosen = &remedy;
    y += std::max(t.control, t.target) + t.inside;
  }
  ImGui::SetCursorScreenPos({rect.max().x - t.inside - t.control, rect.min.y + t.inside});
  const bool closed = iconButton(kit, "trouble.close", Icon::close, {.tip = "Close and look around"});
  endPanel(kit);
  if (chosen) applyRemedy(b, *chosen);
  if (closed) diverged(b) ? b.diagnosis.reset() : b.complaint.reset();
}

}  // namespace

std::unique_ptr<Panel> makeTroubleCard() { return std::make_unique<TroubleCard>(); }

}  // namespace lockstep
