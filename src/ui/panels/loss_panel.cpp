#include "ui/panels/loss_panel.h"

#include <cmath>
#include <utility>

#include "ui/chart/chart.h"
#include "ui/frame/loss_csv.h"
#include "ui/frame/scrub_bar.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

// Heights, in CSS px at scale 1, from which on there is room for these beside the curves.
constexpr float kScrubBar = 164, kChoices = 200, kLargeNumbers = 260;

// The two numbers a reader looks for.
void numbers(Kit& kit, const Workbench& b) {
  const Metrics& m = b.runs[0].latest.metrics;
  const bool measured = b.runs[0].latest.step >= 0, test = !b.runs[0].session.problem.split.test.empty();
  const bool classes = b.runs[0].session.problem.data.task == Task::classification;
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

// The same on one line, where there is no room for more.
void numbersInLine(Kit& kit, const Workbench& b) {
  const Metrics& m = b.runs[0].latest.metrics;
  const bool test = !b.runs[0].session.problem.split.test.empty();
  const double loss = test ? m.testLoss : m.trainLoss, accuracy = test ? m.testAccuracy : m.trainAccuracy;
  Text64 line;
  if (b.runs[0].latest.step >= 0) {
    line = textf("%s loss %s", test ? "Test" : "Train", formatLive(loss).c_str());
    const Text32 right = std::isnan(accuracy) ? Text32() : formatPercent(accuracy).append(" right");
    if (!right.empty()) line.append(" · ").append(right);
    if (!right.empty() && textWidth(kit, Type::strong, line) > ImGui::GetContentRegionAvail().x)
      line = textf("%s", right.c_str());
  }
  const ImVec2 at = ImGui::GetCursorScreenPos();
  text(kit, Type::strong, line);
  registerWidget(kit.widgets, "loss.line", at,
                 at + ImVec2(textWidth(kit, Type::strong, line), textHeight(kit, Type::strong)), true, true);
}

struct LossPanel final : Panel {
  int quantity = 0;  // 0 loss, 1 accuracy
  ChartState chart;
  uint64_t lessonsOpened = 0;  // whose axes the chart has

  void draw(Frame& frame, Rect rect) override;

 private:
  void choices(Frame& frame);
  void curves(Frame& frame, bool scrubBar);
};

void LossPanel::choices(Frame& frame) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const bool classes = frame.bench.runs[0].session.problem.data.task == Task::classification;
  constexpr Choice kQuantities[] = {{"Loss"}, {"Accuracy"}}, kScales[] = {{"linear"}, {"log"}};
  if (!classes) quantity = 0;
  const float width = ImGui::GetContentRegionAvail().x - t.control - t.inside;
  if (classes) {
    segmented(kit, "loss.quantity", &quantity, kQuantities, width * 0.56f);
    ImGui::SameLine(0, t.inside);
  }
  if (quantity == 0) {
    segmented(kit, "loss.scale", &frame.screen.lossScale, kScales,
              classes ? width * 0.44f - t.inside : width);
    ImGui::SameLine(0, t.inside);
  }
  if (iconButton(kit, "loss.export", Icon::download, {.tip = "Save the curves as a CSV file"}))
    frame.requests.save = SaveRequest{"lockstep-loss.csv", "text/csv", lossCsv(frame.views[0].losses)};
}

void LossPanel::curves(Frame& frame, bool scrubBar) {
  const Theme& t = frame.kit.theme;
  Workbench& b = frame.bench;
  const Session& session = b.runs[0].session;
  const LossSeries& losses = frame.views[0].losses;
  const bool accuracy = quantity == 1;
  ChartLine lines[3];
  std::size_t count = 0;
  if (!accuracy)
    lines[count++] = {.series = &losses.batch,
                      .label = {},
                      .color = withAlpha(t.secondary, 0.55f),
                      .smoothing = 2,
                      .weight = 0.7f};
  const Series &train = accuracy ? losses.trainAccuracy : losses.train,
               &test = accuracy ? losses.testAccuracy : losses.test;
  lines[count++] = {.series = &train, .label = "train", .color = t.ink};
  if (!test.empty()) lines[count++] = {.series = &test, .label = "test", .color = t.ink, .dashed = true};
  const bool penalised = session.config.l1 > 0 || session.config.l2 > 0;
  const Text64 label =
      accuracy ? textf("accuracy") : textf("%s%s", lossName(session), penalised ? ", without penalty" : "");
  ChartSpec spec;
  spec.name = "loss.chart";
  spec.size = {
      0, std::max(56 * t.scale, ImGui::GetContentRegionAvail().y - (scrubBar ? t.control + t.inside : 0))};
  spec.x = {.label = "step", .unit = {}};
  spec.y = {.label = label, .unit = {}};
  if (accuracy)
    spec.y.lo = 0, spec.y.hi = 1;
  else if (frame.screen.lossScale == 1)
    spec.y.scale = AxisScale::log;
  else
    spec.y.fromZero = true;
  spec.lines = {lines, count};
  spec.empty = "Loss on the train and test sets appears here once training starts.";
  spec.scrub = true;
  if (inPast(b)) spec.cursor = static_cast<double>(session.state.step);
  const ChartEvent event = lineChart(frame.kit, chart, spec);
  if (event.scrubbing) seek(b, std::llround(event.x));
}

void LossPanel::draw(Frame& frame, Rect rect) {
  const uint64_t opened = frame.bench.lessonsOpened;
  if (std::exchange(lessonsOpened, opened) != opened) chart = {};
  const bool whole = !frame.screen.figure.on();  // a figure has its author's choice
  const float room = whole ? rect.size.y / frame.kit.theme.scale : 0;
  beginPanel(frame.kit, "loss", rect.min, rect.size, false, whole ? -1 : frame.kit.theme.inside);
  if (rect.size.y > kLargeNumbers * frame.kit.theme.scale && rect.size.x > 220 * frame.kit.theme.scale)
    numbers(frame.kit, frame.bench);
  else
    numbersInLine(frame.kit, frame.bench);
  if (room > kChoices) choices(frame);
  curves(frame, room > kScrubBar);
  if (room > kScrubBar) scrubBar(frame.kit, frame.bench);
  endPanel(frame.kit);
}

}  // namespace

std::unique_ptr<Panel> makeLoss() { return std::make_unique<LossPanel>(); }

}  // namespace lockstep
