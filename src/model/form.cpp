#include "model/form.h"

#include <algorithm>

namespace lockstep {
namespace {

void appendFilled(std::string& result, std::string_view line, const Form& form) {
  for (;;) {
    const std::size_t begin = std::min(line.find('@'), line.size());
    const std::size_t end = line.find('@', begin + 1);
    result += line.substr(0, begin);
    if (end == std::string_view::npos) {
      result += line.substr(begin);
      return;
    }
    for (const auto& [name, value] : form.values)
      if (line.substr(begin + 1, end - begin - 1) == name) {
        result += value;
        break;
      }
    line.remove_prefix(end + 1);
  }
}

}  // namespace

std::string fillIn(std::string_view text, const Form& form) {
  constexpr std::string_view kIf = "@if ";
  std::string result;
  bool keep = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    if (line.starts_with(kIf))
      keep = std::find(form.parts.begin(), form.parts.end(),
                       line.substr(kIf.size(), line.size() - kIf.size() - 1)) != form.parts.end();
    else if (line == "@else\n")
      keep = !keep;
    else if (line == "@end\n")
      keep = true;
    else if (keep)
      appendFilled(result, line, form);
  }
  return result;
}

}  // namespace lockstep
