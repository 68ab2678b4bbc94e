#include <string>
#include <utility>

#include "studio/lesson.h"
#include "studio/workbench_parts.h"

namespace lockstep {

void openExperiment(Workbench& bench, const Experiment& experiment, int seed) {
  const Config config = armConfig(experiment, 0, seed);
  if (!dataAtHand(bench, config)) {
    closeExperiment(bench);
    bench.pendingExperiment = &experiment;
    return;
  }
  closeChallenge(bench);
  const double speed = bench.lesson ? bench.lesson->speedBefore : bench.stepsPerSecond;
  makeWay(bench, std::string("Experiment: ") + experiment.title);
  bench.playing = false;
  std::unique_ptr<ExperimentRun> run = start(experiment, seed, bench.sources);
  beginRun(bench, config, run->beginning());
  if (experiment.change) beginTwin(bench, armConfig(experiment, 1, seed));

  bench.lesson = std::make_shared<Lesson>();
  ++bench.lessonsOpened;
  Lesson& l = *bench.lesson;
  l.experiment = &experiment;
  l.seed = seed;
  l.run = std::move(run);
  l.speedBefore = speed;
  l.undoDepth = bench.undo.past.size();
  bench.stepsPerSecond = experiment.stepsPerSecond;
  l.run->observe(0, bench.runs[0].session);
  observeTwin(bench);
}

void repeatExperiment(Workbench& bench) {
  if (!bench.lesson) return;
  const double guess = bench.lesson->guess;
  openExperiment(bench, *bench.lesson->experiment, (bench.lesson->seed + 1) % 1000000);
  predict(bench, guess);
}

}  // namespace lockstep
