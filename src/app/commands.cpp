#include "app/commands.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <span>

#include "app/address.h"
#include "app/preferences.h"
#include "app/requests.h"
#include "data/number.h"
#include "lab/challenges.h"
#include "lab/experiments/experiment.h"
#include "model/export.h"
#include "model/onnx.h"
#include "model/pytorch.h"
#include "model/safetensors.h"
#include "probes/slow_step.h"
#include "studio/tour.h"

namespace lockstep {
namespace {

// What follows a command's name.
struct Arguments {
  std::string_view text;

  double number() const { return std::strtod(std::string(text).c_str(), nullptr); }
  int whole() const { return static_cast<int>(std::strtol(std::string(text).c_str(), nullptr, 10)); }
};

struct Command {
  std::string_view name;
  std::string (*run)(Application& app, Arguments arguments);  // why it was refused, or nothing
};

struct Line {
  std::string_view name;
  Arguments arguments;
};
Line split(std::string_view line) {
  const std::size_t space = std::min(line.find(' '), line.size());
  return {line.substr(0, space), {line.substr(std::min(space + 1, line.size()))}};
}

const Command* find(std::span<const Command> commands, std::string_view name) {
  const auto place =
      std::find_if(commands.begin(), commands.end(), [&](const Command& c) { return c.name == name; });
  return place == commands.end() ? nullptr : &*place;
}

// A command for a function of the workbench alone.
template <void (*kDo)(Workbench&)>
std::string plain(Application& app, Arguments) {
  kDo(app.bench);
  return {};
}

std::string seekStep(Application& app, Arguments arguments) {
  seek(app.bench, static_cast<int64_t>(arguments.number()));
  return {};
}

std::string speed(Application& app, Arguments arguments) {
  double value = 0;
  if (!parseNumber(arguments.text, value) || value < 0) return "speed is steps per second, or 0";
  app.bench.stepsPerSecond = std::min(value, kFastest);
  return {};
}

std::string set(Application& app, Arguments arguments) {
  const ParsedConfig parsed = parseConfig(arguments.text, app.bench.runs[0].session.config);
  changeConfig(app.bench, parsed.config);
  std::string notes;
  for (const std::string& note : parsed.notes) notes += (notes.empty() ? "" : "; ") + note;
  return notes;
}

std::string config(Application& app, Arguments arguments) {
  const ParsedConfig parsed = parseConfig(arguments.text);
  changeConfig(app.bench, parsed.config);
  return parsed.notes.empty() ? "" : parsed.notes[0];
}

// Unlike `config` it changes nothing that is there: the same words always begin the same run, at step 0.
std::string open(Application& app, Arguments arguments) {
  const Address address = readAddress(arguments.text);
  if (!address.notes.empty()) return address.notes[0];
  openWorkbench(app.bench, address.config);
  if (address.course) startCourse(app.bench, *address.course, false), app.run = address.run;
  openLesson(app.bench, address);
  openPage(app, address);
  takeSpeed(app);
  return {};
}

std::string save(Application& app, Arguments) {
  app.shell.requests.saveRun = true;
  return {};
}

std::string openAnyFile(Application& app, Arguments) {
  app.shell.requests.openFile = true;
  return {};
}

std::string copyLink(Application& app, Arguments) {
  app.shell.requests.copyLink = true;
  return {};
}

std::string instrument(Application& app, Arguments arguments) {
  if (openInstrument(app.shell.screen, arguments.text)) return {};
  return "no such instrument: " + std::string(arguments.text);
}

// Of the step that is slowed down, against the run's own.
std::string length(Application& app, Arguments arguments) {
  double value = 0;
  if (!onStage(app.shell.screen)) return "no step is slowed down";
  if (!parseNumber(arguments.text, value)) return "length is a number";
  gaugeOf(app.shell.views[0].lab, "step").length = std::clamp(value, kShortestStep, kLongestStep);
  return {};
}

std::string desk(Application& app, Arguments arguments) {
  app.shell.screen.deskOpen = arguments.text != "close";
  return {};
}

std::string settings(Application& app, Arguments arguments) {
  app.shell.screen.settingsOpen = arguments.text != "close";
  return {};
}

std::string tour(Application& app, Arguments arguments) {
  showGuide(app.shell.screen);
  goToStop(app.bench, static_cast<int>(arguments.number()) - 1);
  return {};
}

std::string share(Application& app, Arguments) {
  app.shell.requests.share = true;
  return {};
}

std::string theme(Application& app, Arguments arguments) {
  if (!parseLook(arguments.text, app.shell.screen.preferences.look)) return "theme is light, dark or auto";
  app.page.look.reset();
  app.shell.requests.preferencesChanged = true;
  return {};
}

std::string scale(Application& app, Arguments arguments) {
  double value = 0;
  if (!parseNumber(arguments.text, value)) return "scale is a number, 1 to 2";
  app.page.scale.reset();
  app.shell.screen.preferences.scale = std::clamp(static_cast<float>(value), 1.0f, 2.0f);
  app.shell.requests.preferencesChanged = true;
  return {};
}

// A script that repeats the run of the present settings from step 0, whatever was changed on the way, as far
// as a second of training goes. The form of it is fetched, so what is wrong with it is told later.
std::string exportScript(Application& app) {
  constexpr long kUntrained = 100, kMost = 1000;  // steps
  constexpr double kNumbers = 5e6;                // more would be a text of 50 MB
  const Session& s = app.bench.runs[0].session;
  if (s.state.network.parameterCount() + 1.0 * s.problem.data.count() * s.problem.inputs > kNumbers)
    return "so many weights and samples are too much for a script; lockstep export on the command line writes it";
  const long made = static_cast<long>(s.state.step);
  const long steps = scriptSteps(s, made ? std::min(made, kMost) : kUntrained);
  fetchAsset(*app.platform, kPytorchForm, {},
             [&app, steps, config = s.config](std::vector<uint8_t> form, std::string_view error) {
               Session fresh = makeSession(config, app.bench.sources);
               const std::string_view text(reinterpret_cast<const char*>(form.data()), form.size());
               PytorchScript script;
               if (error.empty())
                 script = exportPytorch(fresh, steps, text);
               else
                 script.error = "The form of a script could not be loaded: " + std::string(error);
               if (script.error.empty())
                 app.shell.requests.save =
                     SaveRequest{modelFileName(config, ModelFormat::pytorch),
                                 modelFormatInfo(ModelFormat::pytorch).mime, std::move(script.text)};
               else
                 tell(app, script.error);
               wake(*app.platform);
             });
  return {};
}

// The network on the screen as a file.
std::string exportModel(Application& app, Arguments arguments) {
  ModelFormat format{};
  if (!parseModelFormat(arguments.text, format)) return "export onnx, safetensors or pytorch";
  if (waitsForData(app.bench)) return "there is no run to export yet";
  Session& s = app.bench.runs[0].session;
  if (format == ModelFormat::pytorch) return exportScript(app);
  SaveRequest file{modelFileName(s.config, format), modelFormatInfo(format).mime, {}};
  file.bytes = format == ModelFormat::onnx ? exportOnnx(s, evaluate(s)) : exportSafetensors(s, evaluate(s));
  app.shell.requests.save = std::move(file);
  return {};
}

std::string stop(Application& app, Arguments arguments) {
  const auto [name, rest] = split(arguments.text);
  double value = 0;
  for (int m = 0; m < kStopMeasures; ++m) {
    const auto measure = static_cast<StopMeasure>(m);
    if (name != nameOf(measure)) continue;
    const double most = measure == StopMeasure::accuracy ? 1 : std::numeric_limits<double>::max();
    if (measure != StopMeasure::never && !(parseNumber(rest.text, value) && value >= 0 && value <= most))
      break;
    stopAt(app.bench, measure, value);
    return {};
  }
  return "stop never, step N, loss L or accuracy A, from 0 to 1";
}

// The twin.

std::string setTwin(Application& app, Arguments arguments) {
  const ParsedConfig parsed = parseConfig(arguments.text, app.bench.runs[1].session.config);
  changeConfig(app.bench, parsed.config, 1);
  return parsed.notes.empty() ? "" : parsed.notes[0];
}

std::string twinSeedCount(Application& app, Arguments arguments) {
  changeTwinSeeds(app.bench, arguments.whole());
  return {};
}

constexpr Command kOfTwin[] = {
    {"close", plain<closeTwin>},
    {"set", setTwin},          // FIELD=VALUE&…
    {"seeds", twinSeedCount},  // N
};

std::string twin(Application& app, Arguments arguments) {
  const auto [name, rest] = split(arguments.text);
  if (name == "open") return plain<openTwin>(app, rest);
  if (!app.bench.twin) return "there is no twin";
  const Command* command = find(kOfTwin, name);
  return command ? command->run(app, rest) : "twin open, close, set FIELD=VALUE or seeds N";
}

// Experiments.

std::string guess(Application& app, Arguments arguments) {
  double value = kUnknown;
  if (!parseNumber(arguments.text, value) && arguments.text != "none")
    return "experiment guess NUMBER or none";
  predict(app.bench, value);
  return {};
}

constexpr Command kOfExperiment[] = {
    {"guess", guess},  // NUMBER: of the second of the pair; none: rather not said
    {"run", plain<runExperiment>},
    {"again", plain<repeatExperiment>},
    {"close", plain<closeExperiment>},
};

std::string experiment(Application& app, Arguments arguments) {
  const auto [name, rest] = split(arguments.text);
  if (const Command* command = find(kOfExperiment, name)) return command->run(app, rest);
  const Experiment* known = findExperiment(name);
  if (!known) return "no such experiment: " + std::string(name);
  openExperiment(app.bench, *known, std::max(1, rest.whole()));
  return {};
}

std::string challenge(Application& app, Arguments arguments) {
  if (arguments.text == "close") return plain<closeChallenge>(app, arguments);
  const auto [name, changes] = split(arguments.text);
  const Challenge* known = findChallenge(name);
  if (!known) return "no such challenge: " + std::string(name);
  const ParsedConfig parsed = parseConfig(changes.text, startOf(*known));
  openChallenge(app.bench, *known, parsed.config);
  return parsed.notes.empty() ? "" : parsed.notes[0];
}

// All of them but those of transport.h.

constexpr Command kCommands[] = {
    {"epoch", plain<stepEpoch>},
    {"seek", seekStep},  // STEP
    {"reset", plain<restartRun>},
    {"seed", plain<newSeed>},
    {"speed", speed},  // steps per second, 0: all that a frame allows
    {"stop", stop},    // never|step N|loss L|accuracy A: where a run that plays pauses by itself
    {"undo", plain<undoLast>},
    {"redo", plain<redoLast>},
    {"set", set},                // FIELD=VALUE&…, the other settings stay
    {"config", config},          // LINE, the other settings are the defaults
    {"open", open},              // what follows '#' in an address
    {"export", exportModel},     // onnx|safetensors|pytorch: saves a file
    {"save", save},              // the run as a file
    {"open-file", openAnyFile},  // a run or a table that the viewer chooses
    {"link", copyLink},          // to the clipboard
    {"instrument", instrument},  // [NAME], without one closes it
    {"length", length},          // of the step that is slowed down, 0.1 … 100
    {"desk", desk},              // open|close
    {"settings", settings},      // open|close
    {"twin", twin},              // open|close|set FIELD=VALUE|seeds N
    {"experiment", experiment},  // NAME [SEED]|guess N|run|again|close
    {"challenge", challenge},    // NAME [CHANGES]|close
    {"tour", tour},              // [STOP], from 1; 0 leaves it
    {"share", share},            // opens the Share panel; on other pages the link goes to the clipboard
    {"theme", theme},            // light|dark|auto
    {"scale", scale},            // 1 … 2
};

}  // namespace

std::string runCommand(Application& app, std::string_view line) {
  const auto [name, arguments] = split(line);
  if (const Command* command = find(kCommands, name)) return command->run(app, arguments);
  return "unknown command “" + std::string(name) + "”";
}

}  // namespace lockstep
