// Runs that are lost: found at the step where it shows, named, and stopped before any parameter is spoilt.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "run_helpers.h"
#include "session/setting.h"

using namespace lockstep;

namespace {

using Quantity = Divergence::Quantity;

// Advances, and checks that a step which could not be made changed nothing.
bool advanceWatched(Session& s) {
  const uint64_t before = stateHash(s.state);
  if (advance(s)) return true;
  CHECK(stateHash(s.state) == before);
  return false;
}

}  // namespace

TEST_CASE("a NaN or infinite weight is found at the next step, in the first layer where it shows") {
  for (float bad : {std::nanf(""), HUGE_VALF, -HUGE_VALF})
    for (int l = 0; l < 3; ++l) {
      Session s = sessionOf("activation=relu");
      REQUIRE(advanceBy(s, 10));
      const Layer& layer = s.state.network.layers[l];
      for (int i = layer.weight; i < layer.bias; ++i) s.state.network.parameters[i] = bad;
      CHECK(!advanceWatched(s));
      REQUIRE(s.divergence.has_value());
      CHECK(s.divergence->step == 10);
      CHECK(s.divergence->quantity == Quantity::activations);
      CHECK(s.divergence->layer == l);
      CHECK(describe(*s.divergence) == "The activations of " + layerName(l, 3) + " overflowed at step 10");
    }
}

TEST_CASE("a layer has one name in all that is said of it") {
  CHECK(layerName(0, 3) == "layer 1");
  CHECK(layerName(2, 3) == "the output layer");
}

TEST_CASE("activations that overflow are found in the layer where they do") {
  Session s = sessionOf("layers=4,4,4&activation=linear");
  for (int l = 0; l < 3; ++l) {
    const Layer& layer = s.state.network.layers[l];
    for (int i = layer.weight; i < layer.bias; ++i) s.state.network.parameters[i] = 1e18f;
  }
  CHECK(!advanceWatched(s));
  REQUIRE(s.divergence.has_value());
  CHECK(s.divergence->quantity == Quantity::activations);
  CHECK(s.divergence->layer == 2);  // 1e18, 1e36, then too much
  CHECK(finiteState(s.state));
}

TEST_CASE("a loss that overflows while every activation is finite is called a loss") {
  Session s = sessionOf("layers=&dataset=plane&batch=0");
  for (float& p : s.state.network.parameters) p = 1e25f;
  CHECK(!advanceWatched(s));
  REQUIRE(s.divergence.has_value());
  CHECK(s.divergence->quantity == Quantity::loss);
  CHECK(!std::isfinite(s.divergence->value));
  CHECK(describe(*s.divergence) == "The loss overflowed at step 0");
}

TEST_CASE("a gradient that overflows under a finite loss names its layer and size") {
  // Outputs of 1e12 make a loss of 1e24; on the way back it meets weights of 1e12.
  Session s = sessionOf("layers=1,1&activation=linear&dataset=sine&batch=0");
  Network& net = s.state.network;
  net.parameters[net.layers[0].weight] = 1e-6f;
  net.parameters[net.layers[1].weight] = 1e6f;
  net.parameters[net.layers[2].weight] = 1e12f;
  CHECK(!advanceWatched(s));
  REQUIRE(s.divergence.has_value());
  CHECK(s.divergence->quantity == Quantity::gradient);
  CHECK(s.divergence->layer == 1);  // where backpropagation meets it first
  CHECK(s.divergence->value > 1e15);
  CHECK(describe(*s.divergence) == "The gradient of layer 2 overflowed at step 0");
}

TEST_CASE("activations that batch norm would hide are found before they spoil its running statistics") {
  Session s = sessionOf("norm=batch&layers=4,4,4");
  REQUIRE(advanceBy(s, 5));
  const Layer& layer = s.state.network.layers[1];
  for (int i = layer.weight; i < layer.bias; ++i) s.state.network.parameters[i] *= 1e18f;
  CHECK(!advanceWatched(s));
  REQUIRE(s.divergence.has_value());
  CHECK(s.divergence->quantity == Quantity::activations);
  CHECK(s.divergence->layer == 1);
  CHECK(finiteState(s.state));
}

TEST_CASE("a run that has diverged stays where it is until it is restarted") {
  Session s = sessionOf("activation=relu");
  s.state.network.parameters[0] = HUGE_VALF;
  CHECK(!advanceWatched(s));
  const Divergence first = *s.divergence;
  s.state.network.parameters[0] = 0;
  for (int i = 0; i < 5; ++i) CHECK(!advanceWatched(s));
  CHECK(s.divergence->step == first.step);
  restart(s);
  CHECK(!s.divergence.has_value());
  CHECK(advanceBy(s, 20));
}

TEST_CASE("the run before a divergence is the run without one") {
  Session s = sessionOf("activation=relu&layers=8x6&dataset=plane&optimizer=sgd&lr=5");
  while (s.state.step < 5000 && advanceWatched(s)) {
  }
  REQUIRE(s.divergence.has_value());
  const int64_t lost = s.divergence->step;
  MESSAGE(describe(*s.divergence));
  CHECK(finiteState(s.state));
  Session again = sessionOf("activation=relu&layers=8x6&dataset=plane&optimizer=sgd&lr=5");
  CHECK(advanceBy(again, static_cast<int>(lost)));
  CHECK(stateHash(again.state) == stateHash(s.state));
  CHECK(!advance(again));
}

TEST_CASE("however wild the settings, parameters, moments and statistics stay finite") {
  int lost = 0, runs = 0, spoilt = 0;
  std::string firstSpoilt;
  Rng rng(77, Stream::probe);
  auto pick = [&](const char* field) {
    const Setting& f = *findSetting(field);
    return std::string("&") + field + "=" +
           f.choices[rng.below(static_cast<uint32_t>(f.choices.size()))].name;
  };
  auto maybe = [&](const char* text) { return rng.below(3) == 0 ? std::string(text) : std::string(); };
  for (; runs < 400; ++runs) {
    const char* sets[] = {"spiral", "plane", "arms", "chebyshev"};
    std::string line = std::string("samples=60&batch=16&dataset=") + sets[rng.below(4)];
    line += pick("activation") + pick("norm") + pick("optimizer") + pick("init") + pick("loss");
    line += "&layers=" + std::to_string(1 + rng.below(9)) + "x" + std::to_string(1 + rng.below(8));
    line += "&lr=10" + maybe("&rates=10x20") + maybe("&initScale=10") + maybe("&decay=1") + maybe("&l2=1") +
            maybe("&l1=1") + maybe("&momentum=0.999") + maybe("&beta1=0.999&beta2=0") +
            maybe("&rho=0&epsilon=1e-12") + maybe("&skip=2") + maybe("&clip=100") +
            maybe("&features=x,y,x2,y2,xy") + maybe("&dropout=0.9") + maybe("&output=relu");
    Session s = sessionOf(line);
    while (s.state.step < 120 && advance(s)) {
    }
    lost += s.divergence.has_value();
    if (!finiteState(s.state)) {
      ++spoilt;
      if (firstSpoilt.empty()) firstSpoilt = line;
    }
  }
  MESSAGE(lost << " of " << runs << " runs diverged");
  INFO(firstSpoilt);
  CHECK(spoilt == 0);
  CHECK(lost > 20);
  CHECK(lost < runs);
}
