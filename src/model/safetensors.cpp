#include "model/safetensors.h"

#include "model/tensors.h"
#include "model/wire.h"
#include "session/json.h"

namespace lockstep {
namespace {

constexpr std::size_t kAlignment = 8;  // of the floats, and bytes of the length

std::string headerOf(const std::vector<NamedTensor>& tensors, const Metadata& metadata) {
  JsonWriter json;
  json.open('{');
  json.open("__metadata__", '{');
  for (const auto& [key, value] : metadata) json.put(key, value);
  json.close('}');
  std::size_t at = 0;
  for (const NamedTensor& tensor : tensors) {
    const std::size_t end = at + tensor.count() * sizeof(float);
    json.open(tensor.name, '{');
    json.put("dtype", "F32");
    json.putAll("shape", tensor.shape);
    json.putAll("data_offsets", {at, end});
    json.close('}');
    at = end;
  }
  json.close('}');
  json.text.append((kAlignment - json.text.size() % kAlignment) % kAlignment, ' ');
  return std::move(json.text);
}

}  // namespace

std::string exportSafetensors(const Session& s, const Metrics& metrics) {
  const std::vector<NamedTensor> tensors = tensorsOf(s.state.network);
  const std::string header = headerOf(tensors, metadataOf(s, metrics));
  std::string bytes;
  const uint64_t length = header.size();
  for (std::size_t i = 0; i < kAlignment; ++i) bytes += static_cast<char>(length >> (8 * i) & 0xff);
  bytes += header;
  for (const NamedTensor& tensor : tensors) appendFloats(bytes, tensor.values, tensor.count());
  return bytes;
}

}  // namespace lockstep
