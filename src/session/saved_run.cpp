#include "session/saved_run.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <type_traits>
#include <utility>

#include "data/check_rows.h"
#include "nn/hash.h"
#include "session/course.h"
#include "session/table_choice.h"

namespace lockstep {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr char kMagic[] = "LOCKSTEP";
constexpr std::size_t kHead = 16, kTail = 8;
constexpr int kMostColumns = 1024, kMostClasses = 50;  // as of a table (csv.h) and of rows (lockstep-core.js)
constexpr int64_t kMostCounted = int64_t{1} << 53;
constexpr int64_t kMostCursor = 1 << 30;
constexpr char kBetweenLists = '\x1e';

struct Counters {
  int64_t step, epoch, cursor;
  uint64_t samples;
  double loss, penalty, gradientNorm, rate;
};
struct TableHead {
  uint32_t columns, classes, regression, rows;
};

uint64_t fingerprint(std::span<const uint8_t> bytes) {
  uint64_t hash = hashFloats(nullptr, 0);
  for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) {
    float word;
    std::memcpy(&word, &bytes[i], 4);
    hash = hashFloats(&word, 1, hash);
  }
  return hash;
}

uint64_t fingerprint(const Dataset& data) {
  return hashFloats(data.y.data(), data.y.size(), hashFloats(data.x.data(), data.x.size()));
}

// Writing.

template <typename T>
void append(std::vector<uint8_t>& bytes, const T* values, std::size_t count) {
  const std::size_t end = bytes.size();
  bytes.resize(end + count * sizeof(T));
  if (count) std::memcpy(&bytes[end], values, count * sizeof(T));
}

void appendSize(std::vector<uint8_t>& bytes, std::size_t size) {
  const auto number = static_cast<uint32_t>(size);
  append(bytes, &number, 1);
}

template <typename T>
void block(std::vector<uint8_t>& bytes, const char* name, const T* values, std::size_t count) {
  append(bytes, name, 4);
  appendSize(bytes, count * sizeof(T));
  append(bytes, values, count);
  bytes.resize((bytes.size() + 3) / 4 * 4);
}
template <typename Range>
void block(std::vector<uint8_t>& bytes, const char* name, const Range& values) {
  block(bytes, name, values.data(), values.size());
}

// A list of names; what would end one of them too early becomes a space.
std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i) text += '\n';
    for (const char c : names[i]) text += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return text;
}

void writeTable(std::vector<uint8_t>& bytes, const Dataset& t) {
  const std::size_t floats = t.x.size() + t.y.size();
  if (floats * sizeof(float) + t.fileText.size() > kLargestTable) return;
  const TableHead head{static_cast<uint32_t>(t.dims), static_cast<uint32_t>(t.classes),
                       t.task == Task::regression, static_cast<uint32_t>(t.count())};
  std::vector<uint8_t> content;
  append(content, &head, 1);
  append(content, t.x.data(), t.x.size());
  append(content, t.y.data(), t.y.size());
  block(bytes, "tabl", content);
  block(bytes, "name",
        joined({t.fileName}) + kBetweenLists + joined({t.targetName}) + kBetweenLists +
            joined(t.columnNames) + kBetweenLists + joined(t.classNames));
  block(bytes, "text", t.fileText);
}

// Reading.

struct Blocks {
  std::span<const uint8_t> run, step, para, stat, mom1, mom2, pow1, pow2, tabl, name, text;
};

// False where a block does not end before the file does.
bool findBlocks(std::span<const uint8_t> bytes, Blocks& blocks) {
  const std::pair<const char*, std::span<const uint8_t> Blocks::*> kNames[] = {
      {"run ", &Blocks::run},  {"step", &Blocks::step}, {"para", &Blocks::para}, {"stat", &Blocks::stat},
      {"mom1", &Blocks::mom1}, {"mom2", &Blocks::mom2}, {"pow1", &Blocks::pow1}, {"pow2", &Blocks::pow2},
      {"tabl", &Blocks::tabl}, {"name", &Blocks::name}, {"text", &Blocks::text},
  };
  for (std::size_t at = 0; at < bytes.size();) {
    if (bytes.size() - at < 8) return false;
    uint32_t size;
    std::memcpy(&size, &bytes[at + 4], 4);
    if (size > bytes.size() - at - 8) return false;
    for (const auto& [name, member] : kNames)
      if (std::memcmp(name, &bytes[at], 4) == 0) blocks.*member = bytes.subspan(at + 8, size);
    at = std::min(at + 8 + (size_t{size} + 3) / 4 * 4, bytes.size());
  }
  return true;
}

std::string_view textOf(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// False unless it is whole numbers of T, all of them finite.
template <typename T>
bool read(std::span<const uint8_t> bytes, std::vector<T>& values) {
  if (bytes.size() % sizeof(T)) return false;
  values.resize(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return std::ranges::all_of(values, [](T value) { return std::isfinite(value); });
}

template <typename T>
bool readWhole(std::span<const uint8_t> bytes, T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (bytes.size() < sizeof value) return false;
  std::memcpy(&value, bytes.data(), sizeof value);
  return true;
}

std::vector<std::string> names(std::string_view text) {
  std::vector<std::string> list;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    list.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return list;
}

bool readTable(const Blocks& blocks, Dataset& t) {
  TableHead head;
  if (!readWhole(blocks.tabl, head)) return false;
  const bool classes =
      head.regression ? head.classes == 0 : head.classes >= 2 && head.classes <= kMostClasses;
  if (head.columns < 1 || head.columns > kMostColumns || head.rows < 2 || !classes) return false;
  const std::size_t row = head.columns + 1, floats = (blocks.tabl.size() - sizeof head) / sizeof(float);
  if (floats % row || floats / row != head.rows) return false;
  std::vector<float> x;
  if (!read(blocks.tabl.subspan(sizeof head), x)) return false;
  t.kind = DataKind::csv;
  t.task = head.regression ? Task::regression : Task::classification;
  t.dims = static_cast<int>(head.columns), t.classes = static_cast<int>(head.classes);
  t.y.assign(x.end() - head.rows, x.end());
  x.resize(x.size() - head.rows);
  t.x = std::move(x);

  std::string_view rest = textOf(blocks.name);
  auto next = [&rest] {
    const std::size_t end = std::min(rest.find(kBetweenLists), rest.size());
    const std::string_view list = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return list;
  };
  t.fileName = next(), t.targetName = next();
  t.columnNames = names(next()), t.classNames = names(next());
  t.fileText = textOf(blocks.text);
  auto fits = [](std::size_t count, uint32_t of) { return count == 0 || count == of; };
  return fits(t.columnNames.size(), head.columns) && fits(t.classNames.size(), head.classes) &&
         rowsError(t).empty();
}

// Files from before a table's columns were settings count the target from 0, or have −1 for the last; of
// other data sets as well. AdamW's decay of 0 was 0.01 there.
void modernize(std::string_view written, Course& course) {
  if (written.find("columns=") != written.npos) return;
  auto change = [](Config& config) {
    std::string& target = config.target;
    if (sourceOf(config.dataset) != DataSource::table)
      target.clear();
    else if (!target.empty() && target[0] != '-')
      target = std::to_string(std::atoi(target.c_str()) + 1);
    if (config.optimizer == Optimizer::adamw && config.decay == 0) config.decay = 0.01f;
  };
  change(course.beginning);
  for (Course::Stop& stop : course.stops) change(stop.config);
}

bool readState(const Blocks& blocks, SavedRun& run) {
  Counters c;
  TrainingState& s = run.state;
  if (!readWhole(blocks.step, c)) return false;
  auto within = [](int64_t value, int64_t most) { return value >= 0 && value <= most; };
  if (!within(c.step, kMostCounted) || !within(c.epoch, kMostCounted) || !within(c.cursor, kMostCursor))
    return false;
  s.step = c.step, s.epoch = c.epoch, s.cursor = static_cast<int>(c.cursor);
  run.samples = c.samples;
  run.last = {c.loss, c.penalty, c.gradientNorm, static_cast<float>(std::clamp(c.rate, 0.0, 1e30))};
  if (!read(blocks.para, s.network.parameters) || !read(blocks.stat, s.network.statistics) ||
      !read(blocks.mom1, s.optimizer.first) || !read(blocks.mom2, s.optimizer.second) ||
      !read(blocks.pow1, s.optimizer.beta1Powers) || !read(blocks.pow2, s.optimizer.beta2Powers))
    return false;
  auto isPower = [](double p) { return p >= 0 && p <= 1; };
  return std::ranges::all_of(s.optimizer.beta1Powers, isPower) &&
         std::ranges::all_of(s.optimizer.beta2Powers, isPower);
}

// Fewer parameters than the hidden layers have between them: known before a network is built for them.
bool tooFew(const Config& config, std::size_t parameters) {
  std::size_t least = 0;
  for (std::size_t l = 1; l < config.layers.size(); ++l)
    least += static_cast<std::size_t>(config.layers[l - 1]) * static_cast<std::size_t>(config.layers[l]);
  return parameters < least;
}

bool allZero(const std::vector<float>& values) {
  return std::ranges::all_of(values, [](float value) { return std::bit_cast<uint32_t>(value) == 0; });
}

constexpr char kDamaged[] = "it is damaged: copy or download it again";

}  // namespace

std::vector<uint8_t> encodeRun(const Session& s, const Sources& sources, bool fast) {
  const Course course = courseOf(s, fast);
  const TrainingState& state = s.state;
  std::vector<uint8_t> bytes;
  append(bytes, kMagic, 8);
  appendSize(bytes, kFileVersion);
  appendSize(bytes, 0);  // the size, once it is known
  block(bytes, "run ", printCourse(course, true));
  const Counters counters{state.step,  state.epoch,    state.cursor,        fingerprint(s.problem.data),
                          s.last.loss, s.last.penalty, s.last.gradientNorm, static_cast<double>(s.last.rate)};
  block(bytes, "step", &counters, 1);
  block(bytes, "para", state.network.parameters);
  block(bytes, "stat", state.network.statistics);
  if (!allZero(state.optimizer.first)) block(bytes, "mom1", state.optimizer.first);
  if (!allZero(state.optimizer.second)) block(bytes, "mom2", state.optimizer.second);
  block(bytes, "pow1", state.optimizer.beta1Powers);
  block(bytes, "pow2", state.optimizer.beta2Powers);
  if (sourceOf(s.config.dataset) == DataSource::table) writeTable(bytes, sources.csv);
  const auto size = static_cast<uint32_t>(bytes.size() + kTail);
  std::memcpy(&bytes[12], &size, sizeof size);
  const uint64_t hash = fingerprint(bytes);
  append(bytes, &hash, 1);
  return bytes;
}

bool looksLikeRun(std::span<const uint8_t> bytes) {
  return bytes.size() >= 8 && std::memcmp(bytes.data(), kMagic, 8) == 0;
}

std::string decodeRun(std::span<const uint8_t> bytes, SavedRun& run) {
  if (!looksLikeRun(bytes)) return "this is no run of Lockstep's";
  if (bytes.size() < kHead) return kDamaged;
  uint32_t version, size;
  std::memcpy(&version, &bytes[8], 4);
  std::memcpy(&size, &bytes[12], 4);
  if (version > kFileVersion)
    return "it comes from a newer Lockstep: reload the page, or get the newest program";
  if (bytes.size() < kHead + kTail || bytes.size() < size)
    return "it ends after " + std::to_string(bytes.size()) + " of " + std::to_string(size) +
           " bytes: copy or download it again";
  const std::span<const uint8_t> content = bytes.first(bytes.size() - kTail);
  uint64_t hash;
  std::memcpy(&hash, &bytes[content.size()], sizeof hash);
  Blocks blocks;
  if (version == 0 || size != bytes.size() || size % 4 || hash != fingerprint(content) ||
      !findBlocks(content.subspan(kHead), blocks))
    return kDamaged;

  SavedRun read;
  Course course = parseCourse(textOf(blocks.run), {}, kMostCounted);
  modernize(textOf(blocks.run), course);
  if (!course.notes.empty()) return "it asks for what is not known here: " + course.notes[0];
  if (!readState(blocks, read) || course.step != read.state.step ||
      tooFew(course.end(), read.state.network.parameters.size()))
    return kDamaged;
  if (!blocks.tabl.empty() && !readTable(blocks, read.table.emplace())) return kDamaged;
  read.config = course.end();
  if (read.table) read.table->readBy = wordsOf(tableChoice(read.config));
  read.state.turns = turnsOf(course);
  run = std::move(read);
  return "";
}

std::string resumeRun(SavedRun run, const Sources& sources, Session& session) {
  Session s;
  s.config = std::move(run.config);
  s.problem = makeProblem(s.config, sources);
  if (fingerprint(s.problem.data) != run.samples)
    return sourceOf(s.config.dataset) == DataSource::table
               ? "its table was too large for the file: open the table first, then the file again"
               : "its samples are not those that are made here: get the newest program";
  TrainingState& state = run.state;
  Network network = makeNetwork(s.config, s.problem);
  OptimizerState& moments = state.optimizer;
  const std::size_t P = network.parameters.size(), L = network.layers.size();
  if (moments.first.empty()) moments.first.resize(P);
  if (moments.second.empty()) moments.second.resize(P);
  if (state.network.parameters.size() != P || state.network.statistics.size() != network.statistics.size() ||
      moments.first.size() != P || moments.second.size() != P || moments.beta1Powers.size() != L ||
      moments.beta2Powers.size() != L)
    return kDamaged;
  state.network.layers = std::move(network.layers);
  s.state = std::move(state);
  s.last = run.last;
  prepareSession(s);
  session = std::move(s);
  return "";
}

}  // namespace lockstep
