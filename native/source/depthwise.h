// Depthwise causal convolution: every channel with its own few taps over the rows before; the last tap is the present step.
#pragma once
#include "kernel.h"

/** Y[r] = bias + Σ_j w_j ∘ X[r + j B]: X has (taps - 1) · B rows in front. Weights: `taps` rows a panel. */
KERNEL(depthwiseForward) {
  const int N = INTEGER(2), taps = INTEGER(3);
  const size_t step = (size_t)INTEGER(1) * WIDTH, length = (size_t)INTEGER(0) * WIDTH;
  for (int n = 0; n < N; n++) {
    const float *x = FLOATS(4) + n * STRIDE(5), *w = FLOATS(6) + n * STRIDE(7);
    float *y = FLOATS(9) + n * STRIDE(10);
    const vector bias = load(FLOATS(8) + n * WIDTH);
    for (size_t i = 0; i < length; i += WIDTH) {
      vector sum = bias;
      for (int j = 0; j < taps; j++) sum = multiply_add(load(x + i + j * step), load(w + j * WIDTH), sum);
      store(y + i, sum);
    }
  }
  return 0;
}

/** From D = ∂E/∂y: dX += ∂E/∂x (with the rows in front), dW and dBias likewise. */
KERNEL(depthwiseBackward) {
  const int N = INTEGER(2), taps = INTEGER(3);
  const size_t step = (size_t)INTEGER(1) * WIDTH, length = (size_t)INTEGER(0) * WIDTH;
  for (int n = 0; n < N; n++) {
    const float *d = FLOATS(8) + n * STRIDE(9), *w = FLOATS(6) + n * STRIDE(7);
    float *slope = FLOATS(12) + n * STRIDE(7), *level = FLOATS(13) + n * WIDTH;
    vector total = load(level);
    for (size_t i = 0; i < length; i += WIDTH) total = total + load(d + i);
    store(level, total);
    for (int j = 0; j < taps; j++) {
      const float *x = FLOATS(4) + n * STRIDE(5) + j * step;
      float *into = FLOATS(10) + n * STRIDE(11) + j * step;
      const vector weight = load(w + j * WIDTH);
      vector sum = load(slope + j * WIDTH);
      for (size_t i = 0; i < length; i += WIDTH) {
        const vector dy = load(d + i);
        sum = multiply_add(dy, load(x + i), sum);
        store(into + i, multiply_add(dy, weight, load(into + i)));
      }
      store(slope + j * WIDTH, sum);
    }
  }
  return 0;
}
