#include "session/json.h"

#include <cmath>
#include <cstdio>

#include "data/number.h"

namespace lockstep {
namespace {

constexpr char kHex[] = "0123456789abcdef";

void quote(std::string& text, std::string_view value) {
  text += '"';
  for (const char c : value) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20) {
      text += "\\u00";
      text += kHex[code >> 4];
      text += kHex[code & 15];
    } else {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
  }
  text += '"';
}

}  // namespace

void JsonWriter::separate() {
  if (comma) text += ',';
  if (newLine) text += '\n';
  newLine = false;
  comma = true;
}

void JsonWriter::raw(std::string_view value) {
  separate();
  text += value;
}

void JsonWriter::open(char bracket) {
  separate();
  text += bracket;
  comma = false;
}

void JsonWriter::open(std::string_view name, char bracket) {
  key(name);
  open(bracket);
}

void JsonWriter::close(char bracket) {
  text += bracket;
  comma = true;
}

void JsonWriter::key(std::string_view name) {
  separate();
  quote(text, name);
  text += ':';
  comma = false;
}

void JsonWriter::write(std::string_view value) {
  separate();
  quote(text, value);
}

void JsonWriter::write(const char* value) { value ? write(std::string_view(value)) : writeNull(); }

void JsonWriter::write(float value) { raw(std::isfinite(value) ? printFloat(value) : "null"); }

void JsonWriter::write(double value) {
  if (!std::isfinite(value)) return writeNull();
  char number[40];
  raw({number, static_cast<std::size_t>(std::snprintf(number, sizeof number, "%.*g", digits, value))});
}

std::string printHash(uint64_t hash) {
  std::string text(16, '0');
  for (int i = 15; i >= 0; --i, hash >>= 4) text[static_cast<std::size_t>(i)] = kHex[hash & 15];
  return text;
}

}  // namespace lockstep
