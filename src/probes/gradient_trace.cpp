#include "probes/gradient_trace.h"

#include <algorithm>
#include <cmath>

#include "nn/gemm.h"

namespace lockstep {

std::vector<double> autocorrelation(std::span<const double> g, int lags, double size) {
  double mean = 0, squares = 0, spread = 0;
  for (double v : g) mean += v, squares += v * v;
  mean /= static_cast<double>(g.size());
  for (double v : g) spread += (v - mean) * (v - mean);
  std::vector<double> r(lags, 1.0);
  if (spread <= 1e-9 * std::max(squares, size * size * static_cast<double>(g.size()))) return r;
  for (int k = 1; k <= lags; ++k) {
    double together = 0;
    for (std::size_t t = 0; t + k < g.size(); ++t) together += (g[t] - mean) * (g[t + k] - mean);
    r[k - 1] = together / spread;
  }
  return r;
}

void addCosines(const float* vectors, int rows, int begin, int end, float share, std::vector<float>& scratch,
                float* cosine) {
  constexpr int n = kTracePoints;
  const int count = end - begin;
  // Scratch: norms, the products of these rows, gemm's own.
  scratch.resize(static_cast<std::size_t>(n) * (1 + count) + gemmScratch(count, rows));
  float *norm = scratch.data(), *product = norm + n;
  for (int j = 0; j < n; ++j) {
    double squared = 0;
    for (int r = 0; r < rows; ++r) squared += static_cast<double>(vectors[r * n + j]) * vectors[r * n + j];
    norm[j] = static_cast<float>(std::sqrt(squared));
  }
  const View columns = rowMajor(vectors, n);
  gemm(count, n, rows, rowMajor(vectors + begin, n).transposed(), columns, product, n, Start::zero, nullptr,
       product + static_cast<std::size_t>(n) * count);
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < n; ++j) {
      const float size = norm[begin + i] * norm[j];
      if (size > 0) cosine[(begin + i) * n + j] += share * product[i * n + j] / size;
    }
}

Agreement agreementOf(const std::vector<std::vector<double>>& traces) {
  Agreement result;
  const std::size_t count = traces.size(), lags = count ? traces[0].size() : 0;
  for (std::size_t k = 0; k < lags; ++k) {
    double mean = 0, spread = 0;
    for (const std::vector<double>& r : traces) mean += r[k] / static_cast<double>(count);
    for (const std::vector<double>& r : traces) spread += (r[k] - mean) * (r[k] - mean);
    result.lag.push_back(k + 1.0);
    result.mean.push_back(mean);
    result.deviation.push_back(count > 1 ? std::sqrt(spread / static_cast<double>(count - 1)) : 0);
  }
  return result;
}

Table autocorrelationTable(const std::vector<std::vector<double>>& traces) {
  Agreement a = agreementOf(traces);
  return {"autocorrelation",
          {{"lag", "points", std::move(a.lag)},
           {"mean", "", std::move(a.mean)},
           {"sd", "", std::move(a.deviation)}}};
}

Table cosineTable(const std::vector<float>& cosine) {
  Table table{"cosines", {{"row", ""}, {"column", ""}, {"cosine", ""}}};
  if (cosine.empty()) return table;
  for (int i = 0; i < kTracePoints; i += 4)
    for (int j = 0; j < kTracePoints; j += 4) addRow(table, {1.0 * i, 1.0 * j, cosine[i * kTracePoints + j]});
  return table;
}

}  // namespace lockstep
