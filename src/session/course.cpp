#include "session/course.h"

#include <algorithm>
#include <utility>

#include "data/number.h"
#include "session/quoted.h"

namespace lockstep {
namespace {

constexpr std::string_view kAt = "at=";
constexpr std::size_t kMostWords = 2 * kMostTurns;  // that are read: each takes a look at every setting
constexpr std::string_view kKinds[] = {"", "weights", "fast", "more"};  // by Turn::Kind

// Changes that only the next steps notice: their order does not matter.
bool light(const Config& a, const Config& b) {
  return strongestEffect(a, b) == Effect::none && a.optimizer == b.optimizer;
}

void push(TrainingState& state, Turn turn) {
  turn.count = state.turns ? state.turns->count + 1 : 1;
  turn.earlier = state.turns;
  if (turn.count > kMostTurns) turn.kind = Turn::Kind::more, turn.count = 1, turn.earlier = nullptr;
  state.turns = std::make_shared<const Turn>(std::move(turn));
}

// Splits at the first `mark`; without one the second part is empty.
std::pair<std::string_view, std::string_view> split(std::string_view text, char mark) {
  const std::size_t end = std::min(text.find(mark), text.size());
  return {text.substr(0, end), text.substr(std::min(end + 1, text.size()))};
}

// Where an address is passed on, its marks may come out as %3A, %3B and %3D.
std::string withMarks(std::string_view word) {
  std::string text(word);
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] != '%' || text[i + 1] != '3') continue;
    const char digit = static_cast<char>(text[i + 2] & ~0x20);
    const char mark = digit == 'A' ? ':' : digit == 'B' ? ';' : digit == 'D' ? '=' : 0;
    if (mark) text.replace(i, 3, 1, mark);
  }
  return text;
}

struct Word {
  int64_t step = 0;
  std::string changes;  // separated by ';'
};

// By step, and in the order of the line at one step.
void insert(std::vector<Word>& words, Word word) {
  std::size_t place = words.size();
  while (place > 0 && words[place - 1].step > word.step) --place;
  words.insert(words.begin() + static_cast<std::ptrdiff_t>(place), std::move(word));
}

// False, with a note, where it names no step.
bool readStep(std::string_view text, int64_t farthest, int64_t& step, std::vector<std::string>& notes) {
  double number = 0;
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  if (!digits || !parseNumber(text, number)) {
    notes.push_back("at: " + quoted(text) + " is not a step and was left out");
    return false;
  }
  step = static_cast<int64_t>(std::min(number, static_cast<double>(farthest)));
  if (number > static_cast<double>(farthest))
    notes.push_back("at: " + quoted(text) + " is too far, so " + std::to_string(farthest) + " is used");
  return true;
}

// What no line carries, as a list.
std::string missingFrom(const std::vector<Course::Stop>& stops) {
  std::string list;
  auto add = [&](const std::string& what) { (list += list.empty() ? "" : ", ") += what; };
  int64_t first = 0, edited = 0;  // steps where weights were set by hand
  bool begun = false, fast = false;
  for (const auto& [step, kind, config] : stops) {
    if (kind == Turn::Kind::weights && step == 0) begun = true;
    if (kind == Turn::Kind::weights && step > 0) first = first ? first : step, edited = step;
    if (kind == Turn::Kind::fast) fast = true;
    if (kind == Turn::Kind::more) add("changes before step " + std::to_string(step));
  }
  if (begun) add("the weights that it began with");
  if (edited)
    add("weights set by hand at step " + std::to_string(first) + (edited > first ? " and later" : ""));
  if (fast) add("the last digits, which fast arithmetic makes differently");
  return list;
}

// What follows from the stops.
void seeWhatIsMissing(Course& course) {
  course.missing = missingFrom(course.stops);
  course.portable = std::ranges::all_of(course.stops, [](const Course::Stop& s) {
    return s.kind == Turn::Kind::settings || s.kind == Turn::Kind::fast;
  });
}

// One word at=STEP:… as stops of the course.
void addStops(Course& course, const Word& word) {
  std::string settings;
  for (std::string_view rest = word.changes; !rest.empty();) {
    const auto [change, after] = split(rest, ';');
    rest = after;
    const auto kind = std::find(std::begin(kKinds) + 1, std::end(kKinds), change);
    if (kind != std::end(kKinds)) {
      const auto k = static_cast<Turn::Kind>(kind - std::begin(kKinds));
      course.stops.push_back({word.step, k, course.end()});
    } else if (!change.empty()) {
      (settings += settings.empty() ? "" : "&") += change;
    }
  }
  ParsedConfig parsed = parseConfig(settings, course.end());
  const std::string at = "at=" + std::to_string(word.step) + ": ";
  for (const std::string& note : parsed.notes) course.notes.push_back(at + note);
  if (strongestEffect(course.end(), parsed.config) == Effect::restart)
    course.notes.push_back(at +
                           "another data set, seed or initialisation begins another run and was left out");
  else if (!(parsed.config == course.end()))
    course.stops.push_back({word.step, Turn::Kind::settings, std::move(parsed.config)});
}

}  // namespace

void noteChange(Session& s, const Config& before) {
  if (s.config == before || (s.state.step == 0 && !s.state.turns)) return;
  if (const Turn* last = s.state.turns.get(); last && last->kind == Turn::Kind::settings &&
                                              last->step == s.state.step && light(last->before, before) &&
                                              light(before, s.config)) {
    if (last->before == s.config) s.state.turns = std::shared_ptr(last->earlier);
    return;
  }
  push(s.state, {.step = s.state.step, .before = before, .earlier = nullptr});
}

void noteTurn(Session& s, Turn::Kind kind) {
  const Turn* last = s.state.turns.get();
  if (last && last->kind == kind && last->step == s.state.step) return;
  push(s.state, {.kind = kind, .step = s.state.step, .before = s.config, .earlier = nullptr});
}

// Without withMarks(), which the first part of the program does not have.
bool isStop(std::string_view word) {
  return word.starts_with(kAt) || word.starts_with("at%3D") || word.starts_with("at%3d");
}

Course parseCourse(std::string_view written, const Config& defaults, int64_t farthest) {
  const std::string clean = cleanLine(written);
  std::string_view line = clean;
  Course course;
  std::string settings;
  std::vector<Word> words;
  std::size_t read = 0;
  int64_t end = -1;
  while (!line.empty()) {
    const auto [plain, after] = split(line, '&');
    line = after;
    const std::string word = withMarks(plain);
    if (!word.starts_with(kAt)) {
      (settings += settings.empty() ? "" : "&") += plain;
      continue;
    }
    const auto [where, changes] = split(std::string_view(word).substr(kAt.size()), ':');
    int64_t step = 0;
    if (!readStep(where, farthest, step, course.notes)) continue;
    if (changes.empty())
      end = step;
    else if (++read <= kMostWords)
      insert(words, {step, std::string(changes)});
  }
  ParsedConfig parsed = parseConfig(settings, defaults);
  course.beginning = std::move(parsed.config);
  course.notes.insert(course.notes.begin(), parsed.notes.begin(), parsed.notes.end());
  if (read > kMostWords)
    course.notes.push_back(std::to_string(kMostWords) +
                           " changes are the most: " + std::to_string(read - kMostWords) + " were left out");
  for (const Word& word : words) {
    if (end < 0 || word.step <= end)
      addStops(course, word);
    else
      course.notes.push_back("at=" + std::to_string(word.step) + " is after step " + std::to_string(end) +
                             ", where the line ends, and was left out");
  }
  course.step = end >= 0 ? end : words.empty() ? 0 : words.back().step;
  seeWhatIsMissing(course);
  return course;
}

Course courseOf(const Session& s, bool fast) {
  Course course;
  const Config* next = &s.config;
  for (const Turn* turn = s.state.turns.get(); turn; turn = turn->earlier.get()) {
    course.stops.push_back({turn->step, turn->kind, *next});
    next = &turn->before;
  }
  std::ranges::reverse(course.stops);
  course.beginning = *next;
  course.step = s.state.step;
  const bool said = !course.stops.empty() && course.stops.back().kind == Turn::Kind::fast;
  if (fast && course.step > 0 && !said) course.stops.push_back({course.step, Turn::Kind::fast, s.config});
  seeWhatIsMissing(course);
  return course;
}

std::string printStops(const Course& course) {
  std::string text;
  const Config* now = &course.beginning;
  for (const Course::Stop& stop : course.stops) {
    const std::string settings = printDifference(*now, stop.config, ';');
    const std::string kind(kKinds[static_cast<std::size_t>(stop.kind)]);
    text += (text.empty() ? "at=" : "&at=") + std::to_string(stop.step) + ":" + kind +
            (kind.empty() || settings.empty() ? "" : ";") + settings;
    now = &stop.config;
  }
  return text;
}

std::string printCourse(const Course& course, bool all) {
  std::string line = printConfig(course.beginning, all);
  auto append = [&](const std::string& words) {
    if (!words.empty()) (line += line.empty() ? "" : "&") += words;
  };
  append(printStops(course));
  append(course.step > 0 ? "at=" + std::to_string(course.step) : "");
  return line;
}

std::shared_ptr<const Turn> turnsOf(const Course& course) {
  TrainingState state;
  const Config* now = &course.beginning;
  for (const Course::Stop& stop : course.stops) {
    push(state, {.kind = stop.kind, .step = stop.step, .before = *now, .earlier = nullptr});
    now = &stop.config;
  }
  return state.turns;
}

Session makeSession(const Course& course, const Sources& sources) {
  Session s = makeSession(course.beginning, sources);
  auto goTo = [&](int64_t step) {
    while (s.state.step < step && advance(s)) {
    }
    return s.state.step == step;
  };
  for (const Course::Stop& stop : course.stops) {
    if (!goTo(stop.step)) return s;
    applyConfig(s, stop.config, sources);
  }
  goTo(course.step);
  return s;
}

}  // namespace lockstep
