// The measured curves of the open experiment, made again now and then while they grow.
#pragma once

#include <vector>

#include "studio/lesson.h"
#include "ui/chart/chart.h"

namespace lockstep {

class LessonCharts {
 public:
  // `opened`: which lesson it is, by count.
  void update(const Lesson& lesson, uint64_t opened);
  int count() const { return static_cast<int>(charts_.size()); }
  // Title, chart and key; `size` 0 high: as high as a chart in a column is.
  void draw(Kit& kit, const Lesson& lesson, int index, ImVec2 size = {0, 0});

 private:
  struct Chart {
    Figure figure;
    std::vector<Series> series;
    ChartState state;
  };
  void make(const Lesson& lesson);

  std::vector<Chart> charts_;
  uint64_t version_ = 0, opened_ = 0;  // of the lesson that they show; which lesson that is
  double age_ = 0;                     // seconds since they were made
};

// An entry of a line chart's key; `another` goes beside the one before it where there is room.
void keyItem(Kit& kit, std::string_view name, bool another, bool dashed, Color color, std::string_view words);

}  // namespace lockstep
