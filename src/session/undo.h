// Undo and redo. A change of the config is undone by its config; a change of weights also needs the state.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "session/change.h"
#include "session/session.h"
#include "session/twin.h"

namespace lockstep {

struct UndoEntry {
  std::string label;                   // what was done: "Learning rate 0.01 → 0.03"
  Config config;                       // before it
  std::optional<TrainingState> state;  // before it, where the change touched more than the config
  std::optional<Dataset> table;        // before it, where the change brought another table
  int side = 0;                        // 1: what is above is of B
  bool swapsTwin = false;              // the change opened, closed or began anew a comparison…
  std::unique_ptr<KeptTwin> twin;      // …which was this one before it; null: there was none
};

struct UndoStack {
  std::vector<UndoEntry> past, future;
};

// Call before a change. `withState` for changes that rebuild, restart or edit weights;
// `table` for those that replace the viewer's table. Clears the redo side.
// Entries beyond 64 MB of states or 200 in number are dropped, oldest first.
void remember(UndoStack& undo, const Session& session, std::string label, bool withState,
              const Dataset* table = nullptr);

// Takes back the last change, or does it again; the present goes to the other side. An entry with a state
// brings back its weights and step as they were; its twin is the caller's to take. Returns what changed;
// nothing if the stack is empty.
std::optional<Change> undoChange(UndoStack& undo, Session& session, Sources& sources);
std::optional<Change> redoChange(UndoStack& undo, Session& session, Sources& sources);

// "Learning rate 0.01 → 0.03", "Hidden layers 8,8 → 8,8,8", "3 settings".
std::string describeChange(const Config& from, const Config& to);
// Whether undoing the change needs the state too.
bool changeTouchesState(const Config& from, const Config& to);

}  // namespace lockstep
