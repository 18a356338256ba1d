// Selective state-space scan (S6): h_t = exp(Δ_t A) h_{t-1} + (Δ_t u_t) B_t, y_t = h_t C_t + D u_t, with `states` states a channel, A = -exp(A_log).
// Rows t · B + b. Δ, u and y are rows of N panels of channels; B_t and C_t are columns of `P`, from columns `cb` and `cc`. H is the scan's own:
// [panel][T + 1 slots][state][stream][WIDTH], slot 0 the carried state. A_log and its gradient: `states` rows a panel.
#pragma once
#include "functions.h"

/** A of a panel: the decays are made once a panel. */
INLINE void make_decays(int states, const float *log, float *to) {
  for (int i = 0; i < states; i++) store(to + i * WIDTH, -exp_of(load(log + i * WIDTH)));
}

/** work: `states` rows. */
KERNEL(selectiveForward) {
  const int B = INTEGER(1), rows = INTEGER(0) * B, N = INTEGER(2), states = INTEGER(3), cb = INTEGER(9), cc = INTEGER(10);
  const size_t next = (size_t)B * WIDTH, slot = next * states, s = STRIDE(6), sp = STRIDE(8);
  float *work = FLOATS(18);
  for (int n = 0; n < N; n++) {
    make_decays(states, FLOATS(11) + n * STRIDE(12), work);
    const vector skip = load(FLOATS(13) + n * WIDTH);
    for (int r = 0; r < rows; r++) {
      const size_t row = (size_t)r * WIDTH;
      const vector dt = load(FLOATS(4) + n * s + row), u = load(FLOATS(5) + n * s + row), x = dt * u;
      float *p = FLOATS(7) + row, *before = FLOATS(14) + n * STRIDE(15) + r / B * slot + r % B * WIDTH;
      vector y = skip * u;
      for (int i = 0; i < states; i++, before += next) {
        const vector b = all(*column_of(p, cb + i, sp)), c = all(*column_of(p, cc + i, sp));
        const vector h = multiply_add(exp_of(dt * load(work + i * WIDTH)), load(before), x * b);
        store(before + slot, h);
        y = multiply_add(h, c, y);
      }
      store(FLOATS(16) + n * STRIDE(17) + row, y);
    }
  }
  return 0;
}

/** From dY: ddt and du are set, dP (its columns of B and C), dA (of A_log) and dD added to. work: (1 + B) · `states` rows. */
KERNEL(selectiveBackward) {
  const int B = INTEGER(1), rows = INTEGER(0) * B, N = INTEGER(2), states = INTEGER(3), cb = INTEGER(9), cc = INTEGER(10);
  const size_t each = (size_t)states * WIDTH, next = (size_t)B * WIDTH, slot = B * each, s = STRIDE(6), sp = STRIDE(8), sdp = STRIDE(21);
  float *work = FLOATS(24), *later = work + each;
  for (int n = 0; n < N; n++) {
    make_decays(states, FLOATS(11) + n * STRIDE(12), work);
    for (size_t i = 0; i < slot; i += WIDTH) store(later + i, all(0));
    float *slope = FLOATS(22) + n * STRIDE(12), *level = FLOATS(23) + n * WIDTH;
    const vector skip = load(FLOATS(13) + n * WIDTH);
    vector total = load(level);
    for (int r = rows - 1; r >= 0; r--) {
      const size_t row = (size_t)r * WIDTH, at = n * s + row;
      const vector dt = load(FLOATS(4) + at), u = load(FLOATS(5) + at), x = dt * u, dy = load(FLOATS(16) + n * STRIDE(17) + row);
      const float *before = FLOATS(14) + n * STRIDE(15) + r / B * slot + r % B * WIDTH;
      float *dh = later + r % B * each, *p = FLOATS(7) + row, *dp = FLOATS(20) + row;
      vector d_dt = all(0), d_u = all(0);
      for (int i = 0; i < states; i++, before += next) {
        const vector b = all(*column_of(p, cb + i, sp)), c = all(*column_of(p, cc + i, sp)), a = load(work + i * WIDTH);
        const vector d = multiply_add(dy, c, load(dh + i * WIDTH));
        *column_of(dp, cc + i, sdp) += sum_lanes(dy * load(before + slot));
        *column_of(dp, cb + i, sdp) += sum_lanes(d * x);
        const vector k = d * exp_of(dt * a);
        // ∂E/∂(Δ A): through the decay.
        const vector q = k * load(before) * a, w = d * b;
        d_dt = d_dt + multiply_add(w, u, q);
        d_u = d_u + w;
        store(slope + i * WIDTH, multiply_add(q, dt, load(slope + i * WIDTH)));
        store(dh + i * WIDTH, k);
      }
      store(FLOATS(18) + at, d_dt);
      store(FLOATS(19) + at, multiply_add(d_u, dt, dy * skip));
      total = multiply_add(dy, u, total);
    }
    store(level, total);
  }
  return 0;
}
