#include "ui/desk.h"

#include <algorithm>

#include "ui/draw.h"
#include "ui/number_format.h"
#include "ui/widgets.h"

namespace lockstep {
namespace {

constexpr float kRow = 22, kHistogram = 30, kTrail = 26, kGutter = 104;  // CSS px
constexpr float kWideStrip = 92;  // CSS px: narrower ones have no fader

struct Strip {
  int layer;
  float x, width;  // centre
};

// ---- what the viewer sets ----

float rateOf(const Config& c, int layer) { return layerMultiplier(c, layer, -1); }

void setRates(Workbench& b, std::vector<float> rates) {
  Config config = b.session.config;
  while (!rates.empty() && rates.back() == 1) rates.pop_back();
  config.rates = std::move(rates);
  changeConfig(b, config);
}

std::vector<float> allRates(const Workbench& b) {
  std::vector<float> rates;
  for (std::size_t l = 0; l < b.session.state.network.layers.size(); ++l)
    rates.push_back(rateOf(b.session.config, static_cast<int>(l)));
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

void toggleSolo(Workbench& b, Desk& desk, int layer) {
  const bool on = onlyOneMoves(b, layer);
  std::vector<float> rates = allRates(b);
  if (on) {
    rates.assign(rates.size(), 1.0f);
    if (desk.solo == layer && desk.ratesBefore.size() == rates.size()) rates = desk.ratesBefore;
  } else {
    if (desk.solo < 0 || !onlyOneMoves(b, desk.solo)) desk.ratesBefore = rates;
    const float own = rates[layer] != 0 ? rates[layer] : 1;
    rates.assign(rates.size(), 0.0f);
    rates[layer] = own;
  }
  desk.solo = on ? -1 : layer;
  setRates(b, std::move(rates));
}

constexpr Choice kPresets[] = {
    {"Rates", "How fast each layer moves"},
    {"All equal", "Every layer at the full rate, all at once"},
    {"Later faster", "Each layer at 1/2.6 of the rate of the one above it"},
    {"Only first", "All layers but the first are frozen"},
    {"Only last", "All layers but the last are frozen"},
    {"Take turns", "One layer per step, from first to last and again"},
    {"One by one", "All layers in each step, each with a fresh gradient"},
};

void applyPreset(Workbench& b, int preset) {
  constexpr float kDiscriminative = 2.6f;  // Howard & Ruder 2018
  Config config = b.session.config;
  const int L = static_cast<int>(b.session.state.network.layers.size());
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

void controls(Kit& kit, Workbench& b, Desk& desk, const Strip& s, float y) {
  const Theme& t = kit.theme;
  const float side = t.target, rate = rateOf(b.session.config, s.layer);
  ImGui::SetCursorScreenPos({s.x - side - 1, y});
  if (iconButton(kit, textf("desk.%d.freeze", s.layer + 1), Icon::snowflake,
                 {.on = rate == 0,
                  .size = side,
                  .tip = rate == 0 ? "Let this layer move again" : "Freeze this layer"}))
    setRate(b, s.layer, rate == 0 ? 1 : 0);
  ImGui::SetCursorScreenPos({s.x + 1, y});
  if (iconButton(kit, textf("desk.%d.solo", s.layer + 1), Icon::solo,
                 {.on = onlyOneMoves(b, s.layer), .size = side, .tip = "Only this layer moves"}))
    toggleSolo(b, desk, s.layer);
}

void fader(Kit& kit, Workbench& b, const Strip& s, float y) {
  if (s.width < kWideStrip * kit.theme.scale) return;
  double rate = rateOf(b.session.config, s.layer);
  ImGui::SetCursorScreenPos({s.x - s.width / 2, y});
  const Edit edit = sliderFloat(kit, textf("desk.%d.rate", s.layer + 1), &rate,
                                {.min = 0,
                                 .max = 10,
                                 .scale = Scale::log,
                                 .floor = 0.01,
                                 .fallback = 1,
                                 .unit = "×",
                                 .zeroText = "frozen",
                                 .width = s.width});
  if (!edit) return;
  Config config = b.session.config;
  config.rates = allRates(b);
  config.rates[s.layer] = static_cast<float>(rate);
  if (edit.began) beginDrag(b, config);
  dragConfig(b, config);
}

// ---- what the run measures ----

// A number over a thin gauge: `at` in [−1, 1] is how far it is filled, from the left or, where `signedBar`,
// from the middle; `mark` in [0, 1] is where a rule of thumb stands.
struct Gauge {
  Text32 text;
  float at = 0;
  bool signedBar = false;
  float mark = -1;
};

float logShare(double value, double lo, double hi) {
  if (!(value > 0)) return 0;
  return static_cast<float>(
      std::clamp((std::log10(value) - std::log10(lo)) / (std::log10(hi) - std::log10(lo)), 0.0, 1.0));
}

// How the rows of the desk read a strip.
struct Row {
  const char *name, *label, *title, *body;
  bool (*known)(const StripReading&);
  Gauge (*gauge)(const StripReading&, double largestAlone);
};

const Row kRows[] = {
    {"drift", "input drift", "Drift of its inputs",
     "How much the features this layer reads change with the next step: ‖h(θ+d) − h(θ)‖ / ‖h(θ)‖ over the "
     "probe "
     "samples. The first layer reads the data, which stay.",
     [](const StripReading& r) { return !std::isnan(r.drift); },
     [](const StripReading& r, double) {
       return Gauge{formatPercent(r.drift, r.drift < 0.01 ? 2 : 1), logShare(r.drift, 1e-4, 1)};
     }},
    {"stale", "gradient staleness", "Staleness of its gradient",
     "How much its gradient would differ had the layers before it already moved: ‖G − G′‖ / ‖G‖. Internal "
     "covariate shift as Santurkar et al. 2018 define it.",
     [](const StripReading& r) { return !std::isnan(r.staleness); },
     [](const StripReading& r, double) {
       return Gauge{formatLive(r.staleness, 2), logShare(r.staleness, 1e-4, 1)};
     }},
    {"cosine", "its direction", "Direction of its gradient",
     "Cosine between its gradient and the one it would have had the layers before it already moved. 1: the "
     "same "
     "direction.",
     [](const StripReading& r) { return !std::isnan(r.cosine); },
     [](const StripReading& r, double) {
       return Gauge{formatDecimals(r.cosine, 3), static_cast<float>(std::clamp(r.cosine, 0.0, 1.0))};
     }},
    {"alone", "ΔL alone", "What its step does alone",
     "Change of the loss if only this layer made its part of the next step. Orange lowers the loss.",
     [](const StripReading& r) { return !std::isnan(r.alone); },
     [](const StripReading& r, double largest) {
       return Gauge{formatLive(r.alone, 2), largest > 0 ? static_cast<float>(r.alone / largest) : 0, true};
     }},
    {"gradient", "gradient norm", "Length of its gradient", "‖g_l‖ on the probe samples.",
     [](const StripReading& r) { return !std::isnan(r.gradient); },
     [](const StripReading& r, double) {
       return Gauge{formatLive(r.gradient, 2), logShare(r.gradient, 1e-6, 10)};
     }},
    {"update", "update / weight", "Size of its step",
     "‖d_l‖ / ‖W_l‖: how far the next step moves its weights, as a share of them. A rule of thumb asks for "
     "about "
     "10⁻³, the mark.",
     [](const StripReading& r) { return !std::isnan(r.update); },
     [](const StripReading& r, double) {
       return Gauge{formatLive(r.update, 2), logShare(r.update, 1e-6, 1), false, 0.5f};
     }},
    {"idle", "dead · saturated", "Units that do not answer",
     "Dead: zero on every probe sample (ReLU). Saturated: where the activation is all but flat (tanh, "
     "sigmoid). "
     "Share of its units, and of its answers.",
     [](const StripReading& r) { return !std::isnan(r.dead); },
     [](const StripReading& r, double) {
       return Gauge{textf<32>("%.0f · %.0f %%", 100 * r.dead, 100 * r.saturated),
                    static_cast<float>(std::clamp(std::max(r.dead, r.saturated), 0.0, 1.0))};
     }},
    {"dimension", "dimension", "Effective dimension",
     "(tr C)² / tr C² of its outputs' covariance: in how many directions they vary. At most its number of "
     "units.",
     [](const StripReading& r) { return !std::isnan(r.dimension); },
     [](const StripReading& r, double) {
       return Gauge{formatDecimals(r.dimension, 1), logShare(r.dimension, 1, 100)};
     }},
};

void drawGauge(const Kit& kit, ImDrawList* list, const Gauge& g, ImVec2 min, ImVec2 max) {
  const Theme& t = kit.theme;
  const float y = max.y - 4 * t.scale, height = 3 * t.scale, width = max.x - min.x;
  drawTextIn(kit, list, Type::small, min, {max.x, y - t.scale}, 0.5f, t.ink, g.text);
  list->AddRectFilled({min.x, y}, {max.x, y + height}, pack(t.hairline), 1.5f);
  const float from = g.signedBar ? min.x + width / 2 : min.x,
              to = from + g.at * (g.signedBar ? width / 2 : width);
  const Color fill = !g.signedBar ? t.secondary : g.at < 0 ? t.negative : t.positive;
  if (std::fabs(to - from) >= 0.5f)
    list->AddRectFilled({std::min(from, to), y}, {std::max(from, to), y + height}, pack(fill), 1.5f);
  if (g.mark >= 0)
    list->AddRectFilled({min.x + g.mark * width - 0.75f, y - 2 * t.scale},
                        {min.x + g.mark * width + 0.75f, y + height}, pack(t.ink));
}

void drawActivations(Kit& kit, ImDrawList* list, const StripReading& r, const Strip& s, float y) {
  const Theme& t = kit.theme;
  const ImVec2 min{s.x - s.width / 2, y}, max{s.x + s.width / 2, y + kHistogram * t.scale};
  registerWidget(kit.widgets, textf("desk.%d.activations", s.layer + 1), min, max, true, true);
  list->AddLine({min.x, max.y}, max, pack(t.hairline), t.hairlineWidth);
  const float most = r.histogram.empty() ? 0 : *std::max_element(r.histogram.begin(), r.histogram.end());
  const float step = s.width / static_cast<float>(std::max<std::size_t>(1, r.histogram.size()));
  for (std::size_t i = 0; i < r.histogram.size() && most > 0; ++i) {
    // A square root lets the few be seen beside the many: saturated units pile up at both ends.
    const float height = std::sqrt(r.histogram[i] / most) * (max.y - min.y - 2);
    const float x = min.x + step * static_cast<float>(i);
    if (height > 0)
      list->AddRectFilled({x, max.y - height}, {x + step - 0.5f, max.y}, pack(withAlpha(t.secondary, 0.6f)));
  }
  for (double q : r.quantiles) {
    if (std::isnan(q) || !(r.high > r.low)) continue;
    const float x =
        min.x + s.width * static_cast<float>(std::clamp((q - r.low) / (r.high - r.low), 0.0, 1.0));
    list->AddLine({x, min.y + 2}, {x, max.y}, pack(t.accent), t.line);
  }
  if (!ImGui::IsWindowHovered() || !ImGui::IsMouseHoveringRect(min, max)) return;
  const Text32 low = formatNumber(r.low), high = formatNumber(r.high), moved = formatLive(r.quantileDrift, 2);
  const TipRow rows[] = {
      {"from", low.view()}, {"to", high.view()}, {"moved, in interquartile ranges", moved.view()}};
  tipNow(
      kit,
      {.title = "Activations now",
       .body = "How often each value occurs over its units and the probe samples; heights are square roots. "
               "Blue: the 15th, 50th and 85th percentile of its first unit before the activation, whose "
               "movement Ioffe & Szegedy 2015 plot.",
       .rows = rows,
       .key = {}});
}

// How the three percentiles moved over the run: three lines in a small frame of their own scale.
void drawTrail(Kit& kit, ImDrawList* list, const PercentileTrail& trail, const Strip& s, float y) {
  const Theme& t = kit.theme;
  const ImVec2 min{s.x - s.width / 2, y}, max{s.x + s.width / 2, y + kTrail * t.scale};
  registerWidget(kit.widgets, textf("desk.%d.percentiles", s.layer + 1), min, max, true, true);
  list->AddLine({min.x, max.y}, max, pack(t.hairline), t.hairlineWidth);
  if (!trail.lines[0] || trail.lines[0]->buckets.size() < 2) return;
  double low = INFINITY, high = -INFINITY;
  for (const Series* line : trail.lines)
    for (const Bucket& bucket : line->buckets)
      low = std::min(low, static_cast<double>(bucket.min)),
      high = std::max(high, static_cast<double>(bucket.max));
  if (!(high > low)) return;
  const double x0 = trail.lines[0]->firstX(), x1 = trail.lines[0]->lastX();
  std::vector<ImVec2> points;
  for (int i = 0; i < 3; ++i) {
    points.clear();
    const std::vector<Bucket>& buckets = trail.lines[i]->buckets;
    const std::size_t stride = std::max<std::size_t>(1, buckets.size() / 120);
    for (std::size_t k = 0; k < buckets.size(); k += stride) {
      const double x = (buckets[k].x1 - x0) / (x1 - x0), v = (buckets[k].mean - low) / (high - low);
      points.push_back(
          {min.x + s.width * static_cast<float>(x), max.y - 1 - (max.y - min.y - 2) * static_cast<float>(v)});
    }
    list->AddPolyline(points.data(), static_cast<int>(points.size()),
                      pack(i == 1 ? t.accent : withAlpha(t.accent, 0.55f)), 0, i == 1 ? t.line : 1.0f);
  }
  if (!ImGui::IsWindowHovered() || !ImGui::IsMouseHoveringRect(min, max)) return;
  const Text32 from = formatNumber(low), to = formatNumber(high);
  const TipRow rows[] = {{"from", from.view()}, {"to", to.view()}};
  tipNow(kit,
         {.title = "What its first unit is given, over the run",
          .body =
              "15th, 50th and 85th percentile of its first unit's pre-activation over the probe samples: the "
              "distribution drift that Ioffe & Szegedy 2015 plot.",
          .rows = rows,
          .key = {}});
}

void cell(Kit& kit, ImDrawList* list, const Row& row, const StripReading& r, const Strip& s, float y,
          double largest) {
  const Theme& t = kit.theme;
  const ImVec2 min{s.x - s.width / 2, y}, max{s.x + s.width / 2, y + kRow * t.scale};
  registerWidget(kit.widgets, textf("desk.%d.%s", s.layer + 1, row.name), min, max, true, true);
  drawGauge(kit, list, row.known(r) ? row.gauge(r, largest) : Gauge{textf<32>("–")}, min,
            {max.x, max.y - 3 * t.scale});
}

void rowLabel(Kit& kit, ImDrawList* list, const Row& row, ImVec2 min, ImVec2 max, float right,
              const DeskReadings& readings) {
  drawTextIn(kit, list, Type::small, min, max, 0, kit.theme.secondary, row.label);
  if (!ImGui::IsWindowHovered() || !ImGui::IsMouseHoveringRect(min, {right, max.y})) return;
  const Text32 step = formatCount(readings.step), cost = formatDuration(readings.cost / 1000);
  const TipRow rows[] = {{"measured at step", step.view()}, {"all strips together cost", cost.view()}};
  tipNow(kit, {.title = row.title, .body = row.body, .rows = rows, .key = {}});
}

}  // namespace

float deskHeight(const Kit& kit) {
  const Theme& t = kit.theme;
  return t.target + t.control + 3 * t.unit + kHistogram * t.scale + kTrail * t.scale + t.unit +
         std::size(kRows) * kRow * t.scale + 2 * t.inside;
}

NetworkLayout deskLayout(const Kit& kit, const Network& network, ImVec2 min, ImVec2 size) {
  const Theme& t = kit.theme;
  const float L = static_cast<float>(network.layers.size()), gutter = t.between + kGutter * t.scale;
  NetworkLayout layout;
  layout.spacing = std::clamp((size.x - gutter - t.inside) / L, 60 * t.scale, 140 * t.scale);
  layout.columns.resize(network.layers.size() + 1);
  for (std::size_t c = 1; c < layout.columns.size(); ++c) {
    layout.columns[c].layer = static_cast<int>(c) - 1;
    layout.columns[c].x = min.x + gutter + layout.spacing * (static_cast<float>(c) - 0.5f);
  }
  layout.width = gutter + L * layout.spacing;
  return layout;
}

void drawDesk(Kit& kit, Workbench& b, const NetworkLayout& layout, const DeskReadings& readings, Desk& desk,
              ImVec2 min, ImVec2 size) {
  const Theme& t = kit.theme;
  beginPanel(kit, "desk", min, size, false, 0);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float stripWidth = std::min(layout.spacing - t.inside, 128 * t.scale), left = min.x + t.between;
  const float first = layout.columns.size() > 1 ? layout.columns[1].x - stripWidth / 2 - left - t.inside : 0;
  const float gutter = std::clamp(first, 70 * t.scale, 170 * t.scale);
  double largest = 0;
  for (const StripReading& r : readings.layers)
    if (!std::isnan(r.alone)) largest = std::max(largest, std::fabs(r.alone));

  const float top = origin.y + t.inside, faderTop = top + t.target + t.unit,
              histogramTop = faderTop + t.control + t.unit,
              trailTop = histogramTop + kHistogram * t.scale + t.unit,
              rowsTop = trailTop + kTrail * t.scale + t.unit;
  ImGui::SetCursorScreenPos({left, top});
  int preset = 0;
  if (dropdown(kit, "desk.preset", &preset, kPresets, std::min(gutter - t.unit, 132 * t.scale)).changed &&
      preset)
    applyPreset(b, preset);
  auto label = [&](float y, float height, std::string_view name) {
    drawTextIn(kit, list, Type::small, {left, y}, {left + gutter - t.unit, y + height}, 0, t.secondary, name);
  };
  label(histogramTop, kHistogram * t.scale, "given to units");
  label(trailTop, kTrail * t.scale, "percentiles");
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    const float y = rowsTop + static_cast<float>(i) * kRow * t.scale;
    rowLabel(kit, list, kRows[i], {left, y}, {left + gutter - t.unit, y + kRow * t.scale - 6 * t.scale},
             min.x + size.x, readings);
  }
  const StripReading nothing;
  for (const UnitColumn& column : layout.columns) {
    const Strip s{column.layer, column.x, stripWidth};
    if (column.layer < 0 || s.x - s.width / 2 < left + gutter - 1 || s.x - s.width / 2 > min.x + size.x)
      continue;
    const StripReading& r =
        column.layer < static_cast<int>(readings.layers.size()) ? readings.layers[column.layer] : nothing;
    controls(kit, b, desk, s, top);
    fader(kit, b, s, faderTop);
    drawActivations(kit, list, r, s, histogramTop);
    if (column.layer < static_cast<int>(readings.trails.size()))
      drawTrail(kit, list, readings.trails[column.layer], s, trailTop);
    for (std::size_t i = 0; i < std::size(kRows); ++i)
      cell(kit, list, kRows[i], r, s, rowsTop + static_cast<float>(i) * kRow * t.scale, largest);
  }
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy({1, deskHeight(kit)});
  endPanel(kit);
}

}  // namespace lockstep
