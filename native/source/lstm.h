// LSTM (PyTorch's i, f, g, o): c_t = f c_{t-1} + i g, h_t = o tanh(c_t). `gates` holds the input part of all rows, then the activated gates, then ∂E/∂ of
// the net inputs. Panels of a gate follow each other: gate q starts at panel q · H.
#pragma once
#include "multiply.h"
#include "rows.h"

/** Time steps [t0, t1). h and c have T + 1 slots of B rows, tc = tanh(c_t) has T. */
KERNEL(lstmForward) {
  const int t0 = INTEGER(0), t1 = INTEGER(1), B = INTEGER(2), H = INTEGER(3);
  const size_t step = (size_t)B * WIDTH, sg = STRIDE(5), sh = STRIDE(7), st = STRIDE(10), gate = H * sg;
  for (int t = t0; t < t1; t++) {
    float *g = FLOATS(4) + t * step, *h = FLOATS(6) + t * step, *c = FLOATS(8) + t * step, *tc = FLOATS(9) + t * step;
    if (BYTES(11)) multiply_step(B, 4 * H, H, h, sh, FLOATS(11), (size_t)H * WIDTH * WIDTH, g, sg, t & 1);
    for (int u = 0; u < H; u++) {
      float *i = g + u * sg, *f = i + gate, *j = f + gate, *o = j + gate;
      const float *before = c + u * sh;
      float *now = c + step + u * sh, *to = h + step + u * sh, *tanhs = tc + u * st;
      for (size_t x = 0; x < step; x += WIDTH) {
        const vector in = sigmoid_of(load(i + x)), forget = sigmoid_of(load(f + x));
        const vector cell = tanh_of(load(j + x)), out = sigmoid_of(load(o + x));
        const vector state = multiply_add(forget, load(before + x), in * cell), y = tanh_of(state);
        store(i + x, in);
        store(f + x, forget);
        store(j + x, cell);
        store(o + x, out);
        store(now + x, state);
        store(tanhs + x, y);
        store(to + x, out * y);
      }
    }
  }
  return 0;
}

/** Time steps [t0, t1) backwards; dc [B, H] carries ∂E/∂c between calls. */
KERNEL(lstmBackward) {
  const int t0 = INTEGER(0), t1 = INTEGER(1), B = INTEGER(2), H = INTEGER(3);
  const size_t step = (size_t)B * WIDTH, sg = STRIDE(5), sh = STRIDE(6), st = STRIDE(9), sd = STRIDE(11), gate = H * sg;
  const vector one = all(1);
  for (int t = t1 - 1; t >= t0; t--) {
    float *g = FLOATS(4) + t * step, *d = FLOATS(10) + t * step;
    for (int u = 0; u < H; u++) {
      float *i = g + u * sg, *f = i + gate, *j = f + gate, *o = j + gate, *carry = FLOATS(12) + u * step;
      const float *dh = d + u * sd, *before = FLOATS(7) + t * step + u * sh, *tanhs = FLOATS(8) + t * step + u * st;
      for (size_t x = 0; x < step; x += WIDTH) {
        const vector in = load(i + x), forget = load(f + x), cell = load(j + x), out = load(o + x), y = load(tanhs + x), dy = load(dh + x);
        const vector dc = multiply_add(dy * out, minus_product(y, y, one), load(carry + x));
        store(o + x, (dy * y) * (out * (one - out)));
        store(i + x, (dc * cell) * (in * (one - in)));
        store(f + x, (dc * load(before + x)) * (forget * (one - forget)));
        store(j + x, (dc * in) * minus_product(cell, cell, one));
        store(carry + x, dc * forget);
      }
    }
    if (t > 0 && BYTES(13)) multiply_step(B, H, 4 * H, g, sg, FLOATS(13), (size_t)H * 4 * WIDTH * WIDTH, d - step, sd, t & 1);
  }
  return 0;
}
