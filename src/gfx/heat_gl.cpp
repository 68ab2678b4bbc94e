#include "gfx/heat.h"
#include "gfx/pipeline.h"
#include "shaders_generated.h"

namespace lockstep::gfx {
namespace {

struct HeatInstance {
  PixelRect rect;
  float radius, opacity, outlineWidth;
  TileRect tile;
  uint32_t outline;
  uint8_t ramp, crisp, unused[2];
};
static_assert(sizeof(HeatInstance) == 44);

void layout(Pipeline&) {
  constexpr size_t kStride = sizeof(HeatInstance);
  instanceFloats(0, 4, kStride, offsetof(HeatInstance, rect));
  instanceFloats(1, 3, kStride, offsetof(HeatInstance, radius));
  instanceIntegers(2, 4, GL_UNSIGNED_SHORT, kStride, offsetof(HeatInstance, tile));
  instanceNormalised(3, 4, kStride, offsetof(HeatInstance, outline));
  instanceIntegers(4, 2, GL_UNSIGNED_BYTE, kStride, offsetof(HeatInstance, ramp));
}

constexpr PipelineSpec kSpec = {Pass::heat, kHeatVert, kHeatFrag, {}, layout};

void upload(GfxContext& gfx, HeatAtlas& atlas) {
  bool whole = bindTexture(gfx, atlas.texture, GL_NEAREST) || atlas.resized;
  const int* d = atlas.dirty;
  if (whole) {
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, atlas.side, atlas.side, 0, GL_RED, GL_UNSIGNED_BYTE,
                 atlas.codes.data());
  } else if (d[2] > d[0]) {
    const uint8_t* first =
        atlas.codes.data() + static_cast<size_t>(d[1]) * static_cast<size_t>(atlas.side) + d[0];
    glPixelStorei(GL_UNPACK_ROW_LENGTH, atlas.side);
    glTexSubImage2D(GL_TEXTURE_2D, 0, d[0], d[1], d[2] - d[0], d[3] - d[1], GL_RED, GL_UNSIGNED_BYTE, first);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  }
  for (int& edge : atlas.dirty) edge = 0;
  atlas.resized = false;
}

}  // namespace

void drawHeat(GfxContext& gfx, const Surface& surface, HeatAtlas& atlas, const Palette& palette,
              std::span<const HeatQuad> quads) {
  if (quads.empty() || atlas.side == 0) return;
  Pipeline* pipeline = beginPass(gfx, surface, kSpec);
  if (!pipeline) return;
  bindRamps(gfx, palette);
  upload(gfx, atlas);
  auto instances = stageInstances<HeatInstance>(gfx, quads.size());
  size_t count = 0;
  for (const HeatQuad& q : quads) {
    if (q.tile == kNoTile || q.rect.x1 <= q.rect.x0 || q.rect.y1 <= q.rect.y0) continue;
    const HeatTile& tile = atlas.tiles[static_cast<size_t>(q.tile)];
    uint8_t ramp = static_cast<uint8_t>(tile.ramp), crisp = q.sampling == Sampling::crisp;
    instances[count++] = {q.rect, q.radius, q.opacity, q.outlineWidth, tile.rect, q.outline, ramp, crisp, {}};
  }
  if (count) drawInstances(*pipeline, 4, instances.data(), count, sizeof(HeatInstance));
}

}  // namespace lockstep::gfx
