#include "ui/instruments/bar.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

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

void choose(Frame& frame, int instrument) {
  frame.screen.instrument = instrument;
  if (onStage(frame.screen)) slowDown(frame);
}

void deskToggle(Frame& frame) {
  Kit& kit = frame.kit;
  Screen& screen = frame.screen;
  bool desk = deskShown(screen);
  if (toggle(kit, "desk.open", "All readings", &desk).changed) {
    screen.preferences.readings = screen.deskOpen = desk;
    frame.requests.preferencesChanged = true;
    if (desk && !screen.tall) screen.instrument = -1;
  }
  tip(kit, {.title = "All readings",
            .body = "A strip under each layer: freeze, solo, rate, and what its part of the step does.",
            .rows = {},
            .key = {}});
}

void chooseSamples(Kit& kit, Laboratory& lab) {
  const Theme& t = kit.theme;
  int samples = static_cast<int>(lab.samples);
  if (dropdown(kit, "instrument.samples", &samples, kSampleChoices, 140 * t.scale).changed)
    lab.samples = static_cast<ProbeSamples>(samples);
  tip(kit, {.title = "Measured on",
            .body = "Which training samples the desk and the instruments look at.",
            .rows = {},
            .key = {}});
}

void chooseShare(Kit& kit, Laboratory& lab) {
  const Theme& t = kit.theme;
  int share = static_cast<int>(std::min_element(std::begin(kShares), std::end(kShares),
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
       .body = "What it may cost while training goes on. Measurements that need more are spread over frames.",
       .rows = rows,
       .key = {}});
}

struct InstrumentBar final : Panel {
  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float) const override {
    const Theme& t = frame.kit.theme;
    return std::max(t.control, t.target) + 2 * t.inside;
  }
};

void InstrumentBar::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  Screen& screen = frame.screen;
  Laboratory& lab = frame.views[0].lab;
  const Theme& t = kit.theme;
  if (screen.narrow && screen.instrument < 0) openInstrument(screen, "promise");
  beginPanel(kit, "instruments", rect.min, rect.size, false, 0);
  ImGui::SetCursorScreenPos(rect.min + ImVec2(t.between, t.inside));
  if (!screen.narrow && !frame.bench.twin) {  // the desk's strips stand under one network
    deskToggle(frame);
    ImGui::SameLine(0, t.between);
  }
  int index = screen.instrument + 1;
  const bool roomy = rect.size.x > 560 * t.scale;
  const std::vector<Choice> choices = instrumentChoices();
  const float width = screen.narrow ? rect.size.x - 2 * t.between : (roomy ? 200 : 176) * t.scale;
  if (dropdown(kit, "instrument", &index, choices, width).changed) choose(frame, index - 1);
  if (roomy && (deskShown(screen) || screen.instrument >= 0)) {  // there is something that they are about
    ImGui::SameLine(0, t.between);
    chooseSamples(kit, lab);
    ImGui::SameLine(0, t.inside);
    chooseShare(kit, lab);
  }
  endPanel(kit);
}

}  // namespace

std::unique_ptr<Panel> makeInstrumentBar() { return std::make_unique<InstrumentBar>(); }

}  // namespace lockstep
