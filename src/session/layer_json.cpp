#include "session/layer_json.h"

namespace lockstep {

void putShape(JsonWriter& json, const Layer& layer) {
  constexpr const char* kNormNames[kNorms] = {"none", "batch", "layer"};
  json.put("inputs", layer.inputs);
  json.put("outputs", layer.outputs);
  json.put("activation", activationInfo(layer.activation).name);
  json.put("norm", kNormNames[static_cast<int>(layer.norm)]);
  json.put("skip", layer.skip);
  json.put("dropout", layer.dropout);
}

}  // namespace lockstep
