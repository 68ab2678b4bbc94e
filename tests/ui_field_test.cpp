// The large picture of what a network answers, against the network itself at every point of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/network/fine_field.h"

using namespace lockstep;

namespace {

// In plane units. A cell is 0.19 or 0.13 in the pictures, half of that in the field.
constexpr float kBand = 0.11f;

// Two units that step at the edges of an oblique band, which the output answers; certain elsewhere, too.
Session bandSession() {
  Session s = makeSession(parseConfig("features=x,y&layers=2&activation=tanh").config, {});
  REQUIRE(s.problem.inputs == 2);
  const Layer &hidden = s.state.network.layers[0], &output = s.state.network.layers[1];
  float* parameters = s.state.network.parameters.data();
  for (int edge : {0, 1}) {
    const float steep = 300;
    parameters[hidden.weight + 2 * edge] = 0.3f * steep;
    parameters[hidden.weight + 2 * edge + 1] = steep;
    parameters[hidden.bias + edge] = -steep * kBand * static_cast<float>(edge);
    parameters[output.weight + edge] = edge ? -8.0f : 8.0f;
  }
  parameters[output.bias] = -8;
  return s;
}

// Points of the field where the shown class is not the network's.
int wrongPoints(const FineField& field) {
  const float spacing = 2 * kPlane / static_cast<float>(field.side);
  int wrong = 0;
  for (int y = 0; y < field.side; ++y)
    for (int x = 0; x < field.side; ++x) {
      const float px = -kPlane + (static_cast<float>(x) + 0.5f) * spacing,
                  py = kPlane - (static_cast<float>(y) + 0.5f) * spacing, across = 0.3f * px + py;
      const bool inside = across > 0 && across < kBand;
      wrong += (field.values[static_cast<size_t>(y * field.side + x)] > 0) != inside;
    }
  return wrong;
}

}  // namespace

TEST_CASE("a band narrower than the pictures' cells is one band, not beads") {
  const Session s = bandSession();
  for (const bool paused : {false, true}) {
    UnitPictures p;
    refreshPictures(p, s.problem, s.state.network, 1, 1, paused);
    const Answer answer{.layer = 1, .as = Answer::As::certainty};
    FineField field;
    sampleField(s.problem, s.state.network, p, answer, false, field);
    CHECK(field.measured == 0);
    CHECK(wrongPoints(field) > 50);
    sampleField(s.problem, s.state.network, p, answer, true, field);
    MESSAGE(p.width, " cells a side: ", field.measured, " points measured");
    CHECK(wrongPoints(field) == 0);
    CHECK(field.measured < p.width * p.height / 2);
  }
}

TEST_CASE(
    "a field that is steep everywhere costs no more than its pictures again, one that is flat nothing") {
  Session s = bandSession();
  UnitPictures p;
  const Answer answer{.layer = 1, .as = Answer::As::certainty};
  FineField field;
  for (float& parameter : s.state.network.parameters) parameter *= 0.001f;
  refreshPictures(p, s.problem, s.state.network, 1, 1, false);
  sampleField(s.problem, s.state.network, p, answer, true, field);
  CHECK(field.measured < 200);
  s = makeSession(parseConfig("features=sinx,siny&layers=2&activation=sine&seed=3").config, {});
  for (float& parameter : s.state.network.parameters) parameter *= 1000;
  refreshPictures(p, s.problem, s.state.network, 2, 2, false);
  sampleField(s.problem, s.state.network, p, answer, true, field);
  CHECK(field.measured > p.width * p.height / 2);
  CHECK(field.measured < p.width * p.height + kInputBlock);
}
