#include "ui/frame/lines.h"

#include "ui/kit/draw.h"

namespace lockstep {

void drawLines(const Kit& kit, std::span<const Line> lines) {
  constexpr ImGuiWindowFlags kFlags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs |
                                      ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings |
                                      ImGuiWindowFlags_NoFocusOnAppearing;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::Begin("##lines", nullptr, kFlags);
  ImGui::PopStyleVar();
  for (const Line& line : lines) drawHairline(kit, ImGui::GetWindowDrawList(), line.from, line.to);
  ImGui::End();
}

}  // namespace lockstep
