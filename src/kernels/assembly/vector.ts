// Four-lane arithmetic: polynomial exp, tanh and sigmoid, the same bits on every machine.

/** a·b + c: fused in the relaxed build, rounded twice in the plain one. */
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Values below 1e-30 in magnitude become 0: subnormal numbers run tens of times slower. */
@inline export function flush(x: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), f32x4.splat(1e-30)));
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

/** tanh by a rational function of degree 13 / 6, within a few units in the last place; flat beyond ±7.905. */
@inline export function tanh4(x: v128): v128 {
  // This order of operands lets a NaN through: the watchdog must see it.
  const c = f32x4.pmax(f32x4.pmin(x, constant(TANH, 0)), constant(TANH, 13));
  const s = f32x4.mul(c, c);
  let p = madd(s, constant(TANH, 1), constant(TANH, 2));
  p = madd(s, p, constant(TANH, 3));
  p = madd(s, p, constant(TANH, 4));
  p = madd(s, p, constant(TANH, 5));
  p = madd(s, p, constant(TANH, 6));
  p = madd(s, p, constant(TANH, 7));
  let q = madd(s, constant(TANH, 8), constant(TANH, 9));
  q = madd(s, q, constant(TANH, 10));
  q = madd(s, q, constant(TANH, 11));
  return f32x4.div(f32x4.mul(c, p), q);
}

/** σ(x) = ½ + ½ tanh(x / 2). */
@inline export function sigmoid4(x: v128): v128 {
  const half = constant(TANH, 12);
  return madd(half, tanh4(f32x4.mul(x, half)), half);
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
