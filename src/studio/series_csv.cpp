#include <cmath>
#include <cstdio>
#include <limits>

#include "studio/series.h"

namespace lockstep {

std::string seriesCsv(std::string_view xName, std::span<const NamedSeries> series) {
  std::string out;
  auto name = [&out](std::string_view text) {
    bool quote = text.find_first_of(",\"\n\r") != std::string_view::npos;
    if (quote) out += '"';
    for (char c : text) out.append(c == '"' ? 2 : 1, c);
    if (quote) out += '"';
  };
  auto number = [&out](const char* format, double value) {
    char buffer[32];
    out.append(buffer, static_cast<size_t>(std::snprintf(buffer, sizeof buffer, format, value)));
  };
  name(xName);
  for (const NamedSeries& s : series) out += ',', name(s.name);
  out += '\n';
  std::vector<size_t> next(series.size(), 0);
  while (true) {
    double x = std::numeric_limits<double>::infinity();
    for (size_t i = 0; i < series.size(); ++i)
      if (next[i] < series[i].series->buckets.size()) x = std::min(x, series[i].series->buckets[next[i]].x1);
    if (std::isinf(x)) return out;
    number("%.15g", x);
    for (size_t i = 0; i < series.size(); ++i) {
      const std::vector<Bucket>& buckets = series[i].series->buckets;
      out += ',';
      if (next[i] >= buckets.size() || buckets[next[i]].x1 != x) continue;
      const Bucket& bucket = buckets[next[i]++];
      if (bucket.count > 0) number("%.9g", bucket.mean);
    }
    out += '\n';
  }
}

}  // namespace lockstep
