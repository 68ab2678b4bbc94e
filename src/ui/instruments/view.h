// What the large view of an instrument is: one class with its own state, in src/ui/instruments/NAME.cpp.
#pragma once

#include <memory>
#include <vector>

#include "lab/instruments/instruments.h"
#include "studio/laboratory.h"
#include "ui/frame/panel.h"

namespace lockstep {

// What a view is given to draw one frame.
struct InstrumentFrame : Frame {
  const Run& run;  // that is measured
  Gauge& gauge;    // the view's instrument at work on it
  float corner;    // width at the top right that is taken, by the buttons of the panel
};

// One for each instrument and run. It may be drawn before anything was measured.
struct InstrumentView {
  virtual ~InstrumentView() = default;
  virtual void draw(InstrumentFrame& frame, Rect room) = 0;
};

// Knows the class of the measurements: whoever derives from it can be made for an instrument that measures M
// alone, and is drawn with gauges of that instrument alone.
template <typename M>
class ViewOf : public InstrumentView {
 public:
  explicit ViewOf(const InstrumentOf<M>&) {}

 protected:
  // The last complete measurement, or null.
  static const M* latest(const InstrumentFrame& f) { return static_cast<const M*>(f.gauge.latest.get()); }
  static const M* standing(const InstrumentFrame& f) {
    return static_cast<const M*>(lockstep::standing(f.gauge));
  }
  // Of an instrument on demand: the measurement in progress as soon as there is `something` in it, or where
  // there is no other, else the last one. Null where there is neither.
  template <typename Something>
  static const M* newest(const InstrumentFrame& f, Something something) {
    const M* going = static_cast<const M*>(f.gauge.running.get());
    return going && (!f.gauge.latest || something(*going)) ? going : latest(f);
  }
};

// Tells when what a view has made of a measurement, such as curves, has to be made anew.
class Watch {
 public:
  // Whether it is another measurement than last time, or the same one a hundredth further on. `shown`: the
  // gauge's running or latest one, or null.
  bool changed(const Gauge& gauge, const Measurement* shown);

 private:
  const Measurement* shown_ = nullptr;
  int64_t step_ = -2;
  int share_ = -1;
};

// makeView(instrument): the view of each instrument of the list, defined beside its class.
#define LOCKSTEP_VIEW(name, Class) \
  std::unique_ptr<InstrumentView> makeView(const InstrumentOf<Class>& instrument);
LOCKSTEP_INSTRUMENTS(LOCKSTEP_VIEW)
#undef LOCKSTEP_VIEW

// The views of a run, each made when it is first asked for.
class InstrumentViews {
 public:
  InstrumentView& at(std::size_t instrument);  // by its place among instruments()

 private:
  std::vector<std::unique_ptr<InstrumentView>> views_;
};

}  // namespace lockstep
