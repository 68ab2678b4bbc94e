#include "ui/frame/columns.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lockstep {
namespace {

constexpr float kSmallest = 20, kLargest = 64, kLeastSpacing = 60;
constexpr int kExcerpt = 6;
constexpr int kMatrixRows = 3;  // as many neurons high

float gapOf(float node) { return std::floor(std::clamp(node * 0.3f, 5.0f, 18.0f)); }

// The units with the largest activity, in their own order.
std::vector<int> chooseUnits(int units, int count, const std::vector<float>& activity) {
  std::vector<int> chosen(units);
  std::iota(chosen.begin(), chosen.end(), 0);
  if (count >= units) return chosen;
  if (static_cast<int>(activity.size()) == units)
    std::stable_sort(chosen.begin(), chosen.end(), [&](int a, int b) { return activity[a] > activity[b]; });
  chosen.resize(count);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace

NetworkLayout layOutColumns(const Network& net, const LayoutRoom& room, bool images,
                            const std::vector<std::vector<float>>& activity) {
  NetworkLayout out;
  const int columns = static_cast<int>(net.layers.size()) + 1;
  const float height = room.bottom - room.top, scale = room.unit / 4;
  const float smallest = kSmallest * scale;

  int most = 1;  // neurons in the tallest column
  const int fit = std::max(0, static_cast<int>((height + gapOf(smallest)) / (smallest + gapOf(smallest))));
  for (int c = 0; c < columns; ++c) {
    UnitColumn column;
    column.layer = c - 1;
    column.units = c ? net.layers[c - 1].outputs : images ? 1 : net.inputs();
    column.excerpt = column.units > std::min(kWideColumn, fit);
    // Where there is no room for the matrix neurons have it, but for the words on how many are left out.
    const bool matrix = column.units > kWideColumn && fit >= kExcerpt + kMatrixRows;
    const int count = !column.excerpt ? column.units
                      : matrix        ? kExcerpt
                                      : std::max(std::min(1, fit), fit - 1);
    const int below = !column.excerpt ? 0 : matrix ? kMatrixRows : 1;
    static const std::vector<float> kNone;
    column.shown =
        chooseUnits(column.units, count, c < static_cast<int>(activity.size()) ? activity[c] : kNone);
    column.matrix = matrix;
    most = std::max(most, count + below);
    out.columns.push_back(std::move(column));
  }

  // The largest neuron with which the tallest column and all columns side by side still fit.
  out.node = kLargest * scale;
  auto tall = [&](float node) { return static_cast<float>(most) * (node + gapOf(node)) - gapOf(node); };
  while (out.node > smallest &&
         (tall(out.node) > height ||
          (room.right - room.left - out.node) / std::max(1, columns - 1) < 1.7f * out.node))
    out.node -= 1;
  out.gap = gapOf(out.node);
  out.spacing = columns > 1 ? std::max(kLeastSpacing * scale,
                                       (room.right - room.left - out.node) / static_cast<float>(columns - 1))
                            : 0;
  out.spacing = std::min(out.spacing, 220 * scale);
  const float used = out.spacing * static_cast<float>(columns - 1) + out.node;
  out.width = std::max(used, room.right - room.left);
  const float first = room.left + std::max(0.0f, (room.right - room.left - used) / 2) + out.node / 2;

  for (int c = 0; c < columns; ++c) {
    UnitColumn& column = out.columns[c];
    column.x = std::round(first + out.spacing * static_cast<float>(c));
    const float count = static_cast<float>(column.shown.size());
    float tallness = count * (out.node + out.gap) - out.gap;
    if (column.excerpt) {
      if (column.matrix)
        column.matrixHeight = std::min(kMatrixRows * out.node, height - tallness - 2 * out.gap - 20 * scale);
      tallness += 20 * scale + out.gap + std::max(0.0f, column.matrixHeight);
    }
    column.top = std::round(room.top + std::max(0.0f, (height - tallness) / 2));
    column.matrixTop = neuronTop(out, column, static_cast<int>(column.shown.size())) + 20 * scale;
  }
  return out;
}

}  // namespace lockstep
