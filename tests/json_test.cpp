// The one writer of JSON.
#include "session/json.h"

#include <doctest/doctest.h>

#include <cmath>
#include <utility>

using namespace lockstep;

namespace {

template <typename T>
std::string written(T value, int digits = 17) {
  JsonWriter json{.digits = digits};
  json.write(value);
  return json.text;
}

}  // namespace

TEST_CASE("commas come between things and nowhere else") {
  JsonWriter json;
  json.open('{');
  json.open("empty", '[');
  json.close(']');
  json.putAll("numbers", {1, 2, 3});
  json.open("rows", '[');
  for (int i = 0; i < 2; ++i) {
    json.open('{');
    json.put("row", i);
    json.close('}');
  }
  json.close(']');
  json.put("last", true);
  json.close('}');
  CHECK(json.text == R"({"empty":[],"numbers":[1,2,3],"rows":[{"row":0},{"row":1}],"last":true})");
}

TEST_CASE("a line break stands after the comma, and text that is printed as it comes goes on where it was") {
  JsonWriter json;
  json.open('[');
  json.line();
  json.write(1);
  json.line();
  CHECK(std::exchange(json.text, {}) == "[\n1");
  json.write(2);
  json.close(']');
  CHECK(json.text == ",\n2]");
}

TEST_CASE("what would end a text or is no character is escaped, in values and keys alike") {
  CHECK(written("a\"b\\c/“é”") == R"("a\"b\\c/“é”")");
  CHECK(written(std::string("\n\x01\x1f\x7f\0", 5)) == "\"\\u000a\\u0001\\u001f\x7f\\u0000\"");
  JsonWriter json;
  json.put("a\"b", "");
  CHECK(json.text == R"("a\"b":"")");
}

TEST_CASE("numbers read back to the same bits, and what is no number is null") {
  CHECK(written(0.1) == "0.10000000000000001");
  CHECK(written(0.1, 9) == "0.1");
  CHECK(written(0.1f) == "0.1");
  CHECK(written(1e-8f) == "1e-8");
  CHECK(written(int64_t{1} << 60) == "1152921504606846976");
  CHECK(written(-5) == "-5");
  CHECK(written(std::size_t{7}) == "7");
  for (const double value : {NAN, INFINITY, -INFINITY}) {
    CHECK(written(value) == "null");
    CHECK(written(static_cast<float>(value)) == "null");
  }
  CHECK(written(static_cast<const char*>(nullptr)) == "null");
}

TEST_CASE("a hash is all 16 of its digits") {
  CHECK(printHash(0) == "0000000000000000");
  CHECK(printHash(0x0123456789abcdefull) == "0123456789abcdef");
  CHECK(printHash(~0ull) == "ffffffffffffffff");
}
