#include "ui/samples/predictions.h"

#include <algorithm>
#include <cmath>

#include "nn/simd.h"
#include "probes/responses.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"
#include "ui/samples/parts.h"

namespace lockstep {
namespace {

constexpr float kRankSeconds = 1;    // least time between two orders of the grid while training runs
constexpr double kGatherFlop = 32;   // what copying one input of a sample costs
constexpr float kMatrixLeast = 210;  // CSS px at scale 1
constexpr float kGridLeast = 200;

bool images(const Run& run) { return run.session.problem.data.imageSide > 0; }
bool classification(const Run& run) { return run.session.problem.data.task == Task::classification; }

// Measuring.

void startOver(const Run& run, PredictionsView& view) {
  const Problem& p = run.session.problem;
  if (samplesOf(run, view).empty()) view.set = p.split.test.empty() ? 1 : 0;
  const std::vector<int>& samples = samplesOf(run, view);
  const int count = std::min(static_cast<int>(samples.size()), kMostPredictions);
  std::vector<float> truth(count);
  for (int n = 0; n < count; ++n)
    truth[n] = classification(run) ? p.data.y[samples[n]]
                                   : p.targets[static_cast<std::size_t>(samples[n]) * p.outputs];
  beginPredictions(view.predictions, p.loss, p.outputs, classification(run), truth);
  prepare(view.workspace, run.session.state.network, kInputBlock);
  view.x.resize(static_cast<std::size_t>(p.inputs) * kInputBlock);
  view.targets.resize(static_cast<std::size_t>(p.outputs) * kInputBlock);
  classNames(run, view.names);
  view.nameViews.assign(view.names.begin(), view.names.end());
  if (view.pairTruth >= view.predictions.classes || view.pairPredicted >= view.predictions.classes)
    view.pairTruth = view.pairPredicted = -1;
  view.order.clear();
  view.order.reserve(count);
  for (PredictionsView::Slot& slot : view.slots) slot.sample = -1;
  view.next = 0;
  view.ranked = false;
  view.pinned = -1;
  view.range = {};
  view.measuredSet = view.set;
  view.shapeVersion = run.shapeVersion;
  view.parameterVersion = 0;
}

void rankNow(PredictionsView& view) {
  rankSamples(view.predictions, {view.show == 0 && view.pairTruth < 0, view.pairTruth, view.pairPredicted},
              view.order);
  view.ranked = true;
  view.unranked = 0;
  view.rankAge = 0;
}

// Samples in turn, as many as the frame may cost, until none is older than the parameters.
void measureSome(const Run& run, bool playing, PredictionsView& view) {
  const int count = view.predictions.count;
  if (view.parameterVersion != run.parameterVersion) {
    view.parameterVersion = run.parameterVersion;
    view.stale = count;
  }
  const std::vector<int>& samples = samplesOf(run, view);
  const double each = predictionFlop(run.session.state.network) + kGatherFlop * run.session.problem.inputs;
  double budget = playing ? kPredictionFlop : kPausedPredictionFlop;
  while (view.stale > 0 && budget > 0) {
    const int afford = padToLanes(static_cast<int>(std::min<double>(kInputBlock, budget / each)));
    const int B = std::min({std::max(afford, kLanes), view.stale, count - view.next});
    gatherBatch(run.session.problem, samples.data() + view.next, B, view.x.data(), view.targets.data());
    measurePredictions(view.predictions, run.session.state.network, view.x.data(), view.targets.data(),
                       view.next, B, view.workspace);
    view.next = (view.next + B) % count;
    view.stale -= B, view.unranked += B;
    budget -= each * B;
  }
}

void refresh(Kit& kit, const Run& run, bool playing, PredictionsView& view) {
  if (view.shapeVersion != run.shapeVersion || view.measuredSet != view.set) startOver(run, view);
  measureSome(run, playing, view);
  view.rankAge += ImGui::GetIO().DeltaTime;
  const bool whole = view.predictions.measured == view.predictions.count;
  const bool due = playing ? view.rankAge >= kRankSeconds && view.unranked >= view.predictions.count
                           : view.stale == 0 && view.unranked > 0;
  if (whole && (!view.ranked || due)) rankNow(view);
  if (view.stale > 0) redrawWithin(kit, 0);
}

// Words.

FixedText<128> summary(const Run& run, const PredictionsView& view) {
  const Predictions& p = view.predictions;
  const bool all = p.count == static_cast<int>(samplesOf(run, view).size());
  const auto samples = textf<48>("%s%s sample%s", all ? "" : "the first ", formatCount(p.count).c_str(),
                                 p.count == 1 ? "" : "s");
  if (!classification(run)) {
    const double error = std::sqrt(2 * meanLoss(p)) * run.session.problem.targetScale;
    return textf<128>("R² %s, root-mean-square error %s in %s", formatLive(determination(p), 3).c_str(),
                      formatLive(error, 3).c_str(), samples.c_str());
  }
  const int wrong = p.measured - p.correct;
  if (wrong == 0) return textf<128>("No mistakes in %s", samples.c_str());
  return textf<128>("%s mistake%s in %s, %s", formatCount(wrong).c_str(), wrong == 1 ? "" : "s",
                    samples.c_str(), formatPercent(static_cast<double>(wrong) / p.measured).c_str());
}

void chooseSet(Kit& kit, const Run& run, PredictionsView& view, float width) {
  constexpr Choice kSets[] = {{"Test"}, {"Train"}};
  const Split& split = run.session.problem.split;
  if (split.test.empty() || split.train.empty()) return;
  segmented(kit, "predictions.set", &view.set, kSets, width);
}

void choosePairAway(Kit& kit, PredictionsView& view) {
  const Text64 label =
      textf("%s → %s", view.names[view.pairTruth].c_str(), view.names[view.pairPredicted].c_str());
  if (button(kit, "predictions.pair", label, {.icon = Icon::close})) {
    view.pairTruth = view.pairPredicted = -1;
    view.ranked = false;
  }
  tip(kit, {.title = "Only this cell of the matrix is shown", .body = "Press to show the others too."});
}

// Which samples, and how many of them are mistakes. One row where it fits, else two.
float gridHeader(Kit& kit, const Run& run, PredictionsView& view, ImVec2 at, float width) {
  const Theme& t = kit.theme;
  constexpr Choice kShows[] = {{"Mistakes"}, {"All"}};
  const bool pair = view.pairTruth >= 0;
  const FixedText<128> words = summary(run, view);
  const float chooser = std::min(150 * t.scale, (width - t.inside) / 2);
  const bool oneRow = 2 * (chooser + t.between) + textWidth(kit, Type::small, words) <= width;
  ImGui::SetCursorScreenPos(at);
  chooseSet(kit, run, view, chooser);
  ImGui::SetCursorScreenPos({at.x + chooser + t.inside, at.y});
  if (pair)
    choosePairAway(kit, view);
  else if (segmented(kit, "predictions.show", &view.show, kShows, chooser))
    view.ranked = false;
  ImVec2 line(at.x + 2 * (chooser + t.inside) + t.inside, at.y);
  if (!oneRow) line = {at.x, at.y + t.control + t.unit};
  const float height = oneRow ? t.control : textHeight(kit, Type::small) + t.unit;
  drawTextIn(kit, ImGui::GetWindowDrawList(), Type::small, line, {at.x + width, line.y + height}, 0,
             t.secondary, words);
  return line.y + height + t.inside - at.y;
}

// The two kinds of data.

void drawImages(Kit& kit, Canvas& canvas, const Run& run, PredictionsView& view, ImVec2 min, ImVec2 max) {
  const Theme& t = kit.theme;
  const bool both = max.x - min.x >= (kMatrixLeast + kGridLeast) * t.scale + t.around;
  if (!both) {
    constexpr Choice kPages[] = {{"Samples"}, {"Confusion matrix"}};
    ImGui::SetCursorScreenPos(min);
    segmented(kit, "predictions.page", &view.page, kPages, max.x - min.x);
    min.y += t.control + t.inside;
  }
  float right = max.x;
  if (both || view.page == 1) {
    const float room = both ? std::max(kMatrixLeast * t.scale, (max.x - min.x) * 0.48f) : max.x - min.x;
    const float width = std::min(room, confusionWidth(kit, view, max.y - min.y));
    const float left = both ? max.x - width : min.x;
    if (drawConfusion(kit, view, true, {left, min.y}, {width, max.y - min.y})) {
      view.ranked = false;
      view.page = 0;
    }
    right = left - t.around;
  }
  if (!both && view.page == 1) return;
  const float header = gridHeader(kit, run, view, min, right - min.x);
  if (!view.ranked && view.predictions.measured == view.predictions.count) rankNow(view);
  drawSampleGrid(kit, canvas, run, view, {min.x, min.y + header}, {right - min.x, max.y - min.y - header});
}

void drawTable(Kit& kit, Canvas& canvas, const Run& run, PredictionsView& view, ImVec2 min, ImVec2 max) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float line = textHeight(kit, Type::title), chooser = std::min(150 * t.scale, (max.x - min.x) * 0.45f);
  drawTextIn(kit, list, Type::title, min, {max.x - chooser - t.inside, min.y + t.control}, 0, t.ink,
             classification(run) ? "Confusion matrix" : "Predicted values");
  ImGui::SetCursorScreenPos({max.x - chooser, min.y});
  chooseSet(kit, run, view, chooser);
  min.y += std::max(line, t.control) + t.unit;
  min.y += drawParagraph(kit, list, Type::small, min, max.x - min.x, t.secondary, summary(run, view));
  min.y += t.between;
  if (!classification(run)) return drawScatter(kit, canvas, run, view, min, max - min);
  const float width = std::min(max.x - min.x, confusionWidth(kit, view, max.y - min.y));
  drawConfusion(kit, view, false, min, {width, max.y - min.y});
}

}  // namespace

void PredictionsView::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const Run& run = frame.bench.runs[shownSide(frame)];
  ImGui::SetNextWindowContentSize({1, 1});  // only the grid scrolls
  beginPanel(kit, "predictions", rect.min, rect.size);
  palette = paletteOf(t);
  refresh(kit, run, frame.bench.playing, *this);
  const ImVec2 from = rect.min + ImVec2(t.between, t.between), to = rect.max() - ImVec2(t.between, t.between);
  if (predictions.count == 0)
    drawTextIn(kit, ImGui::GetWindowDrawList(), Type::base, from, to, 0.5f, t.secondary,
               "The data set has no samples");
  else if (images(run))
    drawImages(kit, frame.canvas, run, *this, from, to);
  else
    drawTable(kit, frame.canvas, run, *this, from, to);
  endPanel(kit);
}

}  // namespace lockstep
