// Short text without the heap: a buffer that knows its length, for labels built every frame.
#pragma once

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace lockstep {

// Holds up to N − 1 bytes, always zero-terminated. What does not fit is cut at a whole UTF-8 character.
template <int N>
struct FixedText {
  char text[N] = {};
  int size = 0;

  const char* c_str() const { return text; }
  std::string_view view() const { return {text, static_cast<size_t>(size)}; }
  operator std::string_view() const { return view(); }
  bool empty() const { return size == 0; }

  FixedText& append(std::string_view more) {
    size_t room = static_cast<size_t>(N - 1 - size);
    size_t count = more.size() < room ? more.size() : room;
    if (count < more.size())
      while (count > 0 && (static_cast<unsigned char>(more[count]) & 0xC0) == 0x80) --count;
    if (count > 0) std::memcpy(text + size, more.data(), count);
    size += static_cast<int>(count);
    text[size] = 0;
    return *this;
  }
};

using Text32 = FixedText<32>;
using Text64 = FixedText<64>;

// printf into a FixedText<N>.
template <int N = 64>
__attribute__((format(printf, 1, 2))) FixedText<N> textf(const char* format, ...) {
  char buffer[N + 4];  // room to see where a cut character began
  va_list arguments;
  va_start(arguments, format);
  int length = std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  FixedText<N> out;
  if (length > 0) {
    size_t kept =
        static_cast<size_t>(length) < sizeof buffer ? static_cast<size_t>(length) : sizeof buffer - 1;
    out.append({buffer, kept});
  }
  return out;
}

}  // namespace lockstep
