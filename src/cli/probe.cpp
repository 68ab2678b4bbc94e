// lockstep probe: trains, then measures with one instrument.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "cli/cli.h"
#include "lab/instruments/instruments.h"
#include "lab/make_subject.h"

namespace lockstep {
namespace {

constexpr std::size_t kShownRows = 20;  // of a table for the eye

std::string names() {
  std::string text;
  for (const Instrument& i : instruments()) {
    text += std::string(" ") + i.name;
    for (const InstrumentVariant& v : i.variants)
      if (&v != &i.variants.front()) text += std::string(" ") + i.name + ":" + v.name;
  }
  return text;
}

// "landscape:step" is a variant of landscape.
const Instrument* find(const std::string& name, int& variant) {
  const std::size_t colon = std::min(name.find(':'), name.size());
  const Instrument* instrument = findInstrument(name.substr(0, colon));
  if (!instrument || colon == name.size()) return instrument;
  for (std::size_t v = 0; v < instrument->variants.size(); ++v)
    if (name.substr(colon + 1) == instrument->variants[v].name) {
      variant = static_cast<int>(v);
      return instrument;
    }
  return nullptr;
}

void writeTable(JsonWriter& json, const Table& table) {
  json.open('{');
  json.put("name", table.name);
  json.open("columns", '[');
  for (const TableColumn& column : table.columns) {
    json.open('{');
    json.put("name", column.name);
    json.put("unit", column.unit);
    json.putAll("values", column.values);
    json.close('}');
  }
  json.close(']');
  json.close('}');
}

void printJson(const Instrument& instrument, int variant, const Session& s, const std::string& limits,
               const Readings& readings) {
  JsonWriter json;
  json.open('{');
  json.put("probe", instrument.name);
  json.put("variant", instrument.variants.empty() ? nullptr : instrument.variants[variant].name);
  json.put("config", printConfig(s.config));
  json.put("step", s.state.step);
  json.put("limits", limits);
  json.open("tables", '[');
  for (const Table& table : readings) {
    if (&table != &readings.front()) json.line();
    writeTable(json, table);
  }
  json.close(']');
  json.close('}');
  std::puts(json.text.c_str());
}

std::string cell(double value) {
  if (std::isnan(value)) return "–";
  char text[40];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

void printRow(const std::vector<std::string>& cells, const std::vector<int>& widths) {
  for (std::size_t c = 0; c < cells.size(); ++c)
    std::printf("%s%*s%s", c ? "  " : "  ", widths[c] - columnsOf(cells[c]), "", cells[c].c_str());
  std::printf("\n");
}

void printTable(const Table& table) {
  const std::size_t rows = table.columns.empty() ? 0 : table.columns.front().values.size();
  std::vector<std::vector<std::string>> lines(1 + std::min(rows, kShownRows));
  std::vector<int> widths;
  for (const TableColumn& column : table.columns) {
    lines[0].push_back(column.name + (column.unit.empty() ? "" : " (" + column.unit + ")"));
    for (std::size_t r = 1; r < lines.size(); ++r) lines[r].push_back(cell(column.values[r - 1]));
    int width = 0;
    for (const auto& line : lines) width = std::max(width, columnsOf(line.back()));
    widths.push_back(width);
  }
  std::printf("%s\n", table.name.c_str());
  for (const auto& line : lines) printRow(line, widths);
  if (rows > kShownRows) std::printf("  … %zu rows more; --json has them all\n", rows - kShownRows);
}

}  // namespace

int runProbe(const CliOptions& options) {
  int variant = 0;
  const Instrument* instrument = find(options.name, variant);
  if (!instrument) return fail("there is no probe “" + options.name + "”. Known:" + names());
  Session s;
  if (!openSession(options, s)) return 1;
  if (s.problem.split.train.empty()) return fail("there are no training samples to measure on");

  const ProbeSamples samples = options.nextBatch ? ProbeSamples::nextBatch : ProbeSamples::fixed;
  const std::vector<float> initial = initialParameters(s);
  History history;
  beginHistory(history, s);
  SubjectPtr earlier;
  for (long step = 0; step < options.steps; ++step) {
    if (step + 1 == options.steps) earlier = makeSubject(s, samples, initial);
    if (!advance(s)) {
      std::fprintf(stderr, "lockstep: %s\n", describe(*s.divergence).c_str());
      return 2;
    }
    record(history, s);
  }
  const std::string limits = instrument->limits(s);
  const std::unique_ptr<Measurement> measurement =
      instrument->start({makeSubject(s, samples, initial), earlier, &s, &history, variant, options.length});
  finish(*measurement);
  const Readings readings = measurement->readings();
  if (options.json) {
    printJson(*instrument, variant, s, limits, readings);
    return 0;
  }
  if (!limits.empty()) std::printf("%s\n", limits.c_str());
  for (const Table& table : readings) printTable(table);
  return 0;
}

}  // namespace lockstep
