// Config lines: what is printed can be read, what is read is in range, and nothing malformed does harm.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "data/number.h"
#include "nn/rng.h"
#include "patience.h"
#include "session/config.h"
#include "session/setting.h"

using namespace lockstep;

namespace {

Config parsed(std::string_view line) { return parseConfig(line).config; }
std::size_t notesOf(std::string_view line) { return parseConfig(line).notes.size(); }
std::string onlyNote(std::string_view line) {
  const std::vector<std::string> notes = parseConfig(line).notes;
  return notes.size() == 1 ? notes[0] : std::to_string(notes.size()) + " notes";
}
bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

bool isNumber(const Setting& setting) {
  return typeOf(setting) == SettingType::integer || typeOf(setting) == SettingType::real;
}

// Some values of a setting as text, in their printed form and in range.
std::vector<std::string> samplesOf(const Setting& setting) {
  std::vector<std::string> values;
  switch (typeOf(setting)) {
    case SettingType::choice:
      for (const SettingChoice& choice : setting.choices) values.push_back(choice.name);
      break;
    case SettingType::integer:
      for (double v : {setting.min, std::min(setting.min + 1, setting.max),
                       std::floor((setting.min + setting.max) / 2), setting.max})
        values.push_back(std::to_string(static_cast<int>(v)));
      break;
    case SettingType::real:
      for (double share : {0.0, 0.1, 0.333333, 0.5, 1.0})
        values.push_back(printFloat(static_cast<float>(setting.min + share * (setting.max - setting.min))));
      break;
    case SettingType::integers:
      values = {"", "1", "8", "8,8,8", "1024,1,7", "32x63", "4,16x5,4", "2,2,2,2,3"};
      values.back() = "2x4,3";
      break;
    case SettingType::reals:
      values = {"", "0", "1,0,0.5", "10,0.3846154,1e-6"};
      break;
    case SettingType::choices:
      values = {"", "relu", "-,-,sine", "tanh,-,gelu,leaky,linear,sigmoid,silu"};
      break;
    case SettingType::features:
      values = {"x", "y", "x,y,x2,y2,xy,sinx,siny,r,angle", "r,angle"};
      break;
    case SettingType::text:
      values = {"",
                "AAAAAzzzzB",
                "a&b=c%#+?",
                " äöü€ \"'<>\\",
                std::string(1, '\0') + "\x01\xff" + std::string(10, '%'),
                std::string(static_cast<std::size_t>(setting.maxCount), 'Q')};
      break;
  }
  return values;
}

std::size_t significantDigits(std::string text) {
  text = text.substr(0, text.find('e'));
  std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
  const std::size_t first = text.find_first_not_of('0'), last = text.find_last_not_of('0');
  return first == std::string::npos ? 0 : last - first + 1;
}

// Everything a config promises to whoever uses it.
bool inRange(const Config& c) {
  for (const Setting& setting : settings()) {
    const bool choice = typeOf(setting) == SettingType::choice;
    if (choice && !(numberOf(setting, c) < static_cast<double>(setting.choices.size()))) return false;
    if (isNumber(setting)) {
      const double v = numberOf(setting, c), slack = 1e-6 * std::fabs(v);
      if (!(v >= setting.min - slack && v <= setting.max + slack)) return false;
    }
  }
  auto within = [](const auto& list, const char* name, int shift) {
    const Setting& f = *findSetting(name);
    return static_cast<int>(list.size()) <= f.maxCount &&
           std::all_of(list.begin(), list.end(), [&](auto v) { return v + shift >= f.min && v <= f.max; });
  };
  return within(c.layers, "layers", 0) && within(c.rates, "rates", 0) && c.features != 0 &&
         c.features < 1u << kFeatures &&
         static_cast<int>(c.points.size()) <= findSetting("points")->maxCount &&
         static_cast<int>(c.activations.size()) <= kMaxWeightLayers &&
         std::all_of(c.activations.begin(), c.activations.end(),
                     [](int a) { return a >= -1 && a < kActivations; });
}

}  // namespace

TEST_CASE("the default config prints as an empty line, and an empty line is the default config") {
  CHECK(printConfig({}).empty());
  CHECK(parsed("") == Config{});
  CHECK(parsed("#") == Config{});
  CHECK(parsed("?&&&") == Config{});
  CHECK(notesOf("?&&&") == 0);
  CHECK(parsed(printConfig({}, true)) == Config{});
}

TEST_CASE("every value of every setting survives printing and reading, alone and beside all others") {
  int count = 0;
  for (const Setting& setting : settings())
    for (const std::string& value : samplesOf(setting)) {
      Config config;
      std::string note;
      parseSetting(setting, value, config, note);
      INFO(std::string(setting.name) << "=" << value);
      CHECK(note.empty());
      CHECK(printSetting(setting, config) == value);
      for (bool all : {false, true}) {
        const ParsedConfig again = parseConfig("#" + printConfig(config, all));
        CHECK(again.notes.empty());
        CHECK(again.config == config);
      }
      CHECK(inRange(config));
      ++count;
    }
  MESSAGE(count << " values of " << settings().size() << " settings");
  CHECK(count > 150);
}

TEST_CASE("a line of many settings survives printing and reading") {
  const std::string line =
      "dataset=arms&samples=900&noise=0.15&labelNoise=0.02&trainShare=0.8&dataSeed=3&features=x,y,xy,r"
      "&layers=32x5,7&activation=gelu&activations=-,relu&norm=layer&skip=0.5&dropout=0.25&init=he"
      "&initScale=1.5&loss=softmax&batch=64&lr=0.003&schedule=onecycle&period=5000&warmup=100&rates=1,0,0.5"
      "&optimizer=adamw&beta1=0.85&l1=1e-5&l2=0.001&decay=0.02&clip=5&seed=11";
  CHECK(notesOf(line) == 0);
  // In table order it prints as it was written.
  CHECK(printConfig(parsed(line)) == line);
}

TEST_CASE("numbers out of range are clamped, and the note says so") {
  for (const Setting& setting : settings()) {
    if (!isNumber(setting)) continue;
    for (const char* far : {"-1e30", "1e30", "-99999999999999999999", "99999999999999999999999999"}) {
      const std::string line = std::string(setting.name) + "=" + far;
      const ParsedConfig result = parseConfig(line);
      INFO(line);
      CHECK(result.notes.size() == 1);
      CHECK(contains(result.notes[0], setting.name));
      CHECK(contains(result.notes[0], far));
      const double edge = far[0] == '-' ? setting.min : setting.max;
      CHECK(numberOf(setting, result.config) == doctest::Approx(edge).epsilon(1e-6));
    }
  }
  CHECK(onlyNote("lr=20") == "lr: 20 is outside 1e-6 … 10, so 10 is used");
  CHECK(parsed("layers=0,8,5000").layers == std::vector<int>{1, 8, 1024});
  CHECK(notesOf("layers=0,8,5000") == 1);
}

TEST_CASE("integers are rounded, and minus zero is zero") {
  CHECK(parsed("batch=7.6").batch == 8);
  CHECK(parsed("batch=-0.3").batch == 0);
  CHECK(parsed("layers=3.2,4.7").layers == std::vector<int>{3, 5});
  CHECK(!std::signbit(parsed("noise=-0").noise));
  CHECK(parsed("noise=-0") == Config{});
  CHECK(printConfig(parsed("noise=-0")).empty());
}

TEST_CASE("unknown keys, missing values and unknown choices are named and change nothing") {
  CHECK(onlyNote("colour=red") == "“colour” is not a setting and was left out");
  CHECK(onlyNote("lr") == "lr has no value and was left out");
  CHECK(contains(onlyNote("dataset=moon"), "“moon” is not one of its choices, so spiral is used"));
  CHECK(contains(onlyNote("lr=fast"), "“fast” is not a number, so 0.01 is used"));
  for (const char* line :
       {"colour=red", "lr",           "dataset=moon", "lr=fast",      "LR=1",      " lr=1",
        "=",          "=5",           "lr=",          "lr=1 2",       "lr=0x10",   "lr=nan",
        "lr=inf",     "lr=1,5,2",     "batch=1e400",  "features=foo", "features=", "layers=abc",
        "layers=,",   "layers=8x2x3", "rates=nan",    "%6",           "%zz=1"}) {
    INFO(std::string(line));
    CHECK(notesOf(line) == 1);
    CHECK(parsed(line) == Config{});
  }
}

TEST_CASE("lines as people type them and other programs pass them on are understood") {
  const std::pair<const char*, const char*> kSame[] = {
      {"layers=8, 8, 8", "layers=8,8,8"},
      {"layers= 32 x 5 ,4", "layers=32x5,4"},
      {"rates=1, 0, 1", "rates=1,0,1"},
      {"activations=tanh, relu", "activations=tanh,relu"},
      {"features=x, y, r", "features=x,y,r"},
      {"dataset= moons ", "dataset=moons"},
      {"lr=0,03", "lr=0.03"},
      {"lr=1 ", "lr=1"},
      {"dataset=moons&amp;layers=4&amp;lr=0.1", "dataset=moons&layers=4&lr=0.1"},
      {"dataset%3Dmoons%26layers%3D8%2C4", "dataset=moons&layers=8,4"},
      {"#layers%3D8", "layers=8"},
      {"layers=8%2C%208", "layers=8,8"},
  };
  for (const auto& [typed, meant] : kSame) {
    INFO(std::string(typed));
    CHECK(notesOf(typed) == 0);
    CHECK(parsed(typed) == parsed(meant));
  }
  CHECK(parsed("layers=8, 8, 4").layers == std::vector<int>{8, 8, 4});
}

TEST_CASE("one bad entry of a list does not cost the good ones") {
  CHECK(parsed("layers=8,abc,4").layers == std::vector<int>{8, 4});
  CHECK(contains(onlyNote("layers=8,abc,4"), "“abc” is not a number and was left out"));
  CHECK(parsed("features=x,foo,r").features == 0b10000001);
  CHECK(contains(onlyNote("features=x,foo,r"), "“foo”"));
  CHECK(parsed("activations=relu,foo,tanh").activations ==
        std::vector<int>{static_cast<int>(Activation::relu), -1, static_cast<int>(Activation::tanh)});
  CHECK(notesOf("activations=relu,foo,tanh") == 1);
}

TEST_CASE("lists repeat an entry by WxN and end where the network does") {
  CHECK(parsed("layers=32x5").layers == std::vector<int>(5, 32));
  CHECK(parsed("layers=4,8x2,4").layers == std::vector<int>{4, 8, 8, 4});
  CHECK(parsed("layers=").layers.empty());
  CHECK(parsed("layers=8x1000000").layers == std::vector<int>(63, 8));
  CHECK(contains(onlyNote("layers=8x1000000"), "only the first 63 entries are used"));
  CHECK(parsed("layers=" + std::string(2000, ',') + "5").layers == std::vector<int>{5});
  CHECK(parsed("rates=0.5x3,1").rates == std::vector<float>{0.5f, 0.5f, 0.5f, 1});
  CHECK(parsed("activations=relux2,-x2,sine").activations.size() == 5);
  CHECK(printSetting(*findSetting("layers"), parsed("layers=7,7,7")) == "7,7,7");
  CHECK(printSetting(*findSetting("layers"), parsed("layers=7,7,7,7")) == "7x4");
}

TEST_CASE("a second setting of any type is written where its row says, and nothing else moves") {
  struct Wider : Config {
    std::vector<float> momenta;
    std::vector<int> groups, norms;
    std::string title;
    uint32_t shown = kDefaultFeatures;
    bool operator==(const Wider&) const = default;
  };
  constexpr SettingChoice kNorms[] = {{"none", "None", ""}, {"batch", "Batch", ""}};
  using Floats = std::vector<float> Config::*;
  using Ints = std::vector<int> Config::*;
  const struct {
    Setting row;
    const char *text, *clamped;
  } cases[] = {
      {{.name = "momenta", .member = static_cast<Floats>(&Wider::momenta), .max = 1, .maxCount = 3},
       "0.5,1,0.25",
       "1,1,1"},
      {{.name = "groups", .member = static_cast<Ints>(&Wider::groups), .max = 9, .maxCount = 3},
       "7,8,9",
       "9,9,9"},
      {{.name = "norms", .member = static_cast<Ints>(&Wider::norms), .maxCount = 3, .choices = kNorms},
       "batch,-,none",
       nullptr},
      {{.name = "title", .member = static_cast<std::string Config::*>(&Wider::title), .maxCount = 5},
       "a run",
       nullptr},
      {{.name = "shown", .member = static_cast<uint32_t Config::*>(&Wider::shown), .entry = "an input"},
       "x2,r",
       nullptr},
  };
  const Wider untouched;
  for (const auto& [row, text, clamped] : cases) {
    INFO(std::string(row.name));
    Wider c;
    std::string note;
    parseSetting(row, text, c, note);
    CHECK(note.empty());
    CHECK(printSetting(row, c) == text);
    CHECK(c != untouched);
    CHECK(static_cast<const Config&>(c) == Config{});
    if (!clamped) continue;
    parseSetting(row, "99x5", c, note);
    CHECK(printSetting(row, c) == clamped);
    CHECK(note == std::string(row.name) + ": only the first 3 entries are used");
    CHECK(static_cast<const Config&>(c) == Config{});
  }
  Wider c;
  std::string note;
  parseSetting(cases[2].row, "batch,layer", c, note);
  CHECK(c.norms == std::vector<int>{1, -1});
  CHECK(contains(note, "norms: “layer” is not "));
}

TEST_CASE("percent escapes are decoded in keys and values, incomplete ones left as they are") {
  CHECK(parsed("%6C%72=0.5").lr == 0.5f);
  CHECK(parsed("layers=4%2C8").layers == std::vector<int>{4, 8});
  CHECK(parsed("points=a%26b%3Dc%25").points == "a&b=c%");
  CHECK(parsed("points=%").points == "%");
  CHECK(parsed("points=%4").points == "%4");
  CHECK(parseConfig(std::string_view("points=%41", 9)).config.points == "%4");
  CHECK(parsed("points=%4g%41").points == "%4gA");
  CHECK(parsed("points=a+b").points == "a+b");
  CHECK(parsed("lr=1e+0").lr == 1);
  CHECK(parsed("points=%00x").points == std::string("\0x", 2));
}

TEST_CASE("the last of several values counts, and other defaults show through") {
  CHECK(parsed("lr=1&lr=2").lr == 2);
  Config defaults;
  defaults.lr = 5, defaults.layers = {3};
  const Config c = parseConfig("layers=4", defaults).config;
  CHECK(c.lr == 5);
  CHECK(c.layers == std::vector<int>{4});
}

TEST_CASE("a text that is too long is cut, and the note says so") {
  const ParsedConfig result = parseConfig("points=" + std::string(10001, 'A'));
  CHECK(result.config.points.size() == 10000);
  CHECK(result.notes.size() == 1);
}

TEST_CASE("printFloat is the shortest text that reads back to the same bits") {
  CHECK(printFloat(0.1f) == "0.1");
  CHECK(printFloat(1e-6f) == "1e-6");
  CHECK(printFloat(3) == "3");
  CHECK(printFloat(0) == "0");
  CHECK(printFloat(1.0f / 3) == "0.33333334");
  CHECK(printFloat(9.99999e9f) == "9.99999e9");
  int wrong = 0, tooLong = 0;
  for (uint32_t bits = 1; bits < 0x7f800000u; bits += 40009)
    for (float v : {std::bit_cast<float>(bits), -std::bit_cast<float>(bits)}) {
      const std::string text = printFloat(v);
      double back = 0;
      wrong += !parseNumber(text, back) || static_cast<float>(back) != v;
      char shortest[40];
      for (int digits = 1; digits <= 9; ++digits) {
        std::snprintf(shortest, sizeof shortest, "%.*g", digits, static_cast<double>(v));
        if (std::strtof(shortest, nullptr) == v) break;
      }
      tooLong += significantDigits(text) > significantDigits(shortest);
    }
  CHECK(wrong == 0);
  CHECK(tooLong == 0);
}

TEST_CASE("the table of settings is complete: unique names, labels, help, a range or choices") {
  std::set<std::string> names;
  for (const Setting& setting : settings()) {
    INFO(std::string(setting.name));
    CHECK(names.insert(setting.name).second);
    CHECK(findSetting(setting.name) == &setting);
    CHECK(std::string(setting.label).size() > 0);
    CHECK(std::string(setting.help).size() > 5);
    CHECK(std::string(groupLabel(setting.group)).size() > 3);
    if (isNumber(setting)) CHECK(setting.min < setting.max);
    if (typeOf(setting) == SettingType::choice) CHECK(setting.choices.size() > 1);
    CHECK(&settingOf(setting.member) == &setting);
    if (setting.applies) setting.applies({});
    if (isNumber(setting)) CHECK(numberOf(setting, {}) >= setting.min - 1e-9);
    if (isNumber(setting)) CHECK(numberOf(setting, {}) <= setting.max);
  }
  CHECK(findSetting("") == nullptr);
  CHECK(findSetting("Lr") == nullptr);
}

TEST_CASE("AdamW brings its decay where none is named, and takes it along; 0 means 0") {
  auto decayAfter = [](const char* line, const char* first = "") {
    return parseConfig(line, parseConfig(first).config).config.decay;
  };
  CHECK(decayAfter("optimizer=adamw") == 0.01f);
  CHECK(decayAfter("decay=0&optimizer=adamw") == 0);
  CHECK(decayAfter("optimizer=adamw", "decay=0.3") == 0.3f);
  CHECK(decayAfter("lr=0.1", "optimizer=adamw&decay=0") == 0);
  CHECK(decayAfter("optimizer=adam", "optimizer=adamw") == 0);
  CHECK(decayAfter("optimizer=adam", "optimizer=adamw&decay=0.3") == 0.3f);
  CHECK(printConfig(parseConfig("optimizer=adamw").config) == "optimizer=adamw");
  for (const char* from : {"", "decay=0.01", "decay=0.3", "optimizer=adamw", "optimizer=adamw&decay=0"})
    for (const char* to : {"", "decay=0.01", "decay=0.3", "optimizer=adamw", "optimizer=adamw&decay=0"}) {
      const Config a = parseConfig(from).config, b = parseConfig(to).config;
      CAPTURE(from);
      CAPTURE(to);
      CHECK(parseConfig(printConfig(b)).config == b);
      CHECK(parseConfig(printDifference(a, b), a).config == b);
    }
}

TEST_CASE(
    "no mutated line does harm: whatever is read is in range, and prints to a line that reads "
    "back the same") {
  const std::string kSeeds[] = {
      "dataset=spiral&layers=8,8&activation=tanh&norm=batch&lr=0.03&seed=7",
      "#layers=32x5&activations=-,relu,sine&rates=1,0,0.5x3&features=x,y,x2,sinx,r,angle",
      "?dataset=drawn&points=AAAAABBBBBCCCCC&samples=9999&noise=-1&batch=0&period=1e9",
      "optimizer=adamw&beta1=0.9&beta2=0.999&epsilon=1e-8&decay=0.01&clip=1&l1=1e-4&l2=1e-4",
      "init=linear&initScale=0.1&schedule=onecycle&warmup=10&gamma=0.5&loss=softmax&output=gelu",
      "dataset=csv&target=3&trainShare=0.5&dropout=0.9&skip=2&degree=12&dataSeed=1&labelNoise=0.3",
  };
  const char kAlphabet[] = "&=#?%,-+.xeE0123456789abAF \n\"\\_\x80\xff";
  std::string pieces;
  for (const Setting& setting : settings()) pieces += std::string(setting.name) + "=";
  Rng rng(2024, Stream::probe);
  auto below = [&](std::size_t n) { return static_cast<std::size_t>(rng.below(static_cast<uint32_t>(n))); };
  int lines = 0, broken = 0, outOfRange = 0, complaints = 0;
  std::string firstBroken;
  for (; lines < rounds(60000); ++lines) {
    std::string line = kSeeds[below(std::size(kSeeds))];
    for (std::size_t edits = 1 + below(8); edits > 0; --edits) {
      const std::size_t at = below(line.size() + 1), length = std::min(below(12), line.size() - at);
      switch (below(6)) {
        case 0:
          line.insert(at, 1, kAlphabet[below(sizeof kAlphabet)]);  // its end, a zero byte, too
          break;
        case 1:
          line.erase(at, length);
          break;
        case 2:
          if (at < line.size()) line[at] = static_cast<char>(rng.next());
          break;
        case 3:
          line.insert(at, line.substr(below(line.size() + 1), below(20)));
          break;
        case 4:
          line.insert(at, pieces.substr(below(pieces.size()), below(16)));
          break;
        case 5:
          line.insert(at, "&" + std::to_string(static_cast<int>(rng.next())) + "e" +
                              std::to_string(static_cast<int>(rng.below(700)) - 350));
          break;
      }
    }
    // In a buffer of exactly its size, so that the address sanitizer sees any look beyond its end.
    const std::vector<char> exact(line.begin(), line.end());
    const ParsedConfig once = parseConfig({exact.data(), exact.size()});
    outOfRange += !inRange(once.config);
    const std::string printed = printConfig(once.config, lines % 2);
    const ParsedConfig twice = parseConfig(printed);
    const bool same = twice.config == once.config && printConfig(twice.config, lines % 2) == printed;
    complaints += !twice.notes.empty();
    broken += !same;
    if ((!same || !twice.notes.empty() || !inRange(once.config)) && firstBroken.empty()) firstBroken = line;
  }
  INFO(firstBroken);
  CHECK(broken == 0);
  CHECK(outOfRange == 0);
  CHECK(complaints == 0);
}
