#include "model/wire.h"

#include <bit>
#include <cstring>

namespace lockstep {

void WireWriter::varint(uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  bytes += static_cast<char>(value);
}

void WireWriter::put(int field, float value) {
  tag(field, 5);
  appendFloats(bytes, &value, 1);
}

void WireWriter::put(int field, std::string_view value) {
  tag(field, 2);
  varint(value.size());
  bytes += value;
}

void appendFloats(std::string& bytes, const float* values, std::size_t count) {
  static_assert(std::endian::native == std::endian::little, "floats are written as they lie in memory");
  const std::size_t at = bytes.size(), size = count * sizeof(float);
  bytes.resize(at + size);
  if (size) std::memcpy(bytes.data() + at, values, size);
}

}  // namespace lockstep
