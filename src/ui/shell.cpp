#include "ui/about.h"
#include "ui/chart_parts.h"
#include "ui/divergence_card.h"
#include "ui/draw.h"
#include "ui/shell_parts.h"
#include "ui/widgets.h"

namespace lockstep {

// Lines between the regions, over the panels and under whatever pops up: panels need not
// know their neighbours.
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

namespace {

constexpr float kNarrow = 720, kWide = 1180;  // CSS px at scale 1
constexpr float kTall = 980;  // CSS px at scale 1: room for network, desk and instrument below each other
constexpr int kDeskTab = 4, kInstrumentTab = 5;  // of the narrow screen

bool showsField(const UnitPictures& pictures) {
  return pictures.kind == PictureKind::plane || pictures.kind == PictureKind::curve;
}
bool hasPlane(const Shell& s) { return showsField(s.pictures); }

UnitPictures& picturesOf(Shell& s, int side) { return side ? s.twin.pictures : s.pictures; }
NetworkView& networkOf(Shell& s, int side) { return side ? s.twin.network : s.network; }

void refreshSide(Shell& s, const Workbench& b, int side) {
  const RunScene run = sceneOf(b, side);
  refreshPictures(picturesOf(s, side), *run.session, run.shapeVersion, run.parameterVersion, !b.playing);
}
void refresh(Shell& s, const Workbench& b) {
  refreshSide(s, b, 0);
  if (b.twin) refreshSide(s, b, 1);
}

// For what shows units: a panel drawn before it may have changed the network in this very frame.
void drawCurrentNetwork(Shell& s, Workbench& b, int side, Rect r) {
  if (picturesOf(s, side).shapeVersion != sceneOf(b, side).shapeVersion) refreshSide(s, b, side);
  drawNetwork(s.kit, s.canvas, b, side, picturesOf(s, side), networkOf(s, side), r.min, r.size);
}

void drawPicture(Shell& s, Workbench& b, int side, Rect r) {
  UnitPictures& pictures = picturesOf(s, side);
  const RunScene run = sceneOf(b, side);
  if (showsField(pictures))
    drawFieldView(s.kit, s.canvas, b, side, pictures, networkOf(s, side), s.config.tool,
                  side ? s.twin.field : s.field, r.min, r.size);
  else if (pictures.kind == PictureKind::image)
    drawDigitPad(s.kit, s.canvas, run, s.pad, r.min, r.size);
  else
    drawPredictions(s.kit, s.canvas, run, s.predictions, r.min, r.size);
}

// Whether what measures is here; if not, asks for it and says so.
bool arrived(Shell& s, Rect r) {
  if (s.complete) return true;
  s.requests.rest = true;
  beginPanel(s.kit, "arriving", r.min, r.size, false, 0);
  drawEmpty(s.kit, {r.min, r.min + r.size},
            s.whyIncomplete.empty() ? "Loading the instruments" : std::string_view(s.whyIncomplete));
  endPanel(s.kit);
  return false;
}

void drawInstruments(Shell& s, Workbench& b, Rect r) {
  if (!arrived(s, r)) return;
  Laboratory* labs[] = {&s.lab, &s.twinLab};
  const RunScene scenes[] = {sceneOf(b), b.twin ? sceneOf(b, 1) : RunScene{}};
  const std::size_t count = b.twin ? 2 : 1;
  s.twinLab.samples = s.lab.samples;
  drawInstrument(s.kit, s.canvas, b, s.instruments, s.requests, {labs, count}, {scenes, count}, r.min,
                 r.size);
}

// A and B beside each other, below each other where that is too narrow, or the chosen one where that
// is too low.
void drawNetworks(Shell& s, Workbench& b, Rect r) {
  const Theme& t = s.kit.theme;
  if (b.twin) {
    const Rect bar = r.takeTop(comparisonBarHeight(s.kit, false));
    drawComparisonBar(s.kit, b, s.twin, false, bar.min, bar.size);
    hairline(s, {bar.min.x, bar.min.y + bar.size.y}, bar.min + bar.size);
  }
  if (!b.twin) return drawCurrentNetwork(s, b, 0, r);
  const bool beside = r.size.x >= 620 * t.scale, below = !beside && r.size.y >= 480 * t.scale;
  Rect sides[] = {r, r};
  if (beside || below) {
    sides[0] = beside ? r.takeLeft(std::floor(r.size.x / 2)) : r.takeTop(std::floor(r.size.y / 2));
    sides[1] = r;
  }
  for (int side : {0, 1}) {
    if (!beside && !below && side != s.twin.side) continue;
    const Rect title = sides[side].takeTop(sideTitleHeight(s.kit));
    drawSideTitle(s.kit, b, s.twin, side, title.min, title.size);
    drawCurrentNetwork(s, b, side, sides[side]);
  }
  if (beside) hairline(s, r.min, {r.min.x, r.min.y + r.size.y});
  if (below) hairline(s, r.min, {r.min.x + r.size.x, r.min.y});
}

void drawDeskUnder(Shell& s, Workbench& b, const NetworkLayout& layout, Rect r) {
  if (!arrived(s, r)) return;
  wantDesk(s.lab);
  readDesk(s.lab, s.deskReadings);
  drawDesk(s.kit, b, layout, s.deskReadings, s.desk, r.min, r.size);
}

// Under the network, from below: the open instrument, the bar, the desk. Leaves the network its room.
void drawLaboratory(Shell& s, Workbench& b, Rect& r) {
  const float whole = r.size.y;
  s.instruments.alone = false;
  s.instruments.roomForBoth = whole > kTall * s.kit.theme.scale;
  if (s.instruments.open >= 0) {
    const Rect view =
        r.takeBottom(std::clamp(whole * 0.45f, 260 * s.kit.theme.scale, 440 * s.kit.theme.scale));
    drawInstruments(s, b, view);
    hairline(s, view.min, {view.min.x + view.size.x, view.min.y});
  }
  const Rect bar = r.takeBottom(instrumentBarHeight(s.kit));
  drawInstrumentBar(s.kit, b, s.lab, s.instruments, bar.min, bar.size);
  hairline(s, bar.min, {bar.min.x + bar.size.x, bar.min.y});
  const bool deskOpen = deskShown(s.instruments) && !b.twin;  // its strips belong under one network
  s.network.freezeButtons = s.twin.network.freezeButtons = !deskOpen;
  if (!deskOpen) return;
  const Rect desk = r.takeBottom(std::min(deskHeight(s.kit, s.network.layout), r.size.y * 0.5f));
  drawDeskUnder(s, b, s.network.layout, desk);
  hairline(s, desk.min, {desk.min.x + desk.size.x, desk.min.y});
}

// The tabs of a narrow screen.
void drawDeskAlone(Shell& s, Workbench& b, Rect r) {
  drawDeskUnder(s, b, deskLayout(s.kit, b.session.state.network, r.min, r.size), r);
}

void drawInstrumentAlone(Shell& s, Workbench& b, Rect r) {
  s.instruments.alone = s.instruments.roomForBoth = true;
  const Rect bar = r.takeTop(instrumentBarHeight(s.kit));
  drawInstrumentBar(s.kit, b, s.lab, s.instruments, bar.min, bar.size);
  if (s.instruments.open < 0) s.instruments.open = 0;
  drawInstruments(s, b, r);
}

// On low screens the samples of image data and the desk do not both have room beside the network: whatever
// was asked for last has it, and images begin with their samples.
bool showsSamples(Shell& s, float height) {
  const bool images = s.pictures.kind == PictureKind::image, low = height <= kTall * s.kit.theme.scale;
  if (images != s.images && low) s.instruments.deskOpen = !images;
  s.images = images;
  return images && s.instruments.open < 0 && !(low && s.instruments.deskOpen);
}

void drawColumns(Shell& s, Workbench& b, Rect r, bool wide) {
  const Theme& t = s.kit.theme;
  if (s.settingsOpen) drawLeft(s, b, r.takeLeft((s.notebook ? 320 : wide ? 288 : 244) * t.scale));
  refresh(s, b);
  Rect right = r.takeRight((wide ? 372 : 288) * t.scale);
  hairline(s, right.min, {right.min.x, right.min.y + right.size.y});
  if (showsSamples(s, r.size.y)) {
    const Rect bottom = r.takeBottom(std::clamp(r.size.y * 0.36f, 240 * t.scale, 340 * t.scale));
    drawPredictions(s.kit, s.canvas, sceneOf(b, shownSide(s, b)), s.predictions, bottom.min, bottom.size);
    hairline(s, bottom.min, {bottom.min.x + bottom.size.x, bottom.min.y});
  }

  const float chrome = textHeight(s.kit, Type::title) + t.control + 3 * t.between;
  if (b.twin && hasPlane(s)) {
    const Rect fields = right.takeTop(twinFieldsHeight(s.kit, b, right.size.x));
    drawTwinFields(
        s.kit, s.canvas, b, s.twin,
        {{&s.pictures, &s.twin.pictures}, {&s.network, &s.twin.network}, {&s.field, &s.twin.field}},
        s.config.tool, fields.min, fields.size);
  } else {
    const Rect picture = right.takeTop(
        std::clamp(right.size.x - 2 * t.between + chrome, right.size.y * 0.4f, right.size.y * 0.62f));
    drawPicture(s, b, shownSide(s, b), picture);
  }
  hairline(s, {right.min.x, right.min.y}, {right.min.x + right.size.x, right.min.y});
  drawLoss(s.kit, b, s.loss, s.requests, right.min, right.size);
  drawLaboratory(s, b, r);
  drawNetworks(s, b, r);  // last: its own controls change what the others have shown
}

void drawTabs(Shell& s, Workbench& b, Rect r) {
  const Theme& t = s.kit.theme;
  refresh(s, b);
  if (b.twin) {
    const Rect bar = r.takeTop(comparisonBarHeight(s.kit, true));
    drawComparisonBar(s.kit, b, s.twin, true, bar.min, bar.size);
  }
  const int side = shownSide(s, b);
  const bool images = s.pictures.kind == PictureKind::image;
  const Rect strip = r.takeTop(t.control + 3 * t.unit);
  beginPanel(s.kit, "tabs", strip.min, strip.size, true, 0);
  ImGui::SetCursorScreenPos({strip.min.x + t.between, strip.min.y + t.unit});
  constexpr Choice kTabs[] = {{"Network"}, {"Loss"}, {"Settings"}, {"Guide"}, {"Desk"}, {"Lab"}, {"Samples"}};
  const int count = images ? 7 : 6;
  s.tab = std::min(s.tab, count - 1);
  tabs(s.kit, "tab", &s.tab, {kTabs, static_cast<std::size_t>(count)});
  endPanel(s.kit);
  hairline(s, strip.min, {strip.min.x + strip.size.x, strip.min.y});
  if (s.tab < kExperimentsTab || s.tab > kInstrumentTab) {
    const Rect picture = r.takeTop(std::min(r.size.x, r.size.y * 0.45f));
    drawPicture(s, b, side, picture);
    hairline(s, r.min, {r.min.x + r.size.x, r.min.y});
  }
  switch (s.tab) {
    case 0:
      return drawCurrentNetwork(s, b, side, r);
    case 1:
      return drawLoss(s.kit, b, s.loss, s.requests, r.min, r.size);
    case 2:
      return drawNarrowSettings(s, b, r);
    case kExperimentsTab:
      return drawExperiments(s, b, r);
    case kDeskTab:
      return drawDeskAlone(s, b, r);
    case kInstrumentTab:
      return drawInstrumentAlone(s, b, r);
    default:
      return drawPredictions(s.kit, s.canvas, sceneOf(b, side), s.predictions, r.min, r.size);
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
  followLesson(s, b);
  followTwin(s, b);

  Rect screen{{0, 0}, {width, height}};
  const bool narrow = width / t.scale < kNarrow;
  const Rect top = screen.takeTop(transportHeight(s.kit, narrow));
  if (drawTransport(s.kit, b, s.preferences, s.requests, s.arithmetic, s.aboutOpen,
                    narrow ? nullptr : &s.settingsOpen, top.min, top.size))
    showExperiments(s);
  drawQuestion(s, b, screen);
  if (narrow)
    drawTabs(s, b, screen);
  else
    drawColumns(s, b, screen, width / t.scale >= kWide);
  drawAbout(s.kit, s.preferences, s.requests, s.arithmetic, &s.aboutOpen);
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
  auto held = [](const NetworkView& view) { return view.dragged.valid() || view.hovered.valid(); };
  return drawing || s.pad.hovered || held(s.network) || (b.twin && held(s.twin.network));
}

}  // namespace lockstep
