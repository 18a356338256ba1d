// Functions applied element by element to R rows of N8 panels, and their derivatives. Padding lanes of 0 stay 0 in all of them but softplus.
import { decay4, madd, settle, sigmoid4, sigmoid8, siluOf, siluSlopeOf, softplus4, tanh4 } from './vector';

/** √(2/π) and 0.044715 of GELU's tanh form. */
const ROOT: f32 = 0.7978845608, CUBIC: f32 = 0.044715;

/** tanh(√(2/π) (x + 0.044715 x³)). */
@inline function geluTanh(x: v128): v128 {
  return tanh4(f32x4.mul(f32x4.splat(ROOT), madd(f32x4.mul(f32x4.splat(CUBIC), x), f32x4.mul(x, x), x)));
}

/** Y = ½ x (1 + t). */
export function geluForward(R: i32, N8: i32, X: usize, sx: usize, Y: usize, sy: usize): void {
  const half = f32x4.splat(0.5);
  for (let n = 0; n < N8; n++) {
    const x = X + <usize>n * sx, y = Y + <usize>n * sy;
    for (let i: usize = 0; i < <usize>R * 32; i += 16) {
      const a = v128.load(x + i), b = f32x4.mul(half, a);
      v128.store(y + i, madd(b, geluTanh(a), b));
    }
  }
}

@inline function geluSlope(x: v128, t: v128): v128 {
  const half = f32x4.splat(0.5), one = f32x4.splat(1);
  const inner = f32x4.mul(f32x4.splat(ROOT), madd(f32x4.splat(3 * CUBIC), f32x4.mul(x, x), one));
  return madd(f32x4.mul(f32x4.mul(half, x), f32x4.sub(one, f32x4.mul(t, t))), inner, madd(half, t, half));
}

/** D *= gelu'(x). */
export function geluBackward(R: i32, N8: i32, X: usize, sx: usize, D: usize, sd: usize): void {
  for (let n = 0; n < N8; n++) {
    const x = X + <usize>n * sx, d = D + <usize>n * sd;
    for (let i: usize = 0; i < <usize>R * 32; i += 16) {
      const a = v128.load(x + i);
      v128.store(d + i, settle(f32x4.mul(v128.load(d + i), geluSlope(a, geluTanh(a)))));
    }
  }
}

/** Y = a σ(b), a and b being the first and the last N8 panels of X; b becomes σ(b). */
export function gluForward(R: i32, N8: i32, X: usize, sx: usize, Y: usize, sy: usize): void {
  const gate = <usize>N8 * sx;
  for (let n = 0; n < N8; n++) {
    let x = X + <usize>n * sx, y = Y + <usize>n * sy;
    for (let r = 0; r < R; r++, x += 32, y += 32) {
      const b = x + gate;
      sigmoid8(v128.load(b), v128.load(b, 16), b);
      v128.store(y, f32x4.mul(v128.load(x), v128.load(b)));
      v128.store(y, f32x4.mul(v128.load(x, 16), v128.load(b, 16)), 16);
    }
  }
}

/** From D = ∂E/∂y: a and b become ∂E/∂a and ∂E/∂b. */
export function gluBackward(R: i32, N8: i32, X: usize, sx: usize, D: usize, sd: usize): void {
  const gate = <usize>N8 * sx;
  const one = f32x4.splat(1);
  for (let n = 0; n < N8; n++) {
    let x = X + <usize>n * sx, d = D + <usize>n * sd;
    for (let i: usize = 0; i < <usize>R * 32; i += 16) {
      const a = v128.load(x + i), s = v128.load(x + gate + i), dy = v128.load(d + i);
      const ds = f32x4.mul(dy, s);
      v128.store(x + i, settle(ds));
      v128.store(x + gate + i, settle(f32x4.mul(f32x4.mul(ds, a), f32x4.sub(one, s))));
    }
  }
}

/** Y = x σ(x). */
export function siluForward(R: i32, N8: i32, X: usize, sx: usize, Y: usize, sy: usize): void {
  for (let n = 0; n < N8; n++) {
    const x = X + <usize>n * sx, y = Y + <usize>n * sy;
    for (let i: usize = 0; i < <usize>R * 32; i += 16) v128.store(y + i, siluOf(v128.load(x + i)));
  }
}

/** D *= silu'(x). */
export function siluBackward(R: i32, N8: i32, X: usize, sx: usize, D: usize, sd: usize): void {
  for (let n = 0; n < N8; n++) {
    const x = X + <usize>n * sx, d = D + <usize>n * sd;
    for (let i: usize = 0; i < <usize>R * 32; i += 16) v128.store(d + i, settle(f32x4.mul(v128.load(d + i), siluSlopeOf(v128.load(x + i)))));
  }
}

/** Y = log(1 + e^x). */
export function softplusForward(R: i32, N8: i32, X: usize, sx: usize, Y: usize, sy: usize): void {
  for (let n = 0; n < N8; n++) {
    const x = X + <usize>n * sx, y = Y + <usize>n * sy;
    for (let i: usize = 0; i < <usize>R * 32; i += 16) {
      const a = v128.load(x + i);
      v128.store(y + i, softplus4(a, decay4(a)));
    }
  }
}

/** D *= σ(x), the slope of softplus. */
export function softplusBackward(R: i32, N8: i32, X: usize, sx: usize, D: usize, sd: usize): void {
  for (let n = 0; n < N8; n++) {
    const x = X + <usize>n * sx, d = D + <usize>n * sd;
    for (let i: usize = 0; i < <usize>R * 32; i += 16) {
      const a = v128.load(x + i);
      v128.store(d + i, settle(f32x4.mul(v128.load(d + i), sigmoid4(a, decay4(a)))));
    }
  }
}

/** Y += X · w, column by column. */
export function addScaledRows(R: i32, N8: i32, X: usize, sx: usize, weight: usize, Y: usize, sy: usize): void {
  for (let n = 0; n < N8; n++) {
    let x = X + <usize>n * sx, y = Y + <usize>n * sy;
    const a = v128.load(weight + <usize>n * 32), b = v128.load(weight + <usize>n * 32, 16);
    for (let r = 0; r < R; r++, x += 32, y += 32) {
      v128.store(y, madd(v128.load(x), a, v128.load(y)));
      v128.store(y, madd(v128.load(x, 16), b, v128.load(y, 16)), 16);
    }
  }
}

/** sums[n] += Σ_r X[r, n] Y[r, n]. */
export function productSums(R: i32, N8: i32, X: usize, sx: usize, Y: usize, sy: usize, sums: usize): void {
  for (let n = 0; n < N8; n++) {
    let x = X + <usize>n * sx, y = Y + <usize>n * sy;
    const s = sums + <usize>n * 32;
    let a = v128.load(s), b = v128.load(s, 16);
    for (let r = 0; r < R; r++, x += 32, y += 32) {
      a = madd(v128.load(x), v128.load(y), a);
      b = madd(v128.load(x, 16), v128.load(y, 16), b);
    }
    v128.store(s, a); v128.store(s, b, 16);
  }
}
