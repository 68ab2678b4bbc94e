#include "app/transport.h"

#include <algorithm>

#include "data/number.h"

namespace lockstep {
namespace {

constexpr double kMostSteps = 100'000;

void makeSteps(Workbench& bench, std::string_view count) {
  double steps = 1;
  parseNumber(count, steps);
  bench.playing = false;
  for (double n = std::clamp(steps, 1.0, kMostSteps); n >= 1 && trainStep(bench); --n) {
  }
}

}  // namespace

bool runTransport(Application& app, std::string_view line) {
  Workbench& b = app.bench;
  const std::size_t space = std::min(line.find(' '), line.size());
  const std::string_view name = line.substr(0, space);
  if (name == "step") {
    makeSteps(b, line.substr(std::min(space + 1, line.size())));
    return true;
  }
  if (name != "play" && name != "pause" && name != "toggle") return false;
  if (name == "toggle" || b.playing != (name == "play")) togglePlay(b);
  return true;
}

std::string_view transportAt(const Application& app, float x, float y) {
  constexpr std::string_view kButtons[][2] = {{"play", "toggle"}, {"step", "step"}};
  for (const auto& [widget, command] : kButtons) {
    const WidgetRect* r = findWidget(app.shell.kit.widgets, widget);
    if (r && r->visible && r->enabled && x >= r->min.x && x < r->max.x && y >= r->min.y && y < r->max.y)
      return command;
  }
  return {};
}

}  // namespace lockstep
