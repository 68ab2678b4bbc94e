#include "app/documents.h"

#include <algorithm>

#include "app/link.h"
#include "app/requests.h"
#include "lab/instruments/instruments.h"
#include "session/json.h"
#include "studio/lesson.h"
#include "ui/frame/loss_csv.h"
#include "ui/network/network_svg.h"

namespace lockstep {
namespace {

constexpr std::string_view kNetwork = "network";

void putNamed(JsonWriter& json, const char* key, std::string_view name, std::string_view title) {
  json.open(key, '{');
  json.put("name", name);
  json.put("title", title);
  json.close('}');
}

std::string describeShared(Application& app) {
  const int open = app.shell.screen.instrument;
  const Link link = linkTo(app);
  JsonWriter json;
  json.open('{');
  json.put("base", addressOf(*app.platform, ""));
  json.put("run", runWords(app.bench));
  json.put("now", link.words);
  json.put("leftOut", link.leftOut);
  json.put("stage", stageWord(app));
  if (open >= 0) {
    const Instrument& instrument = instruments()[static_cast<std::size_t>(open)];
    putNamed(json, "instrument", instrument.name, instrument.title);
  }
  if (opensExperiment(app.bench)) {
    const Experiment& experiment = *app.bench.lesson->experiment;
    putNamed(json, "experiment", experiment.name, experiment.title);
  }
  json.put("scale", app.shell.kit.theme.scale);
  json.close('}');
  return std::move(json.text);
}

}  // namespace

std::string makeDocument(Application& app, std::string_view name) {
  if (name == "share") return describeShared(app);
  if (name == "curves") return lossCsv(app.shell.views[0].losses);
  if (name.substr(0, kNetwork.size()) != kNetwork) return {};
  name.remove_prefix(std::min(kNetwork.size() + 1, name.size()));
  return networkSvg(app.shell.kit.theme, app.bench.runs[0].session, name);
}

}  // namespace lockstep
