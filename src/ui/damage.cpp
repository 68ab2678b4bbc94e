#include "ui/damage.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "gfx/content.h"
#include "ui/canvas.h"

namespace lockstep {
namespace {

constexpr int kTileSide = 32;  // CSS pixels
// Rectangles are joined when that adds no more pixels than painting one more rectangle costs: about four draw
// calls of 0.1 ms, the time of some twenty tiles.
constexpr int kWaste = 20;

bool isEmpty(const DeviceRect& r) { return r.x1 <= r.x0 || r.y1 <= r.y0; }
int area(const DeviceRect& r) { return (r.x1 - r.x0) * (r.y1 - r.y0); }
DeviceRect both(const DeviceRect& a, const DeviceRect& b) {
  return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}
DeviceRect around(const DeviceRect& a, const DeviceRect& b) {
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}
bool contains(const DeviceRect& outer, const DeviceRect& inner) {
  return outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1;
}

struct Box {
  float x0, y0, x1, y1;
};

// Every device pixel the box touches, within `clip`. What is not a number reaches as far as the clip.
DeviceRect covered(const Box& box, float ratio, const DeviceRect& clip) {
  auto low = [](int limit, float v) { return static_cast<int>(std::max(static_cast<float>(limit), v)); };
  auto high = [](int limit, float v) {
    return static_cast<int>(std::ceil(std::min(static_cast<float>(limit), v)));
  };
  return {low(clip.x0, std::floor(box.x0 * ratio)), low(clip.y0, std::floor(box.y0 * ratio)),
          high(clip.x1, box.x1 * ratio), high(clip.y1, box.y1 * ratio)};
}

// A triangle, or the two of a rectangle as Dear ImGui writes it (a, b, c, a, c, d).
struct Primitive {
  const ImDrawIdx* index;
  int indices, corners;  // 3 and 3, or 6 and 4
  Box box;

  const ImDrawVert& corner(const ImDrawVert* vertices, int k) const {
    return vertices[index[k == 3 ? 5 : k]];
  }
};

Primitive readPrimitive(const ImDrawVert* vertices, const ImDrawIdx* index, unsigned left) {
  const bool rectangle = left >= 6 && index[3] == index[0] && index[4] == index[2];
  Primitive p{index, rectangle ? 6 : 3, rectangle ? 4 : 3, {}};
  const ImVec2 first = vertices[index[0]].pos;
  p.box = {first.x, first.y, first.x, first.y};
  for (int k = 1; k < p.corners; ++k) {
    const ImVec2 at = p.corner(vertices, k).pos;
    p.box = {std::min(p.box.x0, at.x), std::min(p.box.y0, at.y), std::max(p.box.x1, at.x),
             std::max(p.box.y1, at.y)};
  }
  return p;
}

template <typename Visit>
void eachPrimitive(const ImDrawList& list, const ImDrawCmd& command, Visit visit) {
  const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
  const ImDrawIdx* index = list.IdxBuffer.Data + command.IdxOffset;
  for (unsigned i = 0; i + 3 <= command.ElemCount;) {
    const Primitive p = readPrimitive(vertices, index + i, command.ElemCount - i);
    visit(p);
    i += static_cast<unsigned>(p.indices);
  }
}

// One colour everywhere, opaque, untextured, square with the screen.
bool isOpaqueRectangle(const Primitive& p, const ImDrawVert* vertices) {
  if (p.corners != 4) return false;
  const ImDrawVert& first = p.corner(vertices, 0);
  if (first.col >> IM_COL32_A_SHIFT != 255) return false;
  for (int k = 0; k < 4; ++k) {
    const ImDrawVert& v = p.corner(vertices, k);
    const float x = k == 1 || k == 2 ? p.box.x1 : p.box.x0, y = k >= 2 ? p.box.y1 : p.box.y0;
    if (v.col != first.col || v.uv.x != first.uv.x || v.uv.y != first.uv.y || v.pos.x != x || v.pos.y != y)
      return false;
  }
  return true;
}

gfx::Rgb toRgb(ImU32 color) {
  return gfx::rgb((color >> IM_COL32_R_SHIFT & 255) << 16 | (color >> IM_COL32_G_SHIFT & 255) << 8 |
                  (color >> IM_COL32_B_SHIFT & 255));
}

// ---- what has changed -------------------------------------------------------------------------------------

void markTiles(Damage& d, const DeviceRect& r, uint64_t mark) {
  if (isEmpty(r)) return;
  const int left = r.x0 / d.side, right = (r.x1 - 1) / d.side;
  for (int y = r.y0 / d.side; y <= (r.y1 - 1) / d.side; ++y)
    for (int x = left; x <= right; ++x) {
      uint64_t& tile = d.marks[static_cast<size_t>(y * d.columns + x)];
      tile = gfx::Fingerprint{tile}.add(mark).value;
    }
}

void markVertices(Damage& d, const ImDrawList& list) {
  d.vertexMarks.clear();
  for (const ImDrawVert& v : list.VtxBuffer)
    d.vertexMarks.push_back(gfx::Fingerprint{v.col}.add(v.pos.x, v.pos.y).add(v.uv.x, v.uv.y).value);
}

// Marks the tiles that the command paints and returns what it reaches.
DeviceRect markCommand(Damage& d, const ImDrawList& list, const ImDrawCmd& command) {
  const ImVec4& c = command.ClipRect;
  const DeviceRect clip = covered({c.x, c.y, c.z, c.w}, d.ratio, {0, 0, d.width, d.height});
  if (const CanvasCall* call = canvasCall(command)) {
    const gfx::PixelRect& b = call->content.bounds;
    const DeviceRect r = covered({b.x0, b.y0, b.x1, b.y1}, d.ratio, clip);
    markTiles(d, r, call->content.fingerprint.value);
    return r;
  }
  if (command.UserCallback) return {};
  DeviceRect reach = {d.width, d.height, 0, 0};
  const auto texture = static_cast<uint64_t>(reinterpret_cast<uintptr_t>(command.GetTexID()));
  const uint64_t state = gfx::Fingerprint{texture}.add(c.x, c.y).add(c.z, c.w).value;
  const uint64_t* vertexMarks = d.vertexMarks.data() + command.VtxOffset;
  eachPrimitive(list, command, [&](const Primitive& p) {
    const DeviceRect r = covered(p.box, d.ratio, clip);
    if (isEmpty(r)) return;
    reach = around(reach, r);
    gfx::Fingerprint mark{state};
    for (int k = 0; k < p.corners; ++k) mark.add(vertexMarks[p.index[k == 3 ? 5 : k]]);
    markTiles(d, r, mark.value);
  });
  return reach;
}

void resize(Damage& d, const ImDrawData& full) {
  const float ratio = full.FramebufferScale.x;
  const int width = static_cast<int>(std::lround(full.DisplaySize.x * ratio)),
            height = static_cast<int>(std::lround(full.DisplaySize.y * ratio));
  if (width == d.width && height == d.height && ratio == d.ratio) return;
  d.width = width, d.height = height, d.ratio = ratio;
  d.side = kTileSide * std::max(1, static_cast<int>(std::lround(ratio)));
  d.columns = (width + d.side - 1) / d.side, d.rows = (height + d.side - 1) / d.side;
  forgetPixels(d);
}

void markAll(Damage& d, const ImDrawData& full, gfx::Rgb paper) {
  d.marksBefore.swap(d.marks);
  d.marks.assign(static_cast<size_t>(d.columns * d.rows), gfx::Fingerprint{}.add(paper).value);
  d.reach.clear();
  for (const ImDrawList* list : full.CmdLists) {
    markVertices(d, *list);
    for (const ImDrawCmd& command : list->CmdBuffer) d.reach.push_back(markCommand(d, *list, command));
  }
}

// ---- rectangles -------------------------------------------------------------------------------------------

// Runs of changed tiles, and below one another those of equal extent as one; in tiles.
void collectRects(Damage& d) {
  d.rects.clear();
  for (int y = 0; y < d.rows; ++y)
    for (int x = 0; x < d.columns; ++x) {
      auto changed = [&](int column) {
        const auto tile = static_cast<size_t>(y * d.columns + column);
        return column < d.columns && d.marks[tile] != d.marksBefore[tile];
      };
      if (!changed(x)) continue;
      DeviceRect run = {x, y, x, y + 1};
      while (changed(run.x1)) ++run.x1;
      x = run.x1;
      auto above = std::find_if(d.rects.begin(), d.rects.end(), [&](const DeviceRect& r) {
        return r.x0 == run.x0 && r.x1 == run.x1 && r.y1 == y;
      });
      above != d.rects.end() ? above->y1 = y + 1 : (d.rects.push_back(run), 0);
    }
}

void joinRects(std::vector<DeviceRect>& rects) {
  for (size_t i = 0; i < rects.size(); ++i)
    for (size_t j = 0; j < rects.size(); ++j) {
      const DeviceRect joined = around(rects[i], rects[j]);
      if (i == j || area(joined) > area(rects[i]) + area(rects[j]) + kWaste) continue;
      rects[i] = joined;
      rects.erase(rects.begin() + static_cast<std::ptrdiff_t>(j));
      i = 0, j = static_cast<size_t>(-1);  // a larger one may reach those already passed
    }
}

void findRects(Damage& d) {
  if (d.marksBefore.size() != d.marks.size()) {
    d.rects.assign(1, {0, 0, d.width, d.height});
    return;
  }
  collectRects(d);
  joinRects(d.rects);
  for (DeviceRect& r : d.rects)
    r = {r.x0 * d.side, r.y0 * d.side, std::min(r.x1 * d.side, d.width), std::min(r.y1 * d.side, d.height)};
}

// ---- painting them ----------------------------------------------------------------------------------------

void clearGround(const ImDrawList*, const ImDrawCmd* command) {
  const auto& ground = *static_cast<const Damage::Ground*>(command->UserCallbackData);
  const ImVec4& c = command->ClipRect;
  gfx::clearSurface({static_cast<float>(ground.damage->width),
                     static_cast<float>(ground.damage->height),
                     1,
                     {c.x, c.y, c.z, c.w}},
                    ground.color);
}

ImVec4 asClip(const DeviceRect& r) {
  return {static_cast<float>(r.x0), static_cast<float>(r.y0), static_cast<float>(r.x1),
          static_cast<float>(r.y1)};
}

// Where the vertex stands in the reduced list, in device pixels; copied there when first used.
ImDrawIdx move(Damage& d, const ImDrawVert& vertex, unsigned& place) {
  if (place == ~0u) {
    place = static_cast<unsigned>(d.list.VtxBuffer.Size);
    d.list.VtxBuffer.push_back(vertex);
    d.list.VtxBuffer.back().pos = {vertex.pos.x * d.ratio, vertex.pos.y * d.ratio};
  }
  return place;
}

// A command to draw triangles with: the last one, if it would look the same.
ImDrawCmd& openCommand(Damage& d, const ImDrawCmd& like, const DeviceRect& clip) {
  const ImVec4 rect = asClip(clip);
  if (d.list.CmdBuffer.Size) {
    ImDrawCmd& last = d.list.CmdBuffer.back();
    if (!last.UserCallback && last.TextureId == like.TextureId &&
        std::memcmp(&last.ClipRect, &rect, sizeof rect) == 0)
      return last;
  }
  ImDrawCmd command;
  command.ClipRect = rect;
  command.TextureId = like.TextureId;
  command.IdxOffset = static_cast<unsigned>(d.list.IdxBuffer.Size);
  d.list.CmdBuffer.push_back(command);
  return d.list.CmdBuffer.back();
}

void addCallback(Damage& d, ImDrawCallback callback, void* data, const DeviceRect& clip) {
  ImDrawCmd command;
  command.ClipRect = asClip(clip);
  command.UserCallback = callback;
  command.UserCallbackData = data;
  d.list.CmdBuffer.push_back(command);
}

// Where in `list` the painting of one rectangle begins; what hides all of it starts there again.
struct Start {
  int commands, indices;
};

void paintTriangles(Damage& d, const ImDrawList& list, const ImDrawCmd& command, unsigned* moved,
                    const DeviceRect& rect, const Start& start) {
  const ImVec4& c = command.ClipRect;
  // Cut off as Dear ImGui's renderer does, which is not what the clip covers.
  const DeviceRect whole = {static_cast<int>(c.x * d.ratio), static_cast<int>(c.y * d.ratio),
                            static_cast<int>(c.z * d.ratio), static_cast<int>(c.w * d.ratio)};
  const DeviceRect clip = both(whole, rect);
  if (isEmpty(clip)) return;
  const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
  const float x0 = static_cast<float>(clip.x0) / d.ratio, y0 = static_cast<float>(clip.y0) / d.ratio,
              x1 = static_cast<float>(clip.x1) / d.ratio, y1 = static_cast<float>(clip.y1) / d.ratio;
  eachPrimitive(list, command, [&](const Primitive& p) {
    if (p.box.x1 <= x0 || p.box.x0 >= x1 || p.box.y1 <= y0 || p.box.y0 >= y1) return;
    const bool hides = p.box.x0 <= x0 && p.box.y0 <= y0 && p.box.x1 >= x1 && p.box.y1 >= y1 &&
                       contains(clip, rect) && isOpaqueRectangle(p, vertices);
    if (hides) {
      d.list.CmdBuffer.resize(start.commands);
      d.list.IdxBuffer.resize(start.indices);
      d.grounds.back().color = toRgb(p.corner(vertices, 0).col);
      return;
    }
    openCommand(d, command, clip).ElemCount += static_cast<unsigned>(p.indices);
    for (int k = 0; k < p.indices; ++k) {
      const unsigned at = command.VtxOffset + p.index[k];
      d.list.IdxBuffer.push_back(move(d, list.VtxBuffer[static_cast<int>(at)], moved[at]));
    }
  });
}

void paintRect(Damage& d, const ImDrawData& full, const DeviceRect& rect) {
  addCallback(d, clearGround, &d.grounds.back(), rect);
  const Start start{d.list.CmdBuffer.Size, d.list.IdxBuffer.Size};
  const DeviceRect* reach = d.reach.data();
  unsigned* moved = d.moved.data();
  for (const ImDrawList* list : full.CmdLists) {
    for (const ImDrawCmd& command : list->CmdBuffer) {
      const DeviceRect part = both(*reach++, rect);
      if (isEmpty(part)) continue;
      if (command.UserCallback) {
        addCallback(d, command.UserCallback, command.UserCallbackData, part);
      } else {
        paintTriangles(d, *list, command, moved, rect, start);
      }
    }
    moved += list->VtxBuffer.Size;
  }
}

}  // namespace

Damage::Damage() : list(nullptr) {}
Damage::~Damage() = default;

void forgetPixels(Damage& damage) { damage.marks.clear(); }

const ImDrawList& reduceToDamage(Damage& d, const ImDrawData& full, gfx::Rgb paper) {
  resize(d, full);
  markAll(d, full, paper);
  findRects(d);
  d.list.CmdBuffer.resize(0), d.list.IdxBuffer.resize(0), d.list.VtxBuffer.resize(0);
  d.grounds.clear();
  d.grounds.reserve(d.rects.size());  // commands point into it
  d.moved.assign(static_cast<size_t>(full.TotalVtxCount), ~0u);
  for (const DeviceRect& rect : d.rects) {
    d.grounds.push_back({&d, paper});
    paintRect(d, full, rect);
  }
  return d.list;
}

}  // namespace lockstep
