// What panels ask of the window they live in. The application carries them out after the frame
// and clears them.
#pragma once

#include <optional>
#include <string>

namespace lockstep {

// How the program on this screen multiplies matrices, and whether it has a choice.
enum class Arithmetic : unsigned char { onlyReproducible, reproducible, fast };

struct SaveRequest {
  std::string name, mime, bytes;
};

// A part of the screen as a PNG picture, in CSS px of the canvas.
struct CaptureRequest {
  std::string name;
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

struct Requests {
  bool openFile = false;     // let the viewer choose a CSV file, or a run that was saved
  bool saveRun = false;      // the run as a file
  bool copyLink = false;     // a link to this run to the clipboard
  bool share = false;        // the Share panel or, where there is none, a link to this run to the clipboard
  bool openWhole = false;    // what a figure shows on a page of its own
  bool openArticle = false;  // web/article
  bool toggleFullscreen = false;
  bool toggleLecture = false;
  bool preferencesChanged = false;
  bool rest = false;                     // the rest of the program, where Shell::complete is false
  std::optional<Arithmetic> arithmetic;  // this page anew, with another one
  std::optional<SaveRequest> save;
  std::optional<CaptureRequest> capture;
  bool copySaved = false;  // what was saved last to the clipboard, where files cannot be saved
};

// Kept on the viewer's device, not in the address.
struct Preferences {
  enum class Look : unsigned char { automatic, light, dark } look = Look::automatic;
  float scale = 1;        // 1 … 2
  bool welcomed = false;  // the question above the network was answered or closed
  bool settings = false;  // the column of settings was left open
  bool readings = false;  // so was the desk
};

}  // namespace lockstep
