// Linear recurrences h_t = a_t h_{t-1} + b_t, element by element: no matrix in the time loop. h has T + 1 slots of B rows, slot 0 is the carried state.
// All of a panel's time steps come one after another: its gates and states stay in the caches.
#pragma once
#include "functions.h"

/**
 * minGRU: two blocks of panels z, n (pre-activations on entry, gates after); h_t = h_{t-1} + z (n - h_{t-1}).
 * `positive`: the candidate is a + ½ for a ≥ 0, else σ(a), and 0 in the columns beyond H.
 */
KERNEL(minGruForward) {
  const int H = INTEGER(2), N = panels_of(H), positive = INTEGER(3);
  const size_t step = (size_t)INTEGER(1) * WIDTH, end = INTEGER(0) * step, sg = STRIDE(5), sh = STRIDE(7), gate = N * sg;
  for (int u = 0; u < N; u++) {
    float *g = FLOATS(4) + u * sg, *h = FLOATS(6) + u * sh;
    const mask used = first_lanes(H - u * WIDTH);
    for (size_t x = 0; x < end; x += WIDTH) {
      vector n = load(g + gate + x);
      if (positive) {
        n = where(used, pick(n >= all(0), n + all(.5f), precise_sigmoid(n, decay_of(n))));
        store(g + gate + x, n);
      }
      const vector z = sigmoid_of(load(g + x)), before = load(h + x);
      store(g + x, z);
      store(h + x + step, multiply_add(z, n - before, before));
    }
  }
  return 0;
}

/** z and n become ∂E/∂ of their pre-activations; dh is ∂E/∂h from above on entry. */
KERNEL(minGruBackward) {
  const int T = INTEGER(0), N = panels_of(INTEGER(2)), positive = INTEGER(3);
  const size_t step = (size_t)INTEGER(1) * WIDTH, sg = STRIDE(5), gate = N * sg;
  const vector one = all(1);
  for (int u = 0; u < N; u++) {
    float *g = FLOATS(4) + u * sg, *d = FLOATS(8) + u * STRIDE(9);
    const float *h = FLOATS(6) + u * STRIDE(7);
    for (int t = T - 1; t >= 0; t--)
      for (size_t x = t * step; x < (t + 1) * step; x += WIDTH) {
        const vector z = load(g + x), n = load(g + gate + x), dy = load(d + x), share = dy * z;
        store(g + x, (n - load(h + x)) * share * (one - z));
        store(g + gate + x, share * (positive ? pick(n >= all(.5f), one, n * (one - n)) : one));
        if (t > 0) store(d + x - step, load(d + x - step) + (dy - share));
      }
  }
  return 0;
}

/**
 * minLSTM: four blocks i, f, n (pre-activations on entry) and f' (made here). h_t = n + f' (h_{t-1} - n), f' = σ(softplus(-a_i) - softplus(-a_f));
 * i and f become σ(-a_i) and σ(-a_f), which the derivatives need.
 */
KERNEL(minLstmForward) {
  const int N = INTEGER(2);
  const size_t step = (size_t)INTEGER(1) * WIDTH, end = INTEGER(0) * step, sg = STRIDE(4), gate = N * sg;
  for (int u = 0; u < N; u++) {
    float *g = FLOATS(3) + u * sg, *h = FLOATS(5) + u * STRIDE(6);
    for (size_t x = 0; x < end; x += WIDTH) {
      const vector i = -load(g + x), f = -load(g + gate + x), n = load(g + 2 * gate + x), ei = decay_of(i), ef = decay_of(f);
      const vector difference = softplus_of(i, ei) - softplus_of(f, ef), keep = precise_sigmoid(difference, decay_of(difference));
      store(g + x, precise_sigmoid(i, ei));
      store(g + gate + x, precise_sigmoid(f, ef));
      store(g + 3 * gate + x, keep);
      store(h + x + step, multiply_add(keep, load(h + x) - n, n));
    }
  }
  return 0;
}

/** i, f and n become ∂E/∂ of their pre-activations. */
KERNEL(minLstmBackward) {
  const int T = INTEGER(0), N = INTEGER(2);
  const size_t step = (size_t)INTEGER(1) * WIDTH, sg = STRIDE(4), gate = N * sg;
  for (int u = 0; u < N; u++) {
    float *g = FLOATS(3) + u * sg, *d = FLOATS(7) + u * STRIDE(8);
    const float *h = FLOATS(5) + u * STRIDE(6);
    for (int t = T - 1; t >= 0; t--)
      for (size_t x = t * step; x < (t + 1) * step; x += WIDTH) {
        const vector i = load(g + x), f = load(g + gate + x), n = load(g + 2 * gate + x), keep = load(g + 3 * gate + x), dy = load(d + x);
        const vector renew = all(1) - keep, kept = dy * keep, difference = (load(h + x) - n) * kept * renew;
        store(g + x, -(difference * i));
        store(g + gate + x, difference * f);
        store(g + 2 * gate + x, dy * renew);
        if (t > 0) store(d + x - step, load(d + x - step) + kept);
      }
  }
  return 0;
}

/**
 * LRU: complex diagonal recurrence s_t = λ s_{t-1} + γ b_t. `coefficients`: Re λ, Im λ, γ, each N rows. b: two blocks Re, Im. s: two blocks Re s and -Im s,
 * so that Re(C s) is one sum of products.
 */
KERNEL(lruForward) {
  const int N = INTEGER(2);
  const size_t step = (size_t)INTEGER(1) * WIDTH, end = INTEGER(0) * step, row = (size_t)N * WIDTH, sb = STRIDE(5), ss = STRIDE(7);
  for (int u = 0; u < N; u++) {
    const float *k = FLOATS(3) + u * WIDTH, *b = FLOATS(4) + u * sb, *im_b = b + N * sb;
    float *re = FLOATS(6) + u * ss, *im = re + N * ss;
    const vector a = load(k), c = load(k + row), gamma = load(k + 2 * row);
    for (size_t x = 0; x < end; x += WIDTH) {
      const vector p = load(re + x), q = load(im + x);
      store(re + x + step, multiply_add(a, p, multiply_add(c, q, gamma * load(b + x))));
      store(im + x + step, (a * q - c * p) - gamma * load(im_b + x));
    }
  }
  return 0;
}

/** d: ∂E/∂s from above (two blocks) on entry, ∂E/∂b after. sums += ∂E/∂(Re λ), ∂E/∂(Im λ), ∂E/∂γ, in the order of the coefficients. */
KERNEL(lruBackward) {
  const int T = INTEGER(0), N = INTEGER(2);
  const size_t step = (size_t)INTEGER(1) * WIDTH, row = (size_t)N * WIDTH, sb = STRIDE(5), ss = STRIDE(7), sd = STRIDE(9);
  for (int u = 0; u < N; u++) {
    const float *k = FLOATS(3) + u * WIDTH, *b = FLOATS(4) + u * sb, *im_b = b + N * sb, *re = FLOATS(6) + u * ss, *im = re + N * ss;
    float *d_re = FLOATS(8) + u * sd, *d_im = d_re + N * sd, *sum = FLOATS(10) + u * WIDTH;
    const vector a = load(k), c = load(k + row), gamma = load(k + 2 * row);
    vector sum_a = load(sum), sum_c = load(sum + row), sum_gamma = load(sum + 2 * row);
    for (int t = T - 1; t >= 0; t--)
      for (size_t x = t * step; x < (t + 1) * step; x += WIDTH) {
        const vector dp = load(d_re + x), dq = load(d_im + x), p = load(re + x), q = load(im + x);
        sum_a = multiply_add(dp, p, multiply_add(dq, q, sum_a));
        sum_c = multiply_add(dp, q, minus_product(dq, p, sum_c));
        sum_gamma = multiply_add(dp, load(b + x), minus_product(dq, load(im_b + x), sum_gamma));
        if (t > 0) {
          store(d_re + x - step, load(d_re + x - step) + (a * dp - c * dq));
          store(d_im + x - step, load(d_im + x - step) + multiply_add(a, dq, c * dp));
        }
        store(d_re + x, gamma * dp);
        store(d_im + x, -(gamma * dq));
      }
    store(sum, sum_a);
    store(sum + row, sum_c);
    store(sum + 2 * row, sum_gamma);
  }
  return 0;
}
