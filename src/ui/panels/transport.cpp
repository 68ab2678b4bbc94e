#include "ui/panels/transport.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "studio/lesson.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr double kSpeeds[] = {1, 10, 60, 300, 1000, 5000, 0};
constexpr Choice kSpeedChoices[] = {{"1 step/s"},
                                    {"10 steps/s"},
                                    {"60 steps/s"},
                                    {"300 steps/s"},
                                    {"1000 steps/s"},
                                    {"5000 steps/s"},
                                    {"Full speed", "As many steps as fit between two frames"}};

void time(Kit& kit, Workbench& b) {
  const float space = kit.theme.inside;
  // The play button is larger: the others are centred on it.
  const float middle = ImGui::GetCursorScreenPos().y + kit.theme.unit;
  auto next = [&] {
    ImGui::SameLine(0, space);
    ImGui::SetCursorScreenPos({ImGui::GetCursorScreenPos().x, middle});
  };
  if (iconButton(kit, "play", b.playing ? Icon::pause : Icon::play,
                 {.primary = true,
                  .size = kit.theme.control + 2 * kit.theme.unit,
                  .tip = b.playing ? "Pause" : "Train",
                  .tipKey = "space"}))
    togglePlay(b);
  next();
  if (iconButton(kit, "step", Icon::step, {.tip = "One step: one mini-batch", .tipKey = "→"})) stepOnce(b);
  next();
  if (iconButton(kit, "epoch", Icon::epoch, {.tip = "One epoch: every training sample once", .tipKey = "E"}))
    stepEpoch(b);
  next();
  if (iconButton(kit, "reset", Icon::reset,
                 {.tip = "Back to step 0 with the same initial weights", .tipKey = "R"}))
    restartRun(b);
  next();
  if (iconButton(kit, "seed", Icon::dice, {.tip = "New initial weights: the next seed", .tipKey = "N"}))
    newSeed(b);
}

void counters(Kit& kit, const Workbench& b, float room, bool brief) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float line = textHeight(kit, Type::base),
              top = at.y + (t.control + 2 * t.unit - line - textHeight(kit, Type::small) - t.unit) / 2;
  const bool showSpeed = b.playing && b.measuredSpeed > 0 && !brief;
  const Text64 step = inPast(b) ? textf("Step %s of %s", formatCount(b.runs[0].session.state.step).c_str(),
                                        formatCount(b.runs[0].history.newest).c_str())
                                : textf("Step %s", formatCount(b.runs[0].session.state.step).c_str());
  drawText(kit, list, Type::base, {at.x, top}, t.ink, step);
  const Text64 epoch = textf("epoch %s", formatCount(b.runs[0].session.state.epoch).c_str());
  const Text64 speed = textf("%s steps/s", formatNumber(b.measuredSpeed, 2).c_str());
  const Text64 both = textf("%s · %s", epoch.c_str(), speed.c_str());
  const Text64& detail = !showSpeed ? epoch : textWidth(kit, Type::small, both) <= room ? both : speed;
  drawText(kit, list, Type::small, {at.x, top + line + t.unit}, t.secondary, detail);
  ImGui::Dummy({room, t.control + 2 * t.unit});
}

void compare(Kit& kit, Workbench& b) {
  if (iconButton(
          kit, "compare", Icon::compare,
          {.on = b.twin.has_value(),
           .tip = b.twin
                      ? "Close the comparison; A goes on"
                      : "Compare: a second run leaves this one here, equal to the bit until you change it"}))
    b.twin ? closeTwin(b) : openTwin(b);
}

void chooseExperiment(Frame& frame, float width) {
  Workbench& b = frame.bench;
  const std::span<const Experiment> all = experiments();
  std::vector<Choice> choices = {{"Experiments", "The list, with the questions they ask"}};
  int index = 0;
  for (const Experiment& e : all) {
    if (b.lesson && b.lesson->experiment == &e) index = static_cast<int>(choices.size());
    choices.push_back({e.title, ""});
  }
  if (!dropdown(frame.kit, "experiments", &index, choices, width).changed) return;
  if (index > 0) return openExperiment(b, all[static_cast<std::size_t>(index - 1)]);
  closeExperiment(b);
  showGuide(frame.screen);
}

// fills: there is room for the button of the full screen.
void page(Frame& frame, bool brief, bool redo, bool fills) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  Requests& requests = frame.requests;
  const Theme& t = kit.theme;
  const float space = brief ? std::max(t.unit, t.target - t.control) : t.inside;
  auto next = [&] { ImGui::SameLine(0, space); };
  const bool past = !b.undo.past.empty(), future = !b.undo.future.empty();
  const std::string undoTip = past ? "Take back: " + b.undo.past.back().label : "Nothing to take back";
  const std::string redoTip = future ? "Do again: " + b.undo.future.back().label : "Nothing to do again";
  if (iconButton(kit, "undo", Icon::undo, {.enabled = past, .tip = undoTip, .tipKey = "Ctrl Z"})) undoLast(b);
  next();
  if (redo) {
    if (iconButton(kit, "redo", Icon::redo, {.enabled = future, .tip = redoTip, .tipKey = "Ctrl Y"}))
      redoLast(b);
    next();
  }
  if (iconButton(kit, "link", Icon::link,
                 {.tip = frame.screen.arithmetic == Arithmetic::fast
                             ? "Share this run; its link has reproducible arithmetic"
                             : "Share this run"}))
    requests.share = true;
  next();
  if (iconButton(kit, "theme", kit.theme.dark ? Icon::sun : Icon::moon,
                 {.tip = kit.theme.dark ? "Light" : "Dark"})) {
    frame.screen.preferences.look = kit.theme.dark ? Preferences::Look::light : Preferences::Look::dark;
    requests.preferencesChanged = true;
  }
  next();
  if (fills && frame.screen.canFill) {
    if (iconButton(kit, "fullscreen", Icon::fullscreen, {.tip = "Full screen", .tipKey = "F"}))
      requests.toggleFullscreen = true;
    next();
  }
  if (iconButton(kit, "about", Icon::info, {.tip = "About, size of the text, licences"}))
    frame.screen.aboutOpen = true;
}

float rowHeight(const Kit& kit) {
  return std::max(kit.theme.control + 2 * kit.theme.unit, kit.theme.target) + 2 * kit.theme.inside;
}

constexpr float kFlat = 480;  // CSS px: lower screens need their height for the picture

// Widths of what stands in the rows, and whether one row holds it all.
struct Rows {
  float counters, page;
  bool two, brief;  // brief: without what a wide screen offers beside time and page
  bool flat;        // one row where the screen has no height for two: settings, but no redo
  bool fills;       // with the button of the full screen
};
Rows rowsOf(const Kit& kit, bool narrow, float width) {
  const Theme& t = kit.theme;
  const float button = std::max(t.control, t.target), time = 5 * button + 5 * t.inside,
              whole = 7 * button + 6 * t.inside + t.between, speed = 132 * t.scale + button + t.inside;
  Rows r{(width < 1100 * t.scale ? 168 : 208) * t.scale, whole, narrow, narrow, false, true};
  r.two = r.two || time + r.counters + speed + whole + 4 * t.between > width;
  if (r.two) r.counters = 96 * t.scale;
  if (narrow) {
    const float space = std::max(t.unit, t.target - t.control);
    r.fills = width >= 6 * (button + space) + 2 * t.between + 132 * t.scale;
    r.page = 5 * button + 4 * t.unit + t.inside + (r.fills ? t.control + space : 0);
  }
  const float few = 5 * button + 4 * t.unit + t.inside;
  if (r.two && ImGui::GetIO().DisplaySize.y < kFlat * t.scale &&
      time + 96 * t.scale + 132 * t.scale + few + 4 * t.between <= width)
    r = {96 * t.scale, few, false, true, true, false};
  return r;
}

struct Transport final : Panel {
  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float width) const override {
    const float row = rowHeight(frame.kit);
    return rowsOf(frame.kit, frame.screen.narrow, width).two ? 2 * row - frame.kit.theme.inside : row;
  }
};

// What a wide screen has between time and page.
void chooseRuns(Frame& frame, const Rect& rect, float pageWidth) {
  const Theme& t = frame.kit.theme;
  auto next = [&] {
    ImGui::SameLine(0, t.inside);
    ImGui::SetCursorScreenPos({ImGui::GetCursorScreenPos().x, rect.min.y + t.inside + t.unit});
  };
  next();
  compare(frame.kit, frame.bench);
  next();
  const float room = rect.max().x - pageWidth - t.between - ImGui::GetCursorScreenPos().x;
  if (room >= 116 * t.scale) chooseExperiment(frame, std::min(room, 220 * t.scale));
}

void settingsSwitch(Frame& frame) {
  Screen& screen = frame.screen;
  if (iconButton(frame.kit, "settings", Icon::settings,
                 {.on = screen.settingsOpen,
                  .tip = screen.settingsOpen ? "Hide the settings" : "Show the settings"})) {
    screen.preferences.settings = screen.settingsOpen = !screen.settingsOpen;
    frame.requests.preferencesChanged = true;
  }
  ImGui::SameLine(0, frame.kit.theme.inside);
}

void Transport::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const ImVec2 min = rect.min, size = rect.size;
  const Rows rows = rowsOf(kit, frame.screen.narrow, size.x);
  beginPanel(kit, "transport", min, size, true, 0);
  drawHairline(kit, ImGui::GetWindowDrawList(), {min.x, min.y + size.y}, {min.x + size.x, min.y + size.y});
  ImGui::SetCursorScreenPos({min.x + t.between, min.y + t.inside});
  time(kit, frame.bench);
  ImGui::SameLine(0, t.between);
  counters(kit, frame.bench, rows.counters, rows.two || rows.flat);
  const ImVec2 second = {min.x + t.between, min.y + rowHeight(kit) - t.inside + t.unit};
  if (rows.two)
    ImGui::SetCursorScreenPos(second);
  else
    ImGui::SameLine(0, t.between), ImGui::SetCursorPosY(t.inside + t.unit);
  speedMenu(kit, frame.bench,
            rows.two ? std::min(size.x - rows.page - 2 * t.between, 200 * t.scale) : 132 * t.scale);
  if (!rows.brief)
    chooseRuns(frame, {rows.two ? ImVec2(min.x, second.y - t.inside - t.unit) : min, size}, rows.page);
  ImGui::SetCursorScreenPos({min.x + size.x - rows.page, rows.two ? second.y : min.y + t.inside + t.unit});
  if (!rows.brief || rows.flat) settingsSwitch(frame);
  page(frame, rows.brief, !rows.flat, rows.fills);
  endPanel(kit);
}

}  // namespace

void speedMenu(Kit& kit, Workbench& b, float width) {
  std::vector<double> speeds(std::begin(kSpeeds), std::end(kSpeeds));
  std::vector<Choice> choices(std::begin(kSpeedChoices), std::end(kSpeedChoices));
  auto place = std::find(speeds.begin(), speeds.end(), b.stepsPerSecond);
  Text64 own;  // of an experiment or of a page's author: in its place among the others
  if (place == speeds.end()) {
    own = textf("%s steps/s", formatNumber(b.stepsPerSecond, 4).c_str());
    place =
        speeds.insert(std::lower_bound(speeds.begin(), speeds.end() - 1, b.stepsPerSecond), b.stepsPerSecond);
    choices.insert(choices.begin() + (place - speeds.begin()), {own.c_str()});
  }
  int index = static_cast<int>(place - speeds.begin());
  if (dropdown(kit, "speed", &index, choices, width).changed)
    b.stepsPerSecond = speeds[static_cast<std::size_t>(index)];
}

std::unique_ptr<Panel> makeTransport() { return std::make_unique<Transport>(); }

void handleShortcuts(Workbench& b, Requests& requests) {
  if (keyboardInUse()) return;
  const ImGuiIO& io = ImGui::GetIO();
  if (io.KeyCtrl || io.KeySuper) {
    if (keyPressed(ImGuiKey_Z)) io.KeyShift ? redoLast(b) : undoLast(b);
    if (keyPressed(ImGuiKey_Y)) redoLast(b);
    return;
  }
  if (keyPressed(ImGuiKey_Space)) togglePlay(b);
  if (keyPressed(ImGuiKey_RightArrow, true)) stepOnce(b);
  if (keyPressed(ImGuiKey_E)) stepEpoch(b);
  if (keyPressed(ImGuiKey_R)) restartRun(b);
  if (keyPressed(ImGuiKey_N)) newSeed(b);
  if (keyPressed(ImGuiKey_F)) requests.toggleFullscreen = true;
  if (keyPressed(ImGuiKey_L)) requests.toggleLecture = true;
}

}  // namespace lockstep
