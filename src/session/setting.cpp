#include "session/setting.h"

#include <cassert>
#include <type_traits>

namespace lockstep {
namespace {

template <typename T>
constexpr bool kIsNumber = std::is_enum_v<T> || std::is_same_v<T, int> || std::is_same_v<T, float>;

}  // namespace

const Setting* findSetting(std::string_view name) {
  for (const Setting& setting : settings())
    if (name == setting.name) return &setting;
  return nullptr;
}

const Setting& settingOf(SettingMember member) {
  for (const Setting& setting : settings())
    if (setting.member == member) return setting;
  assert(!"a member with a row");
  return settings()[0];
}

const char* groupLabel(SettingGroup group) {
  constexpr const char* kLabels[kSettingGroups] = {"Data",      "Network",        "Training",
                                                   "Optimiser", "Regularisation", "Seed"};
  return kLabels[static_cast<int>(group)];
}

SettingType typeOf(const Setting& setting) {
  return std::visit(
      [&]<typename T>(T Config::*) {
        if constexpr (std::is_enum_v<T>) return SettingType::choice;
        if constexpr (std::is_same_v<T, int>) return SettingType::integer;
        if constexpr (std::is_same_v<T, float>) return SettingType::real;
        if constexpr (std::is_same_v<T, std::vector<float>>) return SettingType::reals;
        if constexpr (std::is_same_v<T, uint32_t>) return SettingType::features;
        if constexpr (std::is_same_v<T, std::string>) return SettingType::text;
        return setting.choices.empty() ? SettingType::integers : SettingType::choices;
      },
      setting.member);
}

double numberOf(const Setting& setting, const Config& config) {
  return std::visit(
      [&]<typename T>(T Config::*member) {
        if constexpr (kIsNumber<T>) return static_cast<double>(config.*member);
        assert(!"a number");
        return 0.0;
      },
      setting.member);
}

void setNumber(const Setting& setting, Config& config, double value) {
  std::visit(
      [&]<typename T>(T Config::*member) {
        if constexpr (std::is_enum_v<T>)
          config.*member = static_cast<T>(static_cast<int>(value));
        else if constexpr (kIsNumber<T>)
          config.*member = static_cast<T>(value);
        else
          assert(!"a number");
      },
      setting.member);
}

}  // namespace lockstep
