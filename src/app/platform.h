// The window the application lives in: a canvas on a web page (web.cpp) or a desktop window (native.cpp),
// whichever is linked. It owns the GL and Dear ImGui contexts, the input, and the decision when to draw.
//
//   auto platform = createPlatform({});
//   platform->client = &application;
//   return runPlatform(*platform);
//
// Nothing is drawn while nothing changes: input draws a few frames by itself; everything else asks with
// `animate`, wake() or wakeAfter(). A hidden or scrolled-away canvas is not drawn at all, whatever is asked.
#pragma once

#include <imgui.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/pacing.h"

namespace lockstep {

// Bytes that a dropped or opened file may have.
inline constexpr size_t kLargestFile = 20u << 20, kLargestRun = 128u << 20;
inline size_t largestFile(std::string_view name) {
  return name.ends_with(".lockstep") ? kLargestRun : kLargestFile;
}

// In CSS pixels on the web, in logical pixels on a desktop; the framebuffer has pixelRatio times as many.
struct Viewport {
  float width = 0;
  float height = 0;
  float pixelRatio = 1;
};

struct Environment {
  bool dark = false;           // the system prefers a dark theme…
  bool chosen = false;         // …or the page around says so, whatever the address asks for
  bool reducedMotion = false;  // the system asks for no motion: start paused, no transitions
  bool touch = false;          // the main pointer is a finger
  bool embedded = false;       // inside another page: in an iframe, or opened with `embed` in the fragment
  bool wantsFast = false;      // opened with `fast` in the fragment: products with fused multiply-add…
  bool canBeFast = false;      // …which this browser has; without it they are reproducible all the same
  bool canFill = true;         // setFullscreen may work: not in frames that do not allow it
};

struct FrameTime {
  double now = 0;          // nowMs() at the start of the frame
  double interval = 16.7;  // measured milliseconds between two refreshes of the display, at most 17
  float delta = 0;         // seconds since the previous frame, drawn or not, at most 1
  bool paced = true;       // false: drawn between refreshes to answer an event at once; leave training out
  bool drawn = true;       // false: this refresh gets no new picture, only `work` is called
};

struct OpenedFile {
  std::string name;
  std::vector<uint8_t> bytes;  // all of the file, or empty with `error`
  std::string error;           // one sentence for the user; empty when the file was read
};

// What the window calls: the application. Nothing is called while another call runs.
struct PlatformClient {
  virtual void prepare() = 0;  // before ImGui::NewFrame: the place to rebuild fonts
  virtual void draw() = 0;     // between ImGui::NewFrame and ImGui::Render
  // After ImGui::Render: renders its draw data. `whole`: the framebuffer no longer holds the last frame.
  virtual void paint(bool whole) = 0;
  // After `paint`: what needs no screen, while the graphics card draws.
  virtual void work(const FrameTime& time) = 0;
  virtual void graphicsLost() = 0;                              // forget all GL names; they are already gone
  virtual void environmentChanged() = 0;                        // platform.environment has new values
  virtual void fragmentChanged(std::string_view fragment) = 0;  // the user edited the address or went back
  virtual void fileOpened(OpenedFile file) = 0;                 // by drop or by openFile()
  virtual std::string describeState() = 0;     // JSON for tests, host pages and the accessible controls
  virtual std::vector<uint8_t> saveRun() = 0;  // the run as a file
  // Goes on with such a run, and nothing to undo. Returns why it cannot; empty: it does.
  virtual std::string restoreRun(std::vector<uint8_t> bytes) = 0;
  // One command line from the host page ("play", "set dataset=xor"). Returns why it was refused; empty: done.
  virtual std::string command(std::string_view line) = 0;
  // A text that the page asks for by name (documents.h); empty for another name.
  virtual std::string document(std::string_view name) = 0;
  // What works while the program is not complete: "play", "pause", "toggle", "step N". False: another one.
  virtual bool transport(std::string_view line) = 0;
  // The one whose button is at a place in CSS pixels, or empty.
  virtual std::string_view transportAt(float x, float y) const = 0;
  // Whether a key that would scroll the page, or leave it, is for the screen.
  virtual bool keepsKey(ImGuiKey key) const = 0;

 protected:
  ~PlatformClient() = default;
};

struct PlatformOptions {
  const char* title = "Lockstep";
  int width = 1440;  // of a desktop window, logical pixels
  int height = 900;
  std::string fragment;     // the configuration a desktop window opens with; the web has an address instead
  std::string assetFolder;  // where a desktop build finds assets; empty: beside the executable
};

struct Platform {
  Platform();
  ~Platform();
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  // For the application to read.
  Viewport viewport;
  Environment environment;
  bool fullscreen = false;
  bool complete = true;       // false: on a page, the rest of the program is still to come (loadRest)
  std::string whyIncomplete;  // a sentence, once it could not be had; it is tried again
  std::string note;           // a sentence of the page for the viewer; the application says it once
  bool missed = false;        // the viewer wanted something of it since; the application says so once
  bool wantsRest = true;      // false: it is not fetched before somebody touches the page (set during draw)

  // For the application to set, `client` before runPlatform and the rest during draw; they hold
  // until set again.
  PlatformClient* client = nullptr;
  bool animate = false;   // something moves by itself (training, a transition): draw every refresh
  int drawEvery = 1;      // or only every second, while no input asks for more; on a desktop every one
  bool ownsDrag = false;  // a touch drag here is for the widget (drawing, a vertical fader), not a scroll

  // Private to the platform.
  Pacing pacing;
  bool pixelsLost = true;  // since the last frame
  uint32_t paper = 0xFAFAF7;
  bool graphicsReady = true;
  struct Host;
  std::unique_ptr<Host> host;
};

// Makes window or canvas, GL and ImGui contexts; they are ready for use afterwards. Null when there is no
// OpenGL ES 3 (the reason is on the page or on stderr).
std::unique_ptr<Platform> createPlatform(const PlatformOptions& options);

// Runs until the window closes and returns the exit code. On the web it does not return, and destroys nothing
// that lives on main's stack.
int runPlatform(Platform& platform);

// Fetches what of the program a page does not need until somebody touches it. A page does so by itself when
// it is idle, at the latest when it is touched; until then what a viewer does waits, but for `transport`.
void loadRest(Platform& platform);

using Outcome = std::function<void(bool ok, std::string_view detail)>;  // detail: one sentence for the user

// Drawing and time.

// Draws at least this many more frames.
void wake(Platform& platform, int frames = kSettleFrames);
// Draws one frame in so many seconds; the earliest such request holds.
void wakeAfter(Platform& platform, double seconds);
// A monotonic clock in milliseconds with the best resolution there is.
double nowMs();
// The colour behind everything, 0xRRGGBB: of the cleared canvas and of the page around it.
void setPaper(Platform& platform, uint32_t rgb);
// On a page: the element around the canvas, or all of the page's viewport where browsers have no fullscreen.
// `done` hears whether it was allowed.
void setFullscreen(Platform& platform, bool on, Outcome done);

// Opens the page anew with this fragment.
void reopen(Platform& platform, std::string_view fragment);
// Opens it in a window of its own, on a click; “article” stands for what is read beside it.
void openTab(Platform& platform, std::string_view fragment);

// What outlives the run.

// The text after '#' in the address. Setting it replaces the address (no history entry), at most four times a
// second; the last text always arrives. Does not call fragmentChanged.
std::string fragment(const Platform& platform);
void setFragment(Platform& platform, std::string_view text);
// The whole address that opens this page with a fragment; on a desktop just the fragment.
std::string addressOf(const Platform& platform, std::string_view fragment);

// Small texts kept on this device ("theme", "scale"). Empty when absent or when storage is blocked; writing
// then does nothing. The page reads "theme" (light, dark, auto) before the first frame.
std::string preference(const Platform& platform, const char* name);
void setPreference(Platform& platform, const char* name, std::string_view value);

// In and out.

using Progress = std::function<void(size_t received, size_t total)>;  // bytes; total 0: not known
// error: a sentence for the user, empty when it worked.
using Asset = std::function<void(std::vector<uint8_t> bytes, std::string_view error)>;

// Asks the user for a file; client->fileOpened gets it. `accept` as in HTML: ".csv,text/csv". To be called on
// a click, as browsers demand.
void openFile(Platform& platform, const char* accept);
// Gives the user a file: the browser's download, or a file in the current folder.
void saveFile(Platform& platform, const char* name, const char* mime, const void* bytes, size_t size,
              Outcome done = {});
// The same with a part of the canvas as a PNG, in CSS pixels, as it stands on the screen.
void savePicture(Platform& platform, const char* name, float x0, float y0, float x1, float y1, Outcome done);
// Puts what was saved last on the clipboard, on a click: for where nobody knows whether it has come.
void copySaved(Platform& platform, Outcome done);
// Puts text on the clipboard, on a click. `done` may come frames later.
void copyText(Platform& platform, std::string_view text, Outcome done = {});
// Opens the page's Share panel. False where there is none.
bool openShare(Platform& platform);
// Reads an asset that was built with the application ("digits.bin"). `progress` may be empty.
void fetchAsset(Platform& platform, const char* name, Progress progress, Asset done);

}  // namespace lockstep
