// lockstep dump: a whole run as one JSON object, so that anyone can replay it elsewhere.
#include "model/dump.h"

#include <cstdio>

#include "cli/cli.h"
#include "model/tensors.h"
#include "session/course.h"
#include "session/layer_json.h"
#include "session/setting.h"

namespace lockstep {
namespace {

void putShapes(JsonWriter& json, const Network& net) {
  json.line();
  json.open("layers", '[');
  for (const Layer& layer : net.layers) {
    json.open('{');
    putShape(json, layer);
    json.close('}');
  }
  json.close(']');
}

void putSettings(JsonWriter& json, const Session& s) {
  json.put("format", "lockstep-dump-1");
  json.put("config", printConfig(s.config));
  json.line();
  json.open("settings", '{');
  for (const Setting& f : settings()) json.put(f.name, printSetting(f, s.config));
  json.close('}');
  json.line();
  json.put("loss", lossName(s.problem.loss));
}

void putSteps(JsonWriter& json, const Recording& recording) {
  putBatches(json, recording);
  json.line();
  json.putAll("learningRates", recording.rates);
  json.line();
  json.putAll("losses", recording.losses);
}

}  // namespace

int runDump(const CliOptions& options) {
  Session s;
  if (!openSession(options, s)) return 1;
  if (s.state.step > 0 || !madeBySettings(s))
    return fail("a dump begins at step 0: leave out “at”, and name settings, not a file");
  const Network& net = s.state.network;
  JsonWriter json;
  json.open('{');
  putSettings(json, s);
  putShapes(json, net);
  putLayers(json, "initial", net, net.parameters.data());
  print(json);
  putSamples(json, "train", s.problem, s.problem.split.train);
  print(json);
  putSamples(json, "test", s.problem, s.problem.split.test);
  print(json);
  const Recording recording = recordSteps(s, options.steps);
  putSteps(json, recording);
  putLayers(json, "firstGradient", net, recording.firstGradient.data());
  print(json);
  putLayers(json, "final", net, net.parameters.data());
  json.line();
  json.put("hash", printHash(parameterHash(s)));
  if (s.divergence) json.put("error", describe(*s.divergence));
  json.close('}');
  std::puts(json.text.c_str());
  if (s.divergence) std::fprintf(stderr, "lockstep: %s\n", describe(*s.divergence).c_str());
  return s.divergence ? 2 : 0;
}

}  // namespace lockstep
