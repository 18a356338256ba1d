// Matrix products on the blocked layout X[n / 8][row][8]: a "panel" holds eight columns of all rows, 32 bytes a row.
// M rows; N8, K8 panels; s* bytes from a panel to the next. Loops over k stay rolled: unrolled, V8 reorders the FMAs and spills registers.
import { madd } from './vector';

@inline function tile6(A: usize, sa: usize, B: usize, K8: i32, C: usize): void {
  let c00 = v128.load(C), c01 = v128.load(C, 16), c10 = v128.load(C, 32), c11 = v128.load(C, 48);
  let c20 = v128.load(C, 64), c21 = v128.load(C, 80), c30 = v128.load(C, 96), c31 = v128.load(C, 112);
  let c40 = v128.load(C, 128), c41 = v128.load(C, 144), c50 = v128.load(C, 160), c51 = v128.load(C, 176);
  for (let kb = 0; kb < K8; kb++) {
    let a = A;
    const end = a + 32;
    do {
      const b0 = v128.load(B), b1 = v128.load(B, 16);
      const a0 = v128.load32_splat(a); c00 = madd(a0, b0, c00); c01 = madd(a0, b1, c01);
      const a1 = v128.load32_splat(a, 32); c10 = madd(a1, b0, c10); c11 = madd(a1, b1, c11);
      const a2 = v128.load32_splat(a, 64); c20 = madd(a2, b0, c20); c21 = madd(a2, b1, c21);
      const a3 = v128.load32_splat(a, 96); c30 = madd(a3, b0, c30); c31 = madd(a3, b1, c31);
      const a4 = v128.load32_splat(a, 128); c40 = madd(a4, b0, c40); c41 = madd(a4, b1, c41);
      const a5 = v128.load32_splat(a, 160); c50 = madd(a5, b0, c50); c51 = madd(a5, b1, c51);
      a += 4; B += 32;
    } while (a < end);
    A += sa;
  }
  v128.store(C, c00); v128.store(C, c01, 16); v128.store(C, c10, 32); v128.store(C, c11, 48);
  v128.store(C, c20, 64); v128.store(C, c21, 80); v128.store(C, c30, 96); v128.store(C, c31, 112);
  v128.store(C, c40, 128); v128.store(C, c41, 144); v128.store(C, c50, 160); v128.store(C, c51, 176);
}

@inline function tile4(A: usize, sa: usize, B: usize, K8: i32, C: usize): void {
  let c00 = v128.load(C), c01 = v128.load(C, 16), c10 = v128.load(C, 32), c11 = v128.load(C, 48);
  let c20 = v128.load(C, 64), c21 = v128.load(C, 80), c30 = v128.load(C, 96), c31 = v128.load(C, 112);
  for (let kb = 0; kb < K8; kb++) {
    let a = A;
    const end = a + 32;
    do {
      const b0 = v128.load(B), b1 = v128.load(B, 16);
      const a0 = v128.load32_splat(a); c00 = madd(a0, b0, c00); c01 = madd(a0, b1, c01);
      const a1 = v128.load32_splat(a, 32); c10 = madd(a1, b0, c10); c11 = madd(a1, b1, c11);
      const a2 = v128.load32_splat(a, 64); c20 = madd(a2, b0, c20); c21 = madd(a2, b1, c21);
      const a3 = v128.load32_splat(a, 96); c30 = madd(a3, b0, c30); c31 = madd(a3, b1, c31);
      a += 4; B += 32;
    } while (a < end);
    A += sa;
  }
  v128.store(C, c00); v128.store(C, c01, 16); v128.store(C, c10, 32); v128.store(C, c11, 48);
  v128.store(C, c20, 64); v128.store(C, c21, 80); v128.store(C, c30, 96); v128.store(C, c31, 112);
}

@inline function tile3(A: usize, sa: usize, B: usize, K8: i32, C: usize): void {
  let c00 = v128.load(C), c01 = v128.load(C, 16), c10 = v128.load(C, 32), c11 = v128.load(C, 48), c20 = v128.load(C, 64), c21 = v128.load(C, 80);
  for (let kb = 0; kb < K8; kb++) {
    let a = A;
    const end = a + 32;
    do {
      const b0 = v128.load(B), b1 = v128.load(B, 16);
      const a0 = v128.load32_splat(a); c00 = madd(a0, b0, c00); c01 = madd(a0, b1, c01);
      const a1 = v128.load32_splat(a, 32); c10 = madd(a1, b0, c10); c11 = madd(a1, b1, c11);
      const a2 = v128.load32_splat(a, 64); c20 = madd(a2, b0, c20); c21 = madd(a2, b1, c21);
      a += 4; B += 32;
    } while (a < end);
    A += sa;
  }
  v128.store(C, c00); v128.store(C, c01, 16); v128.store(C, c10, 32); v128.store(C, c11, 48); v128.store(C, c20, 64); v128.store(C, c21, 80);
}

@inline function tile2(A: usize, sa: usize, B: usize, K8: i32, C: usize): void {
  let c00 = v128.load(C), c01 = v128.load(C, 16), c10 = v128.load(C, 32), c11 = v128.load(C, 48);
  for (let kb = 0; kb < K8; kb++) {
    let a = A;
    const end = a + 32;
    do {
      const b0 = v128.load(B), b1 = v128.load(B, 16);
      const a0 = v128.load32_splat(a); c00 = madd(a0, b0, c00); c01 = madd(a0, b1, c01);
      const a1 = v128.load32_splat(a, 32); c10 = madd(a1, b0, c10); c11 = madd(a1, b1, c11);
      a += 4; B += 32;
    } while (a < end);
    A += sa;
  }
  v128.store(C, c00); v128.store(C, c01, 16); v128.store(C, c10, 32); v128.store(C, c11, 48);
}

/** One row times one panel, in the same order of additions as every other tile. */
@inline function row1(A: usize, sa: usize, B: usize, K8: i32, C: usize): void {
  let c0 = v128.load(C), c1 = v128.load(C, 16);
  for (let kb = 0; kb < K8; kb++) {
    let a = A;
    const end = a + 32;
    do {
      const x = v128.load32_splat(a);
      c0 = madd(x, v128.load(B), c0); c1 = madd(x, v128.load(B, 16), c1);
      a += 4; B += 32;
    } while (a < end);
    A += sa;
  }
  v128.store(C, c0); v128.store(C, c1, 16);
}

/** One row times four panels at once: eight independent sums hide the latency of the FMA. */
@inline function row4(A: usize, sa: usize, B: usize, sb: usize, K8: i32, C: usize, sc: usize): void {
  const C1 = C + sc, C2 = C1 + sc, C3 = C2 + sc;
  let B1 = B + sb, B2 = B1 + sb, B3 = B2 + sb;
  let c0 = v128.load(C), c1 = v128.load(C, 16), c2 = v128.load(C1), c3 = v128.load(C1, 16);
  let c4 = v128.load(C2), c5 = v128.load(C2, 16), c6 = v128.load(C3), c7 = v128.load(C3, 16);
  for (let kb = 0; kb < K8; kb++) {
    let a = A;
    const end = a + 32;
    do {
      const x = v128.load32_splat(a);
      c0 = madd(x, v128.load(B), c0); c1 = madd(x, v128.load(B, 16), c1);
      c2 = madd(x, v128.load(B1), c2); c3 = madd(x, v128.load(B1, 16), c3);
      c4 = madd(x, v128.load(B2), c4); c5 = madd(x, v128.load(B2, 16), c5);
      c6 = madd(x, v128.load(B3), c6); c7 = madd(x, v128.load(B3, 16), c7);
      a += 4; B += 32; B1 += 32; B2 += 32; B3 += 32;
    } while (a < end);
    A += sa;
  }
  v128.store(C, c0); v128.store(C, c1, 16); v128.store(C1, c2); v128.store(C1, c3, 16);
  v128.store(C2, c4); v128.store(C2, c5, 16); v128.store(C3, c6); v128.store(C3, c7, 16);
}

/** The same with six panels: more lines of the cache under way at once, for weights that come from the third one. */
@inline function row6(A: usize, sa: usize, B: usize, sb: usize, K8: i32, C: usize, sc: usize): void {
  const C1 = C + sc, C2 = C1 + sc, C3 = C2 + sc, C4 = C3 + sc, C5 = C4 + sc;
  let B1 = B + sb, B2 = B1 + sb, B3 = B2 + sb, B4 = B3 + sb, B5 = B4 + sb;
  let c0 = v128.load(C), c1 = v128.load(C, 16), c2 = v128.load(C1), c3 = v128.load(C1, 16);
  let c4 = v128.load(C2), c5 = v128.load(C2, 16), c6 = v128.load(C3), c7 = v128.load(C3, 16);
  let c8 = v128.load(C4), c9 = v128.load(C4, 16), ca = v128.load(C5), cb = v128.load(C5, 16);
  for (let kb = 0; kb < K8; kb++) {
    let a = A;
    const end = a + 32;
    do {
      const x = v128.load32_splat(a);
      c0 = madd(x, v128.load(B), c0); c1 = madd(x, v128.load(B, 16), c1);
      c2 = madd(x, v128.load(B1), c2); c3 = madd(x, v128.load(B1, 16), c3);
      c4 = madd(x, v128.load(B2), c4); c5 = madd(x, v128.load(B2, 16), c5);
      c6 = madd(x, v128.load(B3), c6); c7 = madd(x, v128.load(B3, 16), c7);
      c8 = madd(x, v128.load(B4), c8); c9 = madd(x, v128.load(B4, 16), c9);
      ca = madd(x, v128.load(B5), ca); cb = madd(x, v128.load(B5, 16), cb);
      a += 4; B += 32; B1 += 32; B2 += 32; B3 += 32; B4 += 32; B5 += 32;
    } while (a < end);
    A += sa;
  }
  v128.store(C, c0); v128.store(C, c1, 16); v128.store(C1, c2); v128.store(C1, c3, 16);
  v128.store(C2, c4); v128.store(C2, c5, 16); v128.store(C3, c6); v128.store(C3, c7, 16);
  v128.store(C4, c8); v128.store(C4, c9, 16); v128.store(C5, ca); v128.store(C5, cb, 16);
}
/** Bytes of B beyond which it does not stay in the second cache. */
const LARGE = 1048576;
/** Bytes of A that stay in the second cache while all panels of B pass by. */
const BLOCK = 393216;

/** C[M, N] += A[M, K] · B[K, N]. */
export function gemmNN(M: i32, N8: i32, K8: i32, A: usize, sa: usize, B: usize, sb: usize, C: usize, sc: usize): void {
  if (M == 1) {
    let n = 0;
    if (N8 * K8 > LARGE / 256) for (; n + 6 <= N8; n += 6) row6(A, sa, B + <usize>n * sb, sb, K8, C + <usize>n * sc, sc);
    for (; n + 4 <= N8; n += 4) row4(A, sa, B + <usize>n * sb, sb, K8, C + <usize>n * sc, sc);
    for (; n < N8; n++) row1(A, sa, B + <usize>n * sb, K8, C + <usize>n * sc);
    return;
  }
  // Whole sixes, so that only the last block has a remainder.
  const most = max(48, BLOCK / (max(K8, 1) * 32) / 6 * 6);
  for (let first = 0; first < M; first += most) {
    const skip = <usize>first * 32;
    multiplyBlock(min(most, M - first), N8, K8, A + skip, sa, B, sb, C + skip, sc);
  }
}

function multiplyBlock(M: i32, N8: i32, K8: i32, A: usize, sa: usize, B: usize, sb: usize, C: usize, sc: usize): void {
  for (let n = 0; n < N8; n++) {
    const Bn = B + <usize>n * sb;
    const Cn = C + <usize>n * sc;
    let left = M;
    let offset: usize = 0;
    while (left > 0) {
      // Remainders of 7 and 9 go better as 4 + 3 and 3 · 3 than as 6 + 1 and 6 + 3.
      if (left == 6 || left == 10 || left >= 12) { tile6(A + offset, sa, Bn, K8, Cn + offset); left -= 6; offset += 192; }
      else if (left == 3 || left == 9) { tile3(A + offset, sa, Bn, K8, Cn + offset); left -= 3; offset += 96; }
      else if (left >= 4) { tile4(A + offset, sa, Bn, K8, Cn + offset); left -= 4; offset += 128; }
      else if (left == 2) { tile2(A + offset, sa, Bn, K8, Cn + offset); left -= 2; offset += 64; }
      else { row1(A + offset, sa, Bn, K8, Cn + offset); left -= 1; offset += 32; }
    }
  }
}

/** Two columns from `a` and four from `b`: twelve sums hide the latency of the FMA. Rows of C are 32 bytes. */
@inline function columns24(a: usize, b: usize, d: usize, end: usize, c: usize, e: usize): void {
  let c00 = v128.load(c), c01 = v128.load(c, 16), c10 = v128.load(c, 32), c11 = v128.load(c, 48);
  let e00 = v128.load(e), e01 = v128.load(e, 16), e10 = v128.load(e, 32), e11 = v128.load(e, 48);
  let e20 = v128.load(e, 64), e21 = v128.load(e, 80), e30 = v128.load(e, 96), e31 = v128.load(e, 112);
  do {
    const d0 = v128.load(d), d1 = v128.load(d, 16);
    const a0 = v128.load32_splat(a); c00 = madd(a0, d0, c00); c01 = madd(a0, d1, c01);
    const a1 = v128.load32_splat(a, 4); c10 = madd(a1, d0, c10); c11 = madd(a1, d1, c11);
    const b0 = v128.load32_splat(b); e00 = madd(b0, d0, e00); e01 = madd(b0, d1, e01);
    const b1 = v128.load32_splat(b, 4); e10 = madd(b1, d0, e10); e11 = madd(b1, d1, e11);
    const b2 = v128.load32_splat(b, 8); e20 = madd(b2, d0, e20); e21 = madd(b2, d1, e21);
    const b3 = v128.load32_splat(b, 12); e30 = madd(b3, d0, e30); e31 = madd(b3, d1, e31);
    a += 32; b += 32; d += 32;
  } while (d < end);
  v128.store(c, c00); v128.store(c, c01, 16); v128.store(c, c10, 32); v128.store(c, c11, 48);
  v128.store(e, e00); v128.store(e, e01, 16); v128.store(e, e10, 32); v128.store(e, e11, 48);
  v128.store(e, e20, 64); v128.store(e, e21, 80); v128.store(e, e30, 96); v128.store(e, e31, 112);
}

@inline function columns4(a: usize, d: usize, end: usize, c: usize): void {
  let c00 = v128.load(c), c01 = v128.load(c, 16), c10 = v128.load(c, 32), c11 = v128.load(c, 48);
  let c20 = v128.load(c, 64), c21 = v128.load(c, 80), c30 = v128.load(c, 96), c31 = v128.load(c, 112);
  do {
    const d0 = v128.load(d), d1 = v128.load(d, 16);
    const a0 = v128.load32_splat(a); c00 = madd(a0, d0, c00); c01 = madd(a0, d1, c01);
    const a1 = v128.load32_splat(a, 4); c10 = madd(a1, d0, c10); c11 = madd(a1, d1, c11);
    const a2 = v128.load32_splat(a, 8); c20 = madd(a2, d0, c20); c21 = madd(a2, d1, c21);
    const a3 = v128.load32_splat(a, 12); c30 = madd(a3, d0, c30); c31 = madd(a3, d1, c31);
    a += 32; d += 32;
  } while (d < end);
  v128.store(c, c00); v128.store(c, c01, 16); v128.store(c, c10, 32); v128.store(c, c11, 48);
  v128.store(c, c20, 64); v128.store(c, c21, 80); v128.store(c, c30, 96); v128.store(c, c31, 112);
}

/** C[J, N] += A[R, J]ᵀ · D[R, N], summed over the rows in blocks that stay in the first cache. */
export function gemmTN(R: i32, J8: i32, N8: i32, A: usize, sa: usize, D: usize, sd: usize, C: usize, sc: usize): void {
  // Even blocks of at most 192 rows.
  const blocks = (R + 191) / 192;
  const most = (R + blocks - 1) / max(1, blocks);
  for (let first = 0; first < R; first += most) {
    const rows = min(most, R - first);
    const skip = <usize>first * 32;
    for (let n = 0; n < N8; n++) {
      const d = D + <usize>n * sd + skip;
      const end = d + <usize>rows * 32;
      let a = A + skip;
      let c = C + <usize>n * sc;
      let left = J8;
      // 24 columns, three panels, are four times six.
      for (; left >= 3; left -= 3) {
        const b = a + sa, e = b + sa;
        columns24(a, a + 8, d, end, c, c + 64);
        columns24(a + 24, b, d, end, c + 192, c + 256);
        columns24(e, b + 16, d, end, c + 512, c + 384);
        columns24(e + 8, e + 16, d, end, c + 576, c + 640);
        a = e + sa;
        c += 768;
      }
      for (; left > 0; left--, a += sa, c += 256) { columns4(a, d, end, c); columns4(a + 16, d, end, c + 128); }
    }
  }
}
