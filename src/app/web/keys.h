// Names of keys: from the browser's to Dear ImGui's.
#pragma once

#include <imgui.h>

#include <string_view>

namespace lockstep {

// `code` is KeyboardEvent.code, the place on the keyboard; `key` is KeyboardEvent.key, what the layout makes
// of it. Letters and digits follow the layout where it is Latin, so that Ctrl+Z is where the user's Z is.
// ImGuiKey_None for keys that Dear ImGui does not know.
ImGuiKey keyFromDom(std::string_view code, std::string_view key);

}  // namespace lockstep
