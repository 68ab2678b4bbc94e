// Floats in, pixels out: the parts that need no graphics card. Colour maps, quantisation, packing, edges.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "gfx/color.h"
#include "gfx/edges.h"
#include "gfx/heat.h"
#include "gfx/image.h"
#include "gfx/plane.h"
#include "gfx/points.h"
#include "gfx/ramps.h"
#include "gfx/shelves.h"
#include "nn/rng.h"

using namespace lockstep;
using namespace lockstep::gfx;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInf = std::numeric_limits<float>::infinity();
constexpr Palette kLight = {rgb(0xC2540A), rgb(0xF1F1EC), rgb(0x1B62A8),
                            rgb(0xFFFFFF), rgb(0x1B1B19), rgb(0xB3261E)};
constexpr Palette kDark = {rgb(0xF29A5B), rgb(0x23262B), rgb(0x7DB4F0),
                           rgb(0x1B1E23), rgb(0xECEDEF), rgb(0xFF8A80)};

int channel(uint32_t rgba, int k) { return static_cast<int>(rgba >> (8 * k) & 255); }

int largestChannelGap(uint32_t a, uint32_t b) {
  int gap = 0;
  for (int k = 0; k < 4; ++k) gap = std::max(gap, std::abs(channel(a, k) - channel(b, k)));
  return gap;
}

bool overlap(const TileRect& a, const TileRect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

float draw(Rng& rng, double low, double high) { return static_cast<float>(rng.uniform(low, high)); }

}  // namespace

TEST_CASE("the diverging map passes through its three colours") {
  for (const Palette& palette : {kLight, kDark}) {
    CHECK(largestChannelGap(pack(diverging(palette, -1)), pack(palette.negative)) <= 1);
    CHECK(largestChannelGap(pack(diverging(palette, 0)), pack(palette.neutral)) <= 1);
    CHECK(largestChannelGap(pack(diverging(palette, 1)), pack(palette.positive)) <= 1);
    CHECK(diverging(palette, 7) == diverging(palette, 1));
    CHECK(diverging(palette, -7) == diverging(palette, -1));
  }
}

TEST_CASE("what is not a number is never shown as one") {
  for (float v : {kNan, kInf, -kInf}) {
    CHECK(diverging(kLight, v) == kLight.invalid);
    for (Ramp ramp : {Ramp::diverging, Ramp::sequential, Ramp::ink}) {
      CHECK(rampColor(kLight, ramp, v) == kLight.invalid);
      CHECK(quantise(v, 1, ramp) == 0);
    }
  }
}

TEST_CASE("cividis rises in lightness and ends where it should") {
  CHECK(sequential(0) == rgb(0x00224E));
  CHECK(sequential(1) == rgb(0xFEE838));
  CHECK(sequential(-3) == sequential(0));
  for (int i = 0; i < 127; ++i)
    CHECK(toOklab(sequential(static_cast<float>(i + 1) / 127)).L >
          toOklab(sequential(static_cast<float>(i) / 127)).L);
}

TEST_CASE("contrast is WCAG's") {
  CHECK(contrast(rgb(0x000000), rgb(0xFFFFFF)) == doctest::Approx(21).epsilon(1e-4));
  CHECK(contrast(rgb(0x777777), rgb(0xFFFFFF)) == doctest::Approx(4.48).epsilon(2e-3));
  CHECK(contrast(rgb(0xFFFFFF), rgb(0x777777)) == contrast(rgb(0x777777), rgb(0xFFFFFF)));
}

TEST_CASE("packed colours are red first") {
  CHECK(pack(rgb(0x123456)) == 0xFF563412u);
  CHECK(pack(fromRgb({-1, 2, 0.5f})) == 0xFF80FF00u);
  CHECK(unpack(0x0080FF01u) == Color{1, 255, 128, 0});
}

TEST_CASE("quantising keeps zero exact, clamps, and survives any scale") {
  CHECK(quantise(0, 1, Ramp::diverging) == 128);
  CHECK(quantise(1, 1, Ramp::diverging) == 255);
  CHECK(quantise(-1, 1, Ramp::diverging) == 1);
  CHECK(quantise(-1e30f, 1e8f, Ramp::diverging) == 1);
  CHECK(quantise(3e38f, 1e8f, Ramp::diverging) == 255);
  for (Ramp ramp : {Ramp::sequential, Ramp::ink}) {
    CHECK(quantise(-1, 1, ramp) == 1);
    CHECK(quantise(0, 1, ramp) == 1);
    CHECK(quantise(0.5f, 1, ramp) == 128);
    CHECK(quantise(2, 1, ramp) == 255);
  }
  std::vector<float> values = {-3, 0, 3, kNan};
  std::vector<uint8_t> codes(4);
  for (float scale : {0.0f, -1.0f, kNan, 1e-40f}) {
    quantise(values, scale, Ramp::diverging, codes);
    CHECK(codes == std::vector<uint8_t>{128, 128, 128, 0});
  }
  quantise(values, 3, Ramp::diverging, codes);
  CHECK(codes == std::vector<uint8_t>{1, 128, 255, 0});
}

TEST_CASE("the baked maps are the maps") {
  std::vector<uint32_t> baked(kRamps * kRampSteps);
  bakeRamps(kDark, std::span<uint32_t, kRamps * kRampSteps>(baked));
  for (float v = -1; v <= 1; v += 1.0f / 127) {
    uint32_t shown = baked[quantise(v, 1, Ramp::diverging)];
    CHECK(largestChannelGap(shown, pack(diverging(kDark, v))) <= 2);
  }
  for (int row = 0; row < kRamps; ++row) CHECK(baked[row * kRampSteps] == pack(kDark.invalid));
  CHECK(baked[kRampSteps + 255] == pack(sequential(1)));
  CHECK(largestChannelGap(baked[2 * kRampSteps + 1], pack(kDark.paper)) <= 1);
  CHECK(largestChannelGap(baked[2 * kRampSteps + 255], pack(kDark.ink)) <= 1);

  Ramps kept;
  const uint32_t* colors = rampsOf(kept, kDark);
  CHECK(std::equal(baked.begin(), baked.end(), colors));
  CHECK(rampsOf(kept, kDark) == colors);
  rampsOf(kept, kLight);
  CHECK(kept.colors[1] == pack(kLight.negative));
}

TEST_CASE("the scale of a picture ignores what is not a number") {
  CHECK(largestMagnitude({}) == 0);
  std::vector<float> values = {1, kNan, -4, kInf, 2};
  CHECK(largestMagnitude(values) == 4);
}

TEST_CASE("shelves never overlap, use freed room again, and end as empty as they began") {
  ShelfPacker packer;
  resetShelves(packer, 256, 256);
  Rng rng(5, Stream::probe);
  std::vector<TileRect> placed;
  int failures = 0;
  for (int round = 0; round < 2000; ++round) {
    if (!placed.empty() && rng.uniform() < 0.45) {
      size_t victim = static_cast<size_t>(rng.uniform() * static_cast<double>(placed.size()));
      removeRect(packer, placed[victim]);
      placed.erase(placed.begin() + static_cast<std::ptrdiff_t>(victim));
      continue;
    }
    TileRect rect;
    int width = 1 + static_cast<int>(rng.uniform() * 60), height = 1 + static_cast<int>(rng.uniform() * 60);
    if (!placeRect(packer, width, height, rect)) {
      ++failures;
      continue;
    }
    REQUIRE(rect.width == width);
    REQUIRE(rect.height == height);
    REQUIRE(rect.x + rect.width <= 256);
    REQUIRE(rect.y + rect.height <= 256);
    for (const TileRect& other : placed) REQUIRE(!overlap(rect, other));
    placed.push_back(rect);
    if (round == 1000) growShelves(packer, 256, 256);  // growing by nothing changes nothing
  }
  CHECK(failures > 0);  // the area was really full at times
  for (const TileRect& rect : placed) removeRect(packer, rect);
  REQUIRE(packer.shelves.size() == 1);
  TileRect whole;
  CHECK(placeRect(packer, 256, 256, whole));
}

TEST_CASE("shelves pack equal tiles without waste and grow in place") {
  ShelfPacker packer;
  resetShelves(packer, 128, 128);
  TileRect rect;
  for (int i = 0; i < 16; ++i) REQUIRE(placeRect(packer, 32, 32, rect));
  CHECK(!placeRect(packer, 1, 1, rect));
  growShelves(packer, 256, 256);
  for (int i = 0; i < 48; ++i) {
    REQUIRE(placeRect(packer, 32, 32, rect));
    CHECK((rect.x >= 128 || rect.y >= 128));
  }
  CHECK(!placeRect(packer, 1, 1, rect));
}

TEST_CASE("an atlas keeps every tile's numbers while it grows") {
  HeatAtlas atlas;
  std::vector<TileId> tiles;
  std::vector<float> values(64 * 64);
  for (int i = 0; i < 200; ++i) {
    tiles.push_back(allocateTile(atlas, 64, 64));
    REQUIRE(tiles.back() != kNoTile);
    std::fill(values.begin(), values.end(), static_cast<float>(i - 100));
    updateTile(atlas, tiles.back(), values, 100, Ramp::diverging);
  }
  CHECK(atlas.side == 1024);
  for (int i = 0; i < 200; ++i) {
    TileRect r = atlas.tiles[static_cast<size_t>(tiles[static_cast<size_t>(i)])].rect;
    uint8_t expected = quantise(static_cast<float>(i - 100), 0.01f, Ramp::diverging);
    for (int corner = 0; corner < 4; ++corner) {
      int x = r.x + (corner & 1) * 63, y = r.y + (corner >> 1) * 63;
      CHECK(atlas.codes[static_cast<size_t>(y * atlas.side + x)] == expected);
    }
  }
}

TEST_CASE("an atlas says when it is full, and freed tiles are used again") {
  HeatAtlas atlas;
  CHECK(allocateTile(atlas, kLastAtlasSide + 1, 1) == kNoTile);
  TileId half = allocateTile(atlas, kLastAtlasSide, kLastAtlasSide / 2);
  TileId rest = allocateTile(atlas, kLastAtlasSide, kLastAtlasSide / 2);
  REQUIRE(half != kNoTile);
  REQUIRE(rest != kNoTile);
  CHECK(allocateTile(atlas, 1, 1) == kNoTile);
  freeTile(atlas, half);
  freeTile(atlas, kNoTile);
  TileId again = allocateTile(atlas, 12, 12);
  CHECK(again == half);
  TileRect r = atlas.tiles[static_cast<size_t>(again)].rect;
  CHECK(atlas.codes[static_cast<size_t>(r.y * atlas.side + r.x)] == 128);  // neutral until updated
  clearTiles(atlas);
  CHECK(allocateTile(atlas, kLastAtlasSide, kLastAtlasSide) == 0);
}

TEST_CASE("only what changed in an atlas waits to be uploaded") {
  HeatAtlas atlas;
  TileId a = allocateTile(atlas, 8, 8), b = allocateTile(atlas, 8, 8), c = allocateTile(atlas, 8, 8);
  std::fill(std::begin(atlas.dirty), std::end(atlas.dirty), 0);  // as after an upload
  std::vector<float> values(64, 1);
  updateTile(atlas, b, values, 1, Ramp::sequential);
  CHECK(std::vector<int>(atlas.dirty, atlas.dirty + 4) == std::vector<int>{8, 0, 16, 8});
  updateTile(atlas, c, values, 1, Ramp::sequential);
  CHECK(std::vector<int>(atlas.dirty, atlas.dirty + 4) == std::vector<int>{8, 0, 24, 8});
  updateTile(atlas, a, values, 1, Ramp::sequential);
  CHECK(std::vector<int>(atlas.dirty, atlas.dirty + 4) == std::vector<int>{0, 0, 24, 8});
}

TEST_CASE("shrinking a picture keeps its strongest values") {
  std::vector<float> values = {1, -5, 2, 0, 3, 0, 0, -1, 0};
  std::vector<float> out(1);
  shrinkStrongest(values, 3, 3, 1, 1, out);
  CHECK(out[0] == -5);
  out.resize(9);
  shrinkStrongest(values, 3, 3, 3, 3, out);
  CHECK(out == values);
  values[4] = kNan;
  values[8] = kInf;
  out.resize(1);
  shrinkStrongest(values, 3, 3, 1, 1, out);
  CHECK(!std::isfinite(out[0]));
}

TEST_CASE("edges are drawn dimmed first, highlighted last, the strongest of each on top") {
  std::vector<Edge> edges(7);
  float weights[] = {0.5f, -2, 0.1f, 0.5f, kNan, 0.01f, 3}, emphasis[] = {1, 1, 1, 1, 1, 2, 0};
  for (size_t i = 0; i < 7; ++i) edges[i].weight = weights[i], edges[i].emphasis = emphasis[i];
  std::vector<uint32_t> order;
  orderEdges(edges, 2, order);
  CHECK(order == std::vector<uint32_t>{6, 2, 0, 3, 1, 4, 5});
  orderEdges({}, 1, order);
  CHECK(order.empty());
}

TEST_CASE("an edge's width and opacity rise with its weight and show emphasis") {
  EdgeStyle style;
  style.scale = 4;
  Edge weak, strong, beyond;
  weak.weight = -1, strong.weight = 4, beyond.weight = 1000;
  CHECK(edgeWidth(style, weak) == doctest::Approx(style.maxWidth / 2));
  CHECK(edgeWidth(style, strong) == doctest::Approx(style.maxWidth));
  CHECK(edgeWidth(style, beyond) == edgeWidth(style, strong));
  CHECK(edgeOpacity(style, strong) == doctest::Approx(style.maxOpacity));
  CHECK(edgeOpacity(style, weak) < edgeOpacity(style, strong));
  Edge none = weak, bright = weak, broken = weak, dim = weak;
  none.weight = 0, bright.emphasis = 2, broken.weight = kInf, dim.emphasis = 0;
  CHECK(edgeWidth(style, none) == style.minWidth);
  CHECK(edgeOpacity(style, bright) == doctest::Approx(1));
  CHECK(edgeOpacity(style, dim) == doctest::Approx(edgeOpacity(style, weak) * style.dimOpacity));
  CHECK(edgeWidth(style, broken) == doctest::Approx(style.maxWidth));
  style.scale = 0;
  CHECK(edgeWidth(style, weak) == style.minWidth);
}

TEST_CASE("an edge's curve leaves and arrives horizontally and knows its own slope") {
  CurvePoint start = edgeCurve(0), end = edgeCurve(1);
  CHECK(start.x == 0);
  CHECK(start.y == 0);
  CHECK(start.dy == 0);
  CHECK(start.dx > 0);
  CHECK(end.x == doctest::Approx(1));
  CHECK(end.y == doctest::Approx(1));
  CHECK(end.dy == doctest::Approx(0));
  for (float t = 0.05f; t < 1; t += 0.05f) {
    CurvePoint before = edgeCurve(t - 1e-3f), here = edgeCurve(t), after = edgeCurve(t + 1e-3f);
    CHECK(here.dx == doctest::Approx((after.x - before.x) / 2e-3).epsilon(1e-2));
    CHECK(here.dy == doctest::Approx((after.y - before.y) / 2e-3).epsilon(1e-2));
    CHECK(here.dx > 0);
  }
}

TEST_CASE("hitting an edge agrees with a fine walk along the curve") {
  Rng rng(9, Stream::probe);
  EdgeStyle style;
  constexpr float kTolerance = 4;
  int hits = 0, misses = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    Edge e;
    e.x0 = draw(rng, 0, 50), e.y0 = draw(rng, 0, 600), e.x1 = draw(rng, 100, 250), e.y1 = draw(rng, 0, 600);
    e.weight = draw(rng, -1, 1);
    CurvePoint near = edgeCurve(draw(rng, 0, 1));
    float x = e.x0 + (e.x1 - e.x0) * near.x + draw(rng, -12, 12);
    float y = e.y0 + (e.y1 - e.y0) * near.y + draw(rng, -12, 12);
    float distance = 1e9f;
    for (int i = 0; i <= 4000; ++i) {
      CurvePoint p = edgeCurve(static_cast<float>(i) / 4000);
      distance =
          std::min(distance, std::hypot(e.x0 + (e.x1 - e.x0) * p.x - x, e.y0 + (e.y1 - e.y0) * p.y - y));
    }
    distance -= edgeWidth(style, e) / 2;
    if (std::fabs(distance - kTolerance) < 0.1f) continue;  // the walk itself is no finer
    bool hit = hitEdge({&e, 1}, style, x, y, kTolerance) == 0;
    CHECK(hit == (distance < kTolerance));
    ++(hit ? hits : misses);
  }
  CHECK(hits > 500);
  CHECK(misses > 500);
}

TEST_CASE("the pointer hits the nearest edge, the strongest under it, and no dimmed one") {
  EdgeStyle style;
  std::vector<Edge> edges(3);
  edges[0] = {0, 0, 100, 0, 0.2f, 1};
  edges[1] = {0, 0, 100, 0, -0.9f, 1};
  edges[2] = {0, 10, 100, 10, 1, 1};
  CHECK(hitEdge(edges, style, 50, 0, 3) == 1);
  CHECK(hitEdge(edges, style, 50, 9, 3) == 2);
  CHECK(hitEdge(edges, style, 50, 30, 3) == -1);
  CHECK(hitEdge(edges, style, 150, 0, 3) == -1);
  edges[1].emphasis = 0;
  CHECK(hitEdge(edges, style, 50, 0, 3) == 0);
  CHECK(hitEdge({}, style, 0, 0, 3) == -1);
}

TEST_CASE("a plane is continued straight beyond its border and marks what is not a number") {
  Plane plane;
  std::vector<float> values = {0, 1, 2, 3, 4, 5};  // 3 × 2: x + 3 y
  setPlane(plane, 3, 2, values, 2);
  REQUIRE(plane.values.size() == 5 * 4);
  CHECK(plane.flawed.empty());
  for (int y = -1; y < 3; ++y)
    for (int x = -1; x < 4; ++x)
      CHECK(plane.values[(y + 1) * 5 + x + 1] == doctest::Approx(static_cast<float>(x + 3 * y) / 2));
  values = {kNan, -1e30f};
  setPlane(plane, 2, 1, values, 1);
  CHECK(plane.values[4 + 1] == 0);
  CHECK(plane.flawed == std::vector<uint8_t>{1, 0});
  CHECK(std::isfinite(plane.values[4 + 2]));
  setPlane(plane, 1, 1, std::span<const float>(values).first(1), 0);
  CHECK(plane.values.size() == 9);
}

TEST_CASE("a baked plane has the colours of its values and the distance to its zero line") {
  Plane plane;
  const std::vector<float> values = {-1, 0, 1};  // zero in the middle of 30 CSS pixels
  setPlane(plane, 3, 1, values, 1);
  bakePlane(plane, 1, 30, 10, kLight);
  REQUIRE(!plane.texels.empty());
  const std::size_t row = plane.texels.size() / 3;  // one more texel above and below
  int negative = 0, positive = 0;
  for (uint32_t texel : plane.texels) (texel >> 24 < 128 ? negative : positive)++;
  MESSAGE(plane.texels.size() << " texels, " << negative << " on the negative side, rows of " << row);
  CHECK(negative > 0);
  CHECK(positive > 0);
}

TEST_CASE("class colours saturate with certainty and vanish without it") {
  Color colors[] = {rgb(0x0072B2), rgb(0xE69F00)};
  std::vector<float> probabilities = {1, 0.5f, 0, kNan, /* second class */ 0, 0.5f, 1, 0};
  std::vector<uint32_t> out(4);
  mixClasses(probabilities, colors, kLight.paper, kLight.invalid, 1, out);
  CHECK(largestChannelGap(out[0], pack(colors[0])) <= 1);
  CHECK(out[1] == pack(kLight.paper));
  CHECK(largestChannelGap(out[2], pack(colors[1])) <= 1);
  CHECK(out[3] == pack(kLight.invalid));
  mixClasses(probabilities, colors, kLight.paper, kLight.invalid, 0, out);
  CHECK(out[0] == pack(kLight.paper));
}

TEST_CASE("an image keeps its pixels between edits") {
  Image image;
  editImage(image, 3, 2)[5] = 7;
  CHECK(image.dirty);
  CHECK(editImage(image, 3, 2)[5] == 7);
  CHECK(editImage(image, 1, 1).size() == 1);
}

TEST_CASE("every class up to ten has a shape of its own") {
  for (int a = 0; a < kShapes; ++a)
    for (int b = 0; b < a; ++b) CHECK(shapeOfClass(a) != shapeOfClass(b));
  CHECK(shapeOfClass(kShapes) == shapeOfClass(0));
}
