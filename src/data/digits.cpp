#include "data/digits.h"

#include <cassert>
#include <cstring>

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

// −1: not a label of this kind.
int classOf(uint8_t label, DataKind kind) {
  if (kind == DataKind::oneSeven) return label == 1 ? 0 : label == 7 ? 1 : -1;
  return label < 10 ? label : -1;
}

}  // namespace

DigitsResult decodeDigits(std::span<const uint8_t> bytes, DataKind kind) {
  assert(kind == DataKind::oneSeven || kind == DataKind::digits);
  DigitsResult result;
  result.error = headerError(bytes);
  if (!result.error.empty()) return result;

  const size_t count = littleEndian(&bytes[4]);
  Dataset& data = result.data;
  data = {.kind = kind, .dims = kSide * kSide, .classes = dataInfo(kind).classes, .imageSide = kSide};
  if (kind == DataKind::oneSeven) data.classNames = {"1", "7"};
  data.y.reserve(count);
  for (uint8_t label : bytes.subspan(kHeader, count)) {
    int c = classOf(label, kind);
    if (c < 0) {
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
