// Drawing points by hand and carrying them in a link.
#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>

#include "data/drawn.h"
#include "nn/rng.h"

using namespace lockstep;

namespace {

using Points = std::vector<DrawnPoint>;

Points somePoints(int count) {
  Points points;
  Brush brush;
  Rng rng(1, Stream::probe);
  while (static_cast<int>(points.size()) < count) {
    brush.down = false;
    float x = static_cast<float>(rng.uniform(-7, 7)), y = static_cast<float>(rng.uniform(-7, 7));
    drawTo(points, brush, x, y, static_cast<int>(points.size()) % kMaxDrawnClasses);
  }
  return points;
}

std::string errorOf(const std::string& text) {
  Points points = somePoints(3), before = points;
  std::string error;
  CHECK_FALSE(decodeDrawn(text, points, error));
  CHECK(points == before);
  return error;
}

}  // namespace

TEST_CASE("a click leaves one point near the pointer") {
  Points points;
  Brush brush;
  CHECK(drawTo(points, brush, 1, 2, 3) == 1);
  CHECK(brush.down);
  REQUIRE(points.size() == 1);
  CHECK(std::hypot(points[0].x - 1, points[0].y - 2) <= brush.scatter + 0.003f);
  CHECK(points[0].label == 3);
}

TEST_CASE("a stroke leaves a point every spacing, however the pointer's way is cut up") {
  Points once, inParts;
  Brush brush{.spacing = 0.5f, .scatter = 0};
  drawTo(once, brush, -4, 0, 0);
  CHECK(drawTo(once, brush, 4.1f, 0, 0) == 16);
  brush.down = false;
  for (int i = 0; i <= 81; ++i) drawTo(inParts, brush, -4 + 0.1f * static_cast<float>(i), 0, 0);
  REQUIRE(once.size() == 17);
  CHECK(std::abs(static_cast<int>(inParts.size()) - 17) <=
        3);  // it waits until the pointer is a whole spacing away
  for (size_t i = 0; i < once.size(); ++i)
    CHECK(once[i].x == doctest::Approx(-4 + 0.5 * static_cast<double>(i)).epsilon(0.002));
}

TEST_CASE("scatter depends on the number of points alone and never leaves the plane") {
  CHECK(somePoints(500) == somePoints(500));
  Points points = somePoints(500);
  for (const DrawnPoint& p : points) CHECK(std::max(std::fabs(p.x), std::fabs(p.y)) <= kPlane);
  Points corner;
  Brush brush{.spacing = 0.25f, .scatter = 2};
  drawTo(corner, brush, 1e30f, -1e30f, 0);
  drawTo(corner, brush, -1e30f, -1e30f, 0);
  CHECK(corner.size() == 49);
  for (const DrawnPoint& p : corner) CHECK(std::max(std::fabs(p.x), std::fabs(p.y)) <= kPlane);
}

TEST_CASE("a pointer that is nowhere draws nothing") {
  Points points;
  Brush brush;
  CHECK(drawTo(points, brush, NAN, 0, 0) == 0);
  CHECK(drawTo(points, brush, 0, INFINITY, 0) == 0);
  CHECK(points.empty());
  CHECK_FALSE(brush.down);
}

TEST_CASE("a full set takes no more points until some are erased") {
  Points points = somePoints(kMaxDrawnPoints);
  Brush brush;
  CHECK(drawTo(points, brush, 0, 0, 0) == 0);
  CHECK(drawTo(points, brush, 5, 5, 0) == 0);
  CHECK(points.size() == kMaxDrawnPoints);
  CHECK(erasePoints(points, 0, 0, 2) > 0);
  CHECK(drawTo(points, brush, -5, -5, 0) > 0);
}

TEST_CASE("the eraser removes what lies within its radius and keeps the order of the rest") {
  Points points = somePoints(800), before = points;
  int removed = erasePoints(points, 1, 1, 1.5f);
  CHECK(removed > 0);
  CHECK(points.size() + static_cast<size_t>(removed) == before.size());
  auto inside = [](const DrawnPoint& p) { return std::hypot(p.x - 1.0, p.y - 1.0) <= 1.5; };
  CHECK(std::none_of(points.begin(), points.end(), inside));
  std::erase_if(before, inside);
  CHECK(points == before);
  CHECK(erasePoints(points, 1, 1, 1.5f) == 0);
  CHECK(erasePoints(points, NAN, 1, 100) == 0);
}

TEST_CASE("drawn points become a data set with the classes that were used, at least two") {
  Dataset data = toDataset({{1, 2, 0}, {-3, 4, 4}});
  CHECK(data.kind == DataKind::drawn);
  CHECK(data.dims == 2);
  CHECK(data.classes == 5);
  CHECK(data.x == std::vector<float>{1, 2, -3, 4});
  CHECK(data.y == std::vector<float>{0, 4});
  CHECK(toDataset({{1, 2, 0}}).classes == 2);
  CHECK(toDataset({}).count() == 0);
}

TEST_CASE("points survive a link to the bit") {
  for (int count : {0, 1, 7, kMaxDrawnPoints}) {
    Points points = somePoints(count), back;
    std::string text = encodeDrawn(points), error;
    CHECK(text.size() == points.size() * 5);
    REQUIRE(decodeDrawn(text, back, error));
    CHECK(error.empty());
    CHECK(back == points);
    CHECK(encodeDrawn(back) == text);
  }
  Points corners = {{-6, 6, 0}, {6, -6, 5}}, back;
  std::string error;
  REQUIRE(decodeDrawn(encodeDrawn(corners), back, error));
  CHECK(back == corners);
  CHECK(encodeDrawn(corners) == "AA__A__AAF");
}

TEST_CASE("malformed links are refused with the place, and change nothing") {
  CHECK(errorOf("A") == "drawn points, character 2: the last point is cut off");
  CHECK(errorOf("AAAAAAA") == "drawn points, character 8: the last point is cut off");
  CHECK(errorOf("AAAAAAA+AA") == "drawn points, character 8: only A-Z, a-z, 0-9, - and _ can stand here");
  CHECK(errorOf(std::string("AA\0AA", 5)).find("character 3:") != std::string::npos);
  CHECK(errorOf("AAAAG") == "drawn points, character 5: there is no such class");
  CHECK(errorOf("\xc3\xa9").find("character 1:") != std::string::npos);
  CHECK(errorOf(std::string(10005, 'A')).find("too many points") != std::string::npos);
}

TEST_CASE("random text is either five characters a point or an error") {
  for (uint64_t round = 0; round < 5000; ++round) {
    Rng rng(1, Stream::probe, round);
    std::string text(rng.below(40), 'A'), error;
    for (char& c : text)
      c = static_cast<char>(rng.below(20) ? "ABCDEF09-_"[rng.below(10)] : rng.next() & 255);
    Points points;
    if (decodeDrawn(text, points, error)) {
      CHECK(encodeDrawn(points) == text);
    } else {
      CHECK_FALSE(error.empty());
    }
  }
}
