// The trainer as lockstep-core.wasm: what lockstep-core.js calls. One instance of the module is one
// trainer, so nothing here takes a handle; freeing a trainer is dropping its instance.
//
// Arguments longer than a number (text, bytes, rows of floats) are written into the block that `argument`
// returns, just before the call that reads them. Texts come back NUL-terminated and stand until the next
// call; a call that can fail returns what went wrong, or "".
#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "data/check_rows.h"
#include "data/digits.h"
#include "data/number.h"
#include "data/table_reading.h"
#include "lab/make_subject.h"
#include "model/export.h"
#include "model/onnx.h"
#include "model/safetensors.h"
#include "nn/hash.h"
#include "nn/parallel.h"
#include "nn/simd.h"
#include "probes/slow_step.h"
#include "session/course.h"
#include "session/layer_json.h"
#include "session/saved_run.h"
#include "session/table_choice.h"

#define LOCKSTEP_EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace lockstep {
namespace {

struct Argument {
  std::vector<float> block;
  std::size_t bytes = 0;
  const uint8_t* data() const { return reinterpret_cast<const uint8_t*>(block.data()); }
  std::string_view text() const { return {reinterpret_cast<const char*>(data()), bytes}; }
};

struct Core {
  Sources sources;
  Session session;
  std::vector<std::string> notes;
  Argument argument;
  std::vector<float> outputs;
  std::vector<double> readings;
  std::string text;
  std::vector<uint8_t> file;
  // Whoever has a view of the parameters can write to it unseen: from then on each call of `step` compares.
  bool shared = false;
  uint64_t known = 0;  // what they were after the last one
} core;

Argument takeArgument() { return std::exchange(core.argument, {}); }

const char* answer(std::string text) {
  core.text = std::move(text);
  return core.text.c_str();
}

void note(const std::vector<std::string>& notes) {
  core.notes.insert(core.notes.end(), notes.begin(), notes.end());
}

// What a data set still needs: the name of an asset, "rows", or "".
std::string needs(const Config& config) {
  if (available(config.dataset, core.sources)) return "";
  const char* asset = dataInfo(config.dataset).asset;
  return asset ? asset : "rows";
}

// Whether the text of the table has to be read for a config.
bool wantsReading(const Config& config) {
  const Dataset& table = core.sources.csv;
  return sourceOf(config.dataset) == DataSource::table && !table.fileText.empty() &&
         (table.count() == 0 || readOtherwise(table, config));
}

// Reads it; what is wrong with it, after "!", or "".
std::string readText(const Config& config) {
  TableResult table = readAnew(core.sources.csv, config);
  if (!table.ok()) return "!" + table.error;
  core.notes.push_back("The table: " + describeTable(table.data) + "; " + table.summary);
  core.sources.csv = std::move(table.data);
  return "";
}

uint64_t shownNumbers() {
  const std::vector<float>& s = core.session.state.network.statistics;
  return hashFloats(s.data(), s.size(), parameterHash(core.session));
}
void share() {
  if (!core.shared) core.known = shownNumbers();
  core.shared = true;
}
void noticeWriting() {
  if (core.shared && core.known != shownNumbers()) noteTurn(core.session, Turn::Kind::weights);
}
void keepKnown() {
  if (core.shared) core.known = shownNumbers();
}

void writeLayer(JsonWriter& json, const Layer& layer) {
  // Where its numbers begin; null where it has none of them.
  constexpr std::pair<const char*, int Layer::*> kOffsets[] = {
      {"weight", &Layer::weight}, {"bias", &Layer::bias}, {"scale", &Layer::scale},
      {"shift", &Layer::shift},   {"mean", &Layer::mean}, {"variance", &Layer::variance}};
  json.open('{');
  putShape(json, layer);
  for (const auto& [name, offset] : kOffsets) {
    json.key(name);
    layer.*offset < 0 ? json.writeNull() : json.write(layer.*offset);
  }
  json.close('}');
}

}  // namespace

LOCKSTEP_EXPORT(argument) float* coreArgument(int bytes) {
  core.argument.bytes = static_cast<std::size_t>(bytes);
  core.argument.block.assign((core.argument.bytes + 3) / 4, 0.0f);
  return core.argument.block.data();
}

// What was done differently from what was asked, one note after the other, separated by U+001E.
LOCKSTEP_EXPORT(notes) const char* coreNotes() {
  std::string all;
  for (const std::string& text : core.notes) all += (all.empty() ? "" : "\x1e") + text;
  return answer(std::move(all));
}

// `rows` × `columns` inputs, then `rows` targets: class indices, or numbers where classes is 0.
LOCKSTEP_EXPORT(loadRows) const char* coreLoadRows(int rows, int columns, int classes) {
  const Argument argument = takeArgument();
  Dataset data{.kind = DataKind::csv, .dims = columns, .classes = classes};
  data.task = classes > 0 ? Task::classification : Task::regression;
  const float* x = argument.block.data();
  data.x = std::vector<float>(x, x + static_cast<std::size_t>(rows) * columns);
  data.y.assign(x + data.x.size(), x + data.x.size() + rows);
  std::string error = rowsError(data);
  if (error.empty()) core.sources.csv = std::move(data);
  return answer(std::move(error));
}

// The bytes of a table, which start or change reads as their settings say (data/table_reading.h).
LOCKSTEP_EXPORT(loadTable) void coreLoadTable() {
  core.sources.csv = {};
  core.sources.csv.fileText = takeArgument().text();
}

// The bytes of any asset: it is that of the first kind whose labels fit.
LOCKSTEP_EXPORT(loadDigits) const char* coreLoadDigits() {
  const Argument argument = takeArgument();
  const std::span<const uint8_t> bytes{argument.data(), argument.bytes};
  DigitsResult result;
  for (int i = 0; i < kDataKinds; ++i) {
    const auto kind = static_cast<DataKind>(i);
    if (sourceOf(kind) != DataSource::asset) continue;
    result = decodeDigits(bytes, kind);
    if (!result.error.empty()) continue;
    core.sources.asset(kind) = std::move(result.data);
    break;
  }
  return answer(std::move(result.error));
}

// Starts a run at step 0, or changes it as it goes on. Both answer what the data set still needs, or after
// "!" what is wrong with its table, and then do nothing.
LOCKSTEP_EXPORT(start) const char* coreStart() {
  const Course course = parseCourse(takeArgument().text(), core.session.config);
  core.notes = course.notes;
  if (wantsReading(course.beginning))
    if (std::string wrong = readText(course.beginning); !wrong.empty()) return answer(std::move(wrong));
  if (std::string needed = needs(course.beginning); !needed.empty()) return answer(std::move(needed));
  if (!course.missing.empty()) core.notes.push_back("The line does not carry " + course.missing);
  core.session = makeSession(course, core.sources);
  keepKnown();
  note(core.session.problem.notes);
  return answer("");
}

LOCKSTEP_EXPORT(change) const char* coreChange() {
  ParsedConfig parsed = parseConfig(takeArgument().text(), core.session.config);
  core.notes = std::move(parsed.notes);
  const bool reads = wantsReading(parsed.config);
  if (reads)
    if (std::string wrong = readText(parsed.config); !wrong.empty()) return answer(std::move(wrong));
  if (std::string needed = needs(parsed.config); !needed.empty()) return answer(std::move(needed));
  noticeWriting();
  note(applyConfig(core.session, parsed.config, core.sources, reads).notes);
  keepKnown();
  return answer("");
}

LOCKSTEP_EXPORT(restart) void coreRestart() {
  restart(core.session);
  keepKnown();
}

// The run as a file (session/saved_run.h): its size, for a view of `file`. `fast` as this program's steps.
LOCKSTEP_EXPORT(save) int coreSave(bool fast) {
  noticeWriting();
  core.file = encodeRun(core.session, core.sources, fast);
  return static_cast<int>(core.file.size());
}
LOCKSTEP_EXPORT(file) const uint8_t* coreFile() { return core.file.data(); }

// Goes on from a file. Answers what its data set still needs, and then does nothing; or, after "!", what is
// wrong with it.
LOCKSTEP_EXPORT(open) const char* coreOpen() {
  const Argument argument = takeArgument();
  SavedRun run;
  core.notes.clear();
  if (std::string error = decodeRun({argument.data(), argument.bytes}, run); !error.empty())
    return answer("!" + error);
  Dataset other = core.sources.csv;  // of the run that goes on where this one cannot
  if (run.table) core.sources.csv = std::move(*run.table);
  std::string problem = needs(run.config);
  if (problem.empty()) {
    problem = resumeRun(std::move(run), core.sources, core.session);
    if (!problem.empty()) problem = "!" + problem;
  }
  if (!problem.empty()) {
    core.sources.csv = std::move(other);
    return answer(std::move(problem));
  }
  keepKnown();
  return answer("");
}

// At most `count` steps; how many were made.
LOCKSTEP_EXPORT(step) int coreStep(int count) {
  noticeWriting();
  int made = 0;
  while (made < count && advance(core.session)) ++made;
  keepKnown();
  return made;
}

LOCKSTEP_EXPORT(evaluate) const Metrics* coreEvaluate() {
  static Metrics metrics;
  metrics = evaluate(core.session);
  return &metrics;
}

// `rows` raw samples in, rows × outputs out: in the units of the target for regression, logits for classes.
LOCKSTEP_EXPORT(forward) const float* coreForward(int rows) {
  const Argument argument = takeArgument();
  Session& s = core.session;
  const Problem& p = s.problem;
  std::vector<float> inputs(p.inputs);
  core.outputs.resize(static_cast<std::size_t>(rows) * p.outputs);
  for (int begin = 0; begin < rows; begin += s.evaluationWorkspace.maxBatch) {
    const int B = std::min(rows - begin, s.evaluationWorkspace.maxBatch), stride = padToLanes(B);
    std::fill_n(s.x.begin(), static_cast<std::size_t>(p.inputs) * stride, 0.0f);
    for (int b = 0; b < B; ++b) {
      mapSample(p, argument.block.data() + static_cast<std::size_t>(begin + b) * p.data.dims, inputs.data());
      for (int i = 0; i < p.inputs; ++i) s.x[static_cast<std::size_t>(i) * stride + b] = inputs[i];
    }
    forward(s.state.network, s.x.data(), B, evaluation(), s.evaluationWorkspace);
    const float* z = s.evaluationWorkspace.output();
    for (int b = 0; b < B; ++b)
      for (int o = 0; o < p.outputs; ++o)
        core.outputs[static_cast<std::size_t>(begin + b) * p.outputs + o] =
            z[o * stride + b] * p.targetScale + p.targetMean;
  }
  return core.outputs.data();
}

LOCKSTEP_EXPORT(parameters) float* coreParameters() {
  share();
  return core.session.state.network.parameters.data();
}
LOCKSTEP_EXPORT(gradients) float* coreGradients() { return core.session.gradient.data(); }
LOCKSTEP_EXPORT(statistics) float* coreStatistics() {
  share();
  return core.session.state.network.statistics.data();
}

// The numbers that change with every step; `kStatus` in lockstep-core.js names them in this order.
struct Status {
  double step, epoch, loss, penalty, gradientNorm, learningRate, diverged;
};
LOCKSTEP_EXPORT(status) const Status* coreStatus() {
  static Status status;
  const Session& s = core.session;
  status = {static_cast<double>(s.state.step),
            static_cast<double>(s.state.epoch),
            s.last.loss,
            s.last.penalty,
            s.last.gradientNorm,
            nextRate(s),
            s.divergence ? 1.0 : 0.0};
  return &status;
}

// What stays the same until the next start or change, as JSON.
LOCKSTEP_EXPORT(shape) const char* coreShape() {
  const Problem& p = core.session.problem;
  const Network& net = core.session.state.network;
  JsonWriter json;
  json.open('{');
  json.put("columns", p.data.dims);
  json.put("outputs", p.outputs);
  json.put("classes", p.data.classes);
  json.put("trainSamples", p.split.train.size());
  json.put("testSamples", p.split.test.size());
  json.put("parameters", net.parameters.size());
  json.put("statistics", net.statistics.size());
  json.open("layers", '[');
  for (const Layer& layer : net.layers) writeLayer(json, layer);
  json.close(']');
  json.close('}');
  return answer(std::move(json.text));
}

LOCKSTEP_EXPORT(config) const char* coreConfig() { return answer(printConfig(core.session.config)); }

LOCKSTEP_EXPORT(hash) const char* coreHash() { return answer(printHash(parameterHash(core.session))); }

// The next step at `length` times its own, taken apart. Answers which readings in which order, as JSON,
// {"table": {"column": how many values}}; `readings` has the values.
LOCKSTEP_EXPORT(measureStep) const char* coreMeasureStep(double length) {
  SlowStep measurement(makeSubject(core.session, ProbeSamples::nextBatch), length);
  finish(measurement);
  core.readings.clear();
  JsonWriter json;
  json.open('{');
  for (const Table& table : measurement.readings()) {
    json.open(table.name, '{');
    for (const TableColumn& column : table.columns) {
      json.put(column.name, column.values.size());
      core.readings.insert(core.readings.end(), column.values.begin(), column.values.end());
    }
    json.close('}');
  }
  json.close('}');
  return answer(std::move(json.text));
}
LOCKSTEP_EXPORT(readings) const double* coreReadings() { return core.readings.data(); }

// The network as a file of bytes; `exportedSize` says how many.
LOCKSTEP_EXPORT(exportModel) const char* coreExportModel(int format) {
  Session& s = core.session;
  const Metrics metrics = evaluate(s);
  const bool onnx = format == static_cast<int>(ModelFormat::onnx);
  return answer(onnx ? exportOnnx(s, metrics) : exportSafetensors(s, metrics));
}
LOCKSTEP_EXPORT(exportedSize) int coreExportedSize() { return static_cast<int>(core.text.size()); }

// As JSON; call only while diverged.
LOCKSTEP_EXPORT(divergence) const char* coreDivergence() {
  constexpr const char* kQuantities[] = {"activations", "loss", "gradient"};
  const Divergence& d = *core.session.divergence;
  JsonWriter json;
  json.open('{');
  json.put("step", d.step);
  json.put("layer", d.layer);
  json.put("quantity", kQuantities[static_cast<int>(d.quantity)]);
  json.put("message", describe(d));
  json.close('}');
  return answer(std::move(json.text));
}

#if __wasm_atomics__
// Before `start`, once for every thread beyond the first; in its worker then `work`.
LOCKSTEP_EXPORT(addThread) void* coreAddThread() { return addThread(); }
LOCKSTEP_EXPORT(work) void coreWork(int thread) { work(thread); }
#endif

}  // namespace lockstep
