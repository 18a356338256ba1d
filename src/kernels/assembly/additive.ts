// Additive attention (Bahdanau et al. 2015) of T decoder states over the S encoder states of the same stream: e_tj = v · tanh(q_t + k_j), a_t = softmax over
// the real j, c_t = Σ a_tj m_j. Rows t · B + b of queries, j · B + b of keys and memory. Shares lie row by row, sa bytes each, whole panels. The tanh is
// computed again on the way back: kept, it would be T · B · S · H numbers.
import { exp8, flush, madd, maxLanes, settle, sumLanes, tanh8 } from './vector';

/** lengths: real j of every stream. A and C are set. work: one panel row. */
export function additiveForward(
  T: i32, S: i32, B: i32, H8: i32, Q: usize, sq: usize, K: usize, sk: usize, V: usize, M: usize, sm: usize, lengths: usize,
  A: usize, sa: usize, C: usize, sc: usize, work: usize,
): void {
  const low = f32x4.splat(-1e30);
  for (let b = 0; b < B; b++) {
    const length = min(S, load<i32>(lengths + (<usize>b << 2)));
    for (let t = 0; t < T; t++) {
      const row = <usize>(t * B + b) * 32, shares = A + <usize>(t * B + b) * sa;
      for (let x: usize = 0; x < sa; x += 16) v128.store(shares + x, low);
      for (let j = 0; j < length; j++) {
        let e = f32x4.splat(0);
        for (let n = 0, q = Q + row, k = K + <usize>(j * B + b) * 32, v = V; n < H8; n++, q += sq, k += sk, v += 32) {
          tanh8(f32x4.add(v128.load(q), v128.load(k)), f32x4.add(v128.load(q, 16), v128.load(k, 16)), work);
          e = madd(v128.load(work), v128.load(v), madd(v128.load(work, 16), v128.load(v, 16), e));
        }
        store<f32>(shares + (<usize>j << 2), sumLanes(e));
      }
      let top = low, sum = f32x4.splat(0);
      for (let x: usize = 0; x < sa; x += 16) top = f32x4.max(top, v128.load(shares + x));
      const shift = f32x4.splat(maxLanes(top));
      for (let x: usize = 0; x < sa; x += 32) {
        exp8(shares + x, shift);
        sum = f32x4.add(sum, f32x4.add(v128.load(shares + x), v128.load(shares + x, 16)));
      }
      const scale = f32x4.splat(<f32>1 / sumLanes(sum));
      for (let x: usize = 0; x < sa; x += 16) v128.store(shares + x, settle(f32x4.mul(v128.load(shares + x), scale)));
      for (let n = 0, c = C + row, m = M + <usize>b * 32; n < H8; n++, c += sc, m += sm) {
        let c0 = f32x4.splat(0), c1 = c0;
        for (let j = 0, x = m; j < length; j++, x += <usize>B * 32) {
          const share = v128.load32_splat(shares + (<usize>j << 2));
          c0 = madd(share, v128.load(x), c0);
          c1 = madd(share, v128.load(x, 16), c1);
        }
        v128.store(c, c0); v128.store(c, c1, 16);
      }
    }
  }
}

/** From dC: dQ, dK, dM and dV are added to. work: one panel row and a row of shares. */
export function additiveBackward(
  T: i32, S: i32, B: i32, H8: i32, Q: usize, sq: usize, K: usize, sk: usize, V: usize, M: usize, sm: usize, lengths: usize,
  A: usize, sa: usize, dC: usize, sc: usize, dQ: usize, sdq: usize, dK: usize, sdk: usize, dM: usize, sdm: usize, dV: usize, work: usize,
): void {
  const one = f32x4.splat(1), D = work + 32;
  for (let b = 0; b < B; b++) {
    const length = min(S, load<i32>(lengths + (<usize>b << 2)));
    for (let t = 0; t < T; t++) {
      const row = <usize>(t * B + b) * 32, shares = A + <usize>(t * B + b) * sa;
      let mean: f32 = 0;
      for (let j = 0; j < length; j++) {
        const at = <usize>(j * B + b) * 32, a = load<f32>(shares + (<usize>j << 2)), share = f32x4.splat(a);
        let d = f32x4.splat(0);
        for (let n = 0, c = dC + row, m = M + at, x = dM + at; n < H8; n++, c += sc, m += sm, x += sdm) {
          const c0 = v128.load(c), c1 = v128.load(c, 16);
          d = madd(c0, v128.load(m), madd(c1, v128.load(m, 16), d));
          v128.store(x, madd(share, c0, v128.load(x)));
          v128.store(x, madd(share, c1, v128.load(x, 16)), 16);
        }
        const own = sumLanes(d);
        store<f32>(D + (<usize>j << 2), own);
        mean += a * own;
      }
      for (let j = 0; j < length; j++) {
        const at = <usize>(j * B + b) * 32, place = <usize>j << 2;
        const de = f32x4.splat(load<f32>(shares + place) * (load<f32>(D + place) - mean));
        for (let n = 0, q = Q + row, k = K + at, x = dQ + row, y = dK + at, at8: usize = 0; n < H8; n++, q += sq, k += sk, x += sdq, y += sdk, at8 += 32) {
          tanh8(f32x4.add(v128.load(q), v128.load(k)), f32x4.add(v128.load(q, 16), v128.load(k, 16)), work);
          const v = V + at8, dv = dV + at8, u0 = v128.load(work), u1 = v128.load(work, 16);
          const g0 = flush(f32x4.mul(f32x4.mul(de, v128.load(v)), f32x4.sub(one, f32x4.mul(u0, u0))));
          const g1 = flush(f32x4.mul(f32x4.mul(de, v128.load(v, 16)), f32x4.sub(one, f32x4.mul(u1, u1))));
          v128.store(dv, madd(de, u0, v128.load(dv))); v128.store(dv, madd(de, u1, v128.load(dv, 16)), 16);
          v128.store(x, f32x4.add(v128.load(x), g0)); v128.store(x, f32x4.add(v128.load(x, 16), g1), 16);
          v128.store(y, f32x4.add(v128.load(y), g0)); v128.store(y, f32x4.add(v128.load(y, 16), g1), 16);
        }
      }
    }
  }
}
