#include "app/state.h"

#include <cmath>

#include "probes/slow_step.h"
#include "session/course.h"
#include "session/json.h"
#include "studio/attempt.h"
#include "studio/journey.h"
#include "studio/lesson.h"

namespace lockstep {
namespace {

// The run A and what the chart last measured of it.
void putRun(JsonWriter& json, const Workbench& b) {
  const Run& a = b.runs[0];
  const Session& s = a.session;
  json.put("playing", b.playing);
  json.put("stopMeasure", nameOf(b.stop.measure));
  json.put("stopValue", b.stop.value);
  json.put("step", s.state.step);
  json.put("epoch", s.state.epoch);
  json.put("trainLoss", a.latest.metrics.trainLoss);
  json.put("testLoss", a.latest.metrics.testLoss);
  json.put("trainAccuracy", a.latest.metrics.trainAccuracy);
  json.put("testAccuracy", a.latest.metrics.testAccuracy);
  json.put("measuredAt", a.latest.step);
  json.put("stepsPerSecond", b.measuredSpeed);
  json.put("config", printConfig(s.config));
  json.put("fields", printConfig(s.config, true));
  json.put("hash", printHash(parameterHash(s)));
  json.put("samples", s.problem.data.count());
  json.put("layers", s.state.network.layers.size());
}

void putTwin(JsonWriter& json, const Workbench& b) {
  json.key("twin");
  if (!b.twin) return json.writeNull();
  const Twin& twin = *b.twin;
  const Run& other = b.runs[1];
  json.open('{');
  json.put("forkStep", twin.forkStep);
  json.put("partedAt", twin.partedAt);
  json.put("step", other.session.state.step);
  json.put("hash", printHash(parameterHash(other.session)));
  json.put("config", printConfig(other.session.config));
  json.put("difference", twinDifference(b));
  json.put("seeds", twinSeeds(twin));
  json.put("behind", runsBehind(twin, other));
  json.put("trainLoss", other.latest.metrics.trainLoss);
  json.put("testLoss", other.latest.metrics.testLoss);
  json.open("bands", '[');
  for (int side : {0, 1}) {
    const LossBand band = lossBand(twin, b.runs[side], side, twin.step - 1);
    json.open('[');
    json.write(band.low);
    json.write(band.median);
    json.write(band.high);
    json.write(band.runs);
    json.close(']');
  }
  json.close(']');
  json.close('}');
}

void putExperiment(JsonWriter& json, const Workbench& b) {
  constexpr const char* kStages[] = {"asking", "ready", "running", "done"};
  json.key("experiment");
  if (!b.lesson) return json.writeNull();
  const Lesson& l = *b.lesson;
  json.open('{');
  json.put("name", l.experiment->name);
  json.put("seed", l.seed);
  json.put("stage", kStages[static_cast<int>(l.stage)]);
  json.put("guess", l.guess);
  json.putAll("pair", l.run->pair());
  json.put("progress", l.run->progress());
  json.put("altered", l.run->altered());
  json.key("confirmed");
  l.verdict ? json.write(l.verdict->confirmed) : json.writeNull();
  json.put("sentence", l.verdict ? l.verdict->sentence : "");
  json.open("measured", '[');
  if (l.verdict)
    for (const Quantity& q : l.verdict->measured) json.write(q.value);
  json.close(']');
  json.close('}');
}

void putChallenge(JsonWriter& json, const Workbench& b) {
  json.key("challenge");
  if (!b.attempt) return json.writeNull();
  const Attempt& t = *b.attempt;
  const Challenge& c = *t.challenge;
  const Judgement& shown = t.solved ? *t.solved : t.now;
  json.open('{');
  json.put("name", c.name);
  json.put("goal", c.goal);
  json.put("judgedAt", shown.step);
  json.put("value", shown[c.gauge.measure]);
  json.put("whole", madeBySettings(b.runs[0].session));
  json.putAll("missing", shown.missing);
  json.put("met", t.solved.has_value());
  json.put("sentence", t.solved ? doneSentence(c, shown) : "");
  json.close('}');
}

void putFindings(JsonWriter& json, const Workbench& b) {
  json.open("findings", '[');
  for (const Finding& f : b.findings) {
    json.open('{');
    json.put("experiment", f.experiment->name);
    json.put("confirmed", f.confirmed);
    json.put("guess", f.guess);
    json.putAll("pair", f.pair);
    json.close('}');
  }
  json.close(']');
}

// What keeps the run from learning, as the viewer is told; or null.
void putComplaint(JsonWriter& json, const Workbench& b) {
  json.key("complaint");
  if (!ill(b)) return json.writeNull();
  json.open('{');
  json.put("layer", b.complaint->layer + 1);
  json.put("title", b.complaint->title);
  json.put("remedy", b.complaint->remedy ? b.complaint->remedy->label : "");
  json.close('}');
}

// The step on the stage, as far as it is measured; or null.
void putStep(JsonWriter& json, const Shell& shell) {
  constexpr const char* kVerdicts[] = {"unknown", "addUp", "disturb", "spur",
                                       "rescue",  "harm",  "tooLong", "uphill"};
  json.key("stage");
  if (!onStage(shell.screen)) return json.writeNull();
  const Gauge& g = shell.views[0].lab.gauges[static_cast<std::size_t>(shell.screen.instrument)];
  const auto* m = static_cast<const SlowStep*>(standing(g));
  json.open('{');
  json.put("length", g.length);
  if (m) {
    json.put("measured", m->length);
    json.put("step", m->subject->step);
    json.put("sum", m->sum());
    json.put("together", m->together);
    json.put("complete", !std::isnan(m->limit()));
    json.put("limit", m->limit());
    json.put("verdict", kVerdicts[static_cast<int>(m->verdict())]);
  }
  json.close('}');
}

// What the pointer is on in the network, counted from 0: {"layer":1,"unit":3}, or
// {"layer":1,"to":3,"from":0,"value":0.5} for the weight from an input of that layer to a unit, from −1 for
// its bias; or null.
void putPointed(JsonWriter& json, const NetworkSelection& view, const Network& network) {
  const auto [layer, to, from] = view.hovered;
  const bool known = view.hovered.valid() && layer < static_cast<int>(network.layers.size());
  json.key("pointed");
  if (known && to < network.layers[layer].outputs && from < network.layers[layer].inputs) {
    const Layer& l = network.layers[layer];
    const int index = from < 0 ? l.bias + to : l.weight + to * l.inputs + from;
    json.open('{');
    json.put("layer", layer);
    json.put("to", to);
    json.put("from", from);
    json.put("value", network.parameters[index]);
    return json.close('}');
  }
  if (!view.hoveredUnit.valid()) return json.writeNull();
  json.open('{');
  json.put("layer", view.hoveredUnit.layer);
  json.put("unit", view.hoveredUnit.unit);
  json.close('}');
}

void putFrame(JsonWriter& json, const FrameFigures& f) {
  json.open("frame", '{');
  json.put("mean", f.mean);
  json.put("p95", f.p95);
  json.put("training", f.training);
  json.put("instruments", f.instruments);
  json.put("interface", f.interface);
  json.put("drawing", f.drawing);
  json.put("rest", f.rest());
  json.put("painted", f.painted);
  json.put("drawEvery", f.drawEvery);
  json.close('}');
}

void putChoices(JsonWriter& json) {
  json.open("choices", '{');
  json.open("dataset", '[');
  for (int i = 0; i < kDataKinds; ++i) {
    const DataInfo& info = dataInfo(static_cast<DataKind>(i));
    json.open('{');
    json.put("value", info.name);
    json.put("label", info.label);
    json.close('}');
  }
  json.close(']');
  json.close('}');
}

// "name": [left, top, right, bottom, enabled], in CSS pixels.
void putWidgets(JsonWriter& json, const WidgetMap& map) {
  json.open("widgets", '{');
  for (const WidgetRect& w : map.entries) {
    if (!w.visible) continue;
    json.open(w.name.view(), '[');
    for (const float place : {w.min.x, w.min.y, w.max.x, w.max.y}) json.write(std::round(place * 10) / 10);
    json.write(w.enabled ? 1 : 0);
    json.close(']');
  }
  json.close('}');
}

void putMessages(JsonWriter& json, const Application& app) {
  const Kit& kit = app.shell.kit;
  json.put("loading", app.bench.pendingTable ? "table" : app.bench.pendingAsset);
  json.key("goal");  // the step that the run is on its way to; or null
  app.bench.journey ? json.write(app.bench.journey->course.step) : json.writeNull();
  json.put("alarm", app.bench.alarm);
  json.put("alarms", app.shell.alarms);
  json.put("lastAlarm", app.shell.lastAlarm);
  json.open("unread", '[');
  for (const std::string& note : app.unread) json.write(note);
  json.close(']');
  json.put("message", app.shell.lastMessage);
  json.open("notices", '[');
  for (int i = 0; i < kit.noticeCount; ++i) json.write(kit.notices[i].text.view());
  json.close(']');
  json.put("graphicsError", app.shell.canvas.gfx.error);
}

}  // namespace

std::string stateAsJson(const Application& app) {
  const Workbench& b = app.bench;
  const Shell& shell = app.shell;
  JsonWriter json{.digits = 9};
  json.open('{');
  putRun(json, b);
  putTwin(json, b);
  putExperiment(json, b);
  putChallenge(json, b);
  putFindings(json, b);
  putComplaint(json, b);
  putStep(json, shell);
  putMessages(json, app);
  json.put("complete", shell.screen.complete);
  json.put("figure", shell.screen.figure.on());
  json.put("lecture", shell.screen.lecture);
  json.put("smallestText", shell.kit.theme.small);
  json.put("readonly", shell.screen.figure.readonly);
  json.put("likedHeight", shell.screen.likedHeight);
  json.put("speed", b.stepsPerSecond);
  json.put("fast", shell.screen.arithmetic == Arithmetic::fast);
  json.put("dark", app.dark);
  json.put("tour", app.bench.tourStop + 1);
  json.put("canUndo", !b.undo.past.empty());
  json.put("undoSteps", b.undo.past.size());
  putPointed(json, shell.views[0].selection, b.runs[0].session.state.network);
  json.putAll("shownUnit", {shell.views[0].selection.shown.layer, shell.views[0].selection.shown.unit});
  putFrame(json, frameFigures(app));
  putChoices(json);
  putWidgets(json, shell.kit.widgets);
  json.close('}');
  return std::move(json.text);
}

}  // namespace lockstep
