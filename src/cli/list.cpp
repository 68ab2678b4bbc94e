// lockstep list: the tables of settings, data sets, instruments, experiments and challenges as text.
#include <cstdio>
#include <span>

#include "cli/cli.h"
#include "data/number.h"
#include "lab/challenges.h"
#include "lab/experiments/experiment.h"
#include "lab/instruments/instruments.h"
#include "session/setting.h"

namespace lockstep {
namespace {

const char* typeName(SettingType type) {
  switch (type) {
    case SettingType::choice:
      return "choice";
    case SettingType::integer:
      return "integer";
    case SettingType::real:
      return "number";
    case SettingType::integers:
      return "integers";
    case SettingType::reals:
      return "numbers";
    case SettingType::choices:
      return "activations";
    case SettingType::features:
      return "inputs";
    case SettingType::text:
      return "text";
  }
  return "";
}

std::string range(const Setting& f) {
  std::string text;
  switch (typeOf(f)) {
    case SettingType::choice:
    case SettingType::choices:
      for (const SettingChoice& c : f.choices) text += (text.empty() ? "" : "|") + std::string(c.name);
      return text;
    case SettingType::features:
      for (int i = 0; i < kFeatures; ++i)
        text += (i ? "," : "") + std::string(featureInfo(static_cast<Feature>(i)).name);
      return text;
    case SettingType::text:
      return "at most " + std::to_string(f.maxCount) + " characters";
    default:
      break;
  }
  text = printFloat(static_cast<float>(f.min)) + " … " + printFloat(static_cast<float>(f.max));
  return f.maxCount ? text + ", at most " + std::to_string(f.maxCount) : text;
}

const char* taskName(const DataInfo& d) {
  if (d.dims == 0) return "either";  // a table: its target column tells
  return d.task == Task::classification ? "classification" : "regression";
}

const DataInfo& dataAt(int i) { return dataInfo(static_cast<DataKind>(i)); }

void writeSetting(JsonWriter& json, const Setting& f) {
  json.put("name", f.name);
  json.put("type", typeName(typeOf(f)));
  json.put("range", range(f));
  json.put("default", printSetting(f, Config()));
  json.put("unit", f.unit);
  json.put("help", f.help);
}

void writeData(JsonWriter& json, const DataInfo& d) {
  json.put("name", d.name);
  json.put("label", d.label);
  json.put("task", taskName(d));
  json.put("dims", d.dims);
  json.put("classes", d.classes);
  json.put("help", d.help);
}

void writeInstrument(JsonWriter& json, const Instrument& i) {
  json.put("name", i.name);
  json.put("title", i.title);
  json.put("question", i.question);
  json.put("method", i.method);
  json.put("reference", i.reference);
  json.put("cost", i.cost);
  json.open("variants", '[');
  for (const InstrumentVariant& v : i.variants) json.write(v.name);
  json.close(']');
}

void writeExperiment(JsonWriter& json, const Experiment& e) {
  json.put("name", e.name);
  json.put("title", e.title);
  json.put("claim", e.claim);
  json.put("config", e.config);
  json.put("change", e.change);
  json.put("steps", e.steps);
}

void writeChallenge(JsonWriter& json, const Challenge& c) {
  json.put("name", c.name);
  json.put("title", c.title);
  json.put("goal", c.goal);
  json.put("start", c.start);
  json.put("free", c.free);
  json.put("steps", c.steps);
}

// A line per entry of a table.
template <typename Row>
void writeRows(JsonWriter& json, const char* key, std::span<const Row> rows,
               void write(JsonWriter&, const Row&)) {
  json.open(key, '[');
  for (const Row& row : rows) {
    json.line();
    json.open('{');
    write(json, row);
    json.close('}');
  }
  json.close(']');
}

void printJson() {
  std::vector<DataInfo> data;
  for (int i = 0; i < kDataKinds; ++i) data.push_back(dataAt(i));
  JsonWriter json;
  json.open('{');
  writeRows(json, "fields", settings(), writeSetting);
  writeRows(json, "datasets", std::span<const DataInfo>(data), writeData);
  writeRows(json, "probes", instruments(), writeInstrument);
  writeRows(json, "experiments", experiments(), writeExperiment);
  writeRows(json, "challenges", challenges(), writeChallenge);
  json.close('}');
  std::puts(json.text.c_str());
}

void printText() {
  const Setting* before = nullptr;
  for (const Setting& f : settings()) {
    if (!before || before->group != f.group) std::printf("%s%s\n", before ? "\n" : "", groupLabel(f.group));
    const std::string value = printSetting(f, Config());
    std::printf("  %-12s %-11s default %-10s %s\n%28s%s\n", f.name, typeName(typeOf(f)),
                value.empty() ? "(none)" : value.c_str(), f.help, "", range(f).c_str());
    before = &f;
  }
  std::puts("\nData sets");
  for (int i = 0; i < kDataKinds; ++i)
    std::printf("  %-12s %-15s %s\n", dataAt(i).name, taskName(dataAt(i)), dataAt(i).help);
  std::puts("\nProbes");
  for (const Instrument& i : instruments()) {
    std::printf("  %-14s%s\n", i.name, i.question);
    const char* space = "                ";
    for (const InstrumentVariant& v : i.variants) {
      std::printf("%s%s:%s", space, i.name, v.name);
      space = " ";
    }
    if (!i.variants.empty()) std::puts("");
  }
  std::puts("\nExperiments");
  for (const Experiment& e : experiments()) std::printf("  %-14s%s\n", e.name, e.claim);
  std::puts("\nChallenges");
  for (const Challenge& c : challenges()) std::printf("  %-14s%s\n", c.name, c.goal);
}

}  // namespace

int runList(const CliOptions& options) {
  (options.json ? printJson : printText)();
  return 0;
}

}  // namespace lockstep
