// The compiler's vectors: two NEON registers on ARM, and the portable build that every other one is checked against.
#pragma once
#ifndef WIDTH
#define WIDTH 8
#endif
typedef float vector __attribute__((vector_size(WIDTH * 4)));
typedef int32_t lanes_ __attribute__((vector_size(WIDTH * 4)));
typedef float unaligned_ __attribute__((vector_size(WIDTH * 4), aligned(4), may_alias));

INLINE vector load(const float *p) { return *(const unaligned_ *)p; }
INLINE void store(float *p, vector v) { *(unaligned_ *)p = v; }
INLINE vector all(float x) { return x - (vector){0}; }
/** Fused where the processor fuses (NEON), else rounded twice. */
INLINE vector multiply_add(vector a, vector b, vector c) {
#if defined(__ARM_FEATURE_FMA) && defined(__clang__) && !defined(PORTABLE)
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}
INLINE vector choose_(lanes_ m, vector a, vector b) { return (vector)(((lanes_)a & m) | ((lanes_)b & ~m)); }
// A NaN in x passes through.
INLINE vector smaller(vector limit, vector x) { return choose_(limit < x, limit, x); }
INLINE vector larger(vector limit, vector x) { return choose_(limit > x, limit, x); }
INLINE vector square_root(vector x) {
#if defined(__clang__)
  return __builtin_elementwise_sqrt(x);
#else
  for (int i = 0; i < WIDTH; i++) x[i] = __builtin_sqrtf(x[i]);
  return x;
#endif
}
/** For |x| below 2^22: adding 1.5 · 2^23 leaves no place for a fraction. */
INLINE vector round_even(vector x) { return (x + all(12582912.f)) - all(12582912.f); }
/** x · 2^n for whole n from -126 to 127. */
INLINE vector scale_by_power(vector x, vector n) {
  const lanes_ exponent = (lanes_)(n + all(12582912.f)) << 23;
  return x * (vector)(exponent + (lanes_)all(1.f));
}
/** The value where x > limit, else 0; a NaN in x keeps the value. */
INLINE vector unless_below(vector value, vector x, float limit) { return (vector)((lanes_)value & ~(x <= all(limit))); }
INLINE float sum_lanes(vector v) {
  float s[WIDTH / 2];
  for (int i = 0; i < WIDTH / 2; i++) s[i] = v[i] + v[i + WIDTH / 2];
  for (int n = WIDTH / 4; n > 0; n /= 2)
    for (int i = 0; i < n; i++) s[i] += s[i + n];
  return s[0];
}
INLINE float largest_lane(vector v) {
  float top = v[0];
  for (int i = 1; i < WIDTH; i++) top = v[i] > top ? v[i] : top;
  return top;
}
/** sum += a · b. */
#define ACCUMULATE(sum, a, b) (sum) = multiply_add(a, b, sum)

/** A block of WIDTH x WIDTH: rows of `from` become columns of `to`. */
INLINE void transpose_block(const float *from, float *to) {
  for (int i = 0; i < WIDTH; i++)
    for (int j = 0; j < WIDTH; j++) to[j * WIDTH + i] = from[i * WIDTH + j];
}
