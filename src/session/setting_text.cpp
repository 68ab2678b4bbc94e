// Reading and printing of single settings.
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "data/number.h"
#include "session/quoted.h"
#include "session/setting.h"

namespace lockstep {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == text.npos ? "" : text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

bool readNumber(std::string_view text, double& value) {
  return parseNumber(text, value) && std::isfinite(value);
}

// A single number may have a comma for its point.
bool readSingle(std::string_view text, double& value) {
  if (readNumber(text, value)) return true;
  std::string pointed(text);
  std::ranges::replace(pointed, ',', '.');
  return readNumber(pointed, value);
}

double limit(const Setting& setting, bool whole, double value, std::string_view text, std::string& note) {
  if (whole) value = std::round(value);
  const double limited = std::clamp(value, setting.min, setting.max);
  if (limited != value)
    note = std::string(setting.name) + ": " + std::string(text) + " is outside " +
           printFloat(static_cast<float>(setting.min)) + " … " + printFloat(static_cast<float>(setting.max)) +
           ", so " + printFloat(static_cast<float>(limited)) + " is used";
  return limited + 0.0;  // −0 would print as something other than 0
}

int findChoice(const Setting& setting, std::string_view text) {
  for (std::size_t i = 0; i < setting.choices.size(); ++i)
    if (text == setting.choices[i].name) return static_cast<int>(i);
  return -1;
}

// Calls entry(text, repeats) for each comma-separated entry; "32x5" is five entries.
template <typename F>
void eachEntry(std::string_view text, F entry) {
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view item = trimmed(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    double repeats = 1;
    const std::size_t times = item.find('x');
    if (times != std::string_view::npos && readNumber(trimmed(item.substr(times + 1)), repeats))
      item = trimmed(item.substr(0, times));
    entry(item, static_cast<int>(std::clamp(repeats, 1.0, 1000.0)));
  }
}

template <typename T>
void parseList(const Setting& setting, std::string_view text, std::vector<T>& list, std::string& note) {
  std::vector<T> result;
  bool tooMany = false;
  eachEntry(text, [&](std::string_view item, int repeats) {
    double value = 0;
    if (!setting.choices.empty()) {
      const int choice = findChoice(setting, item);
      if (choice < 0 && item != "-" && !item.empty())
        note = std::string(setting.name) + ": " + quoted(item) + " is not " + setting.entry +
               ", so the default is used";
      value = choice;
    } else if (!readNumber(item, value)) {
      note = std::string(setting.name) + ": " + quoted(item) + " is not a number and was left out";
      return;
    } else {
      value = limit(setting, std::is_integral_v<T>, value, item, note);
    }
    for (int i = 0; i < repeats; ++i) {
      if (static_cast<int>(result.size()) < setting.maxCount)
        result.push_back(static_cast<T>(value));
      else
        tooMany = true;
    }
  });
  if (tooMany)
    note = std::string(setting.name) + ": only the first " + std::to_string(setting.maxCount) +
           " entries are used";
  if (!result.empty() || text.empty()) list = std::move(result);
}

// Runs of four or more equal entries are written as WxN.
template <typename T, typename Print>
std::string printList(const std::vector<T>& list, bool repeat, Print print) {
  std::string text;
  for (std::size_t i = 0; i < list.size();) {
    std::size_t run = 1;
    while (repeat && i + run < list.size() && list[i + run] == list[i]) ++run;
    if (run < 4) run = 1;
    if (i) text += ',';
    text += print(list[i]);
    if (run > 1) text += "x" + std::to_string(run);
    i += run;
  }
  return text;
}

template <typename T>
requires std::is_enum_v<T> std::string printValue(const Setting& setting, const T& value) {
  return setting.choices[static_cast<std::size_t>(value)].name;
}
std::string printValue(const Setting&, int value) { return std::to_string(value); }
std::string printValue(const Setting&, float value) { return printFloat(value); }
std::string printValue(const Setting& setting, const std::vector<int>& list) {
  if (setting.choices.empty()) return printList(list, true, [](int v) { return std::to_string(v); });
  return printList(list, false, [&](int v) {
    return std::string(v < 0 ? "-" : setting.choices[static_cast<std::size_t>(v)].name);
  });
}
std::string printValue(const Setting&, const std::vector<float>& list) {
  return printList(list, false, printFloat);
}
std::string printValue(const Setting&, uint32_t features) { return printFeatures(features); }
std::string printValue(const Setting&, const std::string& text) { return text; }

// A choice, by its name.
template <typename T>
requires std::is_enum_v<T>
void parseValue(const Setting& setting, std::string_view text, T& value, std::string& note) {
  const int choice = findChoice(setting, text);
  if (choice >= 0)
    value = static_cast<T>(choice);
  else
    note = std::string(setting.name) + ": " + quoted(text) + " is not one of its choices, so " +
           setting.choices[static_cast<std::size_t>(value)].name + " is used";
}

template <typename T>
requires std::is_same_v<T, int> || std::is_same_v<T, float>
void parseValue(const Setting& setting, std::string_view text, T& value, std::string& note) {
  double number = 0;
  if (readSingle(text, number))
    value = static_cast<T>(limit(setting, std::is_same_v<T, int>, number, text, note));
  else
    note = std::string(setting.name) + ": " + quoted(text) + " is not a number, so " +
           printValue(setting, value) + " is used";
}

template <typename T>
void parseValue(const Setting& setting, std::string_view text, std::vector<T>& list, std::string& note) {
  parseList(setting, text, list, note);
}

void parseValue(const Setting& setting, std::string_view text, uint32_t& features, std::string& note) {
  uint32_t mask = 0;
  std::string unknown;
  if (!parseFeatures(text, mask, unknown))
    note =
        std::string(setting.name) + ": " + quoted(unknown) + " is not " + setting.entry + " and was left out";
  if (mask) features = mask;
}

void parseValue(const Setting& setting, std::string_view text, std::string& value, std::string& note) {
  const auto most = static_cast<std::size_t>(setting.maxCount);
  if (text.size() > most) note = std::string(setting.name) + ": too long, so the end was cut off";
  value = std::string(text.substr(0, most));
}

}  // namespace

std::string printSetting(const Setting& setting, const Config& config) {
  return std::visit([&](auto member) { return printValue(setting, config.*member); }, setting.member);
}

void parseSetting(const Setting& setting, std::string_view text, Config& config, std::string& note) {
  note.clear();
  if (typeOf(setting) != SettingType::text) text = trimmed(text);
  std::visit([&](auto member) { parseValue(setting, text, config.*member, note); }, setting.member);
}

}  // namespace lockstep
