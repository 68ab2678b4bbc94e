// The run on the screen and everything that can be done to it: what the buttons, the address, the keyboard
// and the host page all call. Knows no ImGui and no clock.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lab/diagnosis.h"
#include "lab/health.h"
#include "session/undo.h"
#include "studio/run.h"
#include "studio/stop_at.h"

namespace lockstep {

// What the button beside a message does.
enum class Offer : uint8_t {
  none,
  undo,   // takes back what it is about
  copy,   // what it tells of, which could perhaps not be saved
  save,   // the run as a file, which holds what it tells of
  retry,  // fetches again what could not be had
  open,   // asks for the table that is missing; out of date once it is there
};

// Something the viewer should read. The shell shows it.
struct Message {
  std::string text;
  Offer offer = Offer::none;
  bool alarm = false;
};

struct Course;
struct Experiment;
struct Attempt;
struct Challenge;
struct Journey;
struct Lesson;
struct SavedRun;

struct PendingTable;

// A run from a file.
struct PendingRun {
  std::string name;
  std::shared_ptr<const SavedRun> run;
  bool asChange = true;  // one entry of undo; false: there was nothing worth going back to
};

// How an experiment came out.
struct Finding {
  const Experiment* experiment;
  bool confirmed;
  double guess;                // of the second of the pair; NaN: none
  std::array<double, 2> pair;  // as measured
};

struct Workbench {
  std::array<Run, 2> runs{Run{}, Run{.side = 1}};  // A, and while there is a comparison B
  std::optional<Twin> twin;                        // the comparison
  uint64_t comparison = 0;                         // its version: another B left another A
  uint64_t nextVersion = 1;                        // for whatever counts, in the runs and here
  Sources sources;
  UndoStack undo;

  bool playing = false;
  double stepsPerSecond = 300;  // 0: as fast as the frame allows
  double owedSteps = 0;         // fractions of a step carried from frame to frame
  double measuredSpeed = 0;     // steps per second, smoothed

  std::vector<Message> messages;       // for the shell to show and clear
  std::string alarm;                   // why the run stopped by itself; empty while it is well
  std::optional<Diagnosis> diagnosis;  // of that
  // Runs are looked at now and then, without an experiment, for what keeps them from learning.
  bool examining = false;
  // A diverged run stays as it is until this ends: what brings it back is not in the program yet.
  bool waiting = false;
  std::optional<Complaint> complaint;  // found in the run with this config…
  std::optional<Config> complainedOf;  // …which is not looked at again

  std::vector<std::pair<int64_t, float>> stepLosses;  // of A, since the loss chart last took them

  StopAt stop;  // where A pauses by itself

  std::shared_ptr<Lesson> lesson;  // while an experiment is open (lesson.h)
  std::vector<Finding> findings;   // of every experiment that was done, its last one
  int tourStop = -1;               // of the tour (tour.h); −1: not on it
  uint64_t lessonsOpened = 0;

  std::shared_ptr<Attempt> attempt;      // while a challenge is open (attempt.h)
  std::vector<const Challenge*> solved;  // every one that was met
  uint64_t challengesOpened = 0;
  std::shared_ptr<Journey> journey;  // while A is on its way to the step that a link names (journey.h)
  uint64_t arrived = 0;              // A's parameterVersion where the last journey ended

  // A data set that has to be fetched before `pending` can be applied.
  std::string pendingAsset, failedAsset;  // the latter could not be had
  Config pending;
  Config pendingFrom;  // the settings that its run had when it was asked for
  int pendingSide = 0;
  const Experiment* pendingExperiment = nullptr;
  const Challenge* pendingChallenge = nullptr;
  std::unique_ptr<PendingRun> pendingRun;
  float assetShare = -1;  // 0..1 while it is fetched; −1: length not known

  std::shared_ptr<PendingTable> pendingTable;  // while a table is read (pending_table.h)
  std::optional<Config> awaitedTable;          // a run of a table that nobody has opened yet
};

// The runs there are: A, or A and B.
inline std::span<Run> shownRuns(Workbench& bench) { return std::span(bench.runs).first(bench.twin ? 2 : 1); }
inline std::span<const Run> shownRuns(const Workbench& bench) {
  return std::span(bench.runs).first(bench.twin ? 2 : 1);
}

// Starts the first run. A config whose data set is not there yet becomes `pending` over the default run.
void openWorkbench(Workbench& bench, const Config& config);

// Time (workbench_time.cpp).

// Makes one step, and measures first where the loss chart has a point; false when the run has stopped, there
// or with it. On divergence rewinds to the last step with a finite loss, pauses and says what happened.
bool trainStep(Workbench& bench);
// Measures loss and accuracy on the whole sets, of both runs, for the numbers on the screen and the chart
// (metric_schedule.h). Cost: Session's evaluate() for each that has moved since.
void measure(Workbench& bench);
bool measured(const Workbench& bench);  // there is nothing new to measure
void togglePlay(Workbench& bench);
void stepOnce(Workbench& bench);
void stepEpoch(Workbench& bench);
void restartRun(Workbench& bench);  // the same initial weights
// Shows the run as it was at a step between earliestStep() and the newest of A. Nothing is lost until the run
// goes on from there: then what came after is forgotten, and undo brings it back. A twin goes along.
void seek(Workbench& bench, int64_t step);
// The first step that can be shown; with a twin not before it left A.
int64_t earliestStep(const Workbench& bench);
inline bool inPast(const Workbench& bench) { return inPast(bench.runs[0]); }
// What was asked for at the start has not arrived, and nothing else has run: there is no run to show yet.
inline bool waitsForData(const Workbench& bench) {
  return !bench.pendingAsset.empty() && bench.runs[0].session.state.step == 0;
}
void newSeed(Workbench& bench);

// Changes: each is one entry of undo (workbench_change.cpp, workbench_undo.cpp).

// `side` 1 changes B. Settings that take effect with the next step change one side alone; a comparison whose
// A gets other data, another architecture or other initial weights begins anew at A's step, where B takes
// part in the change and keeps what it had different. Undo brings back the comparison that was.
void changeConfig(Workbench& bench, const Config& config, int side = 0);
// The three parts of a change made by dragging: undo takes back the whole drag.
void beginDrag(Workbench& bench, const Config& intended, int side = 0);
void dragConfig(Workbench& bench, const Config& config, int side = 0);
void undoLast(Workbench& bench);
void redoLast(Workbench& bench);
// The run goes on as the remedy says.
void applyRemedy(Workbench& bench, const Remedy& remedy);

// Sets one parameter by its place in the flat vector. beginParameterEdit comes before the first change
// of a drag.
void beginParameterEdit(Workbench& bench, std::string_view what, int side = 0);
void setParameter(Workbench& bench, int index, float value, int side = 0);

// Two runs beside each other (workbench_comparison.cpp).

// Forks B off A where it stands, with nothing changed.
void openTwin(Workbench& bench);
void closeTwin(Workbench& bench);
// Runs on each side, 1 … kMostTwinSeeds.
void changeTwinSeeds(Workbench& bench, int seeds);
// A unit of work for runs of the comparison that are behind A. False if none is.
bool workComparison(Workbench& bench);
// The settings in which B differs: "Learning rate 0.01 → 0.03, Seed 1 → 2"; empty if in none.
std::string twinDifference(const Workbench& bench);

// What went wrong with A as it stands, for the viewer to see.
inline bool diverged(const Workbench& bench) { return !bench.alarm.empty() && bench.diagnosis; }
inline bool ill(const Workbench& bench) {
  const Session& a = bench.runs[0].session;
  return bench.complaint && bench.complainedOf == a.config && a.state.step >= bench.complaint->step &&
         !bench.lesson && !bench.attempt;
}
// The layer of A that it is about, from 0, or −1.
inline int guiltyLayer(const Workbench& bench) {
  return diverged(bench) ? bench.diagnosis->layer : ill(bench) ? bench.complaint->layer : -1;
}

// Experiments (workbench_experiment.cpp, workbench_lesson.cpp).

// Loads its runs, as one entry of undo, and asks. Where its data have to be fetched first, it waits for them.
void openExperiment(Workbench& bench, const Experiment& experiment, int seed = 1);
// The runs stay on the screen.
void closeExperiment(Workbench& bench);
// What the viewer expects of the second of the pair, NaN for no guess; then it can run. Until it runs the
// guess can be another one.
void predict(Workbench& bench, double guess);
// How it came out when it was last done, or null.
const Finding* findingOf(const Workbench& bench, const Experiment& experiment);
void runExperiment(Workbench& bench);
// The same with the next seed; the guess stands.
void repeatExperiment(Workbench& bench);
// A unit of work of a running experiment. False if there is none until its runs have gone on.
bool workExperiment(Workbench& bench);

// Challenges (workbench_challenge.cpp).

// Loads its run with the config, as one entry of undo. The run goes on or stands as the one before it.
void openChallenge(Workbench& bench, const Challenge& challenge, const Config& config);
// The run stays on the screen.
void closeChallenge(Workbench& bench);
// Where a challenge is open, judges A if it has changed since. Returns whether it has met the challenge now.
bool judgeAttempt(Workbench& bench);
// A begins again and plays.
void beginAttemptAnew(Workbench& bench);

// Data from outside (workbench_data.cpp).

// Tells that what somebody asked for cannot be had, and that nothing has changed (workbench.cpp).
void refuse(Workbench& bench, const std::string& what, const std::string& why, Offer offer = Offer::none);
// The bytes of the asset of a kind, or why they could not be had. Where these are the data that `pending`
// waits for, applies that, with what the viewer has changed since.
void assetArrived(Workbench& bench, DataKind kind, const std::vector<uint8_t>& bytes, std::string_view error);
// Nothing waits for data any longer.
void forgetPending(Workbench& bench);
// Asks again for data that could not be had, where nothing else was opened since.
void retryPending(Workbench& bench);
// A table of the viewer's: becomes the data set, with the settings that wait for one, or says what is
// wrong with it and changes nothing. A large one is read by workTable.
void openTable(Workbench& bench, const std::string& name, std::string_view text);
// A unit of work, about a millisecond, on a table that is being read; false when that has ended.
bool workTable(Workbench& bench);
// How far that is, 0..1.
float tableShare(const Workbench& bench);

// Runs from elsewhere (workbench_course.cpp).

// The run of a course in A's place, as one entry of undo. It comes to its step by workCourse.
void openCourse(Workbench& bench, const Course& course);
// The same for a workbench that was just opened with the course's beginning, or waits for its data. `plays`:
// the run goes on when it is there.
void startCourse(Workbench& bench, const Course& course, bool plays);
// One step or change of the journey; false when it has ended: there, at a divergence, or because the viewer
// has done something else to A. Waits for data.
bool workCourse(Workbench& bench);
// A becomes the run of a file (session/saved_run.h). Returns why it cannot, and nothing has changed then.
std::string openRun(Workbench& bench, const std::string& name, std::span<const uint8_t> bytes, bool asChange);

}  // namespace lockstep
