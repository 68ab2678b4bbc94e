#include "data/table_text.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace lockstep {
namespace {

// The characters 0x80 to 0x9F of Windows-1252; those it does not have keep their
// numbers. All other characters are Unicode's.
constexpr uint16_t kWindows[32] = {0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                   0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
                                   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                   0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

constexpr uint32_t kReplacement = 0xfffd;

void appendCharacter(std::string& text, uint32_t c) {
  auto put = [&](uint32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) return put(0xc0 | c >> 6), put(0x80 | (c & 63));
  if (c < 0x10000) return put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 63)), put(0x80 | (c & 63));
  put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 63)), put(0x80 | (c >> 6 & 63)), put(0x80 | (c & 63));
}

std::string fromWindows(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    appendCharacter(text, byte >= 0x80 && byte < 0xa0 ? kWindows[byte - 0x80] : byte);
  }
  return text;
}

std::string fromUtf16(std::string_view bytes, bool bigEndian) {
  auto unit = [&](size_t at) -> uint32_t {
    if (at + 1 >= bytes.size()) return 0;
    const auto a = static_cast<unsigned char>(bytes[at]), b = static_cast<unsigned char>(bytes[at + 1]);
    return bigEndian ? a << 8 | b : b << 8 | a;
  };
  std::string text;
  text.reserve(bytes.size());
  for (size_t at = 0; at + 1 < bytes.size(); at += 2) {
    uint32_t c = unit(at);
    if (c >= 0xd800 && c < 0xe000) {
      const uint32_t low = unit(at + 2);
      const bool pair = c < 0xdc00 && low >= 0xdc00 && low < 0xe000;
      c = pair ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : kReplacement;
      if (pair) at += 2;
    }
    appendCharacter(text, c);
  }
  return text;
}

// Text of mostly Western letters has a zero in every other byte: at even places if the high byte comes first.
enum class Order { none, little, big };
Order utf16Order(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) return Order::little;
  if (bytes.starts_with("\xfe\xff")) return Order::big;
  const size_t looked = std::min<size_t>(bytes.size(), 2000) / 2 * 2;
  size_t zeros[2] = {0, 0};
  for (size_t i = 0; i < looked; ++i) zeros[i % 2] += bytes[i] == 0;
  const size_t most = looked / 2;
  if (most < 2 || bytes.size() % 2) return Order::none;
  if (zeros[1] > most * 7 / 10 && zeros[0] == 0) return Order::little;
  return zeros[0] > most * 7 / 10 && zeros[1] == 0 ? Order::big : Order::none;
}

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    size_t plain = 0;
    while (plain < text.size() && static_cast<unsigned char>(text[plain]) < 0x80) ++plain;
    text.remove_prefix(plain);
    if (text.empty()) return true;
    const size_t length = utf8Length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string whyNoText(std::string_view text) {
  constexpr std::pair<std::string_view, const char*> kOthers[] = {
      {"PK\x03\x04", "this is a spreadsheet or an archive: save the sheet as CSV, or unpack it"},
      {"\xd0\xcf\x11\xe0", "this is a file of Excel: save the sheet as CSV"},
      {"\x1f\x8b", "this file is compressed: unpack it first"},
      {"%PDF", "this is a PDF, not a table"},
      {"<!DOCTYPE", "this is a web page, not a table"},
      {"<html", "this is a web page, not a table"},
      {"PAR1", "this is a Parquet file: save the table as CSV"},
      {"\x89HDF", "this is an HDF5 file: save the table as CSV"},
      {"\x89PNG", "this is a picture, not a table"},
      {"\xff\xd8\xff", "this is a picture, not a table"},
  };
  for (const auto& [begin, what] : kOthers)
    if (text.starts_with(begin)) return what;
  return "";
}

}  // namespace

size_t utf8Length(std::string_view s) {
  auto byte = [&](size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  size_t length = lead >= 0xc2 && lead < 0xe0   ? 2
                  : lead >= 0xe0 && lead < 0xf0 ? 3
                  : lead >= 0xf0 && lead < 0xf5 ? 4
                                                : 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
  bool outside = (lead == 0xed && byte(1) >= 0xa0) || (lead == 0xf4 && byte(1) >= 0x90);
  return overlong || outside ? 0 : length;
}

DecodedText decodeText(std::string_view bytes) {
  DecodedText result;
  if (std::string why = whyNoText(bytes); !why.empty()) return {"", "", why};
  const Order order = utf16Order(bytes);
  if (order != Order::none) {
    const bool marked = bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
    result.text = fromUtf16(bytes.substr(marked ? 2 : 0), order == Order::big);
  } else {
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    if (isUtf8(bytes)) {
      result.text = std::string(bytes);
    } else {
      result.text = fromWindows(bytes);
      result.note = "the text is no UTF-8 and was read as Windows-1252";
    }
  }
  const auto controls = std::ranges::count_if(
      result.text, [](char c) { return c >= 0 && c < ' ' && !(c >= '\t' && c <= '\r'); });
  const bool binary =
      result.text.find('\0') != std::string::npos || controls > static_cast<long>(result.text.size() / 100);
  return binary ? DecodedText{"", "", "this is not a text file"} : result;
}

}  // namespace lockstep
