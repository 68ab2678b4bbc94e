// A corpus of generated tables: the same samples written in every way that files are, which have to come
// back as they were; and files damaged at random, which must give samples or an error and nothing else.
#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

#include "data/table_reading.h"
#include "nn/rng.h"
#include "patience.h"

using namespace lockstep;

namespace {

using Names = std::vector<std::string>;

enum class Goal { words, wholes, reals };

// One way to write a table. Everything beside separator, header, place and goal goes round with the number of
// the case, so that each meets each.
struct Way {
  std::string separator;
  bool header;
  std::size_t place;  // of the target
  Goal goal;
  bool commaDecimals, quoted, rowNumbers, wordInput, trailing, comment, unicodeMinus, grouped;
  std::string lineEnd, missing, encoding;
  MissingCells missingCells;
};

constexpr int kRows = 30;

std::string numberText(double value, int decimals, const Way& way) {
  char text[40];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  std::string result = text;
  if (way.grouped)
    for (std::size_t at = result.find('.'); at != result.npos && at > 3 && result[at - 4] != '-'; at -= 3)
      result.insert(at - 3, way.commaDecimals ? "." : ",");
  if (way.commaDecimals) result[result.rfind('.')] = ',';
  if (way.unicodeMinus && result[0] == '-') result.replace(0, 1, "\u2212");
  return result;
}

struct Written {
  std::string bytes;
  TableChoice choice;
  Names columns, classes;
  std::vector<float> x, y;
};

// The cells of one row as they are meant: two numbers, a word, the target; and the samples they make.
Written write(const Way& way) {
  Written w;
  const char* const kWords[] = {"red", "amber", "green"};
  Names names = {"width", "height"};
  if (way.wordInput) names.push_back("light");
  const std::size_t place = std::min(way.place, names.size());
  names.insert(names.begin() + static_cast<long>(place), way.encoding == "ascii" ? "kind" : "größe");
  if (way.rowNumbers) names.insert(names.begin(), "id");

  std::string text;
  auto line = [&](const Names& cells, bool quoted) {
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const bool holds = cells[c].find(way.separator[0]) != std::string::npos;
      const std::string quote = quoted || holds ? "\"" : "";
      text += (c ? way.separator : "") + quote + cells[c] + quote;
    }
    text += (way.trailing ? way.separator : "") + way.lineEnd;
  };
  if (way.comment) text += "# written by a test, in one of several hundred ways" + way.lineEnd;
  if (way.header) line(names, way.quoted);

  std::vector<std::vector<float>> samples;
  double sum = 0;
  for (int i = 0; i < kRows; ++i) {
    const double width = 0.37 * i * i - 41.25, height = 1234.56 + 78.9 * ((i * 7) % 11);
    const bool gap = i == 6 && !way.missing.empty();
    const std::string widthText = numberText(width, 2, way);
    Names cells = {gap ? way.missing : widthText, numberText(height, 3, way)};
    const int word = (i * 5 + i / 7) % 3, group = (i + i / 5) % 3;
    if (way.wordInput) cells.push_back(kWords[word]);
    const double real = std::floor(100 * (width - height / 7)) / 100 + 0.005;
    const std::string target = way.goal == Goal::words    ? std::string(kWords[group]) + (i % 2 ? "" : " ")
                               : way.goal == Goal::wholes ? std::to_string(group)
                                                          : numberText(real, 3, way);
    const bool alone = way.separator.find_first_of(" ") != std::string::npos;
    cells.insert(cells.begin() + static_cast<long>(place),
                 alone && target.back() == ' ' ? target.substr(0, target.size() - 1) : target);
    if (way.rowNumbers) cells.insert(cells.begin(), std::to_string(i + 1));
    line(cells, way.quoted);

    char exact[40];
    auto rounded = [&](double value, int decimals) {
      std::snprintf(exact, sizeof exact, "%.*f", decimals, value);
      return std::strtod(exact, nullptr);
    };
    if (gap && way.missingCells == MissingCells::skip) continue;
    if (!gap) sum += static_cast<double>(static_cast<float>(rounded(width, 2)));
    std::vector<float> sample = {gap ? NAN : static_cast<float>(rounded(width, 2)),
                                 static_cast<float>(rounded(height, 3))};
    for (const int w : {1, 2, 0})  // amber, green, red
      if (way.wordInput) sample.push_back(w == word);
    samples.push_back(sample);
    if (way.goal == Goal::reals) {
      w.y.push_back(static_cast<float>(rounded(real, 3)));
    } else {
      const std::string name = way.goal == Goal::words ? kWords[group] : std::to_string(group);
      if (std::ranges::find(w.classes, name) == w.classes.end()) w.classes.push_back(name);
      if (way.goal == Goal::wholes) std::ranges::sort(w.classes);
      w.y.push_back(static_cast<float>(group));
    }
  }
  if (way.goal == Goal::words) {
    // In order of first appearance, where the loop above has counted groups.
    for (float& y : w.y)
      y = static_cast<float>(std::ranges::find(w.classes, kWords[static_cast<int>(y)]) - w.classes.begin());
  }
  const auto mean = static_cast<float>(sum / (kRows - 1));
  for (auto& sample : samples)
    for (const float v : sample) w.x.push_back(std::isnan(v) ? mean : v);

  for (const std::string& name : names) {
    const std::size_t number = static_cast<std::size_t>(&name - names.data());
    const std::string shown = way.header ? name : "column " + std::to_string(number + 1);
    if (number == place + way.rowNumbers) {
      const bool found = way.goal == Goal::words
                             ? !way.wordInput || place + 1 + way.rowNumbers == names.size()
                         : way.goal == Goal::wholes
                             ? place + 1 + way.rowNumbers == names.size() || (place == 0 && !way.wordInput)
                             : place + 1 + way.rowNumbers == names.size() && !way.wordInput;
      // A goal that nobody could know is said, now by name, now by number.
      if (!found) w.choice.target = way.header ? name : std::to_string(number + 1);
    } else if (name == "light") {
      for (const char* word : {"amber", "green", "red"}) w.columns.push_back(shown + " = " + word);
    } else if (name != "id") {
      w.columns.push_back(shown);
    }
  }
  w.choice.missing = way.missingCells;

  if (way.encoding == "bom") {
    w.bytes = "\xef\xbb\xbf" + text;
  } else if (way.encoding == "utf16") {
    w.bytes = "\xff\xfe";
    for (std::size_t at = 0; at < text.size(); ++at) {
      uint32_t c = static_cast<unsigned char>(text[at]);
      if (c >= 0xe0)
        c = (c & 15) << 12 | (text[at + 1] & 63) << 6 | (text[at + 2] & 63), at += 2;
      else if (c >= 0xc0)
        c = (c & 31) << 6 | (text[at + 1] & 63), ++at;
      w.bytes += static_cast<char>(c & 255), w.bytes += static_cast<char>(c >> 8);
    }
  } else if (way.encoding == "windows") {
    for (std::size_t at = 0; at < text.size(); ++at) {
      const auto c = static_cast<unsigned char>(text[at]);
      if (c >= 0xc0)
        w.bytes += static_cast<char>((c & 31) << 6 | (text[at + 1] & 63)), ++at;
      else
        w.bytes += text[at];
    }
  } else {
    w.bytes = text;
  }
  return w;
}

std::vector<Way> allWays() {
  std::vector<Way> ways;
  int n = 0;
  for (const char* separator : {",", ";", "\t", "|", " ", "   ", "\t\t"})
    for (const bool header : {true, false})
      for (const std::size_t place : {0, 1, 9})
        for (const Goal goal : {Goal::words, Goal::wholes, Goal::reals})
          for (int more = 0; more < 2; ++more, ++n) {
            const std::string s = separator;
            const bool runs = s == " " || s.size() > 1;
            Way w{.separator = s, .header = header, .place = place, .goal = goal};
            w.commaDecimals = s != "," && n % 2, w.quoted = n % 3 == 1, w.rowNumbers = n % 5 < 2;
            w.wordInput = n % 7 > 3, w.trailing = !runs && n % 4 == 3, w.comment = n % 11 == 5;
            w.grouped = !runs && n % 6 == 2;
            w.lineEnd = n % 3 == 0 ? "\n" : n % 3 == 1 ? "\r\n" : "\r";
            const char* const kMissing[] = {"", "NA", "?", "-", "", "null", "NaN", "None"};
            w.missing = kMissing[n % 8];
            if (!runs && n % 16 == 15) w.missing = " ";
            w.missingCells = n / 8 % 2 ? MissingCells::fill : MissingCells::skip;
            const char* const kEncodings[] = {"ascii", "bom", "utf16", "windows", "utf8"};
            w.encoding = kEncodings[n % 5];
            w.unicodeMinus = w.encoding != "ascii" && w.encoding != "windows" && n % 4 == 1;
            ways.push_back(w);
          }
  return ways;
}

std::string describe(const Way& w) {
  return "separator “" + w.separator + "” header " + std::to_string(w.header) + " place " +
         std::to_string(w.place) + " goal " + std::to_string(static_cast<int>(w.goal)) + " comma " +
         std::to_string(w.commaDecimals) + " quoted " + std::to_string(w.quoted) + " numbers " +
         std::to_string(w.rowNumbers) + " word " + std::to_string(w.wordInput) + " trailing " +
         std::to_string(w.trailing) + " missing “" + w.missing + "” " + w.encoding + " grouped " +
         std::to_string(w.grouped);
}

}  // namespace

TEST_CASE("a table in any of 252 ways of writing it comes back as it was meant") {
  const std::vector<Way> ways = allWays();
  REQUIRE(ways.size() >= 120);
  for (const Way& way : ways) {
    const Written w = write(way);
    const TableResult result = readTable(w.bytes, w.choice);
    INFO(describe(way), "\n", w.bytes.substr(0, 400), "\n", result.summary);
    CHECK(result.error == "");
    CHECK(result.data.columnNames == w.columns);
    CHECK(result.data.classNames == w.classes);
    CHECK(result.data.y == w.y);
    CHECK(result.data.x == w.x);
  }
}

TEST_CASE("damaged tables give a complete data set or an error, never anything else") {
  const std::vector<Way> ways = allWays();
  Names corpus;
  for (const Way& way : ways) corpus.push_back(write(way).bytes);
  corpus.push_back("@relation r\n@attribute 'a b' numeric\n@attribute k {x,y}\n@data\n1,x\n2,y\n3,x\n");
  corpus.push_back("sep=;\na;b;c\n1;2;x\n\n3;4;y\n");
  const std::string alphabet = "0123456789.,;\t\n\r\"'\\eE+-?NA ax#%@{}|=\xef\xbb\xbf\xff\xc2\xa0";
  int read = 0;
  for (uint64_t round = 0; round < static_cast<uint64_t>(rounds(20000)); ++round) {
    Rng rng(2, Stream::probe, round);
    std::string text = corpus[rng.below(static_cast<uint32_t>(corpus.size()))];
    for (uint32_t edits = 1 + rng.below(6); edits > 0; --edits) {
      std::size_t at = rng.below(static_cast<uint32_t>(text.size()) + 1), length = rng.below(6);
      char c = rng.below(8) ? alphabet[rng.below(static_cast<uint32_t>(alphabet.size()))]
                            : static_cast<char>(rng.next() & 255);
      switch (rng.below(4)) {
        case 0:
          text.insert(at, 1, c);
          break;
        case 1:
          if (at < text.size()) text[at] = c;
          break;
        case 2:
          text.erase(at, length);
          break;
        default:
          text.insert(at, text.substr(rng.below(static_cast<uint32_t>(text.size()) + 1), length));
      }
    }
    const char* const kTargets[] = {"", "1", "2", "-1", "größe"};
    const TableChoice choice{kTargets[rng.below(5)], rng.below(4) ? "" : "1,2",
                             static_cast<MissingCells>(rng.below(2))};
    // An allocation of exactly this size, so that the sanitizer sees a read beyond it.
    std::vector<char> exact(text.begin(), text.end());
    TableResult result = readTable({exact.data(), exact.size()}, choice);
    if (!result.ok()) continue;
    ++read;
    const Dataset& d = result.data;
    CAPTURE(text);
    CHECK(d.count() >= 2);
    CHECK(d.x.size() == d.y.size() * static_cast<std::size_t>(d.dims));
    CHECK(d.columnNames.size() == static_cast<std::size_t>(d.dims));
    CHECK(static_cast<int>(d.classNames.size()) == d.classes);
    CHECK((d.task == Task::regression) == (d.classes == 0));
    CHECK(d.classes <= kMaxTableClasses);
    CHECK_FALSE(result.summary.empty());
    CHECK(std::all_of(d.x.begin(), d.x.end(), [](float v) { return std::isfinite(v); }));
    CHECK(std::all_of(d.y.begin(), d.y.end(), [&](float v) {
      return d.classes ? v >= 0 && v < static_cast<float>(d.classes) && v == std::floor(v) : std::isfinite(v);
    }));
  }
  MESSAGE(read << " of " << rounds(20000) << " were read");
  CHECK(read >
        rounds(2000));  // the damage must leave enough tables readable for the checks above to mean something
}

TEST_CASE("tables as they are found open at the first try") {
  // File, rows, inputs, classes, target.
  struct Expected {
    const char* file;
    int rows, dims, classes;
    const char* target;
  };
  for (const Expected& e : {Expected{"european.csv", 60, 3, 3, "Art"},
                            {"index_noise.csv", 120, 2, 2, "kind"},
                            {"label_first_header.csv", 60, 4, 3, "kind"},
                            {"polish.csv", 60, 2, 3, "gatunek"},
                            {"question_marks.data", 58, 4, 2, "column 6"},
                            {"r_write_table.csv", 60, 3, 3, "kind"},
                            {"spaces.txt", 60, 3, 3, "column 4"},
                            {"text_feature.csv", 60, 3, 2, "survived"},
                            {"trailing_comma.csv", 60, 3, 3, "kind"},
                            {"two_d.csv", 60, 2, 2, "kind"},
                            {"wdbc_like.data", 60, 4, 2, "column 2"},
                            {"wine_like.data", 60, 4, 3, "column 1"}}) {
    std::ifstream file(std::string(LOCKSTEP_SOURCE_DIR "/tests/tables/") + e.file, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    CAPTURE(e.file);
    const TableResult result = readTable(bytes);
    CHECK(result.error == "");
    CHECK(result.data.count() == e.rows);
    CHECK(result.data.dims == e.dims);
    CHECK(result.data.classes == e.classes);
    CHECK(result.data.targetName == e.target);
  }
}
