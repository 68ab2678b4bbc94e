#include "ui/kit/widgets.h"
#include "ui/panels/welcome.h"
#include "ui/shell/parts.h"

namespace lockstep {
namespace {

// Of the run or, while two are compared, of the chosen one.
void drawSettings(Shell& s, Workbench& b, Rect r) {
  const Theme& t = s.kit.theme;
  if (b.twin) {
    const Rect top = r.takeTop(t.control + t.inside);
    beginPanel(s.kit, "settings.side", top.min, top.size, false, 0);
    ImGui::SetCursorScreenPos(top.min + ImVec2(t.between, t.inside));
    constexpr Choice kSides[] = {
        {"Run A", "Its settings are shown and changed below"},
        {"Run B", "Its settings are shown and changed below; going back means to those of A"}};
    segmented(s.kit, "twin.settings", &s.twin.side, kSides, top.size.x - 2 * t.between);
    endPanel(s.kit);
  }
  drawConfigPanel(s.kit, b, shownSide(s, b), s.config, s.requests, r.min, r.size);
}

// What the column holds.
void drawMode(Shell& s, Rect r) {
  const Theme& t = s.kit.theme;
  beginPanel(s.kit, "left", r.min, r.size, false, 0);
  ImGui::SetCursorScreenPos(r.min + ImVec2(t.between, t.between));
  constexpr Choice kModes[] = {{"Settings"}, {"Experiments"}};
  int mode = s.notebook;
  segmented(s.kit, "left.mode", &mode, kModes, r.size.x - 2 * t.between);
  s.notebook = mode == 1;
  endPanel(s.kit);
}

}  // namespace

void followLesson(Shell& s, const Workbench& b) {
  if (s.lessonsOpened == b.lessonsOpened) return;
  s.lessonsOpened = b.lessonsOpened;
  if (!b.lesson) return;
  s.notebook = s.settingsOpen = true;
  s.tab = kExperimentsTab;
  openInstrument(s.instruments, b.lesson->experiment->instrument);
}

void showExperiments(Shell& s) {
  s.notebook = s.settingsOpen = true;
  s.tab = kExperimentsTab;
}

void drawExperiments(Shell& s, Workbench& b, Rect r) {
  drawExperimentPanel(s.kit, b, s.experiments, s.requests, r.min, r.size);
}

void drawQuestion(Shell& s, Workbench& b, Rect& r) {
  if (s.preferences.welcomed || s.embedded || s.experiments.stop >= 0 || b.lesson) return;
  const Rect top = r.takeTop(welcomeHeight(s.kit, r.size.x));
  const WelcomeAnswer answer = drawWelcome(s.kit, top.min, top.size);
  hairline(s, {top.min.x, top.min.y + top.size.y}, top.min + top.size);
  if (answer == WelcomeAnswer::none) return;
  s.preferences.welcomed = true;
  s.requests.preferencesChanged = true;
  if (answer == WelcomeAnswer::tour) goToStop(b, s.experiments, 0);
  if (answer != WelcomeAnswer::close) showExperiments(s);
}

// On a narrow screen the bar above has no room for it.
void drawNarrowSettings(Shell& s, Workbench& b, Rect r) {
  const Theme& t = s.kit.theme;
  if (!b.twin) {
    const Rect top = r.takeTop(std::max(t.control, t.target) + t.inside);
    beginPanel(s.kit, "settings.compare", top.min, top.size, false, 0);
    ImGui::SetCursorScreenPos(top.min + ImVec2(t.between, t.inside));
    if (button(s.kit, "compare", "Compare with a second run",
               {.icon = Icon::compare, .width = top.size.x - 2 * t.between}))
      openTwin(b);
    endPanel(s.kit);
  }
  drawSettings(s, b, r);
}

void followTwin(Shell& s, const Workbench& b) {
  const bool open = b.twin.has_value();
  if (open && !s.twin.open) s.twin.side = b.lesson ? 0 : 1;  // what is changed first is B
  s.twin.open = open;
}

void drawLeft(Shell& s, Workbench& b, Rect r) {
  hairline(s, {r.min.x + r.size.x, r.min.y}, r.min + r.size);
  drawMode(s, r.takeTop(s.kit.theme.control + s.kit.theme.between + s.kit.theme.unit));
  s.notebook ? drawExperiments(s, b, r) : drawSettings(s, b, r);
}

}  // namespace lockstep
