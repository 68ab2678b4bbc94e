#include "ui/shell/screens.h"

#include <algorithm>
#include <cmath>

#include "studio/journey.h"
#include "studio/tour.h"
#include "ui/desk/desk.h"
#include "ui/desk/plain_rows.h"
#include "ui/instruments/bar.h"
#include "ui/instruments/panel.h"
#include "ui/lessons/card.h"
#include "ui/lessons/challenge.h"
#include "ui/lessons/panel.h"
#include "ui/network/field_view.h"
#include "ui/network/network_view.h"
#include "ui/panels/about.h"
#include "ui/panels/caption.h"
#include "ui/panels/config_panel.h"
#include "ui/panels/figure_bar.h"
#include "ui/panels/loading.h"
#include "ui/panels/loss_panel.h"
#include "ui/panels/mode.h"
#include "ui/panels/transport.h"
#include "ui/panels/trouble_card.h"
#include "ui/panels/welcome.h"
#include "ui/samples/digit_pad.h"
#include "ui/samples/predictions.h"
#include "ui/shell/answer.h"
#include "ui/shell/tabs.h"
#include "ui/twin/comparison_bar.h"
#include "ui/twin/fields.h"
#include "ui/twin/loss.h"
#include "ui/twin/pair.h"

namespace lockstep {
namespace {

// The panels.

constexpr PanelKind kTransport{"transport", makeTransport}, kQuestion{"question", makeWelcome},
    kTabs{"tabs", makeTabs}, kMode{"mode", makeMode}, kSettings{"settings", makeSettings},
    kGuide{"guide", makeGuide, true}, kCard{"card", makeCard, true}, kRecap{"recap", makeRecap, true},
    kChallenge{"challenge", makeChallenge, true}, kNetwork{"network", makeNetwork},
    kField{"field", makeField}, kPad{"pad", makePad, true}, kSamples{"samples", makeSamples, true},
    kLoss{"loss", makeLoss}, kDesk{"desk", makeDesk, true}, kRows{"rows", makePlainRows, true},
    kInstrumentBar{"instruments", makeInstrumentBar, true}, kInstrument{"instrument", makeInstrument, true},
    kComparison{"comparison", makeComparisonBar, true}, kPair{"pair", makePair, true},
    kTwinLoss{"losses", makeTwinLoss, true}, kTwinFields{"fields", makeTwinFields, true},
    kAbout{"about", makeAbout}, kLoading{"loading", makeLoading}, kTrouble{"trouble", makeTroubleCard},
    kFigureBar{"figure.bar", makeFigureBar}, kCaption{"figure.caption", makeCaption},
    kAnswer{"answer", makeAnswer};

// When they are shown.

const Workbench& bench(const Frame& f) { return f.bench; }
PictureKind kind(const Frame& f) { return pictureKind(f.bench.runs[0].session.problem); }

bool compared(const Frame& f) { return bench(f).twin.has_value(); }
bool waits(const Frame& f) { return waitsForData(f.bench); }
bool loading(const Frame& f) {
  return bench(f).pendingTable || (!bench(f).pendingAsset.empty() && !waits(f)) ||
         (bench(f).journey && bench(f).journey->slow);
}
bool trouble(const Frame& f) { return diverged(f.bench) || ill(f.bench); }
bool single(const Frame& f) { return !compared(f); }

bool stage(const Frame& f) { return onStage(f.screen); }

bool asked(const Frame& f) {
  if (stage(f) || trouble(f)) return false;
  if (f.screen.narrow && f.screen.tab != Tab::network) return false;  // it would take half of the tab
  return !f.screen.preferences.welcomed && !f.screen.embedded && f.bench.tourStop < 0 && !f.bench.lesson &&
         !f.bench.attempt;
}

bool lesson(const Frame& f) { return f.bench.lesson != nullptr; }
bool challenge(const Frame& f) { return f.bench.attempt != nullptr && !stage(f); }
bool recap(const Frame& f) { return atRecap(f.bench) && !stage(f); }
bool comparison(const Frame& f) {
  return compared(f) && !lesson(f);
}  // of an experiment its card says it all
bool cardAlone(const Frame& f) { return lesson(f) && f.screen.shallow; }
bool noLesson(const Frame& f) { return !lesson(f); }

bool settings(const Frame& f) { return f.screen.settingsOpen && !f.screen.guide; }
bool guide(const Frame& f) { return f.screen.settingsOpen && f.screen.guide; }
bool column(const Frame& f) { return f.screen.settingsOpen; }

bool images(const Frame& f) { return kind(f) == PictureKind::image; }
bool table(const Frame& f) { return kind(f) == PictureKind::samples; }
bool drawable(const Frame& f) { return !images(f) && !table(f); }
bool twoFields(const Frame& f) { return compared(f) && drawable(f); }
bool oneField(const Frame& f) { return single(f) && drawable(f) && !f.screen.low; }
bool fieldAlone(const Frame& f) { return single(f) && drawable(f) && f.screen.low; }

// On low screens the samples of image data and the desk, or the card of an experiment, do not both have
// room beside the network: whatever was asked for last has it.
bool samples(const Frame& f) {
  return images(f) && f.screen.samplesFit && f.screen.instrument < 0 &&
         (f.screen.tall || !(f.screen.deskOpen || lesson(f)));
}
bool instrument(const Frame& f) { return f.screen.instrument >= 0; }
// The card of an experiment offers its own.
bool instrumentBar(const Frame& f) { return !lesson(f) || instrument(f); }
bool lossBeside(const Frame& f) { return single(f) && !f.screen.low; }
bool rows(const Frame& f) {
  const bool gaugeInstead = challenge(f) && f.screen.shallow;  // the network needs the rest
  return !deskShown(f.screen) && single(f) && !lesson(f) && !f.screen.low && !gaugeInstead;
}
bool desk(const Frame& f) { return deskShown(f.screen) && single(f); }  // its strips belong under one network

template <Tab tab>
bool on(const Frame& f) {
  return f.screen.tab == tab;
}
bool rowsOnTab(const Frame& f) {
  return on<Tab::network>(f) && single(f) && f.screen.complete && !f.screen.low;
}
bool comparisonOnTab(const Frame& f) { return compared(f) && !(on<Tab::guide>(f) && lesson(f)); }
bool cardOnTab(const Frame& f) { return on<Tab::guide>(f) && lesson(f); }
bool picture(const Frame& f) { return f.screen.tab < Tab::guide || f.screen.tab == Tab::samples; }
bool lossAlone(const Frame& f) { return f.screen.tab == Tab::loss && single(f); }
bool lossCompared(const Frame& f) { return f.screen.tab == Tab::loss && compared(f); }
bool fieldOnTop(const Frame& f) { return picture(f) && drawable(f) && !f.screen.low; }
bool fieldAtLeft(const Frame& f) { return picture(f) && drawable(f) && f.screen.low; }
bool padOnTop(const Frame& f) { return picture(f) && images(f); }
bool tableOnTop(const Frame& f) { return picture(f) && table(f); }

// Of a figure.
template <Part part>
bool chosen(const Frame& f) {
  return f.screen.figure.has(part);
}
bool challengeAlone(const Frame& f) { return f.bench.attempt && f.screen.figure.tiny; }
bool challengeOnTop(const Frame& f) { return f.bench.attempt && !f.screen.figure.tiny; }
// A small figure of several things leaves the network out: its answer says more.
bool network(const Frame& f) {
  const FigureChoice& figure = f.screen.figure;
  return figure.has(Part::network) && (!figure.small || !figure.has(Part::answer)) && !challengeAlone(f);
}
bool answer(const Frame& f) { return chosen<Part::answer>(f) && !challengeAlone(f); }
bool loss(const Frame& f) {  // a challenge with little height has its gauge instead
  return chosen<Part::loss>(f) && (!f.bench.attempt || !f.screen.low || !chosen<Part::answer>(f)) &&
         !challengeAlone(f);
}
bool wide(const Frame& f) { return f.screen.figure.wide; }
bool captioned(const Frame& f) { return !f.screen.figure.caption.empty(); }
bool cardInFigure(const Frame& f) { return chosen<Part::experiment>(f) && lesson(f); }
bool instrumentAndMore(const Frame& f) {
  return chosen<Part::instrument>(f) && (network(f) || answer(f) || loss(f));
}
bool instrumentAlone(const Frame& f) { return chosen<Part::instrument>(f) && !instrumentAndMore(f); }
bool instrumentBeside(const Frame& f) { return wide(f) && instrumentAndMore(f); }
bool instrumentBelow(const Frame& f) { return !wide(f) && instrumentAndMore(f); }
bool pictureBeside(const Frame& f) { return wide(f) && network(f) && (answer(f) || loss(f)); }
bool answerOverLoss(const Frame& f) { return answer(f) && loss(f); }
bool answerBesideLoss(const Frame& f) { return wide(f) && !network(f) && answerOverLoss(f); }
bool answerOnTop(const Frame& f) { return !wide(f) && answer(f) && (network(f) || loss(f)); }
bool lossBelow(const Frame& f) { return !wide(f) && network(f) && loss(f) && !f.screen.shallow; }
bool rowsFit(const Frame& f) { return network(f) && chosen<Part::rows>(f) && !f.screen.low; }
bool rowsInFigure(const Frame& f) { return rowsFit(f) && f.screen.complete; }

// Where they stand.

using Of = Length::Of;
constexpr Length kOwn{.of = Of::own};
constexpr Length kAnswerLength{.of = Of::own, .leastShare = 0.4f, .mostShare = 0.62f};
constexpr Length kTopPicture{.of = Of::width, .mostShare = 0.45f};

// Settings, network and pictures side by side.
constexpr auto columns(float settingsWidth, float asideWidth, bool (*aside)(const Frame&)) {
  return std::to_array<Place>({
      {.panel = &kTransport, .edge = Edge::top, .length = kOwn, .border = Border::none},
      {.panel = &kAbout, .edge = Edge::over},
      {.panel = &kLoading, .edge = Edge::over, .shown = loading},
      {.panel = &kLoading, .shown = waits},
      {.panel = &kTrouble, .edge = Edge::top, .length = kOwn, .shown = trouble},
      {.panel = &kCaption, .edge = Edge::top, .length = kOwn, .shown = captioned, .border = Border::none},
      {.panel = &kQuestion, .edge = Edge::top, .length = kOwn, .shown = asked},
      {.panel = &kRecap, .shown = recap},
      {.edge = Edge::left, .length = {.value = settingsWidth}, .shown = settings, .as = Area::left},
      {.edge = Edge::left, .length = {.value = 320}, .shown = guide, .as = Area::left},
      {.panel = &kMode,
       .edge = Edge::top,
       .length = kOwn,
       .shown = column,
       .in = Area::left,
       .border = Border::none},
      {.panel = &kSettings, .shown = settings, .in = Area::left},
      {.panel = &kGuide, .shown = guide, .in = Area::left},
      {.panel = &kInstrument, .shown = stage},
      {.panel = &kCard, .shown = cardAlone},
      {.edge = Edge::right, .length = {.value = asideWidth}, .shown = aside, .as = Area::aside},
      {.panel = &kSamples,
       .edge = Edge::bottom,
       .length = {.of = Of::share, .value = 0.36f, .leastPx = 240, .mostPx = 340},
       .shown = samples},
      {.panel = &kTwinFields, .edge = Edge::top, .length = kOwn, .shown = twoFields, .in = Area::aside},
      {.panel = &kField, .edge = Edge::top, .length = kAnswerLength, .shown = oneField, .in = Area::aside},
      {.panel = &kField, .shown = fieldAlone, .in = Area::aside},
      {.panel = &kPad, .edge = Edge::top, .length = kAnswerLength, .shown = images, .in = Area::aside},
      {.panel = &kSamples, .edge = Edge::top, .length = kAnswerLength, .shown = table, .in = Area::aside},
      {.panel = &kLoss, .shown = lossBeside, .in = Area::aside},
      {.panel = &kTwinLoss, .shown = compared, .in = Area::aside},
      {.panel = &kCard, .edge = Edge::top, .length = kOwn, .shown = lesson},
      {.panel = &kChallenge, .edge = Edge::top, .length = kOwn, .shown = challenge},
      {.panel = &kInstrument,
       .edge = Edge::bottom,
       .length = {.of = Of::share, .value = 0.45f, .leastPx = 260, .mostPx = 440},
       .shown = instrument},
      {.panel = &kInstrumentBar,
       .edge = Edge::bottom,
       .length = {.of = Of::own, .value = 44},
       .shown = instrumentBar},
      {.panel = &kDesk,
       .edge = Edge::bottom,
       .length = {.of = Of::own, .value = 316, .mostShare = 0.5f},
       .shown = desk},
      {.panel = &kRows, .edge = Edge::bottom, .length = {.of = Of::own, .value = 68}, .shown = rows},
      {.panel = &kComparison, .edge = Edge::top, .length = kOwn, .shown = comparison},
      {.panel = &kPair, .shown = compared},
      // The network comes last: its own controls change what the others have shown.
      {.panel = &kNetwork, .shown = single},
  });
}
constexpr auto kWide = columns(288, 372, nullptr), kMedium = columns(244, 288, noLesson);

// One column: a picture on top, and what the chosen tab shows.
constexpr Place kNarrow[] = {
    {.panel = &kTransport, .edge = Edge::top, .length = kOwn, .border = Border::none},
    {.panel = &kAbout, .edge = Edge::over},
    {.panel = &kLoading, .edge = Edge::over, .shown = loading},
    {.panel = &kLoading, .shown = waits},
    {.panel = &kTrouble, .edge = Edge::top, .length = kOwn, .shown = trouble},
    {.panel = &kCaption, .edge = Edge::top, .length = kOwn, .shown = captioned, .border = Border::none},
    {.panel = &kQuestion, .edge = Edge::top, .length = kOwn, .shown = asked},
    {.panel = &kRecap, .shown = recap},
    {.panel = &kInstrument, .shown = stage},
    {.panel = &kComparison,
     .edge = Edge::top,
     .length = kOwn,
     .shown = comparisonOnTab,
     .border = Border::none},
    {.panel = &kChallenge, .edge = Edge::top, .length = kOwn, .shown = challenge},
    {.panel = &kTabs, .edge = Edge::top, .length = kOwn, .border = Border::outer},
    {.panel = &kCard, .edge = Edge::top, .length = kOwn, .shown = cardOnTab},
    {.panel = &kField, .edge = Edge::top, .length = kTopPicture, .shown = fieldOnTop},
    {.panel = &kField, .edge = Edge::left, .length = {.of = Of::share, .value = 0.3f}, .shown = fieldAtLeft},
    {.panel = &kPad, .edge = Edge::top, .length = kTopPicture, .shown = padOnTop},
    {.panel = &kSamples, .edge = Edge::top, .length = kTopPicture, .shown = tableOnTop},
    {.panel = &kInstrumentBar,
     .edge = Edge::top,
     .length = {.of = Of::own, .value = 44},
     .shown = on<Tab::instruments>,
     .border = Border::none},
    {.panel = &kInstrument, .shown = on<Tab::instruments>},
    {.panel = &kRows, .edge = Edge::bottom, .length = {.of = Of::own, .value = 68}, .shown = rowsOnTab},
    {.panel = &kNetwork, .shown = on<Tab::network>},
    {.panel = &kLoss, .shown = lossAlone},
    {.panel = &kTwinLoss, .shown = lossCompared},
    {.panel = &kSettings, .shown = on<Tab::settings>},
    {.panel = &kGuide, .shown = on<Tab::guide>},
    {.panel = &kDesk, .shown = on<Tab::desk>},
    {.panel = &kSamples, .shown = on<Tab::samples>},
};

// What an author has chosen, at any size: side by side where it is wide, else below each other.
constexpr Length kHalf{.of = Of::share, .value = 0.5f};
constexpr Place kFigure[] = {
    {.panel = &kFigureBar, .edge = Edge::bottom, .length = kOwn, .shown = chosen<Part::bar>},
    {.panel = &kAbout, .edge = Edge::over},
    {.panel = &kLoading, .edge = Edge::over, .shown = loading},
    {.panel = &kLoading, .shown = waits},
    {.panel = &kTrouble, .edge = Edge::top, .length = kOwn, .shown = trouble},
    {.panel = &kCaption, .edge = Edge::top, .length = kOwn, .shown = captioned, .border = Border::none},
    {.panel = &kChallenge, .edge = Edge::top, .length = kOwn, .shown = challengeOnTop},
    {.panel = &kChallenge, .shown = challengeAlone},
    {.panel = &kCard, .shown = cardInFigure},
    {.panel = &kInstrument, .edge = Edge::right, .length = kHalf, .shown = instrumentBeside},
    {.panel = &kInstrument, .edge = Edge::bottom, .length = kHalf, .shown = instrumentBelow},
    {.panel = &kInstrument, .shown = instrumentAlone},
    {.edge = Edge::right,
     .length = {.of = Of::share, .value = 0.36f, .leastPx = 120, .mostPx = 372},
     .shown = pictureBeside,
     .as = Area::aside},
    {.panel = &kAnswer,
     .edge = Edge::top,
     .length = {.of = Of::own, .mostShare = 0.68f},
     .shown = answerOverLoss,
     .in = Area::aside},
    {.panel = &kLoss, .shown = loss, .in = Area::aside},
    {.panel = &kAnswer, .shown = answer, .in = Area::aside},
    {.panel = &kAnswer,
     .edge = Edge::left,
     .length = {.of = Of::share, .value = 0.58f},
     .shown = answerBesideLoss},
    {.panel = &kAnswer,
     .edge = Edge::top,
     .length = {.of = Of::width, .mostShare = 0.5f},
     .shown = answerOnTop},
    {.panel = &kLoss, .edge = Edge::bottom, .length = {.of = Of::share, .value = 0.3f}, .shown = lossBelow},
    {.panel = &kRows, .edge = Edge::bottom, .length = {.of = Of::own, .value = 68}, .shown = rowsInFigure},
    {.panel = &kNetwork, .shown = network},
    {.panel = &kLoss, .shown = loss},
    {.panel = &kAnswer, .shown = answer},
};

constexpr ScreenShape kShapes[] = {
    {"wide", 1180, false, kWide},
    {"medium", 720, false, kMedium},
    {"narrow", 0, true, kNarrow},
};
constexpr ScreenShape kFigureShape{"figure", 0, false, kFigure};

}  // namespace

const ScreenShape& shapeOf(const Screen& screen, float width, float scale) {
  if (screen.figure.on()) return kFigureShape;
  for (const ScreenShape& shape : kShapes)
    if (width / scale >= shape.leastWidth) return shape;
  return kShapes[std::size(kShapes) - 1];
}

float bodyHeight(const Frame& frame, PanelSet& panels, float width, float height) {
  auto less = [&](const PanelKind& kind, bool shown) {
    if (shown) height -= panels.find(kind, frame)->height(frame, width);
  };
  const bool figure = frame.screen.figure.on();
  less(kTransport, !figure);
  less(kTrouble, trouble(frame));
  less(kQuestion, !figure && asked(frame));
  less(kFigureBar, figure && chosen<Part::bar>(frame));
  less(kCaption, captioned(frame));
  less(kChallenge, figure && frame.bench.attempt);
  return height;
}

float likedHeight(const Frame& frame, PanelSet& panels, float width, float bars) {
  constexpr float kSmallest = 180, kInstrument = 360, kLargest = 480, kNarrow = 560;  // CSS px at scale 1
  const float scale = frame.kit.theme.scale;
  float body = width / (width < kNarrow * scale ? 1.2f : 1.6f);
  auto own = [&](const PanelKind& kind) {
    if (Panel* panel = panels.find(kind, frame)) body = panel->height(frame, width);
  };
  if (cardInFigure(frame))
    own(kCard);
  else if (instrumentAlone(frame))
    body = std::max(width / 1.5f, kInstrument * scale);
  else if (answer(frame) && !network(frame) && !loss(frame))
    own(kAnswer), body = std::min(body, kLargest * scale);
  return std::ceil(bars + std::max(body, kSmallest * scale));
}

bool wantsRest(const Frame& frame) { return rowsFit(frame); }

}  // namespace lockstep
