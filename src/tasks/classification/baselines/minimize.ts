/** Value of a function at `x`; writes its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

const HISTORY = 20;
/** Constants of the strong Wolfe conditions (Nocedal and Wright, chapter 3). */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MAX_LOOKS = 25;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/**
 * Limited-memory BFGS (Nocedal and Wright, algorithm 7.5) with a line search for the strong Wolfe conditions.
 * @param x start, which becomes the minimum found
 * @param limits most iterations, and the length of the gradient that is none
 */
export function minimize(objective: Objective, x: Float64Array, { iterations, tolerance }: { iterations: number; tolerance: number }): void {
  const look = (at: Float64Array): Point => {
    const gradient = new Float64Array(at.length);
    const value = objective(at, gradient);
    return { x: at, value, gradient };
  };
  let point = look(x.slice());
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  for (let k = 0; k < iterations; k++) {
    if (Math.sqrt(dot(point.gradient, point.gradient)) < tolerance) break;
    const direction = twoLoops(point.gradient, steps);
    const slope = dot(point.gradient, direction);
    if (slope >= 0) break;
    const first = k === 0 ? Math.min(1, 1 / Math.sqrt(dot(point.gradient, point.gradient))) : 1;
    const next = lineSearch(look, point, direction, slope, first);
    if (!next) break;
    const s = next.x.map((value, i) => value - point.x[i]!);
    const y = next.gradient.map((value, i) => value - point.gradient[i]!);
    const curvature = dot(s, y);
    if (curvature > 1e-12) steps.push({ s, y, rho: 1 / curvature });
    if (steps.length > HISTORY) steps.shift();
    point = next;
  }
  x.set(point.x);
}

/** -H g with the inverse Hessian that the last steps suggest. */
function twoLoops(gradient: Float64Array, steps: readonly { s: Float64Array; y: Float64Array; rho: number }[]): Float64Array {
  const q = gradient.map((value) => -value);
  const alphas: number[] = [];
  for (let i = steps.length - 1; i >= 0; i--) {
    const { s, y, rho } = steps[i]!;
    const alpha = rho * dot(s, q);
    alphas[i] = alpha;
    for (let j = 0; j < q.length; j++) q[j]! -= alpha * y[j]!;
  }
  const last = steps.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let j = 0; j < q.length; j++) q[j]! *= scale;
  }
  steps.forEach(({ s, y, rho }, i) => {
    const beta = rho * dot(y, q);
    for (let j = 0; j < q.length; j++) q[j]! += (alphas[i]! - beta) * s[j]!;
  });
  return q;
}

/** A point along `direction` that meets the strong Wolfe conditions: widened until one is bracketed, then bisected. */
function lineSearch(look: (at: Float64Array) => Point, from: Point, direction: Float64Array, slope: number, first: number): Point | undefined {
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let length = first;
  let best: Point | undefined;
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const point = look(from.x.map((value, i) => value + length * direction[i]!));
    const ahead = dot(point.gradient, direction);
    if (!Number.isFinite(point.value) || point.value > from.value + DECREASE * length * slope) high = length;
    else {
      best = point;
      if (Math.abs(ahead) <= CURVATURE * Math.abs(slope)) return point;
      if (ahead > 0) high = length;
      else low = length;
    }
    length = high === Number.POSITIVE_INFINITY ? 2 * length : (low + high) / 2;
  }
  return best;
}
