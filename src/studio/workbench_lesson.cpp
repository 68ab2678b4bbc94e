#include <string>

#include "studio/lesson.h"
#include "studio/workbench_parts.h"

namespace lockstep {
namespace {

bool arms(const Lesson& lesson) {
  return lesson.run->wants(0) || (armCount(*lesson.experiment) == 2 && lesson.run->wants(1));
}

void settleLesson(Workbench& bench) {
  Lesson& l = *bench.lesson;
  ++l.version;
  if (l.stage == Lesson::Stage::done || !l.run->finished()) return;
  l.verdict = l.run->verdict();
  l.stage = Lesson::Stage::done;
  l.alone.reset();
  bench.playing = false;
  std::erase_if(bench.findings, [&](const Finding& f) { return f.experiment == l.experiment; });
  bench.findings.push_back({l.experiment, l.verdict->confirmed, l.guess, l.run->pair()});
}

}  // namespace

void observeTwin(Workbench& bench) {
  Lesson& l = *bench.lesson;
  if (!bench.twin || armCount(*l.experiment) < 2 || !l.run->wants(1)) return;
  const Session& other = bench.runs[1].session;
  if (other.divergence)
    l.run->diverged(1);
  else
    l.run->observe(1, other);
}

bool observeExperiment(Workbench& bench) {
  if (!bench.lesson || bench.lesson->stage == Lesson::Stage::done) return true;
  Lesson& l = *bench.lesson;
  l.stage = Lesson::Stage::running;
  l.run->observe(0, bench.runs[0].session);
  observeTwin(bench);
  const bool more = arms(l);
  if (!more) bench.playing = false;
  settleLesson(bench);
  return more;
}

void experimentLostA(Workbench& bench) {
  if (!bench.lesson || bench.lesson->stage == Lesson::Stage::done || !bench.lesson->run->wants(0)) return;
  Lesson& l = *bench.lesson;
  l.run->diverged(0);
  if (bench.twin && armCount(*l.experiment) == 2 && l.run->wants(1)) l.alone = fork(bench.runs[1].session);
  settleLesson(bench);
}

void closeExperiment(Workbench& bench) {
  if (!bench.lesson) return;
  bench.stepsPerSecond = bench.lesson->speedBefore;
  bench.lesson.reset();
}

void predict(Workbench& bench, double guess) {
  if (!bench.lesson || bench.lesson->stage > Lesson::Stage::ready) return;
  bench.lesson->guess = guess;
  bench.lesson->stage = Lesson::Stage::ready;
}

const Finding* findingOf(const Workbench& bench, const Experiment& experiment) {
  for (const Finding& finding : bench.findings)
    if (finding.experiment == &experiment) return &finding;
  return nullptr;
}

void runExperiment(Workbench& bench) {
  if (!bench.lesson || bench.lesson->stage == Lesson::Stage::done) return;
  bench.lesson->stage = Lesson::Stage::running;
  bench.playing = arms(*bench.lesson);
}

bool workExperiment(Workbench& bench) {
  if (!bench.lesson || bench.lesson->stage != Lesson::Stage::running) return false;
  Lesson& l = *bench.lesson;
  if (l.alone && l.run->wants(1)) {
    if (advance(*l.alone))
      l.run->observe(1, *l.alone);
    else
      l.run->diverged(1);
  }
  const bool more = l.run->work();
  settleLesson(bench);
  return l.stage == Lesson::Stage::running && (more || (l.alone && l.run->wants(1)));
}

}  // namespace lockstep
