// A picture for every unit, measured on the network as it is now:
//   plane    two axes (session/problem.h): the unit's output over the input plane
//   curve    one axis: its output along the input axis (drawn as a line by the views)
//   image    digits: its weights in the first layer, its mean input gradient deeper in the network
//   samples  other tables: its output on the first samples, in rows, ordered by target
// Pictures are made only for units that were asked for lately, and only when parameters have changed.
#pragma once

#include <cstdint>
#include <vector>

#include "gfx/heat.h"
#include "probes/input_gradient.h"
#include "probes/responses.h"
#include "session/session.h"

namespace lockstep {

enum class PictureKind : unsigned char { plane, curve, image, samples };

// The kind of picture that units have on these data.
PictureKind pictureKind(const Problem& problem);

struct UnitPictures {
  PictureKind kind = PictureKind::plane;
  int width = 0, height = 0;  // of each picture
  InputSet inputSet;          // what the units are asked
  Responses responses;        // of every unit to it
  std::vector<float> scales;  // per weight layer: the |value| drawn in full colour
  gfx::HeatAtlas atlas;

  // Private.
  struct Tile {
    gfx::TileId id = gfx::kNoTile;
    uint64_t wanted = 0;   // frame it was last asked for
    uint64_t version = 0;  // parameters it shows
  };
  std::vector<Tile> tiles;        // inputs first, then every unit in the order of responses
  std::vector<int> shownSamples;  // samples kind: which ones
  InputGradients gradients;
  std::vector<float> gradientInput, scratch;
  int gradientBatch = 0;
  std::size_t nextGradient = 0;
  Workspace workspace;
  uint64_t shapeVersion = 0, parameterVersion = 0, frame = 0;
  int skipped = 0;
};

// Measures what is due. `fine` takes the time for a finer plane (training is paused). Cost is bounded per
// call: wide networks get a coarser plane or are measured less often.
void refreshPictures(UnitPictures& pictures, const Problem& problem, const Network& network,
                     uint64_t shapeVersion, uint64_t parameterVersion, bool fine);

// The tile of an input (layer −1; for images: of a training sample, by its place in the split) or unit, and a
// promise to keep it fresh while it is asked for in every frame.
gfx::TileId picture(UnitPictures& pictures, const Session& session, int layer, int unit);

// The unit's values, or for layer −1 those of an input, on the inputs of `inputSet`: as many as it has.
void pictureValues(const UnitPictures& pictures, int layer, int unit, std::vector<float>& values);

// The numbers that a unit's picture is made of, width × height of them, for the network that refreshPictures
// was shown; returns the |number| drawn in full colour. Cost O(numbers), and for deeper layers on images a
// gradient on kInputGradientBatch samples.
float pictureNumbers(UnitPictures& pictures, const Problem& problem, const Network& network, int layer,
                     int unit, std::vector<float>& values);

}  // namespace lockstep
