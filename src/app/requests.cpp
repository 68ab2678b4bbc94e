#include "app/requests.h"

#include <utility>

#include "app/address.h"
#include "app/preferences.h"
#include "app/sharing.h"

namespace lockstep {
namespace {

// Tells what came of it, which may be frames later.
Outcome report(Application& app, const char* done) {
  return [&app, done](bool ok, std::string_view detail) {
    tell(app, ok ? done : std::string(detail));
    wake(*app.platform);
  };
}

// Where nobody can say whether the file has come, it can be copied instead.
Outcome reportSaved(Application& app) {
  return [&app](bool ok, std::string_view detail) {
    const std::string told = ok && detail.empty() ? "Saved" : std::string(detail);
    app.bench.messages.push_back({.text = told, .offer = ok ? Offer::none : Offer::copy});
    wake(*app.platform);
  };
}

// Says only that it was refused.
Outcome reportRefusal(Application& app) {
  return [&app](bool ok, std::string_view detail) {
    if (!ok) tell(app, std::string(detail));
    wake(*app.platform);
  };
}

void openWith(Application& app, Arithmetic arithmetic) {
  const std::string page = withWord(app.pageWords, "fast", arithmetic == Arithmetic::fast);
  reopen(*app.platform, joinWords(runWords(app.bench), page));
}

}  // namespace

std::string stageWord(Application& app) {
  return onStage(app.shell.screen) ? stepWord(gaugeOf(app.shell.views[0].lab, "step").length) : "";
}

std::string pageWords(Application& app) {
  if (app.page.figure.on()) return app.pageWords;  // an author's
  const std::string stage = stageWord(app);
  const std::string words = withWord(app.pageWords, stage.empty() ? "step" : stage, !stage.empty());
  return withWord(withWord(words, "colorProfile", false), "lecture", app.shell.screen.lecture);
}

void tell(Application& app, std::string text) { app.bench.messages.push_back({.text = std::move(text)}); }

void carryOut(Application& app) {
  Platform& p = *app.platform;
  Requests& r = app.shell.requests;
  if (r.rest) loadRest(p);
  if (r.openFile) openFile(p, ".csv,.tsv,.tab,.txt,.data,.dat,.arff,text/csv,.lockstep");
  if (r.copyLink || (r.share && !openShare(p))) copyLink(app);
  if (r.saveRun) r.save = runAsFile(app);
  if (r.arithmetic) openWith(app, *r.arithmetic);
  if (r.toggleFullscreen && (p.environment.canFill || p.fullscreen))
    setFullscreen(p, !p.fullscreen, reportRefusal(app));
  if (const auto& file = r.save)
    saveFile(p, file->name.c_str(), file->mime.c_str(), file->bytes.data(), file->bytes.size(),
             reportSaved(app));
  if (const auto& part = r.capture)
    savePicture(p, part->name.c_str(), part->x0, part->y0, part->x1, part->y1, reportSaved(app));
  if (r.copySaved) copySaved(p, report(app, "Copied"));
  if (r.openWhole) openWhole(app);
  if (r.toggleLecture) {
    app.shell.screen.lecture = !app.shell.screen.lecture;
    applyPreferences(app);
    wake(p);
  }
  if (r.openArticle) openTab(p, "article");
  if (r.preferencesChanged) {
    // What the viewer chooses here goes before what the address asks for.
    const Preferences& now = app.shell.screen.preferences;
    if (now.look != app.applied.look) app.page.look.reset(), p.environment.chosen = false;
    if (now.scale != app.applied.scale) app.page.scale.reset();
    applyPreferences(app);
    storePreferences(app);
    wake(p);
  }
  r = {};
}

void fetchPending(Application& app) {
  Workbench& b = app.bench;
  if (b.pendingAsset.empty() || b.assetShare >= 0) return;
  b.assetShare = 0;
  const DataKind kind = b.pending.dataset;
  if (!app.onTheWay.insert(kind).second) return;
  const auto progress = [&app, kind](std::size_t received, std::size_t total) {
    if (app.bench.pendingAsset.empty() || app.bench.pending.dataset != kind) return;
    const double share = static_cast<double>(received) / static_cast<double>(total);
    app.bench.assetShare = total ? static_cast<float>(share) : 0.5f;
    wake(*app.platform);
  };
  const auto done = [&app, kind](const std::vector<uint8_t>& bytes, std::string_view error) {
    app.onTheWay.erase(kind);
    assetArrived(app.bench, kind, bytes, error);
    wake(*app.platform);
  };
  fetchAsset(*app.platform, b.pendingAsset.c_str(), progress, done);
}

}  // namespace lockstep
