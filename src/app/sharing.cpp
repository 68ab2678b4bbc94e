#include "app/sharing.h"

#include "app/requests.h"
#include "session/json.h"
#include "session/saved_run.h"

// Each of these has one caller in what a page runs from the start: not inlined, they stay in the part of the
// program that comes later.

namespace lockstep {
namespace {

Link linkTo(const Application& app) {
  return linkTo(app.bench, app.shell.screen.arithmetic == Arithmetic::fast);
}

}  // namespace

[[gnu::noinline]] std::string linkAsJson(const Application& app) {
  const Link link = linkTo(app);
  JsonWriter json;
  json.open('{');
  json.put("link", addressOf(*app.platform, link.words));
  json.put("words", link.words);
  json.put("leftOut", link.leftOut);
  json.close('}');
  return std::move(json.text);
}

[[gnu::noinline]] void copyLink(Application& app) {
  const Link link = linkTo(app);
  const std::string lack = describeLeftOut(link);
  copyText(
      *app.platform, addressOf(*app.platform, joinWords(link.words, stageWord(app))),
      [&app, lack](bool ok, std::string_view detail) {
        const std::string done = "The link is on the clipboard" + (lack.empty() ? "" : ". " + lack);
        app.bench.messages.push_back({.text = ok ? done : std::string(detail), .save = ok && !lack.empty()});
        wake(*app.platform);
      });
}

[[gnu::noinline]] void openWhole(Application& app) {
  const Link link = linkTo(app);
  if (const std::string lack = describeLeftOut(link); !lack.empty())
    app.bench.messages.push_back({.text = "The run is open in a page of its own. " + lack, .save = true});
  openTab(*app.platform, joinWords(link.words, stageWord(app)));
}

[[gnu::noinline]] std::vector<uint8_t> runAsFile(const Application& app) {
  return encodeRun(app.bench.runs[0].session, app.bench.sources,
                   app.shell.screen.arithmetic == Arithmetic::fast);
}

[[gnu::noinline]] void saveRun(Application& app) {
  const Session& a = app.bench.runs[0].session;
  const std::vector<uint8_t> bytes = runAsFile(app);
  const std::string name =
      std::string(dataInfo(a.config.dataset).name) + "-step-" + std::to_string(a.state.step) + ".lockstep";
  saveFile(*app.platform, name.c_str(), "application/octet-stream", bytes.data(), bytes.size(),
           [&app](bool, std::string_view detail) { tell(app, std::string(detail)); });
}

}  // namespace lockstep
