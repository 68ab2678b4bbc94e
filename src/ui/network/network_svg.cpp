#include "ui/network/network_svg.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "gfx/edges.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

// In the drawing's own units, CSS px at full size.
constexpr float kLeft = 96, kRight = 112, kHead = 112, kFoot = 48, kPitch = 36, kTallest = 720, kRadius = 12;

struct Column {
  int units;
  float x, top, pitch, radius;
  float y(int unit) const { return top + (static_cast<float>(unit) + 0.5f) * pitch; }
};

struct Drawing {
  const Theme& theme;
  const Session& session;
  std::vector<Column> columns;  // the inputs first
  float width, height;
  std::string text;

  const Network& network() const { return session.state.network; }
  void add(std::string_view words) { text += words; }
  void addEscaped(std::string_view words) {
    for (const char c : words)
      if (c == '&' || c == '<' || c == '>' || c == '"')
        add(textf("&#%d;", c));
      else
        text += static_cast<unsigned char>(c) < 32 ? ' ' : c;  // XML has no control characters
  }
  // anchor: start, middle or end, of the words at x.
  void addWords(float x, float y, float size, const char* anchor, Color color, std::string_view words) {
    add(textf<160>("<text x=\"%.1f\" y=\"%.1f\" font-size=\"%g\" text-anchor=\"%s\" fill=\"", x, y, size,
                   anchor));
    add(hex(color)), add("\">"), addEscaped(words), add("</text>\n");
  }
  static Text32 hex(Color c) { return textf<32>("#%02x%02x%02x", c.r, c.g, c.b); }
};

Drawing layOut(const Theme& theme, const Session& session) {
  Drawing d{theme, session, {}, 0, 0, {}};
  const std::vector<Layer>& layers = d.network().layers;
  const auto count = static_cast<float>(layers.size());
  const float spacing = std::clamp(1120 / count, 56.0f, 144.0f);
  int most = d.network().inputs();
  for (const Layer& layer : layers) most = std::max(most, layer.outputs);
  const float tall = std::min(kTallest, kPitch * static_cast<float>(most));
  for (std::size_t c = 0; c <= layers.size(); ++c) {
    const int units = c ? layers[c - 1].outputs : d.network().inputs();
    const float pitch = std::min(kPitch, tall / static_cast<float>(units));
    d.columns.push_back({units, kLeft + spacing * static_cast<float>(c),
                         kHead + (tall - pitch * static_cast<float>(units)) / 2, pitch,
                         std::min(kRadius, 0.42f * pitch)});
  }
  d.width = kLeft + spacing * count + kRight;
  d.height = kHead + tall + kFoot;
  return d;
}

struct Ranked {
  float strength;
  std::size_t place;  // among all weights
  gfx::Edge edge;
};
bool isStronger(const Ranked& a, const Ranked& b) {
  return std::tie(a.strength, a.place) > std::tie(b.strength, b.place);
}

// Those that are drawn, the weakest first. A heap of them with the weakest on top: there may be millions.
std::vector<gfx::Edge> edgesOf(const Drawing& d) {
  std::vector<Ranked> kept;
  std::size_t place = 0;
  for (std::size_t l = 0; l < d.network().layers.size(); ++l) {
    const Layer& layer = d.network().layers[l];
    const Column &from = d.columns[l], &to = d.columns[l + 1];
    const float* w = d.network().parameters.data() + layer.weight;
    for (int o = 0; o < layer.outputs; ++o)
      for (int i = 0; i < layer.inputs; ++i, ++w) {
        // A weight that is not a number counts as the strongest, as on the screen.
        const float strength = std::isfinite(*w) ? std::fabs(*w) : INFINITY;
        kept.push_back({strength, place++, {from.x + from.radius, from.y(i), to.x - to.radius, to.y(o), *w}});
        std::ranges::push_heap(kept, isStronger);
        if (kept.size() <= kMostSvgEdges) continue;
        std::ranges::pop_heap(kept, isStronger);
        kept.pop_back();
      }
  }
  std::ranges::sort(kept, [](const Ranked& a, const Ranked& b) { return isStronger(b, a); });
  std::vector<gfx::Edge> edges;
  for (const Ranked& one : kept) edges.push_back(one.edge);
  return edges;
}

gfx::EdgeStyle styleOf(const Drawing& d, const std::vector<gfx::Edge>& edges) {
  float largest = 0.5f;
  for (const gfx::Edge& e : edges)
    if (std::isfinite(e.weight)) largest = std::max(largest, std::fabs(e.weight));
  gfx::EdgeStyle style;
  style.positive = d.theme.positive, style.negative = d.theme.negative, style.invalid = d.theme.alarm;
  style.scale = largest;
  // Thinner where units are close, or nothing but the strongest would be seen.
  float pitch = kPitch;
  for (const Column& column : d.columns) pitch = std::min(pitch, column.pitch);
  style.maxWidth = std::max(1.0f, 4.5f * pitch / kPitch), style.minWidth = style.maxWidth / 6;
  return style;
}

void addEdges(Drawing& d, const std::vector<gfx::Edge>& edges, const gfx::EdgeStyle& style) {
  d.add("<g id=\"weights\" fill=\"none\">\n");
  for (const gfx::Edge& e : edges) {
    const float middle = (e.x0 + e.x1) / 2;  // of gfx::edgeCurve
    const Color color = !std::isfinite(e.weight) ? style.invalid
                        : e.weight < 0           ? style.negative
                                                 : style.positive;
    d.add(
        textf<200>("<path d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\" stroke=\"%s\" stroke-width=\"%.2f\" "
                   "stroke-opacity=\"%.2f\"/>\n",
                   e.x0, e.y0, middle, e.y0, middle, e.y1, e.x1, e.y1, Drawing::hex(color).c_str(),
                   gfx::edgeWidth(style, e), gfx::edgeOpacity(style, e)));
  }
  d.add("</g>\n");
}

void addUnits(Drawing& d) {
  d.add("<g id=\"units\" stroke=\"");
  d.add(Drawing::hex(d.theme.outline)), d.add("\">\n");
  for (std::size_t c = 0; c < d.columns.size(); ++c) {
    const Column& column = d.columns[c];
    for (int u = 0; u < column.units; ++u) {
      const float bias =
          c ? d.network().parameters[d.network().layers[c - 1].bias + static_cast<std::size_t>(u)] : 0;
      const Color fill = !c ? d.theme.raised : std::isfinite(bias) ? diverging(d.theme, bias) : d.theme.alarm;
      d.add(textf<160>("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.2f\" stroke-width=\"%.2f\" fill=\"%s\"/>\n",
                       column.x, column.y(u), column.radius, std::min(1.0f, column.radius / 4),
                       Drawing::hex(fill).c_str()));
    }
  }
  d.add("</g>\n");
}

// What columns, inputs and outputs are.
void addNames(Drawing& d) {
  const Problem& problem = d.session.problem;
  constexpr float kReadable = 14;  // px from one name to the next
  for (std::size_t c = 0; c < d.columns.size(); ++c) {
    const Column& column = d.columns[c];
    const Text64 head = !c                         ? textf("Input")
                        : c + 1 < d.columns.size() ? textf("Layer %d", static_cast<int>(c))
                                                   : textf("Output");
    d.addWords(column.x, kHead - 26, 12, "middle", d.theme.ink, head);
    d.addWords(column.x, kHead - 11, 12, "middle", d.theme.secondary, formatCount(column.units));
    if (column.pitch < kReadable) continue;
    for (int u = 0; u < column.units; ++u) {
      const auto unit = static_cast<std::size_t>(u);
      if (!c && unit < problem.inputNames.size())
        d.addWords(column.x - column.radius - 8, column.y(u) + 4, 12, "end", d.theme.secondary,
                   problem.inputNames[unit]);
      if (c + 1 == d.columns.size() && problem.outputs > 1)
        d.addWords(column.x + column.radius + 8, column.y(u) + 4, 12, "start", classColor(d.theme, u),
                   unit < problem.data.classNames.size() ? problem.data.classNames[unit] : std::to_string(u));
    }
  }
}

void addTitle(Drawing& d, std::string_view caption, std::size_t drawn) {
  const Session& s = d.session;
  std::size_t weights = 0;
  for (const Layer& layer : d.network().layers)
    weights += static_cast<std::size_t>(layer.inputs) * static_cast<std::size_t>(layer.outputs);
  const std::string title(caption.empty() ? std::string_view(dataInfo(s.config.dataset).label) : caption);
  d.add("<g font-weight=\"600\">"), d.addWords(24, 32, 18, "start", d.theme.ink, title), d.add("</g>");
  std::string line = "Step " + std::string(formatCount(s.state.step)) + ", " +
                     std::string(formatCount(static_cast<long long>(weights))) + " weights";
  if (drawn < weights)
    line += ", the strongest " + std::string(formatCount(static_cast<long long>(drawn))) + " drawn";
  d.addWords(24, 52, 12, "start", d.theme.secondary, line);
}

void addLegend(Drawing& d, const gfx::EdgeStyle& style) {
  const float y = d.height - 20;
  float x = 24;
  for (const float value : {-style.scale, style.scale}) {
    d.add(textf<200>("<path d=\"M%.1f %.1fh24\" stroke=\"%s\" stroke-width=\"%.2f\"/>\n", x, y - 4,
                     Drawing::hex(value < 0 ? style.negative : style.positive).c_str(),
                     gfx::edgeWidth(style, {0, 0, 0, 0, value})));
    d.addWords(x + 30, y, 12, "start", d.theme.secondary, formatNumber(value, 2));
    x += 80;
  }
  d.addWords(x, y, 12, "start", d.theme.secondary, "in a circle: its bias");
}

}  // namespace

std::string networkSvg(const Theme& theme, const Session& session, std::string_view caption) {
  Drawing d = layOut(theme, session);
  const std::vector<gfx::Edge> edges = edgesOf(d);
  const gfx::EdgeStyle style = styleOf(d, edges);
  d.add(textf<220>(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" "
      "font-family=\"Inter, system-ui, sans-serif\" role=\"img\">\n<title>",
      d.width, d.height, d.width, d.height));
  d.addEscaped(caption.empty() ? "A neural network" : caption);
  d.add("</title>\n<desc>"), d.addEscaped(printConfig(session.config)), d.add("</desc>\n");
  d.add("<rect width=\"100%\" height=\"100%\" fill=\""), d.add(Drawing::hex(theme.paper)), d.add("\"/>\n");
  addEdges(d, edges, style);
  addUnits(d);
  addNames(d);
  addTitle(d, caption, edges.size());
  addLegend(d, style);
  d.add("</svg>\n");
  return std::move(d.text);
}

}  // namespace lockstep
