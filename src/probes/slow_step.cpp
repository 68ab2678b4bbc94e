#include "probes/slow_step.h"

#include <cmath>

#include "nn/math.h"

namespace lockstep {
namespace {

double lengthAt(int i) {
  constexpr double kPerDecade = (kSlowLengths - 1) / 3.0;
  return kShortestStep * math::pow(10, i / kPerDecade);
}

}  // namespace

SlowStep::SlowStep(SubjectPtr s, double alpha, Extent extent, const SlowStep* same)
    : subject(std::move(s)), length(alpha), extent_(extent), pass_(subject) {
  layers.resize(subject->network.layers.size());
  const bool continued = same && same->subject == subject && same->stage_ > Stage::featuresHere;
  moment_ = continued ? same->moment_ : std::make_shared<Moment>();
  if (subject->batch.count == 0)
    stage_ = Stage::done;
  else if (continued)
    enter(Stage::lengths);
}

double SlowStep::sum() const {
  double total = 0;
  for (const LayerMotion& layer : layers) total += layer.alone;
  return total;
}

Together SlowStep::verdict() const {
  const double alone = sum();
  if (std::isnan(alone + together)) return Together::unknown;
  if (together >= 0) return slope() >= 0 ? Together::uphill : alone < 0 ? Together::harm : Together::tooLong;
  if (alone >= 0) return Together::rescue;
  if (std::fabs(gap()) <= kAddUp * -alone) return Together::addUp;
  return gap() > 0 ? Together::disturb : Together::spur;
}

double SlowStep::progress() const {
  const int L = static_cast<int>(layers.size()), tried = static_cast<int>(moment_->tried.size());
  const double own = L + 6, all = extent_ == Extent::full ? own + kSlowLengths + kSlowHalvings : own;
  switch (stage_) {
    case Stage::done:
      return 1;
    case Stage::limit:
      return std::min(0.99, (own + tried) / all);
    case Stage::features:
      return (L + 5) / all;
    case Stage::lengths:
      return (4 + evaluation_) / all;
    default:
      return static_cast<int>(stage_) / all;
  }
}

void SlowStep::enter(Stage stage) {
  stage_ = stage;
  const Network& network = subject->network;
  switch (stage) {
    case Stage::here:
      pass_.begin(Derivatives::gradient, widened(network.parameters));
      break;
    case Stage::featuresHere:
      moment_->features = std::make_unique<FeaturePass>();
      moment_->features->begin(network, subject->batch, kProbePass);
      break;
    case Stage::lengths:
      for (std::size_t l = 0; l < layers.size(); ++l) layers[l].slope = moment_->layerSlopes[l];
      beginLength();
      break;
    case Stage::features:
      moved_ = network;
      moved_.parameters = after;
      featuresAfter_.begin(moved_, subject->batch, kProbePass);
      break;
    case Stage::limit:
      if (extent_ == Extent::step || !tryNext()) enter(Stage::done);
      break;
    case Stage::done:
      pass_.release();
      moved_ = {}, featuresAfter_ = {};
      break;
    case Stage::step:
      break;
  }
}

bool SlowStep::work() {
  double flop = kWorkUnit;
  while (flop > 0 && stage_ != Stage::done) {
    switch (stage_) {
      case Stage::step:
        moment_->d = proposedStep(*subject).d;
        flop -= 6.0 * static_cast<double>(moment_->d.size()) * subject->batch.count;
        enter(Stage::here);
        break;
      case Stage::here:
        if (pass_.work(flop)) return true;
        moment_->loss = pass_.loss;
        moment_->slope = dot(pass_.gradient, moment_->d);
        for (const Layer& layer : subject->network.layers)
          moment_->layerSlopes.push_back(dot(pass_.gradient, moment_->d, layer.weight, layer.end));
        enter(Stage::featuresHere);
        break;
      case Stage::featuresHere:
        if (moment_->features->work()) return true;
        enter(Stage::lengths);
        break;
      case Stage::lengths:
        if (pass_.work(flop)) return true;
        endLength();
        break;
      case Stage::features:
        if (featuresAfter_.work()) return true;
        compareFeatures();
        enter(Stage::limit);
        break;
      case Stage::limit:
        if (pass_.work(flop)) return true;
        moment_->tried.back().together = pass_.loss - moment_->loss;
        moment_->measured = moment_->tried.size();
        if (!tryNext()) enter(Stage::done);
        break;
      case Stage::done:
        break;
    }
  }
  return stage_ != Stage::done;
}

void SlowStep::beginLength() {
  const int L = static_cast<int>(layers.size()), l = evaluation_ - 1;
  std::vector<double> point = evaluation_ == 0 ? moved(subject->network, moment_->d, length, 0, L)
                                               : moved(subject->network, moment_->d, length, l, l + 1);
  if (evaluation_ == 0) after.assign(point.begin(), point.end());
  pass_.begin(Derivatives::none, std::move(point));
}

void SlowStep::endLength() {
  const double change = pass_.loss - moment_->loss;
  (evaluation_ == 0 ? together : layers[static_cast<std::size_t>(evaluation_) - 1].alone) = change;
  if (++evaluation_ <= static_cast<int>(layers.size()))
    beginLength();
  else
    enter(Stage::features);
}

void SlowStep::compareFeatures() {
  const ProbeBatch& batch = subject->batch;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    LayerMotion& motion = layers[l];
    const int units = subject->network.layers[l].outputs, at = static_cast<int>(l) + 1;
    const float *before = moment_->features->features(at), *now = featuresAfter_.features(at);
    motion.features = featureChange(before, now, units, batch.count, batch.stride);
    double size = 0;
    std::vector<double> change(static_cast<std::size_t>(units));
    for (int u = 0; u < units; ++u)
      for (int b = 0; b < batch.count; ++b) {
        const double x = before[u * batch.stride + b], y = now[u * batch.stride + b];
        size += x * x, change[static_cast<std::size_t>(u)] += (y - x) * (y - x);
      }
    motion.units.clear();
    for (double c : change)
      motion.units.push_back(static_cast<float>(c == 0 ? 0 : std::sqrt(c / (size / units))));
    const Layer& layer = subject->network.layers[l];
    double own = 0, step = 0;
    for (int i = layer.weight; i < layer.end; ++i) {
      const double w = subject->network.parameters[static_cast<std::size_t>(i)],
                   d = length * moment_->d[static_cast<std::size_t>(i)];
      own += w * w, step += d * d;
    }
    motion.parameters = step == 0 ? 0 : std::sqrt(step / own);
  }
}

// First up the lengths to the one at which the step stops helping, then halving the interval before it.
bool SlowStep::tryNext() {
  std::vector<Tried>& tried = moment_->tried;
  if (!std::isnan(moment_->limit)) return false;
  if (tried.size() > moment_->measured) {  // begun by another measurement of this moment
    pass_.begin(Derivatives::none, moved(subject->network, moment_->d, tried.back().length));
    return true;
  }
  double helps = 0, harms = 0;
  for (const Tried& t : tried) {
    if (t.together < 0) helps = std::max(helps, t.length);
    if (!(t.together < 0)) harms = harms > 0 ? std::min(harms, t.length) : t.length;
  }
  const int count = static_cast<int>(tried.size());
  double next = 0;
  if (harms == 0 && count < kSlowLengths)
    next = lengthAt(count);
  else if (harms > 0 && helps > 0 && harms > helps * 1.005)
    next = std::sqrt(helps * harms);
  if (next == 0) {
    moment_->limit = harms == 0 ? std::numeric_limits<double>::infinity() : helps;
    return false;
  }
  tried.push_back({next, kUnknown});
  pass_.begin(Derivatives::none, moved(subject->network, moment_->d, next));
  return true;
}

Readings SlowStep::readings() const {
  Table rows{
      "layers",
      {{"layer", ""}, {"alone", ""}, {"slope", ""}, {"moved", ""}, {"cosine", ""}, {"parameters", ""}}};
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const LayerMotion& m = layers[l];
    addRow(rows, {l + 1.0, m.alone, m.slope, m.features.relative, m.features.cosine, m.parameters});
  }
  Table lengths{"lengths", {{"length", "steps"}, {"together", ""}}};
  for (const Tried& t : tried()) addRow(lengths, {t.length, t.together});
  return {{"summary",
           {{"length", "steps", {length}},
            {"rate", "", {length * subject->rate}},
            {"loss", "", {loss()}},
            {"slope", "", {slope()}},
            {"sum", "", {sum()}},
            {"together", "", {together}},
            {"gap", "", {gap()}},
            {"limit", "steps", {std::isinf(limit()) ? kUnknown : limit()}}}},
          rows,
          lengths};
}

}  // namespace lockstep
