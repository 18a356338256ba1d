// Selective state-space scan (S6): h_t = exp(Δ_t A) h_{t-1} + (Δ_t u_t) B_t, y_t = h_t C_t + D u_t, with N states a channel, A = -exp(A_log).
// Rows t · B + b. Δ, u and y are rows of N8 panels of channels; B_t and C_t are N columns each of `P`, from columns `cb` and `cc`. H is the scan's own:
// [panel][T + 1 slots][N][stream][8], slot 0 the carried state, `sh` bytes from panel to panel. A_log and its gradient: N rows of eight a panel, `sa` bytes from panel to panel.
import { exp4, madd, settle, sumLanes } from './vector';

/** Byte offset of column c within a row of panels. */
@inline function columnAt(c: i32, s: usize): usize {
  return <usize>(c >> 3) * s + (<usize>(c & 7) << 2);
}

/** A of a panel's N rows of eight into `to`: the decays are made once a panel. */
@inline function decays(N: i32, log: usize, to: usize): void {
  for (let i: usize = 0; i < <usize>N * 32; i += 16) v128.store(to + i, f32x4.neg(exp4(v128.load(log + i))));
}

/** work: N · 32 bytes. */
export function selectiveForward(
  T: i32, B: i32, N8: i32, N: i32, dt: usize, u: usize, s: usize, P: usize, sp: usize, cb: i32, cc: i32,
  A: usize, sa: usize, D: usize, H: usize, sh: usize, Y: usize, sy: usize, work: usize,
): void {
  const each = <usize>N * 32, next = <usize>B * 32, slot = each * <usize>B;
  for (let n = 0; n < N8; n++) {
    decays(N, A + <usize>n * sa, work);
    const skip0 = v128.load(D + <usize>n * 32), skip1 = v128.load(D + <usize>n * 32, 16);
    for (let r = 0; r < T * B; r++) {
      const row = <usize>r * 32;
      let before = H + <usize>n * sh + <usize>(r / B) * slot + <usize>(r % B) * 32;
      let now = before + slot;
      const at = <usize>n * s + row;
      const dt0 = v128.load(dt + at), dt1 = v128.load(dt + at, 16), u0 = v128.load(u + at), u1 = v128.load(u + at, 16);
      const x0 = f32x4.mul(dt0, u0), x1 = f32x4.mul(dt1, u1);
      let y0 = f32x4.mul(skip0, u0), y1 = f32x4.mul(skip1, u1);
      for (let i = 0; i < N; i++, before += next, now += next) {
        const a = work + <usize>i * 32;
        const b = v128.load32_splat(P + row + columnAt(cb + i, sp)), c = v128.load32_splat(P + row + columnAt(cc + i, sp));
        const h0 = settle(madd(exp4(f32x4.mul(dt0, v128.load(a))), v128.load(before), f32x4.mul(x0, b)));
        const h1 = settle(madd(exp4(f32x4.mul(dt1, v128.load(a, 16))), v128.load(before, 16), f32x4.mul(x1, b)));
        v128.store(now, h0); v128.store(now, h1, 16);
        y0 = madd(h0, c, y0); y1 = madd(h1, c, y1);
      }
      v128.store(Y + <usize>n * sy + row, y0); v128.store(Y + <usize>n * sy + row, y1, 16);
    }
  }
}

/**
 * From dY: ddt and du are set, dP (its columns of B and C), dA (of A_log) and dD added to. work: N · 32 bytes and B · N · 32 bytes.
 */
export function selectiveBackward(
  T: i32, B: i32, N8: i32, N: i32, dt: usize, u: usize, s: usize, P: usize, sp: usize, cb: i32, cc: i32, A: usize, sa: usize, D: usize, H: usize, sh: usize,
  dY: usize, sy: usize, ddt: usize, du: usize, dP: usize, sdp: usize, dA: usize, dD: usize, work: usize,
): void {
  const each = <usize>N * 32, next = <usize>B * 32, slot = each * <usize>B;
  const later = work + each;
  for (let n = 0; n < N8; n++) {
    decays(N, A + <usize>n * sa, work);
    memory.fill(later, 0, <usize>B * each);
    const k = D + <usize>n * 32, dk = dD + <usize>n * 32, slope = dA + <usize>n * sa;
    const skip0 = v128.load(k), skip1 = v128.load(k, 16);
    let s0 = v128.load(dk), s1 = v128.load(dk, 16);
    for (let r = T * B - 1; r >= 0; r--) {
      const row = <usize>r * 32;
      const at = <usize>n * s + row;
      const dt0 = v128.load(dt + at), dt1 = v128.load(dt + at, 16), u0 = v128.load(u + at), u1 = v128.load(u + at, 16);
      const y0 = v128.load(dY + <usize>n * sy + row), y1 = v128.load(dY + <usize>n * sy + row, 16);
      const x0 = f32x4.mul(dt0, u0), x1 = f32x4.mul(dt1, u1);
      let before = H + <usize>n * sh + <usize>(r / B) * slot + <usize>(r % B) * 32;
      let now = before + slot;
      let dh = later + <usize>(r % B) * each;
      let t0 = f32x4.splat(0), t1 = f32x4.splat(0), v0 = f32x4.splat(0), v1 = f32x4.splat(0);
      for (let i = 0; i < N; i++, before += next, now += next, dh += 32) {
        const a = work + <usize>i * 32, sum = slope + <usize>i * 32;
        const pb = row + columnAt(cb + i, sp), pc = row + columnAt(cc + i, sp);
        const b = v128.load32_splat(P + pb), c = v128.load32_splat(P + pc);
        const a0 = v128.load(a), a1 = v128.load(a, 16);
        const d0 = madd(y0, c, v128.load(dh)), d1 = madd(y1, c, v128.load(dh, 16));
        const toC = dP + row + columnAt(cc + i, sdp), toB = dP + row + columnAt(cb + i, sdp);
        store<f32>(toC, load<f32>(toC) + sumLanes(madd(y0, v128.load(now), f32x4.mul(y1, v128.load(now, 16)))));
        store<f32>(toB, load<f32>(toB) + sumLanes(madd(d0, x0, f32x4.mul(d1, x1))));
        const e0 = exp4(f32x4.mul(dt0, a0)), e1 = exp4(f32x4.mul(dt1, a1));
        const k0 = f32x4.mul(d0, e0), k1 = f32x4.mul(d1, e1);
        // ∂E/∂(Δ A): through the decay.
        const q0 = f32x4.mul(f32x4.mul(k0, v128.load(before)), a0), q1 = f32x4.mul(f32x4.mul(k1, v128.load(before, 16)), a1);
        const w0 = f32x4.mul(d0, b), w1 = f32x4.mul(d1, b);
        t0 = f32x4.add(t0, madd(w0, u0, q0)); t1 = f32x4.add(t1, madd(w1, u1, q1));
        v0 = f32x4.add(v0, w0); v1 = f32x4.add(v1, w1);
        v128.store(sum, madd(q0, dt0, v128.load(sum)));
        v128.store(sum, madd(q1, dt1, v128.load(sum, 16)), 16);
        v128.store(dh, settle(k0)); v128.store(dh, settle(k1), 16);
      }
      v128.store(ddt + at, settle(t0)); v128.store(ddt + at, settle(t1), 16);
      v128.store(du + at, settle(madd(v0, dt0, f32x4.mul(y0, skip0)))); v128.store(du + at, settle(madd(v1, dt1, f32x4.mul(y1, skip1))), 16);
      s0 = madd(y0, u0, s0); s1 = madd(y1, u1, s1);
    }
    v128.store(dk, s0); v128.store(dk, s1, 16);
  }
}
