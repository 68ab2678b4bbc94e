// Reading tables: what is understood, what is refused and how the place is named, and that
// nothing crashes it.
#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "data/csv.h"
#include "data/number.h"
#include "nn/rng.h"

using namespace lockstep;

namespace {

constexpr CsvOptions kRegression{.task = CsvOptions::regression};
constexpr CsvOptions kClassification{.task = CsvOptions::classification};

Dataset read(std::string_view text, const CsvOptions& options = {}) {
  CsvResult result = parseCsv(text, options);
  CHECK(result.error == "");
  return result.data;
}

std::string errorOf(std::string_view text, const CsvOptions& options = {}) {
  return parseCsv(text, options).error;
}

using Floats = std::vector<float>;
using Names = std::vector<std::string>;

// A column 0, 1, …, count − 1 beside a target made by `target`.
template <typename F>
std::string table(int count, F target) {
  std::string text;
  for (int i = 0; i < count; ++i) text += std::to_string(i) + "," + target(i) + "\n";
  return text;
}

}  // namespace

TEST_CASE("names in the last column become classes in order of first appearance") {
  Dataset data = read("5.1,3.5,setosa\n4.9,3,virginica\n5,2,setosa\n");
  CHECK(data.kind == DataKind::csv);
  CHECK(data.task == Task::classification);
  CHECK(data.dims == 2);
  CHECK(data.classes == 2);
  CHECK(data.x == Floats{5.1f, 3.5f, 4.9f, 3, 5, 2});
  CHECK(data.y == Floats{0, 1, 0});
  CHECK(data.classNames == Names{"setosa", "virginica"});
  CHECK(data.columnNames == Names{"column 1", "column 2"});
  CHECK(data.targetName == "column 3");
}

TEST_CASE("a header is recognised by names above numbers") {
  Dataset data = read("width,height,price\n1,2,3.5\n4,5,6.5\n");
  CHECK(data.task == Task::regression);
  CHECK(data.classes == 0);
  CHECK(data.columnNames == Names{"width", "height"});
  CHECK(data.targetName == "price");
  CHECK(data.x == Floats{1, 2, 4, 5});
  CHECK(data.y == Floats{3.5f, 6.5f});
  CHECK(parseCsv("w,t\n1,a\n2,b\n").notes.at(0) == "Line 1 is read as the names of the columns.");
}

TEST_CASE("a header over a column of names is recognised by its other columns") {
  Dataset data = read("x,y,kind\n1,2,cat\n3,4,dog\n");
  CHECK(data.classNames == Names{"cat", "dog"});
  CHECK(data.targetName == "kind");
  CHECK(data.count() == 2);
}

TEST_CASE("a first row of numbers is data, a name in the target column included") {
  CHECK(read("1,2,cat\n3,4,dog\n").count() == 2);
  CHECK(read("1,2,3\n4,5,6\n").count() == 2);
  CHECK(read("1,2,3\n4,5,6\n").columnNames == Names{"column 1", "column 2"});
}

TEST_CASE("a header may leave a name out or look like a number, and then a note says so") {
  Dataset data = read(",x,kind\n0,1,a\n1,2,b\n");
  CHECK(data.columnNames == Names{"column 1", "x"});
  CsvResult years = parseCsv("id,1990,1991\n1,2,3.5\n4,5,6.5\n");
  REQUIRE(years.ok());
  CHECK(years.data.columnNames == Names{"id", "1990"});
  CHECK(years.notes.at(0) ==
        "Line 1 is read as the names of the columns, although \"1990\" could be a value.");
}

TEST_CASE("separators are found: comma, semicolon, tab") {
  for (const char* text : {"a,b,c\n1,2,x\n3,4,y\n", "a;b;c\n1;2;x\n3;4;y\n", "a\tb\tc\n1\t2\tx\n3\t4\ty\n"}) {
    Dataset data = read(text);
    CHECK(data.columnNames == Names{"a", "b"});
    CHECK(data.x == Floats{1, 2, 3, 4});
  }
  CHECK(read("\"last, first\";b;c\n1;2;x\n3;4;y\n").columnNames == Names{"last, first", "b"});
  CHECK(read("name, unit\tb\n1\t2\n3\t4.5\n").columnNames == Names{"name, unit"});
}

TEST_CASE("line ends may be LF, CRLF or CR, the last one missing, blank lines anywhere") {
  for (const char* text : {"1,2\n3,4.5\n", "1,2\r\n3,4.5\r\n", "1,2\r3,4.5\r", "1,2\n3,4.5",
                           "\n\n1,2\r\n\r\n3,4.5\n\n", "1,2\n , \n3,4.5\n,,,,\n",
                           "\xef\xbb\xbf"
                           "1,2\n3,4.5"}) {
    Dataset data = read(text);
    CHECK(data.x == Floats{1, 3});
    CHECK(data.y == Floats{2, 4.5f});
  }
  CHECK(parseCsv("1,2\n\n\n3,4.5\n").notes.at(0) == "Blank lines skipped: 2.");
}

TEST_CASE("quotes hold separators, line ends and doubled quotes") {
  Dataset data = read("\"a\"\"b\",\"two\nlines\",\"t\"\n\"1\",2,\"x, y\"\n3, \"4\" ,\"say \"\"no\"\"\"\n");
  CHECK(data.columnNames == Names{"a\"b", "two lines"});
  CHECK(data.x == Floats{1, 2, 3, 4});
  CHECK(data.classNames == Names{"x, y", "say \"no\""});
}

TEST_CASE("spaces around cells do not count, quotes inside unquoted cells do") {
  Dataset data = read(" 1 ,\t2 , a b \n3,4,5\" pipe\n");
  CHECK(data.x == Floats{1, 2, 3, 4});
  CHECK(data.classNames == Names{"a b", "5\" pipe"});
}

TEST_CASE("any column can be the target") {
  Dataset data = read("kind,x,y\nb,1,2\na,3,4\n", {.targetColumn = 0});
  CHECK(data.targetName == "kind");
  CHECK(data.columnNames == Names{"x", "y"});
  CHECK(data.x == Floats{1, 2, 3, 4});
  CHECK(data.classNames == Names{"b", "a"});
  CHECK(read("1,2.5,3\n4,5.5,6\n", {.targetColumn = 1}).y == Floats{2.5f, 5.5f});
}

TEST_CASE("up to ten whole numbers are classes in ascending order, more or fractions are a regression") {
  Dataset ten = read(table(40, [](int i) { return std::to_string(9 - i % 10); }));
  CHECK(ten.task == Task::classification);
  CHECK(ten.classes == 10);
  CHECK(ten.y[0] == 9);
  CHECK(ten.classNames == Names{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
  CHECK(read(table(40, [](int i) { return std::to_string(i % 11); })).task == Task::regression);
  CHECK(read("0,1\n1,2.5\n").task == Task::regression);
  CHECK(read("0,-1\n1,1e0\n2,1.0\n3,-1\n").classNames == Names{"-1", "1e0"});
  CHECK(read(table(200, [](int i) { return "1e" + std::to_string(i % 30); })).task == Task::regression);
}

TEST_CASE("the task can be imposed") {
  CHECK(read("0,1\n1,2\n", kRegression).task == Task::regression);
  Dataset halves = read("0,2.5\n1,0.5\n2,2.5\n", kClassification);
  CHECK(halves.classNames == Names{"0.5", "2.5"});
  CHECK(halves.y == Floats{1, 0, 1});
  CHECK(read(table(100, [](int i) { return std::to_string(i % 50); }), kClassification).classes == 50);
  Dataset mixed = read("0,1\n1,2\n2,3\n3,many\n", kClassification);
  CHECK(mixed.classNames == Names{"1", "2", "3", "many"});
}

TEST_CASE("a bad cell is reported by line, column, name and content") {
  CHECK(errorOf("a,b,c\n1,2,3\n4,oops,6\n") == "line 3, column 2 (b): \"oops\" is not a number");
  CHECK(errorOf("1,2,3\n4,5,6\n\n7,1.2.3,9\n") == "line 4, column 2: \"1.2.3\" is not a number");
  CHECK(errorOf("a,b\n\"1\n\",2\n3,x\n") == "line 2, column 1 (a): \"1 \" is not a number");
  CHECK(errorOf("x,k\n1,a\noops,b\n") == "line 3, column 1 (x): \"oops\" is not a number");
  CHECK(errorOf("1;2;a\n1,5;2;b\n") ==
        "line 2, column 1: \"1,5\" is not a number (decimals are written with a point)");
  CHECK(errorOf("1,a\n1e39,b\n") == "line 2, column 1: \"1e39\" is too large a number");
  CHECK(errorOf("1,a\n1e999,b\n") == "line 2, column 1: \"1e999\" is too large a number");
  CHECK(errorOf("x,t\n1,2\n3,1e60\n") == "line 3, column 2 (t): \"1e60\" is too large a number");
  for (const char* junk :
       {"0x10", "inf", "-inf", "1e", "1e+", ".", "-", "+", "1 2", "1,0", "--1", "1f", "e5", "٣"}) {
    std::string text = "1\t2\n" + std::string(junk) + "\t3\n";
    CHECK(errorOf(text).find("line 2, column 1: \"" + std::string(junk) + "\" is not a number") == 0);
  }
}

TEST_CASE("long and unprintable content is shown short and as valid UTF-8") {
  CHECK(errorOf("1,a\n" + std::string(1000, 'z') + ",b\n") ==
        "line 2, column 1: \"" + std::string(24, 'z') + "…\" is not a number");
  CHECK(errorOf("1,a\nstra\xdf"
                "e,b\n") == "line 2, column 1: \"stra�e\" is not a number");
  CHECK(errorOf("1,a\n\x01\x02,b\n") == "line 2, column 1: \"  \" is not a number");
  CHECK(errorOf("1,a\n" + std::string(23, 'z') + "é,b\n") ==
        "line 2, column 1: \"" + std::string(23, 'z') + "…\" is not a number");
  for (const char* broken : {"\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xf0\x8f\xbf\xbf"})
    CHECK(errorOf("1,a\n" + std::string(broken) + ",b\n").find("\"��") != std::string::npos);
  CHECK(errorOf("1,a\n€𝄞é,b\n").find("\"€𝄞é\"") != std::string::npos);
}

TEST_CASE("missing cells are errors wherever they are") {
  CHECK(errorOf("1,2,a\n,3,b\n") == "line 2, column 1: the cell is empty");
  CHECK(errorOf("x,y,k\n1,NA,a\n") == "line 2, column 2 (y): \"NA\" means a missing value");
  CHECK(errorOf("1,2,a\n1,\"\",b\n") == "line 2, column 2: the cell is empty");
  CHECK(errorOf("1,2,a\n1,2,?\n") == "line 2, column 3: \"?\" means a missing value");
  CHECK(errorOf("1,2,3\n1,2,nan\n") == "line 2, column 3: \"nan\" means a missing value");
  CHECK(errorOf("NA,2,3\n1,2,4\n") == "line 1, column 1: \"NA\" means a missing value");
  CHECK(errorOf("1,2,\n1,2,\n") == "line 1, column 3: the cell is empty");
}

TEST_CASE("rows of another length are reported with both lengths") {
  CHECK(errorOf("1,2,3\n4,5\n") == "line 2 has 2 cells, line 1 has 3");
  CHECK(errorOf("\na,b,k\n1,2,x\n1,2,x,\n") == "line 4 has 4 cells, line 2 has 3");
}

TEST_CASE("broken quotes are reported with their line") {
  CHECK(errorOf("1,2\n3,\"4\n5,6\n") == "line 2: the quote opened here is never closed");
  CHECK(errorOf("1,2\n3,\"4\"5\n") ==
        "line 2: text after a closing quote (a quote inside quotes is written twice)");
  CHECK(errorOf("\"") == "line 1: the quote opened here is never closed");
}

TEST_CASE("files that are no tables are refused with the reason") {
  CHECK(errorOf("") == "the file is empty");
  CHECK(errorOf("\xef\xbb\xbf\n\n") == "the file is empty");
  CHECK(errorOf("1\n2\n3\n") ==
        "only one column found: separate the columns with commas, semicolons or tabs");
  CHECK(errorOf("1 2\n3 4\n") ==
        "only one column found: separate the columns with commas, semicolons or tabs");
  CHECK(errorOf("a,b\n") == "a table needs at least two rows of numbers");
  CHECK(errorOf("1,2\n") == "a table needs at least two rows of numbers");
  CHECK(errorOf("a,b\n1,2\n") == "a table needs at least two rows of numbers");
  CHECK(errorOf(std::string("1,2\n3\0,4\n", 10)) == "this is not a text file");
  CHECK(errorOf("\xff\xfe"
                "1,2") == "the file is UTF-16 text: save it as UTF-8");
  CHECK(errorOf(std::string(20000001, '1')) == "the file has 20 MB; at most 20 MB can be read");
  CHECK(errorOf("1,2\n3,4\n", {.targetColumn = 2}) ==
        "there is no column 3 to be the target: the file has 2");
  CHECK(errorOf("1,2\n3,4\n", {.targetColumn = -2}).find("there is no column") == 0);
  CHECK(errorOf(std::string(1500, ',') + "\n1,2\n") == "line 1 has more than 1025 columns");
}

TEST_CASE("targets that cannot be learned are refused with the reason") {
  CHECK(errorOf("1,a\n2,a\n") == "the target (column 2) is the same in every row");
  CHECK(errorOf("x,t\n1,5\n2,5\n") == "the target (t) is the same in every row");
  auto name = [](int i) { return "n" + std::to_string(i); };
  CHECK(read(table(50, name)).classes == 50);
  CHECK(errorOf(table(60, name)) ==
        "line 51, column 2: the target has more than 50 different values, too many for classes");
  CHECK(errorOf(table(60, [](int i) { return std::to_string(i); }), kClassification) ==
        "line 51, column 2: the target has more than 50 different values, too many for classes");
  CHECK(errorOf("0,1\n1,2\n2,x\n") ==
        "line 3, column 2: \"x\" is not a number, but most of the target column is");
  CHECK(errorOf("0,1\n1,2\n2,x\n", kRegression) == "line 3, column 2: \"x\" is not a number");
}

TEST_CASE("the widest table allowed is read") {
  std::string row = "0";
  for (int i = 1; i < kMaxCsvColumns; ++i) row += ",1";
  CHECK(read(row + ",2\n" + row + ",3.5\n").dims == kMaxCsvColumns);
}

TEST_CASE("numbers are read to the bit as the C library reads them") {
  Rng rng(1, Stream::probe);
  auto digits = [&](uint32_t most) {
    std::string text;
    for (uint32_t k = rng.below(most + 1); k > 0; --k) text += static_cast<char>('0' + rng.below(10));
    return text;
  };
  for (int round = 0; round < 100000; ++round) {
    std::string text = rng.below(2) ? "-" : rng.below(4) ? "" : "+";
    // One draw per statement: the operands of + have no order.
    text += digits(20);
    if (rng.below(3)) text += '.';
    text += digits(20);
    if (rng.below(2)) text += rng.below(2) ? 'e' : 'E';
    if (rng.below(2)) text += '-';
    text += digits(3);
    char* end = nullptr;
    double expected = std::strtod(text.c_str(), &end), value = 0;
    bool whole = !text.empty() && end == text.c_str() + text.size();
    CAPTURE(text);
    CHECK(parseNumber(text, value) == whole);
    if (whole) CHECK((value == expected && std::signbit(value) == std::signbit(expected)));
  }
  double value = 0;
  CHECK(parseNumber("9007199254740993", value));
  CHECK(value == 9007199254740992.0);
  CHECK(parseNumber("179769313486231570000000000000000000000e270", value));
  CHECK(value == 1.7976931348623157e308);
  CHECK(parseNumber("4.9e-324", value));
  CHECK(value == 4.9e-324);
  CHECK(parseNumber("1e-99999999999999999999", value));
  CHECK(value == 0);
  CHECK(parseNumber("1e99999999999999999999", value));
  CHECK(std::isinf(value));
  CHECK(parseNumber(std::string(100000, '0') + "1." + std::string(100000, '0'), value));
  CHECK(value == 1);
  for (const char* junk :
       {"", " 1", "1 ", "0x1p3", "infinity", "nan", "1e5.0", "1..2", "+-1", "1_000", "1'000"})
    CHECK_FALSE(parseNumber(junk, value));
}

TEST_CASE("large hostile inputs end quickly in an error") {
  for (const char* unit :
       {",", "\"", "\"\"", "\n", "\r", ";", "\t", " ", "1", "1,", "\",\"", "a\n", "9,9\n,", "\xff"}) {
    std::string text;
    while (text.size() < 3000000) text += unit;
    CHECK_FALSE(errorOf(text).empty());
  }
}

TEST_CASE("damaged tables give a complete data set or an error, never anything else") {
  const Names corpus = {
      "5.1,3.5,setosa\n4.9,3,virginica\n5,2,setosa\n",
      "width,height,price\n1,2,3.5\n4,5,6.5\n",
      "\"a\"\"b\",\"two\nlines\",\"t\"\r\n\"1\",2,\"x, y\"\r\n3, \"4\" ,\"say \"\"no\"\"\"\r\n",
      "\xef\xbb\xbf"
      "a;b;c\n1;2;x\n\n3;4;y\n",
      "id\t1990\tk\n1\t-2e-3\t0\n4\t5\t1\n7\t+.8\t1\n",
      "0,1\r1,0\r2,1\r3,0",
  };
  const std::string alphabet = "0123456789.,;\t\n\r\"eE+-?NA ax\xef\xbb\xbf\xff";
  int read = 0;
  for (uint64_t round = 0; round < 30000; ++round) {
    Rng rng(2, Stream::probe, round);
    std::string text = corpus[rng.below(static_cast<uint32_t>(corpus.size()))];
    for (uint32_t edits = 1 + rng.below(6); edits > 0; --edits) {
      size_t at = rng.below(static_cast<uint32_t>(text.size()) + 1), length = rng.below(6);
      char c = rng.below(8) ? alphabet[rng.below(static_cast<uint32_t>(alphabet.size()))]
                            : static_cast<char>(rng.next() & 255);
      switch (rng.below(4)) {
        case 0:
          text.insert(at, 1, c);
          break;
        case 1:
          if (at < text.size()) text[at] = c;
          break;
        case 2:
          text.erase(at, length);
          break;
        default:
          text.insert(at, text.substr(rng.below(static_cast<uint32_t>(text.size()) + 1), length));
      }
    }
    CsvOptions options;
    options.task = static_cast<CsvOptions::Task>(rng.below(3));
    options.targetColumn = static_cast<int>(rng.below(4)) - 1;
    // An allocation of exactly this size, so that the sanitizer sees a read beyond it.
    std::vector<char> exact(text.begin(), text.end());
    CsvResult result = parseCsv({exact.data(), exact.size()}, options);
    if (!result.ok()) continue;
    ++read;
    const Dataset& d = result.data;
    CAPTURE(text);
    CHECK(d.count() >= 2);
    CHECK(d.x.size() == d.y.size() * static_cast<size_t>(d.dims));
    CHECK(d.columnNames.size() == static_cast<size_t>(d.dims));
    CHECK(static_cast<int>(d.classNames.size()) == d.classes);
    CHECK((d.task == Task::regression) == (d.classes == 0));
    CHECK(d.classes <= kMaxCsvClasses);
    CHECK(std::all_of(d.x.begin(), d.x.end(), [](float v) { return std::isfinite(v); }));
    CHECK(std::all_of(d.y.begin(), d.y.end(), [&](float v) {
      return d.classes ? v >= 0 && v < static_cast<float>(d.classes) && v == std::floor(v) : std::isfinite(v);
    }));
  }
  CHECK(read > 3000);  // the damage must leave enough tables readable for the checks above to mean something
}
