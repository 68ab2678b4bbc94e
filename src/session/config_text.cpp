// Reading and printing of config lines.
#include <algorithm>
#include <cmath>

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
  return limited + 0.0;  // −0 would print as something other than 0
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
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string result;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (isPlain(c))
      result += c;
    else
      (result += '%') += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return result;
}

// The number d.ddd·10^exponent with these digits, as a person would write it. Not the C library's: that one
// would write 5000 as 5e+03, and a comma in some countries.
std::string layDigits(std::string digits, int exponent) {
  const int count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent > 6) {
    if (count > 1) digits.insert(1, ".");
    return digits + "e" + std::to_string(exponent);
  }
  if (exponent < 0) return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  if (whole >= digits.size()) return digits.append(whole - digits.size(), '0');
  return digits.insert(whole, ".");
}

}  // namespace

std::string printFloat(float value) {
  if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const std::string sign = std::signbit(value) ? "-" : "";
  double lead = std::fabs(static_cast<double>(value));  // in [1, 10), times 10^exponent
  if (lead == 0) return sign + "0";
  int exponent = 0;
  for (; lead >= 10; lead /= 10) ++exponent;
  for (; lead < 1; lead *= 10) --exponent;
  std::string text;
  double scale = 1;
  for (int count = 1; count <= 9; ++count, scale *= 10) {
    const double whole = std::floor(lead * scale + 0.5);
    const bool carried = whole >= 10 * scale;  // 9.96 to two digits is 10
    text = sign +
           layDigits(std::to_string(static_cast<int64_t>(carried ? whole / 10 : whole)), exponent + carried);
    double back = 0;
    if (parseNumber(text, back) && static_cast<float>(back) == value) break;
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
      uint32_t mask = 0;
      std::string unknown;
      if (!parseFeatures(text, mask, unknown))
        note = "features: " + quoted(unknown) + " is not an input and was left out";
      if (mask) config.features = mask;
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
