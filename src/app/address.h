// The fragment of the address, what follows '#': words joined by '&'. Most of them make a run
// (session/config.h), at=STEP brings it to a step, with the changes on the way (session/course.h);
// experiment=NAME stands for the runs of that experiment, with the seed beside it; challenge=NAME opens that
// challenge, with other settings than those of its start beside it; some are about the page. Nothing else
// reads or writes it, but for web/page/address.js, which knows the page's words before the program is there.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "studio/workbench.h"

namespace lockstep {

// Words about the page, alone or with a value after '='. They stay in the address whatever the run becomes.
inline constexpr std::string_view kPageWords[] = {
    "embed",         // the page is part of an article
    "fast",          // with fast arithmetic
    "step",          // opens with one step slowed down; step=LENGTH: that many times as long as the run's own
    "figure",        // step, run, network, answer, loss, experiment or instrument:NAME alone; app: everything
    "show",          // these parts alone, a list
    "hide",          // all but these parts
    "caption",       // a sentence above the figure
    "theme",         // light, dark or auto, whatever the viewer prefers elsewhere
    "scale",         // of texts and controls, 1 … 2
    "play",          // on or off: from the start, whatever the system asks for
    "keys",          // a figure has the shortcuts of the whole page
    "speed",         // steps per second; 0: as many as a frame allows
    "readonly",      // to look at only: without controls
    "lang",          // of the texts; there is only en
    "lecture",       // one thing at a time, for the last row of a hall
    "colorProfile",  // colorProfile=projector is another name for lecture, that of PhET
};

struct Address {
  std::string run, page;                   // the words of each kind, as they were written
  Config config;                           // of an experiment only its seed
  std::shared_ptr<const Course> course;    // which begins with `config`; null: the run stays at step 0
  const Experiment* experiment = nullptr;  // null: the run of the config
  const Challenge* challenge = nullptr;    // likewise; the config is the attempt's
  std::vector<std::string> notes;          // what could not be read, for the viewer
};

// What is opened where the address names no run: it learns within seconds and its steps keep their promise.
inline constexpr std::string_view kOpeningRun =
    "layers=10,10,10&activation=gelu&batch=64&lr=0.0015&optimizer=rmsprop";

// Never fails: what makes no sense is noted and left out.
Address readAddress(std::string_view fragment);

// Opens what an address names besides the run of its config, over that of the workbench.
void openLesson(Workbench& bench, const Address& address);

// The words from which readAddress makes what is on the screen: those of the run A, of the experiment while
// its run is as it was opened, or of the challenge.
std::string runWords(const Workbench& bench);
// Whether these name an experiment.
bool opensExperiment(const Workbench& bench);

// The same page words with `word`, NAME or NAME=VALUE, in the place of all of that name, or without them.
std::string withWord(std::string_view pageWords, std::string_view word, bool present);

// The word that opens the stage with a step of that length.
std::string stepWord(double length);

// Calls visit(word) for each word that is not empty.
template <typename F>
void eachWord(std::string_view text, F visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    if (end > 0) visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// NAME=VALUE in two, without a value the second is empty.
inline std::pair<std::string_view, std::string_view> splitWord(std::string_view word) {
  const std::size_t end = std::min(word.find('='), word.size());
  return {word.substr(0, end), word.substr(std::min(end + 1, word.size()))};
}

std::string joinWords(std::string_view first, std::string_view second);

}  // namespace lockstep
