#include "ui/instruments/panel.h"

#include <algorithm>

#include "ui/instruments/view.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr float kNarrowView = 480;  // CSS px at scale 1: views put their parts below each other, and scroll

// What the reading belongs to and what it cost, or how far it is.
Text64 status(const Gauge& g) {
  if (g.running && (!g.latest || g.instrument->onDemand))
    return textf("measuring, %.0f %%", 100 * g.running->progress());
  if (!g.latest) return textf("not measured yet");
  return textf("step %s · %s each", formatCount(g.latestStep).c_str(), formatDuration(g.cost / 1000).c_str());
}

void methodCard(Kit& kit, bool& open, const Instrument& instrument) {
  if (!beginModal(kit, "method", instrument.title, &open)) return;
  const Theme& t = kit.theme;
  paragraph(kit, Type::base, t.ink, instrument.question);
  gap(kit, 2);
  paragraph(kit, Type::base, t.ink, instrument.method);
  gap(kit, 2);
  paragraph(kit, Type::small, t.secondary, instrument.reference);
  gap(kit, 1);
  paragraph(kit, Type::small, t.secondary,
            textf<128>("Cost: %s, where U is one training step on the probe samples.", instrument.cost));
  endModal(kit);
}

void variants(Kit& kit, Gauge& g, float width) {
  const auto names = g.instrument->variants;
  if (names.empty()) return;
  std::vector<Choice> choices;
  for (const InstrumentVariant& variant : names) choices.push_back({variant.label});
  if (dropdown(kit, "instrument.variant", &g.variant, choices, width).changed) g.asked = true;
  ImGui::SameLine(0, kit.theme.inside);
}

void askButton(Kit& kit, Gauge& g) {
  if (!g.instrument->onDemand) return;
  if (button(kit, "instrument.measure", g.running ? "Measuring" : "Measure",
             {.kind = g.latest ? ButtonKind::quiet : ButtonKind::primary, .enabled = !g.running}))
    g.asked = true;
  ImGui::SameLine(0, kit.theme.inside);
}

void saveReadings(const Frame& frame, std::size_t open) {
  const Gauge& g = frame.views[0].lab.gauges[open];
  std::string csv = "# " + printConfig(frame.bench.runs[0].session.config) + "\n\n" + readingsCsv(g);
  if (frame.bench.twin) csv += "# twin B\n\n" + readingsCsv(frame.views[1].lab.gauges[open]);
  frame.requests.save =
      SaveRequest{std::string("lockstep-") + g.instrument->name + ".csv", "text/csv", std::move(csv)};
}

struct InstrumentPanel final : Panel {
  bool methodOpen = false;
  std::array<InstrumentViews, 2> views;  // of A and B

  void draw(Frame& frame, Rect rect) override;

 private:
  void title(Frame& frame, Gauge& g, Rect row);
  void tools(Frame& frame, const Gauge& g);
  void side(Frame& frame, std::size_t side, std::size_t index, Rect room);
};

// Method, picture, numbers, close: at the cursor.
void InstrumentPanel::tools(Frame& frame, const Gauge& g) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  if (iconButton(kit, "instrument.method", Icon::info,
                 {.tip = "What is measured, how, and where it comes from"}))
    methodOpen = true;
  ImGui::SameLine(0, t.unit);
  if (iconButton(kit, "instrument.picture", Icon::upload, {.tip = "Save this view as a PNG picture"}))
    frame.requests.capture = CaptureRequest{std::string("lockstep-") + g.instrument->name + ".png"};
  ImGui::SameLine(0, t.unit);
  if (iconButton(kit, "instrument.csv", Icon::download, {.tip = "Save the numbers as a CSV file"}))
    saveReadings(frame, static_cast<std::size_t>(frame.screen.instrument));
  if (frame.screen.narrow) return;  // on a tab of its own there is nothing to close it for
  ImGui::SameLine(0, t.unit);
  if (iconButton(kit, "instrument.close", Icon::close, {.tip = "Close the instrument"}))
    frame.screen.instrument = -1;
}

// Title, what it asks, and what can be done with it. Where all that is too much for a line the title is left
// out: the bar says it too.
void InstrumentPanel::title(Frame& frame, Gauge& g, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const ImVec2 min = rect.min;
  const float icons = (frame.screen.narrow ? 3 : 4) * (t.control + t.unit) - t.unit, bottom = rect.max().y,
              asking = g.instrument->onDemand ? 92 * t.scale : 0, room = rect.size.x - icons - t.between,
              choosing = g.instrument->variants.empty() ? 0 : std::min(150 * t.scale, room - asking);
  const float title = textWidth(kit, Type::title, g.instrument->title),
              words = room - asking - choosing - (choosing ? t.inside : 0);
  const bool titled = title <= words;
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (titled) drawTextIn(kit, list, Type::title, min, {min.x + words, bottom}, 0, t.ink, g.instrument->title);
  if (title + t.between + 80 * t.scale < words)
    drawTextIn(kit, list, Type::small, {min.x + title + t.between, min.y + 2 * t.scale},
               {min.x + words, bottom + 2 * t.scale}, 0, t.secondary, status(g));
  ImGui::SetCursorScreenPos({titled ? min.x + words + t.between : min.x, min.y});
  askButton(kit, g);
  variants(kit, g, choosing);
  ImGui::SetCursorScreenPos({rect.max().x - icons, min.y});
  tools(frame, g);
}

void InstrumentPanel::side(Frame& frame, std::size_t side, std::size_t index, Rect room) {
  Gauge& g = frame.views[side].lab.gauges[index];
  g.wanted = true;
  if (g.instrument->onDemand && !g.latest && !g.running) g.asked = true;  // once by itself, when it is opened
  InstrumentFrame inner{frame.kit, frame.canvas, frame.bench, frame.bench.runs[side], g};
  ImGui::PushID(static_cast<int>(side));
  views[side].at(index).draw(inner, room);
  ImGui::PopID();
}

void InstrumentPanel::draw(Frame& frame, Rect rect) {
  if (frame.screen.instrument < 0) return;
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const std::size_t open = static_cast<std::size_t>(frame.screen.instrument),
                    sides = shownRuns(frame.bench).size();
  Gauge& g = frame.views[0].lab.gauges[open];
  const Instrument& instrument = *g.instrument;
  const ImVec2 min = rect.min, size = rect.size;
  const float inner = size.x - 2 * t.between, row = std::max(t.control, t.target);
  frame.views[1].lab.samples = frame.views[0].lab.samples;
  beginPanel(kit, "instrument.panel", min, size, false, 0);
  title(frame, g, {min + ImVec2(t.between, t.inside), {inner, row}});

  float y = min.y + t.inside + row + t.unit;
  const std::string limits =
      instrument.limits ? instrument.limits(frame.bench.runs[0].session) : std::string();
  ImGui::SetCursorScreenPos({min.x + t.between, y});
  y += drawParagraph(kit, ImGui::GetWindowDrawList(), Type::base, {min.x + t.between, y}, inner,
                     limits.empty() ? t.secondary : t.ink,
                     limits.empty() ? std::string_view(instrument.question) : std::string_view(limits)) +
       t.inside;

  const float count = static_cast<float>(sides), width = (inner - (count - 1) * t.around) / count,
              height = std::max((width < kNarrowView * t.scale ? 480 : 120) * t.scale,
                                min.y + size.y - y - t.inside);
  for (std::size_t i = 0; i < sides; ++i)
    side(frame, i, open,
         {{min.x + t.between + static_cast<float>(i) * (width + t.around), y}, {width, height}});
  methodCard(kit, methodOpen, instrument);
  endPanel(kit);
  std::optional<CaptureRequest>& capture = frame.requests.capture;
  if (capture && capture->x1 == 0) *capture = {capture->name, min.x, min.y, rect.max().x, rect.max().y};
}

}  // namespace

std::unique_ptr<Panel> makeInstrument() { return std::make_unique<InstrumentPanel>(); }

}  // namespace lockstep
