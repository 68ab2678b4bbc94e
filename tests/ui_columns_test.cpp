// Where the network's neurons stand.
#include "ui/frame/columns.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "run_helpers.h"

using namespace lockstep;

namespace {

NetworkLayout layoutOf(std::string_view line, float height) {
  const Session s = sessionOf(line);
  return layOutColumns(s.state.network, {0, 600, 0, height, 4}, false, {});
}

}  // namespace

TEST_CASE("as many units show as fit at 20 px, and none where it does not") {
  constexpr float kNode = 20, kGap = 6;  // the least, as the layout has them
  for (int height = 60; height <= 400; height += 5) {
    CAPTURE(height);
    const int fit = (height + 6) / 26;
    for (const int units : {4, 10, 16}) {
      CAPTURE(units);
      const NetworkLayout layout = layoutOf("layers=" + std::to_string(units), static_cast<float>(height));
      const UnitColumn& column = layout.columns[1];
      const int shown = static_cast<int>(column.shown.size());
      CHECK(shown >= std::min(units, std::max(1, fit - 1)));
      CHECK(column.excerpt == (shown < units));
      CHECK(layout.node >= kNode);
      const float end = neuronTop(layout, column, shown) - layout.gap + (column.excerpt ? kNode : 0);
      if (height >= 2 * (kNode + kGap)) CHECK(end <= static_cast<float>(height) + 1);
    }
  }
}

TEST_CASE("a wide layer shows six units and its weights, or without room for these more units") {
  const UnitColumn tall = layoutOf("layers=64", 400).columns[1];
  CHECK(tall.shown.size() == 6);
  CHECK(tall.matrixHeight >= 60);
  const UnitColumn low = layoutOf("layers=64", 130).columns[1];
  CHECK(low.shown.size() == 4);
  CHECK(low.matrixHeight == 0);
}
