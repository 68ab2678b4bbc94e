// The large views, one function per instrument.
#pragma once

#include "ui/instruments/view.h"

namespace lockstep {

void drawPromise(InstrumentViewContext& context);
void drawInteraction(InstrumentViewContext& context);
void drawTarget(InstrumentViewContext& context);
void drawInfluence(InstrumentViewContext& context);
void drawShattering(InstrumentViewContext& context);
void drawSharpness(InstrumentViewContext& context);
void drawDistributions(InstrumentViewContext& context);
void drawInformation(InstrumentViewContext& context);
void drawProbes(InstrumentViewContext& context);
void drawLandscape(InstrumentViewContext& context);
void drawRates(InstrumentViewContext& context);

}  // namespace lockstep
