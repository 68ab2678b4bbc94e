#include "ui/imgui_math.h"

#include "ui/loss_panel.h"

#include <cmath>

#include "ui/draw.h"
#include "ui/number_format.h"
#include "ui/widgets.h"

namespace lockstep {
namespace {

void forgetAfter(MetricSeries& m, double x) {
  for (Series* s : {&m.train, &m.test, &m.trainAccuracy, &m.testAccuracy}) truncateAfter(*s, x);
}

void take(MetricSeries& m, std::vector<MetricPoint>& points) {
  for (const MetricPoint& p : points) {
    const double x = static_cast<double>(p.step);
    if (!std::isnan(p.metrics.trainLoss)) append(m.train, x, p.metrics.trainLoss);
    if (!std::isnan(p.metrics.testLoss)) append(m.test, x, p.metrics.testLoss);
    if (!std::isnan(p.metrics.trainAccuracy)) append(m.trainAccuracy, x, p.metrics.trainAccuracy);
    if (!std::isnan(p.metrics.testAccuracy)) append(m.testAccuracy, x, p.metrics.testAccuracy);
  }
  points.clear();
}

double lastKept(const Session& s) { return s.state.step > 0 ? static_cast<double>(s.state.step) : -1; }

// Takes what the runs have produced since the last frame. After a rewind the series forget what is
// no longer past.
void takeData(Workbench& b, LossPanel& panel) {
  if (panel.runVersion != b.runVersion) {
    panel.runVersion = b.runVersion;
    forgetAfter(panel.sides[0], lastKept(b.session));
    truncateAfter(panel.batch, lastKept(b.session));
  }
  if (panel.comparison != b.sideB.comparison) {
    panel.comparison = b.sideB.comparison;
    panel.sides[1] = {};
  }
  if (b.twin && panel.otherVersion != b.sideB.runVersion) {
    panel.otherVersion = b.sideB.runVersion;
    forgetAfter(panel.sides[1], lastKept(b.twin->b.session));
  }
  for (const auto& [step, loss] : b.stepLosses) append(panel.batch, static_cast<double>(step), loss);
  b.stepLosses.clear();
  take(panel.sides[0], b.newMetrics);
  take(panel.sides[1], b.sideB.newMetrics);
}

// The two numbers a reader looks for.
void numbers(Kit& kit, const Workbench& b) {
  const Metrics& m = b.latest.metrics;
  const bool measured = b.latest.step >= 0, test = !b.session.problem.split.test.empty();
  const bool classes = b.session.problem.data.task == Task::classification;
  auto show = [&](double v, bool percent) {
    return !measured || std::isnan(v) ? textf<32>("–") : percent ? formatPercent(v) : formatLive(v);
  };
  const float half = ImGui::GetContentRegionAvail().x / 2;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  bigNumber(kit, "loss.number", test ? "Test loss" : "Train loss",
            show(test ? m.testLoss : m.trainLoss, false), half - kit.theme.inside);
  tip(kit, {.title = test ? "Loss on samples never trained on" : "Loss on the training samples",
            .body = "Mean over the whole set, in evaluation mode, without the penalty of L1 and L2.",
            .rows = {},
            .key = {}});
  const ImVec2 below = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos({at.x + half, at.y});
  if (classes) {
    bigNumber(kit, "accuracy.number", test ? "Test accuracy" : "Train accuracy",
              show(test ? m.testAccuracy : m.trainAccuracy, true), half);
  } else if (test) {
    bigNumber(kit, "loss.train", "Train loss", show(m.trainLoss, false), half);
  }
  ImGui::SetCursorScreenPos(below);
}

void exportCsv(const LossPanel& panel, Requests& requests) {
  const MetricSeries& m = panel.sides[0];
  const NamedSeries series[] = {{"batch loss", &panel.batch},
                                {"train loss", &m.train},
                                {"test loss", &m.test},
                                {"train accuracy", &m.trainAccuracy},
                                {"test accuracy", &m.testAccuracy}};
  requests.save = SaveRequest{"lockstep-loss.csv", "text/csv", seriesCsv("step", series)};
}

}  // namespace

const char* lossName(const Session& s) {
  switch (s.problem.loss) {
    case Loss::mse:
      return "½ squared error";
    case Loss::bce:
      return "cross-entropy";
    case Loss::softmax:
      return "cross-entropy";
  }
  return "";
}

void scrubBar(Kit& kit, Workbench& b) {
  const Theme& t = kit.theme;
  const float now = 56 * t.scale;
  int step = static_cast<int>(b.session.state.step);
  const int first = static_cast<int>(earliestStep(b)), newest = static_cast<int>(b.history.newest);
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

void drawLoss(Kit& kit, Workbench& b, LossPanel& panel, Requests& requests, ImVec2 min, ImVec2 size) {
  const Theme& t = kit.theme;
  takeData(b, panel);
  beginPanel(kit, "loss", min, size);
  if (b.twin) {
    drawTwinLoss(kit, b, panel, requests, size.y);
    scrubBar(kit, b);
    return endPanel(kit);
  }
  if (size.y > 260 * t.scale) numbers(kit, b);

  const bool classes = b.session.problem.data.task == Task::classification;
  constexpr Choice kQuantities[] = {{"Loss"}, {"Accuracy"}}, kScales[] = {{"linear"}, {"log"}};
  if (!classes) panel.quantity = 0;
  const float width = ImGui::GetContentRegionAvail().x - t.control - t.inside;
  if (classes) {
    segmented(kit, "loss.quantity", &panel.quantity, kQuantities, width * 0.56f);
    ImGui::SameLine(0, t.inside);
  }
  if (panel.quantity == 0) {
    segmented(kit, "loss.scale", &panel.scale, kScales, classes ? width * 0.44f - t.inside : width);
    ImGui::SameLine(0, t.inside);
  }
  if (iconButton(kit, "loss.export", Icon::download, {.tip = "Save the curves as a CSV file"}))
    exportCsv(panel, requests);

  const bool accuracy = panel.quantity == 1;
  ChartLine lines[3];
  std::size_t count = 0;
  if (!accuracy)
    lines[count++] = {.series = &panel.batch,
                      .label = {},
                      .color = withAlpha(t.secondary, 0.55f),
                      .smoothing = 2,
                      .weight = 0.7f};
  const MetricSeries& m = panel.sides[0];
  const Series &train = accuracy ? m.trainAccuracy : m.train, &test = accuracy ? m.testAccuracy : m.test;
  lines[count++] = {.series = &train, .label = "train", .color = t.ink};
  if (!test.empty()) lines[count++] = {.series = &test, .label = "test", .color = t.ink, .dashed = true};
  const bool penalised = b.session.config.l1 > 0 || b.session.config.l2 > 0;
  const Text64 label =
      accuracy ? textf("accuracy") : textf("%s%s", lossName(b.session), penalised ? ", without penalty" : "");
  ChartSpec spec;
  spec.name = "loss.chart";
  spec.size = {0, std::max(90.0f, ImGui::GetContentRegionAvail().y - t.control - t.inside)};
  spec.x = {.label = "step", .unit = {}};
  spec.y = {.label = label, .unit = {}};
  if (accuracy)
    spec.y.lo = 0, spec.y.hi = 1;
  else if (panel.scale == 1)
    spec.y.scale = AxisScale::log;
  else
    spec.y.fromZero = true;
  spec.lines = {lines, count};
  spec.empty = "Loss on the train and test sets appears here once training starts.";
  spec.scrub = true;
  if (inPast(b)) spec.cursor = static_cast<double>(b.session.state.step);
  const ChartEvent event = lineChart(kit, panel.chart, spec);
  if (event.scrubbing) seek(b, std::llround(event.x));
  scrubBar(kit, b);
  endPanel(kit);
}

}  // namespace lockstep
