#include "ui/panels/rate.h"

#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct Rate final : Panel {
  void draw(Frame& frame, Rect rect) override {
    const Session& session = frame.bench.runs[0].session;
    beginPanel(frame.kit, "rate", rect.min, rect.size);
    bigNumber(frame.kit, "rate.next", "learning rate of the next step",
              textf("%.3g", static_cast<double>(nextRate(session))),
              rect.size.x - 2 * frame.kit.theme.between);
    endPanel(frame.kit);
  }
  float height(const Frame& frame, float) const override {
    const Theme& t = frame.kit.theme;
    return 2 * t.between + 2 * t.control;
  }
};

}  // namespace

std::unique_ptr<Panel> makeRate() { return std::make_unique<Rate>(); }

}  // namespace lockstep
