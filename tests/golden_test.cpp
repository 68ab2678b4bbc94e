// The same bits everywhere: parameters after 200 steps, as native SIMD, native scalar, WebAssembly SIMD and
// WebAssembly scalar builds all have to compute them. A change of numerics shows here first; if it is meant,
// the table changes.
#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "nn/simd.h"
#include "run_helpers.h"

using namespace lockstep;

namespace {

struct Golden {
  const char* name;
  const char* line;
  uint64_t hash;
};

// dataset=csv stands for pictures of 784 pixels here.
constexpr Golden kGolden[] = {
    {"two spirals", "layers=8,8", 0x37d74a8f0d9f00db},
    {"batch norm and skips",
     "dataset=moons&noise=0.2&layers=16x5&activation=relu&norm=batch&skip=0.5&init=he&optimizer=nesterov"
     "&lr=0.02",
     0xeb21835f15b6024d},
    {"layer norm, GELU, AdamW",
     "dataset=checkerboard&layers=13,12,11&activation=gelu&norm=layer&optimizer=adamw&decay=0.05"
     "&schedule=warmup&period=50&features=x,y,xy,r,angle",
     0xbcc027fbda6a2bfe},
    {"dropout and SiLU",
     "dataset=rings&labelNoise=0.1&layers=24,24&activation=silu&dropout=0.3&init=lecun&batch=33&lr=0.005",
     0x5ce54073b10e7a88},
    {"three arms, softmax, momentum, cosine",
     "dataset=arms&samples=333&noise=0.1&layers=10,10&activation=sigmoid&optimizer=momentum&lr=0.1"
     "&schedule=cosine&period=200",
     0xe76274e1e23e2053},
    {"regression with sines",
     "dataset=multigauss&layers=16,16&activation=sine&features=x,y,sinx,siny,x2&init=orthogonal"
     "&schedule=onecycle&period=200&batch=0",
     0x0322753db95e6482},
    {"a polynomial, leaky ReLU, exponential schedule",
     "dataset=chebyshev&degree=5&samples=101&layers=20&activation=leaky&init=normal&initScale=0.3"
     "&schedule=exponential&period=100&loss=mse&batch=5&rates=1,0.5",
     0xbdc841146dc5e08b},
    {"pictures of 784 pixels",
     "dataset=csv&layers=32,17&activation=tanh&norm=batch&dropout=0.1&lr=0.003&batch=32", 0xd09d47b0d760ad86},
    {"twenty layers that look linear",
     "dataset=xor&layers=16x20&activation=relu&init=linear&optimizer=sgd&lr=0.02&schedule=step&period=70",
     0x043f989eff290899},
    {"RMSProp, clipping, L1, per-layer activations",
     "dataset=circle&layers=9,9,9&activations=sine,-,gelu&optimizer=rmsprop&lr=0.003&clip=0.5&l1=0.001"
     "&l2=0.003&loss=mse&output=tanh&skip=1",
     0x3f2a513c4646c1a8},
};

}  // namespace

TEST_CASE("parameters after 200 steps have the same bits in every build") {
  const Sources sources = pictures(150, 784);
  MESSAGE("built for " << std::string(LOCKSTEP_SIMD_NAME));
  for (const Golden& golden : kGolden) {
    INFO(std::string(golden.name));
    CHECK(parseConfig(golden.line).notes.empty());
    Session s = sessionOf(golden.line, sources);
    CHECK(advanceBy(s, 200));
    const uint64_t hash = parameterHash(s);
    std::printf("  run hash 0x%016llx  %s\n", static_cast<unsigned long long>(hash), golden.name);
    CHECK(hash == golden.hash);
    CHECK(finiteState(s.state));
  }
}
