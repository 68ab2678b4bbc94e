#include "app/link.h"

#include "session/course.h"
#include "studio/lesson.h"

namespace lockstep {
namespace {

constexpr std::size_t kMostBytes = 1500;  // of changes: a link has to fit into a message

bool fits(const Course& course) { return course.portable && printStops(course).size() <= kMostBytes; }

void leaveOut(Link& link, const std::string& what) {
  link.leftOut += (link.leftOut.empty() ? "" : ", ") + what;
}

void addStep(Link& link, const Session& a, Course course) {
  if (fits(course)) {
    std::erase_if(course.stops, [](const Course::Stop& s) { return s.kind == Turn::Kind::fast; });
    if (const std::string words = printCourse(course); !words.empty()) link.words = words;
    return;
  }
  if (course.portable) leaveOut(link, std::to_string(course.stops.size()) + " changes made on the way");
  if (a.state.step > 0) leaveOut(link, "the step");
}

}  // namespace

Link linkTo(const Workbench& bench, bool fast) {
  Link link{runWords(bench), ""};
  if (waitsForData(bench) || bench.awaitedTable) return link;
  const Session& a = bench.runs[0].session;
  const bool begins = bench.attempt || opensExperiment(bench);
  const Course course = courseOf(a, fast);
  if (!course.missing.empty()) leaveOut(link, course.missing);
  if (!begins) addStep(link, a, course);
  if (begins && a.state.step > 0)
    leaveOut(link, std::string("the steps made so far: ") +
                       (bench.attempt ? "a challenge" : "an experiment") + " opens at its beginning");
  if (a.config.dataset == DataKind::csv) leaveOut(link, "the table " + bench.sources.csv.fileName);
  if (bench.twin && !bench.lesson) leaveOut(link, "run B");
  return link;
}

std::string wordsWithChanges(const Workbench& bench) {
  const Course course = courseOf(bench.runs[0].session);
  if (!fits(course)) return runWords(bench);
  return joinWords(printConfig(course.beginning), printStops(course));
}

std::string describeLeftOut(const Link& link) {
  return link.leftOut.empty()
             ? ""
             : "It leaves out " + link.leftOut + ". A file keeps the whole state of this run";
}

}  // namespace lockstep
