// One vector of WIDTH floats, chosen by the flags of the compilation unit: AVX-512 (16), AVX2 with FMA (8), or the compiler's own vectors (NEON and the
// portable build, 8 unless WIDTH says otherwise). WIDTH is also the number of columns in a panel of every matrix. The operators + - * / work on `vector`.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/** Longer functions: in the portable build, which is for checks, size counts more than a call. */
#if defined(__AVX2__) || (defined(__ARM_NEON) && !defined(PORTABLE))
#define FAST INLINE
#else
#define FAST static __attribute__((noinline))
#endif

#if defined(__AVX512F__)
#include "vector-avx512.h"
#elif defined(__AVX2__) && defined(__FMA__)
#include "vector-avx2.h"
#else
#include "vector-generic.h"
#endif

/** Integers in the lanes of a vector, for random bits. */
typedef uint32_t integers __attribute__((vector_size(WIDTH * 4)));
/** Comparisons give lanes of all ones or all zeros. */
typedef int32_t mask __attribute__((vector_size(WIDTH * 4)));

/** Loads stay on their side: with few registers an early one would push a sum out of its place. */
#if defined(__AVX512F__)
#define NO_LOADS_AHEAD
#else
#define NO_LOADS_AHEAD __asm__ volatile("" ::: "memory")
#endif

/** -a·b + c. */
INLINE vector minus_product(vector a, vector b, vector c) { return multiply_add(-a, b, c); }
/** The value where the mask is set, else 0. */
INLINE vector where(mask m, vector value) { return (vector)((mask)value & m); }
/** a where the mask is set, else b. */
INLINE vector pick(mask m, vector a, vector b) { return (vector)(((mask)a & m) | ((mask)b & ~m)); }
/** The first `count` lanes; a number at or below 0: none. */
INLINE mask first_lanes(int count) {
  mask lane;
  for (int i = 0; i < WIDTH; i++) lane[i] = i;
  return lane < (mask){0} + count;
}
INLINE vector absolute(vector x) { return (vector)((mask)x & (mask)((integers){0} + 0x7fffffffu)); }
/** Clamps to ±limit; a NaN stays one, so that the watchdog sees it. */
INLINE vector clamp(vector x, float limit) { return larger(all(-limit), smaller(all(limit), x)); }
