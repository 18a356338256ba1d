// Vanilla RNN: a_t = U x_t + b + W s_{t-1}, s_t = φ(a_t). `gates` holds U x + b for all rows and becomes ∂E/∂a in the backward pass.
#pragma once
#include "multiply.h"
#include "rows.h"

enum { TANH, SIGMOID, RELU };

/** φ over `length` floats. */
INLINE void activate(size_t length, int activation, const float *from, float *to) {
  if (activation == TANH)
    for (size_t i = 0; i < length; i += WIDTH) store(to + i, tanh_of(load(from + i)));
  else if (activation == SIGMOID)
    for (size_t i = 0; i < length; i += WIDTH) store(to + i, sigmoid_of(load(from + i)));
  else
    for (size_t i = 0; i < length; i += WIDTH) store(to + i, larger(all(0), load(from + i)));
}

/** to = d ∘ φ'(a), from s = φ(a). */
INLINE void slope(size_t length, int activation, const float *s, const float *d, float *to) {
  const vector one = all(1);
  for (size_t i = 0; i < length; i += WIDTH) {
    const vector x = load(s + i), y = load(d + i);
    if (activation == TANH) store(to + i, y * minus_product(x, x, one));
    else if (activation == SIGMOID) store(to + i, y * (x * (one - x)));
    else store(to + i, unless_below(y, x, 0));
  }
}

/** Time steps [t0, t1). h has T + 1 slots of B rows: slot 0 is the carried state. */
KERNEL(rnnForward) {
  const int t0 = INTEGER(0), t1 = INTEGER(1), B = INTEGER(2), H = INTEGER(3), activation = INTEGER(4), N = panels_of(H);
  const size_t step = (size_t)B * WIDTH, sg = STRIDE(6), sh = STRIDE(8);
  for (int t = t0; t < t1; t++) {
    float *g = FLOATS(5) + t * step, *h = FLOATS(7) + t * step;
    if (BYTES(9)) multiply_step(B, N, N, h, sh, FLOATS(9), (size_t)N * WIDTH * WIDTH, g, sg, t & 1);
    for (int u = 0; u < N; u++) activate(step, activation, g + u * sg, h + step + u * sh);
    if (activation == SIGMOID) fill_padding(B, H, h + step, sh, 0);
  }
  return 0;
}

/** Time steps [t0, t1) backwards: gates[t] = ∂E/∂a_t; dh[t-1] += ∂E/∂a_t · W. */
KERNEL(rnnBackward) {
  const int t0 = INTEGER(0), t1 = INTEGER(1), B = INTEGER(2), activation = INTEGER(4), N = panels_of(INTEGER(3));
  const size_t step = (size_t)B * WIDTH, sg = STRIDE(6), sh = STRIDE(8), sd = STRIDE(10);
  for (int t = t1 - 1; t >= t0; t--) {
    float *g = FLOATS(5) + t * step, *d = FLOATS(9) + t * step;
    const float *s = FLOATS(7) + (t + 1) * step;
    for (int u = 0; u < N; u++) slope(step, activation, s + u * sh, d + u * sd, g + u * sg);
    if (t > 0 && BYTES(11)) multiply_step(B, N, N, g, sg, FLOATS(11), (size_t)N * WIDTH * WIDTH, d - step, sd, t & 1);
  }
  return 0;
}

/** Feed-forward layer on R rows: in place x = φ(x). */
KERNEL(activateRows) {
  const int N = panels_of(INTEGER(1));
  for (int u = 0; u < N; u++) {
    float *x = FLOATS(3) + u * STRIDE(4);
    activate((size_t)INTEGER(0) * WIDTH, INTEGER(2), x, x);
  }
  return 0;
}

/** d *= φ'(a), from the layer's output s. */
KERNEL(slopeRows) {
  const int N = panels_of(INTEGER(1));
  for (int u = 0; u < N; u++) {
    float *d = FLOATS(5) + u * STRIDE(6);
    slope((size_t)INTEGER(0) * WIDTH, INTEGER(2), FLOATS(3) + u * STRIDE(4), d, d);
  }
  return 0;
}
