// A run as a file: it goes on to the same bits, and whatever else comes as one is refused with a reason.
#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "run_helpers.h"
#include "session/course.h"
#include "session/saved_run.h"

using namespace lockstep;

namespace {

using Bytes = std::vector<uint8_t>;

// The session of a file, or why there is none.
std::string openBytes(const Bytes& bytes, Session& session, Sources& sources) {
  SavedRun run;
  std::string error = decodeRun(bytes, run);
  if (!error.empty()) return error;
  if (run.table) sources.csv = *run.table;
  if (!available(run.config.dataset, sources)) return "no data";
  return resumeRun(std::move(run), sources, session);
}

// Puts the size and the fingerprint right again, as somebody would who means harm.
void repair(Bytes& bytes) {
  const auto size = static_cast<uint32_t>(bytes.size());
  std::memcpy(&bytes[12], &size, 4);
  uint64_t hash = hashFloats(nullptr, 0);
  for (std::size_t i = 0; i + 12 <= bytes.size(); i += 4) {
    float word;
    std::memcpy(&word, &bytes[i], 4);
    hash = hashFloats(&word, 1, hash);
  }
  std::memcpy(&bytes[bytes.size() - 8], &hash, 8);
}

void checkRoundTrip(Session& s, const Sources& sources = {}) {
  Session same;
  Sources others;
  others.assets = sources.assets;
  CAPTURE(printConfig(s.config));
  REQUIRE(openBytes(encodeRun(s, sources), same, others) == "");
  CHECK(same.config == s.config);
  CHECK(stateHash(same.state) == stateHash(s.state));
  CHECK(printCourse(courseOf(same)) == printCourse(courseOf(s)));
  CHECK(same.last.loss == s.last.loss);
  CHECK(advanceBy(same, 25) == advanceBy(s, 25));
  CHECK(stateHash(same.state) == stateHash(s.state));
}

Session afterSteps(const std::string& line, int steps, const Sources& sources = {}) {
  Session s = sessionOf(line, sources);
  advanceBy(s, steps);
  return s;
}

}  // namespace

TEST_CASE("a saved run goes on to the same bits, whatever it trains with") {
  for (const char* optimizer : {"sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"})
    for (const char* norm : {"none", "batch", "layer"})
      for (const char* more : {"", "&schedule=cosine&period=50&warmup=10", "&schedule=onecycle&period=40",
                               "&skip=0.5&dropout=0.2", "&schedule=step&period=9&moves=turns&rates=1,0,2",
                               "&moves=sweep&batch=0&clip=0.1&decay=0.01&lr=0.001"}) {
        Session s = afterSteps(
            std::string("layers=6,6&samples=90&optimizer=") + optimizer + "&norm=" + norm + more, 37);
        checkRoundTrip(s);
      }
}

TEST_CASE("a saved run keeps what was changed on the way, weights set by hand, and drawn points") {
  Session s = afterSteps("layers=4", 20);
  applyConfig(s, with(s, "lr=0.1&layers=5,5"), {});
  advanceBy(s, 20);
  checkRoundTrip(s);
  s.state.network.parameters[3] = -0.25f;
  noteTurn(s, Turn::Kind::weights);
  checkRoundTrip(s);
  checkRoundTrip(s = afterSteps("dataset=drawn&points=ABCDAfgGhBABCEAfgGkB&layers=3", 12));
  checkRoundTrip(s = afterSteps("", 0));
  checkRoundTrip(s = afterSteps("dataset=chebyshev&degree=5&trainShare=1", 9));
}

TEST_CASE("a saved run says that fast arithmetic made it") {
  Session s = afterSteps("layers=3", 5), same;
  Sources sources;
  REQUIRE(openBytes(encodeRun(s, sources, true), same, sources) == "");
  CHECK(courseOf(same).missing == "the last digits, which fast arithmetic makes differently");
}

TEST_CASE("a small table goes into the file, and a run without its table asks for it") {
  Sources sources = pictures(60, 9);
  sources.csv.columnNames = {"a", "b", "c", "d", "e", "f", "g", "h", "i\nj"};
  sources.csv.classNames = {"wren", "sparrow"};
  sources.csv.fileName = "birds.csv", sources.csv.targetName = "kind", sources.csv.fileText = "a,b\n1,2\n";
  Session s = afterSteps("dataset=csv&layers=5", 15, sources);
  const Bytes bytes = encodeRun(s, sources);
  Session same;
  Sources read;
  REQUIRE(openBytes(bytes, same, read) == "");
  CHECK(read.csv.columnNames[8] == "i j");
  CHECK(read.csv.classNames == sources.csv.classNames);
  CHECK(read.csv.fileName == "birds.csv");
  CHECK(read.csv.targetName == "kind");
  CHECK(read.csv.fileText == sources.csv.fileText);
  checkRoundTrip(s, sources);

  sources.csv.fileText.assign(kLargestTable, 'x');
  SavedRun run;
  REQUIRE(decodeRun(encodeRun(s, sources), run) == "");
  CHECK(!run.table);
  CHECK(resumeRun(run, pictures(60, 9, 2), same).find("open the table first") != std::string::npos);
  CHECK(resumeRun(run, sources, same) == "");
}

// The file with another line in the place of what it says of a run.
Bytes withLine(const Bytes& bytes, const std::string& from, const std::string& to) {
  std::string text(bytes.begin(), bytes.end());
  uint32_t size;
  std::memcpy(&size, &text[20], 4);  // of the first block, which is the line
  std::string line = text.substr(24, size);
  line.replace(line.find(from), from.size(), to);
  text.replace(24, (size + 3) / 4 * 4, line + std::string((4 - line.size() % 4) % 4, '\0'));
  size = static_cast<uint32_t>(line.size());
  std::memcpy(&text[20], &size, 4);
  size = static_cast<uint32_t>(text.size());
  std::memcpy(&text[12], &size, 4);
  Bytes result(text.begin(), text.end());
  repair(result);
  return result;
}

TEST_CASE("files from before columns had names keep their target, and everything else") {
  Sources sources = pictures(60, 9);
  const Bytes table = encodeRun(afterSteps("dataset=csv&layers=5&target=3", 15, sources), sources);
  const Bytes moons = encodeRun(afterSteps("dataset=moons&layers=5", 15), {});
  const char* const kNow = "target=%s&columns=&missing=skip&";
  auto opened = [&](const Bytes& bytes, const char* target, const char* old) {
    char now[64];
    std::snprintf(now, sizeof now, kNow, target);
    SavedRun run;
    REQUIRE(decodeRun(withLine(bytes, now, old), run) == "");
    return run;
  };
  CHECK(opened(table, "3", "target=0&").config.target == "1");
  CHECK(opened(table, "3", "target=7&").config.target == "8");
  CHECK(opened(table, "3", "target=-1&").config.target == "-1");
  CHECK(opened(moons, "", "target=-1&").config == parseConfig("dataset=moons&layers=5").config);
  Session s;
  REQUIRE(resumeRun(opened(table, "3", "target=2&"), sources, s) == "");
  Session same;
  Sources read;
  REQUIRE(openBytes(table, same, read) == "");
  CHECK(stateHash(s.state) == stateHash(same.state));
  CHECK(s.config == same.config);
}

TEST_CASE("what is no run, is cut off, damaged or newer is refused with what to do about it") {
  const Session s = afterSteps("layers=4", 11);
  const Bytes bytes = encodeRun(s, {});
  Session kept = afterSteps("layers=3", 2);
  const uint64_t before = stateHash(kept.state);
  Sources sources;
  auto refused = [&](const Bytes& file, const char* why) {
    const std::string error = openBytes(file, kept, sources);
    CAPTURE(error);
    CHECK(error.find(why) != std::string::npos);
    CHECK(stateHash(kept.state) == before);
  };
  refused({}, "no run of Lockstep's");
  refused(Bytes(100, 'x'), "no run of Lockstep's");
  for (const std::size_t length : {8u, 12u, 17u, 300u})
    refused(Bytes(bytes.begin(), bytes.begin() + length), "copy or download it again");
  refused(Bytes(bytes.begin(), bytes.end() - 1), "bytes: copy or download it again");
  Bytes longer = bytes;
  longer.push_back(0);
  refused(longer, "damaged");
  Bytes newer = bytes;
  newer[8] = 2;
  refused(newer, "newer Lockstep: reload the page");
  for (std::size_t at = 16; at < bytes.size(); at += 7) {
    Bytes damaged = bytes;
    damaged[at] ^= 0x10;
    refused(damaged, "damaged: copy or download it again");
  }
  // A setting that this program does not know.
  Bytes other = bytes;
  const std::string text(bytes.begin(), bytes.end());
  other[text.find("&batch=") + 1] = 'q';
  repair(other);
  refused(other, "what is not known here: “qatch” is not a setting");
}

TEST_CASE("no file makes the reader go wrong, even with a right fingerprint") {
  Sources table = pictures(20, 3);
  table.csv.classNames = {"a", "b"};
  const std::vector<Bytes> files = {
      encodeRun(afterSteps("layers=3,2&norm=batch&samples=20", 9), {}),
      encodeRun(afterSteps("layers=2&dataset=csv", 9, table), table),
      encodeRun(makeSession(parseCourse("layers=2&samples=20&at=3:layers=3&at=5:lr=0.2&at=9"), {}), {})};
  Rng rng(7, Stream::probe);
  auto pick = [&](std::size_t most) {
    return static_cast<std::size_t>(rng.uniform() * static_cast<double>(most));
  };
  int opened = 0, refused = 0;
  for (int i = 0; i < 4000; ++i) {
    Bytes bytes = files[static_cast<std::size_t>(i) % files.size()];
    if (i % 3 == 0) bytes.resize(24 + pick(bytes.size() - 24) / 4 * 4);
    for (std::size_t flips = 1 + pick(4); flips > 0; --flips)
      bytes[8 + pick(bytes.size() - 8)] ^= static_cast<uint8_t>(1u << pick(8));
    if (i % 5 == 0) {  // sizes of blocks
      const uint32_t size = i % 2 ? 0xffffffffu : static_cast<uint32_t>(pick(200));
      std::memcpy(&bytes[16 + pick(bytes.size() - 20) / 4 * 4], &size, 4);
    }
    bytes[8] = 1, bytes[9] = bytes[10] = bytes[11] = 0;
    repair(bytes);
    Session s;
    Sources sources;
    const std::string error = openBytes(bytes, s, sources);
    ++(error.empty() ? opened : refused);
    if (error.empty()) advanceBy(s, 3), evaluate(s);
  }
  MESSAGE(opened << " changed files opened, " << refused << " were refused");
  CHECK(opened > 100);
  CHECK(refused > 1000);
}
