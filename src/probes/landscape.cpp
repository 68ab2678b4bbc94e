#include "probes/landscape.h"

#include <algorithm>
#include <cmath>

#include "nn/rng.h"
#include "probes/step.h"

namespace lockstep {
namespace {

constexpr double kStepSpan = 4, kRandomSpan = 1;
constexpr double kMargin = 1.1;  // around the way
constexpr int kCells = kLandscapeSide * kLandscapeSide;

int spacingOf(int level) { return 1 << (kLandscapeLevels - 1 - level); }

std::vector<double> randomDirection(const Subject& s, int index) {
  std::vector<double> direction(s.network.parameters.size());
  Rng rng(s.seed, Stream::probe, static_cast<uint64_t>(index));
  for (const Layer& layer : s.network.layers)
    for (int o = 0; o < layer.outputs; ++o) {
      const int row = layer.weight + o * layer.inputs;
      double own = 0, drawn = 0;
      for (int i = row; i < row + layer.inputs; ++i) {
        direction[i] = rng.normal();
        own += static_cast<double>(s.network.parameters[i]) * s.network.parameters[i];
        drawn += direction[i] * direction[i];
      }
      const double factor = (own > 0 ? std::sqrt(own) : 1) / std::sqrt(drawn);
      for (int i = row; i < row + layer.inputs; ++i) direction[i] *= factor;
    }
  return direction;
}

}  // namespace

Landscape::Landscape(SubjectPtr s, Plane kind, std::vector<std::vector<float>> earlier, double wanted)
    : subject(std::move(s)),
      plane(kind),
      span(wanted),
      loss(kCells, kUnknown),
      earlier_(std::move(earlier)),
      network_(subject->network) {
  if (subject->batch.count == 0) {
    level_ = kLandscapeLevels;
    return;
  }
  prepare(workspace_, network_, subject->batch.count);
  if (plane == Plane::step) sharpness_ = std::make_unique<Sharpness>(subject);
}

bool Landscape::work() {
  if (level_ == kLandscapeLevels) return false;
  if (sharpness_ && sharpness_->work()) return true;
  if (first_.empty()) {
    chooseAxes();
    placeWay();
    return true;
  }
  const double cost = 2.0 * subject->network.parameterCount() * (subject->batch.count + 1);
  double flop = kWorkUnit;
  while (flop > 0 && level_ < kLandscapeLevels) {
    const int step = spacingOf(level_), side = (kLandscapeSide - 1) / step + 1;
    if (cell_ == side * side) {
      spacing = step, cell_ = 0, ++level_;
      continue;
    }
    const int row = cell_ / side * step, column = cell_ % side * step;
    ++cell_;
    const bool known = level_ > 0 && row % (2 * step) == 0 && column % (2 * step) == 0;
    if (known) continue;
    loss[row * kLandscapeSide + column] = lossAt(coordinate(column), coordinate(row));
    flop -= cost, ++measured_;
  }
  return level_ < kLandscapeLevels;
}

void Landscape::chooseAxes() {
  first_ = randomDirection(*subject, 0);
  second_ = randomDirection(*subject, 1);
  if (plane == Plane::random) return;
  std::vector<double> step = proposedStep(*subject).d, sharpest = std::move(sharpness_->direction);
  sharpness_.reset();
  if (length(step) > 0) first_ = std::move(step);
  addScaled(sharpest, -dot(sharpest, first_) / dot(first_, first_), first_);
  const double left = length(sharpest);
  scale(sharpest, length(first_) / left);
  if (left > 1e-6) second_ = std::move(sharpest);
}

// Least squares: the axes need not be orthogonal.
void Landscape::placeWay() {
  const std::vector<double> here = widened(subject->network.parameters);
  const double aa = dot(first_, first_), ab = dot(first_, second_), bb = dot(second_, second_);
  double reach = 0;
  for (const std::vector<float>& parameters : earlier_) {
    std::vector<double> offset = widened(parameters);
    addScaled(offset, -1, here);
    const double a = dot(offset, first_), b = dot(offset, second_), determinant = aa * bb - ab * ab;
    const double x = (a * bb - b * ab) / determinant, y = (b * aa - a * ab) / determinant;
    const double inside = x * a + y * b, all = dot(offset, offset);
    way.push_back({x, y, all > 0 ? std::sqrt(std::max(0.0, inside) / all) : 1});
    reach = std::max({reach, std::fabs(x), std::fabs(y)});
  }
  earlier_.clear();
  if (span == 0) span = plane == Plane::random ? kRandomSpan : std::max(kStepSpan, kMargin * reach);
}

double Landscape::lossAt(double x, double y) {
  const Subject& s = *subject;
  for (std::size_t i = 0; i < first_.size(); ++i)
    network_.parameters[i] = static_cast<float>(s.network.parameters[i] + x * first_[i] + y * second_[i]);
  forward(network_, s.batch.x.data(), s.batch.count, kProbePass, workspace_);
  return lossForward(s.loss, workspace_.output(), s.batch.targets.data(), network_.outputs(), s.batch.count,
                     s.batch.stride, nullptr) +
         penalty(s.optimizer, network_);
}

double Landscape::progress() const {
  if (level_ == kLandscapeLevels) return 1;
  const double cells = static_cast<double>(measured_) / kCells;
  if (plane == Plane::random) return cells;
  constexpr double kSearch = 0.3;  // of the work, about, goes into the sharpest direction
  return sharpness_ ? kSearch * sharpness_->progress() : kSearch + (1 - kSearch) * cells;
}

Readings Landscape::readings() const {
  Table surface{"surface", {{"x", ""}, {"y", ""}, {"loss", ""}}};
  const int step = std::max(1, spacing);
  for (int row = 0; spacing > 0 && row < kLandscapeSide; row += step)
    for (int column = 0; column < kLandscapeSide; column += step)
      addRow(surface, {coordinate(column), coordinate(row), loss[row * kLandscapeSide + column]});
  Table path{"way", {{"x", ""}, {"y", ""}, {"share in plane", ""}}};
  for (const WayPoint& p : way) addRow(path, {p.x, p.y, p.share});
  return {{"summary", {{"loss", "", {loss[kCells / 2]}}, {"span", "", {span}}}}, surface, path};
}

}  // namespace lockstep
