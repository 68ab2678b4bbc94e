#include "studio/series.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lockstep {
namespace {

Bucket merged(const Bucket& a, const Bucket& b) {
  Bucket out = a.count == 0 ? b : a;
  out.x0 = a.x0, out.x1 = b.x1;
  out.broken = a.broken || b.broken;
  if (a.count == 0 || b.count == 0) return out;
  out.min = std::min(a.min, b.min), out.max = std::max(a.max, b.max);
  out.first = a.first, out.last = b.last;
  out.count = a.count + b.count;
  out.mean = a.mean + (b.mean - a.mean) * static_cast<float>(static_cast<double>(b.count) / out.count);
  return out;
}

// Merges neighbours between the exact ends. Two adjacent results always span more than `widest`, so at most 2
// · span / widest of them remain: with widest = 4 · span / body that is half of the body.
void compact(std::vector<Bucket>& buckets) {
  size_t begin = kSeriesExact, end = buckets.size() - kSeriesExact, body = end - begin;
  double span = buckets[end - 1].x1 - buckets[begin].x0;
  double widest = 4 * span / static_cast<double>(body);
  size_t kept = begin;
  for (size_t i = begin + 1; i < end; ++i) {
    if (buckets[i].x1 - buckets[kept].x0 <= widest)
      buckets[kept] = merged(buckets[kept], buckets[i]);
    else
      buckets[++kept] = buckets[i];
  }
  buckets.erase(buckets.begin() + static_cast<std::ptrdiff_t>(kept) + 1,
                buckets.begin() + static_cast<std::ptrdiff_t>(end));
}

}  // namespace

void append(Series& series, double x, double y) {
  std::vector<Bucket>& buckets = series.buckets;
  if (!buckets.empty() && x <= buckets.back().x1) {
    truncateAfter(series, x);
    if (!buckets.empty() && buckets.back().x1 == x) {
      if (buckets.back().x0 == x)
        buckets.pop_back();
      else
        buckets.back().x1 = std::nextafter(x, -std::numeric_limits<double>::infinity());
    }
  }
  if (buckets.size() >= kSeriesBuckets) compact(buckets);
  auto value = static_cast<float>(y);
  Bucket bucket{x, x, value, value, value, value, value, 1, false};
  if (!std::isfinite(value)) {
    bucket = {};
    bucket.x0 = bucket.x1 = x, bucket.broken = true;
  }
  buckets.push_back(bucket);
}

void truncateAfter(Series& series, double x) {
  std::vector<Bucket>& buckets = series.buckets;
  while (!buckets.empty() && buckets.back().x0 > x) buckets.pop_back();
  if (!buckets.empty() && buckets.back().x1 > x) buckets.back().x1 = x;
}

const Bucket* nearest(const Series& series, double x) {
  const std::vector<Bucket>& buckets = series.buckets;
  if (buckets.empty()) return nullptr;
  auto after = std::lower_bound(buckets.begin(), buckets.end(), x,
                                [](const Bucket& b, double at) { return b.x1 < at; });
  if (after == buckets.end()) return &buckets.back();
  if (after == buckets.begin() || after->x0 <= x) return &*after;
  auto before = after - 1;
  return x - before->x1 < after->x0 - x ? &*before : &*after;
}

double onRuler(AxisScale scale, double value) {
  if (scale == AxisScale::linear) return value;
  if (scale == AxisScale::log1p) value += 1;
  return value > 0 ? std::log10(value) : -std::numeric_limits<double>::infinity();
}

double fromRuler(AxisScale scale, double ruler) {
  if (scale == AxisScale::linear) return ruler;
  double value = std::pow(10, ruler);
  return scale == AxisScale::log1p ? value - 1 : value;
}

void decimate(const Series& series, AxisScale xScale, double xLow, double xHigh, float width,
              std::vector<PixelColumn>& out) {
  out.clear();
  const std::vector<Bucket>& buckets = series.buckets;
  double low = onRuler(xScale, xLow), high = onRuler(xScale, xHigh);
  if (buckets.empty() || !(high > low)) return;
  double perUnit = width / (high - low);
  auto begin = std::lower_bound(buckets.begin(), buckets.end(), xLow,
                                [](const Bucket& b, double at) { return b.x1 < at; });
  if (begin != buckets.begin()) --begin;
  long held = std::numeric_limits<long>::min();
  unsigned count = 0;
  double mean = 0;
  for (auto bucket = begin; bucket != buckets.end(); ++bucket) {
    double ruler = onRuler(xScale, (bucket->x0 + bucket->x1) / 2);
    if (!std::isfinite(ruler)) continue;
    double px = std::clamp((ruler - low) * perUnit, -1e6, 1e6);
    auto column = static_cast<long>(std::floor(px));
    if (column != held) {
      out.push_back({static_cast<float>(px), bucket->min, bucket->max, bucket->mean, bucket->first,
                     bucket->last, bucket->broken});
      held = column, count = bucket->count, mean = bucket->mean;
    } else {
      PixelColumn& last = out.back();
      last.broken = last.broken || bucket->broken;
      if (bucket->count > 0) {
        if (count == 0) last.first = bucket->first;
        last.last = bucket->last;
        last.min = count ? std::min(last.min, bucket->min) : bucket->min;
        last.max = count ? std::max(last.max, bucket->max) : bucket->max;
        count += bucket->count;
        mean += (bucket->mean - mean) * bucket->count / count;
        last.mean = static_cast<float>(mean);
        last.px = static_cast<float>(px);
      }
    }
    if (count == 0) out.back().broken = true;
    if (bucket->x0 > xHigh) break;
  }
}

void smooth(std::span<const PixelColumn> columns, AxisScale yScale, float radius, std::vector<float>& out) {
  out.resize(columns.size());
  auto value = [&](size_t i) { return onRuler(yScale, columns[i].mean); };
  size_t from = 0, to = 0;  // [from, to) is in the window
  double sum = 0;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].broken || !std::isfinite(value(i))) {
      out[i] = std::numeric_limits<float>::quiet_NaN();
      from = to = i + 1, sum = 0;
      continue;
    }
    if (to < i) from = to = i, sum = 0;
    while (to < columns.size() && columns[to].px <= columns[i].px + radius && !columns[to].broken &&
           std::isfinite(value(to)))
      sum += value(to++);
    while (columns[from].px < columns[i].px - radius) sum -= value(from++);
    out[i] = static_cast<float>(sum / static_cast<double>(to - from));
  }
}

}  // namespace lockstep
