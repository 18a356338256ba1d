// GRU (PyTorch's r, z, n, reset after the matrix product): n = tanh(W_in x + b_in + r (W_hn h + b_hn)), h_t = (1 - z) n + z h_{t-1}.
// Four blocks of panels a row: r, z, q = W_hn h + b_hn, n; the first three take the recurrent product in one go.
import { gemmNN } from './gemm';
import { flush, madd, sigmoid8, tanh8 } from './vector';

/** Time steps [t0, t1). On entry: input parts in r, z, n and b_hn in q. */
export function gruForward(t0: i32, t1: i32, B: i32, H8: i32, gates: usize, sg: usize, h: usize, sh: usize, W: usize): void {
  const step = <usize>B * 32;
  const gate = <usize>H8 * sg;
  for (let t = t0; t < t1; t++) {
    const G = gates + <usize>t * step;
    if (W != 0) gemmNN(B, 3 * H8, H8, h + <usize>t * step, sh, W, <usize>H8 * 256, G, sg);
    for (let u = 0; u < H8; u++) {
      const g = G + <usize>u * sg;
      const state = h + <usize>u * sh + <usize>t * step;
      for (let x: usize = 0; x < step; x += 32) {
        const r = g + x, z = r + gate, q = z + gate, n = q + gate;
        sigmoid8(v128.load(r), v128.load(r, 16), r);
        sigmoid8(v128.load(z), v128.load(z, 16), z);
        tanh8(madd(v128.load(r), v128.load(q), v128.load(n)), madd(v128.load(r, 16), v128.load(q, 16), v128.load(n, 16)), n);
        const before = state + x, to = before + step;
        v128.store(to, madd(v128.load(z), f32x4.sub(v128.load(before), v128.load(n)), v128.load(n)));
        v128.store(to, madd(v128.load(z, 16), f32x4.sub(v128.load(before, 16), v128.load(n, 16)), v128.load(n, 16)), 16);
      }
    }
  }
}

/** Time steps [t0, t1) backwards: r, z, q and n become ∂E/∂ of their net inputs (q: of W_hn h + b_hn). */
export function gruBackward(t0: i32, t1: i32, B: i32, H8: i32, gates: usize, sg: usize, h: usize, sh: usize, dh: usize, sd: usize, WT: usize): void {
  const step = <usize>B * 32;
  const gate = <usize>H8 * sg;
  const one = f32x4.splat(1);
  for (let t = t1 - 1; t >= t0; t--) {
    const G = gates + <usize>t * step;
    const D = dh + <usize>t * step;
    for (let u = 0; u < H8; u++) {
      const g = G + <usize>u * sg;
      const d = D + <usize>u * sd;
      const previous = h + <usize>u * sh + <usize>t * step;
      for (let x: usize = 0; x < step; x += 16) {
        const r = v128.load(g + x), z = v128.load(g + gate + x), q = v128.load(g + 2 * gate + x), n = v128.load(g + 3 * gate + x);
        const dy = v128.load(d + x);
        const dn = flush(f32x4.mul(f32x4.mul(dy, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(n, n))));
        v128.store(g + gate + x, flush(f32x4.mul(f32x4.mul(dy, f32x4.sub(v128.load(previous + x), n)), f32x4.mul(z, f32x4.sub(one, z)))));
        v128.store(g + x, flush(f32x4.mul(f32x4.mul(dn, q), f32x4.mul(r, f32x4.sub(one, r)))));
        v128.store(g + 2 * gate + x, flush(f32x4.mul(dn, r)));
        v128.store(g + 3 * gate + x, dn);
        if (t > 0) v128.store(d - step + x, madd(dy, z, v128.load(d - step + x)));
      }
    }
    if (t > 0 && WT != 0) gemmNN(B, H8, 3 * H8, G, sg, WT, <usize>H8 * 768, D - step, sd);
  }
}
