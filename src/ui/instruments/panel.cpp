#include "ui/instruments/panel.h"

#include <algorithm>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr float kNarrowView = 480;  // CSS px at scale 1: views put their parts below each other, and scroll
constexpr float kShares[] = {0.05f, 0.1f, 0.25f, 0.5f};
constexpr Choice kShareChoices[] = {{"5 %", "Training hardly notices"},
                                    {"10 %", "The default"},
                                    {"25 %", "Fresher readings, slower training"},
                                    {"50 %", "As much as training gets"}};
constexpr Choice kSampleChoices[] = {{"Fixed samples", "Up to 200 training samples, always the same ones"},
                                     {"Next batch", "The mini-batch that the next step takes: noisier"}};

// "none" first, then every instrument with the question it answers.
std::vector<Choice> instrumentChoices() {
  std::vector<Choice> choices = {{"Instruments", "The large view under the network"}};
  for (const Instrument& instrument : instruments())
    choices.push_back({instrument.title, instrument.question});
  return choices;
}

// What the reading belongs to and what it cost, or how far it is.
Text64 status(const Gauge& g) {
  if (g.running && (!g.latest || g.instrument->onDemand))
    return textf("measuring, %.0f %%", 100 * g.running->progress());
  if (!g.latest) return textf("not measured yet");
  return textf("step %s · %s each", formatCount(g.latestStep).c_str(), formatDuration(g.cost / 1000).c_str());
}

void methodCard(Kit& kit, InstrumentPanel& panel, const Instrument& instrument) {
  if (!beginModal(kit, "method", instrument.title, &panel.methodOpen)) return;
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

// Title, what it asks, and what can be done with it. Where all that is too much for a line the title is left
// out: the bar above says it too.
void header(Kit& kit, Workbench& bench, InstrumentPanel& panel, Requests& requests,
            std::span<Laboratory* const> labs, ImVec2 min, float width) {
  const Theme& t = kit.theme;
  Gauge& g = labs[0]->gauges[static_cast<std::size_t>(panel.open)];
  const float icons = (panel.alone ? 3 : 4) * (t.control + t.unit) - t.unit,
              row = std::max(t.control, t.target), asking = g.instrument->onDemand ? 92 * t.scale : 0,
              room = width - icons - t.between,
              choosing = g.instrument->variants.empty() ? 0 : std::min(150 * t.scale, room - asking);
  const float title = textWidth(kit, Type::title, g.instrument->title),
              words = room - asking - choosing - (choosing ? t.inside : 0);
  const bool titled = title <= words;
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (titled)
    drawTextIn(kit, list, Type::title, min, {min.x + words, min.y + row}, 0, t.ink, g.instrument->title);
  if (title + t.between + 80 * t.scale < words)
    drawTextIn(kit, list, Type::small, {min.x + title + t.between, min.y + 2 * t.scale},
               {min.x + words, min.y + row + 2 * t.scale}, 0, t.secondary, status(g));
  ImGui::SetCursorScreenPos({titled ? min.x + words + t.between : min.x, min.y});
  askButton(kit, g);
  variants(kit, g, choosing);
  ImGui::SetCursorScreenPos({min.x + width - icons, min.y});
  if (iconButton(kit, "instrument.method", Icon::info,
                 {.tip = "What is measured, how, and where it comes from"}))
    panel.methodOpen = true;
  ImGui::SameLine(0, t.unit);
  if (iconButton(kit, "instrument.picture", Icon::upload, {.tip = "Save this view as a PNG picture"}))
    requests.capture = CaptureRequest{std::string("lockstep-") + g.instrument->name + ".png"};
  ImGui::SameLine(0, t.unit);
  if (iconButton(kit, "instrument.csv", Icon::download, {.tip = "Save the numbers as a CSV file"})) {
    std::string csv = "# " + printConfig(bench.runs[0].session.config) + "\n\n" + readingsCsv(g);
    if (labs.size() > 1)
      csv += "# twin B\n\n" + readingsCsv(labs[1]->gauges[static_cast<std::size_t>(panel.open)]);
    requests.save =
        SaveRequest{std::string("lockstep-") + g.instrument->name + ".csv", "text/csv", std::move(csv)};
  }
  if (panel.alone) return;
  ImGui::SameLine(0, t.unit);
  if (iconButton(kit, "instrument.close", Icon::close, {.tip = "Close the instrument"})) panel.open = -1;
}

void deskToggle(Kit& kit, InstrumentPanel& panel) {
  bool desk = deskShown(panel);
  if (toggle(kit, "desk.open", "Desk", &desk).changed) {
    panel.deskOpen = desk;
    if (desk && !panel.roomForBoth) panel.open = -1;
  }
  tip(kit, {.title = "The mixing desk",
            .body = "A strip under each layer: freeze, solo, rate, and what its part of the step does.",
            .rows = {},
            .key = {}});
}

void drawSide(Kit& kit, Canvas& canvas, Workbench& bench, InstrumentPanel& panel, Laboratory& lab,
              const Run& run, std::size_t index, ImVec2 min, ImVec2 size) {
  Gauge& g = lab.gauges[index];
  g.wanted = true;
  if (g.instrument->onDemand && !g.latest && !g.running) g.asked = true;  // once by itself, when it is opened
  InstrumentFrame frame{kit, canvas, bench, run, g};
  ImGui::PushID(run.side);
  panel.views[static_cast<std::size_t>(run.side)].at(index).draw(frame, {min, size});
  ImGui::PopID();
}

}  // namespace

bool openInstrument(InstrumentPanel& panel, std::string_view name) {
  panel.open = -1;
  for (std::size_t i = 0; i < instruments().size(); ++i)
    if (name == instruments()[i].name) panel.open = static_cast<int>(i);
  return panel.open >= 0 || name.empty();
}

float instrumentBarHeight(const Kit& kit) {
  return std::max(kit.theme.control, kit.theme.target) + 2 * kit.theme.inside;
}

void drawInstrumentBar(Kit& kit, Workbench& bench, Laboratory& lab, InstrumentPanel& panel, ImVec2 min,
                       ImVec2 size) {
  const Theme& t = kit.theme;
  beginPanel(kit, "instruments", min, size, false, 0);
  ImGui::SetCursorScreenPos({min.x + t.between, min.y + t.inside});
  if (!panel.alone && !bench.twin) {  // the desk's strips stand under one network
    deskToggle(kit, panel);
    ImGui::SameLine(0, t.between);
  }
  int index = panel.open + 1;
  const bool roomy = size.x > 560 * t.scale;
  const std::vector<Choice> choices = instrumentChoices();
  const float width = panel.alone ? size.x - 2 * t.between : (roomy ? 200 : 176) * t.scale;
  if (dropdown(kit, "instrument", &index, choices, width).changed) panel.open = index - 1;
  if (roomy) {
    ImGui::SameLine(0, t.between);
    int samples = static_cast<int>(lab.samples);
    if (dropdown(kit, "instrument.samples", &samples, kSampleChoices, 140 * t.scale).changed)
      lab.samples = static_cast<ProbeSamples>(samples);
    tip(kit, {.title = "Measured on",
              .body = "Which training samples the desk and the instruments look at.",
              .rows = {},
              .key = {}});
    ImGui::SameLine(0, t.inside);
    int share =
        static_cast<int>(std::min_element(std::begin(kShares), std::end(kShares),
                                          [&](float a, float b) {
                                            return std::fabs(a - lab.share) < std::fabs(b - lab.share);
                                          }) -
                         std::begin(kShares));
    if (dropdown(kit, "instrument.share", &share, kShareChoices, 84 * t.scale).changed)
      lab.share = kShares[share];
    const Text32 load = formatDuration(lab.load / 1000);
    const TipRow rows[] = {{"measuring took, per frame", load.view()}};
    tip(kit,
        {.title = "Share of each frame for measuring",
         .body =
             "What it may cost while training goes on. Measurements that need more are spread over frames.",
         .rows = rows,
         .key = {}});
  }
  endPanel(kit);
}

void drawInstrument(Kit& kit, Canvas& canvas, Workbench& bench, InstrumentPanel& panel, Requests& requests,
                    std::span<Laboratory* const> labs, std::span<const Run> runs, ImVec2 min,
                    ImVec2 size) {
  if (panel.open < 0) return;
  const Theme& t = kit.theme;
  const std::size_t open = static_cast<std::size_t>(panel.open);
  beginPanel(kit, "instrument.panel", min, size, false, 0);
  const Instrument& instrument = *labs[0]->gauges[open].instrument;
  const float inner = size.x - 2 * t.between, row = std::max(t.control, t.target);
  header(kit, bench, panel, requests, labs, {min.x + t.between, min.y + t.inside}, inner);

  float y = min.y + t.inside + row + t.unit;
  const std::string limits = instrument.limits ? instrument.limits(runs[0].session) : std::string();
  ImGui::SetCursorScreenPos({min.x + t.between, y});
  const std::string_view line =
      limits.empty() ? std::string_view(instrument.question) : std::string_view(limits);
  y += drawParagraph(kit, ImGui::GetWindowDrawList(), Type::base, {min.x + t.between, y}, inner,
                     limits.empty() ? t.secondary : t.ink, line) +
       t.inside;

  const float count = static_cast<float>(labs.size()), width = (inner - (count - 1) * t.around) / count,
              height = std::max((width < kNarrowView * t.scale ? 480 : 120) * t.scale,
                                min.y + size.y - y - t.inside);
  for (std::size_t i = 0; i < labs.size(); ++i)
    drawSide(kit, canvas, bench, panel, *labs[i], runs[i], open,
             {min.x + t.between + static_cast<float>(i) * (width + t.around), y}, {width, height});
  methodCard(kit, panel, instrument);
  endPanel(kit);
  if (requests.capture && requests.capture->x1 == 0)
    *requests.capture = {requests.capture->name, min.x, min.y, min.x + size.x, min.y + size.y};
}

}  // namespace lockstep
