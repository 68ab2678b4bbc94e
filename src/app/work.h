// What a frame does besides drawing: training, measuring loss and accuracy, the instruments; each within its
// share of the time (scheduler.h).
#pragma once

#include "app/application.h"

namespace lockstep {

// Trains for what the frame has left; while paused works on a comparison or an experiment.
void train(Application& app, const FrameTime& time);

// Losses on the whole sets: at once while paused, else as often as their share of the time allows.
void measureWhenDue(Application& app);

// The desk and the open instrument: a share of the frame while training, most of it while paused.
void measureInstruments(Application& app, const FrameTime& time);

}  // namespace lockstep
