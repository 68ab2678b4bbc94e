// lockstep dump: a whole run as one JSON object, so that anyone can replay it elsewhere.
#include <cstdio>

#include "cli/cli.h"
#include "session/setting.h"

namespace lockstep {
namespace {

// The object is printed as it comes; large runs do not have to fit in memory twice.
void numbers(const char* key, const float* x, std::size_t count, const char* end) {
  std::printf("\"%s\":[", key);
  for (std::size_t i = 0; i < count; ++i) std::printf("%s%s", i ? "," : "", jsonFloat(x[i]).c_str());
  std::printf("]%s", end);
}

void matrix(const char* key, const float* x, int rows, int columns, const char* end) {
  std::printf("\"%s\":[", key);
  for (int r = 0; r < rows; ++r) {
    std::printf("%s[", r ? "," : "");
    for (int c = 0; c < columns; ++c)
      std::printf("%s%s", c ? "," : "", jsonFloat(x[static_cast<std::size_t>(r) * columns + c]).c_str());
    std::printf("]");
  }
  std::printf("]%s", end);
}

// Parameters, or anything in their order, layer by layer.
void layers(const char* key, const Network& net, const float* values, const char* end) {
  std::printf("\"%s\":[", key);
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    const Layer& layer = net.layers[l];
    std::printf("%s{", l ? "," : "");
    matrix("weight", values + layer.weight, layer.outputs, layer.inputs, ",");
    numbers("bias", values + layer.bias, layer.outputs, layer.scale >= 0 ? "," : "");
    if (layer.scale >= 0) {
      numbers("scale", values + layer.scale, layer.outputs, ",");
      numbers("shift", values + layer.shift, layer.outputs, "");
    }
    std::printf("}");
  }
  std::printf("]%s\n", end);
}

void shapes(const Network& net) {
  constexpr const char* kNormNames[kNorms] = {"none", "batch", "layer"};
  std::printf("\"layers\":[");
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    const Layer& y = net.layers[l];
    std::printf(
        "%s{\"inputs\":%d,\"outputs\":%d,\"activation\":\"%s\",\"norm\":\"%s\",\"skip\":%s,\"dropout\":%s}",
        l ? "," : "", y.inputs, y.outputs, activationInfo(y.activation).name,
        kNormNames[static_cast<int>(y.norm)], jsonFloat(y.skip).c_str(), jsonFloat(y.dropout).c_str());
  }
  std::printf("],\n");
}

void samples(const char* key, const Problem& p, const std::vector<int>& rows, const char* end) {
  std::vector<float> x, t;
  for (int n : rows) {
    x.insert(x.end(), p.x.begin() + static_cast<std::ptrdiff_t>(n) * p.inputs,
             p.x.begin() + static_cast<std::ptrdiff_t>(n + 1) * p.inputs);
    t.insert(t.end(), p.targets.begin() + static_cast<std::ptrdiff_t>(n) * p.outputs,
             p.targets.begin() + static_cast<std::ptrdiff_t>(n + 1) * p.outputs);
  }
  std::printf("\"%s\":{", key);
  matrix("inputs", x.data(), static_cast<int>(rows.size()), p.inputs, ",");
  matrix("targets", t.data(), static_cast<int>(rows.size()), p.outputs, "}");
  std::printf("%s\n", end);
}

}  // namespace

int runDump(const CliOptions& options) {
  Session s;
  if (!openSession(options, s)) return 1;
  constexpr const char* kLossNames[kLosses] = {"mse", "bce", "softmax"};
  std::printf("{\"format\":\"lockstep-dump-1\",\"config\":%s,\n\"settings\":{",
              jsonString(printConfig(s.config)).c_str());
  bool first = true;
  for (const Setting& f : settings()) {
    std::printf("%s%s:%s", first ? "" : ",", jsonString(f.name).c_str(),
                jsonString(printSetting(f, s.config)).c_str());
    first = false;
  }
  std::printf("},\n\"loss\":\"%s\",\n", kLossNames[static_cast<int>(s.problem.loss)]);
  shapes(s.state.network);
  layers("initial", s.state.network, s.state.network.parameters.data(), ",");
  samples("train", s.problem, s.problem.split.train, ",");
  samples("test", s.problem, s.problem.split.test, ",");

  std::string batches, rates, losses;
  std::vector<float> firstGradient(s.gradient.size());
  for (long step = 0; step < options.steps; ++step) {
    if (!advance(s)) break;
    if (step == 0) firstGradient = s.gradient;
    batches += step ? ",[" : "[";
    for (std::size_t i = 0; i < s.batch.size(); ++i) batches += (i ? "," : "") + std::to_string(s.batch[i]);
    batches += "]";
    rates += (step ? "," : "") + jsonFloat(s.last.rate);
    losses += (step ? "," : "") + jsonDouble(s.last.loss);
  }
  std::printf("\"batches\":[%s],\n\"learningRates\":[%s],\n\"losses\":[%s],\n", batches.c_str(),
              rates.c_str(), losses.c_str());
  layers("firstGradient", s.state.network, firstGradient.data(), ",");
  layers("final", s.state.network, s.state.network.parameters.data(), ",");
  std::printf("\"hash\":\"%016llx\"%s}\n", static_cast<unsigned long long>(parameterHash(s)),
              s.divergence ? (",\"error\":" + jsonString(describe(*s.divergence))).c_str() : "");
  if (s.divergence) std::fprintf(stderr, "lockstep: %s\n", describe(*s.divergence).c_str());
  return s.divergence ? 2 : 0;
}

}  // namespace lockstep
