#include <algorithm>
#include <string>

#include "studio/lesson.h"
#include "studio/workbench_parts.h"

namespace lockstep {
namespace {

bool arms(const Lesson& lesson) {
  return lesson.run->wants(0) || (armCount(*lesson.experiment) == 2 && lesson.run->wants(1));
}

void settleLesson(Workbench& b) {
  Lesson& l = *b.lesson;
  ++l.version;
  if (l.stage == Lesson::Stage::done || !l.run->finished()) return;
  l.verdict = l.run->verdict();
  l.stage = Lesson::Stage::done;
  l.alone.reset();
  b.playing = false;
  say(b, std::string(l.experiment->title) + (l.verdict->confirmed ? ": confirmed" : ": not confirmed") +
             " on this run");
}

void observeTwin(Workbench& b) {
  Lesson& l = *b.lesson;
  if (!b.twin || armCount(*l.experiment) < 2 || !l.run->wants(1)) return;
  const Session& other = b.twin->b.session;
  if (other.divergence)
    l.run->diverged(1);
  else
    l.run->observe(1, other);
}

}  // namespace

void openExperiment(Workbench& b, const Experiment& experiment, int seed) {
  const Config config = armConfig(experiment, 0, seed);
  if (!dataAtHand(b, config)) {
    closeExperiment(b);
    b.pendingExperiment = &experiment;
    return;
  }
  const double speed = b.lesson ? b.lesson->speedBefore : b.stepsPerSecond;
  seek(b, b.history.newest);
  remember(b.undo, b.session, std::string("Experiment: ") + experiment.title, true);
  b.undo.past.back().swapsTwin = true;
  b.undo.past.back().twin = std::move(b.twin);
  b.playing = false;
  beginRun(b, config);
  if (experiment.change) beginTwin(b, armConfig(experiment, 1, seed));

  b.lesson = std::make_shared<Lesson>();
  ++b.lessonsOpened;
  Lesson& l = *b.lesson;
  l.experiment = &experiment;
  l.seed = seed;
  l.run = start(experiment, seed, b.sources);
  l.speedBefore = speed;
  l.undoDepth = b.undo.past.size();
  b.stepsPerSecond = experiment.stepsPerSecond;
  l.run->observe(0, b.session);
  observeTwin(b);
}

void closeExperiment(Workbench& b) {
  if (!b.lesson) return;
  b.stepsPerSecond = b.lesson->speedBefore;
  b.lesson.reset();
}

void predict(Workbench& b, int answer) {
  if (!b.lesson || b.lesson->stage != Lesson::Stage::asking) return;
  b.lesson->answer = answer;
  b.lesson->stage = Lesson::Stage::ready;
}

void runExperiment(Workbench& b) {
  if (!b.lesson || b.lesson->stage == Lesson::Stage::done) return;
  b.lesson->stage = Lesson::Stage::running;
  b.playing = arms(*b.lesson);
}

void repeatExperiment(Workbench& b) {
  if (!b.lesson) return;
  const int answer = b.lesson->answer;
  openExperiment(b, *b.lesson->experiment, (b.lesson->seed + 1) % 1000000);
  predict(b, answer);
}

bool observeExperiment(Workbench& b) {
  if (!b.lesson || b.lesson->stage == Lesson::Stage::done) return true;
  Lesson& l = *b.lesson;
  l.stage = Lesson::Stage::running;
  l.run->observe(0, b.session);
  observeTwin(b);
  const bool more = arms(l);
  if (!more) b.playing = false;
  settleLesson(b);
  return more;
}

void experimentLostA(Workbench& b) {
  if (!b.lesson || b.lesson->stage == Lesson::Stage::done || !b.lesson->run->wants(0)) return;
  Lesson& l = *b.lesson;
  l.run->diverged(0);
  if (b.twin && armCount(*l.experiment) == 2 && l.run->wants(1)) l.alone = fork(b.twin->b.session);
  settleLesson(b);
}

bool workExperiment(Workbench& b) {
  if (!b.lesson || b.lesson->stage != Lesson::Stage::running) return false;
  Lesson& l = *b.lesson;
  if (l.alone && l.run->wants(1)) {
    if (advance(*l.alone))
      l.run->observe(1, *l.alone);
    else
      l.run->diverged(1);
  }
  const bool more = l.run->work();
  settleLesson(b);
  return l.stage == Lesson::Stage::running && (more || (l.alone && l.run->wants(1)));
}

}  // namespace lockstep
