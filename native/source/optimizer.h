// Updates of a slice of parameters, `bytes` long: whole lines of sixteen floats. `scale` is the clipping coefficient; the gradient is read, not changed.
// Division and root are exact, not estimates, whose bits differ between makers of processors.
#pragma once
#include "kernel.h"

/** Σ x² over the slice: a vector of sums per 4 kB, added in double. */
KERNEL(sumSquares) {
  const float *X = FLOATS(0);
  const size_t length = BYTES(1) / 4;
  double total = 0;
  for (size_t start = 0; start < length; start += 1024) {
    const size_t end = length - start < 1024 ? length : start + 1024;
    vector s = all(0), t = all(0);
    size_t i = start;
    for (; i + 2 * WIDTH <= end; i += 2 * WIDTH) {
      const vector a = load(X + i), b = load(X + i + WIDTH);
      s = multiply_add(a, a, s);
      t = multiply_add(b, b, t);
    }
    for (; i < end; i += WIDTH) s = multiply_add(load(X + i), load(X + i), s);
    total += sum_lanes(s + t);
  }
  return total;
}

/** X += Y. */
KERNEL(add) {
  float *X = FLOATS(0);
  const float *Y = FLOATS(1);
  const size_t length = BYTES(2) / 4;
  for (size_t i = 0; i < length; i += WIDTH) store(X + i, load(X + i) + load(Y + i));
  return 0;
}

/** Clips every element to ±limit; returns how many vectors of four, the portable unit, had one that was cut. */
KERNEL(clipValues) {
  float *X = FLOATS(0);
  const size_t length = BYTES(1) / 4;
  const float limit = REAL(2);
  int cut = 0;
  for (size_t i = 0; i < length; i += WIDTH) {
    const vector x = load(X + i);
    const mask beyond = absolute(x) > all(limit);
    for (int q = 0; q < WIDTH; q += 4) cut += (beyond[q] | beyond[q + 1] | beyond[q + 2] | beyond[q + 3]) != 0;
    store(X + i, clamp(x, limit));
  }
  return cut;
}

/**
 * Adam (Kingma and Ba 2015) as PyTorch computes it: ε outside the root, bias corrections c1 = 1 - β1^t and c2 = 1 - β2^t.
 * decay is added to the gradient (Adam) or shrinks the weights first (decoupled: AdamW).
 */
KERNEL(adam) {
  float *P = FLOATS(0), *M = FLOATS(2), *S = FLOATS(3);
  const float *G = FLOATS(1), rate = REAL(5), beta1 = REAL(6), beta2 = REAL(7), decay = REAL(11);
  const size_t length = BYTES(4) / 4;
  const int decoupled = INTEGER(12);
  const vector factor = all(REAL(13)), b1 = all(beta1), b2 = all(beta2), d1 = all(1 - beta1), d2 = all(1 - beta2), e = all(REAL(10));
  const vector size = all((float)(-(double)rate / argument[8])), root = all((float)(1 / __builtin_sqrt(argument[9])));
  const vector shrink = all(decoupled ? 1 - rate * decay : 1), pull = all(decoupled ? 0 : decay);
  for (size_t i = 0; i < length; i += WIDTH) {
    const vector p = load(P + i) * shrink;
    const vector g = multiply_add(p, pull, load(G + i) * factor);
    const vector m = multiply_add(g, d1, load(M + i) * b1), s = multiply_add(g * g, d2, load(S + i) * b2);
    store(M + i, m);
    store(S + i, s);
    store(P + i, multiply_add(size, m / multiply_add(square_root(s), root, e), p));
  }
  return 0;
}

/** Adagrad: s += g², p -= rate g / (√s + ε). */
KERNEL(adagrad) {
  float *P = FLOATS(0), *S = FLOATS(2);
  const float *G = FLOATS(1);
  const size_t length = BYTES(3) / 4;
  const vector step = all(-REAL(4)), e = all(REAL(5)), pull = all(REAL(6)), factor = all(REAL(7));
  for (size_t i = 0; i < length; i += WIDTH) {
    const vector p = load(P + i), g = multiply_add(p, pull, load(G + i) * factor), s = multiply_add(g, g, load(S + i));
    store(S + i, s);
    store(P + i, multiply_add(step, g / (square_root(s) + e), p));
  }
  return 0;
}

/** RMSProp: s = α s + (1 - α) g², step g / (√s + ε), with momentum through M as PyTorch does it. */
KERNEL(rmsprop) {
  float *P = FLOATS(0), *M = FLOATS(2), *S = FLOATS(3);
  const float *G = FLOATS(1), alpha = REAL(6);
  const size_t length = BYTES(4) / 4;
  const vector step = all(-REAL(5)), a = all(alpha), b = all(1 - alpha), mu = all(REAL(7)), e = all(REAL(8)), pull = all(REAL(9));
  const vector factor = all(REAL(10));
  for (size_t i = 0; i < length; i += WIDTH) {
    const vector p = load(P + i), g = multiply_add(p, pull, load(G + i) * factor);
    const vector s = multiply_add(g * g, b, load(S + i) * a), m = multiply_add(load(M + i), mu, g / (square_root(s) + e));
    store(S + i, s);
    store(M + i, m);
    store(P + i, multiply_add(step, m, p));
  }
  return 0;
}

/** Stochastic gradient descent with momentum: m = μ m + g, p -= rate m. The first step sets m = g, as μ · 0 + g does. */
KERNEL(sgd) {
  float *P = FLOATS(0), *M = FLOATS(2);
  const float *G = FLOATS(1);
  const size_t length = BYTES(3) / 4;
  const vector step = all(-REAL(4)), mu = all(REAL(5)), pull = all(REAL(6)), factor = all(REAL(7));
  for (size_t i = 0; i < length; i += WIDTH) {
    const vector p = load(P + i), m = multiply_add(load(M + i), mu, multiply_add(p, pull, load(G + i) * factor));
    store(M + i, m);
    store(P + i, multiply_add(step, m, p));
  }
  return 0;
}
