#include "ui/network/network_view.h"

#include <algorithm>
#include <cmath>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"
#include "ui/network/edit.h"

namespace lockstep {
namespace {

constexpr float kWithSteppers = 210;  // CSS px: high enough for two units below them
constexpr int kMatrixPixels = 256;    // larger weight matrices are shrunk to this side for display

bool hasLegend(const Theme& t, ImVec2 size) { return size.x >= 500 * t.scale && size.y >= 240 * t.scale; }

const Layer& layerOf(const Run& run, int layer) { return run.session.state.network.layers[layer]; }

// How much a unit matters to what is seen, to choose the excerpt of a wide column: the length of its outgoing
// weights, or for outputs and inputs of the weights next to them.
std::vector<std::vector<float>> rankUnits(const Network& net) {
  std::vector<std::vector<float>> activity(net.layers.size() + 1);
  for (std::size_t c = 0; c < activity.size(); ++c) {
    const bool outgoing = c < net.layers.size();
    const Layer& layer = net.layers[outgoing ? c : c - 1];
    activity[c].assign(outgoing ? layer.inputs : layer.outputs, 0.0f);
    for (int o = 0; o < layer.outputs; ++o)
      for (int i = 0; i < layer.inputs; ++i) {
        const float w = net.parameters[layer.weight + static_cast<std::size_t>(o) * layer.inputs + i];
        activity[c][outgoing ? i : o] += w * w;
      }
  }
  return activity;
}

void updateLayout(const Kit& kit, const Run& run, NetworkView& view, ImVec2 origin, ImVec2 size,
                  float header) {
  const Theme& t = kit.theme;
  const Network& net = run.session.state.network;
  RunViews& shared = *view.shared;
  // The excerpt is chosen anew only with a new shape or run: neurons that jump about cannot be watched.
  if (shared.shapeVersion != run.shapeVersion || shared.runVersion != run.runVersion) {
    shared.shapeVersion = run.shapeVersion, shared.runVersion = run.runVersion;
    shared.ranks = rankUnits(net);
    shared.selection = {};
  }
  if (view.shapeVersion != run.shapeVersion || view.runVersion != run.runVersion) {
    view.shapeVersion = run.shapeVersion, view.runVersion = run.runVersion;
    view.edited = view.dragged = {};
    gfx::clearTiles(view.matrixAtlas);
    view.matrixTiles.assign(net.layers.size(), gfx::kNoTile);
    view.matrixVersion = 0;
  }
  const bool named = run.session.problem.outputs > 1;  // classes are written beside the outputs
  const float side = (size.x < 500 * t.scale && !named ? 44 : 64) * t.scale;
  const float foot = hasLegend(t, size) ? textHeight(kit, Type::small) + t.around + t.inside : t.inside;
  const LayoutRoom room{origin.x + side, origin.x + size.x - side, origin.y + header,
                        origin.y + size.y - foot, t.unit};
  shared.layout = layOutColumns(net, room, run.session.problem.data.imageSide > 0, shared.ranks);
  shared.layout.width += 2 * side;
}

float emphasisOf(const NetworkView& view, const ParameterRef& ref) {
  if (view.shared->selection.hovered.valid() && view.shared->selection.hovered == ref) return 2;
  if (!view.shared->selection.hoveredUnit.valid()) return 1;
  const bool into = view.shared->selection.hoveredUnit == UnitRef{ref.layer, ref.to},
             outOf = view.shared->selection.hoveredUnit == UnitRef{ref.layer - 1, ref.from};
  return into || outOf ? 1.5f : 0;
}

void updateEdges(const Kit& kit, const Run& run, NetworkView& view) {
  const Theme& t = kit.theme;
  view.edges.clear();
  view.edgeRefs.clear();
  if (run.session.problem.data.imageSide > 0 && view.shared->layout.columns.empty()) return;
  float largest = 0;
  const float half = view.shared->layout.node / 2;
  for (std::size_t c = 1; c < view.shared->layout.columns.size(); ++c) {
    const UnitColumn &from = view.shared->layout.columns[c - 1], &to = view.shared->layout.columns[c];
    if (c == 1 && run.session.problem.data.imageSide > 0)
      continue;  // the weights are the pictures of layer 1
    const Layer& layer = layerOf(run, to.layer);
    for (std::size_t r = 0; r < to.shown.size(); ++r)
      for (std::size_t q = 0; q < from.shown.size(); ++q) {
        const ParameterRef ref{to.layer, to.shown[r], from.shown[q]};
        const float w =
            run.session.state.network
                .parameters[layer.weight + static_cast<std::size_t>(ref.to) * layer.inputs + ref.from];
        largest = std::max(largest, std::fabs(w));
        view.edges.push_back({from.x + half, neuronTop(view.shared->layout, from, static_cast<int>(q)) + half,
                              to.x - half, neuronTop(view.shared->layout, to, static_cast<int>(r)) + half, w,
                              emphasisOf(view, ref)});
        view.edgeRefs.push_back(ref);
      }
  }
  gfx::EdgeStyle& style = view.edgeStyle;
  style.positive = t.positive, style.negative = t.negative, style.invalid = t.alarm;
  style.scale = std::exp2(std::ceil(2 * std::log2(std::max(largest, 0.5f))) /
                          2);  // in steps, so that widths keep still
  style.minWidth = 0.75f * t.line / 1.5f, style.maxWidth = 4.5f * t.line / 1.5f;
}

void updateNeurons(const Kit& kit, const Run& run, NetworkView& view) {
  const Theme& t = kit.theme;
  view.neurons.clear();
  for (const UnitColumn& column : view.shared->layout.columns)
    for (std::size_t r = 0; r < column.shown.size(); ++r) {
      const UnitRef unit{column.layer, column.shown[r]};
      const float x = column.x - view.shared->layout.node / 2,
                  y = neuronTop(view.shared->layout, column, static_cast<int>(r));
      const bool marked =
          unit == view.shared->selection.hoveredUnit || unit == view.shared->selection.pinnedUnit;
      gfx::HeatQuad quad;
      quad.rect = {x, y, x + view.shared->layout.node, y + view.shared->layout.node};
      quad.tile = picture(view.shared->pictures, run.session, unit.layer, unit.unit);
      quad.radius = t.radius * 1.5f;
      quad.outlineWidth = marked ? 2 * t.scale : t.hairlineWidth;
      quad.outline = pack(marked ? t.accent : t.outline);
      quad.sampling =
          view.shared->pictures.kind == PictureKind::plane ? gfx::Sampling::smooth : gfx::Sampling::crisp;
      view.neurons.push_back(quad);
    }
}

void updateMatrices(const Kit& kit, const Run& run, NetworkView& view, std::vector<float>& scratch) {
  const Theme& t = kit.theme;
  const bool stale = view.matrixVersion != run.parameterVersion;
  view.matrixVersion = run.parameterVersion;
  view.matrices.clear();
  for (std::size_t c = 1; c < view.shared->layout.columns.size(); ++c) {
    const UnitColumn& column = view.shared->layout.columns[c];
    if (!column.excerpt || column.matrixHeight < 24 * t.scale) continue;
    const Layer& layer = layerOf(run, column.layer);
    const int width = std::min(layer.inputs, kMatrixPixels), height = std::min(layer.outputs, kMatrixPixels);
    gfx::TileId& tile = view.matrixTiles[column.layer];
    const bool fresh = tile == gfx::kNoTile;
    if (fresh) tile = gfx::allocateTile(view.matrixAtlas, width, height);
    if (stale || fresh) {
      const std::span<const float> weights(run.session.state.network.parameters.data() + layer.weight,
                                           static_cast<std::size_t>(layer.inputs) * layer.outputs);
      scratch.resize(static_cast<std::size_t>(width) * height);
      gfx::shrinkStrongest(weights, layer.inputs, layer.outputs, width, height, scratch);
      gfx::updateTile(view.matrixAtlas, tile, scratch, std::max(gfx::largestMagnitude(scratch), 1e-12f),
                      gfx::Ramp::diverging);
    }
    const float half = std::min(view.shared->layout.spacing * 0.36f, column.matrixHeight * 0.75f);
    gfx::HeatQuad quad;
    quad.rect = {column.x - half, column.matrixTop, column.x + half, column.matrixTop + column.matrixHeight};
    quad.tile = tile;
    quad.radius = 2 * t.scale;
    quad.outlineWidth = t.hairlineWidth, quad.outline = pack(t.outline);
    quad.sampling = gfx::Sampling::crisp;
    view.matrices.push_back(quad);
  }
}

// The unit's function of the one input, inside its neuron.
void drawCurves(const Kit& kit, NetworkView& view, ImDrawList* list, std::vector<float>& values) {
  const Theme& t = kit.theme;
  ImVec2 line[64];
  std::size_t index = 0;
  for (const UnitColumn& column : view.shared->layout.columns)
    for (std::size_t r = 0; r < column.shown.size(); ++r, ++index) {
      const gfx::PixelRect& box = view.neurons[index].rect;
      list->AddRectFilled({box.x0, box.y0}, {box.x1, box.y1}, pack(t.raised), t.radius);
      drawFrame(kit, list, {box.x0, box.y0}, {box.x1, box.y1},
                {static_cast<uint8_t>(view.neurons[index].outline),
                 static_cast<uint8_t>(view.neurons[index].outline >> 8),
                 static_cast<uint8_t>(view.neurons[index].outline >> 16), 255},
                t.radius, view.neurons[index].outlineWidth);
      pictureValues(view.shared->pictures, column.layer, column.shown[r], values);
      const float scale = column.layer < 0 ? std::max(1e-6f, gfx::largestMagnitude(values))
                                           : view.shared->pictures.scales[column.layer];
      const float middle = (box.y0 + box.y1) / 2, reach = (box.y1 - box.y0) * 0.42f, inset = 3 * t.scale;
      list->AddLine({box.x0, middle}, {box.x1, middle}, pack(t.hairline), t.hairlineWidth);
      const int count = std::min<int>(64, static_cast<int>(values.size()));
      for (int i = 0; i < count; ++i) {
        const float v = std::clamp(
            values[static_cast<std::size_t>(i) * (values.size() - 1) / (count - 1)] / scale, -1.0f, 1.0f);
        line[i] = {box.x0 + inset +
                       (box.x1 - box.x0 - 2 * inset) * static_cast<float>(i) / static_cast<float>(count - 1),
                   middle - v * reach};
      }
      list->AddPolyline(line, count, pack(t.accent), 0, t.line);
    }
}

// From the picture of all inputs to every neuron of layer 1.
void drawImageFan(const Kit& kit, NetworkView& view, ImDrawList* list) {
  const UnitColumn &from = view.shared->layout.columns[0], &to = view.shared->layout.columns[1];
  const float half = view.shared->layout.node / 2, x0 = from.x + half,
              y0 = neuronTop(view.shared->layout, from, 0) + half, x1 = to.x - half;
  for (std::size_t r = 0; r < to.shown.size(); ++r) {
    const float y1 = neuronTop(view.shared->layout, to, static_cast<int>(r)) + half, middle = (x0 + x1) / 2;
    list->AddBezierCubic({x0, y0}, {middle, y0}, {middle, y1}, {x1, y1},
                         pack(withAlpha(kit.theme.outline, 0.5f)), kit.theme.hairlineWidth);
  }
}

void drawBiases(const Kit& kit, const Run& run, const NetworkView& view, ImDrawList* list) {
  const Theme& t = kit.theme;
  for (const UnitColumn& column : view.shared->layout.columns) {
    if (column.layer < 0) continue;
    const Layer& layer = layerOf(run, column.layer);
    for (std::size_t r = 0; r < column.shown.size(); ++r) {
      const ImVec2 at = biasMark(kit, view, column, static_cast<int>(r));
      const float bias = run.session.state.network.parameters[layer.bias + column.shown[r]],
                  side = 4 * t.scale;
      const bool marked = view.shared->selection.hovered == ParameterRef{column.layer, column.shown[r], -1};
      list->AddRectFilled({at.x - side, at.y - side}, {at.x + side, at.y + side}, pack(diverging(t, bias)),
                          2);
      drawFrame(kit, list, {at.x - side, at.y - side}, {at.x + side, at.y + side},
                marked ? t.accent : t.outline, 2, marked ? 2 * t.scale : 0);
    }
  }
}

// Names beside inputs and outputs, between the edges `left` and `right`, and what an excerpt leaves out.
void drawLabels(const Kit& kit, const Run& run, const NetworkView& view, ImDrawList* list, float left,
                float right) {
  const Theme& t = kit.theme;
  const Problem& problem = run.session.problem;
  const float half = view.shared->layout.node / 2, small = textHeight(kit, Type::small);
  for (const UnitColumn& column : view.shared->layout.columns) {
    const bool input = column.layer < 0,
               output = column.layer + 1 == static_cast<int>(run.session.state.network.layers.size());
    for (std::size_t r = 0; r < column.shown.size(); ++r) {
      const float y = neuronTop(view.shared->layout, column, static_cast<int>(r)) + half;
      const int unit = column.shown[r];
      if (input && unit < static_cast<int>(problem.inputNames.size()))
        drawTextIn(kit, list, Type::base, {left, y - small}, {column.x - half - 6 * t.scale, y + small}, 1,
                   t.secondary, problem.inputNames[unit]);
      if (output && problem.outputs > 1) {
        const float x = column.x + half + 12 * t.scale;
        drawShape(list, unit, {x, y}, 4.5f * t.scale, pack(classColor(t, unit)), 0);
        drawTextIn(kit, list, Type::base, {x + 9 * t.scale, y - small}, {right, y + small}, 0, t.secondary,
                   className(problem, unit));
      } else if (output && problem.data.task == Task::regression) {
        drawTextIn(kit, list, Type::base, {column.x + half + 6 * t.scale, y - small}, {right, y + small}, 0,
                   t.secondary, problem.data.targetName);
      }
    }
    if (column.excerpt && !column.shown.empty()) {
      const bool tight = view.shared->layout.spacing < 104 * t.scale;
      const Text64 rest =
          textf(tight ? "%d of %d" : "%d of %d shown", static_cast<int>(column.shown.size()), column.units);
      const float y = neuronTop(view.shared->layout, column, static_cast<int>(column.shown.size())) -
                      view.shared->layout.gap / 2 + 2 * t.scale;
      const float reach = view.shared->layout.spacing / 2;
      drawTextIn(kit, list, Type::small, {column.x - reach, y}, {column.x + reach, y + small + 2}, 0.5f,
                 t.secondary, rest);
    }
  }
}

// What blue, orange and width mean, in the corner the network leaves free.
void drawLegend(const Kit& kit, const NetworkView& view, ImDrawList* list, ImVec2 origin, ImVec2 size) {
  const Theme& t = kit.theme;
  if (!hasLegend(t, size)) return;
  const float small = textHeight(kit, Type::small), y = origin.y + size.y - t.inside - small,
              middle = y + small / 2;
  float x = origin.x + t.between;
  auto word = [&](std::string_view text) {
    x += drawText(kit, list, Type::small, {x, y}, t.secondary, text) + t.inside;
  };
  auto line = [&](float value) {
    const gfx::Edge edge{0, 0, 0, 0, value};
    list->AddLine({x, middle}, {x + 20 * t.scale, middle}, pack(value < 0 ? t.negative : t.positive),
                  gfx::edgeWidth(view.edgeStyle, edge));
    x += 20 * t.scale + t.unit;
  };
  word("weights");
  line(-view.edgeStyle.scale);
  word(formatNumber(-view.edgeStyle.scale, 2));
  line(view.edgeStyle.scale);
  word(formatNumber(view.edgeStyle.scale, 2));
  x += t.inside;
  list->AddRectFilled({x, middle - 4 * t.scale}, {x + 8 * t.scale, middle + 4 * t.scale}, pack(t.neutral), 2);
  drawFrame(kit, list, {x, middle - 4 * t.scale}, {x + 8 * t.scale, middle + 4 * t.scale}, t.outline, 2);
  x += 12 * t.scale;
  word("bias");
}

}  // namespace

void drawNetwork(Frame& frame, int side, NetworkView& view, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const Run& run = frame.bench.runs[side];
  UnitPictures& pictures = picturesOf(frame, side);
  const ImVec2 size = rect.size;
  view.shared = &frame.views[side];
  view.low = size.y < kWithSteppers * t.scale;
  view.freezeButtons = frame.screen.narrow || frame.bench.twin || !deskShown(frame.screen);
  view.palette = paletteOf(t);
  const WidgetPrefix prefix(kit.widgets, side ? "b." : "");
  beginPanel(kit, "network", rect.min, size, false, 0);
  ImGui::BeginChild("##columns", size, ImGuiChildFlags_None,
                    ImGuiWindowFlags_HorizontalScrollbar | ImGuiWindowFlags_NoMove |
                        ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoBackground);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();

  updateLayout(kit, run, view, origin, size, networkHeaderHeight(kit, view));
  findHovered(kit, view);
  updateEdges(kit, run, view);
  updateNeurons(kit, run, view);
  updateMatrices(kit, run, view, pictures.scratch);

  const bool images = pictures.kind == PictureKind::image;
  if (images && view.shared->layout.columns.size() > 1) drawImageFan(kit, view, list);
  view.drawEdges.canvas = view.drawNeurons.canvas = &frame.canvas;
  view.drawEdges.draw = [&view](const gfx::Surface& s) {
    gfx::drawEdges(view.drawEdges.canvas->gfx, s, view.edgeStyle, view.edges);
  };
  view.drawNeurons.draw = [&view](const gfx::Surface& s) {
    if (view.shared->pictures.kind != PictureKind::curve)
      gfx::drawHeat(view.drawNeurons.canvas->gfx, s, view.shared->pictures.atlas, view.palette, view.neurons);
    gfx::drawHeat(view.drawNeurons.canvas->gfx, s, view.matrixAtlas, view.palette, view.matrices);
  };
  addCall(list, view.drawEdges, gfx::contentOf(view.edgeStyle, view.edges));
  addCall(list, view.drawNeurons,
          gfx::contentOf(pictures.atlas, view.palette, view.neurons) +
              gfx::contentOf(view.matrixAtlas, view.palette, view.matrices));
  if (pictures.kind == PictureKind::curve) drawCurves(kit, view, list, pictures.scratch);
  drawBiases(kit, run, view, list);
  drawLabels(kit, run, view, list, origin.x + t.unit, origin.x + size.x - t.unit);
  drawLegend(kit, view, list, origin, size);
  editNetwork(kit, frame.bench, run, view);
  drawNetworkHeader(kit, frame.bench, run, view, origin);
  if (view.dragged.valid() || view.shared->selection.hovered.valid()) frame.screen.holdsTouch = true;

  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy({view.shared->layout.width, 1});
  ImGui::EndChild();
  endPanel(kit);
}

namespace {

struct NetworkPanel final : Panel {
  NetworkView view;
  void draw(Frame& frame, Rect rect) override { drawNetwork(frame, shownSide(frame), view, rect); }
};

}  // namespace

std::unique_ptr<Panel> makeNetwork() { return std::make_unique<NetworkPanel>(); }

}  // namespace lockstep
