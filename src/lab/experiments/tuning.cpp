// Experiments about networks that were trained before: what fine-tuning gains, and what it forgets.
#include <algorithm>
#include <array>
#include <cmath>

#include "lab/experiments/parts.h"

namespace lockstep {
namespace {

// What the old task had different: other pixels, nearly the same ones, or the same ones under other names.
enum class Shift { turned, moved, renamed };
constexpr int kShifts = 3;

// What the old task was learned from: images behind those of the new one, `used` at most, shifted.
Dataset oldImages(const Dataset& all, int used, Shift shift) {
  Dataset old = all;
  const int D = all.dims, side = all.imageSide, first = std::min(used, all.count() / 2),
            count = std::min(used, all.count() - first);
  old.y.assign(all.y.begin() + first, all.y.begin() + first + count);
  std::vector<float> pixels(static_cast<std::size_t>(count) * D);
  for (int n = 0; n < count; ++n) {
    const float* from = all.x.data() + static_cast<std::size_t>(first + n) * D;
    float* to = pixels.data() + static_cast<std::size_t>(n) * D;
    for (int row = 0; row < side; ++row)
      for (int column = 0; column < side; ++column) {
        float& pixel = to[row * side + column];
        if (shift == Shift::turned)
          pixel = from[(side - 1 - column) * side + row];
        else if (shift == Shift::moved)
          pixel = column > 0 ? from[row * side + column - 1] : 0;
        else
          pixel = from[row * side + column];
      }
  }
  if (shift == Shift::renamed)
    for (float& label : old.y) label = static_cast<float>((static_cast<int>(label) + 1) % all.classes);
  old.x = std::move(pixels);
  return old;
}

// Test samples of the two tasks, in percent.
struct Right {
  double fresh = kUnknown, old = kUnknown;
};

// A network learns the old task and goes on with the new one in several ways; both are tested on the way.
class FineTuningRun : public ExperimentBase {
 public:
  FineTuningRun(const Experiment& e, int s, const Sources& data)
      : ExperimentBase(e, s, data), newTest_(tester(makeSession(config(0), data))) {
    for (int shift = 0; shift < kShifts; ++shift) prepare(static_cast<Shift>(shift));
    Session first = fork(of(Shift::turned).begun);  // the arms cannot begin without it
    while (first.state.step < learning() && advance(first)) {
    }
    of(Shift::turned).learned = first.state.network.parameters;

    tune(derive(config(0), "rates=0.25,0.5,1"), falling);
    tune(derive(config(0), "rates=0,0,1"), outputOnly);
    Config slow = config(0);
    slow.lr /= 4;
    tune(slow, slower);
    for (const Shift shift : {Shift::moved, Shift::renamed}) {
      add(
          [this, shift] {
            return std::make_unique<Training>(fork(of(shift).begun), learning(), [this, shift](Session& run) {
              of(shift).learned = run.state.network.parameters;
            });
          },
          [](const Measurement&) {});
      for (int arm = 0; arm < 2; ++arm)
        train(config(arm), steps(), [this, shift, arm](Session& run) {
          if (run.state.step == 0) run.state.network.parameters = of(shift).learned;
          if (run.state.step == steps()) of(shift).after[arm] = test(run, shift);
        });
    }
  }

  std::span<const float> beginning() const override { return old_[0].learned; }

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures = ExperimentBase::figures();
    Figure kept{"What is kept, by what is gained",
                "upright digits, % right",
                "lying digits, % right",
                false,
                false,
                {}};
    for (const Way& way : ways_) kept.curves.push_back(way.kept);
    figures.insert(figures.begin(), std::move(kept));
    return figures;
  }
  std::array<double, 2> pair() const override { return {soFar(all), soFar(frozen)}; }

 private:
  enum { all, frozen, falling, outputOnly, slower };  // the ways; the first two are the arms
  static constexpr int64_t kEvery = 20;

  struct OldTask {
    Session begun, test;
    std::vector<float> learned;  // parameters once it was trained
    std::array<Right, 2> after;  // both arms' networks at the end; what was turned is in ways_ instead
  };
  struct Way {
    Curve kept;  // right on the old task whenever the new one was never as good before
    Right before, now, end;
    double moved = kUnknown;  // change of the weights behind layer 1, relative
  };
  // Right on the old task, once an arm has made a step: before, the bar belongs to the guess.
  double soFar(int arm) const { return std::isnan(lossSoFar(arm)) ? kUnknown : ways_[arm].now.old; }

  OldTask& of(Shift shift) { return old_[static_cast<std::size_t>(shift)]; }
  int64_t learning() const { return 3 * steps() / 4; }

  // A session that only tests.
  static Session tester(Session session) {
    session.problem.split.train.clear();
    return session;
  }
  void prepare(Shift shift) {
    Config config = this->config(0);
    config.trainShare = 1 - config.trainShare;
    Sources shifted;
    shifted.asset(config.dataset) = oldImages(sources.asset(config.dataset), config.samples, shift);
    OldTask& task = of(shift);
    task.begun = makeSession(config, shifted);
    task.test = tester(fork(task.begun));
    task.learned = task.begun.state.network.parameters;
  }
  Right test(const Session& run, Shift shift) {
    auto right = [&](Session& test) {
      test.state.network = run.state.network;
      return 100 * evaluate(test).testAccuracy;
    };
    return {right(newTest_), right(of(shift).test)};
  }

  void stepped(int arm, const Session& session) override { follow(ways_[arm], session); }
  void tune(const Config& config, int way) {
    train(config, steps(), [this, way](Session& run) {
      if (run.state.step == 0) putAtBeginning(*this, run);
      follow(ways_[way], run);
    });
  }
  void follow(Way& way, const Session& run) {
    const int64_t step = run.state.step;
    if (step % kEvery != 0 && step != steps()) return;
    way.now = test(run, Shift::turned);
    if (way.kept.x.empty() || way.now.fresh > way.kept.x.back())
      way.kept.x.push_back(way.now.fresh), way.kept.y.push_back(way.now.old);
    if (step == 0) way.before = way.now;
    if (step != steps()) return;
    way.end = way.now;
    const std::vector<float>& now = run.state.network.parameters;
    double change = 0, length = 0;
    for (auto i = static_cast<std::size_t>(run.state.network.layers.front().end); i < now.size(); ++i) {
      const double before = beginning()[i];
      change += (now[i] - before) * (now[i] - before), length += before * before;
    }
    way.moved = 100 * std::sqrt(change / length);
  }

  std::vector<Quantity> measured() const override {
    const Way &a = ways_[all], &b = ways_[frozen];
    const auto &moved = old_[1].after, &renamed = old_[2].after;
    return {atLeast("lying digits right, before", a.before.old, 75, "%"),
            plain("upright digits right, before", a.before.fresh, "%"),
            plain("upright, all layers", a.end.fresh, "%"),
            plain("upright, layer 1 frozen", b.end.fresh, "%"),
            atLeast("upright, all − layer 1 frozen", a.end.fresh - b.end.fresh, 8, "%"),
            plain("lying afterwards, all layers", a.end.old, "%"),
            plain("lying afterwards, layer 1 frozen", b.end.old, "%"),
            atLeast("lying, all − layer 1 frozen", a.end.old - b.end.old, 8, "%"),
            plain("upright, rates × ¼, ½, 1", ways_[falling].end.fresh, "%"),
            plain("lying, rates × ¼, ½, 1", ways_[falling].end.old, "%"),
            plain("upright, only the output layer", ways_[outputOnly].end.fresh, "%"),
            plain("lying, only the output layer", ways_[outputOnly].end.old, "%"),
            plain("upright, all layers at ¼ of the rate", ways_[slower].end.fresh, "%"),
            plain("lying, all layers at ¼ of the rate", ways_[slower].end.old, "%"),
            plain("change of layers 2 and 3, all layers", a.moved, "%"),
            plain("change of layers 2 and 3, layer 1 frozen", b.moved, "%"),
            plain("one pixel aside, new: all − frozen", moved[0].fresh - moved[1].fresh, "%"),
            plain("one pixel aside, old: all − frozen", moved[0].old - moved[1].old, "%"),
            plain("renamed, new, all layers", renamed[0].fresh, "%"),
            atMost("renamed, new: all − frozen", renamed[0].fresh - renamed[1].fresh, 5, "%")};
  }
  std::string sentence(bool confirmed) const override {
    const Way &a = ways_[all], &b = ways_[frozen];
    return "With layer 1 frozen " + text(b.end.old) +
           " % of the lying digits are still right, with all layers " + text(a.end.old) +
           " %; of the upright ones " + text(b.end.fresh) + " % and " + text(a.end.fresh) + " %" +
           (confirmed ? "." : ": not what the claim expects.");
  }

  Session newTest_;
  std::array<OldTask, kShifts> old_;
  std::array<Way, 5> ways_ = {Way{.kept = {"all layers", {}, {}}},
                              {.kept = {"layer 1 frozen", {}, {}}},
                              {.kept = {"rates × ¼, ½, 1", {}, {}}},
                              {.kept = {"only the output", {}, {}}},
                              {.kept = {"¼ of the rate", {}, {}}}};
};

const Experiment kExperiments[] = {
    {
        .name = "finetune",
        .title = "Fine-tuning",
        .claim = "With plain SGD a network whose first layer is frozen learns turned digits worse and "
                 "forgets more of the old ones; where only the digits' names change, it learns about as "
                 "well.",
        .question =
            "A network that reads about 86 % of digits lying on their side goes on with upright ones, "
            "its first layer frozen. How many of the lying ones are still right 400 steps later?",
        .pair = {.label = "Lying digits still right",
                 .unit = "%",
                 .names = {"all layers learn", "first layer frozen"},
                 .low = 0,
                 .high = 100},
        .config = "dataset=digits&samples=1000&trainShare=0.3&layers=32,32&activation=relu&init=he&batch=32"
                  "&optimizer=sgd&lr=0.05",
        .change = "rates=0,1,1",
        .armNames = {"all layers", "layer 1 frozen"},
        .steps = 400,
        .stepsPerSecond = 40,
        .instrument = "target",
        .watch = "The weights of layer 1, and with them the features that layer 2 reads: they change in A "
                 "and stay in B. And both losses on the upright digits.",
        .why = "The first layer answers to pixels. Upright digits put their ink elsewhere, and frozen it "
               "cannot follow: the layers behind it make do, and change about three times as far. But "
               "theirs are the weights that read the lying digits too. New names leave the pixels where "
               "they were, and the frozen features serve as before. Rates that fall towards the input "
               "keep a little more and learn a little less; a quarter of the rate for all layers learns "
               "as much as they do, and keeps more.",
        .stops = "Where little has to be learned it hardly matters: with digits moved by a pixel the "
                 "frozen run is 1 to 5 points behind on the new ones, not 11 to 21, and within 3 on the "
                 "old (20 seeds). With Adam at 0.001 it learns less all the same, 53 to 60 % instead of 81 "
                 "to 82 %, but keeps about as much, 28 to 50 % instead of 40 to 49 % (6 seeds). At a tenth "
                 "of the rate, in both tasks, it keeps more, 43 to 57 % instead of 25 to 40 %: it has "
                 "hardly begun, with 19 to 29 % of the upright digits right instead of 66 to 72 %.",
        .reference = "Lee et al., “Surgical fine-tuning improves adaptation to distribution shifts”, 2023; "
                     "Kumar et al., “Fine-tuning can distort pretrained features and underperform out-of-"
                     "distribution”, 2022",
        .start = begin<FineTuningRun>,
    },
};

}  // namespace

std::span<const Experiment> tuningExperiments() { return kExperiments; }

}  // namespace lockstep
