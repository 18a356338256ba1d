// GRU (PyTorch's r, z, n, reset after the matrix product): n = tanh(W_in x + b_in + r (W_hn h + b_hn)), h_t = (1 - z) n + z h_{t-1}.
// Four blocks of panels a row: r, z, q = W_hn h + b_hn, n; the first three take the recurrent product in one go.
#pragma once
#include "multiply.h"
#include "rows.h"

/** Time steps [t0, t1). On entry: input parts in r, z, n and b_hn in q. */
KERNEL(gruForward) {
  const int t0 = INTEGER(0), t1 = INTEGER(1), B = INTEGER(2), H = INTEGER(3);
  const size_t step = (size_t)B * WIDTH, sg = STRIDE(5), sh = STRIDE(7), gate = H * sg;
  for (int t = t0; t < t1; t++) {
    float *g = FLOATS(4) + t * step, *h = FLOATS(6) + t * step;
    if (BYTES(8)) multiply_step(B, 3 * H, H, h, sh, FLOATS(8), (size_t)H * WIDTH * WIDTH, g, sg, t & 1);
    for (int u = 0; u < H; u++) {
      float *r = g + u * sg, *z = r + gate, *q = z + gate, *n = q + gate, *to = h + step + u * sh;
      const float *before = h + u * sh;
      for (size_t x = 0; x < step; x += WIDTH) {
        const vector reset = sigmoid_of(load(r + x)), update = sigmoid_of(load(z + x));
        const vector candidate = tanh_of(multiply_add(reset, load(q + x), load(n + x)));
        store(r + x, reset);
        store(z + x, update);
        store(n + x, candidate);
        store(to + x, multiply_add(update, load(before + x) - candidate, candidate));
      }
    }
  }
  return 0;
}

/** Time steps [t0, t1) backwards: r, z, q and n become ∂E/∂ of their net inputs (q: of W_hn h + b_hn). */
KERNEL(gruBackward) {
  const int t0 = INTEGER(0), t1 = INTEGER(1), B = INTEGER(2), H = INTEGER(3);
  const size_t step = (size_t)B * WIDTH, sg = STRIDE(5), sh = STRIDE(7), sd = STRIDE(9), gate = H * sg;
  const vector one = all(1);
  for (int t = t1 - 1; t >= t0; t--) {
    float *g = FLOATS(4) + t * step, *d = FLOATS(8) + t * step;
    for (int u = 0; u < H; u++) {
      float *r = g + u * sg, *z = r + gate, *q = z + gate, *n = q + gate, *dh = d + u * sd;
      const float *before = FLOATS(6) + t * step + u * sh;
      for (size_t x = 0; x < step; x += WIDTH) {
        const vector reset = load(r + x), update = load(z + x), recurrent = load(q + x), candidate = load(n + x), dy = load(dh + x);
        const vector dn = (dy * (one - update)) * minus_product(candidate, candidate, one);
        store(z + x, (dy * (load(before + x) - candidate)) * (update * (one - update)));
        store(r + x, (dn * recurrent) * (reset * (one - reset)));
        store(q + x, dn * reset);
        store(n + x, dn);
        if (t > 0) store(dh - step + x, multiply_add(dy, update, load(dh - step + x)));
      }
    }
    if (t > 0 && BYTES(10)) multiply_step(B, H, 3 * H, g, sg, FLOATS(10), (size_t)H * 3 * WIDTH * WIDTH, d - step, sd, t & 1);
  }
  return 0;
}
