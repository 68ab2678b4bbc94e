#include "app/preferences.h"

#include <algorithm>
#include <cstdlib>

#include "data/number.h"

namespace lockstep {

float wantedScale(const Application& app) {
  const Viewport& v = app.platform->viewport;
  if (app.shell.screen.lecture) return lectureScale(v.width, v.height);
  return app.page.scale.value_or(app.shell.screen.preferences.scale);
}

void loadPreferences(Application& app) {
  const Platform& platform = *app.platform;
  Preferences& p = app.shell.screen.preferences;
  if (!parseLook(preference(platform, "theme"), p.look)) p.look = Preferences::Look::automatic;
  p.scale = std::clamp(std::strtof(preference(platform, "scale").c_str(), nullptr), 1.0f, 2.0f);
  p.welcomed = preference(platform, "welcomed") == "1";
  p.settings = preference(platform, "settings") == "1";
  p.readings = preference(platform, "readings") == "1";
}

void storePreferences(const Application& app) {
  Platform& platform = *app.platform;
  const Preferences& p = app.shell.screen.preferences;
  setPreference(platform, "theme", kLooks[static_cast<int>(p.look)]);
  setPreference(platform, "scale", printFloat(p.scale));
  setPreference(platform, "welcomed", p.welcomed ? "1" : "");
  setPreference(platform, "settings", p.settings ? "1" : "");
  setPreference(platform, "readings", p.readings ? "1" : "");
}

void applyPreferences(Application& app) {
  Shell& s = app.shell;
  const Environment& e = app.platform->environment;
  const Preferences& p = s.screen.preferences;
  const Preferences::Look look = e.chosen ? Preferences::Look::automatic : app.page.look.value_or(p.look);
  app.dark = look == Preferences::Look::automatic ? e.dark : look == Preferences::Look::dark;
  app.applied = p;
  s.kit.theme = makeTheme({.dark = app.dark,
                           .scale = wantedScale(app),
                           .lecture = s.screen.lecture,
                           .touch = e.touch,
                           .reducedMotion = e.reducedMotion});
  applyTheme(s.kit.theme);
  const Color paper = s.kit.theme.paper;
  setPaper(*app.platform,
           static_cast<uint32_t>(paper.r) << 16 | static_cast<uint32_t>(paper.g) << 8 | paper.b);
}

}  // namespace lockstep
