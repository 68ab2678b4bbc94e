#include "app/commands.h"

#include <algorithm>
#include <cstdlib>
#include <span>

#include "app/address.h"
#include "app/preferences.h"
#include "app/sharing.h"
#include "data/number.h"
#include "lab/experiments/experiment.h"
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
  app.bench.stepsPerSecond = std::max(0.0, arguments.number());
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
  app.bench.alarm.clear();
  openWorkbench(app.bench, address.config);
  app.bench.journey.reset();
  if (address.course) startCourse(app.bench, *address.course, false), app.run = address.run;
  if (address.experiment) openExperiment(app.bench, *address.experiment, address.config.seed);
  openPage(app, address);
  return {};
}

std::string save(Application& app, Arguments) {
  saveRun(app);
  return {};
}

std::string openAnyFile(Application& app, Arguments) {
  app.shell.requests.openTable = true;
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

std::string theme(Application& app, Arguments arguments) {
  if (!parseLook(arguments.text, app.shell.screen.preferences.look)) return "theme is light, dark or auto";
  app.page.look.reset();
  app.shell.requests.preferencesChanged = true;
  return {};
}

std::string scale(Application& app, Arguments arguments) {
  app.page.scale.reset();
  app.shell.screen.preferences.scale = std::clamp(static_cast<float>(arguments.number()), 1.0f, 2.0f);
  app.shell.requests.preferencesChanged = true;
  return {};
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

// All of them but those of transport.h.

constexpr Command kCommands[] = {
    {"epoch", plain<stepEpoch>},
    {"seek", seekStep},  // STEP
    {"reset", plain<restartRun>},
    {"seed", plain<newSeed>},
    {"speed", speed},  // steps per second, 0: all that a frame allows
    {"undo", plain<undoLast>},
    {"redo", plain<redoLast>},
    {"set", set},                // FIELD=VALUE&…, the other settings stay
    {"config", config},          // LINE, the other settings are the defaults
    {"open", open},              // what follows '#' in an address
    {"save", save},              // the run as a file
    {"open-file", openAnyFile},  // a run or a table that the viewer chooses
    {"link", copyLink},          // to the clipboard
    {"instrument", instrument},  // [NAME], without one closes it
    {"desk", desk},              // open|close
    {"settings", settings},      // open|close
    {"twin", twin},              // open|close|set FIELD=VALUE|seeds N
    {"experiment", experiment},  // NAME [SEED]|answer N|run|again|close
    {"tour", tour},              // [STOP], from 1; 0 leaves it
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
