#include "app/link.h"

#include "app/requests.h"
#include "session/course.h"
#include "session/json.h"
#include "session/saved_run.h"
#include "studio/lesson.h"

// Each of these has one caller in what a page runs from the start: not inlined, they stay in the part of the
// program that comes later.

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

[[gnu::noinline]] void readCourse(std::string_view words, Address& address) {
  auto course = std::make_shared<Course>(parseCourse(words));
  address.config = course->beginning;
  address.notes = course->notes;
  if (!course->missing.empty()) address.notes.push_back("The link does not carry " + course->missing);
  address.course = std::move(course);
}

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

Link linkTo(const Application& app) {
  return linkTo(app.bench, app.shell.screen.arithmetic == Arithmetic::fast);
}

[[gnu::noinline]] std::string wordsWithChanges(const Workbench& bench) {
  const Course course = courseOf(bench.runs[0].session);
  if (!isPortable(course)) return printConfig(bench.runs[0].session.config);
  return joinWords(printConfig(course.beginning), printStops(course));
}

[[gnu::noinline]] std::string linkAsJson(const Application& app) {
  const Link link = linkTo(app);
  JsonWriter json;
  json.open('{');
  json.put("link", addressOf(*app.platform, link.words));
  json.put("words", link.words);
  json.put("leftOut", link.leftOut);
  json.close('}');
  return std::move(json.text);
}

std::string describeLeftOut(const Link& link) {
  return link.leftOut.empty()
             ? ""
             : "It leaves out " + link.leftOut + ". A file keeps the whole state of this run";
}

[[gnu::noinline]] void copyLink(Application& app) {
  const Link link = linkTo(app);
  const std::string lack = describeLeftOut(link);
  copyText(
      *app.platform, addressOf(*app.platform, joinWords(link.words, stageWord(app))),
      [&app, lack](bool ok, std::string_view detail) {
        const std::string done = "The link is on the clipboard" + (lack.empty() ? "" : ". " + lack);
        app.bench.messages.push_back({.text = ok ? done : std::string(detail), .save = ok && !lack.empty()});
        wake(*app.platform);
      });
}

[[gnu::noinline]] void openWhole(Application& app) {
  const Link link = linkTo(app);
  if (const std::string lack = describeLeftOut(link); !lack.empty())
    app.bench.messages.push_back({.text = "The run is open in a page of its own. " + lack, .save = true});
  openTab(*app.platform, joinWords(link.words, stageWord(app)));
}

[[gnu::noinline]] std::vector<uint8_t> runAsFile(const Application& app) {
  return encodeRun(app.bench.runs[0].session, app.bench.sources,
                   app.shell.screen.arithmetic == Arithmetic::fast);
}

[[gnu::noinline]] void saveRun(Application& app) {
  const Session& a = app.bench.runs[0].session;
  const std::vector<uint8_t> bytes = runAsFile(app);
  const std::string name =
      std::string(dataInfo(a.config.dataset).name) + "-step-" + std::to_string(a.state.step) + ".lockstep";
  saveFile(*app.platform, name.c_str(), "application/octet-stream", bytes.data(), bytes.size(),
           [&app](bool, std::string_view detail) { tell(app, std::string(detail)); });
}

}  // namespace lockstep
