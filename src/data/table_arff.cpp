#include "data/table_arff.h"

#include <algorithm>

namespace lockstep {
namespace {

bool beginsWith(std::string_view line, std::string_view word) {
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return line.size() >= word.size() &&
         std::equal(word.begin(), word.end(), line.begin(), [&](char a, char b) { return a == lower(b); });
}

// The next line that says something; false at the end.
bool nextLine(RowReader& r, std::string_view& line) {
  while (r.at < r.text.size()) {
    const size_t end = std::min(r.text.find_first_of("\r\n", r.at), r.text.size());
    line = r.text.substr(r.at, end - r.at);
    r.at = end + (r.text.substr(end).starts_with("\r\n") ? 2 : end < r.text.size());
    ++r.line;
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.empty() && line[0] != '%') return true;
  }
  return false;
}

// The name behind @attribute, quoted or not, and what follows it.
void takeAttribute(std::string_view line, TableForm& form) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t", 10), line.size()));
  const bool quoted = line.starts_with('\'') || line.starts_with('"');
  const size_t end = std::min(quoted ? line.find(line[0], 1) : line.find_first_of(" \t{"), line.size());
  form.names.push_back(cellText({.raw = line.substr(quoted, end - quoted)}));
  const std::string_view kind = line.substr(std::min(end + quoted, line.size()));
  form.classes.push_back(kind.find('{') != kind.npos || kind.find("string") != kind.npos);
}

}  // namespace

bool isArff(std::string_view text) {
  RowReader reader{.text = text};
  std::string_view line;
  return nextLine(reader, line) && (beginsWith(line, "@relation") || beginsWith(line, "@attribute"));
}

TableForm arffForm(std::string_view text) {
  TableForm form;
  form.rows = {.text = text, .maxCells = kMaxTableColumns + 1};
  RowReader& reader = form.rows;
  std::string_view line;
  while (nextLine(reader, line) && !beginsWith(line, "@data"))
    if (beginsWith(line, "@attribute")) takeAttribute(line, form);
  reader.dialect = {.separator = ',', .comment = '%', .apostrophes = true};
  form.columns = static_cast<int>(form.names.size());
  if (form.columns > kMaxTableColumns)
    form.error = "the file has more than " + std::to_string(kMaxTableColumns) + " columns";
  else if (form.columns < 2)
    form.error = "the file has fewer than two @attribute lines";
  RowReader ahead = reader;
  if (nextLine(ahead, line) && line.starts_with('{'))
    form.error = "line " + std::to_string(ahead.line - 1) + " is sparse ({…}): save the file with all values";
  return form;
}

}  // namespace lockstep
