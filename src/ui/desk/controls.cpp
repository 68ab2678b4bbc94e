#include <algorithm>

#include "ui/desk/parts.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

float rateOf(const Config& c, int layer) { return layerMultiplier(c, layer, -1); }

void setRates(Workbench& b, std::vector<float> rates) {
  Config config = b.runs[0].session.config;
  while (!rates.empty() && rates.back() == 1) rates.pop_back();
  config.rates = std::move(rates);
  changeConfig(b, config);
}

std::vector<float> allRates(const Workbench& b) {
  std::vector<float> rates;
  for (std::size_t l = 0; l < b.runs[0].session.state.network.layers.size(); ++l)
    rates.push_back(rateOf(b.runs[0].session.config, static_cast<int>(l)));
  return rates;
}

void setRate(Workbench& b, int layer, float rate) {
  std::vector<float> rates = allRates(b);
  rates[layer] = rate;
  setRates(b, std::move(rates));
}

bool onlyOneMoves(const Workbench& b, int layer) {
  const std::vector<float> rates = allRates(b);
  if (rates.size() < 2) return false;
  for (std::size_t l = 0; l < rates.size(); ++l)
    if ((rates[l] != 0) != (static_cast<int>(l) == layer)) return false;
  return true;
}

void toggleSolo(Workbench& b, Solo& solo, int layer) {
  const bool on = onlyOneMoves(b, layer);
  std::vector<float> rates = allRates(b);
  if (on) {
    rates.assign(rates.size(), 1.0f);
    if (solo.layer == layer && solo.ratesBefore.size() == rates.size()) rates = solo.ratesBefore;
  } else {
    if (solo.layer < 0 || !onlyOneMoves(b, solo.layer)) solo.ratesBefore = rates;
    const float own = rates[layer] != 0 ? rates[layer] : 1;
    rates.assign(rates.size(), 0.0f);
    rates[layer] = own;
  }
  solo.layer = on ? -1 : layer;
  setRates(b, std::move(rates));
}

constexpr Choice kPresets[] = {
    {"Rates", "How fast each layer moves"},
    {"All equal", "Every layer at the full rate, together"},
    {"Later faster", "Each layer at 1/2.6 of the rate of the one above it"},
    {"Only first", "All layers but the first are frozen"},
    {"Only last", "All layers but the last are frozen"},
    {"Turns", "One layer per step, from first to last and again"},
    {"Sweep", "Every layer in each step, one after the other, each by a fresh gradient"},
};

void applyPreset(Workbench& b, int preset) {
  constexpr float kDiscriminative = 2.6f;  // Howard & Ruder 2018
  Config config = b.runs[0].session.config;
  const int L = static_cast<int>(b.runs[0].session.state.network.layers.size());
  config.moves = preset == 5 ? Moves::turns : preset == 6 ? Moves::sweep : Moves::together;
  config.rates.assign(L, 1.0f);
  for (int l = 0; l < L; ++l) {
    if (preset == 2) {
      float rate = 1;
      for (int above = l + 1; above < L; ++above) rate /= kDiscriminative;
      config.rates[l] = rate;
    }
    if ((preset == 3 && l > 0) || (preset == 4 && l + 1 < L)) config.rates[l] = 0;
  }
  while (!config.rates.empty() && config.rates.back() == 1) config.rates.pop_back();
  changeConfig(b, config);
}

}  // namespace

void deskPresets(Kit& kit, Workbench& b, float width) {
  int preset = 0;
  if (dropdown(kit, "desk.preset", &preset, kPresets, width).changed && preset) applyPreset(b, preset);
}

void deskControls(Kit& kit, Workbench& b, Solo& solo, const Strip& s, float y) {
  const Theme& t = kit.theme;
  const float side = t.target, rate = rateOf(b.runs[0].session.config, s.layer);
  ImGui::SetCursorScreenPos({s.x - side - 1, y});
  if (iconButton(kit, textf("desk.%d.freeze", s.layer + 1), Icon::snowflake,
                 {.on = rate == 0,
                  .size = side,
                  .tip = rate == 0 ? "Let this layer move again" : "Freeze this layer"}))
    setRate(b, s.layer, rate == 0 ? 1 : 0);
  ImGui::SetCursorScreenPos({s.x + 1, y});
  if (iconButton(kit, textf("desk.%d.solo", s.layer + 1), Icon::solo,
                 {.on = onlyOneMoves(b, s.layer), .size = side, .tip = "Only this layer moves"}))
    toggleSolo(b, solo, s.layer);
}

void deskFader(Kit& kit, Workbench& b, const Strip& s, float y) {
  if (s.width < kWideStrip * kit.theme.scale) return;
  double rate = rateOf(b.runs[0].session.config, s.layer);
  ImGui::SetCursorScreenPos({s.x - s.width / 2, y});
  const Edit edit = sliderFloat(kit, textf("desk.%d.rate", s.layer + 1), &rate,
                                {.min = 0,
                                 .max = 10,
                                 .log = true,
                                 .floor = 0.01,
                                 .fallback = 1,
                                 .unit = "×",
                                 .zeroText = "frozen",
                                 .width = s.width});
  if (!edit) return;
  Config config = b.runs[0].session.config;
  config.rates = allRates(b);
  config.rates[s.layer] = static_cast<float>(rate);
  if (edit.began) beginDrag(b, config);
  dragConfig(b, config);
}

}  // namespace lockstep
