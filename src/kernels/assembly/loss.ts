// Losses on logits [R, V] in the blocked layout; logits become ∂E/∂logits · scale. A target below 0 has no loss.
// Each returns the sum of nats (or of half squares) over the rows and adds the number of right predictions to *correct.
import { exp4, exp8, maxLanes, sigmoid8, sumLanes } from './vector';

/** Logits of padded classes become very small, so that they win nothing and weigh nothing. */
@inline function maskClasses(x: usize, V: i32, sl: usize, value: f32): void {
  const used = V & 7;
  if (used == 0) return;
  const last = x + <usize>(V >> 3) * sl;
  for (let lane = used; lane < 8; lane++) store<f32>(last + (<usize>lane << 2), value);
}

@inline function rowMaximum(x: usize, V8: i32, sl: usize): f32 {
  let m = v128.load(x);
  for (let n = 0; n < V8; n++, x += sl) m = f32x4.pmax(f32x4.pmax(m, v128.load(x)), v128.load(x, 16));
  return maxLanes(m);
}

@inline function at(x: usize, v: i32, sl: usize): usize {
  return x + <usize>(v >> 3) * sl + (<usize>(v & 7) << 2);
}

/** Bytes of `work` a row: maximum, sum, and the target's logit above the maximum. */
const WORK: usize = 48;

/**
 * Softmax with cross-entropy in three parts, so that a large vocabulary passes by in groups of panels which stay in the second cache. First: the largest
 * logit of every row into `work`, taken on from panel `from` to `to`; panel 0 begins anew.
 */
export function softmaxMaxima(R: i32, V: i32, from: i32, to: i32, logits: usize, sl: usize, work: usize): void {
  const end = work + <usize>R * WORK;
  if (to == (V + 7) >> 3) for (let r = 0; r < R; r++) maskClasses(logits + <usize>r * 32, V, sl, -1e30);
  if (from == 0) for (let w = work, x = logits; w < end; w += WORK, x += 32) v128.store(w, v128.load(x));
  for (let n = from, p = logits + <usize>from * sl; n < to; n++, p += sl)
    for (let w = work, x = p; w < end; w += WORK, x += 32) v128.store(w, f32x4.pmax(f32x4.pmax(v128.load(w), v128.load(x)), v128.load(x, 16)));
}

/** Second: logits become e^(x - max), `work` holds scale / Σ e^(x - max), 0 for a row without a loss; the loss is the sum of -log p(target). */
export function softmaxCrossEntropy(R: i32, V: i32, logits: usize, sl: usize, targets: usize, scale: f32, correct: usize, work: usize): f64 {
  const V8 = (V + 7) >> 3;
  const end = work + <usize>R * WORK;
  let right = 0;
  for (let w = work, x = logits, t = targets; w < end; w += WORK, x += 32, t += 4) {
    const top = maxLanes(v128.load(w));
    v128.store(w, f32x4.splat(top));
    v128.store(w, f32x4.splat(0), 16);
    const target = load<i32>(t);
    const own = target < 0 ? top : load<f32>(at(x, target, sl));
    store<f32>(w, own - top, 32);
    if (target >= 0 && own == top) right++;
  }
  let n = 0, p = logits;
  for (; n + 2 <= V8; n += 2, p += 2 * sl)
    for (let w = work, x = p, y = p + sl; w < end; w += WORK, x += 32, y += 32) {
      const shift = v128.load(w);
      exp8(x, shift);
      exp8(y, shift);
      const a = f32x4.add(v128.load(x), v128.load(x, 16)), b = f32x4.add(v128.load(y), v128.load(y, 16));
      v128.store(w, f32x4.add(v128.load(w, 16), f32x4.add(a, b)), 16);
    }
  if (n < V8)
    for (let w = work, x = p; w < end; w += WORK, x += 32) {
      exp8(x, v128.load(w));
      v128.store(w, f32x4.add(v128.load(w, 16), f32x4.add(v128.load(x), v128.load(x, 16))), 16);
    }
  let nats: f64 = 0;
  for (let w = work, t = targets; w < end; w += WORK, t += 4) {
    const total = sumLanes(v128.load(w, 16));
    const counts = load<i32>(t) >= 0;
    if (counts) nats += Math.log(<f64>total) - <f64>load<f32>(w, 32);
    v128.store(w, f32x4.splat(counts ? scale / total : 0));
  }
  store<i32>(correct, load<i32>(correct) + right);
  return nats;
}

/** Third, for the panels from `from` to `to`: ∂/∂logits = (p - y) · scale, and its sum over the rows added to `sums` (0 = not wanted). */
export function softmaxGradient(R: i32, from: i32, to: i32, logits: usize, sl: usize, targets: usize, scale: f32, work: usize, sums: usize): void {
  const end = work + <usize>R * WORK;
  for (let n = from, p = logits + <usize>from * sl; n < to; n++, p += sl) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
    for (let w = work, x = p; w < end; w += WORK, x += 32) {
      const factor = v128.load(w);
      const a = f32x4.mul(v128.load(x), factor), b = f32x4.mul(v128.load(x, 16), factor);
      v128.store(x, a); v128.store(x, b, 16);
      s0 = f32x4.add(s0, a); s1 = f32x4.add(s1, b);
    }
    if (sums == 0) continue;
    const s = sums + <usize>n * 32;
    v128.store(s, f32x4.add(v128.load(s), s0)); v128.store(s, f32x4.add(v128.load(s, 16), s1), 16);
  }
  for (let r = 0; r < R; r++) {
    const target = load<i32>(targets + (<usize>r << 2));
    if (target < from << 3 || target >= to << 3) continue;
    const d = at(logits + <usize>r * 32, target, sl);
    store<f32>(d, load<f32>(d) - scale);
    if (sums == 0) continue;
    const s = sums + (<usize>target << 2);
    store<f32>(s, load<f32>(s) - scale);
  }
}

/**
 * The tutorial's o = σ(V s). squared = 0: cross-entropy of every class, ∂ = o - y; squared = 1: ½ Σ (o - y)², ∂ = (o - y) o (1 - o).
 */
export function sigmoidLoss(R: i32, V: i32, logits: usize, sl: usize, targets: usize, scale: f32, correct: usize, squared: i32): f64 {
  const V8 = (V + 7) >> 3;
  let loss: f64 = 0;
  let right = 0;
  // Behind the counter there is room for a row of eight.
  const work = correct + 32;
  for (let r = 0; r < R; r++) {
    const x = logits + <usize>r * 32;
    const target = load<i32>(targets + (<usize>r << 2));
    if (target < 0) { zeroRow(x, V8, sl); continue; }
    maskClasses(x, V, sl, -1e30);
    if (load<f32>(at(x, target, sl)) == rowMaximum(x, V8, sl)) right++;
    for (let v = 0; v < V; v++) {
      const p = at(x, v, sl);
      const net = load<f32>(p);
      const y: f32 = v == target ? 1 : 0;
      sigmoid8(f32x4.splat(net), f32x4.splat(net), work);
      const o = load<f32>(work);
      if (squared) {
        const difference = o - y;
        loss += 0.5 * <f64>difference * <f64>difference;
        store<f32>(p, difference * o * (1 - o) * scale);
      } else {
        loss += <f64>max<f32>(net, 0) - <f64>net * <f64>y + Math.log(1 + Math.exp(-Math.abs(<f64>net)));
        store<f32>(p, (o - y) * scale);
      }
    }
    maskClasses(x, V, sl, 0);
  }
  store<i32>(correct, load<i32>(correct) + right);
  return loss;
}

/** Linear outputs against real targets [R, V] (row-major; NaN = no loss here): Σ (o - y)², ∂ = 2 (o - y). */
export function squaredError(R: i32, V: i32, outputs: usize, so: usize, targets: usize, scale: f32): f64 {
  let loss: f64 = 0;
  for (let r = 0; r < R; r++) {
    const x = outputs + <usize>r * 32;
    for (let v = 0; v < V; v++) {
      const p = at(x, v, so);
      const y = load<f32>(targets + (<usize>(r * V + v) << 2));
      const difference = y == y ? load<f32>(p) - y : 0;
      loss += <f64>difference * <f64>difference;
      store<f32>(p, 2 * difference * scale);
    }
    maskClasses(x, V, so, 0);
  }
  return loss;
}

/**
 * Linear outputs against real targets [R, V] (NaN = no loss here), output v for the quantile levels[v] = q: factor · Σ max(q (y - o), (q - 1) (y - o)).
 * With q = ½ and factor 2 it is the absolute error. At o = y the gradient is 0.
 */
export function pinballLoss(R: i32, V: i32, outputs: usize, so: usize, targets: usize, levels: usize, factor: f32, scale: f32): f64 {
  let loss: f64 = 0;
  for (let r = 0; r < R; r++) {
    const x = outputs + <usize>r * 32;
    for (let v = 0; v < V; v++) {
      const p = at(x, v, so);
      const y = load<f32>(targets + (<usize>(r * V + v) << 2));
      const q = load<f32>(levels + (<usize>v << 2));
      const above = y == y ? y - load<f32>(p) : 0;
      const slope: f32 = above > 0 ? q : above < 0 ? q - 1 : 0;
      loss += <f64>factor * <f64>slope * <f64>above;
      store<f32>(p, -slope * factor * scale);
    }
    maskClasses(x, V, so, 0);
  }
  return loss;
}

/** out[v] = log p(v) for one row. normalise = 1: outputs are independent sigmoids, divided by their sum. */
export function logProbabilities(V: i32, logits: usize, sl: usize, out: usize, normalise: i32): void {
  const V8 = (V + 7) >> 3;
  maskClasses(logits, V, sl, -1e30);
  if (normalise) {
    let sum: f64 = 0;
    let top: f64 = -Infinity;
    for (let v = 0; v < V; v++) {
      const net = <f64>load<f32>(at(logits, v, sl));
      // log σ(x), stable at both ends.
      const log = min<f64>(net, 0) - Math.log(1 + Math.exp(-Math.abs(net)));
      sum += Math.exp(log);
      top = max<f64>(top, log);
      store<f32>(out + (<usize>v << 2), <f32>log);
    }
    // Outputs so small that their sum is none: the largest is taken out of it.
    if (sum < 1e-200) {
      sum = 0;
      for (let v = 0; v < V; v++) sum += Math.exp(<f64>load<f32>(out + (<usize>v << 2)) - top);
    } else top = 0;
    const shift = <f32>(top + Math.log(sum));
    for (let v = 0; v < V; v++) store<f32>(out + (<usize>v << 2), load<f32>(out + (<usize>v << 2)) - shift);
    return;
  }
  const shift = f32x4.splat(rowMaximum(logits, V8, sl));
  let sum = f32x4.splat(0);
  for (let n = 0, p = logits; n < V8; n++, p += sl) sum = f32x4.add(sum, f32x4.add(exp4(f32x4.sub(v128.load(p), shift)), exp4(f32x4.sub(v128.load(p, 16), shift))));
  const offset = f32x4.add(shift, f32x4.splat(<f32>Math.log(<f64>sumLanes(sum))));
  // `out` has room for V rounded up to 8.
  for (let n = 0, p = logits; n < V8; n++, p += sl, out += 32) {
    v128.store(out, f32x4.sub(v128.load(p), offset));
    v128.store(out, f32x4.sub(v128.load(p, 16), offset), 16);
  }
}

@inline function zeroRow(x: usize, V8: i32, sl: usize): void {
  for (let n = 0; n < V8; n++, x += sl) { v128.store(x, f32x4.splat(0)); v128.store(x, f32x4.splat(0), 16); }
}
