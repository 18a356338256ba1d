// AVX2 and FMA: eight floats, 16 registers.
#pragma once
#include <immintrin.h>
#define WIDTH 8
typedef __m256 vector;

INLINE vector load(const float *p) { return _mm256_loadu_ps(p); }
INLINE void store(float *p, vector v) { _mm256_storeu_ps(p, v); }
INLINE vector all(float x) { return _mm256_set1_ps(x); }
INLINE vector multiply_add(vector a, vector b, vector c) { return _mm256_fmadd_ps(a, b, c); }
// Of two operands of which one is NaN the instruction gives the second.
INLINE vector smaller(vector limit, vector x) { return _mm256_min_ps(limit, x); }
INLINE vector larger(vector limit, vector x) { return _mm256_max_ps(limit, x); }
INLINE vector square_root(vector x) { return _mm256_sqrt_ps(x); }
INLINE vector round_even(vector x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
/** x · 2^n for whole n from -126 to 127. */
INLINE vector scale_by_power(vector x, vector n) {
  const __m256i exponent = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
  return _mm256_mul_ps(x, _mm256_castsi256_ps(exponent));
}
/** The value where x > limit, else 0; a NaN in x keeps the value. */
INLINE vector unless_below(vector value, vector x, float limit) { return _mm256_and_ps(value, _mm256_cmp_ps(x, all(limit), _CMP_NLE_UQ)); }
INLINE float sum_lanes(vector v) {
  __m128 a = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  a = _mm_add_ps(a, _mm_movehl_ps(a, a));
  return _mm_cvtss_f32(_mm_add_ss(a, _mm_movehdup_ps(a)));
}
INLINE float largest_lane(vector v) {
  __m128 a = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  a = _mm_max_ps(a, _mm_movehl_ps(a, a));
  return _mm_cvtss_f32(_mm_max_ss(a, _mm_movehdup_ps(a)));
}
/**
 * sum += a · b in place. Left to itself the compiler lets products overwrite their factors, runs out of registers and spills sums in the innermost loop.
 */
#define ACCUMULATE(sum, a, b) __asm__("vfmadd231ps %2, %1, %0" : "+x"(sum) : "x"(a), "x"(b))

/** 8 x 8 block: rows of `from` become columns of `to`. */
INLINE void transpose_block(const float *from, float *to) {
  __m256 r[8], t[8];
  UNROLL for (int i = 0; i < 8; i++) r[i] = load(from + i * 8);
  UNROLL for (int i = 0; i < 8; i += 2) {
    t[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
  }
  UNROLL for (int i = 0; i < 8; i += 4) {
    r[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
    r[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xee);
    r[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
    r[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xee);
  }
  UNROLL for (int i = 0; i < 4; i++) {
    store(to + i * 8, _mm256_permute2f128_ps(r[i], r[i + 4], 0x20));
    store(to + (i + 4) * 8, _mm256_permute2f128_ps(r[i], r[i + 4], 0x31));
  }
}
