#include "data/digits.h"

#include <cassert>
#include <cstring>
#include <string_view>

namespace lockstep {
namespace {

constexpr size_t kHeader = 12;
constexpr uint32_t kSide = 28;
constexpr size_t kImageBytes = kSide * kSide / 2;

uint32_t littleEndian(const uint8_t* p) {
  return p[0] | static_cast<uint32_t>(p[1]) << 8 | static_cast<uint32_t>(p[2]) << 16 |
         static_cast<uint32_t>(p[3]) << 24;
}

std::string headerError(std::span<const uint8_t> bytes) {
  if (bytes.size() < kHeader || std::memcmp(bytes.data(), "LSD1", 4) != 0)
    return "the digits file is damaged: no header";
  if (littleEndian(&bytes[8]) != kSide) return "the digits file holds images of another size than 28 by 28";
  uint64_t count = littleEndian(&bytes[4]), expected = kHeader + count * (1 + kImageBytes);
  if (count == 0) return "the digits file is empty";
  if (bytes.size() != expected)
    return "the digits file is damaged: " + std::to_string(bytes.size()) + " bytes instead of " +
           std::to_string(expected);
  return "";
}

}  // namespace

DigitsResult decodeDigits(std::span<const uint8_t> bytes, DataKind kind) {
  const DataInfo& info = dataInfo(kind);
  assert(info.source == DataSource::asset);
  DigitsResult result;
  result.error = headerError(bytes);
  if (!result.error.empty()) return result;

  const size_t count = littleEndian(&bytes[4]);
  Dataset& data = result.data;
  data = {.kind = kind, .dims = kSide * kSide, .classes = info.classes, .imageSide = kSide};
  const std::string_view digits = info.digits;
  if (!std::string_view("0123456789").starts_with(digits))  // otherwise their numbers say the same
    for (char digit : digits) data.classNames.emplace_back(1, digit);
  data.y.reserve(count);
  for (uint8_t label : bytes.subspan(kHeader, count)) {
    const size_t c = label < 10 ? digits.find(static_cast<char>('0' + label)) : std::string_view::npos;
    if (c == std::string_view::npos) {
      result.error = "the digits file is damaged: label " + std::to_string(label) + " is not expected";
      return result;
    }
    data.y.push_back(static_cast<float>(c));
  }
  std::vector<float> x;
  x.reserve(count * kSide * kSide);
  for (uint8_t pair : bytes.subspan(kHeader + count)) {
    x.push_back(static_cast<float>(pair & 15) / 15.0f);
    x.push_back(static_cast<float>(pair >> 4) / 15.0f);
  }
  data.x = std::move(x);
  return result;
}

}  // namespace lockstep
