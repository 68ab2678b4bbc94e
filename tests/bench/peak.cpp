// The f32x4 multiply-and-add rate of WebAssembly SIMD128: twelve independent chains, nothing from memory.
#include <wasm_simd128.h>

extern "C" __attribute__((export_name("peak"))) float peak(int count, float factor,
                                                           float term) {  // 96·count flop
  v128_t x = wasm_f32x4_splat(factor), y = wasm_f32x4_splat(term), chains[12];
  for (int i = 0; i < 12; ++i) chains[i] = wasm_f32x4_splat(0.01f * i);
  for (int k = 0; k < count; ++k) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; ++i) chains[i] = wasm_f32x4_add(wasm_f32x4_mul(chains[i], x), y);
  }
  for (int i = 1; i < 12; ++i) chains[0] = wasm_f32x4_add(chains[0], chains[i]);
  return wasm_f32x4_extract_lane(chains[0], 0);
}
