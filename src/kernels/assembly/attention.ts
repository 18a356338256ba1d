// Causal attention of one window, stream by stream and head by head, in blocks of queries: scores and shares of one block lie in the caches and nothing of
// size T² is kept. Rows t · B + b. Heads of E8 panels each (a width that is no multiple of 8 is padded with zeros). Keys and values have `past` more steps
// in front, and a query sees at most `span` of them, itself included. log: the largest score and the inverse sum of every query, [head][row][2].
import { gemmNN, gemmTN } from './gemm';
import { transpose } from './rows';
import { exp8, laneMask, maxLanes, settle, sumLanes } from './vector';

/** Queries a block: a multiple of the products' six rows. `attentionWork` in src/network/layers/attention knows it. */
const BLOCK = 48;

/** X's rows of one stream, times a factor, one after another; rows up to `padded` are zeros. */
function gather(T: i32, B: i32, E8: i32, X: usize, sx: usize, factor: f32, to: usize, padded: i32): void {
  const all = f32x4.splat(factor), step = <usize>B * 32, panel = <usize>padded * 32;
  for (let n = 0; n < E8; n++) {
    let x = X + <usize>n * sx, y = to + <usize>n * panel;
    for (let t = 0; t < T; t++, x += step, y += 32) {
      v128.store(y, f32x4.mul(v128.load(x), all));
      v128.store(y, f32x4.mul(v128.load(x, 16), all), 16);
    }
    memory.fill(y, 0, <usize>(padded - T) * 32);
  }
}

/** The way back: rows of one stream, times a factor. */
function spread(T: i32, B: i32, E8: i32, from: usize, padded: i32, factor: f32, Y: usize, sy: usize): void {
  const all = f32x4.splat(factor), step = <usize>B * 32, panel = <usize>padded * 32;
  for (let n = 0; n < E8; n++) {
    let y = Y + <usize>n * sy, x = from + <usize>n * panel;
    for (let t = 0; t < T; t++, y += step, x += 32) {
      v128.store(y, settle(f32x4.mul(v128.load(x), all)));
      v128.store(y, settle(f32x4.mul(v128.load(x, 16), all)), 16);
    }
  }
}

/**
 * Scores of one query over the keys [first, seen) become shares, those of the others 0; with known = 1 from what `log` says, else the largest score and the
 * inverse sum are found and kept there.
 */
function shares(at: usize, panel: usize, n8: i32, first: i32, seen: i32, log: usize, known: i32): void {
  const begin = first >> 3, end = (seen + 7) >> 3;
  const low = f32x4.splat(-1e30), zero = f32x4.splat(0);
  let x = at;
  for (let n = 0; n < n8; n++, x += panel)
    if (n < begin || n >= end) { v128.store(x, zero); v128.store(x, zero, 16); }
  const from = at + <usize>begin * panel, last = at + <usize>(end - 1) * panel;
  if (first & 7) {
    v128.store(from, v128.bitselect(low, v128.load(from), laneMask(first & 7, 0)));
    v128.store(from, v128.bitselect(low, v128.load(from, 16), laneMask(first & 7, 4)), 16);
  }
  if (seen & 7) {
    v128.store(last, v128.bitselect(v128.load(last), low, laneMask(seen & 7, 0)));
    v128.store(last, v128.bitselect(v128.load(last, 16), low, laneMask(seen & 7, 4)), 16);
  }
  let top: f32, scale: f32;
  if (known) {
    top = load<f32>(log); scale = load<f32>(log, 4);
    const shift = f32x4.splat(top);
    for (x = from; x <= last; x += panel) exp8(x, shift);
  } else {
    let m = low;
    for (x = from; x <= last; x += panel) m = f32x4.max(m, f32x4.max(v128.load(x), v128.load(x, 16)));
    top = maxLanes(m);
    const shift = f32x4.splat(top);
    let s = zero;
    for (x = from; x <= last; x += panel) { exp8(x, shift); s = f32x4.add(s, f32x4.add(v128.load(x), v128.load(x, 16))); }
    scale = <f32>1 / sumLanes(s);
    store<f32>(log, top); store<f32>(log, scale, 4);
  }
  const all = f32x4.splat(scale);
  for (x = from; x <= last; x += panel) {
    v128.store(x, settle(f32x4.mul(v128.load(x), all)));
    v128.store(x, settle(f32x4.mul(v128.load(x, 16), all)), 16);
  }
}

/** O = shares · V, q scaled by `factor` = 1 / √e. */
export function attentionForward(
  T: i32, past: i32, span: i32, B: i32, heads: i32, E8: i32, factor: f32, Q: usize, sq: usize, K: usize, sk: usize, V: usize, sv: usize, O: usize, so: usize,
  log: usize, work: usize,
): void {
  const S = past + T, S8 = (S + 7) >> 3;
  const rows = <usize>E8 * <usize>T * 32, keys = <usize>E8 * <usize>S8 * 256;
  const q = work, o = q + rows, k = o + rows, kt = k + keys, v = kt + keys, C = v + keys;
  for (let h = 0; h < heads; h++) {
    const head = <usize>(h * E8);
    for (let b = 0; b < B; b++) {
      const skip = <usize>b * 32;
      gather(T, B, E8, Q + head * sq + skip, sq, factor, q, T);
      gather(S, B, E8, K + head * sk + skip, sk, 1, k, S8 * 8);
      gather(S, B, E8, V + head * sv + skip, sv, 1, v, S8 * 8);
      transpose(S8, E8, k, kt, 0, S8);
      memory.fill(o, 0, rows);
      for (let t0 = 0; t0 < T; t0 += BLOCK) {
        const count = min(BLOCK, T - t0);
        const n8 = (past + t0 + count + 7) >> 3;
        const panel = <usize>count * 32, from = <usize>t0 * 32;
        memory.fill(C, 0, <usize>n8 * panel);
        gemmNN(count, n8, E8, q + from, <usize>T * 32, kt, <usize>E8 * 256, C, panel);
        for (let i = 0; i < count; i++) {
          const l = log + ((<usize>h * <usize>T + <usize>(t0 + i)) * <usize>B + <usize>b) * 8;
          shares(C + <usize>i * 32, panel, n8, max(0, past + t0 + i + 1 - span), past + t0 + i + 1, l, 0);
        }
        gemmNN(count, E8, n8, C, panel, v, <usize>S8 * 256, o + from, <usize>T * 32);
      }
      spread(T, B, E8, o, T, 1, O + head * so + skip, so);
    }
  }
}

/** From dO: dQ, dK and dV are set. */
export function attentionBackward(
  T: i32, past: i32, span: i32, B: i32, heads: i32, E8: i32, factor: f32, Q: usize, sq: usize, K: usize, sk: usize, V: usize, sv: usize, dO: usize, so: usize,
  dQ: usize, sdq: usize, dK: usize, dV: usize, sdk: usize, log: usize, work: usize,
): void {
  const S = past + T, S8 = (S + 7) >> 3;
  const rows = <usize>E8 * <usize>T * 32, keys = <usize>E8 * <usize>S8 * 256;
  const q = work, d = q + rows, dq = d + rows, k = dq + rows, kt = k + keys, v = kt + keys, vt = v + keys, dk = vt + keys, dv = dk + keys;
  const C = dv + keys, G = C + <usize>S8 * <usize>BLOCK * 32;
  for (let h = 0; h < heads; h++) {
    const head = <usize>(h * E8);
    for (let b = 0; b < B; b++) {
      const skip = <usize>b * 32;
      gather(T, B, E8, Q + head * sq + skip, sq, factor, q, T);
      gather(T, B, E8, dO + head * so + skip, so, 1, d, T);
      gather(S, B, E8, K + head * sk + skip, sk, 1, k, S8 * 8);
      gather(S, B, E8, V + head * sv + skip, sv, 1, v, S8 * 8);
      transpose(S8, E8, k, kt, 0, S8);
      transpose(S8, E8, v, vt, 0, S8);
      memory.fill(dq, 0, rows);
      memory.fill(dk, 0, keys);
      memory.fill(dv, 0, keys);
      for (let t0 = 0; t0 < T; t0 += BLOCK) {
        const count = min(BLOCK, T - t0);
        const n8 = (past + t0 + count + 7) >> 3;
        const panel = <usize>count * 32, from = <usize>t0 * 32;
        memory.fill(C, 0, <usize>n8 * panel);
        memory.fill(G, 0, <usize>n8 * panel);
        gemmNN(count, n8, E8, q + from, <usize>T * 32, kt, <usize>E8 * 256, C, panel);
        gemmNN(count, n8, E8, d + from, <usize>T * 32, vt, <usize>E8 * 256, G, panel);
        for (let i = 0; i < count; i++) {
          const l = log + ((<usize>h * <usize>T + <usize>(t0 + i)) * <usize>B + <usize>b) * 8;
          shares(C + <usize>i * 32, panel, n8, max(0, past + t0 + i + 1 - span), past + t0 + i + 1, l, 1);
          scoreGradient(C + <usize>i * 32, G + <usize>i * 32, panel, n8);
        }
        gemmTN(count, n8, E8, C, panel, d + from, <usize>T * 32, dv, <usize>S8 * 256);
        gemmTN(count, n8, E8, G, panel, q + from, <usize>T * 32, dk, <usize>S8 * 256);
        gemmNN(count, E8, n8, G, panel, k, <usize>S8 * 256, dq + from, <usize>T * 32);
      }
      spread(T, B, E8, dq, T, factor, dQ + head * sdq + skip, sdq);
      spread(S, B, E8, dk, S8 * 8, 1, dK + head * sdk + skip, sdk);
      spread(S, B, E8, dv, S8 * 8, 1, dV + head * sdk + skip, sdk);
    }
  }
}

/** G = ∂E/∂shares of one query becomes ∂E/∂scores: a (g - Σ a g). */
@inline function scoreGradient(C: usize, G: usize, panel: usize, n8: i32): void {
  let s = f32x4.splat(0);
  for (let n = 0, c = C, g = G; n < n8; n++, c += panel, g += panel)
    s = f32x4.add(s, f32x4.add(f32x4.mul(v128.load(c), v128.load(g)), f32x4.mul(v128.load(c, 16), v128.load(g, 16))));
  const along = f32x4.splat(sumLanes(s));
  for (let n = 0, c = C, g = G; n < n8; n++, c += panel, g += panel) {
    v128.store(g, settle(f32x4.mul(v128.load(c), f32x4.sub(v128.load(g), along))));
    v128.store(g, settle(f32x4.mul(v128.load(c, 16), f32x4.sub(v128.load(g, 16), along))), 16);
  }
}

/**
 * Rotary positions, in place, T · B rows of `heads` heads of width e in E8 panels each, the first at position `first`: pairs (i, i + e / 2) turn by the
 * angle whose cosine and sine are table[position][i]. direction -1 turns back.
 */
export function rotateRows(T: i32, B: i32, heads: i32, E8: i32, e: i32, first: i32, X: usize, sx: usize, table: usize, direction: f32): void {
  const half = e >> 1;
  for (let h = 0; h < heads; h++) {
    const head = X + <usize>(h * E8) * sx;
    for (let i = 0; i < half; i++) {
      const j = i + half;
      let a = head + <usize>(i >> 3) * sx + (<usize>(i & 7) << 2);
      let b = head + <usize>(j >> 3) * sx + (<usize>(j & 7) << 2);
      for (let t = 0; t < T; t++) {
        const angle = table + (<usize>(first + t) * <usize>half + <usize>i) * 8;
        const c = load<f32>(angle), s = load<f32>(angle, 4) * direction;
        for (let r = 0; r < B; r++, a += 32, b += 32) {
          const x = load<f32>(a), y = load<f32>(b);
          store<f32>(a, x * c - y * s);
          store<f32>(b, x * s + y * c);
        }
      }
    }
  }
}
