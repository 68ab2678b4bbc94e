#include "ui/shell/place.h"

#include <algorithm>

namespace lockstep {
namespace {

bool across(Edge edge) { return edge == Edge::left || edge == Edge::right; }

struct Cutter {
  const Frame& frame;
  PanelSet& panels;

  // The length that a row asks for, in px.
  float wanted(const Place& place, const Rect& area) const {
    const float whole = across(place.edge) ? area.size.x : area.size.y,
                px = place.length.value * frame.kit.theme.scale;
    switch (place.length.of) {
      case Length::Of::share:
        return place.length.value * whole;
      case Length::Of::own:
        if (const Panel* panel = panels.find(*place.panel, frame)) return panel->height(frame, area.size.x);
        return px;
      case Length::Of::width:
        return area.size.x;
      case Length::Of::fixed:
        break;
    }
    return px;
  }

  float length(const Place& place, const Rect& area) const {
    const Length& l = place.length;
    const float whole = across(place.edge) ? area.size.x : area.size.y, scale = frame.kit.theme.scale;
    const float least = std::max(l.leastPx * scale, l.leastShare * whole),
                most = std::min(l.mostPx * scale, l.mostShare * whole);
    return std::max(least, std::min(most, wanted(place, area)));
  }

  Rect cut(const Place& place, Rect& area) const {
    switch (place.edge) {
      case Edge::top:
        return area.takeTop(length(place, area));
      case Edge::bottom:
        return area.takeBottom(length(place, area));
      case Edge::left:
        return area.takeLeft(length(place, area));
      case Edge::right:
        return area.takeRight(length(place, area));
      case Edge::rest:
      case Edge::over:
        break;
    }
    return area;
  }
};

// The side of the strip that the rest lies beyond, or the other one.
Line lineOf(Edge edge, Border border, const Rect& strip) {
  const ImVec2 a = strip.min, b = strip.max();
  const bool low = edge == Edge::top || edge == Edge::left, far = low == (border == Border::inner);
  if (across(edge)) return far ? Line{{b.x, a.y}, b} : Line{a, {a.x, b.y}};
  return far ? Line{{a.x, b.y}, b} : Line{a, {b.x, a.y}};
}

}  // namespace

Panel* PanelSet::find(const PanelKind& kind, const Frame& frame) {
  for (const auto& [of, panel] : panels_)
    if (of == &kind) return panel.get();
  if (kind.later && !frame.screen.complete) return nullptr;
  return panels_.emplace_back(&kind, kind.make()).second.get();
}

Placement placePanels(std::span<const Place> rows, Rect screen, const Frame& frame, PanelSet& panels) {
  const Cutter cutter{frame, panels};
  Placement placement;
  Rect areas[kAreas] = {screen};
  bool open[kAreas] = {true};  // there is an area, with something left
  for (const Place& place : rows) {
    const int in = static_cast<int>(place.in), as = static_cast<int>(place.as);
    if (!open[in] || (place.shown && !place.shown(frame))) continue;
    const Rect strip = cutter.cut(place, areas[in]);
    if (place.edge == Edge::rest) open[in] = false;
    if (place.border != Border::none && place.edge < Edge::rest)
      placement.lines.push_back(lineOf(place.edge, place.border, strip));
    if (place.panel)
      placement.panels.push_back({&place, strip});
    else
      areas[as] = strip, open[as] = true;
  }
  return placement;
}

}  // namespace lockstep
