// DeltaNet: S_t = S_{t-1} + β (v - S_{t-1} k) kᵀ, o_t = S_t q_t, a matrix of values x keys a head. Rows t · B + b; heads of E panels. S lies as
// [stream][head][panel of values][key][WIDTH], so that a panel of values needs no other one. The change v - S_{t-1} k of every step is kept for the way back.
#pragma once
#include "functions.h"

/** Y = silu(x) / ‖silu(x)‖ row by row; scales[r] = 1 / length. */
KERNEL(unitForward) {
  const int R = INTEGER(0), E = INTEGER(1);
  const size_t sx = STRIDE(3), sy = STRIDE(5);
  float *scales = FLOATS(6);
  for (int r = 0; r < R; r++) {
    const float *x = FLOATS(2) + (size_t)r * WIDTH;
    float *y = FLOATS(4) + (size_t)r * WIDTH;
    vector s = all(0);
    for (int n = 0; n < E; n++) {
      const vector a = silu_of(load(x + n * sx));
      store(y + n * sy, a);
      s = multiply_add(a, a, s);
    }
    scales[r] = 1 / __builtin_sqrtf(sum_lanes(s) + 1e-6f);
    for (int n = 0; n < E; n++) store(y + n * sy, load(y + n * sy) * all(scales[r]));
  }
  return 0;
}

/** D = ∂E/∂y becomes ∂E/∂x: scale (d - y (y · d)) silu'(x). */
KERNEL(unitBackward) {
  const int R = INTEGER(0), E = INTEGER(1);
  const size_t sx = STRIDE(3), sy = STRIDE(5), sd = STRIDE(8);
  for (int r = 0; r < R; r++) {
    const float *x = FLOATS(2) + (size_t)r * WIDTH, *y = FLOATS(4) + (size_t)r * WIDTH;
    float *d = FLOATS(7) + (size_t)r * WIDTH;
    vector s = all(0);
    for (int n = 0; n < E; n++) s = multiply_add(load(y + n * sy), load(d + n * sd), s);
    const vector along = all(sum_lanes(s)), scale = all(FLOATS(6)[r]);
    for (int n = 0; n < E; n++) store(d + n * sd, scale * (load(d + n * sd) - load(y + n * sy) * along) * silu_slope(load(x + n * sx)));
  }
  return 0;
}

/** beta: one column a head. O and change are set, S goes on from what it holds. */
KERNEL(deltaForward) {
  const int T = INTEGER(0), B = INTEGER(1), heads = INTEGER(2), E = INTEGER(3), e = INTEGER(4);
  const size_t s = STRIDE(7), sv = STRIDE(9), sc = STRIDE(13), so = STRIDE(15);
  float *state = FLOATS(16);
  for (int b = 0; b < B; b++)
    for (int h = 0; h < heads; h++)
      for (int p = 0; p < E; p++, state += (size_t)e * WIDTH)
        for (int t = 0; t < T; t++) {
          const size_t row = ((size_t)t * B + b) * WIDTH, head = (size_t)h * E * s + row, panel = (size_t)h * E + p;
          float *q = FLOATS(5) + head, *k = FLOATS(6) + head;
          vector known = all(0), o = all(0);
          for (int j = 0; j < e; j++) known = multiply_add(all(*column_of(k, j, s)), load(state + j * WIDTH), known);
          const vector change = load(FLOATS(8) + panel * sv + row) - known, w = all(*column_of(FLOATS(10) + row, h, STRIDE(11))) * change;
          store(FLOATS(12) + panel * sc + row, change);
          for (int j = 0; j < e; j++) {
            const vector m = multiply_add(all(*column_of(k, j, s)), w, load(state + j * WIDTH));
            store(state + j * WIDTH, m);
            o = multiply_add(all(*column_of(q, j, s)), m, o);
          }
          store(FLOATS(14) + panel * so + row, o);
        }
  return 0;
}

/**
 * From dO: dQ, dK and dBeta are added to, dV is set. `final` is a copy of S after the window, which goes back to what it was before it, step by step.
 * work: e rows.
 */
KERNEL(deltaBackward) {
  const int T = INTEGER(0), B = INTEGER(1), heads = INTEGER(2), E = INTEGER(3), e = INTEGER(4);
  const size_t s = STRIDE(7), sb = STRIDE(9), sc = STRIDE(11), so = STRIDE(13), sd = STRIDE(17), sdb = STRIDE(19);
  float *state = FLOATS(20), *work = FLOATS(21);
  for (int b = 0; b < B; b++)
    for (int h = 0; h < heads; h++)
      for (int p = 0; p < E; p++, state += (size_t)e * WIDTH) {
        for (int j = 0; j < e; j++) store(work + j * WIDTH, all(0));
        for (int t = T - 1; t >= 0; t--) {
          const size_t row = ((size_t)t * B + b) * WIDTH, head = (size_t)h * E * s + row, d_head = (size_t)h * E * sd + row;
          float *q = FLOATS(5) + head, *k = FLOATS(6) + head, *dq = FLOATS(14) + d_head, *dk = FLOATS(15) + d_head;
          const vector o = load(FLOATS(12) + ((size_t)h * E + p) * so + row), change = load(FLOATS(10) + ((size_t)h * E + p) * sc + row);
          const vector share = all(*column_of(FLOATS(8) + row, h, sb)), w = share * change;
          vector g = all(0);
          for (int j = 0; j < e; j++) {
            const vector x = all(*column_of(k, j, s)), y = all(*column_of(q, j, s)), m = load(state + j * WIDTH);
            *column_of(dq, j, sd) += sum_lanes(m * o);
            const vector d = multiply_add(y, o, load(work + j * WIDTH));
            store(work + j * WIDTH, d);
            g = multiply_add(x, d, g);
            store(state + j * WIDTH, m - x * w);
          }
          *column_of(FLOATS(18) + row, h, sdb) += sum_lanes(g * change);
          const vector v = share * g;
          store(FLOATS(16) + d_head + p * sd, v);
          for (int j = 0; j < e; j++) {
            const vector x = all(*column_of(k, j, s)), d = load(work + j * WIDTH);
            *column_of(dk, j, sd) += sum_lanes(d * w - load(state + j * WIDTH) * v);
            store(work + j * WIDTH, d - x * v);
          }
        }
      }
  return 0;
}
