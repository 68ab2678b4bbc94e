#include "probes/criticality.h"

#include <algorithm>

#include "nn/loss.h"

namespace lockstep {
namespace {

constexpr int kPerLayer = 1 + kRedraws;

}  // namespace

Criticality::Criticality(SubjectPtr subject)
    : heldOut(subject->test.count > 0),
      trained{kUnknown, kUnknown},
      subject_(std::move(subject)),
      batch_(heldOut ? subject_->test : subject_->many) {
  initial.assign(subject_->network.layers.size(), trained);
  random = initial;
}

double Criticality::progress() const {
  return done_ / (1.0 + kPerLayer * static_cast<double>(initial.size()));
}

Score Criticality::score() const {
  const int O = subject_->network.outputs();
  const float *out = pass_.features(static_cast<int>(initial.size())), *targets = batch_.targets.data();
  return {lossForward(subject_->loss, out, targets, O, batch_.count, batch_.stride, nullptr),
          subject_->classification ? accuracyOf(out, targets, O, batch_.count, batch_.stride) : kUnknown};
}

// Evaluation 0 is of the network as it is; then, for each layer, of its initial weights and of their redraws.
void Criticality::begin() {
  changed_ = subject_->network;
  if (done_ > 0) {
    const Layer& layer = subject_->network.layers[(done_ - 1) / kPerLayer];
    float* p = changed_.parameters.data() + layer.weight;
    std::copy(subject_->initial.begin() + layer.weight, subject_->initial.begin() + layer.end, p);
    if ((done_ - 1) % kPerLayer > 0)
      Rng(subject_->seed, Stream::probe, static_cast<uint64_t>(done_)).shuffle(p, layer.bias - layer.weight);
  }
  pass_.begin(changed_, batch_, kProbePass);
}

void Criticality::end() {
  const int l = (done_ - 1) / kPerLayer, redraw = (done_ - 1) % kPerLayer;
  const Score now = score();
  if (done_ == 0) {
    trained = now;
  } else if (redraw == 0) {
    initial[l] = now;
  } else {
    if (redraw == 1) random[l] = now;
    random[l].loss += (now.loss - random[l].loss) / redraw;
    random[l].accuracy += (now.accuracy - random[l].accuracy) / redraw;
  }
}

bool Criticality::work() {
  const int all = 1 + kPerLayer * static_cast<int>(initial.size());
  if (done_ == all || batch_.count == 0) return false;
  if (!passing_) begin();
  passing_ = pass_.work();
  if (passing_) return true;
  end();
  return ++done_ < all;
}

Readings Criticality::readings() const {
  Table layers{"layers",
               {{"layer", ""},
                {"initial loss", ""},
                {"random loss", ""},
                {"initial accuracy", ""},
                {"random accuracy", ""}}};
  for (std::size_t l = 0; l < initial.size(); ++l)
    addRow(layers, {l + 1.0, initial[l].loss, random[l].loss, initial[l].accuracy, random[l].accuracy});
  return {{"summary",
           {{"samples", "", {static_cast<double>(batch_.count)}},
            {"held out", "", {heldOut ? 1.0 : 0.0}},
            {"loss", "", {trained.loss}},
            {"accuracy", "", {trained.accuracy}}}},
          layers};
}

}  // namespace lockstep
