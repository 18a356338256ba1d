// Normalisation of rows over their N columns, N8 panels: y = (x - mean) / √(mean (x - mean)² + 1e-5) · w + b; the RMS norm leaves the mean and b out.
import { laneMask, madd, settle, sumLanes } from './vector';

const EPSILON: f32 = 1e-5;

/** scales[r] = 1 / rms of row r. */
export function rmsNormForward(R: i32, N8: i32, N: i32, X: usize, sx: usize, weight: usize, Y: usize, sy: usize, scales: usize): void {
  for (let r = 0; r < R; r++) {
    const offset = <usize>r * 32;
    let x = X + offset;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
    for (let n = 0; n < N8; n++, x += sx) {
      const a = v128.load(x), b = v128.load(x, 16);
      s0 = madd(a, a, s0); s1 = madd(b, b, s1);
    }
    const scale: f32 = <f32>1 / sqrt<f32>(sumLanes(f32x4.add(s0, s1)) / <f32>N + EPSILON);
    store<f32>(scales + (<usize>r << 2), scale);
    const all = f32x4.splat(scale);
    x = X + offset;
    let y = Y + offset, w = weight;
    for (let n = 0; n < N8; n++, x += sx, y += sy, w += 32) {
      v128.store(y, f32x4.mul(f32x4.mul(v128.load(x), all), v128.load(w)));
      v128.store(y, f32x4.mul(f32x4.mul(v128.load(x, 16), all), v128.load(w, 16)), 16);
    }
  }
}

/** D += ∂E/∂x and dWeight += ∂E/∂w, from G = ∂E/∂y: with n = x · scale, ∂E/∂x = scale (g w - n mean(g w n)). */
export function rmsNormBackward(R: i32, N8: i32, N: i32, X: usize, sx: usize, weight: usize, scales: usize, G: usize, sg: usize, D: usize, sd: usize, dWeight: usize): void {
  for (let r = 0; r < R; r++) {
    const offset = <usize>r * 32;
    const scale = load<f32>(scales + (<usize>r << 2));
    const all = f32x4.splat(scale);
    let x = X + offset, g = G + offset, w = weight, dw = dWeight;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
    for (let n = 0; n < N8; n++, x += sx, g += sg, w += 32, dw += 32) {
      const n0 = f32x4.mul(v128.load(x), all), n1 = f32x4.mul(v128.load(x, 16), all);
      const g0 = v128.load(g), g1 = v128.load(g, 16);
      v128.store(dw, madd(g0, n0, v128.load(dw)));
      v128.store(dw, madd(g1, n1, v128.load(dw, 16)), 16);
      s0 = madd(f32x4.mul(g0, v128.load(w)), n0, s0); s1 = madd(f32x4.mul(g1, v128.load(w, 16)), n1, s1);
    }
    const along = f32x4.splat(scale * sumLanes(f32x4.add(s0, s1)) / <f32>N);
    x = X + offset; g = G + offset; w = weight;
    let d = D + offset;
    for (let n = 0; n < N8; n++, x += sx, g += sg, w += 32, d += sd) {
      const g0 = f32x4.mul(v128.load(g), v128.load(w)), g1 = f32x4.mul(v128.load(g, 16), v128.load(w, 16));
      v128.store(d, settle(madd(all, f32x4.sub(g0, f32x4.mul(v128.load(x), along)), v128.load(d))));
      v128.store(d, settle(madd(all, f32x4.sub(g1, f32x4.mul(v128.load(x, 16), along)), v128.load(d, 16))), 16);
    }
  }
}

/** stats[2r] = mean of row r, stats[2r + 1] = 1 / its deviation. */
export function layerNormForward(R: i32, N8: i32, N: i32, X: usize, sx: usize, weight: usize, bias: usize, Y: usize, sy: usize, stats: usize): void {
  const last = (N8 - 1) * 8;
  const k0 = laneMask(N - last, 0), k1 = laneMask(N - last, 4);
  for (let r = 0; r < R; r++) {
    const offset = <usize>r * 32;
    let x = X + offset;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
    for (let n = 0; n < N8; n++, x += sx) { s0 = f32x4.add(s0, v128.load(x)); s1 = f32x4.add(s1, v128.load(x, 16)); }
    const mean: f32 = sumLanes(f32x4.add(s0, s1)) / <f32>N;
    const middle = f32x4.splat(mean);
    x = X + offset;
    s0 = f32x4.splat(0); s1 = f32x4.splat(0);
    for (let n = 0; n < N8; n++, x += sx) {
      let a = f32x4.sub(v128.load(x), middle), b = f32x4.sub(v128.load(x, 16), middle);
      if (n == N8 - 1) { a = v128.and(a, k0); b = v128.and(b, k1); }
      s0 = madd(a, a, s0); s1 = madd(b, b, s1);
    }
    const scale: f32 = <f32>1 / sqrt<f32>(sumLanes(f32x4.add(s0, s1)) / <f32>N + EPSILON);
    store<f32>(stats + (<usize>r << 3), mean);
    store<f32>(stats + (<usize>r << 3), scale, 4);
    const all = f32x4.splat(scale);
    x = X + offset;
    let y = Y + offset;
    for (let n = 0; n < N8; n++, x += sx, y += sy) {
      const w = weight + <usize>n * 32, b = bias + <usize>n * 32;
      v128.store(y, madd(f32x4.mul(f32x4.sub(v128.load(x), middle), all), v128.load(w), v128.load(b)));
      v128.store(y, madd(f32x4.mul(f32x4.sub(v128.load(x, 16), middle), all), v128.load(w, 16), v128.load(b, 16)), 16);
    }
  }
}

/** D += ∂E/∂x, dWeight += ∂E/∂w, dBias += ∂E/∂b: ∂E/∂x = scale (g w - mean(g w) - n mean(g w n)). */
export function layerNormBackward(
  R: i32, N8: i32, N: i32, X: usize, sx: usize, weight: usize, stats: usize, G: usize, sg: usize, D: usize, sd: usize, dWeight: usize, dBias: usize,
): void {
  const last = (N8 - 1) * 8;
  const k0 = laneMask(N - last, 0), k1 = laneMask(N - last, 4);
  for (let r = 0; r < R; r++) {
    const offset = <usize>r * 32;
    const middle = v128.load32_splat(stats + (<usize>r << 3));
    const all = v128.load32_splat(stats + (<usize>r << 3), 4);
    let x = X + offset, g = G + offset;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), l0 = f32x4.splat(0), l1 = f32x4.splat(0);
    for (let n = 0; n < N8; n++, x += sx, g += sg) {
      const at = <usize>n * 32;
      const n0 = f32x4.mul(f32x4.sub(v128.load(x), middle), all), n1 = f32x4.mul(f32x4.sub(v128.load(x, 16), middle), all);
      const g0 = v128.load(g), g1 = v128.load(g, 16);
      v128.store(dWeight + at, madd(g0, n0, v128.load(dWeight + at)));
      v128.store(dWeight + at, madd(g1, n1, v128.load(dWeight + at, 16)), 16);
      v128.store(dBias + at, f32x4.add(g0, v128.load(dBias + at)));
      v128.store(dBias + at, f32x4.add(g1, v128.load(dBias + at, 16)), 16);
      const w0 = f32x4.mul(g0, v128.load(weight + at)), w1 = f32x4.mul(g1, v128.load(weight + at, 16));
      l0 = f32x4.add(l0, w0); l1 = f32x4.add(l1, w1);
      s0 = madd(w0, n0, s0); s1 = madd(w1, n1, s1);
    }
    const along = f32x4.splat(sumLanes(f32x4.add(s0, s1)) / <f32>N), level = f32x4.splat(sumLanes(f32x4.add(l0, l1)) / <f32>N);
    x = X + offset; g = G + offset;
    let d = D + offset;
    for (let n = 0; n < N8; n++, x += sx, g += sg, d += sd) {
      const at = <usize>n * 32;
      const n0 = f32x4.mul(f32x4.sub(v128.load(x), middle), all), n1 = f32x4.mul(f32x4.sub(v128.load(x, 16), middle), all);
      let d0 = f32x4.sub(f32x4.sub(f32x4.mul(v128.load(g), v128.load(weight + at)), level), f32x4.mul(n0, along));
      let d1 = f32x4.sub(f32x4.sub(f32x4.mul(v128.load(g, 16), v128.load(weight + at, 16)), level), f32x4.mul(n1, along));
      if (n == N8 - 1) { d0 = v128.and(d0, k0); d1 = v128.and(d1, k1); }
      v128.store(d, settle(madd(all, d0, v128.load(d))));
      v128.store(d, settle(madd(all, d1, v128.load(d, 16))), 16);
    }
  }
}
