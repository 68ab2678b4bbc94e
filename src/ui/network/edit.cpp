#include "ui/network/edit.h"

#include <algorithm>
#include <cmath>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr float kDragPixelsPerUnit = 60;  // a weight changes by 1 over so many pixels up or down

int parameterIndex(const Run& run, const ParameterRef& ref) {
  const Layer& layer = run.session.state.network.layers[ref.layer];
  return ref.from < 0 ? layer.bias + ref.to : layer.weight + ref.to * layer.inputs + ref.from;
}

Text64 parameterName(const ParameterRef& ref) {
  if (ref.from < 0) return textf("Bias of layer %d, unit %d", ref.layer + 1, ref.to + 1);
  return textf("Weight %d → %d into layer %d", ref.from + 1, ref.to + 1, ref.layer + 1);
}

bool inside(ImVec2 p, ImVec2 centre, float reach) {
  return std::fabs(p.x - centre.x) <= reach && std::fabs(p.y - centre.y) <= reach;
}

void findHoveredUnit(const Kit& kit, NetworkView& view, ImVec2 mouse) {
  const float half = view.shared->layout.node / 2;
  for (const UnitColumn& column : view.shared->layout.columns)
    for (std::size_t r = 0; r < column.shown.size(); ++r) {
      const float y = neuronTop(view.shared->layout, column, static_cast<int>(r)) + half;
      if (column.layer >= 0 && inside(mouse, biasMark(kit, view, column, static_cast<int>(r)),
                                      std::max(7.0f, kit.theme.target / 3))) {
        view.shared->selection.hovered = {column.layer, column.shown[r], -1};
        return;
      }
      if (inside(mouse, {column.x, y}, half))
        view.shared->selection.hoveredUnit = {column.layer, column.shown[r]};
    }
}

void unitTip(Kit& kit, const Run& run, NetworkView& view) {
  const UnitRef unit = view.shared->selection.hoveredUnit;
  std::vector<float>& values = view.shared->pictures.scratch;
  TipRow rows[4];
  Text32 numbers[4];
  std::size_t count = 0;
  auto row = [&](const char* label, double value) {
    numbers[count] = formatNumber(value);
    rows[count] = {label, numbers[count].view()};
    ++count;
  };
  if (unit.layer >= 0) {
    row("bias", run.session.state.network.parameters[parameterIndex(run, {unit.layer, unit.unit, -1})]);
    pictureValues(view.shared->pictures, unit.layer, unit.unit, values);
    double total = 0;
    for (float v : values) total += v;
    row("mean output", total / static_cast<double>(values.size()));
    row("smallest", *std::min_element(values.begin(), values.end()));
    row("largest", *std::max_element(values.begin(), values.end()));
  }
  const char* body = "";
  switch (view.shared->pictures.kind) {
    case PictureKind::plane:
      body = "Its output at every point of the input plane. Click to keep it in the large picture.";
      break;
    case PictureKind::curve:
      body = "Its output along the input axis. Click to keep it in the large picture.";
      break;
    case PictureKind::image:
      body = unit.layer < 0    ? "One of the training images."
             : unit.layer == 0 ? "Its weights, one per pixel."
                               : "Mean gradient of its output with respect to each pixel.";
      break;
    case PictureKind::samples:
      body = "Its output on training samples, ordered by target, row by row.";
      break;
  }
  const Text64 name = unitName(run.session, unit);
  tipNow(kit, {.title = name, .body = body, .rows = {rows, count}, .key = {}});
}

void parameterTip(Kit& kit, const Run& run, const NetworkView& view) {
  const ParameterRef ref = view.dragged.valid() ? view.dragged : view.shared->selection.hovered;
  const Text32 value = formatNumber(run.session.state.network.parameters[parameterIndex(run, ref)], 4);
  const Text32 gradient = formatNumber(run.session.gradient[parameterIndex(run, ref)], 3);
  const TipRow rows[] = {{"value", value.view()}, {"gradient, last step", gradient.view()}};
  const Text64 name = parameterName(ref);
  tipNow(kit, {.title = name,
               .body = view.dragged.valid() ? "" : "Click to type a value, drag up or down to change it.",
               .rows = rows,
               .key = {}});
}

void drag(Workbench& b, const Run& run, NetworkView& view) {
  const ImGuiIO& io = ImGui::GetIO();
  if (view.shared->selection.hovered.valid() && !view.dragged.valid() && ImGui::IsMouseClicked(0)) {
    view.dragged = view.shared->selection.hovered;
    view.dragFrom = run.session.state.network.parameters[parameterIndex(run, view.dragged)];
    view.dragY = io.MousePos.y;
    view.dragMoved = false;
  }
  if (!view.dragged.valid()) return;
  if (ImGui::IsMouseDown(0)) {
    const float moved = view.dragY - io.MousePos.y;
    if (!view.dragMoved && std::fabs(moved) < 3) return;
    if (!view.dragMoved) beginParameterEdit(b, parameterName(view.dragged), run.side);
    view.dragMoved = true;
    setParameter(b, parameterIndex(run, view.dragged),
                 view.dragFrom + moved / kDragPixelsPerUnit * (io.KeyShift ? 0.1f : 1.0f), run.side);
    return;
  }
  if (!view.dragMoved) {
    view.edited = view.dragged;
    view.openEditor = true;
  }
  view.dragged = {};
}

void editor(Kit& kit, Workbench& b, const Run& run, NetworkView& view) {
  if (view.openEditor) {
    ImGui::OpenPopup("##parameter");
    view.openEditor = false;
    view.editing = false;
  }
  ImGui::SetNextWindowSize({260 * kit.theme.scale, 0});
  if (!ImGui::BeginPopup("##parameter")) return;
  if (!view.edited.valid() ||
      view.edited.layer >= static_cast<int>(run.session.state.network.layers.size())) {
    ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
    return;
  }
  const int index = parameterIndex(run, view.edited);
  text(kit, Type::base, parameterName(view.edited));
  view.editValue = run.session.state.network.parameters[index];
  SliderOptions options;
  options.min = -4, options.max = 4, options.fallback = 0, options.digits = 4;
  const Edit edit = sliderFloat(kit, "parameter.value", &view.editValue, options);
  if (edit.began) beginParameterEdit(b, parameterName(view.edited), run.side);
  if (edit.changed) setParameter(b, index, static_cast<float>(view.editValue), run.side);
  if (ImGui::IsKeyPressed(ImGuiKey_Escape)) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

// Too close for a stepper over each column.
bool closeColumns(const Kit& kit, const NetworkView& view) {
  return view.shared->layout.spacing < stepperWidth(kit, kMaxWidth) + kit.theme.inside;
}
bool tightColumns(const Kit& kit, const NetworkView& view) { return view.low || closeColumns(kit, view); }

bool frozen(const Run& run, int layer) { return layerMultiplier(run.session.config, layer, -1) == 0; }

// A frozen layer's rate is 0; thawing gives it 1.
void freezeButton(Kit& kit, Workbench& b, const Run& run, const UnitColumn& column, ImVec2 centre) {
  Config config = run.session.config;
  const std::size_t layer = static_cast<std::size_t>(column.layer);
  const bool frozen = lockstep::frozen(run, column.layer);
  const float side = kit.theme.target;
  ImGui::SetCursorScreenPos({centre.x - side / 2, centre.y - side / 2});
  if (!iconButton(kit, textf("layer.%d.freeze", column.layer + 1), Icon::snowflake,
                  {.on = frozen,
                   .size = side,
                   .tip = frozen ? "Frozen: its weights stay as they are. Press to let it train again"
                                 : "Freeze this layer: its weights stay as they are"}))
    return;
  if (config.rates.size() <= layer) config.rates.resize(layer + 1, 1.0f);
  config.rates[layer] = frozen ? 1.0f : 0.0f;
  while (!config.rates.empty() && config.rates.back() == 1) config.rates.pop_back();
  changeConfig(b, config, run.side);
}

// What a layer is, in words and numbers, for the pointer over its name.
void layerTip(Kit& kit, const Run& run, const UnitColumn& column, std::string_view name) {
  if (column.layer < 0)
    return tipNow(
        kit, {.title = name, .body = "What the network is shown of each sample.", .rows = {}, .key = {}});
  const Layer& layer = run.session.state.network.layers[column.layer];
  const std::vector<float>& rates = run.session.config.rates;
  const std::size_t l = static_cast<std::size_t>(column.layer);
  const Text32 parameters = formatCount(layer.end - layer.weight),
               rate = formatNumber(l < rates.size() ? rates[l] : 1);
  const Text32 skip = formatNumber(layer.skip);
  constexpr const char* kNorms[] = {"none", "batch", "layer"};
  const TipRow rows[] = {{"parameters", parameters.view()},
                         {"rate multiplier", rate.view()},
                         {"normalisation", kNorms[static_cast<int>(layer.norm)]},
                         {"skip β", skip.view()}};
  const ActivationInfo& activation = activationInfo(layer.activation);
  tipNow(kit, {.title = name,
               .body = textf<120>("%s: %s", activation.label, activation.help),
               .rows = rows,
               .key = {}});
}

// Layer names, sizes and the controls that change them.
void columnHeader(Kit& kit, Workbench& b, const Run& run, const NetworkView& view, const UnitColumn& column,
                  ImVec2 origin) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const int layers = static_cast<int>(run.session.state.network.layers.size());
  const bool input = column.layer < 0, output = column.layer + 1 == layers, tight = tightColumns(kit, view);
  const float half = std::max(view.shared->layout.spacing / 2 - 2 * t.scale, 26 * t.scale);
  const float y = origin.y + (tight ? t.inside : t.between), line = textHeight(kit, Type::base) + t.unit;
  const Text64 name = input                     ? textf("Input")
                      : output                  ? textf("Output")
                      : closeColumns(kit, view) ? textf("%d", column.layer + 1)
                                                : textf("Layer %d", column.layer + 1);
  drawTextIn(kit, list, Type::base, {column.x - half, y}, {column.x + half, y + line}, 0.5f, t.ink, name);
  if (!input && (tight || !view.freezeButtons) && frozen(run, column.layer)) {
    const float side = 14 * t.scale, x = column.x + textWidth(kit, Type::base, name) / 2 + t.unit;
    const ImVec2 from{x, y + (line - t.unit - side) / 2};
    drawIcon(list, Icon::snowflake, from + ImVec2(side, side) / 2, side, pack(t.accent));
    registerWidget(kit.widgets, textf("layer.%d.frozen", column.layer + 1), from, from + ImVec2(side, side),
                   true, true);
  }
  if (run.side == 0 && !input && column.layer == guiltyLayer(b))
    drawFrame(kit, list, {column.x - half, y - t.unit}, {column.x + half, y + 2 * line},
              diverged(b) ? t.alarm : t.ink, t.radius, 1.5f * t.line);

  const Problem& problem = run.session.problem;
  Text64 detail;
  if (input && problem.data.imageSide > 0)
    detail = textf("%d × %d pixels", problem.data.imageSide, problem.data.imageSide);
  else if (input)
    detail = textf("%d value%s", column.units, column.units == 1 ? "" : "s");
  else if (tight && !output)
    detail = textf("%d %s", column.units,
                   activationInfo(run.session.state.network.layers[column.layer].activation).label);
  else
    detail = textf("%s", activationInfo(run.session.state.network.layers[column.layer].activation).label);
  drawTextIn(kit, list, Type::small, {column.x - half, y + line}, {column.x + half, y + 2 * line - t.unit},
             0.5f, t.secondary, detail);

  const ImVec2 from{column.x - std::min(half, 40 * t.scale), y},
      to{column.x + std::min(half, 40 * t.scale), y + 2 * line};
  if (ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(from, to)) layerTip(kit, run, column, name);

  if (input || tight) return;
  if (view.freezeButtons) {
    const float beside = std::min(half, 34 * t.scale + textWidth(kit, Type::base, name) / 2),
                edge = view.shared->layout.node / 2 + 44 * t.scale - t.target / 2;  // of the screen, where
                                                                                    // it is narrow
    freezeButton(kit, b, run, column, {column.x + (output ? std::min(beside, edge) : beside), y + line / 2});
  }
  if (output) return;
  Config config = run.session.config;
  int& units = config.layers[column.layer];
  const float width = stepperWidth(kit, kMaxWidth);
  ImGui::SetCursorScreenPos({column.x - width / 2, y + 2 * line});
  if (stepper(kit, textf("layer.%d.units", column.layer + 1), &units, 1, kMaxWidth).committed)
    changeConfig(b, config, run.side);
}

}  // namespace

ImVec2 biasMark(const Kit& kit, const NetworkView& view, const UnitColumn& column, int row) {
  const float inset = 1 * kit.theme.scale;
  return {column.x - view.shared->layout.node / 2 + inset,
          neuronTop(view.shared->layout, column, row) + view.shared->layout.node - inset};
}

void findHovered(Kit& kit, NetworkView& view) {
  view.shared->selection.hoveredUnit = {};
  view.shared->selection.hovered = {};
  for (const UnitColumn& column : view.shared->layout.columns)
    for (std::size_t r = 0; r < column.shown.size(); ++r) {
      const float x = column.x - view.shared->layout.node / 2,
                  y = neuronTop(view.shared->layout, column, static_cast<int>(r));
      registerWidget(kit.widgets,
                     column.layer < 0 ? textf("input.%d", column.shown[r] + 1)
                                      : textf("unit.%d.%d", column.layer + 1, column.shown[r] + 1),
                     {x, y}, {x + view.shared->layout.node, y + view.shared->layout.node}, true, true);
    }
  if (!ImGui::IsWindowHovered() && !view.dragged.valid()) return;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  findHoveredUnit(kit, view, mouse);
  if (view.shared->selection.hoveredUnit.valid() || view.shared->selection.hovered.valid() ||
      view.edges.size() != view.edgeRefs.size())
    return;
  const int edge = gfx::hitEdge(view.edges, view.edgeStyle, mouse.x, mouse.y, kit.theme.touch ? 10.0f : 4.0f);
  if (edge >= 0) view.shared->selection.hovered = view.edgeRefs[edge];
}

void editNetwork(Kit& kit, Workbench& b, const Run& run, NetworkView& view) {
  drag(b, run, view);
  editor(kit, b, run, view);
  if (view.shared->selection.hovered.valid() || view.dragged.valid()) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
    parameterTip(kit, run, view);
  } else if (view.shared->selection.hoveredUnit.valid()) {
    if (ImGui::IsMouseClicked(0))
      view.shared->selection.pinnedUnit =
          view.shared->selection.pinnedUnit == view.shared->selection.hoveredUnit
              ? UnitRef{}
              : view.shared->selection.hoveredUnit;
    unitTip(kit, run, view);
  } else if (ImGui::IsMouseClicked(0) && ImGui::IsWindowHovered()) {
    view.shared->selection.pinnedUnit = {};
  }
}

float networkHeaderHeight(const Kit& kit, const NetworkView& view) {
  const float lines = 2 * (textHeight(kit, Type::base) + kit.theme.unit);
  return tightColumns(kit, view) ? lines + 2 * kit.theme.inside
                                 : lines + kit.theme.control + 2 * kit.theme.between;
}

void drawNetworkHeader(Kit& kit, Workbench& b, const Run& run, NetworkView& view, ImVec2 origin) {
  for (const UnitColumn& column : view.shared->layout.columns)
    columnHeader(kit, b, run, view, column, origin);
}

}  // namespace lockstep
