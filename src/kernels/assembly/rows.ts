// Row look-ups, biases, sums and copies on the blocked layout.
import { madd, sumLanes } from './vector';

/** C[r] += table[symbols[r]]; a negative symbol adds nothing. */
export function embed(R: i32, N8: i32, symbols: usize, table: usize, st: usize, C: usize, sc: usize): void {
  for (let n = 0; n < N8; n++) {
    const P = table + <usize>n * st;
    let c = C + <usize>n * sc;
    for (let r = 0; r < R; r++, c += 32) {
      const symbol = load<i32>(symbols + (<usize>r << 2));
      if (symbol < 0) continue;
      const p = P + <usize>symbol * 32;
      v128.store(c, f32x4.add(v128.load(c), v128.load(p)));
      v128.store(c, f32x4.add(v128.load(c, 16), v128.load(p, 16)), 16);
    }
  }
}

/** C[r] = a + b + table[symbols[r]]: both biases and a one-hot input in one pass; a negative symbol has no row. */
export function lookUp(R: i32, N8: i32, symbols: usize, table: usize, st: usize, a: usize, b: usize, C: usize, sc: usize): void {
  for (let n = 0; n < N8; n++) {
    const P = table + <usize>n * st;
    const offset = <usize>n * 32;
    const x = f32x4.add(v128.load(a + offset), v128.load(b + offset));
    const y = f32x4.add(v128.load(a + offset, 16), v128.load(b + offset, 16));
    let c = C + <usize>n * sc;
    for (let r = 0; r < R; r++, c += 32) {
      const symbol = load<i32>(symbols + (<usize>r << 2));
      if (symbol < 0) { v128.store(c, x); v128.store(c, y, 16); continue; }
      const p = P + <usize>symbol * 32;
      v128.store(c, f32x4.add(x, v128.load(p)));
      v128.store(c, f32x4.add(y, v128.load(p, 16)), 16);
    }
  }
}

/** gradient[symbols[r]] += D[r], in the order of the rows. */
export function scatter(R: i32, N8: i32, symbols: usize, D: usize, sd: usize, gradient: usize, sg: usize): void {
  for (let n = 0; n < N8; n++) {
    const P = gradient + <usize>n * sg;
    let d = D + <usize>n * sd;
    for (let r = 0; r < R; r++, d += 32) {
      const symbol = load<i32>(symbols + (<usize>r << 2));
      if (symbol < 0) continue;
      const p = P + <usize>symbol * 32;
      v128.store(p, f32x4.add(v128.load(p), v128.load(d)));
      v128.store(p, f32x4.add(v128.load(p, 16), v128.load(d, 16)), 16);
    }
  }
}

/** C[r] = a + b: both biases of a gate block. */
export function biasRows(R: i32, N8: i32, a: usize, b: usize, C: usize, sc: usize): void {
  for (let n = 0; n < N8; n++) {
    const offset = <usize>n * 32;
    const x = f32x4.add(v128.load(a + offset), v128.load(b + offset));
    const y = f32x4.add(v128.load(a + offset, 16), v128.load(b + offset, 16));
    let c = C + <usize>n * sc;
    for (let r = 0; r < R; r++, c += 32) { v128.store(c, x); v128.store(c, y, 16); }
  }
}

/** sum[n] += Σ_r D[r, n]. */
export function columnSums(R: i32, N8: i32, D: usize, sd: usize, sum: usize): void {
  for (let n = 0; n < N8; n++) {
    let d = D + <usize>n * sd;
    const s = sum + <usize>n * 32;
    let x = v128.load(s), y = v128.load(s, 16);
    for (let r = 0; r < R; r++, d += 32) { x = f32x4.add(x, v128.load(d)); y = f32x4.add(y, v128.load(d, 16)); }
    v128.store(s, x); v128.store(s, y, 16);
  }
}

/** norms[r] = ‖X[r]‖₂ (f32). */
export function rowNorms(R: i32, N8: i32, X: usize, sx: usize, norms: usize): void {
  for (let r = 0; r < R; r++) {
    let x = X + <usize>r * 32;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
    for (let n = 0; n < N8; n++, x += sx) {
      const a = v128.load(x), b = v128.load(x, 16);
      s0 = madd(a, a, s0); s1 = madd(b, b, s1);
    }
    store<f32>(norms + (<usize>r << 2), sqrt<f32>(sumLanes(f32x4.add(s0, s1))));
  }
}

/** Zeroes the lanes beyond `columns` in the last panel: a padded sigmoid unit would be ½. */
export function maskColumns(R: i32, columns: i32, X: usize, sx: usize): void {
  const used = columns & 7;
  if (used == 0) return;
  const P = X + <usize>(columns >> 3) * sx;
  for (let r = 0; r < R; r++) for (let lane = used; lane < 8; lane++) store<f32>(P + <usize>r * 32 + (<usize>lane << 2), 0);
}

/** Copies R rows of N8 panels. */
export function copyRows(R: i32, N8: i32, from: usize, sf: usize, to: usize, st: usize): void {
  const bytes = <usize>R * 32;
  for (let n = 0; n < N8; n++, from += sf, to += st) {
    for (let i: usize = 0; i < bytes; i += 32) {
      v128.store(to + i, v128.load(from + i));
      v128.store(to + i, v128.load(from + i, 16), 16);
    }
  }
}

/** W[K, N] in panels of N -> Wᵀ[N, K] in panels of K, block by block of 8 x 8; panels [first, last) of the result. */
export function transpose(K8: i32, N8: i32, W: usize, T: usize, first: i32, last: i32): void {
  for (let k = first; k < last; k++) {
    for (let n = 0; n < N8; n++) {
      const w = W + (<usize>n * <usize>K8 + <usize>k) * 256;
      const t = T + (<usize>k * <usize>N8 + <usize>n) * 256;
      transpose4(w, t); transpose4(w + 16, t + 128); transpose4(w + 128, t + 16); transpose4(w + 144, t + 144);
    }
  }
}

/** A corner of 4 x 4 within blocks whose rows are 32 bytes. */
@inline function transpose4(w: usize, t: usize): void {
  const a = v128.load(w), b = v128.load(w, 32), c = v128.load(w, 64), d = v128.load(w, 96);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5), CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(t, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5)); v128.store(t, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(t, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5), 64); v128.store(t, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7), 96);
}

export function zero(start: usize, bytes: usize): void {
  memory.fill(start, 0, bytes);
}

/**
 * Inverted dropout: M[r] = 0 or `scale`, decided by a hash of (key, time step, stream, unit), the same for any split of the streams.
 * Rows are t · B + b; the stream's own number is b + b0.
 */
export function dropoutMask(R: i32, B: i32, b0: i32, N8: i32, M: usize, sm: usize, key: i32, keep: i32, scale: f32): void {
  const value = f32x4.splat(scale), limit = i32x4.splat(keep);
  const k1 = i32x4.splat(0x21f0aaad), k2 = i32x4.splat(0x735a2d97);
  const rows = B > 0 ? R : 0;
  for (let r = 0; r < rows; r++) {
    const row = i32x4.splat(((r / B) * 65537 + (r % B) + b0) * 0x9e3779b1 + key);
    for (let n = 0; n < N8; n++) {
      for (let half = 0; half < 2; half++) {
        let x = i32x4.add(row, i32x4.mul(i32x4.add(i32x4.splat(n * 8 + half * 4), i32x4(0, 1, 2, 3)), i32x4.splat(0x85ebca6b)));
        x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), k1);
        x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), k2);
        x = i32x4.shr_u(v128.xor(x, i32x4.shr_u(x, 15)), 8);
        v128.store(M + <usize>n * sm + <usize>r * 32 + <usize>half * 16, v128.and(value, i32x4.lt_s(x, limit)));
      }
    }
  }
}

/** Y = X ∘ M over R rows of N8 panels. */
export function multiplyRows(R: i32, N8: i32, X: usize, sx: usize, M: usize, sm: usize, Y: usize, sy: usize): void {
  for (let n = 0; n < N8; n++) {
    const x = X + <usize>n * sx, m = M + <usize>n * sm, y = Y + <usize>n * sy;
    for (let i: usize = 0; i < <usize>R * 32; i += 16) v128.store(y + i, f32x4.mul(v128.load(x + i), v128.load(m + i)));
  }
}

/**
 * `rows` rows of n numbers from [-bound, bound): rows `next` bytes apart, the numbers of a row `stride`. xoshiro128** on the four words at `state`, the same
 * bits as Random.fillUniform for a bound that is a float32: 2u - 1 has at most 24 bits, so that the product is rounded once either way.
 */
export function drawUniform(state: usize, rows: i32, n: i32, bound: f32, to: usize, next: usize, stride: usize): void {
  const unit: f32 = bound * 1.1920928955078125e-7;
  let a = load<u32>(state), b = load<u32>(state, 4), c = load<u32>(state, 8), d = load<u32>(state, 12);
  for (let row = 0; row < rows; row++, to += next) {
    for (let i = 0, at = to; i < n; i++, at += stride) {
      const result = rotl(b * 5, 7) * 9;
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = rotl(d, 11);
      store<f32>(at, <f32>(<i32>(result >> 8) - 0x800000) * unit);
    }
  }
  store<u32>(state, a); store<u32>(state, b, 4); store<u32>(state, c, 8); store<u32>(state, d, 12);
}
