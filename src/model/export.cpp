#include "model/export.h"

#include "data/dataset.h"

namespace lockstep {

const ModelFormatInfo& modelFormatInfo(ModelFormat format) {
  constexpr static ModelFormatInfo kInfo[kModelFormats] = {
      {"onnx", "onnx", "application/octet-stream"},
      {"safetensors", "safetensors", "application/octet-stream"},
      {"pytorch", "py", "text/x-python"},
  };
  return kInfo[static_cast<int>(format)];
}

bool parseModelFormat(std::string_view name, ModelFormat& format) {
  for (int f = 0; f < kModelFormats; ++f)
    if (name == modelFormatInfo(static_cast<ModelFormat>(f)).name) {
      format = static_cast<ModelFormat>(f);
      return true;
    }
  return false;
}

std::string modelFileName(const Config& config, ModelFormat format) {
  constexpr std::size_t kShown = 4;  // widths; more would be no name
  std::string name = std::string("lockstep-") + dataInfo(config.dataset).name;
  for (std::size_t l = 0; l < config.layers.size() && l < kShown; ++l)
    name += '-' + std::to_string(config.layers[l]);
  return name + '.' + modelFormatInfo(format).ending;
}

}  // namespace lockstep
