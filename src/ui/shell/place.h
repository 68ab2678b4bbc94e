// Cutting the screen into places for panels: rows of a table in, rectangles out.
#pragma once

#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "ui/frame/lines.h"
#include "ui/frame/panel.h"

namespace lockstep {

// A kind of panel, of which a screen has at most one.
struct PanelKind {
  const char* name;
  std::unique_ptr<Panel> (*make)();
  // Belongs to the second part of the program: it is neither made nor asked for anything before
  // that has arrived.
  bool later = false;
};

// The panels of a screen, each made when it is first asked for.
class PanelSet {
 public:
  // Null while it has not arrived.
  Panel* find(const PanelKind& kind, const Frame& frame);

 private:
  std::vector<std::pair<const PanelKind*, std::unique_ptr<Panel>>> panels_;
};

// The parts of a screen that are cut up on their own.
enum class Area : unsigned char { main, left, aside };
constexpr int kAreas = 3;

enum class Edge : unsigned char {
  top,
  bottom,
  left,
  right,
  rest,  // all that is left: later rows of the area have no place
  over,  // likewise, and the others have it too: what is drawn there lies above them
};

// Where a strip has a hairline.
enum class Border : unsigned char {
  none,
  inner,  // between it and the rest
  outer,  // on its other side
};

// How much is cut off, in CSS px at scale 1 or as a share of the area. The larger of both least bounds and
// the smaller of both most ones hold.
struct Length {
  enum class Of : unsigned char {
    fixed,  // px
    share,  // of the area's length
    own,    // the panel's height(); px while it has not arrived
    width,  // of the area: a square
  } of = Of::fixed;
  float value = 0;  // px, or the share
  float leastPx = 0, mostPx = std::numeric_limits<float>::infinity();
  float leastShare = 0, mostShare = std::numeric_limits<float>::infinity();
};

// One row: cuts a strip off one side of what is left of an area, for a panel or as an area of its own.
struct Place {
  const PanelKind* panel = nullptr;  // null: the strip becomes the area `as`
  Edge edge = Edge::rest;
  Length length;
  bool (*shown)(const Frame&) = nullptr;  // null: always
  Area in = Area::main;
  Area as = Area::main;
  Border border = Border::inner;
};

struct Placed {
  const Place* place;
  Rect rect;  // of a panel that is shown
};
struct Placement {
  std::vector<Placed> panels;  // in the order of the rows
  std::vector<Line> lines;
};

// Goes through the rows from first to last.
Placement placePanels(std::span<const Place> rows, Rect screen, const Frame& frame, PanelSet& panels);

}  // namespace lockstep
