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
  void side(Frame& frame, std::size_t side, Rect room, float corner);
  void sides(Frame& frame, Rect room, float corner);
  void besideOthers(Frame& frame, Gauge& g, Rect room, const std::string& limits);
  void onItsOwn(Frame& frame, const Gauge& g, Rect room, const std::string& limits);
};

// A figure has nothing to close, and what it saves is for its page to offer; on a tab there is nothing to
// close an instrument for.
int toolCount(const Screen& screen) {
  if (screen.figure.on()) return 1;
  return screen.narrow && !onStage(screen) ? 3 : 4;
}

// Method, picture, numbers, close: at the cursor.
void InstrumentPanel::tools(Frame& frame, const Gauge& g) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  if (iconButton(kit, "instrument.method", Icon::info,
                 {.tip = "What is measured, how, and where it comes from"}))
    methodOpen = true;
  const int count = toolCount(frame.screen);
  if (count < 3) return;
  ImGui::SameLine(0, t.unit);
  if (iconButton(kit, "instrument.picture", Icon::upload, {.tip = "Save this view as a PNG picture"}))
    frame.requests.capture = CaptureRequest{std::string("lockstep-") + g.instrument->name + ".png"};
  ImGui::SameLine(0, t.unit);
  if (iconButton(kit, "instrument.csv", Icon::download, {.tip = "Save the numbers as a CSV file"}))
    saveReadings(frame, static_cast<std::size_t>(frame.screen.instrument));
  if (count < 4) return;
  ImGui::SameLine(0, t.unit);
  const bool stage = onStage(frame.screen);
  if (iconButton(
          kit, "instrument.close", Icon::close,
          {.tip = stage ? "Back to the network" : "Close the instrument", .tipKey = stage ? "Esc" : ""}) ||
      (stage && !methodOpen && !keyboardInUse() && keyPressed(ImGuiKey_Escape)))
    closeInstrument(frame);
}

// Title, what it asks, and what can be done with it. Where all that is too much for a line the title is left
// out: the bar says it too.
void InstrumentPanel::title(Frame& frame, Gauge& g, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const ImVec2 min = rect.min;
  const float icons = static_cast<float>(toolCount(frame.screen)) * (t.control + t.unit) - t.unit,
              bottom = rect.max().y, asking = g.instrument->onDemand ? 92 * t.scale : 0,
              room = rect.size.x - icons - t.between,
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

void InstrumentPanel::side(Frame& frame, std::size_t side, Rect room, float corner) {
  const std::size_t index = static_cast<std::size_t>(frame.screen.instrument);
  Gauge& g = frame.views[side].lab.gauges[index];
  g.wanted = true;
  if (g.instrument->onDemand && !g.latest && !g.running) g.asked = true;  // once by itself, when it is opened
  InstrumentFrame inner{frame, frame.bench.runs[side], g, corner};
  ImGui::PushID(static_cast<int>(side));
  views[side].at(index).draw(inner, room);
  ImGui::PopID();
}

// The instrument on each of the runs, beside each other; nothing once it was closed in this frame.
void InstrumentPanel::sides(Frame& frame, Rect room, float corner) {
  if (frame.screen.instrument < 0) return;
  const float space = frame.kit.theme.around, count = static_cast<float>(shownRuns(frame.bench).size()),
              width = (room.size.x - (count - 1) * space) / count;
  for (std::size_t i = 0; i < shownRuns(frame.bench).size(); ++i) {
    const float left = room.min.x + static_cast<float>(i) * (width + space);
    side(frame, i, {{left, room.min.y}, {width, room.size.y}}, i + 1 < count ? 0 : corner);
  }
}

// Title and what is asked, or what the viewer has to know first.
void InstrumentPanel::besideOthers(Frame& frame, Gauge& g, Rect room, const std::string& limits) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  title(frame, g, room.takeTop(std::max(t.control, t.target), t.unit));
  const std::string_view question = g.instrument->question, sentence = limits.empty() ? question : limits;
  room.takeTop(drawParagraph(kit, ImGui::GetWindowDrawList(), Type::base, room.min, room.size.x,
                             limits.empty() ? t.secondary : t.ink, sentence),
               t.inside);
  const float width = room.size.x / static_cast<float>(shownRuns(frame.bench).size());
  const bool scrolls =
      width < kNarrowView * t.scale && (!frame.screen.figure.on() || room.size.y < 300 * t.scale);
  room.size.y = std::max((scrolls ? 480 : 120) * t.scale, room.size.y);
  sides(frame, room, 0);
}

// Alone: the picture answers before anybody asks.
void InstrumentPanel::onItsOwn(Frame& frame, const Gauge& g, Rect room, const std::string& limits) {
  const Theme& t = frame.kit.theme;
  const float icons = static_cast<float>(toolCount(frame.screen)) * (t.control + t.unit);
  ImGui::SetCursorScreenPos({room.max().x - icons + t.unit, room.min.y});
  tools(frame, g);
  if (!limits.empty())
    room.takeTop(drawParagraph(frame.kit, ImGui::GetWindowDrawList(), Type::base, room.min,
                               room.size.x - icons - t.between, t.ink, limits),
                 t.inside);
  room.size.y = std::max(150 * t.scale, room.size.y);
  sides(frame, room, limits.empty() ? icons : 0);
}

void InstrumentPanel::draw(Frame& frame, Rect rect) {
  if (frame.screen.instrument < 0) return;
  const Theme& t = frame.kit.theme;
  Gauge& g = frame.views[0].lab.gauges[static_cast<std::size_t>(frame.screen.instrument)];
  frame.views[1].lab.samples = frame.views[0].lab.samples;
  for (const Run& run : shownRuns(frame.bench))
    followRun(frame.views[static_cast<std::size_t>(run.side)].lab, run);
  beginPanel(frame.kit, "instrument.panel", rect.min, rect.size, false, 0);
  const std::string limits =
      g.instrument->limits ? g.instrument->limits(frame.bench.runs[0].session) : std::string();
  const Rect room{rect.min + ImVec2(t.between, t.inside),
                  {rect.size.x - 2 * t.between, rect.size.y - 2 * t.inside}};
  if (onStage(frame.screen))
    onItsOwn(frame, g, room, limits);
  else
    besideOthers(frame, g, room, limits);
  methodCard(frame.kit, methodOpen, *g.instrument);
  endPanel(frame.kit);
  std::optional<CaptureRequest>& capture = frame.requests.capture;
  if (capture && capture->x1 == 0)
    *capture = {capture->name, rect.min.x, rect.min.y, rect.max().x, rect.max().y};
}

}  // namespace

std::unique_ptr<Panel> makeInstrument() { return std::make_unique<InstrumentPanel>(); }

}  // namespace lockstep
