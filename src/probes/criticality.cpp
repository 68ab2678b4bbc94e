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
      batch_(heldOut ? subject_->test : subject_->batch) {
  initial.assign(subject_->network.layers.size(), trained);
  random = initial;
  if (batch_.count) prepare(workspace_, subject_->network, batch_.count);
}

double Criticality::progress() const {
  return done_ / (1.0 + kPerLayer * static_cast<double>(initial.size()));
}

Score Criticality::measure(const Network& network) {
  const int O = network.outputs();
  forward(network, batch_.x.data(), batch_.count, kProbePass, workspace_);
  const float *out = workspace_.output(), *targets = batch_.targets.data();
  return {lossForward(subject_->loss, out, targets, O, batch_.count, batch_.stride, nullptr),
          subject_->classification ? accuracyOf(out, targets, O, batch_.count, batch_.stride) : kUnknown};
}

bool Criticality::work() {
  const int all = 1 + kPerLayer * static_cast<int>(initial.size());
  if (done_ == all || batch_.count == 0) return false;
  if (done_ == 0) {
    trained = measure(subject_->network);
  } else {
    const int l = (done_ - 1) / kPerLayer, redraw = (done_ - 1) % kPerLayer;
    const Layer& layer = subject_->network.layers[l];
    changed_ = subject_->network;
    float* p = changed_.parameters.data();
    std::copy(subject_->initial.begin() + layer.weight, subject_->initial.begin() + layer.end,
              p + layer.weight);
    if (redraw == 0) {
      initial[l] = measure(changed_);
    } else {
      Rng(subject_->seed, Stream::probe, static_cast<uint64_t>(done_))
          .shuffle(p + layer.weight, layer.bias - layer.weight);
      const Score score = measure(changed_);
      if (redraw == 1) random[l] = score;
      random[l].loss += (score.loss - random[l].loss) / redraw;
      random[l].accuracy += (score.accuracy - random[l].accuracy) / redraw;
    }
  }
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
