// The curves of the loss chart as a table.
#pragma once

#include <string>

#include "ui/frame/run_views.h"

namespace lockstep {

// "step,batch loss,train loss,test loss,train accuracy,test accuracy,learning rate" and a row for each step
// that the chart has a point at: the numbers that it holds, to the last bit of a float; an empty cell where
// it has none. Of a run so long that points were merged (studio/series.h), the means. Cost: O(points), at
// most some 2 MB.
std::string lossCsv(const LossSeries& losses);

}  // namespace lockstep
