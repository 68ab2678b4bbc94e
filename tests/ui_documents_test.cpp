// What is written out of a run for other programs: its curves as a table, its network as a drawing.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>

#include "run_helpers.h"
#include "ui/frame/loss_csv.h"
#include "ui/network/network_svg.h"

using namespace lockstep;

namespace {

std::size_t countOf(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

Session trained(std::string_view line, int steps) {
  Session s = sessionOf(line);
  REQUIRE(advanceBy(s, steps));
  return s;
}

}  // namespace

TEST_CASE("the curves are saved with the numbers that the chart holds, an empty cell where it has none") {
  LossSeries losses;
  append(losses.batch, 1, 0.1f);
  append(losses.train, 0, 1.0 / 3), append(losses.train, 2, 0.25);
  append(losses.rate, 0, 0.01f), append(losses.rate, 2, 0.005f);
  CHECK(lossCsv(losses) ==
        "step,batch loss,train loss,test loss,train accuracy,test accuracy,learning rate\n"
        "0,,0.333333343,,,,0.00999999978\n1,0.100000001,,,,,\n2,,0.25,,,,0.00499999989\n");
}

TEST_CASE(
    "the rate in the curves is that of each point's step, also after it was changed and after a rewind") {
  Workbench b;
  openWorkbench(b, configOf("schedule=exponential&period=10&gamma=0.5&lr=0.01"));
  std::array<RunViews, 2> views;
  auto train = [&](int steps) {
    for (int i = 0; i < steps; ++i) {
      REQUIRE(trainStep(b));
      takeLosses(b, views);
    }
  };
  auto rateAt = [&](double step) -> double { return nearest(views[0].losses.rate, step)->mean; };
  train(40);
  CHECK(rateAt(0) == 0.01f);
  CHECK(rateAt(20) == doctest::Approx(0.0025));
  Config next = b.runs[0].session.config;
  next.lr = 0.1f;
  changeConfig(b, next);
  train(24);
  CHECK(rateAt(20) == doctest::Approx(0.0025));  // what was stays
  CHECK(rateAt(60) == doctest::Approx(0.1 * std::pow(0.5, 6)));
  restartRun(b);
  takeLosses(b, views);
  train(8);
  CHECK(rateAt(0) == 0.1f);
  CHECK(views[0].losses.rate.lastX() <= 8);
}

TEST_CASE("the drawing has a curve for each weight, a circle for each unit, and names") {
  const Theme theme = makeTheme(false, 1);
  const Session s = trained("layers=5,4", 20);
  const std::string svg = networkSvg(theme, s, "");
  CHECK(countOf(svg, " stroke-opacity=") == 2 * 5 + 5 * 4 + 4 * 1);
  CHECK(countOf(svg, "<circle ") == 2 + 5 + 4 + 1);
  CHECK(countOf(svg, ">Layer 2<") == 1);
  CHECK(countOf(svg, "Two spirals") == 1);
  CHECK(countOf(svg, "Step 20, 34 weights") == 1);
  // The strongest lies on top, at full width.
  const std::size_t last = svg.rfind("stroke-opacity=\"0.85\"");
  REQUIRE(last != std::string::npos);
  CHECK(svg.find(" stroke-opacity=", last + 1) == std::string::npos);
}

TEST_CASE("a caption cannot break out of the drawing") {
  const Theme theme = makeTheme(true, 1);
  const std::string svg = networkSvg(theme, sessionOf("layers=2"), "</title><script>\"&\n\x01 训练");
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(countOf(svg, "&#60;/title&#62;&#60;script&#62;&#34;&#38;   训练") == 2);
}

TEST_CASE(
    "of a large network the strongest weights are drawn, and it says so; a weight that was lost is one of them") {
  const Theme theme = makeTheme(false, 1);
  Session s = sessionOf("layers=200,200");
  s.state.network.parameters[0] = NAN;
  const std::string svg = networkSvg(theme, s, "Wide");
  CHECK(countOf(svg, " stroke-opacity=") == kMostSvgEdges);
  CHECK(countOf(svg, "the strongest 20") == 1);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.size() < 4'000'000);
  MESSAGE("bytes of the largest drawing: " << svg.size());
}
