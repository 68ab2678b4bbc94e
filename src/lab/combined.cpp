#include "lab/combined.h"

#include <algorithm>

namespace lockstep {
namespace {

// How much of a landscape with its way the way is, for the progress shown.
constexpr double kWayShare = 0.3;

TableColumn* findColumnOf(Table& table, const std::string& name) {
  for (TableColumn& column : table.columns)
    if (column.name == name) return &column;
  return nullptr;
}

void join(Table& table, const Table& more, const char* name) {
  for (TableColumn column : more.columns) {
    if (const TableColumn* own = findColumnOf(table, column.name)) {
      if (own->values == column.values) continue;
      column.name = std::string(name) + " " + column.name;
    }
    table.columns.push_back(std::move(column));
  }
  // What is measured later is shorter for a while.
  std::size_t rows = 0;
  for (const TableColumn& column : table.columns) rows = std::max(rows, column.values.size());
  for (TableColumn& column : table.columns) column.values.resize(rows, kUnknown);
}

template <typename T, typename... Arguments>
std::unique_ptr<Measurement> make(Arguments&&... arguments) {
  return std::make_unique<T>(std::forward<Arguments>(arguments)...);
}

// Initializer lists cannot move what they hold.
template <typename Part>
std::vector<Part> two(Part a, Part b) {
  std::vector<Part> parts;
  parts.push_back(std::move(a));
  parts.push_back(std::move(b));
  return parts;
}

}  // namespace

bool Combined::work() {
  if (current_ < parts_.size() && !parts_[current_].measurement->work()) ++current_;
  return current_ < parts_.size();
}

double Combined::progress() const {
  double sum = 0;
  for (const Part& part : parts_) sum += part.measurement->progress();
  return current_ == parts_.size() ? 1 : sum / static_cast<double>(parts_.size());
}

Readings Combined::readings() const {
  Readings all;
  for (const Part& part : parts_)
    for (Table& table : part.measurement->readings()) {
      const auto same =
          std::find_if(all.begin(), all.end(), [&](const Table& t) { return t.name == table.name; });
      if (same == all.end())
        all.push_back(std::move(table));
      else
        join(*same, table, part.name);
    }
  return all;
}

MovingTarget::MovingTarget(SubjectPtr subject, SubjectPtr earlier)
    : Combined(two<Part>({"drift", make<Drift>(subject, std::move(earlier))},
                         {"staleness", make<Staleness>(subject)})) {}

Dependence::Dependence(SubjectPtr subject)
    : Combined(
          two<Part>({"influence", make<Influence>(subject)}, {"criticality", make<Criticality>(subject)})) {}

// Landscape.

LandscapeOfRun::LandscapeOfRun(SubjectPtr subject, Plane plane, const Session& session,
                               const History* history)
    : subject_(std::move(subject)), plane_(plane) {
  if (history && !history->keyframes.empty() && firstStep(*history) < subject_->step) {
    session_ = fork(session);
    history_ = *history;
    const int64_t first = firstStep(history_), length = subject_->step - first;
    const int64_t points = std::min<int64_t>(kWayPoints, length);
    for (int64_t i = 0; i < points; ++i) steps_.push_back(first + i * length / points);
    seekTo(history_, session_, first);
  }
}

void LandscapeOfRun::replay() {
  const int64_t target = steps_[way_.size()];
  const auto after = std::upper_bound(history_.keyframes.begin(), history_.keyframes.end(), target,
                                      [](int64_t n, const Keyframe& k) { return n < k.state.step; });
  const int64_t keyframe = (after - 1)->state.step, now = session_.state.step;
  const double stepFlop = 6.0 * session_.state.network.parameterCount() * batchSize(session_) + 1000;
  const int64_t chunk = std::max<int64_t>(1, static_cast<int64_t>(kWorkUnit / stepFlop));
  const bool there = seekTo(history_, session_, keyframe > now ? keyframe : std::min(target, now + chunk));
  const Network& network = session_.state.network;
  // Where the way cannot be followed it begins later.
  if (!there || network.parameters.size() != subject_->network.parameters.size()) {
    steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(way_.size()));
  } else if (session_.state.step == target) {
    way_.push_back(network.parameters);
  }
}

bool LandscapeOfRun::work() {
  if (!landscape_ && way_.size() < steps_.size()) {
    replay();
    return true;
  }
  if (!landscape_) landscape_ = std::make_unique<Landscape>(subject_, plane_, std::move(way_));
  return landscape_->work();
}

double LandscapeOfRun::progress() const {
  if (landscape_) return kWayShare + (1 - kWayShare) * landscape_->progress();
  return steps_.empty() ? 0
                        : kWayShare * static_cast<double>(way_.size()) / static_cast<double>(steps_.size());
}

Readings LandscapeOfRun::readings() const {
  return landscape_ ? landscape_->readings() : Readings{{"summary", {{"loss", "", {kUnknown}}}}};
}

}  // namespace lockstep
