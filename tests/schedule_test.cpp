// Learning-rate schedules against double, and at the places where they change.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "reference.h"

using namespace lockstep;

namespace {

constexpr const char* kNames[kSchedules] = {"constant",    "warmup", "step",
                                            "exponential", "cosine", "onecycle"};

ScheduleSettings scheduleOf(Schedule kind, int period, float gamma = 0.5f, int warmup = 0) {
  return {kind, period, gamma, warmup};
}
double factor(Schedule kind, int64_t t, int period = 1000, float gamma = 0.5f, int warmup = 0) {
  return scheduleFactor(scheduleOf(kind, period, gamma, warmup), t);
}

}  // namespace

TEST_CASE("every schedule follows its formula, with and without warm-up") {
  for (int kind = 0; kind < kSchedules; ++kind) {
    double worst = 0;
    for (int period : {10, 37, 1000, 1000000})
      for (float gamma : {0.01f, 0.5f, 0.97f, 1.0f})
        for (int warmup : {0, 1, 25})
          for (int64_t t = 0; t < 3 * period; t += 1 + period / 97) {
            const ScheduleSettings s = scheduleOf(static_cast<Schedule>(kind), period, gamma, warmup);
            const double exact = reference::scheduleFactor(s, static_cast<double>(t));
            worst = std::max(worst, std::fabs(scheduleFactor(s, t) - exact));
          }
    MESSAGE(std::string(kNames[kind]) << ": at most " << worst << " off");
    CHECK(worst <= 1e-14);
  }
}

TEST_CASE("schedules start and end where they say") {
  CHECK(factor(Schedule::constant, 0) == 1);
  CHECK(factor(Schedule::constant, 1'000'000'000'000) == 1);
  CHECK(factor(Schedule::warmup, 0, 4) == 0.25);
  CHECK(factor(Schedule::warmup, 3, 4) == 1);
  CHECK(factor(Schedule::warmup, 400, 4) == 1);
  CHECK(factor(Schedule::step, 999) == 1);
  CHECK(factor(Schedule::step, 1000) == 0.5);
  CHECK(factor(Schedule::step, 2999) == 0.25);
  CHECK(factor(Schedule::exponential, 0) == 1);
  CHECK(factor(Schedule::exponential, 1000) == doctest::Approx(0.5).epsilon(1e-14));
  CHECK(factor(Schedule::cosine, 0) == 1);
  CHECK(factor(Schedule::cosine, 500) == doctest::Approx(0.5).epsilon(1e-14));
  CHECK(factor(Schedule::cosine, 1000) == 0);
  CHECK(factor(Schedule::cosine, 5000) == 0);
  CHECK(factor(Schedule::oneCycle, 0) == doctest::Approx(1 / 25.0).epsilon(1e-14));
  CHECK(factor(Schedule::oneCycle, 299) == doctest::Approx(1).epsilon(1e-14));
  CHECK(factor(Schedule::oneCycle, 999) == doctest::Approx(1 / 250000.0).epsilon(1e-9));
  CHECK(factor(Schedule::oneCycle, 5000) == factor(Schedule::oneCycle, 999));
}

TEST_CASE("warm-up in front multiplies any schedule and then lets go of it") {
  for (int kind = 0; kind < kSchedules; ++kind) {
    const Schedule s = static_cast<Schedule>(kind);
    CHECK(factor(s, 0, 1000, 0.5f, 10) == doctest::Approx(factor(s, 0) / 10));
    CHECK(factor(s, 4, 1000, 0.5f, 10) == doctest::Approx(factor(s, 4) / 2));
    for (int64_t t : {9, 10, 500, 5000}) CHECK(factor(s, t, 1000, 0.5f, 10) == factor(s, t));
  }
}

TEST_CASE("a factor lies in [0, 1], for the shortest periods, the smallest factors and the longest runs") {
  for (int kind = 0; kind < kSchedules; ++kind)
    for (int period : {1, 2, 3, 4, 10, 1000000})
      for (float gamma : {0.01f, 1.0f})
        for (int warmup : {0, 1, 100000})
          for (int64_t t : {int64_t{0}, int64_t{1}, int64_t{2}, int64_t{3}, int64_t{10}, int64_t{1000000},
                            int64_t{1} << 40}) {
            const double f = factor(static_cast<Schedule>(kind), t, period, gamma, warmup);
            CHECK(f >= 0);
            CHECK(f <= 1 + 1e-14);
          }
}
