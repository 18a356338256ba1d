// Additive attention of T decoder states over the S encoder states of the same stream: e_tj = v · tanh(q_t + k_j), a_t = softmax over the real j,
// c_t = Σ a_tj m_j. Rows t · B + b of queries, j · B + b of keys and memory. Shares lie row by row, sa bytes each, whole panels.
#pragma once
#include "functions.h"

/** lengths: real j of every stream. A and C are set. */
KERNEL(additiveForward) {
  const int T = INTEGER(0), S = INTEGER(1), B = INTEGER(2), H = INTEGER(3);
  const size_t sq = STRIDE(5), sk = STRIDE(7), sm = STRIDE(10), sa = STRIDE(13), sc = STRIDE(15), step = (size_t)B * WIDTH;
  const float *v = FLOATS(8);
  for (int b = 0; b < B; b++) {
    const int length = SYMBOLS(11)[b] < S ? SYMBOLS(11)[b] : S;
    const float *keys = FLOATS(6) + (size_t)b * WIDTH, *memory_rows = FLOATS(9) + (size_t)b * WIDTH;
    for (int t = 0; t < T; t++) {
      const size_t row = (size_t)t * B + b;
      const float *q = FLOATS(4) + row * WIDTH;
      float *shares = FLOATS(12) + row * sa, *c = FLOATS(14) + row * WIDTH;
      for (size_t x = 0; x < sa; x += WIDTH) store(shares + x, all(-1e30f));
      for (int j = 0; j < length; j++) {
        vector e = all(0);
        for (int n = 0; n < H; n++) e = multiply_add(tanh_of(load(q + n * sq) + load(keys + j * step + n * sk)), load(v + n * WIDTH), e);
        shares[j] = sum_lanes(e);
      }
      vector top = all(-1e30f), sum = all(0);
      for (size_t x = 0; x < sa; x += WIDTH) top = larger(top, load(shares + x));
      const vector shift = all(largest_lane(top));
      for (size_t x = 0; x < sa; x += WIDTH) {
        const vector e = exp_of(load(shares + x) - shift);
        store(shares + x, e);
        sum = sum + e;
      }
      const vector scale = all(1 / sum_lanes(sum));
      for (size_t x = 0; x < sa; x += WIDTH) store(shares + x, load(shares + x) * scale);
      for (int n = 0; n < H; n++) {
        vector context = all(0);
        for (int j = 0; j < length; j++) context = multiply_add(all(shares[j]), load(memory_rows + j * step + n * sm), context);
        store(c + n * sc, context);
      }
    }
  }
  return 0;
}

/** From dC: dQ, dK, dM and dV are added to. work: one panel row and a row of shares. */
KERNEL(additiveBackward) {
  const int T = INTEGER(0), S = INTEGER(1), B = INTEGER(2), H = INTEGER(3);
  const size_t sq = STRIDE(5), sk = STRIDE(7), sm = STRIDE(10), sa = STRIDE(13), sc = STRIDE(15), sdq = STRIDE(17), sdk = STRIDE(19), sdm = STRIDE(21);
  const size_t step = (size_t)B * WIDTH;
  const float *v = FLOATS(8);
  float *dv = FLOATS(22), *D = FLOATS(23) + WIDTH;
  for (int b = 0; b < B; b++) {
    const int length = SYMBOLS(11)[b] < S ? SYMBOLS(11)[b] : S;
    const float *keys = FLOATS(6) + (size_t)b * WIDTH, *memory_rows = FLOATS(9) + (size_t)b * WIDTH;
    float *d_keys = FLOATS(18) + (size_t)b * WIDTH, *d_memory = FLOATS(20) + (size_t)b * WIDTH;
    for (int t = 0; t < T; t++) {
      const size_t row = (size_t)t * B + b;
      const float *q = FLOATS(4) + row * WIDTH, *shares = FLOATS(12) + row * sa, *dc = FLOATS(14) + row * WIDTH;
      float *dq = FLOATS(16) + row * WIDTH, mean = 0;
      for (int j = 0; j < length; j++) {
        vector d = all(0);
        for (int n = 0; n < H; n++) {
          const vector c = load(dc + n * sc);
          float *x = d_memory + j * step + n * sdm;
          d = multiply_add(c, load(memory_rows + j * step + n * sm), d);
          store(x, multiply_add(all(shares[j]), c, load(x)));
        }
        D[j] = sum_lanes(d);
        mean += shares[j] * D[j];
      }
      for (int j = 0; j < length; j++) {
        const vector de = all(shares[j] * (D[j] - mean));
        for (int n = 0; n < H; n++) {
          const vector u = tanh_of(load(q + n * sq) + load(keys + j * step + n * sk)), g = de * load(v + n * WIDTH) * (all(1) - u * u);
          float *x = d_keys + j * step + n * sdk;
          store(dv + n * WIDTH, multiply_add(de, u, load(dv + n * WIDTH)));
          store(dq + n * sdq, load(dq + n * sdq) + g);
          store(x, load(x) + g);
        }
      }
    }
  }
  return 0;
}
