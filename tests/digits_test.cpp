// Unpacking the digits asset.
#include <doctest/doctest.h>
#include <cmath>
#include <vector>

#include "data/digits.h"
#include "nn/rng.h"

using namespace lockstep;

namespace {

using Bytes = std::vector<uint8_t>;

// An asset whose image i has pixel p = (i + p) mod 16.
Bytes pack(const Bytes& labels) {
  Bytes bytes = {'L', 'S', 'D', '1', static_cast<uint8_t>(labels.size()), 0, 0, 0, 28, 0, 0, 0};
  for (uint8_t label : labels) bytes.push_back(label);
  for (size_t i = 0; i < labels.size(); ++i)
    for (size_t p = 0; p < 784; p += 2)
      bytes.push_back(static_cast<uint8_t>((i + p) % 16 | (i + p + 1) % 16 << 4));
  return bytes;
}

bool startsWith(const std::string& text, const char* beginning) { return text.rfind(beginning, 0) == 0; }

}  // namespace

TEST_CASE("ten digits unpack to their classes and their pixels, low nibble first") {
  DigitsResult result = decodeDigits(pack({0, 9, 4}), DataKind::digits);
  const Dataset& data = result.data;
  REQUIRE(result.error.empty());
  CHECK(data.kind == DataKind::digits);
  CHECK(data.task == Task::classification);
  CHECK(data.dims == 784);
  CHECK(data.imageSide == 28);
  CHECK(data.classes == 10);
  CHECK(data.y == std::vector<float>{0, 9, 4});
  REQUIRE(data.x.size() == 3 * 784);
  for (size_t i = 0; i < 3; ++i)
    for (size_t p = 0; p < 784; ++p) CHECK(data.x[i * 784 + p] == static_cast<float>((i + p) % 16) / 15.0f);
}

TEST_CASE("ones are class 0 and sevens class 1, and other digits are not expected among them") {
  DigitsResult result = decodeDigits(pack({1, 7, 7}), DataKind::oneSeven);
  REQUIRE(result.error.empty());
  CHECK(result.data.classes == 2);
  CHECK(result.data.y == std::vector<float>{0, 1, 1});
  CHECK(result.data.classNames == std::vector<std::string>{"1", "7"});
  CHECK(decodeDigits(pack({1, 2}), DataKind::oneSeven).error ==
        "the digits file is damaged: label 2 is not expected");
  CHECK(decodeDigits(pack({10}), DataKind::digits).error ==
        "the digits file is damaged: label 10 is not expected");
}

TEST_CASE("an asset cut off anywhere, or too long, is refused") {
  const Bytes whole = pack({1, 7});
  for (size_t size = 0; size < whole.size(); ++size) {
    // A copy of exactly this size, so that the sanitizer sees a read beyond it.
    Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK(startsWith(decodeDigits(part, DataKind::oneSeven).error, "the digits file is damaged"));
  }
  Bytes longer = whole;
  longer.push_back(0);
  CHECK(decodeDigits(longer, DataKind::oneSeven).error ==
        "the digits file is damaged: 799 bytes instead of 798");
  CHECK(decodeDigits({}, DataKind::digits).error == "the digits file is damaged: no header");
}

TEST_CASE("hostile headers are refused before anything is allocated") {
  Bytes bytes = pack({1, 7});
  for (uint8_t high : {1, 127, 255}) {
    bytes[7] = high;
    CHECK(startsWith(decodeDigits(bytes, DataKind::oneSeven).error, "the digits file is damaged"));
  }
  bytes = pack({1, 7});
  bytes[8] = 29;
  CHECK(decodeDigits(bytes, DataKind::oneSeven).error ==
        "the digits file holds images of another size than 28 by 28");
  bytes = pack({1, 7});
  bytes[3] = '2';
  CHECK(decodeDigits(bytes, DataKind::oneSeven).error == "the digits file is damaged: no header");
  CHECK(decodeDigits(pack({}), DataKind::digits).error == "the digits file is empty");
}

TEST_CASE("random damage gives a complete data set or an error, never anything else") {
  const Bytes whole = pack({1, 7, 1});
  for (uint64_t round = 0; round < 5000; ++round) {
    Rng rng(1, Stream::probe, round);
    Bytes bytes = whole;
    for (uint32_t k = 0; k <= rng.below(4); ++k) bytes[rng.below(20)] = static_cast<uint8_t>(rng.next());
    DigitsResult result = decodeDigits(bytes, round % 2 ? DataKind::oneSeven : DataKind::digits);
    if (result.error.empty()) {
      CHECK(result.data.count() == 3);
      CHECK(result.data.x.size() == 3 * 784);
    }
  }
}
