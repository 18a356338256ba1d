// Functions applied element by element to R rows of N panels, and their derivatives.
#pragma once
#include "functions.h"

/** A function of its inputs x (and d = ∂E/∂y) on all rows: Y = f(x), or D = f(x, d). */
#define ON_ALL_ROWS(name, expression) \
  KERNEL(name) { \
    const int N = INTEGER(1); \
    const size_t length = (size_t)INTEGER(0) * WIDTH; \
    for (int n = 0; n < N; n++) { \
      const float *from = FLOATS(2) + n * STRIDE(3); \
      float *to = FLOATS(4) + n * STRIDE(5); \
      for (size_t i = 0; i < length; i += WIDTH) { \
        const vector x = load(from + i), d = load(to + i); \
        (void)d; \
        store(to + i, expression); \
      } \
    } \
    return 0; \
  }

/** tanh(√(2/π) (x + 0.044715 x³)) of GELU's tanh form. */
FAST vector gelu_tanh(vector x) { return tanh_of(all(.7978845608f) * multiply_add(all(.044715f) * x, x * x, x)); }
/** ½ x (1 + t). */
FAST vector gelu_of(vector x) { return multiply_add(all(.5f) * x, gelu_tanh(x), all(.5f) * x); }
FAST vector gelu_slope(vector x) {
  const vector t = gelu_tanh(x), inner = all(.7978845608f) * multiply_add(all(3 * .044715f), x * x, all(1));
  return multiply_add(all(.5f) * x * (all(1) - t * t), inner, multiply_add(all(.5f), t, all(.5f)));
}

ON_ALL_ROWS(geluForward, gelu_of(x))
ON_ALL_ROWS(geluBackward, d *gelu_slope(x))
ON_ALL_ROWS(siluForward, silu_of(x))
ON_ALL_ROWS(siluBackward, d *silu_slope(x))
ON_ALL_ROWS(softplusForward, softplus_of(x, decay_of(x)))
ON_ALL_ROWS(softplusBackward, d *precise_sigmoid(x, decay_of(x)))

/** Y = a σ(b), a and b being the first and the last N panels of X; b becomes σ(b). */
KERNEL(gluForward) {
  const int N = INTEGER(1);
  const size_t length = (size_t)INTEGER(0) * WIDTH, gate = N * STRIDE(3);
  for (int n = 0; n < N; n++) {
    float *x = FLOATS(2) + n * STRIDE(3), *y = FLOATS(4) + n * STRIDE(5);
    for (size_t i = 0; i < length; i += WIDTH) {
      const vector s = sigmoid_of(load(x + gate + i));
      store(x + gate + i, s);
      store(y + i, load(x + i) * s);
    }
  }
  return 0;
}

/** From D = ∂E/∂y: a and b become ∂E/∂a and ∂E/∂b. */
KERNEL(gluBackward) {
  const int N = INTEGER(1);
  const size_t length = (size_t)INTEGER(0) * WIDTH, gate = N * STRIDE(3);
  for (int n = 0; n < N; n++) {
    float *x = FLOATS(2) + n * STRIDE(3);
    const float *d = FLOATS(4) + n * STRIDE(5);
    for (size_t i = 0; i < length; i += WIDTH) {
      const vector s = load(x + gate + i), a = load(x + i), ds = load(d + i) * s;
      store(x + i, ds);
      store(x + gate + i, ds * a * (all(1) - s));
    }
  }
  return 0;
}

/** Y += X · w, column by column. */
KERNEL(addScaledRows) {
  const int N = INTEGER(1);
  const size_t length = (size_t)INTEGER(0) * WIDTH;
  for (int n = 0; n < N; n++) {
    const float *x = FLOATS(2) + n * STRIDE(3);
    float *y = FLOATS(5) + n * STRIDE(6);
    const vector w = load(FLOATS(4) + n * WIDTH);
    for (size_t i = 0; i < length; i += WIDTH) store(y + i, multiply_add(load(x + i), w, load(y + i)));
  }
  return 0;
}

/** sums[n] += Σ_r X[r, n] Y[r, n]. */
KERNEL(productSums) {
  const int N = INTEGER(1);
  const size_t length = (size_t)INTEGER(0) * WIDTH;
  for (int n = 0; n < N; n++) {
    const float *x = FLOATS(2) + n * STRIDE(3), *y = FLOATS(4) + n * STRIDE(5);
    float *sum = FLOATS(6) + n * WIDTH;
    vector s = load(sum);
    for (size_t i = 0; i < length; i += WIDTH) s = multiply_add(load(x + i), load(y + i), s);
    store(sum, s);
  }
  return 0;
}
