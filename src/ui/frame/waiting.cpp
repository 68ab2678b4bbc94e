#include "ui/frame/waiting.h"

#include <algorithm>

#include "ui/kit/draw.h"
#include "ui/kit/widgets.h"

namespace lockstep {

void drawWaiting(Frame& frame, std::string_view name, Rect rect) {
  const Kit& kit = frame.kit;
  const std::string_view sentence = frame.screen.whyIncomplete.empty()
                                        ? std::string_view("Loading the instruments")
                                        : std::string_view(frame.screen.whyIncomplete);
  const float room = std::max(rect.size.x - 2 * kit.theme.between, 40.0f),
              width = std::min(room, textWidth(kit, Type::base, sentence) + 1),
              height = measureParagraph(kit, Type::base, width, sentence);
  beginPanel(frame.kit, FixedText<48>().append("arriving.").append(name), rect.min, rect.size, false, 0);
  if (height < rect.size.y)
    drawParagraph(kit, ImGui::GetWindowDrawList(), Type::base,
                  rect.min + (rect.size - ImVec2(width, height)) / 2, width, kit.theme.secondary, sentence);
  endPanel(frame.kit);
}

}  // namespace lockstep
