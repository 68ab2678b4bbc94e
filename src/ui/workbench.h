// The run on the screen and everything that can be done to it: what the buttons, the address, the keyboard
// and the host page all call. Knows no ImGui and no clock.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/change.h"
#include "session/diagnosis.h"
#include "session/history.h"
#include "session/session.h"
#include "session/undo.h"

namespace lockstep {

// Something the viewer should read. The shell shows it; `remedy` offers one press that helps.
enum class Remedy : unsigned char {
  none,
  undo,
  startSlower,   // from step 0 at a tenth of the rate
  clip,          // from a step before the trouble, with the gradient clipped
  returnSlower,  // from there, at a third of the rate
};
struct Message {
  std::string text;
  Remedy remedy = Remedy::none;
  bool alarm = false;
};

// A point of the loss chart, measured over the whole sets.
struct MetricPoint {
  int64_t step;
  Metrics metrics;
};

struct Workbench {
  Session session;
  Sources sources;
  History history;
  UndoStack undo;

  bool playing = false;
  double stepsPerSecond = 300;  // 0: as fast as the frame allows
  double owedSteps = 0;         // fractions of a step carried from frame to frame
  double measuredSpeed = 0;     // steps per second, smoothed

  std::vector<Message> messages;       // for the shell to show and clear
  std::string alarm;                   // why the run stopped by itself; empty while it is well
  std::optional<Diagnosis> diagnosis;  // of that

  // Counters that views compare with their own to see what to redo.
  uint64_t parameterVersion = 1;  // any parameter may have changed
  uint64_t shapeVersion = 1;      // layers, widths or data may have changed
  uint64_t runVersion = 1;        // the past was rewritten: restart, rewind, undo

  MetricPoint latest{-1, {}};
  std::vector<std::pair<int64_t, float>> stepLosses;  // since the loss chart last took them
  std::vector<MetricPoint> newMetrics;                // likewise

  // A data set that has to be fetched before `pending` can be applied.
  std::string pendingAsset;
  Config pending;
  float assetShare = -1;  // 0..1 while it is fetched; −1: length not known
};

// A run as views see it: A, the run of the workbench, or B, its twin.
struct RunScene {
  const Session* session = nullptr;
  const History* history = nullptr;
  int side = 0;  // 0 A, 1 B
  uint64_t parameterVersion = 0, shapeVersion = 0, runVersion = 0;
};
inline RunScene sceneOf(const Workbench& bench) {
  return {&bench.session, &bench.history, 0, bench.parameterVersion, bench.shapeVersion, bench.runVersion};
}

// Starts the first run. A config whose data set is not there yet becomes `pending` over the default run.
void openWorkbench(Workbench& bench, const Config& config);

// ---- time
// -----------------------------------------------------------------------------------------------------------

// Makes one step; false when the run has stopped. On divergence rewinds to the last step with a finite loss,
// pauses and says what happened.
bool trainStep(Workbench& bench);
// Measures loss and accuracy on the whole sets for the chart. Cost: Session's evaluate().
void measure(Workbench& bench);
void togglePlay(Workbench& bench);
void stepOnce(Workbench& bench);
void stepEpoch(Workbench& bench);
void restartRun(Workbench& bench);  // the same initial weights
// Shows the run as it was at a step between firstStep(bench.history) and bench.history.newest. Nothing is
// lost until the run goes on from there: then what came after is forgotten, and undo brings it back.
void seek(Workbench& bench, int64_t step);
inline bool inPast(const Workbench& bench) { return inPast(bench.history, bench.session); }
void newSeed(Workbench& bench);

// ---- changes: each is one entry of undo
// --------------------------------------------------------------------------------

void changeConfig(Workbench& bench, const Config& config);
// The three parts of a change made by dragging: undo takes back the whole drag.
void beginDrag(Workbench& bench, const Config& intended);
void dragConfig(Workbench& bench, const Config& config);
void undoLast(Workbench& bench);
void redoLast(Workbench& bench);
void applyRemedy(Workbench& bench, Remedy remedy);

// Sets one parameter by its place in the flat vector. beginParameterEdit comes before the first change of a
// drag.
void beginParameterEdit(Workbench& bench, std::string_view what);
void setParameter(Workbench& bench, int index, float value);

// ---- data from outside
// --------------------------------------------------------------------------------------------------

// Name of the asset file a kind of data needs, or null.
const char* assetName(DataKind kind);
// Bytes of the pending asset, or why they could not be had. Applies `pending`.
void assetArrived(Workbench& bench, const std::vector<uint8_t>& bytes, std::string_view error);
// A table of the viewer's: becomes the data set, or says what is wrong with it and changes nothing.
void openTable(Workbench& bench, const std::string& name, std::string_view text);

}  // namespace lockstep
