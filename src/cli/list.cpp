// lockstep list: the tables of settings, data sets, probes and experiments as text.
#include <cstdio>
#include <span>

#include "cli/cli.h"
#include "lab/experiments/experiment.h"
#include "lab/instruments/instruments.h"

namespace lockstep {
namespace {

const char* typeName(FieldType type) {
  switch (type) {
    case FieldType::choice:
      return "choice";
    case FieldType::integer:
      return "integer";
    case FieldType::real:
      return "number";
    case FieldType::integers:
      return "integers";
    case FieldType::reals:
      return "numbers";
    case FieldType::activations:
      return "activations";
    case FieldType::features:
      return "inputs";
    case FieldType::text:
      return "text";
  }
  return "";
}

std::string range(const ConfigField& f) {
  std::string text;
  switch (f.type) {
    case FieldType::choice:
    case FieldType::activations:
      for (const ConfigChoice& c : f.choices) text += (text.empty() ? "" : "|") + std::string(c.name);
      return text;
    case FieldType::features:
      for (int i = 0; i < kFeatures; ++i)
        text += (i ? "," : "") + std::string(featureInfo(static_cast<Feature>(i)).name);
      return text;
    case FieldType::text:
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

void writeField(JsonWriter& json, const ConfigField& f) {
  json.put("name", f.name);
  json.put("type", typeName(f.type));
  json.put("range", range(f));
  json.put("default", printField(f, Config()));
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
  writeRows(json, "fields", fields(), writeField);
  writeRows(json, "datasets", std::span<const DataInfo>(data), writeData);
  writeRows(json, "probes", instruments(), writeInstrument);
  writeRows(json, "experiments", experiments(), writeExperiment);
  json.close('}');
  std::puts(json.text.c_str());
}

void printText() {
  const ConfigField* before = nullptr;
  for (const ConfigField& f : fields()) {
    if (!before || before->group != f.group) std::printf("%s%s\n", before ? "\n" : "", groupLabel(f.group));
    const std::string value = printField(f, Config());
    std::printf("  %-12s %-11s default %-10s %s\n%28s%s\n", f.name, typeName(f.type),
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
}

}  // namespace

int runList(const CliOptions& options) {
  (options.json ? printJson : printText)();
  return 0;
}

}  // namespace lockstep
