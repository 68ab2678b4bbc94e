#include "ui/panels/loading.h"

#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct Loading final : Panel {
  void draw(Frame& frame, Rect rect) override {
    Kit& kit = frame.kit;
    const Theme& t = kit.theme;
    const float width = 280 * t.scale;
    beginPanel(kit, "loading", {rect.min.x + (rect.size.x - width) / 2, rect.min.y + t.between},
               {width, t.control + 2 * t.inside}, true, t.inside);
    bringToFront();
    progressBar(kit, "loading.bar", frame.bench.assetShare, "Loading the digits");
    endPanel(kit);
    redrawWithin(kit, 0.1f);
  }
};

}  // namespace

std::unique_ptr<Panel> makeLoading() { return std::make_unique<Loading>(); }

}  // namespace lockstep
