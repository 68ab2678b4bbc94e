#include "ui/frame/scrub_bar.h"

#include <algorithm>

#include "ui/kit/draw.h"
#include "ui/kit/widgets.h"

namespace lockstep {

void scrubBar(Kit& kit, Workbench& b) {
  const Theme& t = kit.theme;
  const float now = 56 * t.scale;
  int step = static_cast<int>(b.runs[0].session.state.step);
  const int first = static_cast<int>(earliestStep(b)), newest = static_cast<int>(b.runs[0].history.newest);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos({at.x, at.y + (t.control - textHeight(kit, Type::small)) / 2});
  text(kit, Type::small, t.secondary, "Go to step");
  tip(kit, {.title = "The run's past",
            .body = "Drag, or drag in the chart, to see any step again, exact to the bit. Play goes on from "
                    "there, and what came after is given up; Undo brings it back.",
            .rows = {},
            .key = {}});
  ImGui::SetCursorScreenPos({at.x + textWidth(kit, Type::small, "Go to step") + t.inside, at.y});
  const float room = ImGui::GetContentRegionAvail().x - now - t.inside;
  if (sliderInt(kit, "scrub", &step, first, std::max(newest, first + 1),
                {.width = room, .enabled = newest > first})
          .changed)
    seek(b, step);
  ImGui::SameLine(0, t.inside);
  if (button(kit, "scrub.now", "Now", {.width = now, .enabled = inPast(b)})) seek(b, newest);
}

}  // namespace lockstep
