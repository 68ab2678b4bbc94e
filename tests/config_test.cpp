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
#include "session/config.h"

using namespace lockstep;

namespace {

Config parsed(std::string_view line) { return parseConfig(line).config; }
std::size_t notesOf(std::string_view line) { return parseConfig(line).notes.size(); }
std::string onlyNote(std::string_view line) {
  const std::vector<std::string> notes = parseConfig(line).notes;
  return notes.size() == 1 ? notes[0] : std::to_string(notes.size()) + " notes";
}
bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

bool isNumber(const ConfigField& field) {
  return field.type == FieldType::integer || field.type == FieldType::real;
}

// Some values of a field as text, in their printed form and in range.
std::vector<std::string> samplesOf(const ConfigField& field) {
  std::vector<std::string> values;
  switch (field.type) {
    case FieldType::choice:
      for (const ConfigChoice& choice : field.choices) values.push_back(choice.name);
      break;
    case FieldType::integer:
      for (double v : {field.min, std::min(field.min + 1, field.max), std::floor((field.min + field.max) / 2),
                       field.max})
        values.push_back(std::to_string(static_cast<int>(v)));
      break;
    case FieldType::real:
      for (double share : {0.0, 0.1, 0.333333, 0.5, 1.0})
        values.push_back(printFloat(static_cast<float>(field.min + share * (field.max - field.min))));
      break;
    case FieldType::integers:
      values = {"", "1", "8", "8,8,8", "1024,1,7", "32x63", "4,16x5,4", "2,2,2,2,3"};
      values.back() = "2x4,3";
      break;
    case FieldType::reals:
      values = {"", "0", "1,0,0.5", "10,0.3846154,1e-6"};
      break;
    case FieldType::activations:
      values = {"", "relu", "-,-,sine", "tanh,-,gelu,leaky,linear,sigmoid,silu"};
      break;
    case FieldType::features:
      values = {"x", "y", "x,y,x2,y2,xy,sinx,siny,r,angle", "r,angle"};
      break;
    case FieldType::text:
      values = {"",
                "AAAAAzzzzB",
                "a&b=c%#+?",
                " äöü€ \"'<>\\",
                std::string(1, '\0') + "\x01\xff" + std::string(10, '%'),
                std::string(static_cast<std::size_t>(field.maxCount), 'Q')};
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
  for (const ConfigField& field : fields()) {
    if (field.type == FieldType::choice || isNumber(field)) {
      const double v = field.get(c), slack = 1e-6 * std::fabs(v);
      if (!(v >= field.min - slack && v <= field.max + slack)) return false;
    }
  }
  auto within = [](const auto& list, const char* name, int shift) {
    const ConfigField& f = *findField(name);
    return static_cast<int>(list.size()) <= f.maxCount &&
           std::all_of(list.begin(), list.end(), [&](auto v) { return v + shift >= f.min && v <= f.max; });
  };
  return within(c.layers, "layers", 0) && within(c.rates, "rates", 0) && c.features != 0 &&
         c.features < 1u << kFeatures && static_cast<int>(c.points.size()) <= findField("points")->maxCount &&
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

TEST_CASE("every value of every field survives printing and reading, alone and beside all others") {
  int count = 0;
  for (const ConfigField& field : fields())
    for (const std::string& value : samplesOf(field)) {
      Config config;
      std::string note;
      parseField(field, value, config, note);
      INFO(std::string(field.name) << "=" << value);
      CHECK(note.empty());
      CHECK(printField(field, config) == value);
      for (bool all : {false, true}) {
        const ParsedConfig again = parseConfig("#" + printConfig(config, all));
        CHECK(again.notes.empty());
        CHECK(again.config == config);
      }
      CHECK(inRange(config));
      ++count;
    }
  MESSAGE(count << " values of " << fields().size() << " fields");
  CHECK(count > 150);
}

TEST_CASE("a line of many fields survives printing and reading") {
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
  for (const ConfigField& field : fields()) {
    if (!isNumber(field)) continue;
    for (const char* far : {"-1e30", "1e30", "-99999999999999999999", "99999999999999999999999999"}) {
      const std::string line = std::string(field.name) + "=" + far;
      const ParsedConfig result = parseConfig(line);
      INFO(line);
      CHECK(result.notes.size() == 1);
      CHECK(contains(result.notes[0], field.name));
      CHECK(contains(result.notes[0], far));
      const double edge = far[0] == '-' ? field.min : field.max;
      CHECK(field.get(result.config) == doctest::Approx(edge).epsilon(1e-6));
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
        "=",          "=5",           "lr=",          "lr=1 ",        "lr=0x10",   "lr=nan",
        "lr=inf",     "lr=1,5",       "batch=1e400",  "features=foo", "features=", "layers=abc",
        "layers=,",   "layers=8x2x3", "rates=nan",    "%6",           "%zz=1"}) {
    INFO(std::string(line));
    CHECK(notesOf(line) == 1);
    CHECK(parsed(line) == Config{});
  }
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
  CHECK(printField(*findField("layers"), parsed("layers=7,7,7")) == "7,7,7");
  CHECK(printField(*findField("layers"), parsed("layers=7,7,7,7")) == "7x4");
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

TEST_CASE("the field table is complete: unique names, labels, help, a range or choices") {
  std::set<std::string> names;
  for (const ConfigField& field : fields()) {
    INFO(std::string(field.name));
    CHECK(names.insert(field.name).second);
    CHECK(findField(field.name) == &field);
    CHECK(std::string(field.label).size() > 0);
    CHECK(std::string(field.help).size() > 5);
    CHECK(std::string(groupLabel(field.group)).size() > 3);
    if (isNumber(field)) CHECK(field.min < field.max);
    if (field.type == FieldType::choice) CHECK(field.choices.size() == field.max + 1);
    if (field.applies) field.applies({});
    if (field.get) CHECK(field.get({}) >= field.min - 1e-9);
    if (field.get) CHECK(field.get({}) <= field.max);
  }
  CHECK(findField("") == nullptr);
  CHECK(findField("Lr") == nullptr);
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
  for (const ConfigField& field : fields()) pieces += std::string(field.name) + "=";
  Rng rng(2024, Stream::probe);
  auto below = [&](std::size_t n) { return static_cast<std::size_t>(rng.below(static_cast<uint32_t>(n))); };
  int lines = 0, broken = 0, outOfRange = 0, complaints = 0;
  std::string firstBroken;
  for (; lines < 60000; ++lines) {
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
  CHECK(lines >= 50000);
  CHECK(broken == 0);
  CHECK(outOfRange == 0);
  CHECK(complaints == 0);
}
