// Four-lane arithmetic: polynomial exp, tanh and sigmoid, the same bits on every machine.

/** a·b + c: fused in the relaxed build, rounded twice in the plain one. */
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

const TINY = memory.data<f32>([1e-30]);

/** Values below 1e-30 in magnitude become 0: subnormal numbers run tens of times slower. */
@inline export function flush(x: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), v128.load32_splat(TINY)));
}

/** Constants lie in memory: written in the code, each would be made anew at every use, which costs half the speed. */
const TANH = memory.data<f32>([
  7.90531110763549805, -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
  6.37261928875436e-4, 4.89352455891786e-3, 1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3, 0.5, -7.90531110763549805,
]);
const EXP = memory.data<f32>([
  80, 1.44269504088896341, -0.693359375, 2.12194440e-4, 1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
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

/** σ(x) = ½ + ½ tanh(x / 2) of a row of eight. */
@inline export function sigmoid8(x0: v128, x1: v128, to: usize): void {
  const half = constant(TANH, 12);
  tanh8(f32x4.mul(x0, half), f32x4.mul(x1, half), to);
  v128.store(to, madd(half, v128.load(to), half));
  v128.store(to, madd(half, v128.load(to, 16), half), 16);
}

/** e^x for x ≤ 0 (softmax after subtracting the maximum); 0 below -80. */
@inline export function exp4(x: v128): v128 {
  const dead = f32x4.lt(x, constant(EXP, 11));
  const c = f32x4.pmax(f32x4.pmin(x, constant(EXP, 0)), constant(EXP, 11));
  const n = f32x4.nearest(f32x4.mul(c, constant(EXP, 1)));
  let r = madd(n, constant(EXP, 2), c);
  r = madd(n, constant(EXP, 3), r);
  let p = madd(r, constant(EXP, 4), constant(EXP, 5));
  p = madd(r, p, constant(EXP, 6));
  p = madd(r, p, constant(EXP, 7));
  p = madd(r, p, constant(EXP, 8));
  p = madd(r, p, constant(EXP, 9));
  const y = f32x4.add(madd(f32x4.mul(r, r), p, r), constant(EXP, 10));
  // n + 127 in the exponent's place: 1.0 as an integer is 127 << 23.
  const scale = i32x4.add(i32x4.shl(i32x4.trunc_sat_f32x4_s(n), 23), constant(EXP, 10));
  return v128.andnot(f32x4.mul(y, scale), dead);
}

@inline export function sumLanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

@inline export function maxLanes(x: v128): f32 {
  return max(max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)), max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)));
}
