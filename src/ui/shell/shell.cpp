#include "ui/shell/shell.h"

#include "studio/lesson.h"
#include "ui/frame/lines.h"
#include "ui/frame/waiting.h"
#include "ui/panels/transport.h"
#include "ui/shell/screens.h"

namespace lockstep {
namespace {

// CSS px at scale 1: room for network, desk and instrument below each other, for a card above a network, for
// samples below it, or for little more than one.
constexpr float kTall = 980, kShallow = 580, kSamples = 490, kLow = 320;
// Of a figure: width over height, from which on pictures stand side by side, and a width.
constexpr float kWideFigure = 1.15f, kSmallFigure = 560, kTinyFigure = 100;

constexpr const char* kOffers[] = {"",     "Undo",      "Copy",
                                   "Save", "Try again", "Open a table"};  // as buttons of notices, by Offer

Frame frameOf(Shell& s, Workbench& b) { return {s.kit, s.canvas, b, s.requests, s.screen, s.views}; }

constexpr char kLectureCaption[] =
    "All layers move at once, each on features that will be gone by the next step.";

// What an author chose; in a lecture, the one thing that is open.
FigureChoice figureOf(const Screen& screen, const Workbench& b) {
  FigureChoice f = screen.authored;
  if (!screen.lecture) return f;
  f.keys = true;
  if (f.on()) return f;
  f.add(Part::bar);
  if (screen.instrument >= 0) {
    f.add(Part::instrument);
  } else if (b.lesson) {
    f.add(Part::experiment);
  } else {
    for (Part part : kRunParts) f.add(part);
    if (f.caption.empty()) f.caption = kLectureCaption;
  }
  return f;
}

// The screen follows what was opened, by a button, a link or a command.
void followLesson(Shell& s, const Workbench& b) {
  if (s.lessonsOpened == b.lessonsOpened) return;
  s.lessonsOpened = b.lessonsOpened;
  if (!b.lesson) return;
  showGuide(s.screen);
  openInstrument(s.screen, "");
}

// What a challenge leaves free is at hand, where that leaves room for the network.
void followChallenge(Shell& s, const Workbench& b) {
  if (s.challengesOpened == b.challengesOpened) return;
  s.challengesOpened = b.challengesOpened;
  if (!b.attempt) return;
  s.screen.guide = false, s.screen.settingsOpen = !s.screen.shallow;
  s.screen.tab = Tab::network;
  openInstrument(s.screen, "");
}

void followComparison(Shell& s, const Workbench& b) {
  const bool open = b.twin.has_value();
  if (open && !s.compared) s.screen.side = b.lesson ? 0 : 1;  // what is changed first is B
  s.compared = open;
}

// Images begin with their samples, where these and all readings do not both have room.
void followData(Shell& s, const Workbench& b) {
  const bool images = pictureKind(b.runs[0].session.problem) == PictureKind::image;
  if (images != s.images && !s.screen.tall) s.screen.deskOpen = !images && s.screen.preferences.readings;
  s.images = images;
}

void drawPanel(Shell& s, Frame& frame, const Placed& placed) {
  const Place& place = *placed.place;
  if (place.shown && !place.shown(frame)) return;  // a panel before it in this frame has changed that
  const Theme& t = s.kit.theme;
  if (place.edge == Edge::rest && placed.rect.size.y < t.control + 2 * t.inside)
    return;  // nothing of it fits
  if (Panel* panel = s.panels.find(*place.panel, frame)) return panel->draw(frame, placed.rect);
  if (place.edge == Edge::over) return;
  s.requests.rest = true;
  drawWaiting(frame, place.panel->name, placed.rect);
}

void drawPanels(Shell& s, Frame& frame, float width, float height) {
  const Placement placement = placePanels(shapeOf(s.screen, width, s.kit.theme.scale).places,
                                          {{0, 0}, {width, height}}, frame, s.panels);
  for (const Placed& placed : placement.panels)
    if (placed.place->edge != Edge::over) drawPanel(s, frame, placed);
  drawLines(s.kit, placement.lines);
  for (const Placed& placed : placement.panels)
    if (placed.place->edge == Edge::over) drawPanel(s, frame, placed);
}

void postMessages(Shell& s, Workbench& b) {
  std::string told;  // what can only be read stands together
  for (const Message& m : b.messages) {
    s.lastMessage = m.text;
    if (m.alarm) ++s.alarms, s.lastAlarm = m.text;
    if (m.text == b.alarm) continue;  // the card says it
    const auto offer = static_cast<int>(m.offer);
    if (m.offer != Offer::none || m.alarm)
      postNotice(s.kit, m.text, kOffers[offer], offer, m.alarm);
    else
      told += (told.empty() ? "" : "\n") + m.text;
  }
  if (!told.empty()) postNotice(s.kit, told);
  b.messages.clear();
}

}  // namespace

void drawShell(Shell& s, Workbench& b, float width, float height) {
  Frame frame = frameOf(s, b);
  beginFrame(s.kit);
  s.screen.figure = figureOf(s.screen, b);
  // In an article the keys belong to the reader's page, unless its author says otherwise.
  const FigureChoice& figure = s.screen.figure;
  s.kit.readonly = figure.readonly;
  if (!figure.readonly && (!figure.on() || figure.keys)) handleShortcuts(b, s.requests);
  s.screen.narrow = shapeOf(s.screen, width, s.kit.theme.scale).narrow;
  s.screen.holdsTouch = false;
  followLesson(s, b);
  followComparison(s, b);
  takeLosses(b, s.views);
  const float bodyPx = bodyHeight(frame, s.panels, width, height), body = bodyPx / s.kit.theme.scale;
  s.screen.figure.wide = width / s.kit.theme.scale > kWideFigure * body;
  s.screen.figure.small = s.screen.figure.wide && width / s.kit.theme.scale < kSmallFigure;
  s.screen.figure.tiny = body < kTinyFigure;
  s.screen.tall = body > kTall, s.screen.shallow = body < kShallow, s.screen.low = body < kLow;
  s.screen.samplesFit = body > kSamples;
  s.screen.likedHeight = s.screen.figure.on() ? likedHeight(frame, s.panels, width, height - bodyPx) : 0;
  s.screen.wantsRest = wantsRest(frame);
  followData(s, b);
  followChallenge(s, b);
  drawPanels(s, frame, width, height - s.kit.noticeRoom);
  postMessages(s, b);
  if (!b.awaitedTable) withdrawNotices(s.kit, static_cast<int>(Offer::open));
  const auto chosen = static_cast<Offer>(endFrame(s.kit));
  if (chosen == Offer::undo) undoLast(b);
  if (chosen == Offer::copy) s.requests.copySaved = true;
  if (chosen == Offer::save) s.requests.saveRun = true;
  if (chosen == Offer::retry) retryPending(b);
  if (chosen == Offer::open) s.requests.openFile = true;
}

}  // namespace lockstep
