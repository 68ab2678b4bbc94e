// Numbers from text: the bits of the C library, in a time that is that of their bytes.
#include <doctest/doctest.h>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "data/number.h"
#include "data/table_reading.h"
#include "nn/rng.h"

using namespace lockstep;

TEST_CASE("numbers are read to the bit as the C library reads them") {
  Rng rng(1, Stream::probe);
  auto digits = [&](uint32_t most) {
    std::string text;
    for (uint32_t k = rng.below(most + 1); k > 0; --k) text += static_cast<char>('0' + rng.below(10));
    return text;
  };
  auto agree = [](const std::string& text) {
    char* end = nullptr;
    double expected = std::strtod(text.c_str(), &end), value = 0;
    bool whole = !text.empty() && end == text.c_str() + text.size();
    CAPTURE(text);
    CHECK(parseNumber(text, value) == whole);
    if (whole) CHECK((value == expected && std::signbit(value) == std::signbit(expected)));
  };
  for (int round = 0; round < 100000; ++round) {
    std::string text = rng.below(2) ? "-" : rng.below(4) ? "" : "+";
    // One draw per statement: the operands of + have no order.
    text += digits(20);
    if (rng.below(3)) text += '.';
    text += digits(round % 50 ? 20 : 1500);
    if (rng.below(2)) text += rng.below(2) ? 'e' : 'E';
    if (rng.below(2)) text += '-';
    text += digits(3);
    agree(text);
  }
  // Halfway between two doubles, and a digit beside it: the hardest cases there are.
  for (int round = 0; round < 2000; ++round) {
    const double low =
        std::ldexp(1.0 + rng.below(1u << 31) / 2147483648.0, static_cast<int>(rng.below(2090)) - 1075);
    const long double half = (static_cast<long double>(low) + std::nextafter(low, INFINITY)) / 2;
    char text[1400];
    std::snprintf(text, sizeof text, "%.1100Lf", half);
    agree(text);
    agree(std::string(text) + "1");
  }
  double value = 0;
  CHECK((parseNumber("9007199254740993", value) && value == 9007199254740992.0));
  CHECK(
      (parseNumber("179769313486231570000000000000000000000e270", value) && value == 1.7976931348623157e308));
  CHECK((parseNumber("4.9e-324", value) && value == 4.9e-324));
  CHECK((parseNumber("2.4703282292062327e-324", value) && value == 0));
  CHECK((parseNumber("2.4703282292062328e-324", value) && value == 4.9e-324));
  CHECK((parseNumber("1e-99999999999999999999", value) && value == 0));
  CHECK((parseNumber("1e99999999999999999999", value) && std::isinf(value)));
  CHECK((parseNumber(std::string(100000, '0') + "1." + std::string(100000, '0'), value) && value == 1));
  for (const char* junk :
       {"", " 1", "1 ", "0x1p3", "infinity", "nan", "1e5.0", "1..2", "+-1", "1_000", "1'000"})
    CHECK_FALSE(parseNumber(junk, value));
}

TEST_CASE("the time of a number is that of its bytes") {
  // Processor time for a megabyte; of 1e-300 the digits once took 55 s. The slowest of these takes 0.2 s.
  for (const char* unit : {"1e-300,1\n", "1e300,2\n", "4.9e-324,3\n", "8.98846567431158e307,4\n",
                           "179769313486231580793728971405303415079934132710037826936173778980,5\n"}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    const std::clock_t start = std::clock();
    readTable(text);
    const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    MESSAGE(std::string(unit) << took << " s");
    CHECK(took < 4);
  }
}
