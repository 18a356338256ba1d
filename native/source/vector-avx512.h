// AVX-512 F, DQ, BW and VL: sixteen floats, 32 registers.
#pragma once
#include <immintrin.h>
#define WIDTH 16
typedef __m512 vector;

INLINE vector load(const float *p) { return _mm512_loadu_ps(p); }
INLINE void store(float *p, vector v) { _mm512_storeu_ps(p, v); }
INLINE vector all(float x) { return _mm512_set1_ps(x); }
INLINE vector multiply_add(vector a, vector b, vector c) { return _mm512_fmadd_ps(a, b, c); }
// Of two operands of which one is NaN the instruction gives the second.
INLINE vector smaller(vector limit, vector x) { return _mm512_min_ps(limit, x); }
INLINE vector larger(vector limit, vector x) { return _mm512_max_ps(limit, x); }
INLINE vector square_root(vector x) { return _mm512_sqrt_ps(x); }
INLINE vector round_even(vector x) { return _mm512_roundscale_ps(x, 8); }
/** x · 2^n for whole n. */
INLINE vector scale_by_power(vector x, vector n) { return _mm512_scalef_ps(x, n); }
/** The value where x > limit, else 0; a NaN in x keeps the value. */
INLINE vector unless_below(vector value, vector x, float limit) {
  return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x, all(limit), _CMP_NLE_UQ), value);
}
INLINE float sum_lanes(vector v) { return _mm512_reduce_add_ps(v); }
INLINE float largest_lane(vector v) { return _mm512_reduce_max_ps(v); }
/**
 * sum += a · b in place. Left to itself the compiler lets products overwrite their factors, runs out of registers and spills sums in the innermost loop.
 */
#define ACCUMULATE(sum, a, b) __asm__("vfmadd231ps %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b))

/** 16 x 16 block: rows of `from` become columns of `to`. */
INLINE void transpose_block(const float *from, float *to) {
  __m512 r[16], t[16];
  UNROLL for (int i = 0; i < 16; i++) r[i] = load(from + i * 16);
  UNROLL for (int i = 0; i < 16; i += 2) {
    t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
  }
  UNROLL for (int i = 0; i < 16; i += 4) {
    r[i] = _mm512_shuffle_ps(t[i], t[i + 2], 0x44);
    r[i + 1] = _mm512_shuffle_ps(t[i], t[i + 2], 0xee);
    r[i + 2] = _mm512_shuffle_ps(t[i + 1], t[i + 3], 0x44);
    r[i + 3] = _mm512_shuffle_ps(t[i + 1], t[i + 3], 0xee);
  }
  UNROLL for (int i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_f32x4(r[i], r[i + 4], 0x88);
    t[i + 4] = _mm512_shuffle_f32x4(r[i], r[i + 4], 0xdd);
    t[i + 8] = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0x88);
    t[i + 12] = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0xdd);
  }
  UNROLL for (int i = 0; i < 4; i++) {
    store(to + i * 16, _mm512_shuffle_f32x4(t[i], t[i + 8], 0x88));
    store(to + (i + 8) * 16, _mm512_shuffle_f32x4(t[i], t[i + 8], 0xdd));
    store(to + (i + 4) * 16, _mm512_shuffle_f32x4(t[i + 4], t[i + 12], 0x88));
    store(to + (i + 12) * 16, _mm512_shuffle_f32x4(t[i + 4], t[i + 12], 0xdd));
  }
}
