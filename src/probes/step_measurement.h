// A measurement made of evaluations of the objective around the proposed step, one after the other.
#pragma once

#include "probes/exact.h"
#include "probes/measurement.h"
#include "probes/step.h"

namespace lockstep {

enum class Extent : uint8_t {
  step,  // the step itself
  full,  // and what lies around it
};

class StepMeasurement : public Measurement {
 public:
  bool work() final;
  double progress() const final;

  SubjectPtr subject;
  std::vector<double> d;  // the proposed step, from the first unit of work to the last

 protected:
  StepMeasurement(SubjectPtr subject, int evaluations);

  virtual void begin(int evaluation) = 0;  // starts `pass` on it
  virtual void end(int evaluation) = 0;    // reads the results off `pass`

  int layerCount() const { return static_cast<int>(subject->network.layers.size()); }
  std::vector<double> moved(double alpha) const { return lockstep::moved(subject->network, d, alpha); }
  std::vector<double> moved(double alpha, int first, int last) const {
    return lockstep::moved(subject->network, d, alpha, first, last);
  }
  // d in layer l, 0 in the others.
  std::vector<double> block(int l) const;

  ExactPass pass;

 private:
  int evaluations_, current_ = 0;
};

}  // namespace lockstep
