#include "app/web/keys.h"

namespace lockstep {

namespace {

struct KeyName {
  std::string_view code;
  ImGuiKey key;
};

constexpr KeyName kKeys[] = {
    {"ArrowLeft", ImGuiKey_LeftArrow},
    {"ArrowRight", ImGuiKey_RightArrow},
    {"ArrowUp", ImGuiKey_UpArrow},
    {"ArrowDown", ImGuiKey_DownArrow},
    {"PageUp", ImGuiKey_PageUp},
    {"PageDown", ImGuiKey_PageDown},
    {"Home", ImGuiKey_Home},
    {"End", ImGuiKey_End},
    {"Insert", ImGuiKey_Insert},
    {"Delete", ImGuiKey_Delete},
    {"Backspace", ImGuiKey_Backspace},
    {"Space", ImGuiKey_Space},
    {"Enter", ImGuiKey_Enter},
    {"Escape", ImGuiKey_Escape},
    {"Quote", ImGuiKey_Apostrophe},
    {"Comma", ImGuiKey_Comma},
    {"Minus", ImGuiKey_Minus},
    {"Period", ImGuiKey_Period},
    {"Slash", ImGuiKey_Slash},
    {"Semicolon", ImGuiKey_Semicolon},
    {"Equal", ImGuiKey_Equal},
    {"BracketLeft", ImGuiKey_LeftBracket},
    {"Backslash", ImGuiKey_Backslash},
    {"BracketRight", ImGuiKey_RightBracket},
    {"Backquote", ImGuiKey_GraveAccent},
    {"ControlLeft", ImGuiKey_LeftCtrl},
    {"ControlRight", ImGuiKey_RightCtrl},
    {"ShiftLeft", ImGuiKey_LeftShift},
    {"ShiftRight", ImGuiKey_RightShift},
    {"AltLeft", ImGuiKey_LeftAlt},
    {"AltRight", ImGuiKey_RightAlt},
    {"MetaLeft", ImGuiKey_LeftSuper},
    {"MetaRight", ImGuiKey_RightSuper},
    {"NumpadDecimal", ImGuiKey_KeypadDecimal},
    {"NumpadDivide", ImGuiKey_KeypadDivide},
    {"NumpadMultiply", ImGuiKey_KeypadMultiply},
    {"NumpadSubtract", ImGuiKey_KeypadSubtract},
    {"NumpadAdd", ImGuiKey_KeypadAdd},
    {"NumpadEnter", ImGuiKey_KeypadEnter},
    {"NumpadEqual", ImGuiKey_KeypadEqual},
};

ImGuiKey offset(ImGuiKey first, int by) { return static_cast<ImGuiKey>(first + by); }

ImGuiKey letterOrDigit(char c) {
  if (c >= 'a' && c <= 'z') return offset(ImGuiKey_A, c - 'a');
  if (c >= 'A' && c <= 'Z') return offset(ImGuiKey_A, c - 'A');
  if (c >= '0' && c <= '9') return offset(ImGuiKey_0, c - '0');
  return ImGuiKey_None;
}

bool startsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

}  // namespace

ImGuiKey keyFromDom(std::string_view code, std::string_view key) {
  const bool keypad = startsWith(code, "Numpad");
  if (keypad && code.size() == 7 && code[6] >= '0' && code[6] <= '9')
    return offset(ImGuiKey_Keypad0, code[6] - '0');
  if (!keypad && key.size() == 1 && letterOrDigit(key[0]) != ImGuiKey_None) return letterOrDigit(key[0]);
  if (startsWith(code, "Key") && code.size() == 4) return letterOrDigit(code[3]);
  if (startsWith(code, "Digit") && code.size() == 6) return letterOrDigit(code[5]);
  if (code.size() >= 2 && code.size() <= 3 && code[0] == 'F') {
    const int number = code.size() == 2 ? code[1] - '0' : 10 * (code[1] - '0') + code[2] - '0';
    if (number >= 1 && number <= 12) return offset(ImGuiKey_F1, number - 1);
  }
  // Screen keyboards have no places, only meanings; for these keys the two names are the same.
  const std::string_view name = code.empty() ? key : code;
  for (const KeyName& known : kKeys) {
    if (known.code == name) return known.key;
  }
  return ImGuiKey_None;
}

}  // namespace lockstep
