// The fragment of the address, what follows '#': words joined by '&'. Most of them make a run
// (session/config.h); experiment=NAME stands for the runs of that experiment, with the seed beside it; some
// are about the page. Nothing else reads or writes it, but for web/page/address.js, which knows the page's
// words before the program is there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "studio/workbench.h"

namespace lockstep {

// Words about the page, alone or with a value after '='. They stay in the address whatever the run becomes.
inline constexpr std::string_view kPageWords[] = {
    "embed",  // the page is part of an article
    "fast",   // with fast arithmetic
};

struct Address {
  std::string run, page;                   // the words of each kind, as they were written
  Config config;                           // of an experiment only its seed
  const Experiment* experiment = nullptr;  // null: the run of the config
  std::vector<std::string> notes;          // what could not be read, for the viewer
};

// Never fails: what makes no sense is noted and left out.
Address readAddress(std::string_view fragment);

// The words from which readAddress makes what is on the screen: those of the run A, or of the experiment
// while its run is as it was opened.
std::string runWords(const Workbench& bench);

// The same page words with or without one of them.
std::string withWord(std::string_view pageWords, std::string_view name, bool present);

std::string joinWords(std::string_view first, std::string_view second);

}  // namespace lockstep
