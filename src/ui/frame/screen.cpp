#include "ui/frame/screen.h"

#include "lab/instruments/instruments.h"

namespace lockstep {

void showGuide(Screen& screen) {
  screen.guide = screen.settingsOpen = true;
  screen.tab = Tab::guide;
}

bool onStage(const Screen& screen) {
  return screen.instrument >= 0 &&
         &instruments()[static_cast<std::size_t>(screen.instrument)] == findInstrument("step");
}

bool openInstrument(Screen& screen, std::string_view name) {
  screen.instrument = -1;
  for (std::size_t i = 0; i < instruments().size(); ++i)
    if (name == instruments()[i].name) screen.instrument = static_cast<int>(i);
  return screen.instrument >= 0 || name.empty();
}

}  // namespace lockstep
