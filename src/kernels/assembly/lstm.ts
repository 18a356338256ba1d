// LSTM (PyTorch's i, f, g, o): c_t = f c_{t-1} + i g, h_t = o tanh(c_t). `gates` holds the input part of T·B rows, then the activated gates,
// then ∂E/∂ of the net inputs. Panels of a gate follow each other: gate q starts at panel q · H8.
import { gemmNN } from './gemm';
import { flush, madd, sigmoid8, tanh8 } from './vector';

/** Time steps [t0, t1). h and c have T + 1 slots of B rows, tc = tanh(c_t) has T. */
export function lstmForward(t0: i32, t1: i32, B: i32, H8: i32, gates: usize, sg: usize, h: usize, sh: usize, c: usize, tc: usize, st: usize, W: usize): void {
  const step = <usize>B * 32;
  const gate = <usize>H8 * sg;
  for (let t = t0; t < t1; t++) {
    const G = gates + <usize>t * step;
    if (W != 0) gemmNN(B, 4 * H8, H8, h + <usize>t * step, sh, W, <usize>H8 * 256, G, sg);
    for (let u = 0; u < H8; u++) {
      const g = G + <usize>u * sg;
      const state = <usize>u * sh + <usize>t * step;
      const tanhs = tc + <usize>u * st + <usize>t * step;
      for (let x: usize = 0; x < step; x += 32) {
        const i = g + x, f = i + gate, j = f + gate, o = j + gate;
        sigmoid8(v128.load(i), v128.load(i, 16), i);
        sigmoid8(v128.load(f), v128.load(f, 16), f);
        tanh8(v128.load(j), v128.load(j, 16), j);
        sigmoid8(v128.load(o), v128.load(o, 16), o);
        const before = c + state + x, now = before + step, y = tanhs + x, to = h + state + step + x;
        const c0 = madd(v128.load(f), v128.load(before), f32x4.mul(v128.load(i), v128.load(j)));
        const c1 = madd(v128.load(f, 16), v128.load(before, 16), f32x4.mul(v128.load(i, 16), v128.load(j, 16)));
        v128.store(now, c0); v128.store(now, c1, 16);
        tanh8(c0, c1, y);
        v128.store(to, f32x4.mul(v128.load(o), v128.load(y)));
        v128.store(to, f32x4.mul(v128.load(o, 16), v128.load(y, 16)), 16);
      }
    }
  }
}

/** Time steps [t0, t1) backwards; dc [B, H] carries ∂E/∂c between calls. */
export function lstmBackward(t0: i32, t1: i32, B: i32, H8: i32, gates: usize, sg: usize, sh: usize, c: usize, tc: usize, st: usize, dh: usize, sd: usize, dc: usize, WT: usize): void {
  const step = <usize>B * 32;
  const gate = <usize>H8 * sg;
  const one = f32x4.splat(1);
  for (let t = t1 - 1; t >= t0; t--) {
    const G = gates + <usize>t * step;
    const D = dh + <usize>t * step;
    for (let u = 0; u < H8; u++) {
      const g = G + <usize>u * sg;
      const d = D + <usize>u * sd;
      const previous = c + <usize>u * sh + <usize>t * step;
      const tanhs = tc + <usize>u * st + <usize>t * step;
      const carry = dc + <usize>u * step;
      for (let x: usize = 0; x < step; x += 16) {
        const i = v128.load(g + x), f = v128.load(g + gate + x), j = v128.load(g + 2 * gate + x), o = v128.load(g + 3 * gate + x);
        const y = v128.load(tanhs + x), dy = v128.load(d + x);
        v128.store(g + 3 * gate + x, flush(f32x4.mul(f32x4.mul(dy, y), f32x4.mul(o, f32x4.sub(one, o)))));
        const k = madd(f32x4.mul(dy, o), f32x4.sub(one, f32x4.mul(y, y)), v128.load(carry + x));
        v128.store(g + x, flush(f32x4.mul(f32x4.mul(k, j), f32x4.mul(i, f32x4.sub(one, i)))));
        v128.store(g + gate + x, flush(f32x4.mul(f32x4.mul(k, v128.load(previous + x)), f32x4.mul(f, f32x4.sub(one, f)))));
        v128.store(g + 2 * gate + x, flush(f32x4.mul(f32x4.mul(k, i), f32x4.sub(one, f32x4.mul(j, j)))));
        v128.store(carry + x, flush(f32x4.mul(k, f)));
      }
    }
    if (t > 0 && WT != 0) gemmNN(B, H8, 4 * H8, G, sg, WT, <usize>H8 * 1024, D - step, sd);
  }
}
