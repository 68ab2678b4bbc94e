// Reading and printing of config lines.
#include "session/config.h"

#include <algorithm>
#include <utility>

#include "session/quoted.h"
#include "session/setting.h"

namespace lockstep {
namespace {

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

}  // namespace

void followOptimizer(Config& config, Optimizer before) {
  constexpr float kDecay = 0.01f;  // PyTorch's
  const bool is = config.optimizer == Optimizer::adamw, was = before == Optimizer::adamw;
  if (is && !was && config.decay == 0) config.decay = kDecay;
  if (was && !is && config.decay == kDecay) config.decay = 0;
}

Config withOptimizer(Config config, Optimizer optimizer) {
  const Optimizer before = std::exchange(config.optimizer, optimizer);
  followOptimizer(config, before);
  return config;
}

std::string cleanLine(std::string_view line) {
  if (!line.empty() && (line[0] == '#' || line[0] == '?')) line.remove_prefix(1);
  const std::string decoded = line.find('=') == line.npos ? decodePercent(line) : std::string(line);
  std::string text;
  for (line = decoded; !line.empty(); line.remove_prefix(1)) {
    text += line[0];
    if (line.starts_with("&amp;")) line.remove_prefix(4);
  }
  return text;
}

ParsedConfig parseConfig(std::string_view written, const Config& defaults) {
  ParsedConfig result{defaults, {}};
  const std::string clean = cleanLine(written);
  std::string_view line = clean;
  bool decays = false;  // by the line
  while (!line.empty()) {
    const std::size_t end = std::min(line.find('&'), line.size());
    const std::string_view pair = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string key = decodePercent(pair.substr(0, equals));
    const Setting* setting = findSetting(key);
    decays |= setting == &settingOf(&Config::decay);
    std::string note;
    if (!setting)
      note = quoted(key) + " is not a setting and was left out";
    else if (equals == pair.size())
      note = key + " has no value and was left out";
    else
      parseSetting(*setting, decodePercent(pair.substr(equals + 1)), result.config, note);
    if (!note.empty()) result.notes.push_back(note);
  }
  if (!decays) followOptimizer(result.config, defaults.optimizer);
  return result;
}

namespace {

void append(std::string& line, const Setting& setting, const Config& config, char separator) {
  if (!line.empty()) line += separator;
  (line += setting.name) += '=';
  line += encodePercent(printSetting(setting, config));
}

}  // namespace

std::string printConfig(const Config& config, bool all) {
  if (!all) return printDifference({}, config);
  std::string line;
  for (const Setting& setting : settings()) append(line, setting, config, '&');
  return line;
}

std::string printDifference(const Config& from, const Config& to, char separator) {
  std::string line;
  eachChange(from, to, [&](const Setting& setting) { append(line, setting, to, separator); });
  return line;
}

OptimizerSettings optimizerSettings(const Config& c) {
  return {c.optimizer, c.momentum, c.beta1, c.beta2, c.rho, c.epsilon, c.l1, c.l2, c.decay, c.clip};
}
ScheduleSettings scheduleSettings(const Config& c) { return {c.schedule, c.period, c.gamma, c.warmup}; }

}  // namespace lockstep
