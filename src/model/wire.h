// Protocol Buffers' wire format, the half of it that writes: what an ONNX file is made of. As
// https://protobuf.dev/programming-guides/encoding has it.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep {

// A message in the making. Fields are written in the order of the calls; a field that is repeated is put
// several times, and a message within a message is the bytes of another writer.
struct WireWriter {
  std::string bytes;

  void put(int field, std::integral auto value) {  // int32, int64, enum; negative ones take ten bytes
    tag(field, 0);
    varint(static_cast<uint64_t>(value));
  }
  void put(int field, float value);
  void put(int field, std::string_view value);  // text, bytes
  void put(int field, const char* value) { put(field, std::string_view(value)); }
  void put(int field, const WireWriter& message) { put(field, std::string_view(message.bytes)); }

 private:
  void tag(int field, int type) { varint(static_cast<uint64_t>(field) << 3 | static_cast<uint64_t>(type)); }
  void varint(uint64_t value);
};

// `count` floats as little-endian bytes, at the end of `bytes`.
void appendFloats(std::string& bytes, const float* values, std::size_t count);

}  // namespace lockstep
