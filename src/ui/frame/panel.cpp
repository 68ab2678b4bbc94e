#include "ui/frame/panel.h"

#include <algorithm>

#include "ui/kit/draw.h"

namespace lockstep {

void slowDown(Frame& frame) {
  frame.screen.resumes = frame.bench.playing;
  frame.bench.playing = false;
  openInstrument(frame.screen, "step");
}

void closeInstrument(Frame& frame) {
  const bool resumes = onStage(frame.screen) && frame.screen.resumes && !frame.bench.playing;
  openInstrument(frame.screen, "");
  if (resumes) togglePlay(frame.bench);
}

UnitPictures& picturesOf(Frame& frame, int side) {
  RunViews& views = frame.views[static_cast<std::size_t>(side)];
  const Run& run = frame.bench.runs[static_cast<std::size_t>(side)];
  if (views.picturesFrame != ImGui::GetFrameCount() || views.pictures.shapeVersion != run.shapeVersion) {
    views.picturesFrame = ImGui::GetFrameCount();
    refreshPictures(views.pictures, run.session.problem, run.session.state.network, run.shapeVersion,
                    run.parameterVersion, !frame.bench.playing);
  }
  return views.pictures;
}

bool plainAnswer(const Frame& frame, ImVec2 room) {
  return frame.screen.figure.on() && std::min(room.x, room.y) < 300 * frame.kit.theme.scale;
}

float pictureHeight(const Kit& kit, float width) {
  const Theme& t = kit.theme;
  return width - 2 * t.between + textHeight(kit, Type::title) + t.control + 3 * t.between;
}

}  // namespace lockstep
