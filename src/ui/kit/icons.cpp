#include "ui/kit/icons.h"

#include <algorithm>
#include <cmath>

namespace lockstep {
namespace {

constexpr float kTurn = 6.2831853f;

// A pen that moves on the icon's own grid, 0 … 24 from the top left, and leaves round ends.
struct Pen {
  ImDrawList* list;
  ImVec2 origin;
  float unit, width;
  ImU32 color;

  ImVec2 at(float x, float y) const { return {origin.x + x * unit, origin.y + y * unit}; }

  void end(ImVec2 p) const {
    if (width >= 2) list->AddCircleFilled(p, width / 2, color, 8);
  }
  void stroke(bool closed = false) const {
    bool ends = !closed && list->_Path.Size > 1;
    ImVec2 first = ends ? list->_Path.front() : ImVec2(), last = ends ? list->_Path.back() : ImVec2();
    list->PathStroke(color, closed ? ImDrawFlags_Closed : ImDrawFlags_None, width);
    if (ends) end(first), end(last);
  }
  template <typename... Rest>
  void line(float x, float y, Rest... rest) const {
    list->PathLineTo(at(x, y));
    if constexpr (sizeof...(rest) > 0)
      line(rest...);
    else
      stroke();
  }
  template <typename... Rest>
  void shape(float x, float y, Rest... rest) const {  // closed outline
    list->PathLineTo(at(x, y));
    if constexpr (sizeof...(rest) > 0)
      shape(rest...);
    else
      stroke(true);
  }
  void solid(float x0, float y0, float x1, float y1, float x2, float y2) const {
    list->AddTriangleFilled(at(x0, y0), at(x1, y1), at(x2, y2), color);
    list->PathLineTo(at(x0, y0)), list->PathLineTo(at(x1, y1)), list->PathLineTo(at(x2, y2));
    list->PathStroke(color, ImDrawFlags_Closed, width);  // rounds the corners
  }
  void bar(float x0, float y0, float x1, float y1) const {
    list->AddRectFilled(at(x0, y0), at(x1, y1), color, unit);
  }
  void box(float x0, float y0, float x1, float y1, float round = 2) const {
    list->AddRect(at(x0, y0), at(x1, y1), color, round * unit, 0, width);
  }
  void circle(float x, float y, float r) const { list->AddCircle(at(x, y), r * unit, color, 0, width); }
  void dot(float x, float y, float r) const { list->AddCircleFilled(at(x, y), r * unit, color, 0); }
  // Clockwise from `from` to `to`, in turns from the right.
  void arc(float x, float y, float r, float from, float to) const {
    list->PathArcTo(at(x, y), r * unit, from * kTurn, to * kTurn, 0);
    stroke();
  }
};

void transport(const Pen& p, Icon icon) {
  switch (icon) {
    case Icon::play:
      p.solid(8, 5.5f, 8, 18.5f, 18.5f, 12);
      break;
    case Icon::pause:
      p.bar(6.5f, 5, 10.2f, 19), p.bar(13.8f, 5, 17.5f, 19);
      break;
    case Icon::step:
      p.solid(6, 6, 6, 18, 14.5f, 12), p.bar(17, 5, 19.2f, 19);
      break;
    case Icon::epoch:
      p.solid(3.5f, 7, 3.5f, 17, 10, 12), p.solid(11, 7, 11, 17, 17.5f, 12), p.bar(19.4f, 6, 21.4f, 18);
      break;
    case Icon::reset:  // back to where it began
      p.arc(12.5f, 12.5f, 7.5f, -0.42f, 0.36f), p.line(5.2f, 4.6f, 5.2f, 9.4f, 10, 9.4f);
      break;
    case Icon::dice:
      p.box(4, 4, 20, 20, 3.5f);
      for (float x : {8.5f, 15.5f})
        for (float y : {8.5f, 15.5f}) p.dot(x, y, 1.5f);
      p.dot(12, 12, 1.5f);
      break;
    default:
      break;
  }
}

void page(const Pen& p, Icon icon) {
  switch (icon) {
    case Icon::sun:
      p.circle(12, 12, 4);
      for (int ray = 0; ray < 8; ++ray) {
        float c = std::cos(static_cast<float>(ray) * kTurn / 8),
              s = std::sin(static_cast<float>(ray) * kTurn / 8);
        p.line(12 + 7 * c, 12 + 7 * s, 12 + 9.3f * c, 12 + 9.3f * s);
      }
      break;
    case Icon::moon:  // a disc less a disc
      p.list->PathArcTo(p.at(12, 12), 8.5f * p.unit, 0.02f * kTurn, 0.73f * kTurn, 0);
      p.list->PathArcTo(p.at(16.6f, 7.4f), 6.2f * p.unit, 0.565f * kTurn, 0.185f * kTurn, 0);
      p.stroke(true);
      break;
    case Icon::fullscreen:
      p.line(9, 4, 4, 4, 4, 9), p.line(15, 4, 20, 4, 20, 9), p.line(9, 20, 4, 20, 4, 15),
          p.line(15, 20, 20, 20, 20, 15);
      break;
    case Icon::link:  // share: three nodes
      p.circle(6, 12, 2.6f), p.circle(17.5f, 5.8f, 2.6f), p.circle(17.5f, 18.2f, 2.6f);
      p.line(8.4f, 10.7f, 15.1f, 7.1f), p.line(8.4f, 13.3f, 15.1f, 16.9f);
      break;
    case Icon::open:  // a frame with an arrow out of it
      p.line(10.5f, 5, 5, 5, 5, 19), p.line(5, 19, 19, 19, 19, 13.5f);
      p.line(13.5f, 5, 19, 5, 19, 10.5f), p.line(19, 5, 11.5f, 12.5f);
      break;
    case Icon::info:
      p.circle(12, 12, 8.5f), p.line(12, 11.2f, 12, 16.3f), p.dot(12, 7.9f, 1.2f);
      break;
    case Icon::menu:
      p.line(4, 7, 20, 7), p.line(4, 12, 20, 12), p.line(4, 17, 20, 17);
      break;
    case Icon::more:
      p.dot(5.5f, 12, 1.6f), p.dot(12, 12, 1.6f), p.dot(18.5f, 12, 1.6f);
      break;
    case Icon::warning:
      p.shape(12, 4.5f, 21, 19.5f, 3, 19.5f), p.line(12, 10, 12, 14), p.dot(12, 16.8f, 1.1f);
      break;
    case Icon::settings:
      for (float y : {7.f, 17.f}) p.line(4, y, 20, y);
      for (ImVec2 knob : {ImVec2(15, 7), ImVec2(9, 17)}) p.dot(knob.x, knob.y, 3);
      break;
    case Icon::compare:  // one run that becomes two
      p.dot(5, 12, 2.2f);
      p.list->PathLineTo(p.at(5, 12));
      p.list->PathBezierCubicCurveTo(p.at(11, 12), p.at(10, 6), p.at(19, 6));
      p.stroke();
      p.list->PathLineTo(p.at(5, 12));
      p.list->PathBezierCubicCurveTo(p.at(11, 12), p.at(10, 18), p.at(19, 18));
      p.stroke();
      break;
    case Icon::experiment:  // a flask
      p.line(9, 4, 15, 4);
      p.line(10.3f, 4, 10.3f, 9.5f, 4.8f, 18.4f, 5.8f, 20, 18.2f, 20, 19.2f, 18.4f, 13.7f, 9.5f, 13.7f, 4);
      p.line(7.6f, 14.8f, 16.4f, 14.8f);
      break;
    default:
      break;
  }
}

void editing(const Pen& p, Icon icon) {
  switch (icon) {
    case Icon::undo:
      p.line(8.5f, 5, 4, 9.5f, 8.5f, 14), p.line(4.5f, 9.5f, 14.5f, 9.5f),
          p.arc(14.5f, 14.25f, 4.75f, -0.25f, 0.25f), p.line(14.5f, 19, 9, 19);
      break;
    case Icon::redo:
      p.line(15.5f, 5, 20, 9.5f, 15.5f, 14), p.line(19.5f, 9.5f, 9.5f, 9.5f),
          p.arc(9.5f, 14.25f, 4.75f, 0.25f, 0.75f), p.line(9.5f, 19, 15, 19);
      break;
    case Icon::plus:
      p.line(12, 5.5f, 12, 18.5f), p.line(5.5f, 12, 18.5f, 12);
      break;
    case Icon::minus:
      p.line(5.5f, 12, 18.5f, 12);
      break;
    case Icon::close:
      p.line(6.5f, 6.5f, 17.5f, 17.5f), p.line(17.5f, 6.5f, 6.5f, 17.5f);
      break;
    case Icon::check:
      p.line(5, 12.5f, 10, 17.5f, 19.5f, 7);
      break;
    case Icon::chevronDown:
      p.line(6.5f, 9.5f, 12, 15, 17.5f, 9.5f);
      break;
    case Icon::download:
      p.line(12, 4, 12, 15), p.line(7, 10.5f, 12, 15.5f, 17, 10.5f), p.line(4.5f, 19.5f, 19.5f, 19.5f);
      break;
    case Icon::upload:
      p.line(12, 15.5f, 12, 4.5f), p.line(7, 9, 12, 4, 17, 9), p.line(4.5f, 19.5f, 19.5f, 19.5f);
      break;
    case Icon::brush:
      p.shape(14.2f, 5.6f, 18.4f, 9.8f, 8.6f, 19.6f, 3.8f, 20.2f, 4.4f, 15.4f), p.line(12, 7.8f, 16.2f, 12);
      break;
    case Icon::eraser:
      p.shape(13.5f, 4.5f, 20, 11, 11.5f, 19.5f, 8, 19.5f, 3.5f, 15, 3.5f, 14.5f),
          p.line(8.6f, 9.4f, 15.1f, 15.9f), p.line(12, 19.5f, 20, 19.5f);
      break;
    default:
      break;
  }
}

void layer(const Pen& p, Icon icon) {
  switch (icon) {
    case Icon::eye:
    case Icon::eyeOff: {
      // Two arcs through (2.5, 12) and (21.5, 12).
      p.list->PathArcTo(p.at(12, 17.2f), 10.8f * p.unit, -0.42f * kTurn, -0.08f * kTurn, 0);
      p.list->PathArcTo(p.at(12, 6.8f), 10.8f * p.unit, 0.08f * kTurn, 0.42f * kTurn, 0);
      p.stroke(true);
      p.circle(12, 12, 2.8f);
      if (icon == Icon::eyeOff) p.line(4.5f, 19.5f, 19.5f, 4.5f);
      break;
    }
    case Icon::lock:
      p.box(5, 10.5f, 19, 20.5f);
      p.list->PathLineTo(p.at(8.2f, 10.5f));
      p.list->PathArcTo(p.at(12, 7.3f), 3.8f * p.unit, 0.5f * kTurn, kTurn, 0);
      p.list->PathLineTo(p.at(15.8f, 10.5f));
      p.stroke();
      break;
    case Icon::snowflake:
      for (int arm = 0; arm < 6; ++arm) {
        float a = static_cast<float>(arm) * kTurn / 6 + kTurn / 12, c = std::cos(a), s = std::sin(a);
        auto branch = [&](float side) {
          float b = a + side * kTurn / 8;
          p.line(12 + 5.6f * c, 12 + 5.6f * s, 12 + 5.6f * c + 3 * std::cos(b),
                 12 + 5.6f * s + 3 * std::sin(b));
        };
        p.line(12, 12, 12 + 9 * c, 12 + 9 * s), branch(1), branch(-1);
      }
      break;
    case Icon::solo:
      p.circle(12, 12, 8.5f), p.dot(12, 12, 3.6f);
      break;
    default:
      break;
  }
}

}  // namespace

void drawIcon(ImDrawList* list, Icon icon, ImVec2 centre, float size, ImU32 color) {
  float unit = size / 24;
  Pen pen{list, {centre.x - size / 2, centre.y - size / 2}, unit, std::max(1.2f, 1.75f * unit), color};
  if (icon <= Icon::dice)
    transport(pen, icon);
  else if (icon >= Icon::eye && icon <= Icon::solo)
    layer(pen, icon);
  else if ((icon >= Icon::sun && icon <= Icon::info) || icon >= Icon::menu)
    page(pen, icon);
  else
    editing(pen, icon);
}

}  // namespace lockstep
