// Learning-rate schedules: pure functions of the step, so that any step of a run can be recomputed alone.
#pragma once

#include <cstdint>

namespace lockstep {

// T is the period in steps, γ the factor.
enum class Schedule : uint8_t {
  constant,     // η
  warmup,       // η·(t + 1)/T up to η
  step,         // η·γ^⌊t/T⌋
  exponential,  // η·γ^(t/T)
  cosine,       // from η to 0 along half a cosine in T steps, then 0          (Loshchilov & Hutter 2017)
  // η/25 up to η in the first 30 % of T, then down to η/250 000 (Smith 2018). PyTorch's OneCycleLR has these
  // defaults and cycles momentum as well; here momentum stays.
  oneCycle,
};
constexpr int kSchedules = 6;

struct ScheduleSettings {
  Schedule kind = Schedule::constant;
  int period = 1000;   // T >= 1
  float gamma = 0.5f;  // γ
  int warmup = 0;      // steps of linear warm-up in front of any schedule: a factor min(1, (t + 1)/warmup)
};

// The factor on the base rate η at step t >= 0.
double scheduleFactor(const ScheduleSettings& settings, int64_t t);

}  // namespace lockstep
