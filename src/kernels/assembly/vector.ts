// Four-lane arithmetic: polynomial exp, tanh and sigmoid, the same bits on every machine.

/** a·b + c: fused in the relaxed build, rounded twice in the plain one. */
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// Static memory is shared by all threads: constants alone may lie in it.
const TINY = memory.data<f32>([1e-30]);

/** Values below 1e-30 in magnitude become 0: subnormal numbers run tens of times slower. */
@inline export function flush(x: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), v128.load32_splat(TINY)));
}

/** The same for values that may be NaN, which the watchdog must see. */
@inline export function settle(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), v128.load32_splat(TINY)));
}

/** Constants lie in memory: written in the code, each would be made anew at every use, which costs half the speed. */
const TANH = memory.data<f32>([
  7.90531110763549805, -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
  6.37261928875436e-4, 4.89352455891786e-3, 1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3, 0.5, -7.90531110763549805,
]);
const EXP = memory.data<f32>([
  12582912, 1.44269504088896341, -0.693359375, 2.12194440e-4, 1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
  5.0000001201e-1, 1, -80,
]);

@inline function constant(table: usize, index: usize): v128 {
  return v128.load32_splat(table + (index << 2));
}

/**
 * tanh of a row of eight by a rational function of degree 13 / 6, within a few units in the last place; flat beyond ±7.905.
 * The two halves go side by side: each hides the latency of the other, and they share the constants.
 */
@inline export function tanh8(x0: v128, x1: v128, to: usize): void {
  // This order of operands lets a NaN through: the watchdog must see it.
  const most = constant(TANH, 0), least = constant(TANH, 13);
  const c0 = f32x4.pmax(f32x4.pmin(x0, most), least), c1 = f32x4.pmax(f32x4.pmin(x1, most), least);
  const s0 = f32x4.mul(c0, c0), s1 = f32x4.mul(c1, c1);
  const first = constant(TANH, 1), second = constant(TANH, 2);
  let p0 = madd(s0, first, second), p1 = madd(s1, first, second), k = constant(TANH, 3);
  p0 = madd(s0, p0, k); p1 = madd(s1, p1, k); k = constant(TANH, 4);
  p0 = madd(s0, p0, k); p1 = madd(s1, p1, k); k = constant(TANH, 5);
  p0 = madd(s0, p0, k); p1 = madd(s1, p1, k); k = constant(TANH, 6);
  p0 = madd(s0, p0, k); p1 = madd(s1, p1, k); k = constant(TANH, 7);
  p0 = madd(s0, p0, k); p1 = madd(s1, p1, k);
  const third = constant(TANH, 8), fourth = constant(TANH, 9);
  let q0 = madd(s0, third, fourth), q1 = madd(s1, third, fourth); k = constant(TANH, 10);
  q0 = madd(s0, q0, k); q1 = madd(s1, q1, k); k = constant(TANH, 11);
  q0 = madd(s0, q0, k); q1 = madd(s1, q1, k);
  v128.store(to, f32x4.div(f32x4.mul(c0, p0), q0));
  v128.store(to, f32x4.div(f32x4.mul(c1, p1), q1), 16);
}

/** tanh of half a row, the same bits as tanh8. */
@inline export function tanh4(x: v128): v128 {
  const c = f32x4.pmax(f32x4.pmin(x, constant(TANH, 0)), constant(TANH, 13));
  const s = f32x4.mul(c, c);
  let p = madd(s, constant(TANH, 1), constant(TANH, 2));
  p = madd(s, p, constant(TANH, 3)); p = madd(s, p, constant(TANH, 4)); p = madd(s, p, constant(TANH, 5));
  p = madd(s, p, constant(TANH, 6)); p = madd(s, p, constant(TANH, 7));
  let q = madd(s, constant(TANH, 8), constant(TANH, 9));
  q = madd(s, q, constant(TANH, 10)); q = madd(s, q, constant(TANH, 11));
  return f32x4.div(f32x4.mul(c, p), q);
}

/** σ(x) = ½ + ½ tanh(x / 2) of a row of eight. */
@inline export function sigmoid8(x0: v128, x1: v128, to: usize): void {
  const half = constant(TANH, 12);
  tanh8(f32x4.mul(x0, half), f32x4.mul(x1, half), to);
  v128.store(to, madd(half, v128.load(to), half));
  v128.store(to, madd(half, v128.load(to, 16), half), 16);
}

/**
 * e^x for x ≤ 0 (softmax after subtracting the maximum); 0 below -80: 2^n e^r, n = x / ln 2 rounded. Adding 1.5 · 2^23 rounds, and leaves n in the last bits,
 * which go straight to the exponent's place (1.0 as an integer is 127 << 23). The order of operands lets a NaN through.
 */
@inline export function exp4(x: v128): v128 {
  const least = constant(EXP, 11), magic = constant(EXP, 0);
  const c = f32x4.pmax(x, least);
  const t = madd(c, constant(EXP, 1), magic), n = f32x4.sub(t, magic);
  let r = madd(n, constant(EXP, 2), c);
  r = madd(n, constant(EXP, 3), r);
  let p = madd(r, constant(EXP, 4), constant(EXP, 5));
  p = madd(r, p, constant(EXP, 6));
  p = madd(r, p, constant(EXP, 7));
  p = madd(r, p, constant(EXP, 8));
  p = madd(r, p, constant(EXP, 9));
  const y = f32x4.add(madd(f32x4.mul(r, r), p, r), constant(EXP, 10));
  return v128.andnot(f32x4.mul(y, i32x4.add(i32x4.shl(t, 23), constant(EXP, 10))), f32x4.lt(x, least));
}

/** A row of eight at `at` becomes e^(x - shift): two halves side by side, as in tanh8. */
@inline export function exp8(at: usize, shift: v128): void {
  const least = constant(EXP, 11), magic = constant(EXP, 0);
  const x0 = f32x4.sub(v128.load(at), shift), x1 = f32x4.sub(v128.load(at, 16), shift);
  const c0 = f32x4.pmax(x0, least), c1 = f32x4.pmax(x1, least);
  let k = constant(EXP, 1);
  const t0 = madd(c0, k, magic), t1 = madd(c1, k, magic);
  const n0 = f32x4.sub(t0, magic), n1 = f32x4.sub(t1, magic);
  k = constant(EXP, 2);
  let r0 = madd(n0, k, c0), r1 = madd(n1, k, c1);
  k = constant(EXP, 3);
  r0 = madd(n0, k, r0); r1 = madd(n1, k, r1);
  const first = constant(EXP, 4);
  k = constant(EXP, 5);
  let p0 = madd(r0, first, k), p1 = madd(r1, first, k); k = constant(EXP, 6);
  p0 = madd(r0, p0, k); p1 = madd(r1, p1, k); k = constant(EXP, 7);
  p0 = madd(r0, p0, k); p1 = madd(r1, p1, k); k = constant(EXP, 8);
  p0 = madd(r0, p0, k); p1 = madd(r1, p1, k); k = constant(EXP, 9);
  p0 = madd(r0, p0, k); p1 = madd(r1, p1, k); k = constant(EXP, 10);
  const y0 = f32x4.add(madd(f32x4.mul(r0, r0), p0, r0), k), y1 = f32x4.add(madd(f32x4.mul(r1, r1), p1, r1), k);
  v128.store(at, v128.andnot(f32x4.mul(y0, i32x4.add(i32x4.shl(t0, 23), k)), f32x4.lt(x0, least)));
  v128.store(at, v128.andnot(f32x4.mul(y1, i32x4.add(i32x4.shl(t1, 23), k)), f32x4.lt(x1, least)), 16);
}

@inline export function sumLanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

@inline export function maxLanes(x: v128): f32 {
  return max(max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)), max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)));
}

/** All ones in the lanes of a half row (the first lane being number `first`) that come before `used`. */
@inline export function laneMask(used: i32, first: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(first)), i32x4.splat(used));
}

/** Coefficients of artanh: log(1 + e) = 2 artanh(s), s = e / (2 + e). */
const ARTANH = memory.data<f32>([2, 0.117647059, 0.133333333, 0.153846154, 0.181818182, 0.222222222, 0.285714286, 0.4, 0.666666667, 2]);

/** log(1 + e) for e in [0, 1], exact to a few units in the last place for tiny e as well. */
@inline export function log1p4(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(e, constant(ARTANH, 0)));
  const q = f32x4.mul(s, s);
  let p = madd(q, constant(ARTANH, 1), constant(ARTANH, 2));
  p = madd(q, p, constant(ARTANH, 3)); p = madd(q, p, constant(ARTANH, 4)); p = madd(q, p, constant(ARTANH, 5));
  p = madd(q, p, constant(ARTANH, 6)); p = madd(q, p, constant(ARTANH, 7)); p = madd(q, p, constant(ARTANH, 8));
  return f32x4.mul(s, madd(q, p, constant(ARTANH, 9)));
}

/** log(1 + e^x), given e = e^{-|x|}. */
@inline export function softplus4(x: v128, e: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), log1p4(e));
}

/** σ(x) with a small relative error for large negative x as well, given e = e^{-|x|}. */
@inline export function sigmoid4(x: v128, e: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(v128.bitselect(one, e, f32x4.ge(x, f32x4.splat(0))), f32x4.add(one, e));
}

/** e^{-|x|}. */
@inline export function decay4(x: v128): v128 {
  return exp4(f32x4.neg(f32x4.abs(x)));
}

/** x σ(x). */
@inline export function siluOf(x: v128): v128 {
  return f32x4.mul(x, sigmoid4(x, decay4(x)));
}

/** The slope of x σ(x). */
@inline export function siluSlopeOf(x: v128): v128 {
  const s = sigmoid4(x, decay4(x)), one = f32x4.splat(1);
  return f32x4.mul(s, madd(x, f32x4.sub(one, s), one));
}
