#include "ui/instruments/panels.h"

#include "ui/instruments/panel.h"

namespace lockstep {
namespace {

InstrumentPanel& shared() {
  static InstrumentPanel panel;
  return panel;
}

void fromScreen(const Screen& s, InstrumentPanel& p) {
  p.open = s.instrument, p.deskOpen = s.deskOpen, p.roomForBoth = s.tall, p.alone = s.narrow;
  if (s.narrow) {
    p.roomForBoth = true;
    if (p.open < 0) p.open = 0;
  }
}
void toScreen(const InstrumentPanel& p, Screen& s) { s.instrument = p.open, s.deskOpen = p.deskOpen; }

struct Bar final : Panel {
  void draw(Frame& f, Rect r) override {
    fromScreen(f.screen, shared());
    drawInstrumentBar(f.kit, f.bench, f.views[0].lab, shared(), r.min, r.size);
    toScreen(shared(), f.screen);
  }
  float height(const Frame& f, float) const override { return instrumentBarHeight(f.kit); }
};

struct View final : Panel {
  void draw(Frame& f, Rect r) override {
    fromScreen(f.screen, shared());
    Laboratory* labs[] = {&f.views[0].lab, &f.views[1].lab};
    const Run* runs[] = {&f.bench.runs[0], &f.bench.runs[1]};
    const std::size_t count = f.bench.twin ? 2 : 1;
    f.views[1].lab.samples = f.views[0].lab.samples;
    drawInstrument(f.kit, f.canvas, f.bench, shared(), f.requests, {labs, count}, {runs, count}, r.min, r.size);
    toScreen(shared(), f.screen);
  }
};

}  // namespace

std::unique_ptr<Panel> makeInstrumentBar() { return std::make_unique<Bar>(); }
std::unique_ptr<Panel> makeInstrument() { return std::make_unique<View>(); }

}  // namespace lockstep
