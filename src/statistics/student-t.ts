/** ln Γ(x) for x > 0, by Lanczos' series (Press et al., Numerical Recipes, section 6.1); relative error below 2e-10. */
function logGamma(x: number): number {
  const coefficients = [76.1800917294715, -86.5053203294168, 24.01409824083091, -1.23173957245016, 0.1208650973866179e-2, -0.5395239384953e-5];
  const shifted = x + 5.5 - (x + 0.5) * Math.log(x + 5.5);
  const series = coefficients.reduce((sum, coefficient, i) => sum + coefficient / (x + 1 + i), 1.000000000190015);
  return Math.log((2.506628274631 * series) / x) - shifted;
}

/** Regularised incomplete beta function I_x(a, b), by Lentz' continued fraction. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly on this side; the other follows by symmetry.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  const tiny = 1e-300;
  const safe = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / safe(1 + even * d);
    c = safe(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / safe(1 + odd * d);
    c = safe(1 + odd / c);
    const change = d * c;
    result *= change;
    if (Math.abs(change - 1) < 1e-12) break;
  }
  return front * result;
}

/** Probability that |T| ≥ |t| for Student's t with `freedom` degrees of freedom: the two-sided p value. */
export function twoSidedP(t: number, freedom: number): number {
  if (!Number.isFinite(t)) return Number.isNaN(t) ? Number.NaN : 0;
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** The t beyond which both tails together have the probability `p`, by bisection. */
export function criticalT(p: number, freedom: number): number {
  let [low, high] = [0, 1e6];
  for (let i = 0; i < 200 && high - low > 1e-10 * Math.max(1, low); i++) {
    const middle = (low + high) / 2;
    if (twoSidedP(middle, freedom) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
