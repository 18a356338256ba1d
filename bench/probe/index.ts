// Twelve independent chains of fused multiply-adds: what the processor's 128-bit units can do at most from WebAssembly.
// From memory: constants in the code would be made anew at every use.
const factors = memory.data<f32>([1e-9, 1e-9, 1e-9, 1e-9, 1, 1, 1, 1]);

export function chains(rounds: i32): f32 {
  const x = v128.load(factors),
    y = v128.load(factors, 16);
  let a = f32x4.splat(1),
    b = a,
    c = a,
    d = a,
    e = a,
    f = a,
    g = a,
    h = a,
    i = a,
    j = a,
    k = a,
    l = a;
  for (let r = 0; r < rounds; r++) {
    a = f32x4.relaxed_madd(x, y, a);
    b = f32x4.relaxed_madd(x, y, b);
    c = f32x4.relaxed_madd(x, y, c);
    d = f32x4.relaxed_madd(x, y, d);
    e = f32x4.relaxed_madd(x, y, e);
    f = f32x4.relaxed_madd(x, y, f);
    g = f32x4.relaxed_madd(x, y, g);
    h = f32x4.relaxed_madd(x, y, h);
    i = f32x4.relaxed_madd(x, y, i);
    j = f32x4.relaxed_madd(x, y, j);
    k = f32x4.relaxed_madd(x, y, k);
    l = f32x4.relaxed_madd(x, y, l);
  }
  const s = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(g, h)));
  const t = f32x4.add(s, f32x4.add(f32x4.add(i, j), f32x4.add(k, l)));
  return f32x4.extract_lane(t, 0);
}
