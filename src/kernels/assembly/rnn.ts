// Vanilla RNN: a_t = U x_t + b + W s_{t-1}, s_t = φ(a_t). `gates` holds U x + b for T·B rows and becomes ∂E/∂a in the backward pass.
import { gemmNN } from './gemm';
import { flush, sigmoid8, tanh8 } from './vector';

const TANH = 0, SIGMOID = 1;

/** φ of a row of eight. */
@inline function activate(from: usize, activation: i32, to: usize): void {
  const x0 = v128.load(from), x1 = v128.load(from, 16);
  if (activation == TANH) tanh8(x0, x1, to);
  else if (activation == SIGMOID) sigmoid8(x0, x1, to);
  else {
    v128.store(to, f32x4.pmax(x0, f32x4.splat(0)));
    v128.store(to, f32x4.pmax(x1, f32x4.splat(0)), 16);
  }
}

/** φ'(a) from s = φ(a). */
@inline function slope(s: v128, activation: i32): v128 {
  const one = f32x4.splat(1);
  if (activation == TANH) return f32x4.sub(one, f32x4.mul(s, s));
  if (activation == SIGMOID) return f32x4.mul(s, f32x4.sub(one, s));
  return v128.and(one, f32x4.gt(s, f32x4.splat(0)));
}

/** Time steps [t0, t1). h has T + 1 slots of B rows: slot 0 is the carried state. */
export function rnnForward(t0: i32, t1: i32, B: i32, H: i32, activation: i32, gates: usize, sg: usize, h: usize, sh: usize, W: usize): void {
  const H8 = (H + 7) >> 3;
  const step = <usize>B * 32;
  for (let t = t0; t < t1; t++) {
    const g = gates + <usize>t * step;
    const now = h + <usize>(t + 1) * step;
    if (W != 0) gemmNN(B, H8, H8, h + <usize>t * step, sh, W, <usize>H8 * 256, g, sg);
    for (let u = 0; u < H8; u++) {
      const from = g + <usize>u * sg, to = now + <usize>u * sh;
      for (let i: usize = 0; i < step; i += 32) activate(from + i, activation, to + i);
    }
    const used = H & 7;
    if (activation == SIGMOID && used != 0)
      for (let b: usize = 0; b < step; b += 32) for (let lane = used; lane < 8; lane++) store<f32>(now + <usize>(H8 - 1) * sh + b + (<usize>lane << 2), 0);
  }
}

/** Time steps [t0, t1) backwards: gates[t] = ∂E/∂a_t; dh[t-1] += ∂E/∂a_t · W. WT is W in panels of its columns. */
export function rnnBackward(t0: i32, t1: i32, B: i32, H: i32, activation: i32, gates: usize, sg: usize, h: usize, sh: usize, dh: usize, sd: usize, WT: usize): void {
  const H8 = (H + 7) >> 3;
  const step = <usize>B * 32;
  for (let t = t1 - 1; t >= t0; t--) {
    const g = gates + <usize>t * step;
    const s = h + <usize>(t + 1) * step;
    const d = dh + <usize>t * step;
    for (let u = 0; u < H8; u++) {
      const to = g + <usize>u * sg, value = s + <usize>u * sh, from = d + <usize>u * sd;
      for (let i: usize = 0; i < step; i += 16) v128.store(to + i, flush(f32x4.mul(v128.load(from + i), slope(v128.load(value + i), activation))));
    }
    if (t > 0 && WT != 0) gemmNN(B, H8, H8, g, sg, WT, <usize>H8 * 256, d - step, sd);
  }
}

/** Feed-forward layer on R rows: in place x = φ(x). */
export function activateRows(R: i32, H: i32, activation: i32, X: usize, sx: usize): void {
  const H8 = (H + 7) >> 3;
  for (let u = 0; u < H8; u++) {
    const x = X + <usize>u * sx;
    for (let i: usize = 0; i < <usize>R * 32; i += 32) activate(x + i, activation, x + i);
  }
}

/** d *= φ'(a), from the layer's output s. */
export function slopeRows(R: i32, H: i32, activation: i32, S: usize, ss: usize, D: usize, sd: usize): void {
  const H8 = (H + 7) >> 3;
  for (let u = 0; u < H8; u++) {
    const s = S + <usize>u * ss, d = D + <usize>u * sd;
    for (let i: usize = 0; i < <usize>R * 32; i += 16) v128.store(d + i, flush(f32x4.mul(v128.load(d + i), slope(v128.load(s + i), activation))));
  }
}
