#include "nn/init.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "nn/rng.h"

namespace lockstep {
namespace {

// rows × columns with orthonormal rows (rows <= columns) or columns, row-major: Gram–Schmidt on a Gaussian
// matrix, twice for each vector since once loses orthogonality.
std::vector<double> orthogonalMatrix(int rows, int columns, Rng& rng) {
  const int count = std::min(rows, columns), length = std::max(rows, columns);
  std::vector<double> q(static_cast<std::size_t>(count) * length);
  for (int i = 0; i < count; ++i) {
    double* v = q.data() + static_cast<std::size_t>(i) * length;
    for (int k = 0; k < length; ++k) v[k] = rng.normal();
    for (int pass = 0; pass < 2; ++pass)
      for (int j = 0; j < i; ++j) {
        const double* u = q.data() + static_cast<std::size_t>(j) * length;
        double along = 0;
        for (int k = 0; k < length; ++k) along += u[k] * v[k];
        for (int k = 0; k < length; ++k) v[k] -= along * u[k];
      }
    double squared = 0;
    for (int k = 0; k < length; ++k) squared += v[k] * v[k];
    for (int k = 0; k < length; ++k) v[k] /= std::sqrt(squared);
  }
  if (rows <= columns) return q;
  std::vector<double> transposed(q.size());
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c)
      transposed[static_cast<std::size_t>(r) * columns + c] = q[static_cast<std::size_t>(c) * rows + r];
  return transposed;
}

// W = [U, −U; −U, U] with the halves that exist: inputs are mirrored behind a hidden layer,
// outputs before one.
void looksLinear(const Layer& layer, bool mirroredIn, bool mirroredOut, double scale, Rng& rng, float* w) {
  const int in = mirroredIn ? std::max(1, layer.inputs / 2) : layer.inputs;
  const int out = mirroredOut ? std::max(1, layer.outputs / 2) : layer.outputs;
  const std::vector<double> u = orthogonalMatrix(out, in, rng);
  std::fill_n(w, static_cast<std::size_t>(layer.inputs) * layer.outputs, 0.0f);
  for (int ho = 0; ho < (mirroredOut && layer.outputs > 1 ? 2 : 1); ++ho)
    for (int hi = 0; hi < (mirroredIn && layer.inputs > 1 ? 2 : 1); ++hi)
      for (int o = 0; o < out; ++o)
        for (int i = 0; i < in; ++i)
          w[static_cast<std::size_t>(ho * out + o) * layer.inputs + hi * in + i] =
              static_cast<float>((ho == hi ? scale : -scale) * u[static_cast<std::size_t>(o) * in + i]);
}

}  // namespace

void initialize(Network& net, Init init, float scale, uint64_t seed) {
  const int last = static_cast<int>(net.layers.size()) - 1;
  for (int l = 0; l <= last; ++l) {
    const Layer& layer = net.layers[l];
    Rng rng(seed, Stream::init, static_cast<uint64_t>(l));
    float* w = net.parameters.data() + layer.weight;
    const int count = layer.inputs * layer.outputs;
    const double I = layer.inputs, O = layer.outputs;
    auto fill = [&](auto draw) {
      for (int i = 0; i < count; ++i) w[i] = static_cast<float>(scale * draw());
    };
    switch (init) {
      case Init::zeros:
        fill([] { return 0.0; });
        break;
      case Init::uniform:
        fill([&] { return rng.uniform(-1, 1); });
        break;
      case Init::normal:
        fill([&] { return rng.normal(); });
        break;
      case Init::glorot:
        fill([&, r = std::sqrt(6 / (I + O))] { return rng.uniform(-r, r); });
        break;
      case Init::he:
        fill([&, s = std::sqrt(2 / I)] { return s * rng.normal(); });
        break;
      case Init::lecun:
        fill([&, s = std::sqrt(1 / I)] { return s * rng.normal(); });
        break;
      case Init::orthogonal: {
        const std::vector<double> q = orthogonalMatrix(layer.outputs, layer.inputs, rng);
        for (int i = 0; i < count; ++i) w[i] = static_cast<float>(scale * q[i]);
        break;
      }
      case Init::looksLinear:
        looksLinear(layer, l > 0, l < last, scale, rng, w);
        break;
    }
    std::fill_n(net.parameters.data() + layer.bias, layer.outputs, 0.0f);
  }
}

}  // namespace lockstep
