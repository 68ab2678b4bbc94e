// Where the columns and neurons of the network stand. Columns are the vertical lines that the whole screen
// keeps to: what is shown below a layer lies under its column.
#pragma once

#include <vector>

#include "nn/network.h"

namespace lockstep {

struct UnitColumn {
  int layer = -1;          // weight layer whose outputs these are; −1: the inputs
  int units = 0;           // all of them
  std::vector<int> shown;  // those drawn as neurons, top to bottom
  float x = 0;             // centre
  float top = 0;           // y of the first neuron's top edge
  bool excerpt = false;    // only `shown` are neurons…
  bool matrix = false;     // …and the weights are a matrix below them
  float matrixTop = 0, matrixHeight = 0;
};

struct NetworkLayout {
  std::vector<UnitColumn> columns;
  float node = 40, gap = 12;  // side of a neuron and the space to the next
  float spacing = 100;        // between column centres
  float width = 0;            // of everything; more than the room there is where the network is deep
};

struct LayoutRoom {
  float left, right;  // where the outer neurons' edges may be at most
  float top, bottom;  // of the neurons
  float unit;         // the theme's grid unit
};

constexpr int kWideColumn = 16;  // more units than this are an excerpt, however much room there is

// `activity[c][u]` ranks the units of column c for the excerpt (larger first); empty: the first ones are
// shown. `images`: the input column is one picture of all inputs.
NetworkLayout layOutColumns(const Network& network, const LayoutRoom& room, bool images,
                            const std::vector<std::vector<float>>& activity);

inline float neuronTop(const NetworkLayout& layout, const UnitColumn& column, int row) {
  return column.top + static_cast<float>(row) * (layout.node + layout.gap);
}

}  // namespace lockstep
