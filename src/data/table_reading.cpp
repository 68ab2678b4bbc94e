#include "data/table_reading.h"

#include <algorithm>
#include <utility>

#include "data/table_text.h"

namespace lockstep {
namespace {

bool fail(TableReading& r, std::string error) {
  r.error = std::move(error);
  r.stage = TableReading::done;
  return false;
}

void nameColumns(DataTable& table) {
  table.columns.resize(static_cast<size_t>(table.form.columns));
  for (size_t c = 0; c < table.columns.size(); ++c) {
    std::string& name = table.columns[c].name;
    if (!table.form.names.empty()) name = table.form.names[c];
    if (name.empty()) name = "column " + std::to_string(c + 1);
  }
}

// One row; false at the end of the pass.
bool takeRow(TableReading& r) {
  if (!nextRow(r.reader, r.row)) return !r.reader.error.empty() && fail(r, r.reader.error);
  if (r.stage == TableReading::counting) return countRow(r.table, r.counts, r.row) || fail(r, r.table.error);
  return addSample(r.maker, r.row) || fail(r, r.maker.error);
}

void endPass(TableReading& r) {
  if (r.stage == TableReading::counting) {
    if (r.table.rows < 2) return void(fail(r, "a table needs at least two rows"));
    if (const int lines = r.reader.comments; lines > 0)
      r.table.notes.push_back(std::to_string(lines) +
                              (lines == 1 ? " line that begins" : " lines that begin") + " with # left out");
    guessRoles(r.table, r.counts, r.choice);
    if (!r.table.ok()) return void(fail(r, r.table.error));
    r.maker = makeSamples(r.table, r.choice.missing);
    if (!r.maker.error.empty()) return void(fail(r, r.maker.error));
    r.reader = r.table.form.rows;
    r.stage = TableReading::making;
  } else if (r.stage == TableReading::making) {
    r.stage = TableReading::done;
    if (!finishSamples(r.maker)) fail(r, r.maker.error);
  }
}

// "id left out (row numbers)", several with one reason together.
void sayLeftOut(const DataTable& table, std::vector<std::string>& said) {
  std::vector<std::string> reasons;
  for (const DataColumn& column : table.columns)
    if (column.role == ColumnRole::leftOut && !column.why.empty() && column.kind != ColumnKind::empty &&
        std::ranges::find(reasons, column.why) == reasons.end())
      reasons.push_back(column.why);
  for (const std::string& reason : reasons) {
    std::string names;
    int count = 0;
    for (const DataColumn& column : table.columns) {
      if (column.role != ColumnRole::leftOut || column.why != reason) continue;
      if (++count <= 3) names += (count > 1 ? ", " : "") + column.name;
    }
    if (count > 3) names += " and " + std::to_string(count - 3) + " more";
    said.push_back(names + " left out (" + reason + ")");
  }
}

void sayWords(const SampleMaker& m, std::vector<std::string>& said) {
  for (size_t c = 0; c < m.words.size(); ++c) {
    const size_t count = m.words[c].size();
    if (count == 2)
      said.push_back(m.table->columns[c].name + " is 1 for " + m.words[c][1] + ", 0 for " + m.words[c][0]);
    else if (count > 0)
      said.push_back(m.table->columns[c].name + " is an input for each of its " + std::to_string(count) +
                     " words");
  }
}

std::string summarize(const SampleMaker& m) {
  std::vector<std::string> said;
  const DataTable& table = *m.table;
  const std::string why = table.targetWhy.empty() ? "" : ", " + table.targetWhy;
  if (m.data.task == Task::classification)
    said.push_back(m.data.targetName + " is the class (" + std::to_string(m.data.classes) + " values" + why +
                   ")");
  else
    said.push_back(m.data.targetName + " is the number to predict" +
                   (why.empty() ? "" : " (" + table.targetWhy + ")"));
  sayLeftOut(table, said);
  sayWords(m, said);
  if (m.skipped)
    said.push_back(std::to_string(m.skipped) + (m.skipped == 1 ? " row" : " rows") +
                   " with missing values skipped");
  if (m.filled)
    said.push_back(std::to_string(m.filled) + " missing " + (m.filled == 1 ? "cell" : "cells") +
                   " filled in");
  said.insert(said.end(), table.notes.begin(), table.notes.end());
  std::string line;
  for (const std::string& clause : said) line += (line.empty() ? "" : "; ") + clause;
  return line;
}

}  // namespace

std::unique_ptr<TableReading> beginReading(std::string_view bytes, const TableChoice& choice) {
  auto reading = std::make_unique<TableReading>();
  TableReading& r = *reading;
  r.choice = choice;
  if (bytes.size() > kMaxTableBytes) {
    fail(r, "the file has " + std::to_string(bytes.size() >> 20) + " MB; at most " +
                std::to_string(kMaxTableBytes >> 20) + " MB can be read");
    return reading;
  }
  DecodedText decoded = decodeText(bytes);
  r.text = std::move(decoded.text);
  if (decoded.error.empty()) r.table.form = formOf(r.text);
  const std::string& error = decoded.error.empty() ? r.table.form.error : decoded.error;
  if (!error.empty()) {
    fail(r, error);
    return reading;
  }
  for (const std::string& note : {decoded.note, r.table.form.note})
    if (!note.empty()) r.table.notes.push_back(note);
  nameColumns(r.table);
  r.counts.resize(r.table.columns.size());
  r.reader = r.table.form.rows;
  return reading;
}

bool workOn(TableReading& r, size_t bytes) {
  for (size_t read = 0; r.stage != TableReading::done && read < bytes;) {
    const size_t at = r.reader.at;
    const TableReading::Stage stage = r.stage;
    if (!takeRow(r) && r.stage == stage) endPass(r);
    read += r.stage == stage ? r.reader.at - at : 0;
  }
  return r.stage != TableReading::done;
}

float shareOf(const TableReading& r) {
  const double pass =
      static_cast<double>(r.reader.at) / std::max<double>(static_cast<double>(r.text.size()), 1);
  return static_cast<float>(r.stage == TableReading::done ? 1
                                                          : (pass + (r.stage == TableReading::making)) / 2);
}

TableResult resultOf(TableReading& r) {
  TableResult result{.error = r.error};
  if (result.ok()) {
    result.summary = summarize(r.maker);
    result.data = std::move(r.maker.data);
    result.data.readBy = wordsOf(r.choice);
  }
  return result;
}

std::string describeTable(const Dataset& data) {
  return std::to_string(data.count()) + " rows, " + std::to_string(data.dims) +
         (data.dims == 1 ? " input" : " inputs");
}

TableResult readTable(std::string_view bytes, const TableChoice& choice) {
  const auto reading = beginReading(bytes, choice);
  workOn(*reading, std::string_view::npos);
  return resultOf(*reading);
}

}  // namespace lockstep
