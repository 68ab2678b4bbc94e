// One row for each setting of a run; the table drives the URL, the widgets, the command line, validation
// and `lockstep list`.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "session/config.h"

namespace lockstep {

// The member of Config that a setting is. Its type is what the setting can hold:
using SettingMember = std::variant<
    // one of its row's choices,
    DataKind Config::*, MissingCells Config::*, Activation Config::*, Norm Config::*, Init Config::*,
    LossChoice Config::*, Schedule Config::*, Moves Config::*, Optimizer Config::*,
    // a number in [min, max],
    int Config::*, float Config::*,
    // a list of such numbers, or of choices where the row has choices (−1: the default),
    std::vector<int> Config::*, std::vector<float> Config::*,
    // a set of features, one bit each,
    uint32_t Config::*,
    // or a text.
    std::string Config::*>;

enum class SettingType : uint8_t {
  choice,    // its name
  integer,   //
  real,      //
  integers,  // comma-separated list; WxN repeats
  reals,     //
  choices,   // comma-separated list of names, "-" for the default
  features,  // comma-separated list of feature names
  text,
};

enum class SettingGroup : uint8_t { data, model, training, optimizer, regularization, seed };
constexpr int kSettingGroups = 6;
const char* groupLabel(SettingGroup group);

// What a change of the setting does to a run in progress.
enum class Effect : uint8_t {
  none,     // takes effect from the next step on
  data,     // samples are made anew; weights and step stay
  model,    // the network is rebuilt; weights that still have a place are kept
  restart,  // training starts again from step 0
};

struct SettingChoice {
  const char *name, *label, *help;
};

// A widget of its own for the length of a list of integers.
struct ListLength {
  const char *name, *label, *help;
  int first;  // an entry added to an empty list; later ones repeat the last
};

struct Setting {
  const char* name;       // in the config line; never renamed
  const char* label;      // on screen
  const char* help;       // one sentence
  const char* unit = "";  // "steps", …
  SettingMember member;
  SettingGroup group;
  Effect effect = Effect::none;
  double min = 0, max = 0;  // of the number, or of each number in a list
  int maxCount = 0;         // entries of a list, or bytes of a text
  std::span<const SettingChoice> choices = {};
  const char* entry = "one of its choices";  // what each name in a list must be: "an activation"
  const char* example = "";                  // of a list or a text, shown while it is empty
  bool logarithmic = false;                  // a widget should move on a log scale
  const char* zero = "";                     // what 0 means, in a word
  bool returns = true;                       // whether a widget offers the way back to the default
  const ListLength* length = nullptr;        // null: none
  // Whether it means anything with the rest of the config; null: always.
  bool (*applies)(const Config&) = nullptr;
};

std::span<const Setting> settings();
const Setting* findSetting(std::string_view name);  // null: there is none of this name
const Setting& settingOf(SettingMember member);

SettingType typeOf(const Setting& setting);
// Of a choice (its index), an integer or a real; nothing else is a number.
double numberOf(const Setting& setting, const Config& config);
void setNumber(const Setting& setting, Config& config, double value);

// A setting's value as it stands in the config line.
std::string printSetting(const Setting& setting, const Config& config);
// Calls visit(setting) for each by which `to` differs from `from`, but for what its optimizer brings.
template <typename F>
void eachChange(const Config& from, const Config& to, F visit) {
  const Config expected = withOptimizer(from, to.optimizer);
  for (const Setting& s : settings()) {
    const bool chooses = &s == &settingOf(&Config::optimizer);
    if (printSetting(s, to) != printSetting(s, chooses ? from : expected)) visit(s);
  }
}

// Sets a setting from text. A number out of range is clamped; text that makes no sense leaves the
// setting as it was. `note` receives what was done differently from what was asked, for the viewer;
// empty if nothing was.
void parseSetting(const Setting& setting, std::string_view text, Config& config, std::string& note);

}  // namespace lockstep
