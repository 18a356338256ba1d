// Updates of a slice of parameters, `bytes` long. `scale` is the clipping coefficient; the gradient is read, not changed.
import { flush, madd } from './vector';

/** Σ x² over the slice: four sums in f32 per 4 kB, added in f64. */
export function sumSquares(X: usize, bytes: usize): f64 {
  let total: f64 = 0;
  for (let start: usize = 0; start < bytes; start += 4096) {
    const end = min(bytes, start + 4096);
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
    for (let i = start; i < end; i += 32) {
      const a = v128.load(X + i), b = v128.load(X + i, 16);
      s0 = madd(a, a, s0); s1 = madd(b, b, s1);
    }
    const s = f32x4.add(s0, s1);
    total += <f64>f32x4.extract_lane(s, 0) + <f64>f32x4.extract_lane(s, 1) + <f64>f32x4.extract_lane(s, 2) + <f64>f32x4.extract_lane(s, 3);
  }
  return total;
}

/** X += Y. */
export function add(X: usize, Y: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(X + i, f32x4.add(v128.load(X + i), v128.load(Y + i)));
}

/** Clips every element to ±limit after multiplying by `factor`; returns how many were cut. */
export function clipValues(X: usize, bytes: usize, limit: f32): i32 {
  const top = f32x4.splat(limit), bottom = f32x4.splat(-limit);
  let cut = 0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(X + i);
    cut += i32x4.bitmask(f32x4.gt(f32x4.abs(x), top)) ? 1 : 0;
    v128.store(X + i, f32x4.pmax(f32x4.pmin(x, top), bottom));
  }
  return cut;
}

/**
 * Adam (Kingma and Ba 2015) as PyTorch computes it: ε outside the root, bias corrections c1 = 1 - β1^t and c2 = 1 - β2^t.
 * decay is added to the gradient (Adam) or shrinks the weights first (decoupled: AdamW).
 */
export function adam(P: usize, G: usize, M: usize, S: usize, bytes: usize, rate: f32, beta1: f32, beta2: f32, c1: f64, c2: f64, epsilon: f32, decay: f32, decoupled: i32, scale: f32): void {
  const factor = f32x4.splat(scale), b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2);
  const d1 = f32x4.splat(1 - beta1), d2 = f32x4.splat(1 - beta2);
  const size = f32x4.splat(<f32>(-<f64>rate / c1)), root = f32x4.splat(<f32>(1 / Math.sqrt(c2))), e = f32x4.splat(epsilon);
  const shrink = f32x4.splat(decoupled ? 1 - rate * decay : 1), pull = f32x4.splat(decoupled ? 0 : decay);
  for (let i: usize = 0; i < bytes; i += 16) {
    let p = f32x4.mul(v128.load(P + i), shrink);
    const g = madd(p, pull, f32x4.mul(v128.load(G + i), factor));
    const m = flush(madd(g, d1, f32x4.mul(v128.load(M + i), b1)));
    const s = flush(madd(f32x4.mul(g, g), d2, f32x4.mul(v128.load(S + i), b2)));
    v128.store(M + i, m); v128.store(S + i, s);
    p = madd(size, f32x4.div(m, madd(f32x4.sqrt(s), root, e)), p);
    v128.store(P + i, p);
  }
}

/** Adagrad: s += g², p -= rate g / (√s + ε). */
export function adagrad(P: usize, G: usize, S: usize, bytes: usize, rate: f32, epsilon: f32, decay: f32, scale: f32): void {
  const factor = f32x4.splat(scale), step = f32x4.splat(-rate), e = f32x4.splat(epsilon), pull = f32x4.splat(decay);
  for (let i: usize = 0; i < bytes; i += 16) {
    const p = v128.load(P + i);
    const g = madd(p, pull, f32x4.mul(v128.load(G + i), factor));
    const s = flush(madd(g, g, v128.load(S + i)));
    v128.store(S + i, s);
    v128.store(P + i, madd(step, f32x4.div(g, f32x4.add(f32x4.sqrt(s), e)), p));
  }
}

/** RMSProp: s = α s + (1 - α) g², step g / (√s + ε), with momentum through M as PyTorch does it. */
export function rmsprop(P: usize, G: usize, M: usize, S: usize, bytes: usize, rate: f32, alpha: f32, momentum: f32, epsilon: f32, decay: f32, scale: f32): void {
  const factor = f32x4.splat(scale), step = f32x4.splat(-rate), e = f32x4.splat(epsilon), pull = f32x4.splat(decay);
  const a = f32x4.splat(alpha), b = f32x4.splat(1 - alpha), mu = f32x4.splat(momentum);
  for (let i: usize = 0; i < bytes; i += 16) {
    const p = v128.load(P + i);
    const g = madd(p, pull, f32x4.mul(v128.load(G + i), factor));
    const s = flush(madd(f32x4.mul(g, g), b, f32x4.mul(v128.load(S + i), a)));
    v128.store(S + i, s);
    const m = flush(madd(v128.load(M + i), mu, f32x4.div(g, f32x4.add(f32x4.sqrt(s), e))));
    v128.store(M + i, m);
    v128.store(P + i, madd(step, m, p));
  }
}

/** Stochastic gradient descent with momentum: m = μ m + g, p -= rate m. The first step sets m = g, as μ · 0 + g does. */
export function sgd(P: usize, G: usize, M: usize, bytes: usize, rate: f32, momentum: f32, decay: f32, scale: f32): void {
  const factor = f32x4.splat(scale), step = f32x4.splat(-rate), pull = f32x4.splat(decay), mu = f32x4.splat(momentum);
  for (let i: usize = 0; i < bytes; i += 16) {
    const p = v128.load(P + i);
    const m = flush(madd(v128.load(M + i), mu, madd(p, pull, f32x4.mul(v128.load(G + i), factor))));
    v128.store(M + i, m);
    v128.store(P + i, madd(step, m, p));
  }
}
