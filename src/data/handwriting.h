// A digit drawn with the pointer, made into an image like those of MNIST.
#pragma once

#include <span>

namespace lockstep {

// A point of the pen's path; x and y in [0, 1] of the pad, y down. `begins`: the pen was put down here.
struct PenPoint {
  float x = 0, y = 0;
  bool begins = false;
};

constexpr int kDigitSide = 28;          // pixels of the image
constexpr int kDigitBox = 20;           // pixels that the longer side of the digit fills
constexpr float kPenWidth = 3.1f;       // pixels; mean width of the strokes of our MNIST digits
constexpr float kSmallestDigit = 0.1f;  // of the pad; smaller drawings (a dot) are not blown up further

// Fills the kDigitSide × kDigitSide image, row-major from the top left, 0 paper to 1 ink, antialiased. The
// drawing is scaled, keeping its shape, until its longer side fills the box of kDigitBox pixels, and moved
// until its centre of mass lies on pixel (14, 14). An empty path gives an empty image. Cost O(points · pixels
// under the pen), about 50 µs for a digit. Source: LeCun, Cortes & Burges, "The MNIST database of handwritten
// digits". There the pixels were scaled; here the path is, so that the pen is as wide in a small digit as in
// a large one, and the loss of sharpness does not depend on the screen.
void renderDigit(std::span<const PenPoint> path, std::span<float> image);

}  // namespace lockstep
