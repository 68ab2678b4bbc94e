#include "nn/thin.h"

#include <algorithm>

#include "nn/parallel.h"

namespace lockstep {
namespace {

// Vectors of four units for each of B samples become four rows of a sample per lane, of which `rows` are
// wanted; or the other way round. Lanes beyond B repeat the last sample.
template <int B>
[[gnu::always_inline]] inline void storeRows(const Vec (&units)[B], float* out, int rows) {
  Vec row[kLanes];
  for (int b = 0; b < kLanes; ++b) row[b] = units[std::min(b, B - 1)];
  transpose(row[0], row[1], row[2], row[3]);
  for (int r = 0; r < rows; ++r) store(out + r * kLanes, row[r]);
}

template <int B>
[[gnu::always_inline]] inline void loadRows(const float* from, int rows, Vec (&units)[B]) {
  Vec row[kLanes];
  for (int r = 0; r < kLanes; ++r) row[r] = load(from + std::min(r, rows - 1) * kLanes);
  transpose(row[0], row[1], row[2], row[3]);
  for (int b = 0; b < B; ++b) units[b] = row[b];
}

// Four units in a vector, G vectors at a time: their additions must not wait for each other. Rows beyond O
// are the last one again.
template <int B, int G>
[[gnu::always_inline]] inline void forwardRows(int rows, int I, const float* W, const float* bias,
                                               const float* x, float* y) {
  const float* w[G][kLanes];
  Vec sum[G][B];
  for (int g = 0; g < G; ++g) {
    float first[kLanes];
    for (int r = 0; r < kLanes; ++r) {
      const int row = std::min(g * kLanes + r, rows - 1);
      w[g][r] = W + row * I, first[r] = bias[row];
    }
    for (int b = 0; b < B; ++b) sum[g][b] = load(first);
  }
  auto add = [&](int g, Vec column, const float* sample) {
    for (int b = 0; b < B; ++b) sum[g][b] = multiplyAdd(column, loadSplat(sample + b), sum[g][b]);
  };
  int i = 0;
  for (; i + kLanes <= I; i += kLanes)
    for (int g = 0; g < G; ++g) {
      Vec column[kLanes];
      for (int r = 0; r < kLanes; ++r) column[r] = load(w[g][r] + i);
      transpose(column[0], column[1], column[2], column[3]);
      for (int k = 0; k < kLanes; ++k) add(g, column[k], x + (i + k) * kLanes);
    }
  for (; i < I; ++i)
    for (int g = 0; g < G; ++g) {
      const float column[kLanes] = {w[g][0][i], w[g][1][i], w[g][2][i], w[g][3][i]};
      add(g, load(column), x + i * kLanes);
    }
  for (int g = 0; g < G; ++g)
    storeRows<B>(sum[g], y + g * kLanes * kLanes, std::min(kLanes, rows - g * kLanes));
}

template <int B>
void forward(int O, int I, const float* W, const float* bias, const float* x, float* y) {
  constexpr int kVectors = B == 1 ? 4 : 2, kRows = kVectors * kLanes;
  int o = 0;
  for (; o + kRows <= O; o += kRows)
    forwardRows<B, kVectors>(kRows, I, W + o * I, bias + o, x, y + o * kLanes);
  for (; o < O; o += kLanes)
    forwardRows<B, 1>(std::min(kLanes, O - o), I, W + o * I, bias + o, x, y + o * kLanes);
}

// V vectors of four inputs, of which the last has `lanes`.
template <int B, int V>
[[gnu::always_inline]] inline void inputColumns(int O, int I, const float* W, const float* g, float* dx,
                                                bool add, int lanes) {
  Vec sum[V][B];
  for (int v = 0; v < V; ++v)
    if (add)
      loadRows<B>(dx + v * kLanes * kLanes, v == V - 1 ? lanes : kLanes, sum[v]);
    else
      for (int b = 0; b < B; ++b) sum[v][b] = splat(0);
  for (int o = 0; o < O; ++o)
    for (int v = 0; v < V; ++v) {
      const Vec weights = loadPart(W + o * I + v * kLanes, v == V - 1 ? lanes : kLanes);
      for (int b = 0; b < B; ++b) sum[v][b] = multiplyAdd(weights, loadSplat(g + o * kLanes + b), sum[v][b]);
    }
  for (int v = 0; v < V; ++v) storeRows<B>(sum[v], dx + v * kLanes * kLanes, v == V - 1 ? lanes : kLanes);
}

template <int B>
void inputGradient(int O, int I, const float* W, const float* g, float* dx, bool add, int begin, int end) {
  constexpr int kVectors = B == 1 ? 8 : B == 2 ? 4 : 2, kColumns = kVectors * kLanes;
  int i = begin;
  for (; i + kColumns <= end; i += kColumns)
    inputColumns<B, kVectors>(O, I, W + i, g, dx + i * kLanes, add, kLanes);
  for (; i < end; i += kLanes)
    inputColumns<B, 1>(O, I, W + i, g, dx + i * kLanes, add, std::min(kLanes, end - i));
}

// R rows of dW; x has a sample per row.
template <int B, int R>
[[gnu::always_inline]] inline void gradientRows(int I, const float* g, const float* x, int step, float* dW) {
  Vec factor[R][B];
  for (int r = 0; r < R; ++r)
    for (int b = 0; b < B; ++b) factor[r][b] = loadSplat(g + r * kLanes + b);
  auto products = [&](int i, int lanes) {
    for (int r = 0; r < R; ++r) {
      Vec sum = splat(0);
      for (int b = 0; b < B; ++b) sum = multiplyAdd(factor[r][b], load(x + b * step + i), sum);
      storePart(dW + r * I + i, sum, lanes);
    }
  };
  int i = 0;
  for (; i + kLanes <= I; i += kLanes) products(i, kLanes);
  if (i < I) products(i, I - i);
}

template <int B>
void weightGradient(int O, int I, const float* g, const float* x, int step, float* dW) {
  constexpr int kRows = B == 1 ? 4 : 2;
  int o = 0;
  for (; o + kRows <= O; o += kRows) gradientRows<B, kRows>(I, g + o * kLanes, x, step, dW + o * I);
  for (; o < O; ++o) gradientRows<B, 1>(I, g + o * kLanes, x, step, dW + o * I);
}

// Calls f with the batch as a constant.
template <typename F>
void forBatch(int batch, const F& f) {
  switch (batch) {
    case 1:
      return f.template operator()<1>();
    case 2:
      return f.template operator()<2>();
    default:
      return f.template operator()<3>();
  }
}

bool worth(int O, int I, int batch) { return static_cast<double>(O) * I * batch >= kSharedProduct; }

}  // namespace

void thinForward(int O, int I, int batch, const float* W, const float* bias, const float* x, float* y) {
  forBatch(batch, [&]<int B>() {
    share(O, 4 * kLanes, worth(O, I, B), [=](int begin, int end, int) {
      forward<B>(end - begin, I, W + begin * I, bias + begin, x, y + begin * kLanes);
    });
  });
}

void thinInputGradient(int O, int I, int batch, const float* W, const float* g, float* dx, bool add) {
  forBatch(batch, [&]<int B>() {
    share(I, 8 * kLanes, worth(O, I, B),
          [=](int begin, int end, int) { inputGradient<B>(O, I, W, g, dx, add, begin, end); });
  });
}

void thinWeightGradient(int O, int I, int batch, const float* g, const float* x, float* dW, float* scratch) {
  const int step = padToLanes(I);
  for (int i = 0; i < I; i += kLanes) {
    Vec sample[kLanes];
    for (int r = 0; r < kLanes; ++r) sample[r] = load(x + std::min(i + r, I - 1) * kLanes);
    transpose(sample[0], sample[1], sample[2], sample[3]);
    for (int b = 0; b < batch; ++b) store(scratch + b * step + i, sample[b]);
  }
  forBatch(batch, [&]<int B>() {
    share(O, kLanes, worth(O, I, B), [=](int begin, int end, int) {
      weightGradient<B>(end - begin, I, g + begin * kLanes, scratch, step, dW + begin * I);
    });
  });
}

}  // namespace lockstep
