#include "ui/network/fine_field.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lockstep {
namespace {

constexpr int kFiner = 2, kParts = kFiner * kFiner;  // of a picture's cell
constexpr int kMostSide = 192;
// Neighbours that differ by more are steep.
constexpr float kSteep = 0.1f;

// Outputs, channels × count with count a multiple of 4, become what is shown of them.
void show(const Problem& problem, const Answer& answer, float* values, int count) {
  switch (answer.as) {
    case Answer::As::probabilities:
      return probabilityRows(problem.loss, values, answer.channels, count);
    case Answer::As::certainty:
      return certainties(values, count);
    case Answer::As::scaled:
      for (int i = 0; i < count; ++i) values[i] = std::clamp(values[i] / answer.scale, -1.0f, 1.0f);
  }
}

// Enlarges a square picture by linear interpolation between the centres of its cells.
void enlarge(const float* small, int side, float* large) {
  struct Between {
    int low, high;
    float share;
  };
  auto between = [&](int i) {
    const float at =
        std::clamp((static_cast<float>(i) + 0.5f) / kFiner - 0.5f, 0.0f, static_cast<float>(side - 1));
    const int low = static_cast<int>(at);
    return Between{low, std::min(low + 1, side - 1), at - static_cast<float>(low)};
  };
  Between columns[kMostSide];
  for (int x = 0; x < side * kFiner; ++x) columns[x] = between(x);
  for (int y = 0; y < side * kFiner; ++y) {
    const Between row = between(y);
    const float *upper = small + row.low * side, *lower = small + row.high * side;
    for (int x = 0; x < side * kFiner; ++x) {
      const auto [low, high, share] = columns[x];
      const float above = upper[low] + (upper[high] - upper[low]) * share,
                  below = lower[low] + (lower[high] - lower[low]) * share;
      *large++ = above + (below - above) * row.share;
    }
  }
}

// How much two places differ, where values + c · count is a channel. A change of sign always counts as steep,
// for the line at zero runs there.
float difference(const Answer& answer, const std::vector<float>& values, int count, int a, int b) {
  float most = 0;
  for (int c = 0; c < answer.channels; ++c) {
    const float *channel = values.data() + static_cast<std::ptrdiff_t>(c) * count, from = channel[a],
                to = channel[b];
    most = std::max(most, std::fabs(from - to));
    if ((from < 0) != (to < 0)) most = std::max(most, 2 * kSteep);
  }
  return most;
}

void enqueue(FineField& f, int cell) {
  if (f.queued[static_cast<std::size_t>(cell)]) return;
  f.queued[static_cast<std::size_t>(cell)] = 1;
  f.queue.push_back(cell);
}

// The pictures' cells that differ from a neighbour, the steepest first.
void findSteep(const Answer& answer, int side, FineField& f) {
  f.steepness.assign(static_cast<std::size_t>(side) * side, 0);
  f.queued.assign(f.steepness.size(), 0);
  f.queue.clear();
  auto compare = [&](int a, int b) {
    const float d = difference(answer, f.coarse, side * side, a, b);
    for (int cell : {a, b})
      f.steepness[static_cast<std::size_t>(cell)] = std::max(f.steepness[static_cast<std::size_t>(cell)], d);
  };
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      if (x + 1 < side) compare(y * side + x, y * side + x + 1);
      if (y + 1 < side) compare(y * side + x, (y + 1) * side + x);
    }
  for (int cell = 0; cell < side * side; ++cell)
    if (f.steepness[static_cast<std::size_t>(cell)] > kSteep) enqueue(f, cell);
  std::ranges::sort(f.queue, [&](int a, int b) {
    const float of = f.steepness[static_cast<std::size_t>(a)],
                other = f.steepness[static_cast<std::size_t>(b)];
    return of != other ? of > other : a < b;
  });
}

// Measures all points of some cells, as many as one forward pass takes.
void measureCells(const Problem& problem, const Network& net, const UnitPictures& p, const Answer& answer,
                  const int* cells, int count, FineField& f) {
  auto place = [&](int n) {  // of point n of the block
    const int cell = cells[n / kParts], part = n % kParts;
    return std::pair{cell % p.width * kFiner + part % kFiner, cell / p.width * kFiner + part / kFiner};
  };
  const int points = count * kParts;
  f.point.resize(static_cast<std::size_t>(problem.inputs));
  f.inputs.resize(static_cast<std::size_t>(problem.inputs) * kInputBlock);
  for (int n = 0; n < points; ++n) {
    const auto [x, y] = place(n);
    mapCell(problem, {x, y, f.side, f.side}, f.point.data());
    for (int i = 0; i < problem.inputs; ++i)
      f.inputs[static_cast<std::size_t>(i * kInputBlock + n)] = f.point[static_cast<std::size_t>(i)];
  }
  forward(net, f.inputs.data(), kInputBlock, evaluation(), f.workspace);
  f.block.resize(static_cast<std::size_t>(answer.channels) * kInputBlock);
  for (int c = 0; c < answer.channels; ++c)
    std::copy_n(f.workspace.layers[static_cast<std::size_t>(answer.layer)].output +
                    static_cast<std::ptrdiff_t>(answer.unit + c) * f.workspace.stride,
                kInputBlock, f.block.data() + static_cast<std::ptrdiff_t>(c) * kInputBlock);
  show(problem, answer, f.block.data(), kInputBlock);
  for (int c = 0; c < answer.channels; ++c)
    for (int n = 0; n < points; ++n) {
      const auto [x, y] = place(n);
      f.values[static_cast<std::size_t>((c * f.side + y) * f.side + x)] =
          f.block[static_cast<std::size_t>(c * kInputBlock + n)];
    }
  f.measured += points;
}

// Where a measured cell is steep at its border, so is its neighbour, though the pictures may not tell: a
// ridge narrower than a cell is followed from where they happen to hit it.
void spread(const Answer& answer, int side, int cell, FineField& f) {
  const int x = cell % side, y = cell / side;
  // The part that lies at the neighbour in direction d, else part k.
  auto part = [](int d, int k) { return d < 0 ? 0 : d > 0 ? kFiner - 1 : k; };
  for (int dy = -1; dy <= 1; ++dy)
    for (int dx = -1; dx <= 1; ++dx) {
      if (x + dx < 0 || x + dx >= side || y + dy < 0 || y + dy >= side) continue;
      float most = 0;
      for (int k = 0; k < kFiner; ++k) {
        const int at = (y * kFiner + part(dy, k)) * f.side + x * kFiner + part(dx, k);
        most = std::max(most, difference(answer, f.values, f.side * f.side, at, at + dy * f.side + dx));
      }
      if (most > kSteep) enqueue(f, (y + dy) * side + x + dx);
    }
}

}  // namespace

void sampleField(const Problem& problem, const Network& net, const UnitPictures& p, const Answer& answer,
                 bool exact, FineField& f) {
  const int cells = p.width * p.height, points = kParts * cells;
  if (f.shapeVersion != p.shapeVersion) prepare(f.workspace, net, kInputBlock);
  f.shapeVersion = p.shapeVersion;
  f.side = p.width * kFiner;
  f.coarse.resize(static_cast<std::size_t>(answer.channels) * cells);
  f.values.resize(static_cast<std::size_t>(answer.channels) * points);
  // Outputs are smooth and can be interpolated, the border between two classes is not.
  for (int c = 0; c < answer.channels; ++c) {
    const float* outputs = p.responses.unit(answer.layer, answer.unit + c);
    std::copy_n(outputs, cells, f.coarse.data() + static_cast<std::ptrdiff_t>(c) * cells);
    enlarge(outputs, p.width, f.values.data() + static_cast<std::ptrdiff_t>(c) * points);
  }
  show(problem, answer, f.coarse.data(), cells);
  show(problem, answer, f.values.data(), points);
  findSteep(answer, p.width, f);
  f.measured = 0;
  const int most = exact ? cells : 0;
  for (std::size_t next = 0; next < f.queue.size() && f.measured < most;) {
    const std::size_t end = std::min(f.queue.size(), next + std::size_t{kInputBlock / kParts});
    measureCells(problem, net, p, answer, f.queue.data() + next, static_cast<int>(end - next), f);
    for (; next < end; ++next) spread(answer, p.width, f.queue[next], f);
  }
}

}  // namespace lockstep
