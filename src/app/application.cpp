#include "app/application.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace lockstep {
namespace {

constexpr double kFrameShare = 0.92;    // of the display's interval that a frame may take
constexpr double kLeastTraining = 2;    // ms per frame even when drawing alone takes too long
constexpr double kMeasureShare = 0.08;  // of the time, for loss and accuracy on the whole sets
constexpr double kPausedShare = 0.7;    // of the frame, for instruments while training is paused
constexpr double kSmooth = 0.1;
// Display intervals that the mean frame takes on a machine that cannot quite keep up, and that it may still
// take when pictures take turns.
constexpr double kLate[] = {1.02, 1.1};
constexpr long kStarting = 600;  // frames in which a browser is still compiling: late ones mean nothing
constexpr long kJudging = 180;   // frames that the next mean is made of
constexpr long kHolding = 900;   // frames until full speed is drawn as before, to see whether it goes now

void smooth(double& value, double sample) { value += kSmooth * (sample - value); }

// Trains until the deadline or until the chosen speed is met; returns how many steps were made.
int trainUntil(Application& app, double deadline, int most) {
  int steps = 0;
  double now = nowMs();
  while (steps < most && now < deadline) {
    const int chunk = std::clamp(static_cast<int>(0.5 / app.stepCost), 1, most - steps);
    int made = 0;
    while (made < chunk && trainStep(app.bench)) ++made;
    const double after = nowMs();
    if (made) smooth(app.stepCost, std::max(1e-5, (after - now) / made));
    steps += made;
    now = after;
    if (made < chunk) break;
  }
  return steps;
}

// What a comparison or an experiment has to do beside its runs, until it is done or `until`. Returns whether
// it is not.
bool workBeside(Application& app, double until) {
  bool more = true;
  while (more && nowMs() < until) {
    const bool twin = workComparison(app.bench), experiment = workExperiment(app.bench);
    more = twin || experiment;
  }
  return more;
}

void train(Application& app, const FrameTime& time) {
  Workbench& b = app.bench;
  if (!b.playing) {
    if (workBeside(app, nowMs() + kPausedShare * time.interval)) wake(*app.platform);
    return;
  }
  if (!time.paced) return;
  int most = 1 << 20;
  if (b.stepsPerSecond > 0) {
    b.owedSteps = std::min(b.owedSteps + b.stepsPerSecond * time.delta, std::max(1.0, b.stepsPerSecond));
    most = static_cast<int>(b.owedSteps);
  }
  const double start = nowMs();
  const double budget =
      std::max(kLeastTraining, time.interval * kFrameShare - (start - time.now) - app.shell.lab.load);
  const bool more = workBeside(app, start + budget / 2);
  const int steps = trainUntil(app, start + budget, most);
  if (more) workBeside(app, start + budget);
  b.owedSteps = std::max(0.0, b.owedSteps - steps);
  if (time.delta > 0) smooth(b.measuredSpeed, steps / static_cast<double>(time.delta));
  smooth(app.split.training, nowMs() - start);
}

// Losses on the whole sets: at once while paused, else as often as their share of the time allows.
void measureWhenDue(Application& app) {
  const double start = nowMs();
  if (measured(app.bench)) return;
  if (app.bench.playing && start < app.nextMeasure) return;
  measure(app.bench);
  const double cost = nowMs() - start;
  smooth(app.measureCost, cost);
  app.nextMeasure = start + std::max(30.0, app.measureCost / kMeasureShare);
}

// The desk and the open instrument: a share of the frame while training, most of it while paused.
void measureInstruments(Application& app, const FrameTime& time) {
  const double share = app.bench.playing ? static_cast<double>(app.shell.lab.share) : kPausedShare;
  const double sides = app.bench.twin ? 2 : 1;
  for (int side = 0; side < sides; ++side) {
    Laboratory& lab = side ? app.shell.twinLab : app.shell.lab;
    if (workLaboratory(lab, sceneOf(app.bench, side), nowMs, nowMs() + share * time.interval / sides) &&
        !app.bench.playing)
      wake(*app.platform);
  }
}

void applyPreferences(Application& app) {
  Shell& s = app.shell;
  const Environment& e = app.platform->environment;
  const Preferences& p = s.preferences;
  app.dark = p.look == Preferences::Look::automatic ? e.dark : p.look == Preferences::Look::dark;
  s.kit.theme = makeTheme({.dark = app.dark,
                           .scale = p.scale,
                           .lecture = p.lecture,
                           .touch = e.touch,
                           .reducedMotion = e.reducedMotion});
  applyTheme(s.kit.theme);
  const Color paper = s.kit.theme.paper;
  setPaper(*app.platform,
           static_cast<uint32_t>(paper.r) << 16 | static_cast<uint32_t>(paper.g) << 8 | paper.b);
}

void storePreferences(Application& app) {
  const Preferences& p = app.shell.preferences;
  constexpr const char* kLooks[] = {"auto", "light", "dark"};
  setPreference(*app.platform, "theme", kLooks[static_cast<int>(p.look)]);
  setPreference(*app.platform, "scale", printFloat(p.scale));
  setPreference(*app.platform, "lecture", p.lecture ? "1" : "");
  setPreference(*app.platform, "welcomed", p.welcomed ? "1" : "");
}

void loadPreferences(Application& app) {
  Preferences& p = app.shell.preferences;
  const std::string look = preference(*app.platform, "theme"), scale = preference(*app.platform, "scale");
  p.look = look == "dark"    ? Preferences::Look::dark
           : look == "light" ? Preferences::Look::light
                             : Preferences::Look::automatic;
  p.scale = std::clamp(std::strtof(scale.c_str(), nullptr), 1.0f, 2.0f);
  p.lecture = preference(*app.platform, "lecture") == "1";
  p.welcomed = preference(*app.platform, "welcomed") == "1";
}

void fetchPending(Application& app) {
  Workbench& b = app.bench;
  if (b.pendingAsset.empty() || b.assetShare >= 0) return;
  b.assetShare = 0;
  fetchAsset(
      *app.platform, b.pendingAsset.c_str(),
      [&app](std::size_t received, std::size_t total) {
        app.bench.assetShare =
            total ? static_cast<float>(static_cast<double>(received) / static_cast<double>(total)) : 0.5f;
        wake(*app.platform);
      },
      [&app](std::vector<uint8_t> bytes, std::string_view error) {
        assetArrived(app.bench, bytes, error);
        wake(*app.platform);
      });
}

void carryOut(Application& app) {
  Requests& r = app.shell.requests;
  Platform& p = *app.platform;
  auto report = [&app](const char* done) {
    return [&app, done](bool ok, std::string_view detail) {
      app.bench.messages.push_back({ok ? done : std::string(detail), Remedy::none, false});
      wake(*app.platform);
    };
  };
  if (r.rest) loadRest(p);
  if (r.openTable) openFile(p, ".csv,.tsv,.txt,text/csv");
  if (r.copyLink)
    copyText(p, pageAddress(p),
             report(app.shell.arithmetic == Arithmetic::fast
                        ? "The link is on the clipboard. It opens this run with reproducible arithmetic: its "
                          "last digits may differ from yours"
                        : "The link is on the clipboard"));
  if (r.arithmetic) reopen(p, *r.arithmetic == Arithmetic::fast);
  if (r.toggleFullscreen) setFullscreen(p, !p.fullscreen);
  if (r.save)
    saveFile(p, r.save->name.c_str(), r.save->mime.c_str(), r.save->bytes.data(), r.save->bytes.size(),
             report("Saved"));
  if (r.capture)
    savePicture(p, r.capture->name.c_str(), r.capture->x0, r.capture->y0, r.capture->x1, r.capture->y1,
                report("Saved"));
  if (r.preferencesChanged) {
    applyPreferences(app);
    storePreferences(app);
    wake(p);
  }
  r = {};
}

constexpr std::string_view kExperimentKey = "experiment=";

// An address is a config, or an experiment and its seed.
struct Address {
  std::string config;
  const Experiment* experiment = nullptr;
  std::string note;
};

Address readAddress(std::string_view text) {
  Address address;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view part = text.substr(0, end);
    if (part.substr(0, kExperimentKey.size()) == kExperimentKey) {
      const std::string_view name = part.substr(kExperimentKey.size());
      address.experiment = findExperiment(name);
      if (!address.experiment) address.note = "There is no experiment “" + std::string(name) + "”";
    } else {
      address.config += (address.config.empty() ? "" : "&") + std::string(part);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return address;
}

std::string writeAddress(const Workbench& b) {
  const Config& config = b.session.config;
  if (!b.lesson || !(config == armConfig(*b.lesson->experiment, 0, b.lesson->seed)))
    return printConfig(config);
  Config seed;
  seed.seed = b.lesson->seed;
  const std::string first = printConfig(seed);
  return first + (first.empty() ? "" : "&") + std::string(kExperimentKey) + b.lesson->experiment->name;
}

void shareAddress(Application& app) {
  const std::string line = writeAddress(app.bench);
  if (line == app.lastFragment) return;
  app.lastFragment = line;
  setFragment(*app.platform, line);
}

Arithmetic arithmeticHere(const Environment& e) {
  if (!e.canBeFast) return Arithmetic::onlyReproducible;
  return e.wantsFast ? Arithmetic::fast : Arithmetic::reproducible;
}

void draw(Application& app) {
  const double start = nowMs();
  Platform& p = *app.platform;
  app.shell.embedded = p.environment.embedded;
  app.shell.arithmetic = arithmeticHere(p.environment);
  app.shell.complete = p.complete;
  app.shell.whyIncomplete = p.whyIncomplete;
  app.shell.canvas.width = p.viewport.width;
  app.shell.canvas.height = p.viewport.height;
  app.shell.canvas.pixelRatio = p.viewport.pixelRatio;
  measureWhenDue(app);
  drawShell(app.shell, app.bench, p.viewport.width, p.viewport.height);
  carryOut(app);
  fetchPending(app);
  shareAddress(app);
  p.ownsDrag = ownsTouch(app.shell, app.bench);
  drawFrameOverlay(app.shell.kit, app.overlay, frameFigures(app));
  smooth(app.split.interface, nowMs() - start);
}

// With the frame on its way to the graphics card, which works on it meanwhile.
void work(Application& app, const FrameTime& time) {
  Platform& p = *app.platform;
  train(app, time);
  measureInstruments(app, time);
  if (!time.drawn) smooth(app.split.interface, 0), smooth(app.split.drawing, 0);
  p.animate = app.bench.playing || app.shell.kit.redrawIn <= 0;
  if (std::isfinite(app.shell.kit.redrawIn)) wakeAfter(p, app.shell.kit.redrawIn);
  if (!app.bench.playing && !measured(app.bench)) wake(p);
}

// Frames come late although the program itself took no longer than it may: the browser is drawing.
bool drawingIsLate(const Application& app, double intervals) {
  const Pacing& pacing = app.platform->pacing;
  const double allowed = pacing.display.milliseconds();
  const FrameSplit& split = app.split;
  const double own = split.training + split.interface + split.drawing + app.shell.lab.load;
  return pacing.frames.mean() > intervals * allowed && own < allowed;
}

// Hurry only where somebody is looking at one thing. Once frames have come late, until the next
// pause, pictures take turns; if that is not enough for training at full speed, it has every second
// refresh to itself.
Pace choosePace(Application& app) {
  Platform& platform = *app.platform;
  const bool busy = app.bench.playing && platform.pacing.inStreak;
  const long drawn = platform.pacing.framesDrawn;
  const int most = app.bench.stepsPerSecond > 0 ? 1 : 2;
  if (!busy) app.late = 0, app.judgedAt = std::max(kStarting - kJudging, drawn);
  if (app.late == 2 && drawn > app.judgedAt + kHolding) app.late = 1, app.judgedAt = drawn;
  if (drawn > app.judgedAt + kJudging)
    for (; app.late < most && drawingIsLate(app, kLate[app.late]); ++app.late) app.judgedAt = drawn;
  app.late = std::min(app.late, most);
  platform.drawEvery = app.late == 2 ? 2 : 1;
  if (!busy || ImGui::IsAnyMouseDown() || ImGui::GetIO().WantTextInput) return Pace::prompt;
  return app.late == 1 ? Pace::thrifty : Pace::steady;
}

void openFragment(Application& app, std::string_view text) {
  const Address address = readAddress(text);
  ParsedConfig parsed = parseConfig(address.config);
  if (!address.note.empty()) parsed.notes.push_back(address.note);
  for (const std::string& note : parsed.notes) app.bench.messages.push_back({note, Remedy::none, false});
  app.lastFragment = std::string(text);
  if (address.experiment) {
    openExperiment(app.bench, *address.experiment, parsed.config.seed);
  } else {
    closeExperiment(app.bench);
    changeConfig(app.bench, parsed.config);
  }
  wake(*app.platform);
}

void fileOpened(Application& app, OpenedFile file) {
  if (!file.error.empty())
    app.bench.messages.push_back({file.error, Remedy::none, true});
  else
    openTable(app.bench, file.name, {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()});
  wake(*app.platform);
}

}  // namespace

FrameFigures frameFigures(const Application& app) {
  const Pacing& pacing = app.platform->pacing;
  const Damage& damage = app.shell.canvas.damage;
  double painted = 0;
  for (const DeviceRect& r : damage.rects)
    painted += static_cast<double>(r.x1 - r.x0) * static_cast<double>(r.y1 - r.y0);
  return {.refresh = pacing.display.milliseconds(),
          .mean = pacing.frames.mean(),
          .p95 = pacing.frames.quantile(0.95),
          .drawEvery = app.platform->drawEvery,
          .training = app.split.training,
          .instruments = app.shell.lab.load + (app.bench.twin ? app.shell.twinLab.load : 0),
          .interface = app.split.interface,
          .drawing = app.split.drawing,
          .painted = painted / std::max(1.0, static_cast<double>(damage.width) * damage.height)};
}

std::unique_ptr<Application> makeApplication(Platform& platform) {
  auto owned = std::make_unique<Application>();
  Application& app = *owned;
  app.platform = &platform;
  gfx::startPrograms(app.shell.canvas.gfx);
  loadPreferences(app);
  applyPreferences(app);

  const Address address = readAddress(fragment(platform));
  ParsedConfig parsed = parseConfig(address.config);
  if (!address.note.empty()) parsed.notes.push_back(address.note);
  openWorkbench(app.bench, parsed.config);
  for (const std::string& note : parsed.notes) app.bench.messages.push_back({note, Remedy::none, false});
  if (platform.environment.wantsFast && !platform.environment.canBeFast)
    app.bench.messages.push_back(
        {"Arithmetic stays reproducible: fast arithmetic needs relaxed SIMD, which this browser "
         "does not have",
         Remedy::none, false});
  app.bench.playing = !platform.environment.reducedMotion && !app.bench.session.problem.split.train.empty();
  if (address.experiment) openExperiment(app.bench, *address.experiment, parsed.config.seed);
  if (app.bench.playing) trainStep(app.bench);  // the run need not wait for its first picture
  app.shell.settingsOpen = platform.viewport.width >= 960;

  Hooks& h = platform.hooks;
  h.prepare = [&app] {
    if (loadFonts(app.shell.kit.fonts, app.platform->viewport.pixelRatio, app.shell.kit.theme.scale))
      fontsChanged(app.shell.canvas);
  };
  h.draw = [&app](const FrameTime&) { draw(app); };
  h.paint = [&app](bool whole) {
    const double start = nowMs();
    if (whole) forgetPixels(app.shell.canvas.damage);
    paint(app.shell.canvas, *ImGui::GetDrawData(), app.shell.kit.theme.paper, choosePace(app));
    smooth(app.split.drawing, nowMs() - start);
  };
  h.work = [&app](const FrameTime& time) { work(app, time); };
  h.graphicsLost = [&app] { gfx::forgetGl(app.shell.canvas.gfx); };
  h.environmentChanged = [&app] {
    applyPreferences(app);
    wake(*app.platform);
  };
  h.fragmentChanged = [&app](std::string_view text) { openFragment(app, text); };
  h.fileOpened = [&app](OpenedFile file) { fileOpened(app, std::move(file)); };
  h.describeState = [&app] { return describeState(app); };
  h.command = [&app](std::string_view line) {
    wake(*app.platform);
    return runCommand(app, line);
  };
  return owned;
}

}  // namespace lockstep
