// What surrounds the layers of a stack: sums of rows and means over time.
#pragma once
#include "kernel.h"

/** C = X + Y over R rows of N panels; C may be one of them. */
KERNEL(addRows) {
  const int N = INTEGER(1);
  const size_t length = (size_t)INTEGER(0) * WIDTH;
  for (int n = 0; n < N; n++) {
    const float *x = FLOATS(2) + n * STRIDE(3), *y = FLOATS(4) + n * STRIDE(5);
    float *c = FLOATS(6) + n * STRIDE(7);
    for (size_t i = 0; i < length; i += WIDTH) store(c + i, load(x + i) + load(y + i));
  }
  return 0;
}

/** Y[t · B + b] = the mean of X over the time steps 0..t of stream b. */
KERNEL(meanOverTime) {
  const int steps = INTEGER(0), N = INTEGER(2);
  const size_t step = (size_t)INTEGER(1) * WIDTH;
  for (int n = 0; n < N; n++)
    for (size_t i = 0; i < step; i += WIDTH) {
      const float *x = FLOATS(3) + n * STRIDE(4) + i;
      float *y = FLOATS(5) + n * STRIDE(6) + i;
      vector sum = all(0);
      for (int t = 0; t < steps; t++) {
        sum = sum + load(x + t * step);
        store(y + t * step, sum / all((float)(t + 1)));
      }
    }
  return 0;
}

/** D becomes ∂E/∂x of `meanOverTime`: d_t = Σ_{k ≥ t} d_k / (k + 1). */
KERNEL(meanOverTimeBackward) {
  const int steps = INTEGER(0), N = INTEGER(2);
  const size_t step = (size_t)INTEGER(1) * WIDTH;
  for (int n = 0; n < N; n++)
    for (size_t i = 0; i < step; i += WIDTH) {
      float *d = FLOATS(3) + n * STRIDE(4) + i;
      vector sum = all(0);
      for (int t = steps - 1; t >= 0; t--) {
        sum = sum + load(d + t * step) / all((float)(t + 1));
        store(d + t * step, sum);
      }
    }
  return 0;
}
