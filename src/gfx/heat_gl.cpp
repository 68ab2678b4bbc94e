#include <algorithm>

#include "gfx/heat.h"
#include "gfx/pipeline.h"

namespace lockstep::gfx {
namespace {

struct HeatRecord {
  PixelRect rect;
  float radius, opacity, outlineWidth;
  TileRect tile;
  uint32_t outline;
  uint8_t crisp, unused[3];
};
static_assert(sizeof(HeatRecord) == 44);

void layout() {
  constexpr size_t kStride = sizeof(HeatRecord);
  attributeFloats(0, 4, kStride, offsetof(HeatRecord, rect));
  attributeFloats(1, 3, kStride, offsetof(HeatRecord, radius));
  attributeIntegers(2, 4, GL_UNSIGNED_SHORT, kStride, offsetof(HeatRecord, tile));
  attributeNormalised(3, 4, kStride, offsetof(HeatRecord, outline));
  attributeIntegers(4, 1, GL_UNSIGNED_BYTE, kStride, offsetof(HeatRecord, crisp));
}

enum Uniform { kPaper, kInvalid };
constexpr const char* kUniforms[] = {"u_paper", "u_invalid"};
constexpr PipelineSpec kSpec = {Program::heat, kUniforms, layout};

struct Part {
  int x0, y0, x1, y1;  // texels of the atlas
};

// The part's texels as colours, transparent black where there is no number: so the texture filter weighs
// colours as it should where the two meet, and the shader needs one look-up per pixel.
std::span<uint32_t> colorTexels(GfxContext& gfx, HeatAtlas& atlas, const Palette& palette, const Part& part) {
  const uint32_t* ramps = rampsOf(atlas.ramps, palette);
  const int stride = part.x1 - part.x0;
  auto texels =
      stageRecords<uint32_t>(gfx, static_cast<size_t>(stride) * static_cast<size_t>(part.y1 - part.y0));
  for (const HeatTile& tile : atlas.tiles) {
    const TileRect& r = tile.rect;
    const int x0 = std::max<int>(r.x, part.x0), x1 = std::min(r.x + r.width, part.x1);
    const uint32_t* colors = ramps + static_cast<int>(tile.ramp) * kRampSteps;
    for (int y = std::max<int>(r.y, part.y0); y < std::min(r.y + r.height, part.y1); ++y) {
      const uint8_t* from = atlas.codes.data() + static_cast<std::ptrdiff_t>(y) * atlas.side;
      uint32_t* to = texels.data() + static_cast<std::ptrdiff_t>(y - part.y0) * stride - part.x0;
      for (int x = x0; x < x1; ++x) to[x] = from[x] ? colors[from[x]] : 0;
    }
  }
  return texels;
}

void upload(GfxContext& gfx, HeatAtlas& atlas, const Palette& palette) {
  const bool whole =
      bindTexture(gfx, atlas.texture, GL_LINEAR) || atlas.resized || atlas.texturePalette != palette;
  const int* d = atlas.dirty;
  const Part part = whole ? Part{0, 0, atlas.side, atlas.side} : Part{d[0], d[1], d[2], d[3]};
  if (part.x1 <= part.x0) return;
  const auto texels = colorTexels(gfx, atlas, palette, part);
  if (whole)
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, atlas.side, atlas.side, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                 texels.data());
  else
    glTexSubImage2D(GL_TEXTURE_2D, 0, part.x0, part.y0, part.x1 - part.x0, part.y1 - part.y0, GL_RGBA,
                    GL_UNSIGNED_BYTE, texels.data());
  for (int& edge : atlas.dirty) edge = 0;
  atlas.resized = false;
  atlas.texturePalette = palette;
}

}  // namespace

void drawHeat(GfxContext& gfx, const Surface& surface, HeatAtlas& atlas, const Palette& palette,
              std::span<const HeatQuad> quads) {
  if (quads.empty() || atlas.side == 0) return;
  Pipeline* pipeline = usePipeline(gfx, surface, kSpec);
  if (!pipeline) return;
  upload(gfx, atlas, palette);
  setUniform(pipeline->uniforms[kPaper], palette.paper);
  setUniform(pipeline->uniforms[kInvalid], palette.invalid);
  auto records = stageRecords<HeatRecord>(gfx, quads.size());
  size_t count = 0;
  for (const HeatQuad& q : quads) {
    if (q.tile == kNoTile || q.rect.x1 <= q.rect.x0 || q.rect.y1 <= q.rect.y0) continue;
    const HeatTile& tile = atlas.tiles[static_cast<size_t>(q.tile)];
    uint8_t crisp = q.sampling == Sampling::crisp;
    records[count++] = {q.rect, q.radius, q.opacity, q.outlineWidth, tile.rect, q.outline, crisp, {}};
  }
  if (count) drawRects(gfx, *pipeline, records.data(), count, sizeof(HeatRecord));
}

}  // namespace lockstep::gfx
