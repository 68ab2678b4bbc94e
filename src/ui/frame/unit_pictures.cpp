#include "ui/frame/unit_pictures.h"

#include <algorithm>
#include <cmath>

#include "ui/kit/theme.h"

namespace lockstep {
namespace {

constexpr int kSides[] = {96, 64, 48, 32};           // plane resolutions; the first only while paused
constexpr double kFrameFlop = 3e7, kFineFlop = 2e8;  // arithmetic a refresh may cost
constexpr int kCurvePoints = 128, kSampleSide = 12;
constexpr double kGradientFlop = 2e7;

int chooseSide(const Network& net, bool fine) {
  for (int side : kSides) {
    if (side == kSides[0] && !fine) continue;
    if (responseFlop(net, side * side) < (fine ? kFineFlop : kFrameFlop)) return side;
  }
  return kSides[3];
}

void buildPlane(UnitPictures& p, const Problem& problem, int side) {
  p.width = p.height = side;
  p.inputSet = makeInputSet(problem.inputs, side * side);
  std::vector<float> x(problem.inputs);
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      mapCell(problem, {column, row, side, side}, x.data());
      setInput(p.inputSet, row * side + column, x.data());
    }
}

void buildCurve(UnitPictures& p, const Problem& problem) {
  p.width = kCurvePoints, p.height = 1;
  p.inputSet = makeInputSet(problem.inputs, kCurvePoints);
  std::vector<float> x(problem.inputs);
  const InputAxis& axis = problem.axes[0];
  for (int i = 0; i < kCurvePoints; ++i) {
    const float raw = axis.low + (axis.high - axis.low) * static_cast<float>(i) / (kCurvePoints - 1);
    mapSample(problem, &raw, x.data());
    setInput(p.inputSet, i, x.data());
  }
}

// The first training samples, ordered by target so that similar ones lie together.
void buildSamples(UnitPictures& p, const Problem& problem) {
  p.width = p.height = kSampleSide;
  p.shownSamples = problem.split.train;
  p.shownSamples.resize(std::min<std::size_t>(p.shownSamples.size(), kSampleSide * kSampleSide));
  std::stable_sort(p.shownSamples.begin(), p.shownSamples.end(),
                   [&](int a, int b) { return problem.data.y[a] < problem.data.y[b]; });
  p.inputSet = makeInputSet(problem.inputs, kSampleSide * kSampleSide);
  for (std::size_t i = 0; i < p.shownSamples.size(); ++i)
    setInput(p.inputSet, static_cast<int>(i),
             problem.x.data() + static_cast<std::size_t>(p.shownSamples[i]) * problem.inputs);
}

void rebuild(UnitPictures& p, const Problem& problem, const Network& net, bool fine) {
  const Dataset& data = problem.data;
  p.kind = pictureKind(problem);
  switch (p.kind) {
    case PictureKind::plane:
      buildPlane(p, problem, chooseSide(net, fine));
      break;
    case PictureKind::curve:
      buildCurve(p, problem);
      break;
    case PictureKind::samples:
    case PictureKind::image:
      buildSamples(p, problem);
      break;
  }
  if (p.kind == PictureKind::image) {
    p.width = p.height = data.imageSide;
    p.gradientBatch = std::min<int>(kInputGradientBatch, static_cast<int>(problem.split.train.size()));
    p.gradientInput.assign(static_cast<std::size_t>(problem.inputs) * kInputGradientBatch, 0.0f);
    if (p.gradientBatch)
      gatherBatch(problem, problem.split.train.data(), p.gradientBatch, p.gradientInput.data(), nullptr);
  }
  gfx::clearTiles(p.atlas);
  int units = problem.inputs;
  for (const Layer& layer : net.layers) units += layer.outputs;
  p.tiles.assign(units, {});
  prepare(p.workspace, net, kInputBlock);
}

int tileIndex(const UnitPictures& p, int layer, int unit) {
  return layer < 0 ? unit : p.inputSet.inputs + p.responses.row[layer] + unit;
}

// Steps of a factor √2, so that colours do not breathe with every step.
float steadyScale(float largest) {
  if (!(largest > 1e-12f) || !std::isfinite(largest)) return 1;
  return std::exp2(std::ceil(2 * std::log2(largest)) / 2);
}

void updateScales(UnitPictures& p, const Network& net) {
  const std::vector<Layer>& layers = net.layers;
  p.scales.resize(layers.size());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const std::size_t count = static_cast<std::size_t>(layers[l].outputs) * p.responses.count;
    const bool bounded =
        (layers[l].activation == Activation::tanh || layers[l].activation == Activation::sigmoid ||
         layers[l].activation == Activation::sine) &&
        !layers[l].hasSkip();
    p.scales[l] =
        bounded
            ? 1
            : steadyScale(0.5f * gfx::largestMagnitude({p.responses.unit(static_cast<int>(l), 0), count}));
  }
}

void updateTile(UnitPictures& p, const Problem& problem, const Network& net, int layer, int unit) {
  UnitPictures::Tile& tile = p.tiles[tileIndex(p, layer, unit)];
  if (tile.version == p.parameterVersion) return;
  tile.version = p.parameterVersion;
  if (p.kind == PictureKind::curve) return;
  const float scale = pictureNumbers(p, problem, net, layer, unit, p.scratch);
  const bool sample = p.kind == PictureKind::image && layer < 0;
  gfx::updateTile(p.atlas, tile.id, p.scratch, scale, sample ? gfx::Ramp::ink : gfx::Ramp::diverging);
}

double gradientFlop(const UnitPictures& p, const Network& net, int layer) {
  return 6.0 * net.layers[layer].end * p.gradientBatch;
}

// Deeper units of a network on images: as many gradients as the budget allows, in turn.
void refreshGradients(UnitPictures& p, const Problem& problem, const Network& net) {
  if (!p.gradientBatch) return;
  double budget = kGradientFlop;
  for (std::size_t tried = 0; tried < p.tiles.size() && budget > 0; ++tried) {
    const std::size_t index = p.nextGradient++ % p.tiles.size();
    UnitPictures::Tile& tile = p.tiles[index];
    int row = static_cast<int>(index) - p.inputSet.inputs, layer = -1;
    if (row < 0) continue;
    while (layer + 1 < static_cast<int>(p.responses.row.size()) && p.responses.row[layer + 1] <= row) ++layer;
    if (layer < 1 || tile.id == gfx::kNoTile || tile.wanted + 2 < p.frame ||
        tile.version == p.parameterVersion)
      continue;
    updateTile(p, problem, net, layer, row - p.responses.row[layer]);
    budget -= gradientFlop(p, net, layer);
  }
}

void freeForgotten(UnitPictures& p) {
  for (UnitPictures::Tile& tile : p.tiles)
    if (tile.id != gfx::kNoTile && tile.wanted + 120 < p.frame) {
      gfx::freeTile(p.atlas, tile.id);
      tile = {};
    }
}

}  // namespace

PictureKind pictureKind(const Problem& problem) {
  if (problem.data.imageSide > 0) return PictureKind::image;
  const bool tooMany = problem.outputs > kClassColors;  // classes to be told apart by their colours
  if (problem.axes.empty() || tooMany) return PictureKind::samples;
  return problem.axes.size() == 1 ? PictureKind::curve : PictureKind::plane;
}

void refreshPictures(UnitPictures& p, const Problem& problem, const Network& net, uint64_t shapeVersion,
                     uint64_t parameterVersion, bool fine) {
  ++p.frame;
  const bool reshaped = p.shapeVersion != shapeVersion;
  const bool resized = p.kind == PictureKind::plane && p.width != chooseSide(net, fine);
  if (reshaped || resized) rebuild(p, problem, net, fine);
  if (reshaped || resized || p.parameterVersion != parameterVersion) {
    // A network too wide for the budget even on the coarsest plane is measured every few frames.
    const int every = static_cast<int>(responseFlop(net, p.inputSet.count) / kFrameFlop);
    if (reshaped || resized || fine || ++p.skipped > every) {
      p.skipped = 0;
      p.shapeVersion = shapeVersion;
      p.parameterVersion = parameterVersion;
      measureResponses(net, p.inputSet, p.workspace, p.responses);
      updateScales(p, net);
    }
  }
  if (p.frame % 64 == 0) freeForgotten(p);
  if (p.kind == PictureKind::image) refreshGradients(p, problem, net);
}

gfx::TileId picture(UnitPictures& p, const Session& s, int layer, int unit) {
  UnitPictures::Tile& tile = p.tiles[tileIndex(p, layer, unit)];
  tile.wanted = p.frame;
  if (tile.id == gfx::kNoTile && p.kind != PictureKind::curve)
    tile.id = gfx::allocateTile(p.atlas, p.width, p.height);
  if (p.kind != PictureKind::image || layer <= 0) updateTile(p, s.problem, s.state.network, layer, unit);
  return tile.id;
}

void pictureValues(const UnitPictures& p, int layer, int unit, std::vector<float>& values) {
  values.resize(p.inputSet.count);
  for (int n = 0; n < p.inputSet.count; ++n)
    values[n] = layer < 0 ? inputOf(p.inputSet, n, unit) : p.responses.unit(layer, unit)[n];
}

float pictureNumbers(UnitPictures& p, const Problem& problem, const Network& net, int layer, int unit,
                     std::vector<float>& values) {
  if (p.kind == PictureKind::image && layer <= 0) {
    const float* from =
        layer < 0 ? problem.x.data() + static_cast<std::size_t>(problem.split.train[unit]) * problem.inputs
                  : net.parameters.data() + net.layers[0].weight +
                        static_cast<std::size_t>(unit) * net.layers[0].inputs;
    values.assign(from, from + problem.inputs);
    return layer < 0 ? 1 : steadyScale(gfx::largestMagnitude(values));
  }
  if (p.kind == PictureKind::image) {
    beginInputGradients(p.gradients, net, layer, p.gradientInput.data(), p.gradientBatch);
    measureInputGradient(p.gradients, p.gradientInput.data(), unit, values);
    return steadyScale(gfx::largestMagnitude(values));
  }
  pictureValues(p, layer, unit, values);
  if (layer < 0) return steadyScale(gfx::largestMagnitude(values));
  // An output that is a logit is shown as the certainty it stands for, like the large picture.
  if (layer + 1 == static_cast<int>(net.layers.size()) && problem.loss == Loss::bce) {
    certainties(values.data(), static_cast<int>(values.size()));
    return 1;
  }
  return p.scales[layer];
}

}  // namespace lockstep
