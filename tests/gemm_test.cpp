// Matrix products against plain triple loops: the float one to the bit, the double one to its rounding bound.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "nn/gemm.h"
#include "nn/rng.h"
#include "nn/simd.h"
#include "nn/thin.h"

using namespace lockstep;

namespace {

const float kNan = std::numeric_limits<float>::quiet_NaN();

// How a matrix lies in memory. Buffers are exactly as long as the last element needs, so that the
// address sanitizer sees any access beyond; what no element lies in is NaN, so that any use of it shows
// in the result.
enum class Layout { rows, paddedRows, columns, paddedColumns, spread };
constexpr Layout kLayouts[] = {Layout::rows, Layout::paddedRows, Layout::columns, Layout::paddedColumns,
                               Layout::spread};

struct Stored {
  std::unique_ptr<float[]> data;
  int rowStride = 0, columnStride = 0;
  std::size_t size = 0;
  float& at(int r, int c) { return data[static_cast<std::size_t>(r) * rowStride + c * columnStride]; }
  View view() const { return {data.get(), rowStride, columnStride}; }
};

Stored emptyMatrix(int rows, int columns, Layout layout) {
  Stored m;
  switch (layout) {
    case Layout::rows:
      m.rowStride = columns, m.columnStride = 1;
      break;
    case Layout::paddedRows:
      m.rowStride = columns + 3, m.columnStride = 1;
      break;
    case Layout::columns:
      m.rowStride = 1, m.columnStride = rows;
      break;
    case Layout::paddedColumns:
      m.rowStride = 1, m.columnStride = rows + 5;
      break;
    case Layout::spread:
      m.rowStride = 2, m.columnStride = 2 * rows + 1;
      break;
  }
  if (rows > 0 && columns > 0)
    m.size = static_cast<std::size_t>(rows - 1) * m.rowStride +
             static_cast<std::size_t>(columns - 1) * m.columnStride + 1;
  // Columns that far apart may be read in whole vectors, the last one too.
  if (m.rowStride == 1 && columns > 0 && m.columnStride >= padToLanes(rows))
    m.size += padToLanes(rows) - rows;
  m.data.reset(new float[m.size]);
  for (std::size_t i = 0; i < m.size; ++i) m.data[i] = kNan;
  return m;
}

Stored randomMatrix(int rows, int columns, Layout layout, Rng& rng) {
  Stored m = emptyMatrix(rows, columns, layout);
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) m.at(r, c) = static_cast<float>(rng.uniform(-1, 1));
  return m;
}

// c + a·b, with two roundings; with relaxed SIMD as many as this processor makes.
float accumulate(float c, float a, float b) {
#ifdef __wasm_relaxed_simd__
  const float x = 1 + 0x1p-12f;
  static const bool fused = sum(multiplyAdd(splat(x), splat(x), splat(-1 - 0x1p-11f))) != 0;
  if (fused) return std::fma(a, b, c);
#endif
  return c + a * b;
}

struct Verdict {
  int wrongBits = 0;        // elements that are not the float triple loop's
  int touched = 0;          // floats between the rows of C that changed
  double overBound = 0;     // largest error over its rounding bound
  double largestError = 0;  // against double
};

Verdict tryProduct(int M, int N, int K, Layout layoutA, Layout layoutB, int gap, Start start, uint64_t seed) {
  Rng rng(seed, Stream::probe);
  Stored A = randomMatrix(M, K, layoutA, rng), B = randomMatrix(K, N, layoutB, rng);
  Stored C = emptyMatrix(M, N, gap ? Layout::paddedRows : Layout::rows);
  std::vector<float> before(static_cast<std::size_t>(M) * N), bias(M);
  for (float& b : bias) b = static_cast<float>(rng.uniform(-1, 1));
  for (int m = 0; m < M; ++m)
    for (int n = 0; n < N; ++n) {
      if (start == Start::add) C.at(m, n) = static_cast<float>(rng.uniform(-1, 1));
      before[static_cast<std::size_t>(m) * N + n] = C.at(m, n);
    }
  std::unique_ptr<float[]> scratch(new float[gemmScratch(M, K)]);
  for (int i = 0; i < gemmScratch(M, K); ++i) scratch[i] = kNan;

  gemm(M, N, K, A.view(), B.view(), C.data.get(), C.rowStride, start,
       start == Start::bias ? bias.data() : nullptr, scratch.get());

  Verdict v;
  const double unit = 0x1p-24;
  for (int m = 0; m < M; ++m) {
    for (int n = 0; n < N; ++n) {
      float plain = start == Start::zero   ? 0
                    : start == Start::bias ? bias[m]
                                           : before[static_cast<std::size_t>(m) * N + n];
      double exact = plain, size = std::fabs(plain);
      for (int k = 0; k < K; ++k) {
        const float a = A.at(m, k), b = B.at(k, n);
        plain = accumulate(plain, a, b);
        exact += static_cast<double>(a) * b, size += std::fabs(static_cast<double>(a) * b);
      }
      const float ours = C.at(m, n);
      v.wrongBits += std::bit_cast<uint32_t>(ours) != std::bit_cast<uint32_t>(plain);
      // K products and K additions, one rounding each: |error| <= γ(K + 1)·Σ|terms| (Higham
      // 2002, section 3.1).
      const double bound = (K + 1) * unit / (1 - (K + 1) * unit) * size, error = std::fabs(ours - exact);
      v.largestError = std::max(v.largestError, error);
      if (error > 0) v.overBound = std::max(v.overBound, error / bound);
    }
    for (int n = N; gap && m + 1 < M && n < C.rowStride && N > 0; ++n)
      v.touched += !std::isnan(C.data[static_cast<std::size_t>(m) * C.rowStride + n]);
  }
  return v;
}

Start startOf(int i) { return static_cast<Start>(i % 3); }

}  // namespace

TEST_CASE("a product of every shape and layout has the bits of a plain triple loop") {
  const int kSizes[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16, 17, 24};
  // With a shape, each layout of A meets one of B, in turn: every pair of them meets every pair of sizes.
  constexpr int kKinds = static_cast<int>(std::size(kLayouts));
  int wrong = 0, touched = 0, trials = 0;
  double over = 0;
  for (int M : kSizes)
    for (int N : kSizes)
      for (int K : kSizes)
        for (int a = 0; a < kKinds; ++a) {
          // The three starts and both row strides of C take turns too, out of step with the layouts.
          const Layout b = kLayouts[(a + trials / kKinds) % kKinds];
          const Verdict v =
              tryProduct(M, N, K, kLayouts[a], b, trials / 3 % 2, startOf(trials + trials / 25), trials);
          wrong += v.wrongBits, touched += v.touched, over = std::max(over, v.overBound), ++trials;
        }
  MESSAGE(trials << " products, largest error " << over << " of its bound");
  CHECK(wrong == 0);
  CHECK(touched == 0);
  CHECK(over <= 1);
}

TEST_CASE("every way to start a product works with every layout") {
  int wrong = 0, touched = 0;
  for (Start start : {Start::zero, Start::bias, Start::add})
    for (int gap : {0, 1})
      for (Layout a : kLayouts)
        for (Layout b : kLayouts)
          for (int size : {1, 6, 19}) {
            const Verdict v = tryProduct(size, size + 1, size + 2, a, b, gap, start, 5);
            wrong += v.wrongBits, touched += v.touched;
          }
  CHECK(wrong == 0);
  CHECK(touched == 0);
}

TEST_CASE("large products have the bits of a plain triple loop, and errors well inside the rounding bound") {
  const int kShapes[][3] = {{128, 64, 784}, {1, 1000, 300}, {300, 1, 500},
                            {100, 100, 1},  {257, 129, 65}, {31, 33, 1024}};
  for (const auto& shape : kShapes)
    for (Layout a : {Layout::rows, Layout::columns})
      for (Layout b : {Layout::rows, Layout::columns}) {
        const Verdict v = tryProduct(shape[0], shape[1], shape[2], a, b, 1, Start::bias, 9);
        CHECK(v.wrongBits == 0);
        CHECK(v.touched == 0);
        CHECK(v.overBound <= 1);
        if (a == Layout::rows && b == Layout::rows)
          MESSAGE(shape[0] << " × " << shape[1] << " × " << shape[2] << ": at most " << v.largestError
                           << " off, " << v.overBound << " of the bound");
      }
}

TEST_CASE("thin products have the bits of the others, whichever is chosen") {
  int wrong = 0, products = 0, lost = 0;
  for (int O : {1, 2, 3, 4, 5, 8, 15, 16, 17, 33})
    for (int I : {1, 2, 3, 4, 5, 7, 8, 31, 32, 33, 70})
      for (int batch : {1, 2, 3}) {
        Rng rng(static_cast<uint64_t>(products), Stream::probe);
        auto noise = [&](int count) {
          // Of exactly that size: the sanitizers see what is read beyond it.
          std::vector<float> v(static_cast<std::size_t>(count));
          for (float& x : v) x = static_cast<float>(rng.uniform(-1, 1));
          return v;
        };
        const std::vector<float> W = noise(O * I), bias = noise(O), x = noise(I * kLanes),
                                 g = noise(O * kLanes), start = noise(I * kLanes);
        std::vector<float> scratch(static_cast<std::size_t>(
            std::max({gemmScratch(O, I), gemmScratch(I, O), gemmScratch(O, batch), thinScratch(I)})));
        auto differ = [&](const std::vector<float>& thin, const std::vector<float>& other, int columns,
                          int stride) {
          for (std::size_t r = 0; r * stride < thin.size(); ++r)
            for (int c = 0; c < columns; ++c)
              wrong += std::bit_cast<uint32_t>(thin[r * stride + c]) !=
                       std::bit_cast<uint32_t>(other[r * stride + c]);
          for (float value : thin) lost += !std::isfinite(value);
          ++products;
        };
        std::vector<float> thin(static_cast<std::size_t>(O) * kLanes, NAN), other = thin;
        thinForward(O, I, batch, W.data(), bias.data(), x.data(), thin.data());
        gemm(O, kLanes, I, rowMajor(W.data(), I), rowMajor(x.data(), kLanes), other.data(), kLanes,
             Start::bias, bias.data(), scratch.data());
        differ(thin, other, batch, kLanes);
        for (bool add : {false, true}) {
          thin = other = start;
          thinInputGradient(O, I, batch, W.data(), g.data(), thin.data(), add);
          gemm(I, kLanes, O, rowMajor(W.data(), I).transposed(), rowMajor(g.data(), kLanes), other.data(),
               kLanes, add ? Start::add : Start::zero, nullptr, scratch.data());
          differ(thin, other, batch, kLanes);
        }
        thin.assign(static_cast<std::size_t>(O) * I, NAN), other = thin;
        thinWeightGradient(O, I, batch, g.data(), x.data(), thin.data(), scratch.data());
        gemm(O, I, batch, rowMajor(g.data(), kLanes), rowMajor(x.data(), kLanes).transposed(), other.data(),
             I, Start::zero, nullptr, scratch.data());
        differ(thin, other, I, I);
      }
  MESSAGE(products << " products");
  CHECK(wrong == 0);
  CHECK(lost == 0);
}

TEST_CASE("the three products of a layer can be written with views of the same matrices") {
  // forward W·x, gradient g·xᵀ, backward Wᵀ·g, for O = 7, I = 6, B = 5 in rows of 8
  constexpr int O = 7, I = 6, B = 5, kStride = 8;
  Rng rng(3, Stream::probe);
  Stored W = randomMatrix(O, I, Layout::rows, rng), x = randomMatrix(I, kStride, Layout::rows, rng);
  Stored g = randomMatrix(O, kStride, Layout::rows, rng);
  std::vector<float> scratch(4096), dW(O * I), dx(I * kStride);
  gemm(O, I, B, rowMajor(g.data.get(), kStride), rowMajor(x.data.get(), kStride).transposed(), dW.data(), I,
       Start::zero, nullptr, scratch.data());
  gemm(I, kStride, O, rowMajor(W.data.get(), I).transposed(), rowMajor(g.data.get(), kStride), dx.data(),
       kStride, Start::zero, nullptr, scratch.data());
  int wrong = 0;
  for (int i = 0; i < I; ++i) {
    for (int o = 0; o < O; ++o) {
      float total = 0;
      for (int b = 0; b < B; ++b) total = accumulate(total, g.at(o, b), x.at(i, b));
      wrong += total != dW[o * I + i];
    }
    for (int b = 0; b < kStride; ++b) {
      float total = 0;
      for (int o = 0; o < O; ++o) total = accumulate(total, W.at(o, i), g.at(o, b));
      wrong += total != dx[i * kStride + b];
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("an empty product leaves its initial value and needs no scratch") {
  CHECK(gemmScratch(5, 0) == 0);
  float C[4] = {1, 2, 3, 4};
  const float bias[2] = {7, 8};
  gemm(2, 2, 0, {nullptr, 0, 1}, {nullptr, 2, 1}, C, 2, Start::add, nullptr, nullptr);
  CHECK(C[3] == 4);
  gemm(2, 2, 0, {nullptr, 0, 1}, {nullptr, 2, 1}, C, 2, Start::bias, bias, nullptr);
  CHECK(C[1] == 7);
  CHECK(C[2] == 8);
  gemm(2, 2, 0, {nullptr, 0, 1}, {nullptr, 2, 1}, C, 2, Start::zero, nullptr, nullptr);
  CHECK(C[0] == 0);
  CHECK(C[3] == 0);
}

TEST_CASE("a NaN or an infinity in a product stays in the rows and columns it belongs to") {
  for (float bad : {kNan, std::numeric_limits<float>::infinity()}) {
    constexpr int M = 9, N = 13, K = 6;
    Rng rng(4, Stream::probe);
    Stored A = randomMatrix(M, K, Layout::rows, rng), B = randomMatrix(K, N, Layout::rows, rng);
    A.at(5, 2) = bad, B.at(1, 11) = bad;
    std::vector<float> scratch(gemmScratch(M, K)), C(M * N);
    gemm(M, N, K, A.view(), B.view(), C.data(), N, Start::zero, nullptr, scratch.data());
    for (int m = 0; m < M; ++m)
      for (int n = 0; n < N; ++n) CHECK(std::isfinite(C[m * N + n]) == (m != 5 && n != 11));
  }
}
