// DeltaNet: S_t = S_{t-1} + β (v - S_{t-1} k) kᵀ, o_t = S_t q_t, a matrix of values x keys a head. Rows t · B + b; heads of E8 panels. S lies as
// [stream][head][panel of values][key][8], so that a panel of values needs no other one. The change v - S_{t-1} k of every step is kept for the way back.
import { madd, settle, siluOf, siluSlopeOf, sumLanes } from './vector';

/** Under the root of the length of keys and queries. */
const EPSILON: f32 = 1e-6;

/** Y = silu(x) / ‖silu(x)‖ row by row; scales[r] = 1 / length. */
export function unitForward(R: i32, E8: i32, X: usize, sx: usize, Y: usize, sy: usize, scales: usize): void {
  for (let r = 0; r < R; r++) {
    const row = <usize>r * 32;
    let s = f32x4.splat(0);
    for (let n = 0, x = X + row, y = Y + row; n < E8; n++, x += sx, y += sy) {
      const a = siluOf(v128.load(x)), b = siluOf(v128.load(x, 16));
      v128.store(y, a); v128.store(y, b, 16);
      s = madd(a, a, madd(b, b, s));
    }
    const scale: f32 = <f32>1 / sqrt<f32>(sumLanes(s) + EPSILON);
    store<f32>(scales + (<usize>r << 2), scale);
    const all = f32x4.splat(scale);
    for (let n = 0, y = Y + row; n < E8; n++, y += sy) {
      v128.store(y, f32x4.mul(v128.load(y), all));
      v128.store(y, f32x4.mul(v128.load(y, 16), all), 16);
    }
  }
}

/** D = ∂E/∂y becomes ∂E/∂x: scale (d - y (y · d)) silu'(x). */
export function unitBackward(R: i32, E8: i32, X: usize, sx: usize, Y: usize, sy: usize, scales: usize, D: usize, sd: usize): void {
  for (let r = 0; r < R; r++) {
    const row = <usize>r * 32;
    let s = f32x4.splat(0);
    for (let n = 0, y = Y + row, d = D + row; n < E8; n++, y += sy, d += sd)
      s = madd(v128.load(y), v128.load(d), madd(v128.load(y, 16), v128.load(d, 16), s));
    const along = f32x4.splat(sumLanes(s)), all = v128.load32_splat(scales + (<usize>r << 2));
    for (let n = 0, x = X + row, y = Y + row, d = D + row; n < E8; n++, x += sx, y += sy, d += sd) {
      const d0 = f32x4.mul(all, f32x4.sub(v128.load(d), f32x4.mul(v128.load(y), along)));
      const d1 = f32x4.mul(all, f32x4.sub(v128.load(d, 16), f32x4.mul(v128.load(y, 16), along)));
      v128.store(d, settle(f32x4.mul(d0, siluSlopeOf(v128.load(x)))));
      v128.store(d, settle(f32x4.mul(d1, siluSlopeOf(v128.load(x, 16)))), 16);
    }
  }
}

@inline function keyAt(j: i32, s: usize): usize {
  return <usize>(j >> 3) * s + (<usize>(j & 7) << 2);
}

/** beta: one column a head. O and change are set, S goes on from what it holds. */
export function deltaForward(
  T: i32, B: i32, heads: i32, E8: i32, e: i32, Q: usize, K: usize, s: usize, V: usize, sv: usize, beta: usize, sb: usize,
  change: usize, sc: usize, O: usize, so: usize, S: usize,
): void {
  for (let b = 0; b < B; b++) for (let h = 0; h < heads; h++) for (let p = 0; p < E8; p++) {
    const state = S + <usize>((b * heads + h) * E8 + p) * <usize>e * 32;
    const head = <usize>(h * E8) * s;
    for (let t = 0; t < T; t++) {
      const row = <usize>(t * B + b) * 32;
      const k = K + head + row, q = Q + head + row;
      const at = change + <usize>(h * E8 + p) * sc + row, value = V + <usize>(h * E8 + p) * sv + row;
      let r0 = f32x4.splat(0), r1 = f32x4.splat(0);
      for (let j = 0; j < e; j++) {
        const x = v128.load32_splat(k + keyAt(j, s)), m = state + <usize>j * 32;
        r0 = madd(x, v128.load(m), r0); r1 = madd(x, v128.load(m, 16), r1);
      }
      const share = v128.load32_splat(beta + row + keyAt(h, sb));
      const c0 = f32x4.sub(v128.load(value), r0), c1 = f32x4.sub(v128.load(value, 16), r1);
      v128.store(at, c0); v128.store(at, c1, 16);
      const w0 = f32x4.mul(share, c0), w1 = f32x4.mul(share, c1);
      let o0 = f32x4.splat(0), o1 = f32x4.splat(0);
      for (let j = 0; j < e; j++) {
        const x = v128.load32_splat(k + keyAt(j, s)), y = v128.load32_splat(q + keyAt(j, s)), m = state + <usize>j * 32;
        const m0 = settle(madd(x, w0, v128.load(m))), m1 = settle(madd(x, w1, v128.load(m, 16)));
        v128.store(m, m0); v128.store(m, m1, 16);
        o0 = madd(y, m0, o0); o1 = madd(y, m1, o1);
      }
      const to = O + <usize>(h * E8 + p) * so + row;
      v128.store(to, o0); v128.store(to, o1, 16);
    }
  }
}

/**
 * From dO: dQ, dK and dBeta are added to, dV is set. `final` is a copy of S after the window, which goes back to what it was before it, step by step.
 * work: e · 32 bytes.
 */
export function deltaBackward(
  T: i32, B: i32, heads: i32, E8: i32, e: i32, Q: usize, K: usize, s: usize, beta: usize, sb: usize, change: usize, sc: usize, dO: usize, so: usize,
  dQ: usize, dK: usize, dV: usize, sd: usize, dBeta: usize, sdb: usize, final: usize, work: usize,
): void {
  for (let b = 0; b < B; b++) for (let h = 0; h < heads; h++) for (let p = 0; p < E8; p++) {
    const state = final + <usize>((b * heads + h) * E8 + p) * <usize>e * 32;
    const head = <usize>(h * E8) * s, dHead = <usize>(h * E8) * sd;
    memory.fill(work, 0, <usize>e * 32);
    for (let t = T - 1; t >= 0; t--) {
      const row = <usize>(t * B + b) * 32;
      const k = K + head + row, q = Q + head + row, dk = dK + dHead + row, dq = dQ + dHead + row;
      const at = change + <usize>(h * E8 + p) * sc + row, from = dO + <usize>(h * E8 + p) * so + row;
      const o0 = v128.load(from), o1 = v128.load(from, 16);
      const share = v128.load32_splat(beta + row + keyAt(h, sb));
      const c0 = v128.load(at), c1 = v128.load(at, 16);
      const w0 = f32x4.mul(share, c0), w1 = f32x4.mul(share, c1);
      let g0 = f32x4.splat(0), g1 = f32x4.splat(0);
      for (let j = 0; j < e; j++) {
        const m = state + <usize>j * 32, d = work + <usize>j * 32;
        const x = v128.load32_splat(k + keyAt(j, s)), y = v128.load32_splat(q + keyAt(j, s));
        const toQ = dq + keyAt(j, sd);
        const m0 = v128.load(m), m1 = v128.load(m, 16);
        store<f32>(toQ, load<f32>(toQ) + sumLanes(madd(m0, o0, f32x4.mul(m1, o1))));
        const d0 = madd(y, o0, v128.load(d)), d1 = madd(y, o1, v128.load(d, 16));
        v128.store(d, d0); v128.store(d, d1, 16);
        g0 = madd(x, d0, g0); g1 = madd(x, d1, g1);
        v128.store(m, f32x4.sub(m0, f32x4.mul(x, w0))); v128.store(m, f32x4.sub(m1, f32x4.mul(x, w1)), 16);
      }
      const toBeta = dBeta + row + keyAt(h, sdb);
      store<f32>(toBeta, load<f32>(toBeta) + sumLanes(madd(g0, c0, f32x4.mul(g1, c1))));
      const v0 = f32x4.mul(share, g0), v1 = f32x4.mul(share, g1);
      const to = dV + dHead + <usize>p * sd + row;
      v128.store(to, settle(v0)); v128.store(to, settle(v1), 16);
      for (let j = 0; j < e; j++) {
        const m = state + <usize>j * 32, d = work + <usize>j * 32;
        const x = v128.load32_splat(k + keyAt(j, s));
        const toK = dk + keyAt(j, sd);
        const d0 = v128.load(d), d1 = v128.load(d, 16);
        const direct = madd(d0, w0, f32x4.mul(d1, w1)), through = madd(v128.load(m), v0, f32x4.mul(v128.load(m, 16), v1));
        store<f32>(toK, load<f32>(toK) + sumLanes(f32x4.sub(direct, through)));
        v128.store(d, settle(f32x4.sub(d0, f32x4.mul(x, v0)))); v128.store(d, settle(f32x4.sub(d1, f32x4.mul(x, v1))), 16);
      }
    }
  }
}
