#include <cstring>

#include "ui/kit/damage_parts.h"

namespace lockstep {
namespace {

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

void isGround(const ImDrawList*, const ImDrawCmd*) {}

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
      d.grounds.back() = unpack(p.corner(vertices, 0).col);
      return;
    }
    // A panel's own background on the same ground.
    if (d.list.CmdBuffer.Size == start.commands && isOpaqueRectangle(p, vertices) &&
        unpack(p.corner(vertices, 0).col) == d.grounds.back())
      return;
    openCommand(d, command, clip).ElemCount += static_cast<unsigned>(p.indices);
    for (int k = 0; k < p.indices; ++k) {
      const unsigned at = command.VtxOffset + p.index[k];
      d.list.IdxBuffer.push_back(move(d, list.VtxBuffer[static_cast<int>(at)], moved[at]));
    }
  });
}

void paintRect(Damage& d, const ImDrawData& full, const DeviceRect& rect) {
  addCallback(d, isGround, &d.grounds.back(), rect);
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

const Color* groundOf(const ImDrawCmd& command) {
  return command.UserCallback == isGround ? static_cast<const Color*>(command.UserCallbackData) : nullptr;
}

const ImDrawList& reduceToDamage(Damage& d, const ImDrawData& full, Color paper, Pace pace) {
  findDamage(d, full, paper, pace);
  d.list.CmdBuffer.resize(0), d.list.IdxBuffer.resize(0), d.list.VtxBuffer.resize(0);
  d.grounds.clear();
  d.grounds.reserve(d.rects.size());  // commands point into it
  d.moved.assign(static_cast<size_t>(full.TotalVtxCount), ~0u);
  for (const DeviceRect& rect : d.rects) {
    d.grounds.push_back(paper);
    paintRect(d, full, rect);
  }
  return d.list;
}

}  // namespace lockstep
