// Losses and their gradients against double, where they are ordinary and where naive forms overflow.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "nn/rng.h"
#include "nn/simd.h"
#include "reference.h"

using namespace lockstep;

namespace {

constexpr const char* kNames[kLosses] = {"mse", "bce", "softmax"};
Loss lossAt(int i) { return static_cast<Loss>(i); }

// Outputs, targets and room for the gradient; columns B..stride hold 0, as in a session.
struct Batch {
  int O, B, stride;
  std::vector<float> z, t, dOutput;
  Batch(int outputs, int samples)
      : O(outputs),
        B(samples),
        stride(padToLanes(samples)),
        z(O * stride),
        t(O * stride),
        dOutput(O * stride, 9.0f) {}
  double loss(Loss kind) { return lossForward(kind, z.data(), t.data(), O, B, stride, dOutput.data()); }
  double exactLoss(Loss kind) const {
    return reference::loss(kind, reference::widen(z.data(), O, B, stride),
                           reference::widen(t.data(), O, B, stride));
  }
};

// Targets that the loss makes sense with: one-hot, shares, or any number.
void drawTargets(Batch& batch, Loss kind, Rng& rng) {
  for (int b = 0; b < batch.B; ++b) {
    const int hot = static_cast<int>(rng.below(static_cast<uint32_t>(batch.O)));
    for (int o = 0; o < batch.O; ++o)
      batch.t[o * batch.stride + b] = kind == Loss::softmax ? o == hot : static_cast<float>(rng.uniform());
  }
}

double exactGradient(Loss kind, const Batch& batch, int o, int b) {
  const double z = batch.z[o * batch.stride + b], t = batch.t[o * batch.stride + b];
  if (kind == Loss::mse) return (z - t) / batch.B;
  if (kind == Loss::bce) return (reference::sigmoid(z) - t) / batch.B;
  double sum = 0;
  for (int i = 0; i < batch.O; ++i) sum += std::exp(batch.z[i * batch.stride + b] - z);
  return (1 / sum - t) / batch.B;
}

}  // namespace

TEST_CASE("every loss and its gradient agree with double, from small logits to ±10,000") {
  for (int i = 0; i < kLosses; ++i)
    for (float range : {0.1f, 3.0f, 30.0f, 1e4f}) {
      double worstLoss = 0, worstGradient = 0;
      Rng rng(3, Stream::probe, static_cast<uint64_t>(i));
      for (int O : {1, 2, 3, 10})
        for (int B : {1, 2, 3, 4, 5, 16, 33}) {
          Batch batch(O, B);
          for (int o = 0; o < O; ++o)
            for (int b = 0; b < B; ++b)
              batch.z[o * batch.stride + b] = static_cast<float>(rng.uniform(-range, range));
          drawTargets(batch, lossAt(i), rng);
          const double ours = batch.loss(lossAt(i)), exact = batch.exactLoss(lossAt(i));
          CHECK(std::isfinite(ours));
          worstLoss = std::max(worstLoss, std::fabs(ours - exact) / (std::fabs(exact) + 1e-3 * range));
          for (int o = 0; o < O; ++o)
            for (int b = 0; b < batch.stride; ++b) {
              const float g = batch.dOutput[o * batch.stride + b];
              if (b >= B) CHECK(g == 0);
              const double size = lossAt(i) == Loss::mse ? std::max(1.0f, range) : 1;
              if (b < B)
                worstGradient =
                    std::max(worstGradient, std::fabs(g - exactGradient(lossAt(i), batch, o, b)) * B / size);
            }
        }
      MESSAGE(std::string(kNames[i]) << ", |z| <= " << range << ": loss " << worstLoss << ", gradient "
                                     << worstGradient << " off, relative");
      // Per sample three or four roundings in float, the sum in double.
      CHECK(worstLoss <= 1e-6);
      CHECK(worstGradient <= 3e-7);
    }
}

TEST_CASE("a confident right answer costs nothing and a confident wrong one its whole logit") {
  for (float z : {50.0f, 1e3f, 1e4f, 1e8f}) {
    Batch yes(1, 1);
    yes.z[0] = z, yes.t[0] = 1;
    CHECK(yes.loss(Loss::bce) <= 1e-20);
    yes.z[0] = -z;
    CHECK(yes.loss(Loss::bce) == doctest::Approx(z));
    CHECK(yes.dOutput[0] == -1);
    Batch two(2, 1);
    two.z[0] = z, two.z[two.stride] = -z, two.t[0] = 1;
    CHECK(std::fabs(two.loss(Loss::softmax)) <= 1e-20);
    two.t[0] = 0, two.t[two.stride] = 1;
    CHECK(two.loss(Loss::softmax) == doctest::Approx(2.0 * z));
    CHECK(two.dOutput[0] == doctest::Approx(1));
  }
}

TEST_CASE("a small loss is not lost beside a large one: the batch is summed in double") {
  // ½·4096² = 2^23 once, ½·2^-4 = 2^-5 the other 1023 times: a float sum would drop every one of
  // the small ones.
  Batch batch(1, 1024);
  batch.z[0] = 4096;
  for (int b = 1; b < 1024; ++b) batch.z[b] = 0.25f;
  CHECK(batch.loss(Loss::mse) == (8388608.0 + 1023.0 / 32) / 1024);
}

TEST_CASE("a loss is a mean over samples and a sum over outputs") {
  for (int i = 0; i < kLosses; ++i) {
    Rng rng(5, Stream::probe);
    Batch whole(3, 6);
    for (float& z : whole.z) z = static_cast<float>(rng.normal());
    drawTargets(whole, lossAt(i), rng);
    double total = 0;
    for (int b = 0; b < 6; ++b) {
      Batch single(3, 1);
      for (int o = 0; o < 3; ++o)
        single.z[o * single.stride] = whole.z[o * whole.stride + b],
                     single.t[o * single.stride] = whole.t[o * whole.stride + b];
      total += single.loss(lossAt(i));
    }
    CHECK(whole.loss(lossAt(i)) == doctest::Approx(total / 6).epsilon(1e-12));
  }
}

TEST_CASE("the loss without a gradient is the same loss") {
  for (int i = 0; i < kLosses; ++i) {
    Rng rng(6, Stream::probe);
    Batch batch(4, 7);
    for (float& z : batch.z) z = static_cast<float>(rng.normal());
    drawTargets(batch, lossAt(i), rng);
    CHECK(batch.loss(lossAt(i)) ==
          lossForward(lossAt(i), batch.z.data(), batch.t.data(), 4, 7, batch.stride, nullptr));
  }
}

TEST_CASE("what lies in the padding columns does not count") {
  for (int i = 0; i < kLosses; ++i) {
    Rng rng(7, Stream::probe);
    Batch batch(2, 5);
    for (float& z : batch.z) z = static_cast<float>(rng.normal());
    drawTargets(batch, lossAt(i), rng);
    const double loss = batch.loss(lossAt(i));
    const std::vector<float> gradient = batch.dOutput;
    for (int o = 0; o < 2; ++o)
      for (int b = 5; b < 8; ++b) batch.z[o * 8 + b] = 1e6f, batch.t[o * 8 + b] = -3;
    CHECK(batch.loss(lossAt(i)) == loss);
    CHECK(batch.dOutput == gradient);
  }
}

TEST_CASE("a NaN or infinite output makes every loss NaN or infinite") {
  for (int i = 0; i < kLosses; ++i)
    for (float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                      -std::numeric_limits<float>::infinity()})
      for (int at : {0, 1})
        for (int hot : {0, 1}) {
          Batch batch(2, 3);
          batch.t[hot * batch.stride + 1] = 1;
          batch.z[at * batch.stride + 1] = bad;
          INFO(std::string(kNames[i]));
          CHECK(!std::isfinite(batch.loss(lossAt(i))));
        }
}

TEST_CASE("certainty is twice the probability less one, for any count of logits") {
  for (int count : {1, 3, 4, 5, 64}) {
    std::vector<float> z(count);
    for (int i = 0; i < count; ++i) z[i] = static_cast<float>(i - 2) * 1.7f;
    std::vector<float> certain = z;
    certainties(certain.data(), count);
    for (int i = 0; i < count; ++i)
      CHECK(certain[i] == doctest::Approx(2 / (1 + std::exp(-z[i])) - 1).epsilon(1e-6));
  }
  float lost[] = {std::nanf(""), std::numeric_limits<float>::infinity()};
  certainties(lost, 2);
  CHECK(std::isnan(lost[0]));
  CHECK(lost[1] == 1);
}

TEST_CASE("probabilities lie in [0, 1], and softmax's sum to 1") {
  const float kRows[][3] = {{0, 0, 0}, {1, 2, 3}, {1e4f, -1e4f, 0}, {-1e4f, -1e4f, -1e4f}, {88, 89, 90}};
  for (const float* z : kRows)
    for (int i = 0; i < kLosses; ++i) {
      float p[3];
      probabilities(lossAt(i), z, 3, 1, p);
      for (float v : p) {
        CHECK(v >= 0);
        CHECK(v <= 1);
      }
      if (lossAt(i) == Loss::softmax) CHECK(p[0] + p[1] + p[2] == doctest::Approx(1).epsilon(1e-6));
    }
  float p[3];
  probabilities(Loss::softmax, kRows[1], 3, 1, p);
  CHECK(p[2] == doctest::Approx(0.66524096).epsilon(1e-6));
  probabilities(Loss::bce, kRows[1], 3, 1, p);
  CHECK(p[0] == doctest::Approx(0.73105858).epsilon(1e-6));
  const float sides[3] = {-1, 0, 0.5f};
  probabilities(Loss::mse, sides, 3, 1, p);
  CHECK(p[0] == 0);
  CHECK(p[1] == 0.5f);
  CHECK(p[2] == 0.75f);
  const float spread[5] = {1, 99, 2, 99, 3};
  probabilities(Loss::softmax, spread, 3, 2, p);
  CHECK(p[2] == doctest::Approx(0.66524096).epsilon(1e-6));
}
