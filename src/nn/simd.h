// The vector vocabulary: four floats, some fifteen operations, three back ends (WebAssembly SIMD128, SSE, and
// a scalar twin chosen by LOCKSTEP_SCALAR). Every kernel is written once on it. All back ends give the same
// bits: each operation is one IEEE-754 operation per lane, nothing is fused, and lane order is fixed. The one
// exception is multiplyAdd, where somebody has asked for relaxed SIMD.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#if !defined(LOCKSTEP_SCALAR) && defined(__wasm_simd128__)
#include <wasm_simd128.h>
#define LOCKSTEP_SIMD_WASM 1
#elif !defined(LOCKSTEP_SCALAR) && defined(__SSE2__)
#include <emmintrin.h>
#define LOCKSTEP_SIMD_SSE 1
#else
#define LOCKSTEP_SIMD_NONE 1
#endif

#if LOCKSTEP_SIMD_NONE
#define LOCKSTEP_SIMD_NAME "scalar"
#elif LOCKSTEP_SIMD_WASM
#define LOCKSTEP_SIMD_NAME "wasm simd128"
#else
#define LOCKSTEP_SIMD_NAME "sse2"
#endif

namespace lockstep {

constexpr int kLanes = 4;

// Rounds a count of floats up to whole vectors.
constexpr int padToLanes(int n) { return (n + kLanes - 1) / kLanes * kLanes; }

#if LOCKSTEP_SIMD_WASM

struct Vec {
  v128_t v;
};
struct Mask {
  v128_t m;
};
inline Vec load(const float* p) { return {wasm_v128_load(p)}; }
inline void store(float* p, Vec a) { wasm_v128_store(p, a.v); }
inline Vec splat(float x) { return {wasm_f32x4_splat(x)}; }
inline Vec loadSplat(const float* p) { return {wasm_v128_load32_splat(p)}; }
inline Vec operator+(Vec a, Vec b) { return {wasm_f32x4_add(a.v, b.v)}; }
inline Vec operator-(Vec a, Vec b) { return {wasm_f32x4_sub(a.v, b.v)}; }
inline Vec operator*(Vec a, Vec b) { return {wasm_f32x4_mul(a.v, b.v)}; }
inline Vec operator/(Vec a, Vec b) { return {wasm_f32x4_div(a.v, b.v)}; }
inline Vec sqrt(Vec a) { return {wasm_f32x4_sqrt(a.v)}; }
inline Vec abs(Vec a) { return {wasm_f32x4_abs(a.v)}; }
// b < a ? b : a, so a NaN in a stays; likewise max.
inline Vec min(Vec a, Vec b) { return {wasm_f32x4_pmin(a.v, b.v)}; }
inline Vec max(Vec a, Vec b) { return {wasm_f32x4_pmax(a.v, b.v)}; }
inline Mask operator<(Vec a, Vec b) { return {wasm_f32x4_lt(a.v, b.v)}; }
inline Vec select(Mask m, Vec a, Vec b) { return {wasm_v128_bitselect(a.v, b.v, m.m)}; }
// 2^n for integral n in [-126, 127].
inline Vec exp2Integer(Vec n) {
  v128_t i = wasm_i32x4_trunc_sat_f32x4(n.v);
  return {wasm_i32x4_shl(wasm_i32x4_add(i, wasm_i32x4_splat(127)), 23)};
}
inline void transpose(Vec& a, Vec& b, Vec& c, Vec& d) {
  v128_t ab0 = wasm_i32x4_shuffle(a.v, b.v, 0, 4, 1, 5), ab1 = wasm_i32x4_shuffle(a.v, b.v, 2, 6, 3, 7);
  v128_t cd0 = wasm_i32x4_shuffle(c.v, d.v, 0, 4, 1, 5), cd1 = wasm_i32x4_shuffle(c.v, d.v, 2, 6, 3, 7);
  a.v = wasm_i64x2_shuffle(ab0, cd0, 0, 2), b.v = wasm_i64x2_shuffle(ab0, cd0, 1, 3);
  c.v = wasm_i64x2_shuffle(ab1, cd1, 0, 2), d.v = wasm_i64x2_shuffle(ab1, cd1, 1, 3);
}

#elif LOCKSTEP_SIMD_SSE

struct Vec {
  __m128 v;
};
struct Mask {
  __m128 m;
};
inline Vec load(const float* p) { return {_mm_loadu_ps(p)}; }
inline void store(float* p, Vec a) { _mm_storeu_ps(p, a.v); }
inline Vec splat(float x) { return {_mm_set1_ps(x)}; }
inline Vec loadSplat(const float* p) { return {_mm_load1_ps(p)}; }
inline Vec operator+(Vec a, Vec b) { return {_mm_add_ps(a.v, b.v)}; }
inline Vec operator-(Vec a, Vec b) { return {_mm_sub_ps(a.v, b.v)}; }
inline Vec operator*(Vec a, Vec b) { return {_mm_mul_ps(a.v, b.v)}; }
inline Vec operator/(Vec a, Vec b) { return {_mm_div_ps(a.v, b.v)}; }
inline Vec sqrt(Vec a) { return {_mm_sqrt_ps(a.v)}; }
inline Vec abs(Vec a) { return {_mm_and_ps(a.v, _mm_castsi128_ps(_mm_set1_epi32(0x7fffffff)))}; }
// _mm_min_ps(x, y) is x < y ? x : y: with the arguments swapped it is WebAssembly's pmin.
inline Vec min(Vec a, Vec b) { return {_mm_min_ps(b.v, a.v)}; }
inline Vec max(Vec a, Vec b) { return {_mm_max_ps(b.v, a.v)}; }
inline Mask operator<(Vec a, Vec b) { return {_mm_cmplt_ps(a.v, b.v)}; }
inline Vec select(Mask m, Vec a, Vec b) { return {_mm_or_ps(_mm_and_ps(m.m, a.v), _mm_andnot_ps(m.m, b.v))}; }
inline Vec exp2Integer(Vec n) {
  __m128i i = _mm_cvttps_epi32(n.v);
  return {_mm_castsi128_ps(_mm_slli_epi32(_mm_add_epi32(i, _mm_set1_epi32(127)), 23))};
}
inline void transpose(Vec& a, Vec& b, Vec& c, Vec& d) { _MM_TRANSPOSE4_PS(a.v, b.v, c.v, d.v); }

#else

struct Vec {
  float v[4];
};
struct Mask {
  bool m[4];
};
template <typename F>
inline Vec lanes(F f) {
  return {{f(0), f(1), f(2), f(3)}};
}
inline Vec load(const float* p) {
  return lanes([&](int i) { return p[i]; });
}
inline void store(float* p, Vec a) {
  for (int i = 0; i < 4; ++i) p[i] = a.v[i];
}
inline Vec splat(float x) { return {{x, x, x, x}}; }
inline Vec loadSplat(const float* p) { return splat(*p); }
inline Vec operator+(Vec a, Vec b) {
  return lanes([&](int i) { return a.v[i] + b.v[i]; });
}
inline Vec operator-(Vec a, Vec b) {
  return lanes([&](int i) { return a.v[i] - b.v[i]; });
}
inline Vec operator*(Vec a, Vec b) {
  return lanes([&](int i) { return a.v[i] * b.v[i]; });
}
inline Vec operator/(Vec a, Vec b) {
  return lanes([&](int i) { return a.v[i] / b.v[i]; });
}
inline Vec sqrt(Vec a) {
  return lanes([&](int i) { return std::sqrt(a.v[i]); });
}
inline Vec abs(Vec a) {
  return lanes([&](int i) { return std::fabs(a.v[i]); });
}
inline Vec min(Vec a, Vec b) {
  return lanes([&](int i) { return b.v[i] < a.v[i] ? b.v[i] : a.v[i]; });
}
inline Vec max(Vec a, Vec b) {
  return lanes([&](int i) { return a.v[i] < b.v[i] ? b.v[i] : a.v[i]; });
}
inline Mask operator<(Vec a, Vec b) {
  return {{a.v[0] < b.v[0], a.v[1] < b.v[1], a.v[2] < b.v[2], a.v[3] < b.v[3]}};
}
inline Vec select(Mask m, Vec a, Vec b) {
  return lanes([&](int i) { return m.m[i] ? a.v[i] : b.v[i]; });
}
// Integral n beyond int's range (a NaN, an infinity) only has to be defined, not meaningful.
inline Vec exp2Integer(Vec n) {
  return lanes([&](int i) {
    int32_t e = n.v[i] > -2e9f && n.v[i] < 2e9f ? static_cast<int32_t>(n.v[i]) : 0;
    return std::bit_cast<float>(static_cast<uint32_t>(e + 127) << 23);
  });
}
inline void transpose(Vec& a, Vec& b, Vec& c, Vec& d) {
  Vec t[4] = {a, b, c, d};
  Vec* out[4] = {&a, &b, &c, &d};
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) out[i]->v[j] = t[j].v[i];
}

#endif

// a·b + c with two roundings. Compiled for relaxed SIMD, processors that can make it one: faster, and no
// longer the same bits everywhere. Always inline: such a program has objects that are compiled without.
[[gnu::always_inline]] inline Vec multiplyAdd(Vec a, Vec b, Vec c) {
#if LOCKSTEP_SIMD_WASM && defined(__wasm_relaxed_simd__)
  return {wasm_f32x4_relaxed_madd(a.v, b.v, c.v)};
#else
  return a * b + c;
#endif
}

inline Vec& operator+=(Vec& a, Vec b) { return a = a + b; }
inline Vec& operator*=(Vec& a, Vec b) { return a = a * b; }

// The four rows of a 4 × 4 block, from anywhere, become its columns: out[i·stride + j] = row j at i.
inline void transposeBlock(const float* r0, const float* r1, const float* r2, const float* r3, float* out,
                           int stride) {
  Vec a = load(r0), b = load(r1), c = load(r2), d = load(r3);
  transpose(a, b, c, d);
  store(out, a), store(out + stride, b), store(out + 2 * stride, c), store(out + 3 * stride, d);
}

// 1 to 4 floats at p; loaded, the other lanes are 0.
inline Vec loadPart(const float* p, int lanes) {
  if (lanes == kLanes) return load(p);
  const float part[kLanes] = {p[0], lanes > 1 ? p[1] : 0, lanes > 2 ? p[2] : 0, 0};
  return load(part);
}
inline void storePart(float* p, Vec v, int lanes) {
  if (lanes == kLanes) return store(p, v);
  float part[kLanes];
  store(part, v);
  p[0] = part[0];
  if (lanes > 1) p[1] = part[1];
  if (lanes > 2) p[2] = part[2];
}

// The first `lanes` lanes of a, the others 0.
inline Vec keepLanes(Vec a, int lanes) {
  constexpr float kIndices[kLanes] = {0, 1, 2, 3};
  return select(load(kIndices) < splat(static_cast<float>(lanes)), a, splat(0));
}

// (a0 + a2) + (a1 + a3): the one order in which lanes are ever summed.
inline float sum(Vec a) {
  float t[4];
  store(t, a);
  return (t[0] + t[2]) + (t[1] + t[3]);
}

}  // namespace lockstep
