// Reading and printing of config lines.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "data/number.h"
#include "session/config.h"

namespace lockstep {
namespace {

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 24;
  return "“" + std::string(text.substr(0, kShown)) + (text.size() > kShown ? "…" : "") + "”";
}

bool readNumber(std::string_view text, double& value) {
  return parseNumber(text, value) && std::isfinite(value);
}

double limit(const ConfigField& field, double value, std::string_view text, std::string& note) {
  if (field.type == FieldType::integer || field.type == FieldType::integers) value = std::round(value);
  const double limited = std::clamp(value, field.min, field.max);
  if (limited != value)
    note = std::string(field.name) + ": " + std::string(text) + " is outside " +
           printFloat(static_cast<float>(field.min)) + " … " + printFloat(static_cast<float>(field.max)) +
           ", so " + printFloat(static_cast<float>(limited)) + " is used";
  return limited;
}

int findChoice(const ConfigField& field, std::string_view text) {
  for (std::size_t i = 0; i < field.choices.size(); ++i)
    if (text == field.choices[i].name) return static_cast<int>(i);
  return -1;
}

// Calls entry(text, repeats) for each comma-separated entry; "32x5" is five entries.
template <typename F>
void eachEntry(std::string_view text, F entry) {
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    double repeats = 1;
    const std::size_t times = item.find('x');
    if (times != std::string_view::npos && readNumber(item.substr(times + 1), repeats))
      item = item.substr(0, times);
    entry(item, static_cast<int>(std::clamp(repeats, 1.0, 1000.0)));
  }
}

template <typename T>
void parseList(const ConfigField& field, std::string_view text, std::vector<T>& list, std::string& note) {
  std::vector<T> result;
  bool tooMany = false;
  eachEntry(text, [&](std::string_view item, int repeats) {
    double value = 0;
    if (field.type == FieldType::activations) {
      const int choice = findChoice(field, item);
      if (choice < 0 && item != "-" && !item.empty())
        note = "activations: " + quoted(item) + " is not an activation, so the default is used";
      value = choice;
    } else if (!readNumber(item, value)) {
      note = std::string(field.name) + ": " + quoted(item) + " is not a number and was left out";
      return;
    } else {
      value = limit(field, value, item, note);
    }
    for (int i = 0; i < repeats; ++i) {
      if (static_cast<int>(result.size()) < field.maxCount)
        result.push_back(static_cast<T>(value));
      else
        tooMany = true;
    }
  });
  if (tooMany)
    note =
        std::string(field.name) + ": only the first " + std::to_string(field.maxCount) + " entries are used";
  list = std::move(result);
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

bool isPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == ',' || c == '+';
}

std::string decodePercent(std::string_view text) {
  auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      result += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string encodePercent(std::string_view text) {
  std::string result;
  for (char c : text) {
    char code[4];
    std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
    result += isPlain(c) ? std::string(1, c) : std::string(code);
  }
  return result;
}

}  // namespace

std::string printFloat(float value) {
  char text[40];
  for (int digits = 1; digits <= 9; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, static_cast<double>(value));
    if (std::strtof(text, nullptr) == value) break;
  }
  return text;
}

std::string printField(const ConfigField& field, const Config& config) {
  switch (field.type) {
    case FieldType::choice:
      return field.choices[static_cast<std::size_t>(field.get(config))].name;
    case FieldType::integer:
      return std::to_string(static_cast<int>(field.get(config)));
    case FieldType::real:
      return printFloat(static_cast<float>(field.get(config)));
    case FieldType::integers:
      return printList(config.layers, true, [](int v) { return std::to_string(v); });
    case FieldType::reals:
      return printList(config.rates, false, printFloat);
    case FieldType::activations:
      return printList(config.activations, false,
                       [&](int a) { return std::string(a < 0 ? "-" : field.choices[a].name); });
    case FieldType::features:
      return printFeatures(config.features);
    case FieldType::text:
      return config.points;
  }
  return {};
}

void parseField(const ConfigField& field, std::string_view text, Config& config, std::string& note) {
  note.clear();
  switch (field.type) {
    case FieldType::choice: {
      const int choice = findChoice(field, text);
      if (choice >= 0)
        field.set(config, choice);
      else
        note = std::string(field.name) + ": " + quoted(text) + " is not one of its choices, so " +
               printField(field, config) + " is used";
      return;
    }
    case FieldType::integer:
    case FieldType::real: {
      double value = 0;
      if (readNumber(text, value))
        field.set(config, limit(field, value, text, note));
      else
        note = std::string(field.name) + ": " + quoted(text) + " is not a number, so " +
               printField(field, config) + " is used";
      return;
    }
    case FieldType::integers:
      return parseList(field, text, config.layers, note);
    case FieldType::reals:
      return parseList(field, text, config.rates, note);
    case FieldType::activations:
      return parseList(field, text, config.activations, note);
    case FieldType::features: {
      std::string unknown;
      if (!parseFeatures(text, config.features, unknown))
        note = "features: " + quoted(unknown) + " is not an input and was left out";
      return;
    }
    case FieldType::text:
      if (text.size() > static_cast<std::size_t>(field.maxCount))
        note = std::string(field.name) + ": too long, so the end was cut off";
      config.points = std::string(text.substr(0, static_cast<std::size_t>(field.maxCount)));
      return;
  }
}

ParsedConfig parseConfig(std::string_view line, const Config& defaults) {
  ParsedConfig result{defaults, {}};
  if (!line.empty() && (line[0] == '#' || line[0] == '?')) line.remove_prefix(1);
  while (!line.empty()) {
    const std::size_t end = std::min(line.find('&'), line.size());
    const std::string_view pair = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string key = decodePercent(pair.substr(0, equals));
    const ConfigField* field = findField(key);
    std::string note;
    if (!field)
      note = quoted(key) + " is not a setting and was left out";
    else if (equals == pair.size())
      note = key + " has no value and was left out";
    else
      parseField(*field, decodePercent(pair.substr(equals + 1)), result.config, note);
    if (!note.empty()) result.notes.push_back(note);
  }
  return result;
}

std::string printConfig(const Config& config, bool all) {
  const Config defaults;
  std::string line;
  for (const ConfigField& field : fields()) {
    const std::string value = printField(field, config);
    if (!all && value == printField(field, defaults)) continue;
    line += (line.empty() ? "" : "&") + std::string(field.name) + "=" + encodePercent(value);
  }
  return line;
}

}  // namespace lockstep
