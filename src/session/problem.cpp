#include "session/problem.h"

#include <algorithm>
#include <cmath>

#include "data/drawn.h"
#include "nn/gather.h"

namespace lockstep {
namespace {

// The first `count` samples; loaded sets are dealt so that any beginning is balanced.
void truncate(Dataset& data, int count) {
  if (data.count() <= count) return;
  data.x.edit().resize(static_cast<std::size_t>(count) * data.dims);
  data.y.resize(count);
}

Dataset loadData(const Config& c, const Sources& sources, std::vector<std::string>& notes) {
  Dataset data;
  switch (sourceOf(c.dataset)) {
    case DataSource::synthetic:
      return makeSynthetic(
          {c.dataset, c.samples, c.noise, c.labelNoise, c.degree, static_cast<uint64_t>(c.dataSeed)});
    case DataSource::asset:
      data = sources.asset(c.dataset);
      truncate(data, c.samples);
      break;
    case DataSource::table:
      data = sources.csv;
      data.fileText.clear();
      break;
    case DataSource::drawn: {
      std::vector<DrawnPoint> points;
      std::string error;
      if (!decodeDrawn(c.points, points, error))
        notes.push_back("The drawn points could not be read: " + error);
      data = toDataset(points);
      break;
    }
  }
  if (data.task == Task::classification) addLabelNoise(data, c.labelNoise, static_cast<uint64_t>(c.dataSeed));
  return data;
}

// A loss that the targets make sense with.
Loss chooseLoss(const Config& c, const Dataset& data, std::vector<std::string>& notes) {
  if (data.task == Task::regression) {
    if (c.loss == LossChoice::bce || c.loss == LossChoice::softmax)
      notes.push_back("Cross-entropy needs classes; this set has numbers, so squared error is used");
    return Loss::mse;
  }
  switch (c.loss) {
    case LossChoice::mse:
      return Loss::mse;
    case LossChoice::bce:
      return Loss::bce;
    case LossChoice::softmax:
      return Loss::softmax;
    case LossChoice::automatic:
      break;
  }
  return data.classes > 2 ? Loss::softmax : Loss::bce;
}

// One output tells two classes apart; softmax has one output for each, and so has any loss with more classes.
int outputCount(const Dataset& data, Loss loss) {
  if (data.task == Task::regression) return 1;
  return data.classes == 2 && loss != Loss::softmax ? 1 : std::max(2, data.classes);
}

void encodeTargets(Problem& p) {
  const int count = p.data.count();
  const float off = p.loss == Loss::mse ? -1.0f : 0.0f;
  p.targets.assign(static_cast<std::size_t>(count) * p.outputs, off);
  for (int n = 0; n < count; ++n) {
    float* t = p.targets.data() + static_cast<std::size_t>(n) * p.outputs;
    if (p.data.task == Task::regression)
      *t = (p.data.y[n] - p.targetMean) / p.targetScale;
    else if (p.outputs > 1)
      t[static_cast<int>(p.data.y[n])] = 1;
    else if (p.data.y[n] > 0.5f)
      *t = 1;
  }
}

void encodeInputs(Problem& p, const Config& c) {
  const Dataset& data = p.data;
  const bool table = sourceOf(data.kind) == DataSource::table, plane = !table && data.dims <= 2;
  p.features = plane ? usableFeatures(c.features, data.dims) : 0;
  if (!plane) {
    p.inputs = data.dims;
    p.x = data.x;
    p.inputNames = data.columnNames;
    if (!table) return;
    p.standardization = standardize(data, p.split.train);
    applyStandardization(p.standardization, data.x.data(), data.count(), p.x.edit().data());
    return;
  }
  float mapped[kFeatures];
  p.inputs = mapFeatures(p.features, 0, 0, mapped);
  std::vector<float>& x = p.x.edit();
  x.resize(static_cast<std::size_t>(data.count()) * p.inputs);
  for (int n = 0; n < data.count(); ++n) {
    const float* raw = data.x.data() + static_cast<std::size_t>(n) * data.dims;
    mapFeatures(p.features, raw[0], data.dims > 1 ? raw[1] : 0,
                x.data() + static_cast<std::size_t>(n) * p.inputs);
  }
  for (int f = 0; f < kFeatures; ++f)
    if (p.features >> f & 1) p.inputNames.push_back(featureInfo(static_cast<Feature>(f)).label);
}

// Whether a column takes more than two values: one of yes and no spreads nothing along an axis.
bool spreads(const Dataset& data, int column, const std::vector<int>& rows) {
  std::array<float, 2> seen;
  std::size_t different = 0;
  for (int n : rows) {
    const float value = data.x[static_cast<std::size_t>(n) * data.dims + column];
    if (std::find(seen.begin(), seen.begin() + different, value) != seen.begin() + different) continue;
    if (different == seen.size()) return true;
    seen[different++] = value;
  }
  return false;
}

constexpr const char* kAxisNames[] = {"x", "y"};  // where the data have no names of their own
constexpr float kMargin = 0.08f;                  // around the rows that train, as a share of their range

InputAxis axisOf(const Dataset& data, int column, const std::vector<int>& rows) {
  InputAxis axis{.name = data.columnNames.empty() ? kAxisNames[column]
                                                  : data.columnNames[static_cast<std::size_t>(column)]};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const float value = data.x[static_cast<std::size_t>(rows[i]) * data.dims + column];
    axis.low = i ? std::min(axis.low, value) : value;
    axis.high = i ? std::max(axis.high, value) : value;
  }
  const float margin = kMargin * (axis.high - axis.low);
  axis.low -= margin, axis.high += margin;
  return axis;
}

// A class along a line would be drawn as a number, so a line is for regression.
void chooseAxes(Problem& p) {
  const Dataset& data = p.data;
  if (p.features) {
    const float extent = dataInfo(data.kind).extent;
    for (int d = 0; d < data.dims; ++d) p.axes.push_back({kAxisNames[d], -extent, extent});
  } else if (sourceOf(data.kind) == DataSource::table &&
             (data.dims == 2 || (data.dims == 1 && data.task == Task::regression))) {
    for (int d = 0; d < data.dims; ++d) {
      if (!spreads(data, d, p.split.train)) return p.axes.clear();
      p.axes.push_back(axisOf(data, d, p.split.train));
      if (!std::isfinite(p.axes.back().high - p.axes.back().low)) return p.axes.clear();
    }
  }
}

// Squares of numbers beyond this overflow.
constexpr float kFarAway = 1e18f;

// A table's numbers are scaled by those that train: a row of the others can be beyond all measure.
void noteFarRows(Problem& p) {
  auto far = [](const std::vector<float>& values, int row, int width) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(row) * width;
    return std::any_of(first, first + width, [](float v) { return !(std::fabs(v) < kFarAway); });
  };
  const auto rows = std::ranges::count_if(
      p.split.test, [&](int row) { return far(p.x, row, p.inputs) || far(p.targets, row, p.outputs); });
  if (rows > 0)
    p.notes.push_back("The test loss overflows: " + std::to_string(rows) + " of the test rows " +
                      (rows == 1 ? "has a number" : "have numbers") +
                      " far outside those of the training rows");
}

}  // namespace

bool available(DataKind kind, const Sources& sources) {
  switch (sourceOf(kind)) {
    case DataSource::asset:
      return sources.asset(kind).count() > 0;
    case DataSource::table:
      return sources.csv.count() > 0;
    case DataSource::synthetic:
    case DataSource::drawn:
      break;
  }
  return true;
}

Problem makeProblem(const Config& config, const Sources& sources) {
  Problem p;
  p.data = loadData(config, sources, p.notes);
  p.split = splitSamples(p.data, config.trainShare, static_cast<uint64_t>(config.dataSeed));
  p.loss = chooseLoss(config, p.data, p.notes);
  p.outputs = outputCount(p.data, p.loss);
  if (sourceOf(p.data.kind) == DataSource::table && p.data.task == Task::regression) {
    const Standardization s = standardizeTarget(p.data, p.split.train);
    p.targetMean = s.mean[0], p.targetScale = s.scale[0];
  }
  encodeInputs(p, config);
  encodeTargets(p);
  chooseAxes(p);
  if (sourceOf(p.data.kind) == DataSource::table) noteFarRows(p);
  return p;
}

void gatherBatch(const Problem& problem, const int* samples, int B, float* x, float* targets) {
  if (x) gatherColumns(problem.x.data(), problem.inputs, samples, B, x);
  if (targets) gatherColumns(problem.targets.data(), problem.outputs, samples, B, targets);
}

void mapSample(const Problem& problem, const float* raw, float* inputs) {
  if (problem.features)
    mapFeatures(problem.features, raw[0], problem.data.dims > 1 ? raw[1] : 0, inputs);
  else if (!problem.standardization.mean.empty())
    applyStandardization(problem.standardization, raw, 1, inputs);
  else
    std::copy_n(raw, problem.inputs, inputs);
}

void mapCell(const Problem& problem, GridCell at, float* inputs) {
  const auto middle = [](int index, int count) {
    return (static_cast<float>(index) + 0.5f) / static_cast<float>(count);
  };
  float raw[2] = {};
  for (std::size_t d = 0; d < problem.axes.size(); ++d) {
    const auto& [name, low, high] = problem.axes[d];
    raw[d] = d ? high - (high - low) * middle(at.row, at.rows)
               : low + (high - low) * middle(at.column, at.columns);
  }
  mapSample(problem, raw, inputs);
}

int predictedClass(const Problem& problem, const float* outputs, int stride) {
  if (problem.outputs == 1) return outputs[0] > 0;
  int best = 0;
  for (int o = 1; o < problem.outputs; ++o)
    if (outputs[o * stride] > outputs[best * stride]) best = o;
  return best;
}

}  // namespace lockstep
