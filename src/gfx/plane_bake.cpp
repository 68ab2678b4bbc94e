#include <algorithm>
#include <cassert>
#include <cmath>

#include "gfx/plane.h"

namespace lockstep::gfx {
namespace {

// Four neighbours' part in a value between the middle two, and in its slope.
struct Taps {
  int first;  // of the four, relative to the cell
  float value[4], slope[4];
};

// For the centre of part k of a cell's `finer` parts. Values stand at cell centres, the first cell's at 1.
Taps tapsOf(int k, int finer) {
  const float at = (static_cast<float>(k) + 0.5f) / static_cast<float>(finer) + 0.5f;
  const int base = at < 1 ? 0 : 1;
  const float f = at - static_cast<float>(base);
  return {base - 1,
          {f * (-0.5f + f * (1 - 0.5f * f)), 1 + f * f * (-2.5f + 1.5f * f), f * (0.5f + f * (2 - 1.5f * f)),
           f * f * (-0.5f + 0.5f * f)},
          {-0.5f + f * (2 - 1.5f * f), f * (-5 + 4.5f * f), 0.5f + f * (4 - 4.5f * f), f * (-1 + 1.5f * f)}};
}

float sum(const float* taps, const float* values) {
  return taps[0] * values[0] + taps[1] * values[1] + taps[2] * values[2] + taps[3] * values[3];
}

constexpr int kMostCells = 256;
// A row between the rows of samples: values and their slopes downwards, one more beyond each border.
struct Row {
  float value[kMostCells + 4], slope[kMostCells + 4];
};

void mixRows(const Plane& plane, int cell, const Taps& taps, Row& out) {
  const int stride = plane.width + 2;
  const float* rows[4];
  for (int i = 0; i < 4; ++i)
    rows[i] = plane.values.data() +
              static_cast<std::ptrdiff_t>(std::clamp(cell + taps.first + i, 0, plane.height + 1)) * stride;
  for (int x = 0; x < stride; ++x) {
    const float values[] = {rows[0][x], rows[1][x], rows[2][x], rows[3][x]};
    out.value[x + 1] = sum(taps.value, values);
    out.slope[x + 1] = sum(taps.slope, values);
  }
  for (float* line : {out.value, out.slope}) line[0] = line[1], line[stride + 1] = line[stride];
}

// The rows' value and distance to zero at part k of every cell. scaleX and scaleY: cells per CSS pixel.
void measureRow(const Row& row, int width, const Taps& taps, float scaleX, float scaleY, float* value,
                float* distance) {
  for (int cell = 0; cell < width; ++cell) {
    const int at = cell + taps.first + 1;
    const float v = sum(taps.value, row.value + at), dx = sum(taps.slope, row.value + at) * scaleX,
                dy = sum(taps.value, row.slope + at) * scaleY;
    // A function that is flat (an untrained network) has no zero rather than being one everywhere.
    const float slope = std::sqrt(dx * dx + dy * dy), flat = v < -1e-3f ? -kPlaneReach : kPlaneReach;
    const float away = slope > 5e-5f ? v / slope : flat;
    value[cell] = std::min(std::max(v, -1.0f), 1.0f);
    distance[cell] = std::min(std::max(away, -kPlaneReach), kPlaneReach);
  }
}

// What stands where a number should: diagonal stripes, repeating every 6 CSS pixels along a row.
uint32_t stripe(float x, float y, const Palette& palette) {
  constexpr float kPeriod = 6;
  const float phase = (x + y) / kPeriod - std::floor((x + y) / kPeriod);
  const float share = std::clamp(0.5f + (std::fabs(phase - 0.5f) - 0.25f) * kPeriod * 0.7071f, 0.0f, 1.0f);
  return pack(fromRgb(lerp(toRgb(palette.paper), toRgb(palette.invalid), share)));
}

void drawStripes(Plane& plane, int finer, float width, float height, const Palette& palette) {
  const int columns = plane.width * finer, rows = plane.height * finer;
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x)
      if (plane.flawed[static_cast<size_t>(y / finer * plane.width + x / finer)])
        plane.texels[static_cast<size_t>(y * columns + x)] =
            stripe((static_cast<float>(x) + 0.5f) * width / static_cast<float>(columns),
                   (static_cast<float>(y) + 0.5f) * height / static_cast<float>(rows), palette);
}

}  // namespace

void bakePlane(Plane& plane, int finer, float width, float height, const Palette& palette) {
  assert(finer >= 1 && plane.width <= kMostCells);
  const uint32_t* colors = rampsOf(plane.ramps, palette) + static_cast<int>(Ramp::diverging) * kRampSteps;
  const float scaleX = static_cast<float>(plane.width) / width,
              scaleY = static_cast<float>(plane.height) / height;
  plane.texels.resize(static_cast<size_t>(plane.width * finer) * static_cast<size_t>(plane.height * finer));
  uint32_t* out = plane.texels.data();
  Row row;
  float value[kMostCells], distance[kMostCells];
  for (int y = 0; y < plane.height * finer; ++y, out += plane.width * finer) {
    mixRows(plane, y / finer, tapsOf(y % finer, finer), row);
    for (int k = 0; k < finer; ++k) {
      measureRow(row, plane.width, tapsOf(k, finer), scaleX, scaleY, value, distance);
      for (int cell = 0; cell < plane.width; ++cell) {
        const auto color = static_cast<int>(128.5f + 127 * value[cell]),
                   alpha = static_cast<int>(128.5f + 127 / kPlaneReach * distance[cell]);
        out[cell * finer + k] = (colors[color] & 0xFFFFFF) | static_cast<uint32_t>(alpha) << 24;
      }
    }
  }
  if (!plane.flawed.empty()) drawStripes(plane, finer, width, height, palette);
  plane.finer = finer;
  plane.bakedVersion = plane.version, plane.bakedPalette = palette;
  plane.bakedWidth = width, plane.bakedHeight = height;
}

}  // namespace lockstep::gfx
