import { Random } from '../network/random';
import { norm, type Vector, vector } from '../network/reference/matrix';

/** A linear map by what it does to vectors. */
export interface LinearMap {
  readonly size: number;
  times(v: Vector): Vector;
  transposeTimes(u: Vector): Vector;
}

export interface LargestSingularValue {
  /** Natural logarithm of the spectral norm; -Infinity for the zero map. */
  readonly log: number;
  /** Left singular vector that belongs to it: a good start for a map that is nearly the same. */
  readonly left: Vector;
}

const MAX_ITERATIONS = 120;

/**
 * ‖P‖₂ of a product P = F_n ⋯ F_1 by the Lanczos process on P Pᵀ with full orthogonalisation (Golub and Van Loan 2013, section 10.1). Every factor's
 * result is scaled to norm 1 and the logarithm kept, so that a product that shrinks to 1e-1000 neither underflows nor loses digits.
 * @param factors the first one applied first; all of one size
 * @param tolerance bound on the relative error of ‖P‖₂², by the residual of the Ritz pair; the error is usually its square
 * @param start where to begin; a random vector is mixed in, so that a start that misses the largest direction does no harm
 */
export function largestSingularValue(factors: readonly LinearMap[], tolerance: number, start?: Vector): LargestSingularValue {
  const size = factors[0]!.size;
  const random = new Random(size, 'singular value');
  const q0 = vector(size, (i) => (start ? start[i]! + (0.05 * random.normal()) / Math.sqrt(size) : random.normal()));
  scale(q0, 1 / norm(q0));
  const basis = [q0];
  const alphas: number[] = [];
  const betas: number[] = [];
  let reference = 0;
  let theta = 0;
  let weights: number[] = [1];
  for (let j = 0; j < Math.min(size, MAX_ITERATIONS); j++) {
    const { result, log } = applySquare(factors, basis[j]!);
    if (log === Number.NEGATIVE_INFINITY && j === 0) return { log, left: q0 };
    if (j === 0) reference = log;
    scale(result, Math.exp(log - reference));
    alphas.push(dot(result, basis[j]!));
    // Twice: once leaves what rounding has put back.
    for (let pass = 0; pass < 2; pass++) for (const q of basis) subtract(result, q, dot(result, q));
    const beta = norm(result);
    theta = largestEigenvalue(alphas, betas);
    weights = eigenvector(alphas, betas, theta);
    if (beta * Math.abs(weights[j]!) <= tolerance * theta || beta <= 1e-14 * theta) break;
    scale(result, 1 / beta);
    betas.push(beta);
    basis.push(result);
  }
  const left = new Float64Array(size);
  weights.forEach((weight, j) => {
    subtract(left, basis[j]!, -weight);
  });
  return { log: (reference + Math.log(theta)) / 2, left };
}

/** P Pᵀ q as a vector of norm 1 and the logarithm of its length. */
function applySquare(factors: readonly LinearMap[], q: Vector): { result: Vector; log: number } {
  let v = q;
  let log = 0;
  const normalize = () => {
    const length = norm(v);
    if (length > 0) scale(v, 1 / length);
    log += Math.log(length);
  };
  for (let i = factors.length - 1; i >= 0; i--) {
    v = factors[i]!.transposeTimes(v);
    normalize();
  }
  for (const factor of factors) {
    v = factor.times(v);
    normalize();
  }
  return { result: v, log };
}

/** Largest eigenvalue of a symmetric tridiagonal matrix, by bisection on the signs of its pivots (Sturm). */
function largestEigenvalue(alphas: readonly number[], betas: readonly number[]): number {
  let high = 0;
  let low = Number.NEGATIVE_INFINITY;
  alphas.forEach((alpha, i) => {
    high = Math.max(high, alpha + Math.abs(betas[i - 1] ?? 0) + Math.abs(i < alphas.length - 1 ? betas[i]! : 0));
    low = Math.max(low, alpha);
  });
  for (let k = 0; k < 80 && high - low > 1e-15 * high; k++) {
    const middle = (low + high) / 2;
    if (isAboveAll(alphas, betas, middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Whether T - x is negative definite. */
function isAboveAll(alphas: readonly number[], betas: readonly number[], x: number): boolean {
  let pivot = 1;
  for (let i = 0; i < alphas.length; i++) {
    pivot = alphas[i]! - x - (i > 0 ? betas[i - 1]! ** 2 / pivot : 0);
    if (pivot >= 0) return false;
  }
  return true;
}

/** Eigenvector of norm 1 of the tridiagonal matrix, by its three-term recurrence. */
function eigenvector(alphas: readonly number[], betas: readonly number[], theta: number): number[] {
  const y = [1];
  for (let i = 0; i + 1 < alphas.length; i++) {
    y.push(((theta - alphas[i]!) * y[i]! - (i > 0 ? betas[i - 1]! * y[i - 1]! : 0)) / betas[i]!);
  }
  const length = Math.hypot(...y);
  return y.map((value) => value / length);
}

function dot(a: Vector, b: Vector): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

function subtract(a: Vector, b: Vector, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! -= factor * b[i]!;
}

function scale(a: Vector, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! *= factor;
}
