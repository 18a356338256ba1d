// Row look-ups, biases, sums and copies on panels.
#pragma once
#include "functions.h"

/** C[r] += table[symbols[r]]; a negative symbol adds nothing. */
KERNEL(embed) {
  const int R = INTEGER(0), N = INTEGER(1);
  const int32_t *symbols = SYMBOLS(2);
  for (int n = 0; n < N; n++) {
    const float *table = FLOATS(3) + n * STRIDE(4);
    float *c = FLOATS(5) + n * STRIDE(6);
    for (int r = 0; r < R; r++, c += WIDTH)
      if (symbols[r] >= 0) store(c, load(c) + load(table + (size_t)symbols[r] * WIDTH));
  }
  return 0;
}

/** C[r] = a + b + table[symbols[r]]: both biases and a one-hot input in one pass; a negative symbol has no row. */
KERNEL(lookUp) {
  const int R = INTEGER(0), N = INTEGER(1);
  const int32_t *symbols = SYMBOLS(2);
  for (int n = 0; n < N; n++) {
    const float *table = FLOATS(3) + n * STRIDE(4);
    const vector bias = load(FLOATS(5) + n * WIDTH) + load(FLOATS(6) + n * WIDTH);
    float *c = FLOATS(7) + n * STRIDE(8);
    for (int r = 0; r < R; r++, c += WIDTH) {
      vector sum = bias;
      if (symbols[r] >= 0) sum = sum + load(table + (size_t)symbols[r] * WIDTH);
      store(c, sum);
    }
  }
  return 0;
}

/** gradient[symbols[r]] += D[r], in the order of the rows. */
KERNEL(scatter) {
  const int R = INTEGER(0), N = INTEGER(1);
  const int32_t *symbols = SYMBOLS(2);
  for (int n = 0; n < N; n++) {
    const float *d = FLOATS(3) + n * STRIDE(4);
    float *gradient = FLOATS(5) + n * STRIDE(6);
    for (int r = 0; r < R; r++, d += WIDTH) {
      if (symbols[r] < 0) continue;
      float *g = gradient + (size_t)symbols[r] * WIDTH;
      store(g, load(g) + load(d));
    }
  }
  return 0;
}

/** C[r] = a + b: both biases of a gate block. */
KERNEL(biasRows) {
  const int R = INTEGER(0), N = INTEGER(1);
  for (int n = 0; n < N; n++) {
    const vector bias = load(FLOATS(2) + n * WIDTH) + load(FLOATS(3) + n * WIDTH);
    float *c = FLOATS(4) + n * STRIDE(5);
    for (int r = 0; r < R; r++, c += WIDTH) store(c, bias);
  }
  return 0;
}

/** sum[n] += Σ_r D[r, n], in four sums that are added at the end. */
KERNEL(columnSums) {
  const int R = INTEGER(0), N = INTEGER(1);
  for (int n = 0; n < N; n++) {
    const float *d = FLOATS(2) + n * STRIDE(3);
    float *sum = FLOATS(4) + n * WIDTH;
    vector s[4] = {load(sum), all(0), all(0), all(0)};
    int r = 0;
    for (; r + 4 <= R; r += 4, d += 4 * WIDTH) UNROLL for (int i = 0; i < 4; i++) s[i] = s[i] + load(d + i * WIDTH);
    for (; r < R; r++, d += WIDTH) s[0] = s[0] + load(d);
    store(sum, (s[0] + s[1]) + (s[2] + s[3]));
  }
  return 0;
}

/** norms[r] = ‖X[r]‖₂. */
KERNEL(rowNorms) {
  const int R = INTEGER(0), N = INTEGER(1);
  const float *X = FLOATS(2);
  const size_t sx = STRIDE(3);
  float *norms = FLOATS(4);
  for (int r = 0; r < R; r++) {
    vector s = all(0);
    for (int n = 0; n < N; n++) {
      const vector x = load(X + n * sx + (size_t)r * WIDTH);
      s = multiply_add(x, x, s);
    }
    norms[r] = __builtin_sqrtf(sum_lanes(s));
  }
  return 0;
}

/** Gives the columns of the last panel beyond `columns` a value. */
INLINE void fill_padding(int R, int columns, float *X, size_t sx, float value) {
  const int used = columns % WIDTH;
  if (used == 0) return;
  float *x = X + (size_t)(columns / WIDTH) * sx;
  for (int r = 0; r < R; r++, x += WIDTH)
    for (int lane = used; lane < WIDTH; lane++) x[lane] = value;
}

/** Zeroes the columns beyond `columns`: a padded sigmoid unit would be ½. */
KERNEL(maskColumns) {
  fill_padding(INTEGER(0), INTEGER(1), FLOATS(2), STRIDE(3), 0);
  return 0;
}

KERNEL(copyRows) {
  const size_t length = (size_t)INTEGER(0) * WIDTH;
  const int N = INTEGER(1);
  for (int n = 0; n < N; n++) {
    const float *from = FLOATS(2) + n * STRIDE(3);
    float *to = FLOATS(4) + n * STRIDE(5);
    for (size_t i = 0; i < length; i += WIDTH) store(to + i, load(from + i));
  }
  return 0;
}

/** W[K, N] in panels of N -> Wᵀ[N, K] in panels of K, block by block; panels [first, last) of the result. */
KERNEL(transpose) {
  const int K = INTEGER(0), N = INTEGER(1), first = INTEGER(4), last = INTEGER(5);
  const float *W = FLOATS(2);
  float *T = FLOATS(3);
  for (int k = first; k < last; k++)
    for (int n = 0; n < N; n++) transpose_block(W + ((size_t)n * K + k) * WIDTH * WIDTH, T + ((size_t)k * N + n) * WIDTH * WIDTH);
  return 0;
}

/** Any address and length that floats have. */
KERNEL(zero) {
  float *x = FLOATS(0), *end = x + BYTES(1) / 4;
  for (; x + WIDTH <= end; x += WIDTH) store(x, all(0));
  for (; x < end; x++) *x = 0;
  return 0;
}

/**
 * Inverted dropout: M[r] = 0 or `scale`, decided by a hash of (key, time step, stream, unit): the same mask for any split of the streams and any backend.
 * Rows are t · B + b; the stream's own number is b + b0.
 */
KERNEL(dropoutMask) {
  const int R = INTEGER(1) > 0 ? INTEGER(0) : 0, N = INTEGER(3);
  const uint32_t B = (uint32_t)INTEGER(1), b0 = (uint32_t)INTEGER(2), key = (uint32_t)INTEGER(6);
  const size_t sm = STRIDE(5);
  const mask keep = (mask){0} + INTEGER(7);
  const vector scale = all(REAL(8));
  integers lane;
  for (int i = 0; i < WIDTH; i++) lane[i] = (uint32_t)i;
  for (int r = 0; r < R; r++) {
    const uint32_t row = (((uint32_t)r / B) * 65537u + (uint32_t)r % B + b0) * 0x9e3779b1u + key;
    for (int n = 0; n < N; n++) {
      integers x = (lane + (uint32_t)(n * WIDTH)) * 0x85ebca6bu + row;
      x = (x ^ (x >> 16)) * 0x21f0aaadu;
      x = (x ^ (x >> 15)) * 0x735a2d97u;
      x = (x ^ (x >> 15)) >> 8;
      store(FLOATS(4) + n * sm + (size_t)r * WIDTH, where((mask)x < keep, scale));
    }
  }
  return 0;
}

/** Y = X ∘ M over R rows of N panels. */
KERNEL(multiplyRows) {
  const size_t length = (size_t)INTEGER(0) * WIDTH;
  const int N = INTEGER(1);
  for (int n = 0; n < N; n++) {
    const float *x = FLOATS(2) + n * STRIDE(3), *m = FLOATS(4) + n * STRIDE(5);
    float *y = FLOATS(6) + n * STRIDE(7);
    for (size_t i = 0; i < length; i += WIDTH) store(y + i, load(x + i) * load(m + i));
  }
  return 0;
}

/** `rows` rows of n numbers from [-bound, bound), from xoshiro128** on the four words at `state`: the same bits as on every backend. */
KERNEL(drawUniform) {
  uint32_t *state = (uint32_t *)FLOATS(0);
  const int rows = INTEGER(1), n = INTEGER(2);
  const float unit = REAL(3) * 1.1920928955078125e-7f;
  const size_t stride = STRIDE(6);
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  for (int row = 0; row < rows; row++) {
    float *to = FLOATS(4) + row * STRIDE(5);
    for (int i = 0; i < n; i++, to += stride) {
      const uint32_t product = b * 5, result = (product << 7 | product >> 25) * 9, t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = d << 11 | d >> 21;
      *to = (float)((int32_t)(result >> 8) - 0x800000) * unit;
    }
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
  return 0;
}
