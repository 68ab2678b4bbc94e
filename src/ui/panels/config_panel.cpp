#include "ui/panels/config_panel.h"

#include <algorithm>

#include "data/drawn.h"
#include "session/table_choice.h"
#include "studio/attempt.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

const std::vector<Choice>& choicesOf(ConfigPanel& panel, std::size_t index, const Setting& setting) {
  panel.choices.resize(settings().size());
  std::vector<Choice>& list = panel.choices[index];
  if (list.empty()) {
    for (const SettingChoice& c : setting.choices) list.push_back({c.label, c.help});
  }
  return list;
}

// One undo entry per drag. Sets that take long to make are made when the drag ends.
void apply(Workbench& b, int side, const Config& next, Edit edit, Effect effect) {
  const Dataset& data = b.runs[side].session.problem.data;
  const bool slow =
      effect >= Effect::data && (data.imageSide > 0 || sourceOf(data.kind) == DataSource::table);
  if (edit.began && !edit.committed && !slow) beginDrag(b, next, side);
  if (edit.committed && (slow || edit.began)) return changeConfig(b, next, side);
  if (edit.changed && !slow) dragConfig(b, next, side);
}

SliderOptions sliderOptions(const Setting& f, double fallback) {
  SliderOptions o;
  o.min = f.min, o.max = f.max;
  o.fallback = fallback;
  o.unit = f.unit;
  if (f.logarithmic) {
    o.log = true;
    o.floor = typeOf(f) == SettingType::integer ? 1 : 1e-6;
  }
  o.zeroText = f.zero;
  return o;
}

Edit listField(Kit& kit, std::string_view name, const Setting& setting, Config& next) {
  std::string text = printSetting(setting, next);
  if (!textField(kit, name, setting.example, text).committed) return {};
  std::string note;
  parseSetting(setting, text, next, note);
  if (!note.empty()) postNotice(kit, note);
  return wholeEdit(true);
}

// The features this kind of data has; those of a lost axis stay in the config but are not shown.
Edit featureChips(Kit& kit, std::string_view name, int dims, uint32_t& features) {
  Choice choices[kFeatures];
  int which[kFeatures], count = 0;
  unsigned shown = 0;
  const uint32_t used = usableFeatures(features, dims);
  for (int f = 0; f < kFeatures; ++f) {
    const FeatureInfo& info = featureInfo(static_cast<Feature>(f));
    if (info.needsY && dims == 1) continue;
    if (used >> f & 1) shown |= 1u << count;
    choices[count] = {info.label, ""};
    which[count++] = f;
  }
  const Edit edit = chips(kit, name, &shown, {choices, static_cast<std::size_t>(count)});
  if (!edit.changed || !shown) return {};
  for (int i = 0; i < count; ++i) {
    const uint32_t bit = 1u << which[i];
    features = shown >> i & 1 ? features | bit : features & ~bit;
  }
  return edit;
}

Edit control(Kit& kit, ConfigPanel& panel, std::size_t index, std::string_view name, const Setting& setting,
             const Config& fallback, Config& next) {
  switch (typeOf(setting)) {
    case SettingType::choice: {
      int choice = static_cast<int>(numberOf(setting, next));
      const std::vector<Choice>& choices = choicesOf(panel, index, setting);
      const Edit edit = choices.size() <= 3 && segmentsFit(kit, choices)
                            ? segmented(kit, name, &choice, choices)
                            : dropdown(kit, name, &choice, choices);
      if (edit.changed) setNumber(setting, next, choice);
      return edit;
    }
    case SettingType::integer: {
      int value = static_cast<int>(numberOf(setting, next));
      const bool count = setting.max - setting.min <= 12;
      const Edit edit =
          count ? stepper(kit, name, &value, static_cast<int>(setting.min), static_cast<int>(setting.max))
                : sliderInt(kit, name, &value, static_cast<int>(setting.min), static_cast<int>(setting.max),
                            sliderOptions(setting, numberOf(setting, fallback)));
      if (edit.changed) setNumber(setting, next, value);
      return edit;
    }
    case SettingType::real: {
      double value = numberOf(setting, next);
      const Edit edit = sliderFloat(kit, name, &value, sliderOptions(setting, numberOf(setting, fallback)));
      if (edit.changed) setNumber(setting, next, value);
      return edit;
    }
    case SettingType::features:
      return featureChips(kit, name, dataInfo(next.dataset).dims,
                          next.*std::get<uint32_t Config::*>(setting.member));
    case SettingType::text:
    case SettingType::integers:
    case SettingType::reals:
    case SettingType::choices:
      return listField(kit, name, setting, next);
  }
  return {};
}

// What ↺ goes back to: the defaults, or for B what A has.
void fieldRow(Kit& kit, Workbench& b, ConfigPanel& panel, int side, std::size_t index) {
  static const Config kDefaults;
  const Setting& setting = settings()[index];
  const Config before = b.runs[side].session.config, original = side ? b.runs[0].session.config : kDefaults;
  const bool shown = typeOf(setting) != SettingType::text || *setting.example;
  if (!shown || (setting.applies && !setting.applies(before))) return;
  if (side == 1 && isTableChoice(setting)) return;
  const FixedText<48> name = textf<48>("config.%s", setting.name);
  const std::string fallback = printSetting(setting, original);
  const bool numeric = typeOf(setting) == SettingType::integer || typeOf(setting) == SettingType::real;
  const Text64 range =
      numeric ? textf("%s … %s", formatNumber(setting.min).c_str(), formatNumber(setting.max).c_str())
              : Text64{};
  const bool modified = printSetting(setting, before) != fallback && (side || setting.returns);
  Config next = before;
  if (beginFormRow(kit, name, {setting.label, setting.help, fallback, range, modified, true})) {
    std::string note;
    parseSetting(setting, fallback, next, note);
    followOptimizer(next, before.optimizer);
    changeConfig(b, next, side);
    next = b.runs[side].session.config;
  }
  // Of data that are on their way, what was chosen last is shown; to choose those there are ends the wait.
  const bool chooses = &setting == &settingOf(&Config::dataset);
  if (chooses && !b.pendingAsset.empty() && b.pendingSide == side) next.dataset = b.pending.dataset;
  const Edit edit = control(kit, panel, index, name, setting, original, next);
  if (chooses && edit.changed && next == before) forgetPending(b);
  followOptimizer(next, before.optimizer);
  endFormRow(kit);
  apply(b, side, next, edit, setting.effect);
}

// The list's length: entries are taken from its end, or added there as copies of the last.
void lengthRow(Kit& kit, Workbench& b, int side, const Setting& setting) {
  const ListLength& length = *setting.length;
  const auto member = std::get<std::vector<int> Config::*>(setting.member);
  int count = static_cast<int>((b.runs[side].session.config.*member).size());
  const FixedText<48> name = textf<48>("config.%s", length.name);
  beginFormRow(kit, name, {length.label, length.help});
  const Edit edit = stepper(kit, name, &count, 0, setting.maxCount);
  endFormRow(kit);
  if (!edit.changed) return;
  Config next = b.runs[side].session.config;
  std::vector<int>& list = next.*member;
  list.resize(static_cast<std::size_t>(count), list.empty() ? length.first : list.back());
  changeConfig(b, next, side);
}

// The number at which the run stops by itself.
void stopValueRow(Kit& kit, Workbench& b) {
  const StopMeasure measure = b.stop.measure;
  const bool accuracy = measure == StopMeasure::accuracy;
  double value = b.stop.value * (accuracy ? 100 : 1);
  const SliderOptions options = measure == StopMeasure::step
                                    ? SliderOptions{.min = 1, .max = 1e6, .log = true, .step = 1}
                                : accuracy ? SliderOptions{.min = 50, .max = 100, .step = 0.5, .unit = "%"}
                                           : SliderOptions{.min = 1e-4, .max = 10, .log = true};
  beginFormRow(kit, "config.stop.value",
               {.label = measure == StopMeasure::step ? "Step"
                         : accuracy                   ? "Right"
                                                      : "Training loss",
                .help = "Training pauses there; played on from there it trains on"});
  if (sliderFloat(kit, "config.stop.value", &value, options).changed)
    stopAt(b, measure, value / (accuracy ? 100 : 1));
  endFormRow(kit);
}

// Where the run stops by itself: the viewer's wish, not a setting of the run.
void stopRows(Kit& kit, Workbench& b) {
  constexpr Choice kChoices[kStopMeasures] = {
      {"never", "It trains until it is paused"},
      {"a step", "It pauses there"},
      {"a loss", "It pauses where the training loss is that low"},
      {"an accuracy",
       "It pauses where that many test samples are right, or training samples if there are none"}};
  constexpr double kUsual[kStopMeasures] = {0, 1000, 0.1, 0.95};
  const bool classes = b.runs[0].session.problem.data.task == Task::classification;
  int measure = static_cast<int>(b.stop.measure);
  if (!classes && b.stop.measure == StopMeasure::accuracy) measure = 0;
  const bool stops = measure != 0;
  const bool reset =
      beginFormRow(kit, "config.stop",
                   {.label = "Stop at",
                    .help = "Where training pauses by itself. Loss and accuracy are looked at where "
                            "the chart has its points",
                    .defaultText = "never",
                    .modified = stops});
  const auto choices = std::span(kChoices).first(classes ? kStopMeasures : kStopMeasures - 1);
  const Edit edit = dropdown(kit, "config.stop", &measure, choices);
  endFormRow(kit);
  if (reset) measure = 0;
  if (reset || edit.changed) stopAt(b, static_cast<StopMeasure>(measure), kUsual[measure]);
  if (stops && !reset) stopValueRow(kit, b);
}

// What the table cannot hold: files, the brush.
void ownData(Frame& frame) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  DrawTool& tool = frame.screen.tool;
  const Theme& t = kit.theme;
  if (sourceOf(b.runs[0].session.config.dataset) == DataSource::drawn) {
    constexpr Choice kClasses[] = {{"1"}, {"2"}, {"3"}, {"4"}};
    beginFormRow(
        kit, "draw.class",
        {"Brush", "Class of the points you draw in the large picture; keys 1 to 4, X for the eraser"});
    int choice = tool.label;
    if (segmented(kit, "draw.class", &choice, kClasses).changed) tool = {choice, false};
    endFormRow(kit);
    if (button(kit, "draw.erase", tool.erase ? "Back to the brush" : "Eraser",
               {.icon = tool.erase ? Icon::brush : Icon::eraser}))
      tool.erase = !tool.erase;
    ImGui::SameLine(0, t.inside);
    if (button(kit, "draw.clear", "Clear", {.enabled = !b.runs[0].session.config.points.empty()})) {
      Config next = b.runs[0].session.config;
      next.points.clear();
      changeConfig(b, next);
    }
  }
  gap(kit, 1);
  if (button(kit, "data.open", "Open a table or a run", {.icon = Icon::upload, .width = -1}))
    frame.requests.openFile = true;
  tip(kit,
      {.title = "Your own table, or a run that was saved",
       .body =
           "Of a table (CSV, TSV, text, ARFF; up to 20 MB): one row per sample. Which column is predicted and "
           "which go in is guessed and said; name others here. A run (.lockstep) goes on where it was saved. The file "
           "stays on this device. Dropping it on the page does the same."});
}

Text64 summary(const Config& c, SettingGroup group) {
  switch (group) {
    case SettingGroup::data:
      return textf("%s", dataInfo(c.dataset).label);
    case SettingGroup::model:
      return textf("%d hidden, %s", static_cast<int>(c.layers.size()), activationInfo(c.activation).label);
    case SettingGroup::training:
      return textf("rate %s", formatNumber(c.lr).c_str());
    case SettingGroup::optimizer:
      return textf("%s", settingOf(&Config::optimizer).choices[static_cast<int>(c.optimizer)].label);
    case SettingGroup::regularization:
      return textf("%s", c.l1 == 0 && c.l2 == 0 && c.decay == 0 && c.clip == 0 ? "none" : "on");
    case SettingGroup::seed:
      return textf("%d", c.seed);
  }
  return {};
}

void drawSettings(Frame& frame, ConfigPanel& panel, Rect rect) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  const int side = shownSide(frame);
  beginPanel(kit, "config", rect.min, rect.size);
  // A change may take the challenge back.
  const Challenge* challenge = b.attempt ? b.attempt->challenge : nullptr;
  const auto isFree = [&](const Setting& s) { return challenge && leavesFree(*challenge, s.name); };
  const auto row = [&](std::size_t i) {
    fieldRow(kit, b, panel, side, i);
    if (settings()[i].length) lengthRow(kit, b, side, settings()[i]);
  };
  if (challenge && beginFold(kit, "fold.free", "Yours to change", {}, &panel.openFree)) {
    for (std::size_t i = 0; i < settings().size(); ++i)
      if (isFree(settings()[i])) row(i);
    endFold(kit);
  }
  for (int g = 0; g < kSettingGroups; ++g) {
    const SettingGroup group = static_cast<SettingGroup>(g);
    if (!beginFold(kit, textf("fold.%d", g), groupLabel(group), summary(b.runs[side].session.config, group),
                   &panel.open[g]))
      continue;
    for (std::size_t i = 0; i < settings().size(); ++i)
      if (settings()[i].group == group && !isFree(settings()[i])) row(i);
    if (group == SettingGroup::data && side == 0) ownData(frame);
    if (group == SettingGroup::training && side == 0) stopRows(kit, b);
    endFold(kit);
  }
  endPanel(kit);
}

// On a narrow screen the bar above has no room for it.
void offerComparison(Frame& frame, Rect rect) {
  const Theme& t = frame.kit.theme;
  beginPanel(frame.kit, "settings.compare", rect.min, rect.size, false, 0);
  ImGui::SetCursorScreenPos(rect.min + ImVec2(t.between, t.inside));
  if (button(frame.kit, "compare", "Compare with a second run",
             {.icon = Icon::compare, .width = rect.size.x - 2 * t.between}))
    openTwin(frame.bench);
  endPanel(frame.kit);
}

// Whose settings are shown.
void chooseSide(Frame& frame, Rect rect) {
  const Theme& t = frame.kit.theme;
  beginPanel(frame.kit, "settings.side", rect.min, rect.size, false, 0);
  ImGui::SetCursorScreenPos(rect.min + ImVec2(t.between, t.inside));
  constexpr Choice kSides[] = {
      {"Run A", "Its settings are shown and changed below"},
      {"Run B", "Its settings are shown and changed below; going back means to those of A"}};
  segmented(frame.kit, "twin.settings", &frame.screen.side, kSides, rect.size.x - 2 * t.between);
  endPanel(frame.kit);
}

}  // namespace

void ConfigPanel::draw(Frame& frame, Rect rect) {
  const Theme& t = frame.kit.theme;
  if (frame.bench.twin)
    chooseSide(frame, rect.takeTop(t.control + t.inside));
  else if (frame.screen.narrow)
    offerComparison(frame, rect.takeTop(std::max(t.control, t.target) + t.inside));
  drawSettings(frame, *this, rect);
}

std::unique_ptr<Panel> makeSettings() { return std::make_unique<ConfigPanel>(); }

}  // namespace lockstep
