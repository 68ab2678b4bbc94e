// The files that a trained network can leave as.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "session/session.h"

namespace lockstep {

enum class ModelFormat : uint8_t { onnx, safetensors, pytorch };
constexpr int kModelFormats = 3;

struct ModelFormatInfo {
  const char* name;    // as commands have it
  const char* ending;  // of a file
  const char* mime;
};
const ModelFormatInfo& modelFormatInfo(ModelFormat format);
// False where there is no format of that name.
bool parseModelFormat(std::string_view name, ModelFormat& format);

// "lockstep-spiral-8-8-8.onnx": the data set and the widths of the first hidden layers.
std::string modelFileName(const Config& config, ModelFormat format);

}  // namespace lockstep
