// Reading tables: what is understood, what is refused and how the place is named.
#include <doctest/doctest.h>
#include <algorithm>
#include <ctime>

#include "data/table_cells.h"
#include "data/table_reading.h"

using namespace lockstep;

namespace {

using Floats = std::vector<float>;
using Names = std::vector<std::string>;

Dataset read(std::string_view text, const TableChoice& choice = {}) {
  TableResult result = readTable(text, choice);
  CAPTURE(text);
  CHECK(result.error == "");
  return result.data;
}

std::string errorOf(std::string_view text, const TableChoice& choice = {}) {
  return readTable(text, choice).error;
}
std::string summaryOf(std::string_view text, const TableChoice& choice = {}) {
  return readTable(text, choice).summary;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A column 0, 1, …, count − 1 beside a target made by `target`.
template <typename F>
std::string table(int count, F target) {
  std::string text = "x,t\n";
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

TEST_CASE("a header is recognised by names above numbers, or where nothing of it comes again") {
  Dataset data = read("width,height,price\n1,2,3.5\n4,5,6.5\n7,2,1.5\n");
  CHECK(data.task == Task::regression);
  CHECK(data.classes == 0);
  CHECK(data.columnNames == Names{"width", "height"});
  CHECK(data.targetName == "price");
  CHECK(data.y == Floats{3.5f, 6.5f, 1.5f});
  CHECK(read("x,y,kind\n1,2,cat\n3,4,dog\n").classNames == Names{"cat", "dog"});
  CHECK(read("1,2,cat\n3,4,dog\n").count() == 2);
  CHECK(read("1,2,3\n4,5,6\n").columnNames == Names{"column 1", "column 2"});
  CHECK(read(",x,kind\n4,1,a\n2,2,b\n9,3,b\n").columnNames == Names{"column 1", "x"});
  const std::string mushrooms = "p,x,s,n\ne,x,s,y\ne,b,s,w\np,x,y,w\n";
  CHECK(read(mushrooms).count() == 4);
  CHECK(read("kind,cap,skin,colour\n" + mushrooms).count() == 4);
  TableResult years = readTable("place,1990,1991\n1,2,3.5\n4,5,6.5\n");
  CHECK(years.data.columnNames == Names{"place", "1990"});
  CHECK(has(years.summary, "line 1 has the names of the columns, although “1990” could be a value"));
  Dataset noted = read("# made today\n# len wid kind\n1 2 a\n3 4 b\n");
  CHECK(noted.columnNames == Names{"len", "wid"});
}

TEST_CASE("separators are found, told or run together") {
  for (const char* text :
       {"a,b,c\n1,2,x\n3,4,y\n", "a;b;c\n1;2;x\n3;4;y\n", "a\tb\tc\n1\t2\tx\n3\t4\ty\n",
        "a|b|c\n1|2|x\n3|4|y\n", "a b c\n1 2 x\n3 4 y\n", "  a   b  c\n  1   2 x \n 3\t4 y\n",
        "a\t\tb\tc\n1\t2\t\tx\n3\t4\ty\n", "sep=;\na;b;c\n1;2;x\n3;4;y\n",
        "sep=,\r\na,b,c\r\n1,2,x\r\n3,4,y\r\n", "a,b,c,\n1,2,x,\n3,4,y,\n", "a,b,c,\n1,2,x\n3,4,y\n",
        "\"sep=^\"\na^b^c\n1^2^x\n3^4^y\n"}) {
    CAPTURE(text);
    Dataset data = read(text);
    CHECK(data.columnNames == Names{"a", "b"});
    CHECK(data.x == Floats{1, 2, 3, 4});
    CHECK(data.classNames == Names{"x", "y"});
  }
  CHECK(read("\"last, first\";b;c\n1;2;x\n3;4;y\n").columnNames == Names{"last, first", "b"});
  CHECK(read("name, unit\tb\n1\t2\n3\t4.5\n").columnNames == Names{"name, unit"});
}

TEST_CASE("decimals and thousands are told apart by the column, or by the others") {
  CHECK(read("a;b;t\n1,5;2;x\n2;3;y\n").x == Floats{1.5f, 2, 2, 3});
  CHECK(read("a;b;t\n1.234,5;2;x\n2.000,1;3;y\n").x == Floats{1234.5f, 2, 2000.1f, 3});
  CHECK(read("a;b;t\n1.234;2,5;x\n2.001;3,5;y\n").x == Floats{1234, 2.5f, 2001, 3.5f});
  CHECK(read("a,b,t\n\"1,234\",2.5,x\n\"12,001\",3.5,y\n").x == Floats{1234, 2.5f, 12001, 3.5f});
  CHECK(read("a,b,t\n\"1,234,567.25\",2,x\n8,3,y\n").x == Floats{1234567.25f, 2, 8, 3});
  CHECK(read("a;b;t\n1 234;2;x\n1'234;3;y\n1\u202f234;3;y\n").x == Floats{1234, 2, 1234, 3, 1234, 3});
  CHECK(read("a;b;t\n\u22121,5;2;x\n+2;3;y\n").x == Floats{-1.5f, 2, 2, 3});
  CHECK(has(summaryOf("a;b;t\n1,234;2;x\n5,678;3;y\n"), "a: the comma is read as that of decimals"));
  CHECK(
      has(summaryOf("a,b,t\n\"1,234\",2,x\n\"5,678\",3,y\n"), "a: the comma is read as grouping thousands"));
  CHECK(read("a,b\n1.234,x\n1.235,y\n").x == Floats{1.234f, 1.235f});
}

TEST_CASE("notations of numbers") {
  auto is = [](const char* cell, Notation notation) {
    CAPTURE(cell);
    CHECK(notationOf(cell) == notation);
  };
  for (const char* cell : {"1", "-1", "+12", "1e3", "1 234 567", "12'345", "\u22125"})
    is(cell, Notation::whole);
  for (const char* cell : {"1.5", ".5", "1.", "0.123", "1234.567", "1.234e2", "1,234.5", "1,234,567"})
    is(cell, Notation::point);
  for (const char* cell : {"1,5", ",5", "0,123", "1234,567", "1.234,5", "1.234.567"})
    is(cell, Notation::comma);
  is("1.234", Notation::eitherPoint), is("1,234", Notation::eitherComma);
  for (const char* cell : {"",     "x",         "1x",   "1.2.3",      "1,2,3",       "12,34.5", "1,234.567.8",
                           "1 23", "12345 678", "0x10", "inf",        "1e",          "--1",     "1 2",
                           ".",    ",",         "1,,2", "2026-11-30", "1.234,567,8", "e5",      "1e5.0"})
    is(cell, Notation::none);
  double value = 0;
  CHECK((readNumber("1.234,5", true, value) && value == 1234.5));
  CHECK((readNumber("1,234.5", false, value) && value == 1234.5));
  CHECK_FALSE(readNumber("1,5", false, value));
  CHECK_FALSE(readNumber("1.5", true, value));
}

TEST_CASE("line ends may be LF, CRLF or CR, the last one missing, blank lines and comments anywhere") {
  for (const char* text : {"1,2\n3,4.5\n", "1,2\r\n3,4.5\r\n", "1,2\r3,4.5\r", "1,2\n3,4.5",
                           "\n\n1,2\r\n\r\n3,4.5\n\n", "1,2\n , \n3,4.5\n,,,,\n", "\xef\xbb\xbf\x31,2\n3,4.5",
                           "# a comment, it is\n1,2\n3,4.5\n", "1,2\n#\n3,4.5\n"}) {
    CAPTURE(text);
    Dataset data = read(text);
    CHECK(data.x == Floats{1, 3});
    CHECK(data.y == Floats{2, 4.5f});
  }
}

TEST_CASE("lines left out are said; words that begin alike stay apart; spaces in cells separate nothing") {
  const TableResult marked = readTable("#one,1,2\n3,4,5\n6,7,8\n9,1,3\n");
  REQUIRE(marked.ok());
  CHECK(marked.data.count() == 3);
  CHECK(marked.summary.find("1 line that begins with # left out") != std::string::npos);
  const std::string stem(80, 'a');
  const TableResult words = readTable("x,kind\n1," + stem + "b\n2," + stem + "c\n3," + stem + "b\n");
  REQUIRE(words.ok());
  CHECK(words.data.classes == 2);
  const TableResult units = readTable(
      "name,height,weight,team\nPupil 0,155 cm,45.3 kg,red\nPupil 1,160 cm,50.1 kg,blue\n"
      "Pupil 2,149 cm,39.9 kg,red\nPupil 3,158 cm,47.0 kg,blue\n");
  CAPTURE(units.error);
  CHECK(units.ok());
  CHECK(units.data.targetName == "team");
}

TEST_CASE("a table of words that would become too many numbers is refused with what to do") {
  std::string text;
  for (int r = 0; r < 50000; ++r) {
    for (int c = 0; c < 40; ++c) text += static_cast<char>('a' + (r + c) % 20), text += ',';
    text += r % 2 ? "1\n" : "0\n";
  }
  CHECK(readTable(text).error ==
        "the table makes 800 inputs for each of its 50000 rows, too many numbers: name fewer columns");
}

TEST_CASE("quotes hold separators, line ends, doubled and escaped quotes") {
  Dataset data = read("\"a\"\"b\",\"two\nlines\",\"t\"\n\"1\",2,\"x, y\"\n3, \"4\" ,\"say \"\"no\"\"\"\n");
  CHECK(data.columnNames == Names{"a\"b", "two lines"});
  CHECK(data.x == Floats{1, 2, 3, 4});
  CHECK(data.classNames == Names{"x, y", "say \"no\""});
  CHECK(read("1,\"a \\\"b\\\" c\"\n2,\"C:\\\"\n").classNames == Names{"a \"b\" c", "C:\\"});
  CHECK(read(" 1 ,\t2 , a b \n3,4,5\" pipe\n").classNames == Names{"a b", "5\" pipe"});
}

TEST_CASE("text of other encodings is read, and what was guessed is said") {
  CHECK(read("1,stra\xdf"
             "e\n2,caf\xe9\n")
            .classNames == Names{"straße", "café"});
  CHECK(has(summaryOf("1,stra\xdf"
                      "e\n2,b\n"),
            "was read as Windows-1252"));
  CHECK(read("1,\x80\n2,b\n").classNames == Names{"€", "b"});
  const std::string plain = "größe,art\n1,ä\n2,ö\n3,𝄞\n";
  const Dataset expected = read(plain);
  for (const bool big : {false, true})
    for (const bool mark : {false, true}) {
      std::string bytes = mark ? (big ? "\xfe\xff" : "\xff\xfe") : "";
      for (const char16_t c : std::u16string(u"größe,art\n1,ä\n2,ö\n3,𝄞\n"))
        for (const int high : {big, !big}) bytes += static_cast<char>(high ? c >> 8 : c & 255);
      const Dataset data = read(bytes);
      CHECK(data.columnNames == expected.columnNames);
      CHECK(data.classNames == expected.classNames);
    }
}

TEST_CASE("the target is a name or a number from 1, wherever it stands") {
  const std::string text = "kind,x,y\nb,1,2.5\na,3,4.5\nb,5,1.5\n";
  for (const char* target : {"kind", "KIND", "1", "0", "-3"}) {
    Dataset data = read(text, {.target = target});
    CHECK(data.targetName == "kind");
    CHECK(data.columnNames == Names{"x", "y"});
    CHECK(data.classNames == Names{"b", "a"});
  }
  for (const char* target : {"3", "y", "-1"}) {
    Dataset data = read(text, {.target = target});
    CHECK(data.y == Floats{2.5f, 4.5f, 1.5f});
    CHECK(data.columnNames == Names{"kind = b", "x"});
  }
  CHECK(errorOf(text, {.target = "size"}) == "there is no column “size”: the table has kind, x, y");
  CHECK(errorOf(text, {.target = "4"}).starts_with("there is no column “4”"));
  CHECK(errorOf("1,2\n3,4\n", {.target = "7"}) == "there is no column “7”: the table has column 1, column 2");
  CHECK(read("2,1\n0,3\n1,5\n", {.target = "2"}).targetName == "column 2");
}

TEST_CASE("a target that nobody has named is guessed, and why is said") {
  auto target = [](const char* text) { return summaryOf(text).substr(0, summaryOf(text).find(';')); };
  CHECK(target("1,2,cat\n3,4,dog\n") == "column 3 is the class (2 values, the last column)");
  CHECK(target("cat,2.5,1.5\ndog,4,2\ncat,1,3\n") ==
        "column 1 is the class (2 values, the only column of words)");
  CHECK(target("1,14.2,340\n2,13.5,360\n3,12,320\n1,14,345\n") ==
        "column 1 is the class (3 values, the first column)");
  CHECK(target("label,a,b\n0,14.2,1\n1,13.5,0\n0,12,0\n") == "label is the class (2 values, by its name)");
  CHECK(target("x,y,kind\n1.5,2.5,0\n2,3.5,1\n1,2,0\n") == "kind is the class (2 values, the last column)");
  CHECK(target("x1,x2,y,z\n1.5,2.5,0.5,7\n2,3.5,1,8\n1,2,0,9\n") ==
        "y is the number to predict (by its name)");
  CHECK(target("1.5,2.5\n2,3.5\n1,2\n") == "column 2 is the number to predict (the last column)");
}

TEST_CASE("up to ten whole numbers are classes in ascending order, more or fractions are a regression") {
  Dataset ten = read(table(40, [](int i) { return std::to_string(9 - i % 10); }));
  CHECK(ten.classes == 10);
  CHECK(ten.y[0] == 9);
  CHECK(ten.classNames == Names{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
  CHECK(read(table(40, [](int i) { return std::to_string(i % 11); })).task == Task::regression);
  CHECK(read("0,1\n1,2.5\n").task == Task::regression);
  CHECK(read("0,-1\n1,1e0\n2,1.0\n3,-1\n").classNames == Names{"-1", "1"});
  CHECK(read(table(200, [](int i) { return "1e" + std::to_string(i % 30); })).task == Task::regression);
}

TEST_CASE("words and TRUE and FALSE go in as numbers") {
  Dataset data = read("sex,hot,colour,t\nmale,TRUE,red,1.5\nfemale,FALSE,blue,2\nmale,FALSE,green,3\n");
  CHECK(data.columnNames ==
        Names{"sex = male", "hot = TRUE", "colour = blue", "colour = green", "colour = red"});
  CHECK(data.x == Floats{1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0});
  auto word = [](int i) { return "w" + std::to_string(i); };
  std::string twenty = "w,x,t\n", more = twenty;
  for (int i = 0; i < 60; ++i) {
    twenty += word(i % 20) + "," + std::to_string(i) + "," + std::to_string(i % 2) + "\n";
    more += word(i % 21) + "," + std::to_string(i) + "," + std::to_string(i % 2) + "\n";
  }
  CHECK(read(twenty).dims == 21);
  CHECK(read(more).dims == 1);
  CHECK(has(summaryOf(more), "w left out (too many different words)"));
  CHECK(read(more, {.columns = "w"}).dims == 21);
}

TEST_CASE("missing cells are skipped or filled in, and counted") {
  for (const char* mark : {"", "?", "NA", "N/A", "NaN", "null", "None", "-", "--", "NULL", "#N/A", "\"\""}) {
    const std::string text =
        "a,b,k\n1,u,x\n" + std::string(mark) + ",u,y\n3,v,y\n5," + mark + ",y\n9,v," + mark + "\n";
    CAPTURE(text);
    const TableResult skipped = readTable(text), filled = readTable(text, {.missing = MissingCells::fill});
    CHECK(skipped.data.x == Floats{1, 0, 3, 1});
    CHECK(has(skipped.summary, "3 rows with missing values skipped"));
    CHECK(filled.data.x == Floats{1, 0, 3, 0, 3, 1, 5, 0});
    CHECK(filled.data.y == Floats{0, 1, 1, 1});
    CHECK(has(filled.summary, "1 row with missing values skipped; 2 missing cells filled in"));
  }
  CHECK(read("a,k\n1,+\n2,-\n3,+\n").classNames == Names{"+", "-"});
  CHECK(has(summaryOf("a,b,k\n1,,x\n2,,y\n3,7,x\n"), "b left out (mostly missing)"));
  CHECK(errorOf("a,b,k\n1,NA,x\nNA,2,y\n") ==
        "of 2 rows only 0 have no missing cell: missing=fill fills them in");
}

TEST_CASE("row numbers, identifiers and dates are left out, and said") {
  CHECK(read(",x,k\n0,5,a\n1,6,b\n2,9,b\n").columnNames == Names{"x"});
  CHECK(read("1,5,a\n2,6,b\n3,9,b\n").columnNames == Names{"column 2"});
  CHECK(read("day,x,k\n1,5,a\n2,6,b\n3,9,b\n").columnNames == Names{"day", "x"});
  CHECK(read("PassengerId,x,k\n31,5,a\n25,6,b\n37,9,b\n").columnNames == Names{"x"});
  CHECK(read("842302,5,a\n842517,6,b\n84300903,9,b\n").columnNames == Names{"column 2"});
  CHECK(has(summaryOf("id,x,k\n7,5,a\n5,6,b\n9,9,b\n"), "id left out (different in every row)"));
  CHECK(read("d,x,k\n2026-11-30,5,a\n2026-12-01,6,b\n30.11.2026,9,b\n").columnNames == Names{"x"});
  CHECK(read("x,y\n0,0.5\n1,0.75\n2,0.25\n").columnNames == Names{"x"});
  CHECK(read("1,0.5\n2,0.75\n3,0.25\n").dims == 1);
  CHECK(read("id,x,k\n7,5,a\n5,6,b\n9,9,b\n", {.columns = "id, 2"}).columnNames == Names{"id", "x"});
  CHECK(errorOf("id,x,k\n7,5,a\n5,6,b\n", {.columns = "x,z"}) ==
        "there is no column “z”: the table has id, x, k");
}

TEST_CASE("R's and Weka's tables are read") {
  Dataset r = read("\"len\" \"kind\"\n\"a\" 1.5 \"x\"\n\"b\" 2.5 \"y\"\n");
  CHECK(r.columnNames == Names{"len"});
  CHECK(r.classNames == Names{"x", "y"});
  Dataset weka = read(
      "% Iris\n@RELATION iris\n\n@ATTRIBUTE 'sepal length' NUMERIC\n@attribute bad {0,1}\n"
      "@attribute class {a,'b c'}\n@DATA\n% rows\n5.1,0,a\n4.9,1,'b c'\n?,1,a\n4.7,1,a\n");
  CHECK(weka.columnNames == Names{"sepal length", "bad = 1"});
  CHECK(weka.classNames == Names{"a", "b c"});
  CHECK(weka.count() == 3);
  CHECK(has(errorOf("@relation r\n@attribute a numeric\n@attribute b numeric\n@data\n{0 1}\n"),
            "line 5 is sparse"));
}

TEST_CASE("a bad cell is reported by line, column, name and content, with what would help") {
  CHECK(errorOf("a,b,c\n1,2,3.5\n4,oops,6\n7,8,9\n") ==
        "line 3, column 2 (b): “oops” is not a number: correct it, or write NA where a value is missing");
  CHECK(has(errorOf("1,2,3\n4,5,6\n\n7,1.2.3,9\n"), "line 4, column 2: “1.2.3” is not a number"));
  CHECK(has(errorOf("a,b\n1,2.5\n\"1\n\",2\n3,x\n1,2\n1,2\n"), "line 3, column 1 (a): “1 ” is not a number"));
  CHECK(has(errorOf("0,1\n1,2\n2,x\n"), "line 3, column 2: “x” is not a number"));
  CHECK(errorOf("1,a\n1e39,b\n") == "line 2, column 1: “1e39” is too large a number");
  CHECK(errorOf("1,a\n1e999,b\n") == "line 2, column 1: “1e999” is too large a number");
  std::string many = "a,t\n";
  for (int i = 0; i < 40; ++i)
    many += std::to_string(i) + (i % 20 == 7 ? " km,a\n" : i % 2 ? ",a\n" : ",b\n");
  CHECK(has(errorOf(many), "line 9, column 1 (a): “7 km” is not a number, like 1 more in this column"));
  CHECK(has(errorOf("1,a\n2,b\n3,b\n" + std::string(1000, 'z') + ",b\n"),
            "“" + std::string(24, 'z') + "…” is not"));
}

TEST_CASE("rows of another length and broken quotes are reported with their line") {
  CHECK(errorOf("1,2,3\n4,5,6\n4,5\n") == "line 3 has 2 cells, the others have 3: leave none out");
  CHECK(errorOf("\na,b,k\n1,2,x\n1,2,y\n1,2,x,4\n") ==
        "line 5 has 4 cells, the others have 3: put cells with a separator in them into quotes");
  CHECK(errorOf("1,2\n3,\"4\n5,6\n") == "line 2: the quote opened here is never closed");
  CHECK(errorOf("1,2\n3,\"4\"5\n") ==
        "line 2: text after a closing quote (a quote inside quotes is written twice)");
}

TEST_CASE("files that are no tables are refused with the reason") {
  CHECK(errorOf("") == "the file is empty");
  CHECK(errorOf("\xef\xbb\xbf\n\n") == "the file is empty");
  CHECK(has(errorOf("1\n2\n3\n"), "only one column found"));
  CHECK(errorOf("a,b\n") == "a table needs at least two rows");
  CHECK(errorOf("1,2\n") == "a table needs at least two rows");
  CHECK(errorOf(std::string("1,2\n3\0,4\n", 10)) == "this is not a text file");
  CHECK(has(errorOf("PK\x03\x04 and so on"), "save the sheet as CSV"));
  CHECK(errorOf(std::string((20 << 20) + 1, '1')) == "the file has 20 MB; at most 20 MB can be read");
  CHECK(has(errorOf("a" + std::string(1500, ',') + "\n1,2\n"), "line 1 has more than 1025 columns"));
}

TEST_CASE("targets that cannot be learned are refused with the reason") {
  CHECK(errorOf("1,a\n2,a\n") == "the target (column 2) is the same in every row");
  CHECK(errorOf("x,t\n1,5\n2,5\n") == "the target (t) is the same in every row");
  auto name = [](int i) { return "n" + std::to_string(i); };
  CHECK(read(table(50, name)).classes == 50);
  CHECK(errorOf(table(60, name), {.target = "t"}) ==
        "the target (t) has more than 50 different values, too many for classes");
  CHECK(errorOf("x,t\n1,a\n2,b\n", {.columns = "t"}) == "no column is left to predict t from");
}

TEST_CASE("the widest table allowed is read") {
  std::string row = "0";
  for (int i = 1; i < kMaxTableColumns - 1; ++i) row += ",1";
  CHECK(read(row + ",2\n" + row + ",3.5\n").dims == kMaxTableColumns - 1);
}

TEST_CASE("a table is read the same in pieces, and how far it is only grows") {
  std::string text = "id,a,b,kind\n";
  for (int i = 0; i < 2000; ++i)
    text += std::to_string(i) + "," + std::to_string(i * i % 97) + ",w" + std::to_string(i % 5) + "," +
            (i % 3 ? "x" : "y") + "\n";
  const TableResult whole = readTable(text);
  for (const std::size_t piece : {1, 1000, 100000}) {
    const auto reading = beginReading(text, {});
    float share = 0;
    while (workOn(*reading, piece)) {
      CHECK(shareOf(*reading) >= share);
      share = shareOf(*reading);
      CHECK(share <= 1);
    }
    const TableResult result = resultOf(*reading);
    CHECK(result.summary == whole.summary);
    CHECK(result.data.x == whole.data.x);
    CHECK(result.data.y == whole.data.y);
  }
}

TEST_CASE("large hostile inputs end quickly, in a table or an error") {
  for (const char* unit :
       {",",     "\"",    "\"\"",   "\n",   "\r", ";",   "\t", " ",    "1",     "1,",
        "\",\"", "a\n",   "9,9\n,", "\xff", "#",  "#\n", "'",  "\\\"", "1,234", "@attribute a\n",
        "- ",    "1 234,"}) {
    std::string text;
    while (text.size() < 3000000) text += unit;
    const std::clock_t start = std::clock();
    CHECK_FALSE(errorOf(text).empty());
    CAPTURE(unit);
    CHECK(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC < 10);
  }
}
