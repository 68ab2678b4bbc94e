// When to draw: pure arithmetic on times in milliseconds, without a clock of its own.
#pragma once

#include <algorithm>
#include <limits>
#include <numeric>

namespace lockstep {

// Frames until a Dear ImGui screen has come to rest after an input: the input itself, a popup's measuring
// frame, its first visible frame, and one more for layouts that react to it.
inline constexpr int kSettleFrames = 4;
// Hover delays run on after the pointer has stopped; that long, frames are drawn at this slower pace.
inline constexpr double kHoverMs = 700;
inline constexpr double kHoverStepMs = 100;
inline constexpr double kNever = std::numeric_limits<double>::infinity();

// Estimates the display's refresh interval from the times of consecutive frames, without mistaking its own
// slow frames for a slow display: a longer interval counts only when little work was done in it.
class DisplayInterval {
 public:
  // elapsed: between the starts of two frames in a row; work: CPU time of the first of them.
  void observe(double elapsed, double work) {
    if (elapsed < kShortest || elapsed > 4 * kLongest) return;
    if (elapsed > 1.2 * milliseconds_ && work > 0.4 * elapsed) return;
    samples_[next_++ % kSamples] = elapsed;
    if (next_ < kSamples) return;
    double sorted[kSamples];
    std::copy(samples_, samples_ + kSamples, sorted);
    std::sort(sorted, sorted + kSamples);
    milliseconds_ = std::min(sorted[kSamples / 2], kLongest);
  }

  double milliseconds() const { return milliseconds_; }

 private:
  static constexpr unsigned kSamples = 9;
  static constexpr double kShortest = 3;
  static constexpr double kLongest = 17;  // a frame's work is planned for 60 Hz or faster
  double samples_[kSamples] = {};
  unsigned next_ = 0;
  double milliseconds_ = 1000.0 / 60;
};

// The times between the last frames in a row, as the viewer saw them.
class FrameIntervals {
 public:
  void observe(double elapsed) { samples_[next_++ % kSamples] = elapsed; }

  double mean() const { return std::accumulate(samples_, samples_ + count(), 0.0) / std::max(1u, count()); }
  // The interval that a share of the frames, 0 … 1, kept to.
  double quantile(double share) const {
    double sorted[kSamples];
    std::copy(samples_, samples_ + count(), sorted);
    std::sort(sorted, sorted + count());
    return count() ? sorted[static_cast<unsigned>(share * (count() - 1) + 0.5)] : 0;
  }

 private:
  unsigned count() const { return std::min(next_, kSamples); }
  static constexpr unsigned kSamples = 180;  // three seconds at 60 Hz
  double samples_[kSamples] = {};
  unsigned next_ = 0;
};

struct Pacing {
  int framesLeft = kSettleFrames;  // to be drawn one after another
  double wakeAt = kNever;          // one frame at this time
  double hoverUntil = 0;           // frames at the slow pace until then
  double caretAt = kNever;         // a blinking caret changes then
  bool visible = true;             // the canvas can be seen
  double frameStart = 0;           // of the last frame drawn
  int skipped = 0;                 // refreshes since then that got none
  double workStart = 0;            // of the last frame, drawn or not
  double frameWork = 0;            // and how long it took
  double refreshAt = 0;            // the display's refresh that it was made for
  bool inStreak = false;  // the next refresh was asked for at once: the interval between them can be measured
  long framesDrawn = 0;
  DisplayInterval display;
  FrameIntervals frames;
};

// Whether this refresh of the display passes without a new picture: only every so many get one, but for those
// that an input asked for.
inline bool skipRefresh(Pacing& pacing, int drawEvery) {
  const bool skip = pacing.framesLeft == 0 && pacing.skipped + 1 < drawEvery;
  pacing.skipped = skip ? pacing.skipped + 1 : 0;
  return skip;
}

// Seconds since the last frame drawn, as they count for what is on the screen: no more than one, for nobody
// sees a page that stands still, or than it had itself asked to wait. A notice asks for the frame after its
// six seconds, and would have had one of them.
inline double countedSeconds(const Pacing& pacing, double now) {
  if (!pacing.framesDrawn) return 1.0 / 60;
  const double asked = pacing.wakeAt == kNever ? 0 : pacing.wakeAt - pacing.frameStart;
  return std::clamp((now - pacing.frameStart) / 1000, 1e-4, std::max(1.0, asked / 1000));
}

// Milliseconds until the next frame is due: 0 at the display's next refresh, kNever when nothing changes.
inline double frameDelay(const Pacing& pacing, bool animate, double now) {
  if (!pacing.visible) return kNever;
  if (animate || pacing.framesLeft > 0) return 0;
  double due = std::min(pacing.wakeAt, pacing.caretAt);
  if (now < pacing.hoverUntil) due = std::min(due, pacing.frameStart + kHoverStepMs);
  return std::max(0.0, due - now);
}

}  // namespace lockstep
