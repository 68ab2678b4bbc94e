#include "app/address.h"

#include <algorithm>

#include "data/number.h"
#include "lab/challenges.h"
#include "session/course.h"
#include "session/table_choice.h"
#include "studio/attempt.h"
#include "studio/lesson.h"

namespace lockstep {
namespace {

constexpr std::string_view kExperiment = "experiment=", kChallenge = "challenge=";

std::string_view nameOf(std::string_view word) { return splitWord(word).first; }

bool isAboutPage(std::string_view word) {
  return std::find(std::begin(kPageWords), std::end(kPageWords), nameOf(word)) != std::end(kPageWords);
}

void readCourse(std::string_view words, Address& address) {
  auto course = std::make_shared<Course>(parseCourse(words));
  address.config = course->beginning;
  address.notes = course->notes;
  if (!course->missing.empty()) address.notes.push_back("The link does not carry " + course->missing);
  address.course = std::move(course);
}

void append(std::string& words, std::string_view word) {
  if (!words.empty() && !word.empty()) words += '&';
  words += word;
}

}  // namespace

Address readAddress(std::string_view fragment) {
  const std::string clean = cleanLine(fragment);
  Address address;
  std::string config, note;
  bool travels = false;
  eachWord(clean, [&](std::string_view word) {
    if (isAboutPage(word)) return append(address.page, word);
    append(address.run, word);
    travels = travels || isStop(word);
    if (word.substr(0, kExperiment.size()) == kExperiment) {
      const std::string name(word.substr(kExperiment.size()));
      address.experiment = findExperiment(name);
      note = address.experiment ? "" : "There is no experiment “" + name + "”";
    } else if (word.substr(0, kChallenge.size()) == kChallenge) {
      const std::string name(word.substr(kChallenge.size()));
      address.challenge = findChallenge(name);
      note = address.challenge ? "" : "There is no challenge “" + name + "”";
    } else {
      append(config, word);
    }
  });
  if (travels && !address.experiment && !address.challenge) {
    readCourse(config, address);
  } else {
    ParsedConfig parsed = parseConfig(address.run.empty() ? kOpeningRun : config,
                                      address.challenge ? startOf(*address.challenge) : Config());
    address.config = std::move(parsed.config);
    address.notes = std::move(parsed.notes);
  }
  if (!note.empty()) address.notes.push_back(note);
  return address;
}

void openLesson(Workbench& bench, const Address& address) {
  if (address.experiment) openExperiment(bench, *address.experiment, address.config.seed);
  if (address.challenge) openChallenge(bench, *address.challenge, address.config);
}

namespace {

std::string experimentWords(const Experiment& experiment, int seed) {
  Config config;
  config.seed = seed;
  return joinWords(printConfig(config), std::string(kExperiment) + experiment.name);
}

std::string wordsOf(const Workbench& bench) {
  if (bench.awaitedTable) {
    Config config = bench.runs[0].session.config;
    config.dataset = DataKind::csv;
    setTableChoice(config, *bench.awaitedTable);
    return printConfig(config);
  }
  const bool failed = !bench.failedAsset.empty() && bench.runs[0].session.state.step == 0;
  if (waitsForData(bench) || failed) {  // a reload asks again
    if (bench.pendingExperiment) return experimentWords(*bench.pendingExperiment, bench.pending.seed);
    if (bench.pendingChallenge) return challengeWords(*bench.pendingChallenge, bench.pending);
    return printConfig(bench.pending);
  }
  if (bench.attempt) return challengeWords(*bench.attempt->challenge, bench.runs[0].session.config);
  if (opensExperiment(bench)) return experimentWords(*bench.lesson->experiment, bench.lesson->seed);
  return printConfig(bench.runs[0].session.config);
}

}  // namespace

std::string runWords(const Workbench& bench) {
  const std::string words = wordsOf(bench);
  return words.empty() ? "seed=1" : words;  // an address without a word opens a run of its own
}

bool opensExperiment(const Workbench& bench) {
  const Lesson* lesson = bench.lesson.get();
  return lesson && bench.runs[0].session.config == armConfig(*lesson->experiment, 0, lesson->seed);
}

std::string withWord(std::string_view pageWords, std::string_view word, bool present) {
  std::string words;
  eachWord(pageWords, [&](std::string_view other) {
    if (nameOf(other) != nameOf(word)) append(words, other);
  });
  if (present) append(words, word);
  return words;
}

std::string stepWord(double length) {
  return length == 1 ? "step" : "step=" + printFloat(static_cast<float>(length));
}

std::string joinWords(std::string_view first, std::string_view second) {
  std::string words(first);
  append(words, second);
  return words;
}

}  // namespace lockstep
