// How large the weights of each layer are, and were.
#include <cmath>

#include "lab/instruments/rows.h"

namespace lockstep {

// Readings: "layers", the Euclidean norm of each layer's weights, now and at step 0. One layer is a
// unit of work.
class Norms final : public Measurement {
 public:
  explicit Norms(SubjectPtr subject) : subject_(std::move(subject)) {
    layers_.columns = {{"layer", ""}, {"norm", ""}, {"initial", ""}};
  }

  bool work() override {
    if (done() < all()) {
      const Layer& layer = subject_->network.layers[done()];
      addRow(layers_,
             {done() + 1.0, norm(subject_->network.parameters, layer), norm(subject_->initial, layer)});
    }
    return done() < all();
  }
  double progress() const override { return static_cast<double>(done()) / static_cast<double>(all()); }
  Readings readings() const override { return {layers_}; }

 private:
  std::size_t done() const { return layers_.columns.front().values.size(); }
  std::size_t all() const { return subject_->network.layers.size(); }

  static double norm(const std::vector<float>& parameters, const Layer& layer) {
    double squares = 0;
    for (int i = layer.weight; i < layer.bias; ++i)
      squares += static_cast<double>(parameters[i]) * parameters[i];
    return std::sqrt(squares);
  }

  SubjectPtr subject_;
  Table layers_{"layers", {}};
};

namespace {

constexpr FollowedColumn kFollowed[] = {{"layers", "norm"}};

}  // namespace

constinit const InstrumentOf<Norms> instrument::norms = instrumentOf<onNow<Norms>>({
    .name = "norms",
    .title = "Weight norms",
    .question = "How large are the weights of each layer?",
    .method = "The Euclidean norm of each layer's weights, without biases, beside that of its initial ones.",
    .reference = "Krogh & Hertz, “A simple weight decay can improve generalization”, 1991",
    .cost = "nothing to speak of",
    .followed = kFollowed,
    .limits = always,
});

}  // namespace lockstep
