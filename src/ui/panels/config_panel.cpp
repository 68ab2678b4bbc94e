#include "ui/panels/config_panel.h"

#include <algorithm>
#include <cstring>

#include "data/drawn.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

const std::vector<Choice>& choicesOf(ConfigPanel& panel, std::size_t index, const ConfigField& field) {
  panel.choices.resize(fields().size());
  std::vector<Choice>& list = panel.choices[index];
  if (list.empty()) {
    for (const ConfigChoice& c : field.choices) list.push_back({c.label, c.help});
  }
  return list;
}

// One undo entry per drag. Sets that take long to make are made when the drag ends.
void apply(Workbench& b, int side, const Config& next, Edit edit, Effect effect) {
  const Dataset& data = b.runs[side].session.problem.data;
  const bool slow = effect >= Effect::data && (data.imageSide > 0 || data.kind == DataKind::csv);
  if (edit.began && !edit.committed && !slow) beginDrag(b, next, side);
  if (edit.committed && (slow || edit.began)) return changeConfig(b, next, side);
  if (edit.changed && !slow) dragConfig(b, next, side);
}

SliderOptions sliderOptions(const ConfigField& f, double fallback) {
  SliderOptions o;
  o.min = f.min, o.max = f.max;
  o.fallback = fallback;
  o.unit = f.unit;
  if (f.logarithmic) {
    o.scale = Scale::log;
    o.floor = f.type == FieldType::integer ? 1 : 1e-6;
  }
  if (f.min == 0 && f.logarithmic) o.zeroText = std::strcmp(f.name, "batch") ? "off" : "all";
  return o;
}

Edit listField(Kit& kit, ConfigPanel& panel, std::size_t index, std::string_view name,
               const ConfigField& field, Config& next) {
  panel.texts.resize(fields().size());
  FixedText<200>& text = panel.texts[index];
  char buffer[200];
  const std::string now = printField(field, next);
  std::snprintf(buffer, sizeof buffer, "%s", now.c_str());
  const char* hint = field.type == FieldType::integers ? "none"
                     : field.type == FieldType::reals  ? "1,1,0.5"
                                                       : "tanh,-,relu";
  const Edit edit = textField(kit, name, hint, buffer, sizeof buffer);
  text = {};
  text.append(buffer);
  if (!edit.committed) return {};
  std::string note;
  parseField(field, text.view(), next, note);
  if (!note.empty()) postNotice(kit, note);
  return wholeEdit(true);
}

// The features this kind of data has; those of a lost axis stay in the config but are not shown.
Edit featureChips(Kit& kit, std::string_view name, Config& next) {
  Choice choices[kFeatures];
  int which[kFeatures], count = 0;
  unsigned shown = 0;
  const uint32_t used = usableFeatures(next.features, dataInfo(next.dataset).dims);
  for (int f = 0; f < kFeatures; ++f) {
    const FeatureInfo& info = featureInfo(static_cast<Feature>(f));
    if (info.needsY && dataInfo(next.dataset).dims == 1) continue;
    if (used >> f & 1) shown |= 1u << count;
    choices[count] = {info.label, ""};
    which[count++] = f;
  }
  const Edit edit = chips(kit, name, &shown, {choices, static_cast<std::size_t>(count)});
  if (!edit.changed || !shown) return {};
  for (int i = 0; i < count; ++i) {
    const uint32_t bit = 1u << which[i];
    next.features = shown >> i & 1 ? next.features | bit : next.features & ~bit;
  }
  return edit;
}

Edit control(Kit& kit, ConfigPanel& panel, std::size_t index, std::string_view name, const ConfigField& field,
             const Config& fallback, Config& next) {
  switch (field.type) {
    case FieldType::choice: {
      int choice = static_cast<int>(field.get(next));
      const std::vector<Choice>& choices = choicesOf(panel, index, field);
      const Edit edit = choices.size() <= 3 ? segmented(kit, name, &choice, choices)
                                            : dropdown(kit, name, &choice, choices);
      if (edit.changed) field.set(next, choice);
      return edit;
    }
    case FieldType::integer: {
      int value = static_cast<int>(field.get(next));
      const bool count = field.max - field.min <= 12;
      const Edit edit =
          count ? stepper(kit, name, &value, static_cast<int>(field.min), static_cast<int>(field.max))
                : sliderInt(kit, name, &value, static_cast<int>(field.min), static_cast<int>(field.max),
                            sliderOptions(field, field.get(fallback)));
      if (edit.changed) field.set(next, value);
      return edit;
    }
    case FieldType::real: {
      double value = field.get(next);
      const Edit edit = sliderFloat(kit, name, &value, sliderOptions(field, field.get(fallback)));
      if (edit.changed) field.set(next, value);
      return edit;
    }
    case FieldType::features:
      return featureChips(kit, name, next);
    case FieldType::text:
      return {};
    default:
      return listField(kit, panel, index, name, field, next);
  }
}

// What ↺ goes back to: the defaults, or for B what A has.
void fieldRow(Kit& kit, Workbench& b, ConfigPanel& panel, int side, std::size_t index) {
  static const Config kDefaults;
  const ConfigField& field = fields()[index];
  const Config before = b.runs[side].session.config, original = side ? b.runs[0].session.config : kDefaults;
  if (field.type == FieldType::text || (field.applies && !field.applies(before))) return;
  const FixedText<48> name = textf<48>("config.%s", field.name);
  const std::string fallback = printField(field, original);
  const bool numeric = field.type == FieldType::integer || field.type == FieldType::real;
  const Text64 range =
      numeric ? textf("%s … %s", formatNumber(field.min).c_str(), formatNumber(field.max).c_str()) : Text64{};
  const bool modified = printField(field, before) != fallback && (side || std::strcmp(field.name, "dataset"));
  Config next = before;
  if (beginField(kit, name, {field.label, field.help, fallback, range, modified, true})) {
    std::string note;
    parseField(field, fallback, next, note);
    changeConfig(b, next, side);
    next = b.runs[side].session.config;
  }
  const Edit edit = control(kit, panel, index, name, field, original, next);
  endField(kit);
  apply(b, side, next, edit, field.effect);
}

void hiddenLayerCount(Kit& kit, Workbench& b, int side) {
  int count = static_cast<int>(b.runs[side].session.config.layers.size());
  beginField(kit, "config.depth",
             {"Depth",
              "Number of hidden layers. A new one is put before the output, as wide as the one before it; "
              "the others keep their weights."});
  const Edit edit = stepper(kit, "config.depth", &count, 0, kMaxWeightLayers - 1);
  endField(kit);
  if (!edit.changed) return;
  Config next = b.runs[side].session.config;
  next.layers.resize(count, next.layers.empty() ? 8 : next.layers.back());
  changeConfig(b, next, side);
}

// What the table cannot hold: files, the brush.
void ownData(Kit& kit, Workbench& b, ConfigPanel& panel, Requests& requests) {
  const Theme& t = kit.theme;
  if (b.runs[0].session.config.dataset == DataKind::drawn) {
    constexpr Choice kClasses[] = {{"1"}, {"2"}, {"3"}, {"4"}};
    beginField(kit, "draw.class",
               {"Brush", "Class of the points you draw in the large picture; keys 1 to 4, X for the eraser"});
    int choice = panel.tool.label;
    if (segmented(kit, "draw.class", &choice, kClasses).changed) panel.tool = {choice, false};
    endField(kit);
    if (button(kit, "draw.erase", panel.tool.erase ? "Back to the brush" : "Eraser",
               {.icon = panel.tool.erase ? Icon::brush : Icon::eraser}))
      panel.tool.erase = !panel.tool.erase;
    ImGui::SameLine(0, t.inside);
    if (button(kit, "draw.clear", "Clear", {.enabled = !b.runs[0].session.config.points.empty()})) {
      Config next = b.runs[0].session.config;
      next.points.clear();
      changeConfig(b, next);
    }
  }
  gap(kit, 1);
  if (button(kit, "data.open", "Open a CSV file", {.icon = Icon::upload, .width = -1}))
    requests.openTable = true;
  tip(kit,
      {.title = "Your own table",
       .body =
           "One row per sample, numbers only but for the target, which is the last column unless you choose "
           "another. Up to 20 MB; it stays on this device. Dropping the file on the page does the same."});
}

Text64 summary(const Config& c, FieldGroup group) {
  switch (group) {
    case FieldGroup::data:
      return textf("%s", dataInfo(c.dataset).label);
    case FieldGroup::model:
      return textf("%d hidden, %s", static_cast<int>(c.layers.size()), activationInfo(c.activation).label);
    case FieldGroup::training:
      return textf("rate %s", formatNumber(c.lr).c_str());
    case FieldGroup::optimizer:
      return textf("%s", findField("optimizer")->choices[static_cast<int>(c.optimizer)].label);
    case FieldGroup::regularization:
      return textf("%s", c.l1 == 0 && c.l2 == 0 && c.decay == 0 && c.clip == 0 ? "none" : "on");
    case FieldGroup::seed:
      return textf("%d", c.seed);
  }
  return {};
}

}  // namespace

void drawConfigPanel(Kit& kit, Workbench& b, int side, ConfigPanel& panel, Requests& requests, ImVec2 min,
                     ImVec2 size) {
  beginPanel(kit, "config", min, size);
  for (int g = 0; g < kFieldGroups; ++g) {
    const FieldGroup group = static_cast<FieldGroup>(g);
    if (!beginFold(kit, textf("fold.%d", g), groupLabel(group), summary(b.runs[side].session.config, group),
                   &panel.open[g]))
      continue;
    for (std::size_t i = 0; i < fields().size(); ++i) {
      if (fields()[i].group != group) continue;
      fieldRow(kit, b, panel, side, i);
      if (!std::strcmp(fields()[i].name, "layers")) hiddenLayerCount(kit, b, side);
    }
    if (group == FieldGroup::data && side == 0) ownData(kit, b, panel, requests);
    endFold(kit);
  }
  endPanel(kit);
}

}  // namespace lockstep
