#include "app/link.h"

#include "session/course.h"
#include "studio/lesson.h"

namespace lockstep {
namespace {

constexpr std::size_t kMostBytes = 1500;  // of changes: a link has to fit into a message

bool isPortable(const Course& course) {
  return course.missing.empty() && printStops(course).size() <= kMostBytes;
}

void leaveOut(Link& link, const std::string& what) {
  link.leftOut += (link.leftOut.empty() ? "" : ", ") + what;
}

void addStep(Link& link, const Session& a, bool fast) {
  const Course course = courseOf(a);
  if (isPortable(course)) {
    link.words = printCourse(course);
  } else {
    const std::size_t changes = course.stops.size();
    leaveOut(link,
             !course.missing.empty() ? course.missing : std::to_string(changes) + " changes made on the way");
    if (a.state.step > 0) leaveOut(link, "the step");
  }
  if (fast) leaveOut(link, "the last digits, which fast arithmetic makes differently");
}

}  // namespace

Link linkTo(const Workbench& bench, bool fast) {
  Link link{runWords(bench), ""};
  if (waitsForData(bench)) return link;
  const Session& a = bench.runs[0].session;
  const bool begins = bench.attempt || opensExperiment(bench);
  if (!begins) addStep(link, a, fast);
  if (begins && a.state.step > 0)
    leaveOut(link, std::string("the steps made so far: ") +
                       (bench.attempt ? "a challenge" : "an experiment") + " opens at its beginning");
  if (a.config.dataset == DataKind::csv) leaveOut(link, "the table " + bench.sources.csv.fileName);
  if (bench.twin && !bench.lesson) leaveOut(link, "run B");
  if (link.words.empty()) link.words = "seed=1";  // without a word the page opens a run of its own
  return link;
}

[[gnu::noinline]] std::string wordsWithChanges(const Workbench& bench) {
  const Course course = courseOf(bench.runs[0].session);
  if (!isPortable(course)) return printConfig(bench.runs[0].session.config);
  return joinWords(printConfig(course.beginning), printStops(course));
}

std::string describeLeftOut(const Link& link) {
  return link.leftOut.empty()
             ? ""
             : "It leaves out " + link.leftOut + ". A file keeps the whole state of this run";
}

}  // namespace lockstep
