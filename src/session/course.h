// The course of a run: what it began with, and what was changed on the way. Every step is a function of state
// and config, so these make the run again, to the bit; and they fit in a line, which the page, the command
// line and the trainer for JavaScript read alike:
//
//   dataset=moons&layers=4&at=50:lr=0.1;momentum=0.5&at=100
//
// began with the first settings, has had another rate and momentum since step 50, and is at step 100. Several
// changes are in the order of their steps. A line without a plain `at` ends with its last change.
//
// What no line can carry is named in it all the same, without "=": at=50:weights says that weights were set
// by hand there, at=50:fast that steps up to there were made with fast arithmetic, and at=50:more that there
// were more changes up to there than are kept.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "session/change.h"

namespace lockstep {

constexpr int kMostTurns = 500;
constexpr int64_t kFarthestStep = 1'000'000'000;  // that a line may ask for, unless it is a file's

// A change on the way, as a run remembers it: states share what lies before. To which settings it led says
// the next turn, or the session's config.
struct Turn {
  enum class Kind : uint8_t { settings, weights, fast, more };
  Kind kind = Kind::settings;
  int64_t step = 0;
  Config before;
  std::shared_ptr<const Turn> earlier;
  int count = 1;  // of turns, this one included
};

// The session's config was `before`. Changes at one step that take effect with the next step are one turn,
// and none where they come back to where they began.
void noteChange(Session& session, const Config& before);
// Something else of the run is about to become what its settings do not say.
void noteTurn(Session& session, Turn::Kind kind);
// Whether the run is the one that its present settings make, from step 0 on.
inline bool madeBySettings(const Session& session) { return !session.state.turns; }

struct Course {
  struct Stop {
    int64_t step = 0;
    Turn::Kind kind = Turn::Kind::settings;
    Config config;  // from there on
  };
  Config beginning;
  std::vector<Stop> stops;         // by step
  int64_t step = 0;                // where it ends
  std::vector<std::string> notes;  // what could not be read, for the viewer
  std::string missing;             // what the line names and does not carry, as a clause; empty: nothing
  bool portable = true;            // what is missing changes no more than the last digits

  bool moves() const { return step > 0 || !stops.empty(); }
  const Config& end() const { return stops.empty() ? beginning : stops.back().config; }
};

// Whether a word of an address is one of a course, at=…, as it may come out of other programs. Inline:
// every page asks at its start, and the rest of this comes later.
inline bool isStop(std::string_view word) {
  return word.starts_with("at=") || word.starts_with("at%3D") || word.starts_with("at%3d");
}

// Never fails: what makes no sense is noted and left out, and so is a change that would begin another run.
Course parseCourse(std::string_view line, const Config& defaults = {}, int64_t farthest = kFarthestStep);

// The course of the session so far, with all that is missing; `fast`: as this program makes its steps.
Course courseOf(const Session& session, bool fast = false);
// Its changes as words, and where it ends; `all`: every setting of the beginning, whatever the defaults are.
std::string printCourse(const Course& course, bool all = false);
std::string printStops(const Course& course);
// The turns of a run that came this way.
std::shared_ptr<const Turn> turnsOf(const Course& course);

// The run of the course, from step 0 on, as far as it comes: with a divergence it stops there.
Session makeSession(const Course& course, const Sources& sources);

}  // namespace lockstep
