#include "cli/cli.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

#include "data/csv.h"
#include "data/digits.h"
#include "session/course.h"
#include "session/saved_run.h"

namespace lockstep {
namespace {

bool readFile(const std::string& path, std::string& bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return false;
  bytes.assign(std::istreambuf_iterator<char>(file), {});
  return true;
}

bool loadDigits(const CliOptions& options, DataKind kind, Dataset& data) {
  const std::string path = options.assets + "/" + dataInfo(kind).asset;
  std::string bytes;
  if (!readFile(path, bytes)) {
    std::fprintf(stderr, "lockstep: cannot read %s; name its folder with --assets\n", path.c_str());
    return false;
  }
  DigitsResult result = decodeDigits({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, kind);
  if (!result.error.empty()) std::fprintf(stderr, "lockstep: %s: %s\n", path.c_str(), result.error.c_str());
  data = std::move(result.data);
  return result.error.empty();
}

bool loadCsv(const CliOptions& options, const Config& config, Dataset& data) {
  std::string text;
  if (!readFile(options.csv, text)) {
    std::fprintf(stderr, "lockstep: cannot read the table “%s”; name it with --csv\n", options.csv.c_str());
    return false;
  }
  CsvOptions csv;
  csv.targetColumn = config.target;
  CsvResult result = parseCsv(text, csv);
  for (const std::string& note : result.notes) std::fprintf(stderr, "lockstep: %s\n", note.c_str());
  if (!result.ok()) std::fprintf(stderr, "lockstep: %s: %s\n", options.csv.c_str(), result.error.c_str());
  data = std::move(result.data);
  return result.ok();
}

}  // namespace

bool loadSources(const CliOptions& options, const Config& config, Sources& sources) {
  const DataKind kind = config.dataset;
  if (available(kind, sources)) return true;
  return sourceOf(kind) == DataSource::asset ? loadDigits(options, kind, sources.asset(kind))
                                             : loadCsv(options, config, sources.csv);
}

int fail(const std::string& what) {
  std::fprintf(stderr, "lockstep: %s\n", what.c_str());
  return 1;
}

bool writeFile(const std::string& path, std::span<const char> bytes) {
  std::FILE* file = path.empty() ? stdout : std::fopen(path.c_str(), "wb");
  bool written = file && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  if (file) written = (file == stdout ? std::fflush(file) : std::fclose(file)) == 0 && written;
  if (!written) fail("cannot write " + (path.empty() ? "the file" : path));
  return written;
}

std::string whyStopped(const Session& s) {
  return s.divergence ? describe(*s.divergence) : "there are no training samples";
}

namespace {

bool openFile(const CliOptions& options, Session& session, Sources& sources) {
  const std::string& path = options.config;
  std::string bytes;
  if (!readFile(path, bytes)) return fail("cannot read " + path), false;
  SavedRun run;
  std::string error = decodeRun({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, run);
  if (error.empty()) {
    if (run.table) sources.csv = std::move(*run.table);
    if (!loadSources(options, run.config, sources)) return false;
    error = resumeRun(std::move(run), sources, session);
  }
  return error.empty() || (fail(path + ": " + error), false);
}

}  // namespace

bool openSession(const CliOptions& options, Session& session, Sources& sources) {
  if (options.config.ends_with(".lockstep")) return openFile(options, session, sources);
  const Course course = parseCourse(options.config);
  for (const std::string& note : course.notes) std::fprintf(stderr, "lockstep: %s\n", note.c_str());
  if (!course.missing.empty()) fail("the line does not carry " + course.missing);
  if (!loadSources(options, course.beginning, sources)) return false;
  session = makeSession(course, sources);
  if (session.divergence) fail(describe(*session.divergence));
  for (const std::string& note : session.problem.notes) std::fprintf(stderr, "lockstep: %s\n", note.c_str());
  return true;
}

int columnsOf(const std::string& text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; }));
}

void print(JsonWriter& json) {
  std::fputs(json.text.c_str(), stdout);
  json.text.clear();
}

}  // namespace lockstep
