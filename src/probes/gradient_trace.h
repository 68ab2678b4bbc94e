// A gradient followed along a line, and how much neighbouring points of the line agree on it: what shattered
// gradients are seen by. Balduzzi, Frean, Leary, Lewis, Ma & McWilliams, "The shattered gradients problem: if
// resnets are the answer, then what is the question?", 2017.
#pragma once

#include <span>
#include <vector>

#include "probes/measurement.h"

namespace lockstep {

constexpr int kTracePoints = 256, kTraceLags = 32;

// r_k = Σ_t (g_t − ḡ)(g_{t+k} − ḡ) / Σ_t (g_t − ḡ)² for k = 1 … lags (the result's k − 1). Near 1: a step
// along the line changes little; near 0: it says nothing about the next point. A trace that is constant but
// for rounding agrees with itself everywhere: 1. It is if its deviation is below 3e-5 of its own size, or of
// `size`: that of the terms which g's values are sums of, in case they cancel.
std::vector<double> autocorrelation(std::span<const double> g, int lags, double size = 0);

// Rows begin … end − 1 of the matrix of cosines between the columns of `vectors` (rows × kTracePoints):
// cosine[i·kTracePoints + j] += share · v_i·v_j / (‖v_i‖ ‖v_j‖); a zero vector has cosine 0 with all.
// Cost 2·rows·kTracePoints flop for each row of the result; scratch grows as needed.
void addCosines(const float* vectors, int rows, int begin, int end, float share, std::vector<float>& scratch,
                float* cosine);

// The mean and the standard deviation (0 for a single trace) of the autocorrelations of several traces, at
// each lag; empty without traces. And the same as a table.
struct Agreement {
  std::vector<double> lag, mean, deviation;
};
Agreement agreementOf(const std::vector<std::vector<double>>& traces);
Table autocorrelationTable(const std::vector<std::vector<double>>& traces);

// Every fourth point of a matrix of kTracePoints², in long form.
Table cosineTable(const std::vector<float>& cosine);

}  // namespace lockstep
