// Text of the viewer's, as notes show it.
#pragma once

#include <string>
#include <string_view>

namespace lockstep {

// In quotation marks; only its beginning if it is long.
inline std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 24;
  return "“" + std::string(text.substr(0, kShown)) + (text.size() > kShown ? "…" : "") + "”";
}

}  // namespace lockstep
