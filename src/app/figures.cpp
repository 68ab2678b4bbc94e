#include <algorithm>

#include "app/application.h"

namespace lockstep {

FrameFigures frameFigures(const Application& app) {
  const Pacing& pacing = app.platform->pacing;
  const Damage& damage = app.shell.canvas.damage;
  double painted = 0;
  for (const DeviceRect& r : damage.rects)
    painted += static_cast<double>(r.x1 - r.x0) * static_cast<double>(r.y1 - r.y0);
  return {.refresh = pacing.display.milliseconds(),
          .mean = pacing.frames.mean(),
          .p95 = pacing.frames.quantile(0.95),
          .drawEvery = app.platform->drawEvery,
          .training = app.split.training,
          .instruments = app.shell.views[0].lab.load + (app.bench.twin ? app.shell.views[1].lab.load : 0),
          .interface = app.split.interface,
          .drawing = app.split.drawing,
          .painted = painted / std::max(1.0, static_cast<double>(damage.width) * damage.height)};
}

}  // namespace lockstep
