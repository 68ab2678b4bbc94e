#include "ui/desk/parts.h"

#include <algorithm>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr float kRow = 22, kHistogram = 30, kTrail = 26, kGutter = 88;  // CSS px
constexpr float kMostStretch = 2;

// A number over a thin meter: `at` in [−1, 1] is how far it is filled, from the left or, where `signedBar`,
// from the middle; `mark` in [0, 1] is where a rule of thumb stands.
struct Meter {
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
  Meter (*meter)(const StripReading&, double largestAlone);
};

const Row kRows[] = {
    {"drift", "input drift", "Drift of its inputs",
     "How much the features this layer reads change with the next step: ‖h(θ+d) − h(θ)‖ / ‖h(θ)‖ over the "
     "probe samples. The first layer reads the data, which stay.",
     [](const StripReading& r) { return !std::isnan(r.drift); },
     [](const StripReading& r, double) {
       return Meter{formatShare(r.drift), logShare(r.drift, 1e-4, 1)};
     }},
    {"stale", "staleness", "Staleness of its gradient",
     "How much its gradient would differ had the layers before it already moved: ‖G − G′‖ / ‖G‖. Internal "
     "covariate shift as Santurkar et al. 2018 define it.",
     [](const StripReading& r) { return !std::isnan(r.staleness); },
     [](const StripReading& r, double) {
       return Meter{formatLive(r.staleness, 2), logShare(r.staleness, 1e-4, 1)};
     }},
    {"cosine", "direction kept", "Direction of its gradient",
     "Cosine between its gradient and the one it would have had the layers before it already moved. 1: "
     "the same direction.",
     [](const StripReading& r) { return !std::isnan(r.cosine); },
     [](const StripReading& r, double) {
       return Meter{formatDecimals(r.cosine, 3), static_cast<float>(std::clamp(r.cosine, 0.0, 1.0))};
     }},
    {"alone", "ΔL alone", "What its step does alone",
     "Change of the loss if only this layer made its part of the next step. Blue: it lowers the loss.",
     [](const StripReading& r) { return !std::isnan(r.alone); },
     [](const StripReading& r, double largest) {
       return Meter{formatLive(r.alone, 2), largest > 0 ? static_cast<float>(r.alone / largest) : 0, true};
     }},
    {"gradient", "gradient norm", "Length of its gradient", "‖g_l‖ on the probe samples.",
     [](const StripReading& r) { return !std::isnan(r.gradient); },
     [](const StripReading& r, double) {
       return Meter{formatLive(r.gradient, 2), logShare(r.gradient, 1e-6, 10)};
     }},
    {"update", "update ratio", "Size of its step",
     "‖d_l‖ / ‖W_l‖: how far the next step moves its weights, as a share of them. A rule of thumb asks for "
     "about 10⁻³, the mark.",
     [](const StripReading& r) { return !std::isnan(r.update); },
     [](const StripReading& r, double) {
       return Meter{formatLive(r.update, 2), logShare(r.update, 1e-6, 1), false, 0.5f};
     }},
    {"idle", "idle units", "Units that do not answer",
     "Dead: zero on every probe sample (ReLU). Saturated: where the activation is all but flat (tanh, "
     "sigmoid). Share of its units, and of its answers.",
     // A layer has the one or the other: ReLU dies, tanh saturates.
     [](const StripReading& r) { return !std::isnan(r.dead) || !std::isnan(r.saturated); },
     [](const StripReading& r, double) {
       const double idle = std::isnan(r.dead) ? r.saturated : r.dead;
       return Meter{formatPercent(idle, 0), static_cast<float>(std::clamp(idle, 0.0, 1.0))};
     }},
    {"dimension", "dimension", "Effective dimension",
     "(tr C)² / tr C² of its outputs' covariance: in how many directions they vary. At most its "
     "number of units.",
     [](const StripReading& r) { return !std::isnan(r.dimension); },
     [](const StripReading& r, double) {
       return Meter{formatDecimals(r.dimension, 1), logShare(r.dimension, 1, 100)};
     }},
};

void drawMeter(const Kit& kit, ImDrawList* list, const Meter& g, ImVec2 min, ImVec2 max) {
  const Theme& t = kit.theme;
  const float y = max.y - 4 * t.scale, height = 3 * t.scale, width = max.x - min.x;
  drawTextIn(kit, list, Type::small, {min.x - t.unit, min.y}, {max.x + t.unit, y - t.scale}, 0.5f, t.ink,
             g.text);  // up to the next strip
  list->AddRectFilled({min.x, y}, {max.x, y + height}, pack(t.hairline), 1.5f);
  const float from = g.signedBar ? min.x + width / 2 : min.x,
              to = from + g.at * (g.signedBar ? width / 2 : width);
  const Color fill = g.signedBar && g.at < 0 ? t.positive : t.secondary;  // a loss that falls
  if (std::fabs(to - from) >= 0.5f)
    list->AddRectFilled({std::min(from, to), y}, {std::max(from, to), y + height}, pack(fill), 1.5f);
  if (g.mark >= 0)
    list->AddRectFilled({min.x + g.mark * width - 0.75f, y - 2 * t.scale},
                        {min.x + g.mark * width + 0.75f, y + height}, pack(t.ink));
}

void drawActivations(Kit& kit, ImDrawList* list, const StripReading& r, const Strip& s, float y,
                     float height) {
  const Theme& t = kit.theme;
  const ImVec2 min{s.x - s.width / 2, y}, max{s.x + s.width / 2, y + height};
  registerWidget(kit.widgets, textf("desk.%d.activations", s.layer + 1), min, max, true, true);
  list->AddLine({min.x, max.y}, max, pack(t.hairline), t.hairlineWidth);
  const float most = r.histogram.empty() ? 0 : *std::max_element(r.histogram.begin(), r.histogram.end());
  const float step = s.width / static_cast<float>(std::max<std::size_t>(1, r.histogram.size()));
  for (std::size_t i = 0; i < r.histogram.size() && most > 0; ++i) {
    // A square root lets the few be seen beside the many: saturated units pile up at both ends.
    const float tall = std::sqrt(r.histogram[i] / most) * (height - 2);
    const float x = min.x + step * static_cast<float>(i);
    if (tall > 0)
      list->AddRectFilled({x, max.y - tall}, {x + step - 0.5f, max.y}, pack(withAlpha(t.secondary, 0.6f)));
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
void drawTrail(Kit& kit, ImDrawList* list, const PercentileTrail& trail, const Strip& s, float y,
               float height) {
  const Theme& t = kit.theme;
  const ImVec2 min{s.x - s.width / 2, y}, max{s.x + s.width / 2, y + height};
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
          {min.x + s.width * static_cast<float>(x), max.y - 1 - (height - 2) * static_cast<float>(v)});
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
          float height, double largest) {
  const Theme& t = kit.theme;
  const ImVec2 min{s.x - s.width / 2, y}, max{s.x + s.width / 2, y + height};
  registerWidget(kit.widgets, textf("desk.%d.%s", s.layer + 1, row.name), min, max, true, true);
  drawMeter(kit, list, row.known(r) ? row.meter(r, largest) : Meter{textf<32>("–")}, min,
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

float stripWidth(const Theme& t, const NetworkLayout& layout) {
  return std::min(layout.spacing - t.inside, 128 * t.scale);
}

// Heights of the desk's parts, as tall as there is room for.
struct Heights {
  float switches, fader, histogram, trail, row;
  float whole(const Theme& t) const {
    return switches + fader + histogram + trail + 3 * t.unit + std::size(kRows) * row + 2 * t.inside;
  }
};
Heights heightsOf(const Kit& kit, const NetworkLayout& layout, float room) {
  const Theme& t = kit.theme;
  const bool faders = stripWidth(t, layout) >= kWideStrip * t.scale;
  Heights h = {t.target, faders ? t.control + t.unit : 0, kHistogram * t.scale, kTrail * t.scale,
               kRow * t.scale};
  const float stretch = std::clamp(room / h.whole(t), 1.0f, kMostStretch);
  h.histogram *= stretch, h.trail *= stretch, h.row *= stretch;
  return h;
}

// Strips side by side where no network stands above them (narrow screens).
NetworkLayout stripsAlone(const Kit& kit, const Network& network, ImVec2 min, ImVec2 size) {
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

struct DeskPanel final : Panel {
  DeskReadings readings;
  Solo solo;

  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float) const override {
    return heightsOf(frame.kit, frame.views[0].layout, 0).whole(frame.kit.theme);
  }
};

void DeskPanel::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  const Theme& t = kit.theme;
  const ImVec2 min = rect.min, size = rect.size;
  NetworkLayout alone;
  if (frame.screen.narrow) alone = stripsAlone(kit, b.runs[0].session.state.network, min, size);
  const NetworkLayout& layout = frame.screen.narrow ? alone : frame.views[0].layout;
  followRun(frame.views[0].lab, b.runs[0]);
  wantDesk(frame.views[0].lab);
  readDesk(frame.views[0].lab, readings);
  beginPanel(kit, "desk", min, size, false, 0);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Heights h = heightsOf(kit, layout, size.y);
  const float left = min.x + t.between, right = origin.x + ImGui::GetContentRegionAvail().x;
  float width = stripWidth(t, layout);
  // The last strip ends where the panel does, unless most of it is scrolled away.
  const float beyond = layout.columns.empty() ? 0 : right - layout.columns.back().x;
  if (beyond > 24 * t.scale) width = std::min(width, 2 * beyond);
  const float first = layout.columns.size() > 1 ? layout.columns[1].x - width / 2 - left - t.inside : 0;
  const float gutter = std::clamp(first, 70 * t.scale, 170 * t.scale);
  double largest = 0;
  for (const StripReading& r : readings.layers)
    if (!std::isnan(r.alone)) largest = std::max(largest, std::fabs(r.alone));

  const float top = origin.y + t.inside, faderTop = top + h.switches + t.unit,
              histogramTop = faderTop + h.fader, trailTop = histogramTop + h.histogram + t.unit,
              rowsTop = trailTop + h.trail + t.unit;
  ImGui::SetCursorScreenPos({left, top});
  deskPresets(kit, b, std::min(gutter - t.unit, 132 * t.scale));
  auto label = [&](float y, float height, std::string_view name) {
    drawTextIn(kit, list, Type::small, {left, y}, {left + gutter - t.unit, y + height}, 0, t.secondary, name);
  };
  label(histogramTop, h.histogram, "given to units");
  label(trailTop, h.trail, "percentiles");
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    const float y = rowsTop + static_cast<float>(i) * h.row;
    rowLabel(kit, list, kRows[i], {left, y}, {left + gutter - t.unit, y + h.row - 6 * t.scale},
             min.x + size.x, readings);
  }
  const StripReading nothing;
  for (const UnitColumn& column : layout.columns) {
    const Strip s{column.layer, column.x, width};
    if (column.layer < 0 || s.x - s.width / 2 < left + gutter - 1 || s.x - s.width / 2 > min.x + size.x)
      continue;
    const StripReading& r =
        column.layer < static_cast<int>(readings.layers.size()) ? readings.layers[column.layer] : nothing;
    deskControls(kit, b, solo, s, top);
    deskFader(kit, b, s, faderTop);
    drawActivations(kit, list, r, s, histogramTop, h.histogram);
    if (column.layer < static_cast<int>(readings.trails.size()))
      drawTrail(kit, list, readings.trails[column.layer], s, trailTop, h.trail);
    for (std::size_t i = 0; i < std::size(kRows); ++i)
      cell(kit, list, kRows[i], r, s, rowsTop + static_cast<float>(i) * h.row, h.row, largest);
  }
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy({1, h.whole(t)});
  endPanel(kit);
}

}  // namespace

std::unique_ptr<Panel> makeDesk() { return std::make_unique<DeskPanel>(); }

}  // namespace lockstep
