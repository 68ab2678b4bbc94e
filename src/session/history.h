// The past of a run: keyframes of its whole state, within a byte budget, and replay from the nearest one.
// Since a step is a pure function of state and config, any past step is recovered to the bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "session/session.h"

namespace lockstep {

constexpr std::size_t kHistoryBytes = 40u << 20;
constexpr std::size_t kMostKeyframes = 2048;  // more would not make the past of a small network any nearer

struct Keyframe {
  Config config;  // in force from this step on
  TrainingState state;
  bool forced = false;  // something was changed here by hand: no earlier keyframe can be replayed to it
};

struct History {
  std::size_t budget = kHistoryBytes;
  std::vector<Keyframe> keyframes;  // by step; at most one per step
  int64_t interval = 0;             // steps between keyframes; doubles when every other one is given up
  int64_t newest = 0;  // the latest step of the run; the session may be looking at an earlier one
};

// Forgets everything and keeps the present state. Call when a run starts, and when its data or shapes
// changed: older states cannot be replayed on other data.
void beginHistory(History& history, const Session& session);

// Keeps the present state if a keyframe is due; `force` makes one due (the config or a parameter was changed
// by hand). Call after each step. What is known of later steps is forgotten: a run that goes on from its past
// is another run. When the budget is used up, every other keyframe goes; only when most are forced, the
// oldest goes, and with it the way back to it. A history that has not begun, as that of a twin on its way to
// the fork, keeps nothing. Cost: one comparison, or O(P) when one is due.
void record(History& history, const Session& session, bool force = false);

// Puts the session to `step`, between the first keyframe and `newest`, to the bit, and forgets nothing: the
// way to and fro stays open until a step is made. Returns false if that step cannot be reached. Cost: at
// most `interval` steps.
bool seekTo(const History& history, Session& session, int64_t step);
inline int64_t firstStep(const History& history) {
  return history.keyframes.empty() ? 0 : history.keyframes.front().state.step;
}
inline bool inPast(const History& history, const Session& session) {
  return session.state.step < history.newest;
}

// Forgets what came after `step`.
void forgetAfter(History& history, int64_t step);

}  // namespace lockstep
