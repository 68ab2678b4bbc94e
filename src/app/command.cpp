// What the page around the canvas can ask and tell.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "app/application.h"
#include "studio/tour.h"

namespace lockstep {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned char>(c));
      out += code;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string number(double value) {
  if (!std::isfinite(value)) return "null";
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

void add(std::string& json, const char* key, const std::string& value) {
  json += (json.size() > 1 ? ",\"" : "\"") + std::string(key) + "\":" + value;
}

std::string datasetChoices() {
  std::string list;
  for (int i = 0; i < kDataKinds; ++i) {
    const DataInfo& info = dataInfo(static_cast<DataKind>(i));
    list +=
        (i ? ",{\"value\":" : "{\"value\":") + quoted(info.name) + ",\"label\":" + quoted(info.label) + "}";
  }
  return "{\"dataset\":[" + list + "]}";
}

std::string widgetList(const WidgetMap& map) {
  std::string list = "{";
  for (const WidgetRect& w : map.entries) {
    if (!w.visible) continue;
    char text[160];
    std::snprintf(text, sizeof text, "%s%s:[%.1f,%.1f,%.1f,%.1f,%d]", list.size() > 1 ? "," : "",
                  quoted(w.name.view()).c_str(), static_cast<double>(w.min.x), static_cast<double>(w.min.y),
                  static_cast<double>(w.max.x), static_cast<double>(w.max.y), w.enabled ? 1 : 0);
    list += text;
  }
  return list + "}";
}

std::string noticeList(const Kit& kit) {
  std::string list = "[";
  for (int i = 0; i < kit.noticeCount; ++i) list += (i ? "," : "") + quoted(kit.notices[i].text.view());
  return list + "]";
}

// What the pointer is on in the network, counted from 0: {"layer":1,"unit":3}, or
// {"layer":1,"to":3,"from":0,"value":0.5} for the weight from an input of that layer to a unit, from −1 for
// its bias; or null.
std::string pointed(const NetworkSelection& view, const Network& network) {
  char text[96];
  const auto [layer, to, from] = view.hovered;
  const bool known = view.hovered.valid() && layer < static_cast<int>(network.layers.size());
  if (known && to < network.layers[layer].outputs && from < network.layers[layer].inputs) {
    const Layer& l = network.layers[layer];
    const int index = from < 0 ? l.bias + to : l.weight + to * l.inputs + from;
    std::snprintf(text, sizeof text, R"({"layer":%d,"to":%d,"from":%d,"value":%.9g})", layer, to, from,
                  static_cast<double>(network.parameters[index]));
    return text;
  }
  if (!view.hoveredUnit.valid()) return "null";
  std::snprintf(text, sizeof text, R"({"layer":%d,"unit":%d})", view.hoveredUnit.layer,
                view.hoveredUnit.unit);
  return text;
}

std::string setFields(Application& app, std::string_view pairs) {
  const ParsedConfig parsed = parseConfig(pairs, app.bench.runs[0].session.config);
  changeConfig(app.bench, parsed.config);
  std::string notes;
  for (const std::string& note : parsed.notes) notes += (notes.empty() ? "" : "; ") + note;
  return notes;
}

std::string commandTwin(Workbench& b, std::string_view words) {
  const std::size_t space = std::min(words.find(' '), words.size());
  const std::string_view verb = words.substr(0, space),
                         rest = space < words.size() ? words.substr(space + 1) : std::string_view{};
  if (verb == "open") {
    openTwin(b);
  } else if (!b.twin) {
    return "there is no twin";
  } else if (verb == "close") {
    closeTwin(b);
  } else if (verb == "seeds") {
    changeTwinSeeds(b, static_cast<int>(std::strtol(std::string(rest).c_str(), nullptr, 10)));
  } else if (verb == "set") {
    const ParsedConfig parsed = parseConfig(rest, b.runs[1].session.config);
    changeConfig(b, parsed.config, 1);
    return parsed.notes.empty() ? "" : parsed.notes[0];
  } else {
    return "twin open, close, set FIELD=VALUE or seeds N";
  }
  return {};
}

std::string commandExperiment(Workbench& b, std::string_view words) {
  const std::size_t space = std::min(words.find(' '), words.size());
  const std::string name(words.substr(0, space));
  const int value = static_cast<int>(std::strtol(std::string(words.substr(space)).c_str(), nullptr, 10));
  if (name == "close") {
    closeExperiment(b);
  } else if (name == "answer") {
    predict(b, value);
  } else if (name == "run") {
    runExperiment(b);
  } else if (name == "again") {
    repeatExperiment(b);
  } else if (const Experiment* experiment = findExperiment(name)) {
    openExperiment(b, *experiment, std::max(1, value));
  } else {
    return "no such experiment: " + name;
  }
  return {};
}

std::string describeFrame(const FrameFigures& f) {
  std::string json = "{";
  add(json, "mean", number(f.mean));
  add(json, "p95", number(f.p95));
  add(json, "training", number(f.training));
  add(json, "instruments", number(f.instruments));
  add(json, "interface", number(f.interface));
  add(json, "drawing", number(f.drawing));
  add(json, "rest", number(f.rest()));
  add(json, "painted", number(f.painted));
  add(json, "drawEvery", std::to_string(f.drawEvery));
  return json + "}";
}

std::string describeExperiment(const Workbench& b) {
  if (!b.lesson) return "null";
  const Lesson& l = *b.lesson;
  constexpr const char* kStages[] = {"asking", "ready", "running", "done"};
  std::string json = "{";
  add(json, "name", quoted(l.experiment->name));
  add(json, "seed", std::to_string(l.seed));
  add(json, "stage", quoted(kStages[static_cast<int>(l.stage)]));
  add(json, "answer", std::to_string(l.answer));
  add(json, "progress", number(l.run->progress()));
  add(json, "altered", l.run->altered() ? "true" : "false");
  add(json, "confirmed", !l.verdict ? "null" : l.verdict->confirmed ? "true" : "false");
  add(json, "sentence", quoted(l.verdict ? l.verdict->sentence : ""));
  std::string values;
  if (l.verdict)
    for (const Quantity& q : l.verdict->measured) values += (values.empty() ? "" : ",") + number(q.value);
  add(json, "measured", "[" + values + "]");
  return json + "}";
}

std::string hashText(const Session& s) {
  char hash[20];
  std::snprintf(hash, sizeof hash, "\"%016llx\"", static_cast<unsigned long long>(parameterHash(s)));
  return hash;
}

std::string describeTwin(const Workbench& b) {
  if (!b.twin) return "null";
  const Twin& twin = *b.twin;
  const Run& other = b.runs[1];
  std::string json = "{";
  add(json, "forkStep", std::to_string(twin.forkStep));
  add(json, "partedAt", std::to_string(twin.partedAt));
  add(json, "step", std::to_string(other.session.state.step));
  add(json, "hash", hashText(other.session));
  add(json, "config", quoted(printConfig(other.session.config)));
  add(json, "difference", quoted(twinDifference(b)));
  add(json, "seeds", std::to_string(twinSeeds(twin)));
  add(json, "behind", std::to_string(runsBehind(twin, other)));
  add(json, "trainLoss", number(other.latest.metrics.trainLoss));
  add(json, "testLoss", number(other.latest.metrics.testLoss));
  std::string bands;
  for (int side : {0, 1}) {
    const LossBand band = lossBand(twin, b.runs[side], side, twin.step - 1);
    bands += (side ? ",[" : "[") + number(band.low) + "," + number(band.median) + "," + number(band.high) +
             "," + std::to_string(band.runs) + "]";
  }
  add(json, "bands", "[" + bands + "]");
  return json + "}";
}

std::string setTheme(Application& app, std::string_view name) {
  Preferences& p = app.shell.screen.preferences;
  if (name == "light")
    p.look = Preferences::Look::light;
  else if (name == "dark")
    p.look = Preferences::Look::dark;
  else if (name == "auto")
    p.look = Preferences::Look::automatic;
  else
    return "theme is light, dark or auto";
  app.shell.requests.preferencesChanged = true;
  return {};
}

}  // namespace

std::string runCommand(Application& app, std::string_view line) {
  Workbench& b = app.bench;
  const std::size_t space = std::min(line.find(' '), line.size());
  const std::string_view verb = line.substr(0, space),
                         rest = space < line.size() ? line.substr(space + 1) : std::string_view{};
  const double value = std::strtod(std::string(rest).c_str(), nullptr);
  if (verb == "play" || verb == "pause") {
    if (b.playing != (verb == "play")) togglePlay(b);
  } else if (verb == "step") {
    for (int n = std::clamp(static_cast<int>(value), 1, 100000); n > 0; --n) {
      b.playing = false;
      if (!trainStep(b)) break;
    }
  } else if (verb == "epoch") {
    stepEpoch(b);
  } else if (verb == "reset") {
    restartRun(b);
  } else if (verb == "seed") {
    newSeed(b);
  } else if (verb == "undo") {
    undoLast(b);
  } else if (verb == "redo") {
    redoLast(b);
  } else if (verb == "speed") {
    b.stepsPerSecond = std::max(0.0, value);
  } else if (verb == "set") {
    return setFields(app, rest);
  } else if (verb == "config") {
    const ParsedConfig parsed = parseConfig(rest);
    changeConfig(b, parsed.config);
    return parsed.notes.empty() ? "" : parsed.notes[0];
  } else if (verb == "instrument") {
    if (!openInstrument(app.shell.screen, rest)) return "no such instrument: " + std::string(rest);
  } else if (verb == "desk") {
    app.shell.screen.deskOpen = rest != "close";
  } else if (verb == "seek") {
    seek(b, static_cast<int64_t>(value));
  } else if (verb == "twin") {
    return commandTwin(b, rest);
  } else if (verb == "experiment") {
    return commandExperiment(b, rest);
  } else if (verb == "tour") {
    showGuide(app.shell.screen);
    goToStop(b, static_cast<int>(value) - 1);
  } else if (verb == "theme") {
    return setTheme(app, rest);
  } else if (verb == "scale") {
    app.shell.screen.preferences.scale = std::clamp(static_cast<float>(value), 1.0f, 2.0f);
    app.shell.requests.preferencesChanged = true;
  } else {
    return "unknown command “" + std::string(verb) + "”";
  }
  return {};
}

std::string describeState(Application& app) {
  Workbench& b = app.bench;
  const Run& a = b.runs[0];
  const Session& s = a.session;
  std::string json = "{";
  add(json, "playing", b.playing ? "true" : "false");
  add(json, "step", std::to_string(s.state.step));
  add(json, "epoch", std::to_string(s.state.epoch));
  add(json, "trainLoss", number(a.latest.metrics.trainLoss));
  add(json, "testLoss", number(a.latest.metrics.testLoss));
  add(json, "trainAccuracy", number(a.latest.metrics.trainAccuracy));
  add(json, "testAccuracy", number(a.latest.metrics.testAccuracy));
  add(json, "measuredAt", std::to_string(a.latest.step));
  add(json, "stepsPerSecond", number(b.measuredSpeed));
  add(json, "config", quoted(printConfig(s.config)));
  add(json, "fields", quoted(printConfig(s.config, true)));
  add(json, "hash", hashText(s));
  add(json, "fast", app.shell.screen.arithmetic == Arithmetic::fast ? "true" : "false");
  add(json, "twin", describeTwin(b));
  add(json, "experiment", describeExperiment(b));
  add(json, "tour", std::to_string(b.tourStop + 1));
  add(json, "samples", std::to_string(s.problem.data.count()));
  add(json, "layers", std::to_string(s.state.network.layers.size()));
  add(json, "dark", app.dark ? "true" : "false");
  add(json, "loading", quoted(b.pendingAsset));
  add(json, "alarm", quoted(b.alarm));
  add(json, "message", quoted(app.shell.lastMessage));
  add(json, "notices", noticeList(app.shell.kit));
  add(json, "canUndo", b.undo.past.empty() ? "false" : "true");
  add(json, "undoSteps", std::to_string(b.undo.past.size()));
  add(json, "pointed", pointed(app.shell.views[0].selection, s.state.network));
  add(json, "shownUnit",
      "[" + std::to_string(app.shell.views[0].selection.shown.layer) + "," + std::to_string(app.shell.views[0].selection.shown.unit) +
          "]");
  add(json, "frame", describeFrame(frameFigures(app)));
  add(json, "graphicsError", quoted(app.shell.canvas.gfx.error));
  add(json, "choices", datasetChoices());
  add(json, "widgets", widgetList(app.shell.kit.widgets));
  return json + "}";
}

}  // namespace lockstep
