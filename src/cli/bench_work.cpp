// The work of `lockstep bench`.
#include <algorithm>
#include <memory>
#include <utility>

#include "cli/bench.h"
#include "nn/gemm.h"
#include "nn/rng.h"
#include "nn/simd.h"
#include "session/session.h"

namespace lockstep {
namespace {

// Independent chains of one multiplication and one addition: enough to hide their latency, few enough
// for the registers.
template <std::size_t... kChain>
void spin(Vec (&chains)[sizeof...(kChain)], Vec factor, Vec term, int count, std::index_sequence<kChain...>) {
  for (int i = 0; i < count; ++i) ((chains[kChain] = chains[kChain] * factor + term), ...);
}

std::vector<float> noise(int rows, int columns) {
  std::vector<float> values(static_cast<std::size_t>(rows) * columns);
  Rng rng(1);
  for (float& v : values) v = static_cast<float>(rng.uniform(-1, 1));
  return values;
}

// A layer of I inputs and O outputs and its gradients, for B samples.
struct Product {
  int O, I, B, stride = padToLanes(B);
  std::vector<float> w = noise(O, I), b = noise(O, 1), x = noise(I, stride), g = noise(O, stride);
  std::vector<float> y = noise(O, stride), dx = noise(I, stride), dw = noise(O, I);
  std::vector<float> scratch =
      std::vector<float>(std::max({gemmScratch(O, I), gemmScratch(I, O), gemmScratch(O, B)}));

  void forward() {
    gemm(O, stride, I, rowMajor(w.data(), I), rowMajor(x.data(), stride), y.data(), stride, Start::bias,
         b.data(), scratch.data());
  }
  void inputGradient() {
    gemm(I, stride, O, rowMajor(w.data(), I).transposed(), rowMajor(g.data(), stride), dx.data(), stride,
         Start::zero, nullptr, scratch.data());
  }
  void weightGradient() {
    gemm(O, I, B, rowMajor(g.data(), stride), rowMajor(x.data(), stride).transposed(), dw.data(), I,
         Start::zero, nullptr, scratch.data());
  }
};

BenchRow productRow(int O, int I, int B) {
  auto product = std::make_shared<Product>(Product{.O = O, .I = I, .B = B});
  BenchRow row{std::to_string(I) + " → " + std::to_string(O) + ", batch " + std::to_string(B), {}};
  for (auto multiply : {&Product::forward, &Product::inputGradient, &Product::weightGradient})
    row.works.push_back({2.0 * O * I * B, [product, multiply](int calls) {
                           for (; calls > 0; --calls) ((*product).*multiply)();
                           return true;
                         }});
  return row;
}

// Ten classes of 784 noisy pixels, most of them dark.
Dataset pictures() {
  constexpr int kPixels = 784, kClasses = 10, kPictures = 1024;
  Dataset data;
  data.kind = DataKind::csv, data.task = Task::classification, data.dims = kPixels, data.classes = kClasses;
  Rng rng(7, Stream::data);
  std::vector<float> prototypes(kClasses * kPixels);
  for (float& pixel : prototypes) pixel = rng.uniform() < 0.2 ? static_cast<float>(rng.uniform()) : 0.0f;
  std::vector<float> pixels;
  for (int n = 0; n < kPictures; ++n) {
    data.y.push_back(static_cast<float>(n % kClasses));
    for (int d = 0; d < kPixels; ++d) {
      const float grain = 0.1f * static_cast<float>(rng.uniform(-1, 1));
      pixels.push_back(std::clamp(prototypes[n % kClasses * kPixels + d] + grain, 0.0f, 1.0f));
    }
  }
  data.x = std::move(pixels);
  return data;
}

// 2 flop per weight and sample forward, 4 backward, less the input gradient of the first layer.
double flopOfStep(const Session& s) {
  double weights = 0;
  for (const Layer& l : s.state.network.layers) weights += static_cast<double>(l.inputs) * l.outputs;
  const Layer& first = s.state.network.layers[0];
  return batchSize(s) * (6 * weights - 2.0 * first.inputs * first.outputs);
}

BenchRow trainingRow(std::string name, const std::string& line, const Sources& sources) {
  const Config config = parseConfig("trainShare=1&" + line).config;
  auto session = std::make_shared<Session>(makeSession(config, sources));
  return {std::move(name), {{flopOfStep(*session), [session](int calls) {
                               while (calls > 0 && advance(*session)) --calls;
                               return calls == 0;
                             }}}};
}

}  // namespace

BenchWork peakWork() {
  constexpr int kChains = 12, kCount = 1000;
  return {2.0 * kLanes * kChains * kCount, [](int calls) {
            Vec chains[kChains];
            for (int i = 0; i < kChains; ++i) chains[i] = splat(static_cast<float>(i));
            volatile float factor = 0.999f, term = 0.001f, kept;
            const Vec by = splat(factor), plus = splat(term);
            for (; calls > 0; --calls) spin(chains, by, plus, kCount, std::make_index_sequence<kChains>());
            for (int i = 1; i < kChains; ++i) chains[0] += chains[i];
            kept = sum(chains[0]);
            (void)kept;
            return true;
          }};
}

std::vector<BenchTable> productTables() {
  BenchTable squares{"squares", {}}, layers{"layers", {}}, odd{"odd sizes", {}};
  for (int n : {48, 64, 96, 128, 192, 256, 384}) squares.rows.push_back(productRow(n, n, n));
  layers.rows = {productRow(8, 8, 10), productRow(32, 32, 64), productRow(128, 784, 64),
                 productRow(512, 784, 128), productRow(512, 512, 128)};
  for (int n : {7, 8, 13, 16, 37, 40, 101, 104}) odd.rows.push_back(productRow(n, n, 64));
  return {std::move(squares), std::move(layers), std::move(odd)};
}

std::vector<BenchTable> trainingTables() {
  Sources sources;
  sources.csv = pictures();
  BenchTable workloads{"workloads", {}}, width{"width", {}}, batch{"batch", {}}, odd{"odd widths", {}};
  const std::string plane = "output=tanh&loss=mse&optimizer=sgd&lr=0.03&";
  const std::string wide = "dataset=csv&activation=relu&optimizer=momentum&lr=0.001&";
  for (const auto& [name, line] : {
           std::pair{"W1 2-4-2-1, batch 10", plane + "layers=4,2&batch=10"},
           {"W2a 2-(8 × 6)-1, batch 10", plane + "layers=8x6&batch=10"},
           {"W2b 2-(8 × 6)-1, batch 32", plane + "layers=8x6&batch=32"},
           {"W3 784-128-64-10, batch 64", wide + "lr=0.01&layers=128,64&batch=64"},
           {"W4 784-512-512-10, batch 128", wide + "layers=512,512&batch=128&optimizer=adam"},
           {"W5 2-(32 × 50)-1, batch 64",
            plane + "output=linear&layers=32x50&activation=relu&batch=64&lr=0.003"},
       })
    workloads.rows.push_back(trainingRow(name, line, sources));
  for (int n : {64, 128, 256, 512, 1024}) {
    const std::string w = std::to_string(n);
    width.rows.push_back(trainingRow("784-" + w + "-" + w + "-10, batch 64",
                                     wide + "batch=64&layers=" + w + "," + w, sources));
  }
  for (int n : {1, 2, 3, 4, 5, 8, 12, 16, 32, 64, 128, 256, 512})
    batch.rows.push_back(trainingRow("784-256-256-10, batch " + std::to_string(n),
                                     wide + "layers=256,256&batch=" + std::to_string(n), sources));
  for (int n : {7, 8, 13, 16, 37, 40, 101, 104})
    odd.rows.push_back(trainingRow("2-(" + std::to_string(n) + " × 6)-1, batch 64",
                                   plane + "batch=64&layers=" + std::to_string(n) + "x6", sources));
  return {std::move(workloads), std::move(width), std::move(batch), std::move(odd)};
}

}  // namespace lockstep
