#include "session/undo.h"

#include "session/setting.h"

#include <algorithm>
#include <utility>

namespace lockstep {
namespace {

constexpr std::size_t kMaxEntries = 200, kMaxBytes = 64u << 20;

std::size_t bytes(const KeptTwin& kept) {
  std::size_t total = 0;
  auto add = [&](const TwinRun& run) {
    total +=
        3 * sizeof(float) * run.session.state.network.parameters.size() * (1 + run.history.keyframes.size());
  };
  add(kept.b);
  for (const auto& side : kept.twin.more) std::for_each(side.begin(), side.end(), add);
  return total;
}

std::size_t bytes(const UndoEntry& e) {
  std::size_t total = e.twin ? bytes(*e.twin) : 0;
  if (e.state)
    total += sizeof(float) * (e.state->network.parameters.size() * 3 + e.state->network.statistics.size());
  if (e.table) total += sizeof(float) * e.table->x.size() + e.table->fileText.size();
  return total;
}

void trim(std::vector<UndoEntry>& entries) {
  std::size_t total = 0;
  for (const UndoEntry& e : entries) total += bytes(e);
  while (entries.size() > kMaxEntries || (entries.size() > 1 && total > kMaxBytes)) {
    total -= bytes(entries.front());
    entries.erase(entries.begin());
  }
}

std::optional<Change> move(std::vector<UndoEntry>& from, std::vector<UndoEntry>& to, Session& s,
                           Sources& sources) {
  if (from.empty()) return std::nullopt;
  UndoEntry entry = std::move(from.back());
  from.pop_back();
  UndoEntry back{entry.label, s.config, {}, {}, entry.side, entry.swapsTwin, nullptr};
  if (entry.state) back.state = s.state;
  if (entry.table) back.table = std::exchange(sources.csv, std::move(*entry.table));
  to.push_back(std::move(back));
  trim(to);

  Change change = applyConfig(s, entry.config, sources, entry.table.has_value());
  if (entry.state) {
    s.state = std::move(*entry.state);
    s.divergence.reset();
    s.orderEpoch = -1;
    prepareSession(s);
    change.rebuilt = true;
    change.fresh.clear();
    change.notes.clear();
  }
  return change;
}

}  // namespace

void remember(UndoStack& undo, const Session& s, std::string label, bool withState, const Dataset* table) {
  UndoEntry entry{std::move(label), s.config, {}, {}};
  if (withState) entry.state = s.state;
  if (table) entry.table = *table;
  undo.past.push_back(std::move(entry));
  undo.future.clear();
  trim(undo.past);
}

std::optional<Change> undoChange(UndoStack& undo, Session& s, Sources& sources) {
  return move(undo.past, undo.future, s, sources);
}
std::optional<Change> redoChange(UndoStack& undo, Session& s, Sources& sources) {
  return move(undo.future, undo.past, s, sources);
}

std::string describeChange(const Config& from, const Config& to) {
  std::string text;
  int count = 0;
  eachChange(from, to, [&](const Setting& setting) {
    const std::string a = printSetting(setting, from), b = printSetting(setting, to);
    ++count;
    text =
        typeOf(setting) == SettingType::text
            ? setting.label
            : std::string(setting.label) + " " + (a.empty() ? "none" : a) + " → " + (b.empty() ? "none" : b);
  });
  return count == 1 ? text : std::to_string(count) + " settings";
}

bool changeTouchesState(const Config& from, const Config& to) {
  for (const Setting& setting : settings())
    if (setting.effect >= Effect::model && printSetting(setting, from) != printSetting(setting, to))
      return true;
  return from.optimizer != to.optimizer || (from.dataset == DataKind::drawn && from.points != to.points);
}

}  // namespace lockstep
