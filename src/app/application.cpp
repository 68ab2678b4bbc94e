#include "app/application.h"

#include "data/number.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/address.h"
#include "app/commands.h"
#include "app/documents.h"
#include "app/link.h"
#include "app/preferences.h"
#include "app/requests.h"
#include "app/sharing.h"
#include "app/state.h"
#include "app/transport.h"
#include "app/work.h"
#include "session/saved_run.h"

namespace lockstep {
namespace {

// As it was opened while the run stands there.
std::string wordsOfRun(Application& app) {
  const Run& a = app.bench.runs[0];
  const Session& s = a.session;
  if (app.bench.journey || app.bench.arrived == a.parameterVersion) return app.run;
  if (!s.state.turns || app.bench.attempt || opensExperiment(app.bench) || waitsForData(app.bench) ||
      app.bench.awaitedTable)
    return runWords(app.bench);
  if (app.changed.turns != s.state.turns || !(app.changed.config == s.config))
    app.changed = {s.state.turns, s.config, wordsWithChanges(app.bench)};
  return app.changed.words;
}

void shareAddress(Application& app) {
  const std::string run = wordsOfRun(app), page = pageWords(app);
  if (run == app.run && (page == app.pageWords || ImGui::IsAnyMouseDown())) return;
  app.run = run, app.pageWords = page;
  setFragment(*app.platform, joinWords(run, page));
}

Arithmetic arithmeticHere(const Environment& e) {
  if (!e.canBeFast) return Arithmetic::onlyReproducible;
  return e.wantsFast ? Arithmetic::fast : Arithmetic::reproducible;
}

// What the screen has to know of the window.
void tellShell(Shell& shell, const Platform& p) {
  shell.screen.embedded = p.environment.embedded;
  shell.screen.arithmetic = arithmeticHere(p.environment);
  shell.screen.canFill = p.environment.canFill;
  shell.screen.complete = p.complete;
  shell.screen.whyIncomplete = p.whyIncomplete;
  shell.canvas.width = p.viewport.width;
  shell.canvas.height = p.viewport.height;
  shell.canvas.pixelRatio = p.viewport.pixelRatio;
}

// Hurry only where somebody is looking at one thing.
Pace choosePace(Application& app) {
  Platform& platform = *app.platform;
  const FrameSplit& split = app.split;
  const bool busy = app.bench.playing && platform.pacing.inStreak;
  judge(app.yielding,
        {.busy = busy,
         .fullSpeed = app.bench.stepsPerSecond <= 0,
         .drawn = platform.pacing.framesDrawn,
         .mean = platform.pacing.frames.mean(),
         .interval = platform.pacing.display.milliseconds(),
         .own = split.training + split.interface + split.drawing + app.shell.views[0].lab.load});
  platform.drawEvery = app.yielding.level == Yielding::everySecondRefresh ? 2 : 1;
  if (!busy || ImGui::IsAnyMouseDown() || ImGui::GetIO().WantTextInput) return Pace::prompt;
  return app.yielding.level == Yielding::picturesTakeTurns ? Pace::thrifty : Pace::steady;
}

void openOrRefuse(Workbench& bench, const std::string& name, std::span<const uint8_t> bytes) {
  if (const std::string error = openRun(bench, name, bytes, true); !error.empty()) refuse(bench, name, error);
}

}  // namespace

void openPage(Application& app, const Address& address) {
  app.pageWords = address.page;
  app.page = readPageWords(address.page, app.platform->environment.embedded, address.experiment);
  app.shell.screen.figure = app.shell.screen.authored = app.page.figure;
  app.shell.screen.lecture = app.page.lecture;
  app.unread = address.notes;
  app.unread.insert(app.unread.end(), app.page.notes.begin(), app.page.notes.end());
  for (const std::string& note : app.unread) tell(app, note);
  applyPreferences(app);
  Screen& screen = app.shell.screen;
  if (const auto length = app.page.stepLength) {
    app.bench.playing = screen.resumes = false;
    openInstrument(screen, "step");
    gaugeOf(app.shell.views[0].lab, "step").length = *length;
  } else if (onStage(screen) || !app.page.instrument.empty()) {
    openInstrument(screen, app.page.instrument);
  }
}

void takeSpeed(Application& app) {
  if (app.page.speed) app.bench.stepsPerSecond = *app.page.speed;
}

// A frame.

void Application::prepare() {
  if (shell.kit.theme.scale != wantedScale(*this)) applyPreferences(*this);
  if (loadFonts(shell.kit.fonts, platform->viewport.pixelRatio, shell.kit.theme.scale))
    fontsChanged(shell.canvas);
}

void Application::draw() {
  const double start = nowMs();
  Platform& p = *platform;
  tellShell(shell, p);
  bench.examining = p.complete;  // what looks at them is in the second part of the program…
  bench.waiting = !p.complete;   // …and what goes back to the last good step
  p.wantsRest = !shell.screen.figure.on() || shell.screen.wantsRest || bench.runs[0].session.divergence;
  if (std::exchange(p.missed, false)) bench.messages.push_back({.text = p.whyIncomplete, .alarm = true});
  if (!p.note.empty()) tell(*this, std::exchange(p.note, {}));
  measureWhenDue(*this);
  drawShell(shell, bench, p.viewport.width, p.viewport.height);
  carryOut(*this);
  fetchPending(*this);
  shareAddress(*this);
  p.ownsDrag = shell.screen.holdsTouch;
  if (ImGui::IsKeyPressed(ImGuiKey_F3, false)) overlay.open = !overlay.open;
  if (overlay.open) drawFrameOverlay(shell.kit, overlay, frameFigures(*this));
  smooth(split.interface, nowMs() - start);
}

void Application::paint(bool whole) {
  const double start = nowMs();
  if (whole) forgetPixels(shell.canvas.damage);
  lockstep::paint(shell.canvas, *ImGui::GetDrawData(), shell.kit.theme.paper, choosePace(*this));
  smooth(split.drawing, nowMs() - start);
}

// With the frame on its way to the graphics card, which works on it meanwhile.
void Application::work(const FrameTime& time) {
  Platform& p = *platform;
  train(*this, time);
  measureInstruments(*this, time);
  if (!time.drawn) smooth(split.interface, 0), smooth(split.drawing, 0);
  p.animate = bench.playing || bench.journey || shell.kit.redrawIn <= 0;
  if (std::isfinite(shell.kit.redrawIn)) wakeAfter(p, shell.kit.redrawIn);
  if (!bench.playing && !measured(bench)) wake(p);
}

// What comes from the window.

void Application::graphicsLost() { gfx::forgetGl(shell.canvas.gfx); }

void Application::environmentChanged() {
  applyPreferences(*this);
  wake(*platform);
}

void Application::fragmentChanged(std::string_view fragment) {
  const Address address = readAddress(fragment);
  openPage(*this, address);
  if (address.run == run) return;
  run = address.run;
  bench.journey.reset();
  if (address.course) {
    openCourse(bench, *address.course);
  } else if (address.experiment || address.challenge) {
    openLesson(bench, address);
  } else {
    closeExperiment(bench);
    closeChallenge(bench);
    changeConfig(bench, address.config);
  }
  takeSpeed(*this);
  wake(*platform);
}

void Application::fileOpened(OpenedFile file) {
  const std::span<const uint8_t> bytes(file.bytes);
  if (!file.error.empty())
    bench.messages.push_back({.text = file.error, .alarm = true});
  else if (file.name.ends_with(".lockstep") || looksLikeRun(bytes))
    openOrRefuse(bench, file.name, bytes);
  else
    openTable(bench, file.name, {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()});
  wake(*platform);
}

std::string Application::describeState() { return stateAsJson(*this); }

std::vector<uint8_t> Application::saveRun() { return runAsBytes(*this); }

std::string Application::restoreRun(std::vector<uint8_t> bytes) {
  wake(*platform);
  return openRun(bench, "The run", bytes, false);
}

std::string Application::command(std::string_view line) {
  if (transport(line)) return {};
  wake(*platform);
  return runCommand(*this, line);
}

std::string Application::document(std::string_view name) { return makeDocument(*this, name); }

bool Application::transport(std::string_view line) {
  wake(*platform);
  return runTransport(*this, line);
}

// In somebody's article a figure has no use for more than what the widget in hand takes.
bool Application::keepsKey(ImGuiKey key) const {
  const FigureChoice& figure = shell.screen.figure;
  return !figure.on() || figure.keys || keyboardInUse() || isTaken(key) ||
         ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup);
}

std::string_view Application::transportAt(float x, float y) const {
  return lockstep::transportAt(*this, x, y);
}

// The start.

std::unique_ptr<Application> makeApplication(Platform& platform) {
  auto owned = std::make_unique<Application>();
  Application& app = *owned;
  app.platform = &platform;
  gfx::startPrograms(app.shell.canvas.gfx);
  loadPreferences(app);
  const Address address = readAddress(fragment(platform));
  openPage(app, address);
  openWorkbench(app.bench, address.config);
  if (platform.environment.wantsFast && !platform.environment.canBeFast)
    tell(app,
         "Arithmetic stays reproducible: this browser has no relaxed SIMD, or this page no program with it");
  const bool plays = app.page.plays.value_or(!platform.environment.reducedMotion);
  app.bench.playing = plays && !app.bench.runs[0].session.problem.split.train.empty();
  if (address.course) {
    // A page opens at the step of its link; in an article it is the place from where a figure goes on.
    startCourse(app.bench, *address.course, platform.environment.embedded ? plays : app.page.plays == true);
    app.run = address.run;
  }
  openLesson(app.bench, address);
  takeSpeed(app);
  if (app.bench.playing) trainStep(app.bench);  // the run need not wait for its first picture
  if (app.page.stepLength) app.bench.playing = false;
  const Preferences& p = app.shell.screen.preferences;
  app.shell.screen.settingsOpen = p.settings && platform.viewport.width >= 960;
  app.shell.screen.deskOpen = p.readings;
  platform.client = &app;
  return owned;
}

}  // namespace lockstep
