#include "app/sharing.h"

#include "app/link.h"
#include "app/requests.h"
#include "session/saved_run.h"

namespace lockstep {
namespace {

// It leaves something out, which a file has.
Message messageOf(const std::string& done, const std::string& lack) {
  return {.text = done + (lack.empty() ? "" : ". " + lack),
          .offer = lack.empty() ? Offer::none : Offer::save};
}

}  // namespace

void copyLink(Application& app) {
  const Link link = linkTo(app);
  const Message done = messageOf("The link is on the clipboard", describeLeftOut(link));
  copyText(*app.platform, addressOf(*app.platform, joinWords(link.words, stageWord(app))),
           [&app, done](bool ok, std::string_view detail) {
             app.bench.messages.push_back(ok ? done : Message{.text = std::string(detail)});
             wake(*app.platform);
           });
}

void openWhole(Application& app) {
  const Link link = linkTo(app);
  if (const std::string lack = describeLeftOut(link); !lack.empty())
    app.bench.messages.push_back(messageOf("The run is open in a page of its own", lack));
  openTab(*app.platform, joinWords(link.words, stageWord(app)));
}

std::vector<uint8_t> runAsBytes(const Application& app) {
  return encodeRun(app.bench.runs[0].session, app.bench.sources, isFast(app));
}

SaveRequest runAsFile(const Application& app) {
  const Session& a = app.bench.runs[0].session;
  const std::vector<uint8_t> bytes = runAsBytes(app);
  return {
      std::string(dataInfo(a.config.dataset).name) + "-step-" + std::to_string(a.state.step) + ".lockstep",
      "application/octet-stream", std::string(bytes.begin(), bytes.end())};
}

}  // namespace lockstep
