// Shared by workbench*.cpp only: what else has to be done when a run changes. In this order, each file calls
// only those above it: workbench, lesson, comparison, time, change, undo, experiment, challenge, course,
// data. Where a challenge is open, steps of A are observed.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "studio/workbench.h"

namespace lockstep {

// workbench.cpp.

void say(Workbench& bench, std::string text, bool undo = false);

// What views of the run have to see anew.
void parametersChanged(Workbench& bench, Run& run);
void shapeChanged(Workbench& bench, Run& run);
// The run has another past now: its curves start again from it.
void pastChanged(Workbench& bench, Run& run);
// The same for all runs, after A was put elsewhere.
void rewritten(Workbench& bench);

// False if the config has to wait for its data.
bool dataAtHand(Workbench& bench, const Config& config, int side = 0);

// Nothing waits for an asset; a table that is awaited or read stays so.
void forgetAsset(Workbench& bench);

// Workbench_lesson.cpp: nothing where no experiment is open.

// B's present moment, after a step or at the start.
void observeTwin(Workbench& bench);
// After a step of A (and its twin): false if the experiment ends with it. And when A could not make one.
bool observeExperiment(Workbench& bench);
void experimentLostA(Workbench& bench);

// Workbench_challenge.cpp: after a step of A, while a challenge is open. False where that ends the attempt.
bool observeAttempt(Workbench& bench);

// Workbench_comparison.cpp: the twin goes along; nothing where there is none.

// A twin with this config, of A as it is. Makes no entry of undo.
void beginTwin(Workbench& bench, const Config& config);
// Ends the comparison and hands it out; null if there is none. And brings one back.
std::unique_ptr<KeptTwin> putTwinAside(Workbench& bench);
void takeTwinUp(Workbench& bench, std::unique_ptr<KeptTwin> kept);
// After A's change to its present config.
void followConfig(Workbench& bench, const Config& before, const Change& change);
// After A was put to another step: B goes there, or where it cannot, leaves A anew.
void followStep(Workbench& bench);
// After A began again with other weights.
void renewTwin(Workbench& bench);
// The newest entry of undo will bring back the comparison as it is now.
void keepTwinForUndo(Workbench& bench);
// Weights of one side were changed by hand, or back: the comparison may part or meet here.
void checkParting(Workbench& bench);

// Whether a change of the config on that side begins the comparison anew.
bool beginsComparisonAnew(const Workbench& bench, const Config& from, const Config& to, int side);

void beginTwinDrag(Workbench& bench, const Config& intended);
void dragTwin(Workbench& bench, const Config& config);
// Undo or redo of an entry that is about B.
bool undoInTwin(Workbench& bench, bool redo);

// Workbench_time.cpp.

// The run goes on from an earlier step: what came after is another run now, which undo brings back.
void leavePast(Workbench& bench);

// Workbench_undo.cpp: A and its twin are about to become other runs, as one entry of undo; `table`: the
// viewer's so far, if that changes too.
void makeWay(Workbench& bench, std::string label, const Dataset* table = nullptr);

// Workbench_course.cpp: the file's run, once its data are there; as openRun.
std::string enterRun(Workbench& bench, PendingRun opened);

// Workbench_change.cpp.

// After A was changed so.
void settle(Workbench& bench, const Change& change);
// Brings A to a config, and its twin with it. `newSources`: the viewer's table is another one.
void applyToA(Workbench& bench, const Config& config, bool newSources = false);
// A in the config's run, at step 0, with these parameters or, if there are none, those that the config draws;
// without a twin. Makes no entry of undo.
void beginRun(Workbench& bench, const Config& config, std::span<const float> parameters);
// Begins to make a file the data set of the config, which says what of it is wanted (session/table_choice.h).
void beginTable(Workbench& bench, const Config& config, const std::string& name, std::string text);

}  // namespace lockstep
