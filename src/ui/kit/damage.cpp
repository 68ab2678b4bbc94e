#include "ui/kit/canvas_call.h"
#include "ui/kit/damage_parts.h"

namespace lockstep {
namespace {

constexpr int kTileSide = 32;  // CSS pixels
// Rectangles are joined when that adds no more pixels than painting one more rectangle costs: about four draw
// calls of 0.1 ms, the time of some twenty tiles.
constexpr int kWaste = 20;

Damage::Tile& tileAt(Damage& d, int x, int y) { return d.tiles[static_cast<size_t>(y * d.columns + x)]; }

void markTiles(Damage& d, const DeviceRect& r, uint64_t mark, int turn) {
  if (isEmpty(r)) return;
  const int left = r.x0 / d.side, right = (r.x1 - 1) / d.side;
  for (int y = r.y0 / d.side; y <= (r.y1 - 1) / d.side; ++y)
    for (int x = left; x <= right; ++x) {
      Damage::Marks& now = tileAt(d, x, y).now;
      now.all = gfx::Fingerprint{now.all}.add(mark).value;
      now.turn[turn] = gfx::Fingerprint{now.turn[turn]}.add(mark).value;
    }
}

void markVertices(Damage& d, const ImDrawList& list) {
  d.vertexMarks.clear();
  for (const ImDrawVert& v : list.VtxBuffer)
    d.vertexMarks.push_back(gfx::Fingerprint{v.col}.add(v.pos.x, v.pos.y).add(v.uv.x, v.uv.y).value);
}

// Whose turn a draw list's triangles and pictures wait for.
struct Turns {
  int text, picture;
};

// Marks the tiles that the command paints and returns what it reaches.
DeviceRect markCommand(Damage& d, const ImDrawList& list, const ImDrawCmd& command, Turns turns) {
  const ImVec4& c = command.ClipRect;
  const DeviceRect clip = covered({c.x, c.y, c.z, c.w}, d.ratio, {0, 0, d.width, d.height});
  if (const CanvasCall* call = canvasCall(command)) {
    const gfx::PixelRect& b = call->content.bounds;
    const DeviceRect r = covered({b.x0, b.y0, b.x1, b.y1}, d.ratio, clip);
    markTiles(d, r, call->content.fingerprint.value, turns.picture);
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
    markTiles(d, r, mark.value, turns.text);
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
  d.tiles.assign(static_cast<size_t>(d.columns * d.rows), {});
  forgetPixels(d);
}

void markAll(Damage& d, const ImDrawData& full, Color paper) {
  const uint64_t ground = gfx::Fingerprint{}.add(paper).value;
  for (Damage::Tile& tile : d.tiles) tile.now = {ground, {}};
  d.reach.clear();
  Turns turns = {0, Damage::kTextTurns};
  for (const ImDrawList* list : full.CmdLists) {
    markVertices(d, *list);
    bool pictures = false;
    for (const ImDrawCmd& command : list->CmdBuffer) {
      pictures = pictures || canvasCall(command);
      d.reach.push_back(markCommand(d, *list, command, turns));
    }
    turns.text = (turns.text + 1) % Damage::kTextTurns;
    if (pictures)
      turns.picture = turns.picture == Damage::kTextTurns ? Damage::kTextTurns + 1 : Damage::kTextTurns;
  }
}

// What may wait.

// A tile is restless that changed in a third or more of the last frames.
constexpr int kChange = 3, kRestless = 16, kMostUnrest = 32;
// More tiles that change after a rest than this are a view that moves on rather than a number in it. Of text
// and charts none may: half a bar would stand beside the other half's successor.
constexpr int kUpheaval = 12, kTextUpheaval = 0;

bool hasChanged(const Damage::Tile& tile) { return tile.now.all != tile.shown.all; }

// Turns as a set, one bit each.
using TurnSet = unsigned;
constexpr TurnSet kAllTurns = (1u << Damage::kTurns) - 1, kTextTurns = (1u << Damage::kTextTurns) - 1;
bool has(TurnSet turns, int turn) { return turns >> turn & 1; }

// Whose contribution to the tile has changed: not a still neighbour's whose background reaches into it.
TurnSet changedTurns(const Damage::Tile& tile) {
  TurnSet changed = 0;
  for (int turn = 0; turn < Damage::kTurns; ++turn)
    changed |= static_cast<TurnSet>(tile.now.turn[turn] != tile.shown.turn[turn]) << turn;
  return changed ? changed : kAllTurns;  // only the ground or the order of the lists is another one
}

// Which turns fall due with each. Text falls due with the text and pictures that it meets in a changed tile:
// otherwise one half of a number across a border of tiles would be painted while the other waits for somebody
// else's turn. Pictures do not fall due with text: they are large, and a seam in one does not show.
struct Company {
  TurnSet of[Damage::kTurns];

  Company() {
    for (int turn = 0; turn < Damage::kTurns; ++turn) of[turn] = 1u << turn;
  }
  void meet(TurnSet turns) {
    for (int turn = 0; turn < Damage::kTurns; ++turn)
      if (has(turns, turn)) of[turn] |= turns & kTextTurns;
  }
  // Who meets somebody's company keeps it as well.
  void close() {
    for (int through = 0; through < Damage::kTextTurns; ++through)
      for (TurnSet& company : of)
        if (has(company, through)) company |= of[through];
  }
};

bool isDue(int turn, unsigned frame, Pace pace) {
  constexpr unsigned kPictureTurns = Damage::kTurns - Damage::kTextTurns;
  const auto t = static_cast<unsigned>(turn);
  if (turn < Damage::kTextTurns) return pace == Pace::prompt || frame % Damage::kTextTurns == t;
  return pace != Pace::thrifty || frame % kPictureTurns == t - Damage::kTextTurns;
}

// Says of each tile whether it is painted in this frame. What was at rest never waits; nor, when enough of it
// moves, what shares its turn: a chart whose axis grows is painted whole.
void chooseTiles(Damage& d, Pace pace) {
  int risen[Damage::kTurns] = {};
  Company company;
  for (Damage::Tile& tile : d.tiles) {
    const bool changed = hasChanged(tile);
    tile.paints = changed && tile.unrest < kRestless;
    tile.unrest = static_cast<uint8_t>(std::clamp(tile.unrest + (changed ? kChange : -1), 0, kMostUnrest));
    if (!changed) continue;
    const TurnSet turns = changedTurns(tile);
    company.meet(turns);
    for (int turn = 0; turn < Damage::kTurns; ++turn) risen[turn] += tile.paints && has(turns, turn);
  }
  company.close();
  TurnSet due = 0, led = 0;  // led: not the last in somebody's company, whose turn they wait for
  for (int turn = 0; turn < Damage::kTurns; ++turn) led |= company.of[turn] & ((1u << turn) - 1);
  for (int turn = 0; turn < Damage::kTurns; ++turn) {
    const bool upheaval = risen[turn] > (turn < Damage::kTextTurns ? kTextUpheaval : kUpheaval);
    if (upheaval || (!has(led, turn) && isDue(turn, d.frame, pace))) due |= company.of[turn];
  }
  for (Damage::Tile& tile : d.tiles) {
    const TurnSet turns = hasChanged(tile) ? changedTurns(tile) : 0;
    tile.paints = tile.paints || (turns & due);
    tile.waits = !tile.paints && (turns & kTextTurns);
  }
  ++d.frame;
}

// Rectangles.

// Runs of tiles to paint, and below one another those of equal extent as one; in tiles.
void collectRects(Damage& d) {
  for (int y = 0; y < d.rows; ++y)
    for (int x = 0; x < d.columns; ++x) {
      auto paints = [&](int column) { return column < d.columns && tileAt(d, column, y).paints; };
      if (!paints(x)) continue;
      DeviceRect run = {x, y, x, y + 1};
      while (paints(run.x1)) ++run.x1;
      x = run.x1;
      auto above = std::find_if(d.rects.begin(), d.rects.end(), [&](const DeviceRect& r) {
        return r.x0 == run.x0 && r.x1 == run.x1 && r.y1 == y;
      });
      above != d.rects.end() ? above->y1 = y + 1 : (d.rects.push_back(run), 0);
    }
}

// Text that waits must not be painted along with something else: its other half would still wait.
bool coversWaiting(Damage& d, const DeviceRect& r) {
  for (int y = r.y0; y < r.y1; ++y)
    for (int x = r.x0; x < r.x1; ++x)
      if (tileAt(d, x, y).waits) return true;
  return false;
}

void joinRects(Damage& d) {
  std::vector<DeviceRect>& rects = d.rects;
  for (size_t i = 0; i < rects.size(); ++i)
    for (size_t j = 0; j < rects.size(); ++j) {
      const DeviceRect joined = around(rects[i], rects[j]);
      if (i == j || area(joined) > area(rects[i]) + area(rects[j]) + kWaste || coversWaiting(d, joined))
        continue;
      rects[i] = joined;
      rects.erase(rects.begin() + static_cast<std::ptrdiff_t>(j));
      i = 0, j = static_cast<size_t>(-1);  // a larger one may reach those already passed
    }
}

// From tiles to device pixels; what they cover is then on the screen.
void settle(Damage& d) {
  for (DeviceRect& r : d.rects) {
    for (int y = r.y0; y < r.y1; ++y)
      for (int x = r.x0; x < r.x1; ++x) tileAt(d, x, y).shown = tileAt(d, x, y).now;
    r = {r.x0 * d.side, r.y0 * d.side, std::min(r.x1 * d.side, d.width), std::min(r.y1 * d.side, d.height)};
  }
}

}  // namespace

Damage::Damage() : list(nullptr) {}
Damage::~Damage() = default;

void forgetPixels(Damage& damage) { damage.known = false; }

void findDamage(Damage& d, const ImDrawData& full, Color paper, Pace pace) {
  resize(d, full);
  markAll(d, full, paper);
  chooseTiles(d, pace);
  d.rects.clear();
  if (d.known) {
    collectRects(d);
    joinRects(d);
  } else {
    d.rects.push_back({0, 0, d.columns, d.rows});
  }
  d.known = true;
  settle(d);
}

}  // namespace lockstep
