#include "probes/interaction.h"

#include <cmath>

#include "nn/math.h"

namespace lockstep {
namespace {

int evaluationCount(const Subject& s, Extent extent) {
  const int L = static_cast<int>(s.network.layers.size());
  return extent == Extent::step ? 2 + L : 1 + L + kInteractionRates * (L + 1);
}

}  // namespace

double InteractionAt::sum() const {
  double total = 0;
  for (double change : alone) total += change;
  return total;
}

double InteractionAt::share() const {
  double total = std::fabs(interaction());
  for (double change : alone) total += std::fabs(change);
  return std::fabs(interaction()) / total;
}

Interaction::Interaction(SubjectPtr s, Extent extent)
    : StepMeasurement(s, evaluationCount(*s, extent)), loss(kUnknown) {
  const std::size_t L = s->network.layers.size();
  for (int r = 0; r < kInteractionRates; ++r)
    rates.push_back({math::pow(10, (r - kInteractionToday) / kInteractionDecades), kUnknown,
                     std::vector<double>(L, kUnknown)});
  blocks.assign(L * L, kUnknown);
}

// The order of evaluations: the loss where we are, today's step, the blocks, the other rates.
Interaction::Place Interaction::place(int evaluation) const {
  const int L = layerCount(), group = L + 1;
  if (evaluation == 0) return {kInteractionToday, -1};
  --evaluation;
  if (evaluation < group) return {kInteractionToday, evaluation - 1};
  evaluation -= group;
  if (evaluation < L) return {-1, evaluation};
  evaluation -= L;
  const int rate = evaluation / group;
  return {rate < kInteractionToday ? rate : rate + 1, evaluation % group - 1};
}

void Interaction::begin(int evaluation) {
  const Place at = place(evaluation);
  if (at.rate < 0) return pass.begin(Derivatives::product, moved(0), block(at.layer));
  const double factor = evaluation == 0 ? 0 : rates[at.rate].factor;
  const bool all = at.layer < 0;
  pass.begin(Derivatives::none, moved(factor, all ? 0 : at.layer, all ? layerCount() : at.layer + 1));
}

void Interaction::end(int evaluation) {
  const Place at = place(evaluation);
  if (evaluation == 0) {
    loss = pass.loss;
  } else if (at.rate < 0) {
    for (int m = 0; m < layerCount(); ++m) {
      const Layer& layer = subject->network.layers[m];
      blocks[at.layer * layerCount() + m] = dot(d, pass.product, layer.weight, layer.end);
    }
  } else {
    InteractionAt& rate = rates[at.rate];
    (at.layer < 0 ? rate.joint : rate.alone[at.layer]) = pass.loss - loss;
  }
}

double Interaction::secondOrder() const {
  double total = 0;
  for (int l = 0; l < layerCount(); ++l)
    for (int m = l + 1; m < layerCount(); ++m) total += blocks[l * layerCount() + m];
  return total;
}

Readings Interaction::readings() const {
  Table layers{"layers", {{"layer", ""}, {"alone", ""}}};
  Table map{"blocks", {{"layer", ""}, {"with layer", ""}, {"d·H·d", ""}}};
  for (int l = 0; l < layerCount(); ++l) {
    addRow(layers, {l + 1.0, today().alone[l]});
    for (int m = 0; m < layerCount(); ++m) addRow(map, {l + 1.0, m + 1.0, blocks[l * layerCount() + m]});
  }
  Table sweep{"rates",
              {{"factor", ""}, {"rate", ""}, {"joint", ""}, {"sum", ""}, {"interaction", ""}, {"share", ""}}};
  for (const InteractionAt& at : rates)
    addRow(sweep, {at.factor, at.factor * subject->rate, at.joint, at.sum(), at.interaction(), at.share()});
  return {{"summary",
           {{"rate", "", {subject->rate}},
            {"loss", "", {loss}},
            {"joint", "", {today().joint}},
            {"sum", "", {today().sum()}},
            {"interaction", "", {today().interaction()}},
            {"second order", "", {secondOrder()}},
            {"share", "", {today().share()}}}},
          layers,
          map,
          sweep};
}

}  // namespace lockstep
