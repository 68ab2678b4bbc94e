// The bytes of a file as text.
#pragma once

#include <string>
#include <string_view>

namespace lockstep {

struct DecodedText {
  std::string text;   // UTF-8, without a byte order mark
  std::string note;   // what was guessed; empty where nothing had to be
  std::string error;  // why it is no text; empty: it is one
};

// UTF-8, UTF-16 of either order, with or without a byte order mark, and Windows-1252, which is what is not
// valid as UTF-8. Files of other programs are refused by their names. Linear.
DecodedText decodeText(std::string_view bytes);

// The length of the UTF-8 sequence at the start of `s`, 0 where there is none, or an overlong one,
// or a surrogate.
size_t utf8Length(std::string_view s);

}  // namespace lockstep
