#include "ui/frame/loss_csv.h"

namespace lockstep {

std::string lossCsv(const LossSeries& losses) {
  const NamedSeries series[] = {{"batch loss", &losses.batch},
                                {"train loss", &losses.train},
                                {"test loss", &losses.test},
                                {"train accuracy", &losses.trainAccuracy},
                                {"test accuracy", &losses.testAccuracy},
                                {"learning rate", &losses.rate}};
  return seriesCsv("step", series);
}

}  // namespace lockstep
