// What the network answers to the samples of a set, measured a few samples at a time so that a large set can
// be followed while training goes on, and the tally of right and wrong. The network is const; the inputs and
// the workspace are the caller's, so the training run is not touched.
#pragma once

#include <span>
#include <vector>

#include "nn/loss.h"
#include "nn/network.h"

namespace lockstep {

// N samples, K classes; K = 0 where numbers are predicted. A sample not measured yet has predicted = −1 and
// is in no count.
struct Predictions {
  Loss loss = Loss::softmax;
  int count = 0, outputs = 0, classes = 0;  // N, O, K
  std::vector<float> truth;                 // N: the true class, or the target as the network sees it
  std::vector<int> predicted;               // N: the predicted class; 0 for numbers
  std::vector<float> values;                // N × max(1, K): class probabilities, or the predicted number
  std::vector<float> losses;                // N: loss of each sample
  std::vector<int> confusion;               // K × K: samples of a class (row) taken for a class (column)
  int measured = 0, correct = 0;
  std::vector<float> single;  // scratch: outputs and targets of one sample as a batch of one

  int label(int n) const { return static_cast<int>(truth[n]); }
  bool known(int n) const { return predicted[n] >= 0; }
  bool wrong(int n) const { return known(n) && predicted[n] != label(n); }
  const float* probability(int n) const { return values.data() + static_cast<std::size_t>(n) * classes; }
  float confidence(int n) const { return probability(n)[predicted[n]]; }  // in its own answer
};

// Starts over with another set: N = truth.size(), nothing measured. O network outputs tell max(2, O) classes
// apart, or predict a number unless `classification`. Allocates.
void beginPredictions(Predictions& predictions, Loss loss, int outputs, bool classification,
                      std::span<const float> truth);

// Measures samples first … first + B − 1 (anew), in evaluation mode. x is (inputs × padToLanes(B)),
// targets (O × padToLanes(B)), as for training; the workspace must have room for B. Cost
// predictionFlop() · B; allocates nothing.
void measurePredictions(Predictions& predictions, const Network& network, const float* x,
                        const float* targets, int first, int B, Workspace& workspace);

// Arithmetic of one sample, to choose how many may be measured: 2·P, and about as much as 24 multiply-adds
// for each activation and 200 for each output.
double predictionFlop(const Network& network);

// K probabilities from the outputs of one sample (outputs[o·stride], o < O): one output gives those
// of both classes.
void classProbabilities(Loss loss, const float* outputs, int O, int stride, float* result);

// The class that the outputs stand for: the largest, or with one output whether it is positive.
int likeliestClass(const float* outputs, int O, int stride);

// Which samples to look at, and in which order: mistakes first, those made with most confidence on top, then
// right answers, the least confident on top. Confidence counts in steps of 1/16 and samples of a step keep
// their order, so that the order stays much the same from step to step of training. Negative: any class.
struct Selection {
  bool mistakesOnly = false;
  int truth = -1, predicted = -1;
};
// Cost O(N log N); allocates only where `order` has to grow.
void rankSamples(const Predictions& predictions, const Selection& selection, std::vector<int>& order);

// Of the samples measured so far. R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)², NaN where all targets are equal or nothing
// was measured. Cost O(N).
double meanLoss(const Predictions& predictions);
double determination(const Predictions& predictions);

}  // namespace lockstep
