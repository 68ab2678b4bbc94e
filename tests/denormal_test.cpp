// Denormal numbers, below 2^-126, cost many processors a hundred cycles and more at every use. Networks make
// them wherever something only ever shrinks: see flush in nn/vmath.h.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "run_helpers.h"

using namespace lockstep;

namespace {

int denormals(const float* x, std::size_t count) {
  int found = 0;
  for (std::size_t i = 0; i < count; ++i)
    found += x[i] != 0 && std::fabs(x[i]) < std::numeric_limits<float>::min();
  return found;
}
int denormals(const std::vector<float>& x) { return denormals(x.data(), x.size()); }

// In all that the last step left behind.
int denormals(const Session& s) {
  int found = denormals(s.state.network.parameters) + denormals(s.state.optimizer.first) +
              denormals(s.state.optimizer.second) + denormals(s.gradient) + denormals(s.dOutput);
  for (std::size_t l = 0; l < s.workspace.layers.size(); ++l)
    for (int o = 0; o < s.state.network.layers[l].outputs; ++o)
      found += denormals(s.workspace.layers[l].output + o * s.workspace.stride, s.workspace.batch);
  return found;
}

constexpr float kLeastNormal = std::numeric_limits<float>::min();

}  // namespace

TEST_CASE("the counter of denormals counts") {
  const float some[] = {0, kLeastNormal, kLeastNormal / 2, -1e-45f, 1};
  CHECK(denormals(some, 5) == 2);
}

TEST_CASE("nothing that shrinks for ever becomes denormal") {
  constexpr struct {
    const char* name;
    const char* line;
    bool zeros;  // some of the gradient has shrunk to 0
  } kRuns[] = {
      {"gradients through sixty sigmoid layers", "layers=8x60&activation=sigmoid", true},
      {"the same under plain descent", "layers=8x60&activation=sigmoid&optimizer=sgd&lr=0.1", true},
      {"momenta of dead units", "layers=32,32&activation=relu&optimizer=momentum&lr=0.1", true},
      {"the same, looking ahead", "layers=32,32&activation=relu&optimizer=nesterov&lr=0.05", true},
      {"both moments of dead units", "layers=32,32&activation=relu&lr=0.05&dataset=arms", true},
      {"squares of vanished gradients", "layers=16x20&activation=sigmoid&optimizer=rmsprop&lr=0.001", false},
      {"certain answers, two classes", "layers=32,32&activation=relu&dataset=gauss&lr=0.1", true},
      {"certain answers, three classes",
       "layers=32,32&activation=tanh&dataset=arms&samples=60&batch=0&lr=0.05", false},
      {"weights that decay", "layers=16,16&activation=relu&optimizer=sgd&lr=0.3&decay=0.3", false},
      {"weights under a penalty", "layers=16,16&activation=relu&optimizer=sgd&lr=0.3&l2=0.3", true},
      {"signals through forty layers that damp", "layers=8x40&activation=linear&initScale=0.2", false},
  };
  for (const auto& run : kRuns) {
    INFO(std::string(run.name));
    Session s = sessionOf(run.line);
    int found = 0;
    for (int part = 0; part < 6; ++part) {
      CHECK(advanceBy(s, 500));
      found += denormals(s);
    }
    CHECK(found == 0);
    CHECK(finiteState(s.state));
    int zeros = 0;
    for (float g : s.gradient) zeros += g == 0;
    CHECK((zeros > 0) >= run.zeros);
  }
}
