#include "cli/cli.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "data/digits.h"
#include "data/table_reading.h"
#include "session/course.h"
#include "session/saved_run.h"
#include "session/table_choice.h"

namespace lockstep {
namespace {

constexpr size_t kLargestFile = 64 << 20, kLargestRun = 128 << 20;  // bytes

// Why a file cannot be read, or "". One that is larger than `most` is not even begun.
std::string readFile(const std::string& path, size_t most, std::string& bytes) {
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) return "it is a folder";
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::filesystem::exists(path, unknown) ? "it cannot be opened" : "there is no such file";
  const auto size = std::filesystem::file_size(path, unknown);
  if (!unknown && size > most)
    return "it has " + std::to_string(size >> 20) + " MB, and " + std::to_string(most >> 20) +
           " MB are the most";
  bytes.resize(most + 1);  // of a pipe nobody knows the size
  file.read(bytes.data(),
            static_cast<std::streamsize>(unknown ? bytes.size() : std::min(size + 1, most + 1)));
  bytes.resize(static_cast<size_t>(file.gcount()));
  return file.bad() || bytes.size() > most ? "it cannot be read to its end" : "";
}

bool loadDigits(const CliOptions& options, DataKind kind, Dataset& data) {
  const std::string path = options.assets + "/" + dataInfo(kind).asset;
  std::string bytes;
  if (const std::string why = readFile(path, kLargestFile, bytes); !why.empty())
    return fail("cannot read " + path + ": " + why + "; name its folder with --assets"), false;
  DigitsResult result = decodeDigits({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, kind);
  if (!result.error.empty()) std::fprintf(stderr, "lockstep: %s: %s\n", path.c_str(), result.error.c_str());
  data = std::move(result.data);
  return result.error.empty();
}

bool loadCsv(const CliOptions& options, const Config& config, Dataset& data) {
  std::string text;
  if (options.csv.empty()) return fail("dataset=csv needs a table: name its file with --csv"), false;
  if (const std::string why = readFile(options.csv, kMaxTableBytes, text); !why.empty())
    return fail("cannot read the table “" + options.csv + "”: " + why), false;
  TableResult result = readTable(text, tableChoice(config));
  if (!result.ok()) return fail(options.csv + ": " + result.error), false;
  data = std::move(result.data);
  data.fileName = std::filesystem::path(options.csv).filename().string();
  data.fileText = std::move(text);
  note(data.fileName + ": " + describeTable(data) + "; " + result.summary);
  return true;
}

}  // namespace

bool loadSources(const CliOptions& options, const Config& config, Sources& sources) {
  const DataKind kind = config.dataset;
  if (available(kind, sources)) return true;
  return sourceOf(kind) == DataSource::asset ? loadDigits(options, kind, sources.asset(kind))
                                             : loadCsv(options, config, sources.csv);
}

void note(const std::string& what) { std::fprintf(stderr, "lockstep: %s\n", what.c_str()); }

int fail(const std::string& what) {
  note(what);
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
  if (const std::string why = readFile(path, kLargestRun, bytes); !why.empty())
    return fail("cannot read " + path + ": " + why), false;
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
