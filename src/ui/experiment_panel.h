// The left column as a laboratory notebook: the list of experiments, the open one from the question to the
// verdict, and the guided tour through some of them.
#pragma once

#include <vector>

#include "ui/chart.h"
#include "ui/kit.h"
#include "ui/lesson.h"
#include "ui/requests.h"
#include "ui/workbench.h"

namespace lockstep {

struct ExperimentPanel {
  int stop = -1;  // of the tour; −1: not on it
  // Per experiment, what its last run said: 0 nothing yet, 1 confirmed, −1 not.
  std::vector<signed char> outcomes;

  // Private.
  struct Chart {
    Figure figure;
    std::vector<Series> series;
    ChartState state;
  };
  std::vector<Chart> charts;
  uint64_t version = 0, opened = 0;  // of the lesson, that the charts show; which lesson that is
  double age = 0;                    // seconds since they were made
  Lesson::Stage stage = Lesson::Stage::asking;
};

void drawExperimentPanel(Kit& kit, Workbench& bench, ExperimentPanel& panel, Requests& requests, ImVec2 min,
                         ImVec2 size);

// Goes to a stop of the tour and opens its experiment; −1 or past the last one leaves the tour.
void goToStop(Workbench& bench, ExperimentPanel& panel, int stop);

// For experiment_panel.cpp and experiment_parts.cpp only.

// One of the answers to the question; marked where the viewer chose it.
enum class AnswerLook : unsigned char { open, chosen, other };
bool answerCard(Kit& kit, std::string_view name, std::string_view answer, AnswerLook look);

// An entry of a line chart's key; `another` goes beside the one before it where there is room.
void keyItem(Kit& kit, std::string_view name, bool another, bool dashed, Color color, std::string_view words);

void drawTourCard(Kit& kit, Workbench& bench, ExperimentPanel& panel);
// The measured curves of the open experiment so far, and its verdict with all numbers.
void drawFigures(Kit& kit, const Workbench& bench, ExperimentPanel& panel);
void drawVerdict(Kit& kit, const Lesson& lesson);

}  // namespace lockstep
