#include "ui/imgui_math.h"

#include "ui/shell.h"

#include <algorithm>

#include "ui/about.h"
#include "ui/divergence_card.h"
#include "ui/draw.h"
#include "ui/widgets.h"

namespace lockstep {
namespace {

constexpr float kNarrow = 720, kWide = 1180;  // CSS px at scale 1

struct Rect {
  ImVec2 min, size;
  // Cuts a strip off one side.
  Rect takeTop(float height) {
    Rect strip{min, {size.x, std::min(height, size.y)}};
    min.y += strip.size.y, size.y -= strip.size.y;
    return strip;
  }
  Rect takeBottom(float height) {
    size.y -= std::min(height, size.y);
    return {{min.x, min.y + size.y}, {size.x, height}};
  }
  Rect takeLeft(float width) {
    Rect strip{min, {width, size.y}};
    min.x += width, size.x -= width;
    return strip;
  }
  Rect takeRight(float width) {
    size.x -= width;
    return {{min.x + size.x, min.y}, {width, size.y}};
  }
};

bool hasPlane(const Shell& s) {
  return s.pictures.kind == PictureKind::plane || s.pictures.kind == PictureKind::curve;
}

void refresh(Shell& s, const Workbench& b) {
  refreshPictures(s.pictures, b.session, b.shapeVersion, b.parameterVersion, !b.playing);
}

// For what shows units: a panel drawn before it may have changed the network in this very frame.
void drawCurrentNetwork(Shell& s, Workbench& b, Rect r) {
  if (s.pictures.shapeVersion != b.shapeVersion) refresh(s, b);
  drawNetwork(s.kit, s.canvas, b, s.pictures, s.network, r.min, r.size);
}

void drawPicture(Shell& s, Workbench& b, Rect r) {
  if (hasPlane(s))
    drawFieldView(s.kit, s.canvas, b, s.pictures, s.network, s.config.tool, s.field, r.min, r.size);
  else if (s.pictures.kind == PictureKind::image)
    drawDigitPad(s.kit, s.canvas, b, s.pad, r.min, r.size);
  else
    drawPredictions(s.kit, s.canvas, b, s.predictions, r.min, r.size);
}

// Lines between the regions, over the panels and under whatever pops up: panels need not know their
// neighbours.
void hairline(const Shell& s, ImVec2 from, ImVec2 to) {
  constexpr ImGuiWindowFlags kFlags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs |
                                      ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings |
                                      ImGuiWindowFlags_NoFocusOnAppearing;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::Begin("##lines", nullptr, kFlags);
  ImGui::PopStyleVar();
  drawHairline(s.kit, ImGui::GetWindowDrawList(), from, to);
  ImGui::End();
}

void drawColumns(Shell& s, Workbench& b, Rect r, bool wide) {
  const Theme& t = s.kit.theme;
  if (s.settingsOpen) {
    const Rect left = r.takeLeft((wide ? 288 : 244) * t.scale);
    drawConfigPanel(s.kit, b, s.config, s.requests, left.min, left.size);
    hairline(s, {left.min.x + left.size.x, left.min.y}, left.min + left.size);
  }
  refresh(s, b);
  Rect right = r.takeRight((wide ? 372 : 288) * t.scale);
  hairline(s, right.min, {right.min.x, right.min.y + right.size.y});
  const bool images = s.pictures.kind == PictureKind::image;
  if (images) {
    const Rect bottom = r.takeBottom(std::clamp(r.size.y * 0.36f, 240 * t.scale, 340 * t.scale));
    drawPredictions(s.kit, s.canvas, b, s.predictions, bottom.min, bottom.size);
    hairline(s, bottom.min, {bottom.min.x + bottom.size.x, bottom.min.y});
  }

  const float chrome = textHeight(s.kit, Type::title) + t.control + 3 * t.between;
  const Rect picture = right.takeTop(
      std::clamp(right.size.x - 2 * t.between + chrome, right.size.y * 0.4f, right.size.y * 0.62f));
  drawPicture(s, b, picture);
  hairline(s, {right.min.x, right.min.y}, {right.min.x + right.size.x, right.min.y});
  drawLoss(s.kit, b, s.loss, s.requests, right.min, right.size);
  s.network.freezeButtons = !s.deskOpen;
  if (s.deskOpen) {
    const Rect desk = r.takeBottom(std::min(deskHeight(s.kit), r.size.y * 0.45f));
    drawDesk(s.kit, b, s.network.layout, s.deskReadings, s.desk, desk.min, desk.size);
    hairline(s, desk.min, {desk.min.x + desk.size.x, desk.min.y});
  }
  drawCurrentNetwork(s, b, r);  // last: its own controls change what the others have shown
}

void drawTabs(Shell& s, Workbench& b, Rect r) {
  const Theme& t = s.kit.theme;
  refresh(s, b);
  const Rect picture = r.takeTop(std::min(r.size.x, r.size.y * 0.42f));
  drawPicture(s, b, picture);
  const bool images = s.pictures.kind == PictureKind::image;
  const Rect strip = r.takeTop(t.control + 3 * t.unit);
  beginPanel(s.kit, "tabs", strip.min, strip.size, true, 0);
  ImGui::SetCursorScreenPos({strip.min.x + t.between, strip.min.y + t.unit});
  constexpr Choice kTabs[] = {{"Network"}, {"Loss"}, {"Settings"}, {"Samples"}};
  const int count = images ? 4 : 3;
  s.tab = std::min(s.tab, count - 1);
  tabs(s.kit, "tab", &s.tab, {kTabs, static_cast<std::size_t>(count)});
  endPanel(s.kit);
  hairline(s, strip.min, {strip.min.x + strip.size.x, strip.min.y});
  switch (s.tab) {
    case 0:
      return drawCurrentNetwork(s, b, r);
    case 1:
      return drawLoss(s.kit, b, s.loss, s.requests, r.min, r.size);
    case 2:
      return drawConfigPanel(s.kit, b, s.config, s.requests, r.min, r.size);
    default:
      return drawPredictions(s.kit, s.canvas, b, s.predictions, r.min, r.size);
  }
}

void postMessages(Shell& s, Workbench& b) {
  for (const Message& m : b.messages) {
    s.lastMessage = m.text;
    if (m.text == b.alarm) continue;  // the card says it
    postNotice(s.kit, m.text, m.remedy == Remedy::undo ? "Undo" : "", static_cast<int>(m.remedy), m.alarm);
  }
  b.messages.clear();
}

// A line over the network while digits are on their way.
void drawLoading(Shell& s, const Workbench& b, float width, float top) {
  if (b.pendingAsset.empty()) return;
  const float w = 280 * s.kit.theme.scale;
  beginPanel(s.kit, "loading", {(width - w) / 2, top + s.kit.theme.between},
             {w, s.kit.theme.control + 2 * s.kit.theme.inside}, true, s.kit.theme.inside);
  bringToFront();
  progressBar(s.kit, "loading.bar", b.assetShare, "Loading the digits");
  endPanel(s.kit);
  redrawWithin(s.kit, 0.1f);
}

}  // namespace

void drawShell(Shell& s, Workbench& b, float width, float height) {
  const Theme& t = s.kit.theme;
  beginFrame(s.kit);
  handleShortcuts(b, s.requests);

  Rect screen{{0, 0}, {width, height}};
  const bool narrow = width / t.scale < kNarrow;
  const Rect top = screen.takeTop(transportHeight(s.kit, narrow));
  drawTransport(s.kit, b, s.preferences, s.requests, s.aboutOpen, narrow ? nullptr : &s.settingsOpen, top.min,
                top.size);
  if (narrow)
    drawTabs(s, b, screen);
  else
    drawColumns(s, b, screen, width / t.scale >= kWide);
  drawAbout(s.kit, s.preferences, s.requests, &s.aboutOpen);
  drawLoading(s, b, width, top.size.y);
  drawDivergenceCard(s.kit, b, width, top.size.y);

  postMessages(s, b);
  const int remedy = endFrame(s.kit);
  if (remedy) applyRemedy(b, static_cast<Remedy>(remedy));
}

bool ownsTouch(const Shell& s, const Workbench& b) {
  const bool drawing =
      s.field.drawing || (b.session.config.dataset == DataKind::drawn && hasPlane(s) &&
                          ImGui::IsMouseHoveringRect({s.field.rect.x0, s.field.rect.y0},
                                                     {s.field.rect.x1, s.field.rect.y1}, false));
  return drawing || s.pad.hovered || s.network.dragged.valid() || s.network.hovered.valid();
}

}  // namespace lockstep
