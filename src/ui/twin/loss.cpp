#include "ui/twin/loss.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "nn/median.h"
#include "ui/chart/chart.h"
#include "ui/frame/scrub_bar.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr int64_t kMostPoints = 384;  // of a band: about one per pixel
constexpr int64_t kSampled = 16;      // steps of a stretch that its point looks at

// Of all seeds of one side: median, least and greatest mini-batch loss.
struct LossBandSeries {
  Series median, low, high;
};

enum Compared { testLoss, trainLoss, batchLoss, testAccuracy, trainAccuracy };
constexpr Choice kAll[] = {{"Test loss", "On samples never trained on"},
                           {"Train loss", "On all training samples"},
                           {"Batch loss", "Of every step on its own mini-batch, of all seeds"},
                           {"Test accuracy", "On samples never trained on"},
                           {"Train accuracy", "On all training samples"}};

struct TwinLossPanel final : Panel {
  int compared = testLoss;
  LossBandSeries bands[2];
  ChartState chart;
  uint64_t lessonsOpened = 0;  // whose axes the chart has
  std::size_t bandSteps = 0;   // of all runs together, that the bands show
  int seeds = 1;               // per side, in the last frame

  void draw(Frame& frame, Rect rect) override;
};

struct Row {
  const char *name, *label, *help;
  double a, b;
  bool percent;
};

Text32 reading(double value, bool percent) {
  return std::isnan(value) ? textf<32>("–") : percent ? formatPercent(value) : formatLive(value);
}

Text32 difference(const Row& row) {
  const double d = row.b - row.a;
  if (std::isnan(d)) return textf<32>("–");
  const Text32 size = row.percent ? formatDecimals(100 * std::fabs(d), 1) : formatLive(std::fabs(d), 2);
  if (d == 0) return textf<32>("0");
  return textf<32>("%s%s%s", d < 0 ? "\u2212" : "+", size.c_str(), row.percent ? "\u202F%" : "");
}

// The numbers of both sides and their difference, as a table.
void numbers(Kit& kit, std::span<const Row> rows) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, small = textHeight(kit, Type::small) + t.unit,
              high = textHeight(kit, Type::strong) + t.inside;
  const float edges[] = {width * 0.36f, width * 0.56f, width * 0.76f, width};
  constexpr const char* kHeads[] = {"A", "B", "B \u2212 A"};
  auto cell = [&](int column, float top, float height, Type type, Color color, std::string_view words) {
    drawTextIn(kit, list, type, {at.x + edges[column], top}, {at.x + edges[column + 1], top + height}, 1,
               color, words);
  };
  for (int c = 0; c < 3; ++c) cell(c, at.y, small, Type::small, t.secondary, kHeads[c]);
  float y = at.y + small;
  for (const Row& row : rows) {
    drawTextIn(kit, list, Type::base, {at.x, y}, {at.x + edges[0], y + high}, 0, t.secondary, row.label);
    const Text32 values[] = {reading(row.a, row.percent), reading(row.b, row.percent), difference(row)};
    for (int c = 0; c < 3; ++c) cell(c, y, high, Type::strong, t.ink, values[c]);
    ImGui::SetCursorScreenPos({at.x, y});
    passive(kit, row.name, {width, high});
    tip(kit, {.title = row.label, .body = row.help});
    y += high;
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({width, y - at.y});
}

void tableOf(Kit& kit, const Workbench& b, const TwinLossPanel& panel) {
  const Metrics &a = b.runs[0].latest.metrics, &other = b.runs[1].latest.metrics;
  const bool known = b.runs[0].latest.step >= 0 && b.runs[1].latest.step >= 0;
  const bool test = !b.runs[0].session.problem.split.test.empty();
  const bool classes = b.runs[0].session.problem.data.task == Task::classification;
  auto of = [&](double value) { return known ? value : NAN; };
  Row rows[3];
  std::size_t count = 0;
  const char* whole = test ? "Over all samples never trained on." : "Over all training samples.";
  rows[count++] = {"twin.loss",
                   test ? "Test loss" : "Train loss",
                   whole,
                   of(test ? a.testLoss : a.trainLoss),
                   of(test ? other.testLoss : other.trainLoss),
                   false};
  if (classes)
    rows[count++] = {"twin.accuracy",
                     test ? "Test accuracy" : "Train accuracy",
                     whole,
                     of(test ? a.testAccuracy : a.trainAccuracy),
                     of(test ? other.testAccuracy : other.trainAccuracy),
                     true};
  const Series &first = panel.bands[0].median, &second = panel.bands[1].median;
  Text64 label = textf("Median of %d", twinSeeds(*b.twin));
  if (twinSeeds(*b.twin) > 1)
    rows[count++] = {"twin.median",
                     label.c_str(),
                     "Batch loss of the last steps, averaged for each seed: the median of the seeds.",
                     first.empty() ? NAN : first.buckets.back().mean,
                     second.empty() ? NAN : second.buckets.back().mean,
                     false};
  numbers(kit, {rows, count});
}

void exportCsv(const TwinLossPanel& panel, Frame& frame) {
  const LossSeries &a = frame.views[0].losses, &b = frame.views[1].losses;
  const LossBandSeries &first = panel.bands[0], &second = panel.bands[1];
  const NamedSeries series[] = {{"A train loss", &a.train},
                                {"B train loss", &b.train},
                                {"A test loss", &a.test},
                                {"B test loss", &b.test},
                                {"A train accuracy", &a.trainAccuracy},
                                {"B train accuracy", &b.trainAccuracy},
                                {"A test accuracy", &a.testAccuracy},
                                {"B test accuracy", &b.testAccuracy},
                                {"A batch loss median", &first.median},
                                {"A batch loss least", &first.low},
                                {"A batch loss greatest", &first.high},
                                {"B batch loss median", &second.median},
                                {"B batch loss least", &second.low},
                                {"B batch loss greatest", &second.high}};
  frame.requests.save = SaveRequest{"lockstep-comparison.csv", "text/csv", seriesCsv("step", series)};
}

const Series& shown(const TwinLossPanel& panel, const Frame& frame, int side) {
  const LossSeries& m = frame.views[side].losses;
  switch (panel.compared) {
    case testLoss:
      return m.test;
    case trainLoss:
      return m.train;
    case testAccuracy:
      return m.testAccuracy;
    case trainAccuracy:
      return m.trainAccuracy;
    default:
      return panel.bands[side].median;
  }
}

// One side's bands from the losses of its runs: at most some hundred points, each over equally many steps; of
// long stretches a sample of the steps. Cost some 10⁴ additions per run.
void makeBand(const Twin& twin, const Run& first, LossBandSeries& band) {
  for (Series* s : {&band.median, &band.low, &band.high}) clear(*s);
  const std::vector<float>* runs[kMostTwinSeeds];
  std::size_t count = 0;
  runs[count++] = &first.losses;
  for (const TwinRun& run : twin.more[first.side])
    if (run.forked) runs[count++] = &run.losses;
  int64_t steps = 0;
  for (std::size_t r = 0; r < count; ++r) steps = std::max(steps, static_cast<int64_t>(runs[r]->size()));
  int64_t width = 1;
  while (steps > width * kMostPoints) width *= 2;
  std::vector<float> means;  // of the runs, over one width
  for (int64_t from = 0; from < steps; from += width) {
    means.clear();
    const int64_t to = std::min(from + width, steps), stride = std::max<int64_t>(1, width / kSampled);
    for (std::size_t r = 0; r < count; ++r) {
      double sum = 0;
      int seen = 0;
      for (int64_t i = from; i < std::min<int64_t>(to, static_cast<int64_t>(runs[r]->size())); i += stride)
        if (const float loss = (*runs[r])[static_cast<std::size_t>(i)]; std::isfinite(loss))
          sum += loss, ++seen;
      if (seen) means.push_back(static_cast<float>(sum / seen));
    }
    if (means.empty()) continue;
    std::sort(means.begin(), means.end());
    const double x = static_cast<double>(twin.forkStep + (from + to - 1) / 2 + 1);
    append(band.median, x, middle(means));
    append(band.low, x, means.front());
    append(band.high, x, means.back());
  }
}

void refreshBands(const Workbench& b, TwinLossPanel& panel) {
  const Twin& twin = *b.twin;
  std::size_t steps =
      static_cast<std::size_t>(twin.forkStep) + b.runs[0].losses.size() + b.runs[1].losses.size();
  for (const auto& side : twin.more)
    for (const TwinRun& run : side) steps += run.losses.size() + 1;
  if (steps == panel.bandSteps) return;
  panel.bandSteps = steps;
  for (const Run& run : b.runs) makeBand(twin, run, panel.bands[run.side]);
}

// What the viewer compares; test samples and accuracy only where there are any.
void choose(Frame& frame, TwinLossPanel& panel) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const Problem& problem = frame.bench.runs[0].session.problem;
  const bool test = !problem.split.test.empty(), classes = problem.data.task == Task::classification;
  Choice choices[5];
  int which[5], count = 0, index = 0;
  for (int c = 0; c < 5; ++c) {
    if ((!test && (c == testLoss || c == testAccuracy)) || (!classes && c >= testAccuracy)) continue;
    if (c == panel.compared) index = count;
    choices[count] = kAll[c];
    which[count++] = c;
  }
  const float width = ImGui::GetContentRegionAvail().x - t.control - 2 * t.inside;
  dropdown(kit, "twin.quantity", &index, {choices, static_cast<std::size_t>(count)}, width * 0.5f);
  panel.compared = which[index];
  ImGui::SameLine(0, t.inside);
  constexpr Choice kScales[] = {{"linear"}, {"log"}};
  if (panel.compared <= batchLoss) {
    segmented(kit, "loss.scale", &frame.screen.lossScale, kScales, width * 0.5f);
    ImGui::SameLine(0, t.inside);
  }
  if (iconButton(kit, "loss.export", Icon::download, {.tip = "Save the curves as a CSV file"}))
    exportCsv(panel, frame);
}

void curves(Frame& frame, TwinLossPanel& panel) {
  const Theme& t = frame.kit.theme;
  Workbench& b = frame.bench;
  const Twin& twin = *b.twin;
  const bool band = panel.compared == batchLoss, accuracy = panel.compared >= testAccuracy;
  ChartLine lines[2];
  ChartBand bands[2];
  for (int side : {0, 1}) {
    lines[side] = {.series = &shown(panel, frame, side),
                   .label = side ? "B" : "A",
                   .color = t.ink,
                   .dashed = side == 1,
                   .smoothing = band ? 4.0f : 0.0f};
    bands[side] = {&panel.bands[side].low, &panel.bands[side].high, withAlpha(t.ink, side ? 0.07f : 0.13f)};
  }
  const Text64 parted = twin.partedAt >= 0 ? textf("parted at step %s", formatCount(twin.partedAt).c_str())
                                           : textf("from here on two runs");
  const ChartMark marks[] = {
      {.at = static_cast<double>(twin.partedAt >= 0 ? twin.partedAt : twin.forkStep), .label = parted}};
  ChartSpec spec;
  spec.name = "loss.chart";
  spec.size = {0, std::max(90.0f, ImGui::GetContentRegionAvail().y - t.control - t.inside)};
  spec.x = {.label = "step", .unit = {}};
  spec.y = {.label = accuracy ? kAll[panel.compared].label : lossName(b.runs[0].session), .unit = {}};
  if (accuracy)
    spec.y.lo = 0, spec.y.hi = 1;
  else if (frame.screen.lossScale == 1)
    spec.y.scale = AxisScale::log;
  else
    spec.y.fromZero = true;
  spec.lines = lines;
  if (twin.partedAt >= 0 || twin.forkStep > 0) spec.marks = marks;
  if (band && twinSeeds(twin) > 1) spec.bands = bands;
  spec.empty = "Both curves appear here once training goes on.";
  spec.scrub = true;
  if (inPast(b)) spec.cursor = static_cast<double>(b.runs[0].session.state.step);
  const ChartEvent event = lineChart(frame.kit, panel.chart, spec);
  if (event.scrubbing) seek(b, std::llround(event.x));
}

void TwinLossPanel::draw(Frame& frame, Rect rect) {
  const uint64_t opened = frame.bench.lessonsOpened;
  if (std::exchange(lessonsOpened, opened) != opened) chart = {};
  const int now = twinSeeds(*frame.bench.twin);
  beginPanel(frame.kit, "loss", rect.min, rect.size);
  refreshBands(frame.bench, *this);
  if (seeds < 2 && now > 1) compared = batchLoss;  // only it has all seeds
  seeds = now;
  if (rect.size.y > 220 * frame.kit.theme.scale) tableOf(frame.kit, frame.bench, *this);
  choose(frame, *this);
  curves(frame, *this);
  scrubBar(frame.kit, frame.bench);
  endPanel(frame.kit);
}

}  // namespace

std::unique_ptr<Panel> makeTwinLoss() { return std::make_unique<TwinLossPanel>(); }

}  // namespace lockstep
