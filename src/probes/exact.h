// The objective of a subject, its gradient and its Hessian-vector product, in double and at any parameters:
// small differences of losses, which drown in the roundings of float, are measured here.
//
// One code computes all three: run on dual numbers (probes/dual.h), the gradient brings the derivative of
// itself along a direction with it. As in kProbePass, batch norm uses the statistics of the probe batch, and
// nothing is dropped.
#pragma once

#include <vector>

#include "probes/dual.h"
#include "probes/subject.h"

namespace lockstep {

enum class Derivatives : uint8_t { none, gradient, product };

// What one chunk of samples leaves behind on its way through the network; matrices are (units × chunk).
template <typename T>
struct ExactTape {
  struct Buffers {
    std::vector<T> output, slope;        // slope: f' at the pre-activation
    std::vector<T> normalized, inverse;  // with a norm; inverse: 1/deviation, of each unit or of each sample
  };
  std::vector<Buffers> layers;
  std::vector<T> input, gradient, next;  // gradient, next: ∂objective/∂(a layer's output), in turn
};

// An evaluation that is worked at a little at a time: begin(), then work() until it returns false. One pass
// can be begun again and again.
//
// Samples go through in chunks of about a work unit, or all together with batch norm, and a chunk layer by
// layer. Chunks depend on the subject only, so equal points give equal bits whatever is asked for. Cost, in
// arithmetic on doubles: loss 2·P·B flop, gradient 6·P·B, product 24·P·B.
class ExactPass {
 public:
  explicit ExactPass(SubjectPtr subject);

  // point: P parameters; direction: P numbers, for the product only.
  void begin(Derivatives what, std::vector<double> point, std::vector<double> direction = {});
  // Works until `flop` is used up and takes off what it did; false once the results stand.
  bool work(double& flop);
  double share() const;  // of the evaluation that is done
  void release();        // gives all memory back, and the results but the loss
  const Subject& subject() const { return *subject_; }

  // Results; NaN or empty where not asked for. Without samples the loss is NaN.
  double loss = 0;
  std::vector<double> gradient;  // ∇ objective(point)
  std::vector<double> product;   // H·direction

 private:
  template <typename T>
  double stage(ExactTape<T>& tape);  // the next layer of the chunk; returns its flop
  void endChunk();
  void addPenalty();

  SubjectPtr subject_;
  int chunk_ = 0;  // samples in a chunk, even
  Derivatives what_ = Derivatives::none;
  std::vector<double> point_, direction_;
  int first_ = 0;  // sample the chunk begins with
  int stage_ = 0;  // 0 … L − 1 forward, L … 2·L − 1 backward
  bool done_ = true;
  ExactTape<Pack> plain_;
  ExactTape<Dual> dual_;
};

}  // namespace lockstep
