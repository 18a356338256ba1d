// Linear recurrences h_t = a_t h_{t-1} + b_t, element by element: no matrix in the time loop. h has T + 1 slots of B rows, slot 0 is the carried state.
// All of a panel's time steps come one after another: its gates and states stay in the caches.
import { decay4, laneMask, madd, settle, sigmoid4, sigmoid8, softplus4 } from './vector';

/**
 * minGRU: two blocks of panels z, n (pre-activations on entry, gates after); h_t = h_{t-1} + z (n - h_{t-1}).
 * `positive`: the candidate is a + ½ for a ≥ 0, else σ(a), and 0 in the lanes beyond H.
 */
export function minGruForward(T: i32, B: i32, H: i32, positive: i32, gates: usize, sg: usize, h: usize, sh: usize): void {
  const H8 = (H + 7) >> 3;
  const step = <usize>B * 32;
  const gate = <usize>H8 * sg;
  const end = <usize>T * step;
  for (let u = 0; u < H8; u++) {
    const g = gates + <usize>u * sg;
    const state = h + <usize>u * sh;
    if (positive) makePositive(end, H - u * 8, g + gate);
    for (let x: usize = 0; x < end; x += 32) {
      const z = g + x, n = z + gate, before = state + x, to = before + step;
      sigmoid8(v128.load(z), v128.load(z, 16), z);
      const h0 = v128.load(before), h1 = v128.load(before, 16);
      v128.store(to, settle(madd(v128.load(z), f32x4.sub(v128.load(n), h0), h0)));
      v128.store(to, settle(madd(v128.load(z, 16), f32x4.sub(v128.load(n, 16), h1), h1)), 16);
    }
  }
}

@inline function makePositive(end: usize, used: i32, n: usize): void {
  const half = f32x4.splat(0.5), zero = f32x4.splat(0);
  const k0 = laneMask(used, 0), k1 = laneMask(used, 4);
  for (let x: usize = 0; x < end; x += 16) {
    const a = v128.load(n + x);
    const value = v128.bitselect(f32x4.add(a, half), sigmoid4(a, decay4(a)), f32x4.ge(a, zero));
    v128.store(n + x, v128.and(value, (x & 16) ? k1 : k0));
  }
}

/** z and n become ∂E/∂ of their pre-activations; dh is ∂E/∂h from above on entry. */
export function minGruBackward(T: i32, B: i32, H: i32, positive: i32, gates: usize, sg: usize, h: usize, sh: usize, dh: usize, sd: usize): void {
  const H8 = (H + 7) >> 3;
  const step = <usize>B * 32;
  const gate = <usize>H8 * sg;
  const one = f32x4.splat(1), half = f32x4.splat(0.5);
  for (let u = 0; u < H8; u++) {
    const g = gates + <usize>u * sg;
    const state = h + <usize>u * sh;
    const d = dh + <usize>u * sd;
    for (let t = T - 1; t >= 0; t--) {
      const from = <usize>t * step, to = from + step;
      for (let x = from; x < to; x += 16) {
        const z = v128.load(g + x), n = v128.load(g + gate + x), dy = v128.load(d + x);
        const share = f32x4.mul(dy, z);
        v128.store(g + x, settle(f32x4.mul(f32x4.mul(f32x4.sub(n, v128.load(state + x)), share), f32x4.sub(one, z))));
        const slope = positive ? v128.bitselect(one, f32x4.mul(n, f32x4.sub(one, n)), f32x4.ge(n, half)) : one;
        v128.store(g + gate + x, settle(f32x4.mul(share, slope)));
        if (t > 0) v128.store(d + x - step, f32x4.add(v128.load(d + x - step), settle(f32x4.sub(dy, share))));
      }
    }
  }
}

/**
 * minLSTM: four blocks i, f, n (pre-activations on entry) and f' (made here). h_t = n + f' (h_{t-1} - n), f' = σ(softplus(-a_i) - softplus(-a_f));
 * i and f become σ(-a_i) and σ(-a_f), which the derivatives need.
 */
export function minLstmForward(T: i32, B: i32, H8: i32, gates: usize, sg: usize, h: usize, sh: usize): void {
  const step = <usize>B * 32;
  const gate = <usize>H8 * sg;
  const end = <usize>T * step;
  for (let u = 0; u < H8; u++) {
    const g = gates + <usize>u * sg;
    const state = h + <usize>u * sh;
    for (let x: usize = 0; x < end; x += 16) {
      const i = f32x4.neg(v128.load(g + x)), f = f32x4.neg(v128.load(g + gate + x)), n = v128.load(g + 2 * gate + x);
      const ei = decay4(i), ef = decay4(f);
      v128.store(g + x, sigmoid4(i, ei));
      v128.store(g + gate + x, sigmoid4(f, ef));
      const difference = f32x4.sub(softplus4(i, ei), softplus4(f, ef));
      const keep = sigmoid4(difference, decay4(difference));
      v128.store(g + 3 * gate + x, keep);
      v128.store(state + x + step, settle(madd(keep, f32x4.sub(v128.load(state + x), n), n)));
    }
  }
}

/** i, f and n become ∂E/∂ of their pre-activations. */
export function minLstmBackward(T: i32, B: i32, H8: i32, gates: usize, sg: usize, h: usize, sh: usize, dh: usize, sd: usize): void {
  const step = <usize>B * 32;
  const gate = <usize>H8 * sg;
  const one = f32x4.splat(1);
  for (let u = 0; u < H8; u++) {
    const g = gates + <usize>u * sg;
    const state = h + <usize>u * sh;
    const d = dh + <usize>u * sd;
    for (let t = T - 1; t >= 0; t--) {
      const from = <usize>t * step, to = from + step;
      for (let x = from; x < to; x += 16) {
        const i = v128.load(g + x), f = v128.load(g + gate + x), n = v128.load(g + 2 * gate + x), keep = v128.load(g + 3 * gate + x), dy = v128.load(d + x);
        const renew = f32x4.sub(one, keep), kept = f32x4.mul(dy, keep);
        const difference = f32x4.mul(f32x4.mul(f32x4.sub(v128.load(state + x), n), kept), renew);
        v128.store(g + x, settle(f32x4.neg(f32x4.mul(difference, i))));
        v128.store(g + gate + x, settle(f32x4.mul(difference, f)));
        v128.store(g + 2 * gate + x, settle(f32x4.mul(dy, renew)));
        if (t > 0) v128.store(d + x - step, f32x4.add(v128.load(d + x - step), settle(kept)));
      }
    }
  }
}

/**
 * LRU: complex diagonal recurrence s_t = λ s_{t-1} + γ b_t. `coefficients`: Re λ, Im λ, γ, each N8 rows of eight. b: two blocks Re, Im. s: two blocks
 * Re s and -Im s, so that Re(C s) is one sum of products.
 */
export function lruForward(T: i32, B: i32, N8: i32, coefficients: usize, b: usize, sb: usize, s: usize, ss: usize): void {
  const step = <usize>B * 32;
  const row = <usize>N8 * 32;
  const end = <usize>T * step;
  for (let u = 0; u < N8; u++) {
    const k = coefficients + <usize>u * 32;
    const bRe = b + <usize>u * sb, bIm = bRe + <usize>N8 * sb;
    const re = s + <usize>u * ss, im = re + <usize>N8 * ss;
    for (let half: usize = 0; half < 32; half += 16) {
      const a = v128.load(k + half), c = v128.load(k + row + half), gamma = v128.load(k + 2 * row + half);
      for (let x = half; x < end; x += 32) {
        const p = v128.load(re + x), q = v128.load(im + x);
        v128.store(re + x + step, settle(madd(a, p, madd(c, q, f32x4.mul(gamma, v128.load(bRe + x))))));
        v128.store(im + x + step, settle(f32x4.sub(f32x4.sub(f32x4.mul(a, q), f32x4.mul(c, p)), f32x4.mul(gamma, v128.load(bIm + x)))));
      }
    }
  }
}

/** d: ∂E/∂s from above (two blocks) on entry, ∂E/∂b after. sums += ∂E/∂(Re λ), ∂E/∂(Im λ), ∂E/∂γ, in the order of the coefficients. */
export function lruBackward(T: i32, B: i32, N8: i32, coefficients: usize, b: usize, sb: usize, s: usize, ss: usize, d: usize, sd: usize, sums: usize): void {
  const step = <usize>B * 32;
  const row = <usize>N8 * 32;
  for (let u = 0; u < N8; u++) {
    const k = coefficients + <usize>u * 32, sum = sums + <usize>u * 32;
    const bRe = b + <usize>u * sb, bIm = bRe + <usize>N8 * sb;
    const re = s + <usize>u * ss, im = re + <usize>N8 * ss;
    const dRe = d + <usize>u * sd, dIm = dRe + <usize>N8 * sd;
    for (let half: usize = 0; half < 32; half += 16) {
      const a = v128.load(k + half), c = v128.load(k + row + half), gamma = v128.load(k + 2 * row + half);
      let sa = v128.load(sum + half), sc = v128.load(sum + row + half), sgamma = v128.load(sum + 2 * row + half);
      for (let t = T - 1; t >= 0; t--) {
        const from = <usize>t * step + half, to = from + step;
        for (let x = from; x < to; x += 32) {
          const dp = v128.load(dRe + x), dq = v128.load(dIm + x), p = v128.load(re + x), q = v128.load(im + x);
          sa = madd(dp, p, madd(dq, q, sa));
          sc = madd(dp, q, f32x4.sub(sc, f32x4.mul(dq, p)));
          sgamma = madd(dp, v128.load(bRe + x), f32x4.sub(sgamma, f32x4.mul(dq, v128.load(bIm + x))));
          if (t > 0) {
            v128.store(dRe + x - step, f32x4.add(v128.load(dRe + x - step), settle(f32x4.sub(f32x4.mul(a, dp), f32x4.mul(c, dq)))));
            v128.store(dIm + x - step, f32x4.add(v128.load(dIm + x - step), settle(madd(a, dq, f32x4.mul(c, dp)))));
          }
          v128.store(dRe + x, settle(f32x4.mul(gamma, dp)));
          v128.store(dIm + x, settle(f32x4.neg(f32x4.mul(gamma, dq))));
        }
      }
      v128.store(sum + half, sa); v128.store(sum + row + half, sc); v128.store(sum + 2 * row + half, sgamma);
    }
  }
}
