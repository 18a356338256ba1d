import { eigenvalues, spectralRadius } from '../diagnostics/eigenvalues';
import { type LinearMap, largestSingularValue } from '../diagnostics/singular-value';
import { Random } from '../network/random';
import { ACTIVATION_FUNCTIONS } from '../network/reference/activation';
import { type Parameter, sum, times, transposeTimes, type Vector, vector } from '../network/reference/matrix';
import type { LessonJacobians, TutorialReply } from '../protocol/tutorial';

const UNITS = 32;
const MAX_LAG = 50;
const TOLERANCE = 1e-4;
/** Time steps before the product begins: the state has forgotten its start. */
const WARM_UP = 20;

/**
 * ‖∂s_t/∂s_k‖₂ = ‖Π_j diag(φ'(a_j)) W‖₂ of a network with random weights and inputs, by lag t - k, beside its bound (max φ' · ‖W‖₂)^(t-k). W has Gaussian
 * entries, scaled to the spectral radius that is asked for.
 */
export function jacobianLesson({ spectralRadius: radius, activation, seed }: LessonJacobians): Extract<TutorialReply, { type: 'jacobians' }> {
  const random = new Random(seed, 'jacobians');
  const W: Parameter = { shape: [UNITS, UNITS], data: Float64Array.from({ length: UNITS * UNITS }, () => random.normal()) };
  const own = spectralRadius(eigenvalues(W.data, UNITS));
  for (let i = 0; i < W.data.length; i++) W.data[i]! *= radius / own;
  const { value, slope, largestSlope } = ACTIVATION_FUNCTIONS[activation];
  const chain: LinearMap[] = [];
  const slopes: number[] = [];
  const preActivations: number[] = [];
  let state = new Float64Array(UNITS);
  for (let t = 0; t < WARM_UP + MAX_LAG; t++) {
    const input = vector(UNITS, () => 0.5 * random.normal());
    const a = sum(times(W, state), input);
    state = vector(UNITS, (i) => value(a[i]!)) as typeof state;
    const s = state;
    const d = vector(UNITS, (i) => slope(s[i]!));
    if (t < WARM_UP) continue;
    slopes.push(...d);
    if (t >= WARM_UP + MAX_LAG - 4) preActivations.push(...a);
    chain.push(jacobian(W, d));
  }
  const sigma = largestSingularValue([{ size: UNITS, times: (v) => times(W, v), transposeTimes: (v) => transposeTimes(W, v) }], TOLERANCE);
  const lags = Array.from({ length: MAX_LAG }, (_, i) => i + 1);
  return {
    type: 'jacobians',
    norms: lags.map((lag) => logarithm(largestSingularValue(chain.slice(MAX_LAG - lag), TOLERANCE).log)),
    bounds: lags.map((lag) => logarithm(lag * (Math.log(largestSlope) + sigma.log))),
    eigenvalues: eigenvalues(W.data, UNITS),
    meanSlope: slopes.reduce((total, each) => total + each, 0) / slopes.length,
    largestSlope,
    preActivations,
  };
}

/** v -> diag(d) W v and back. */
function jacobian(W: Parameter, d: Vector): LinearMap {
  return {
    size: d.length,
    times: (v) => {
      const product = times(W, v);
      return vector(d.length, (i) => d[i]! * product[i]!);
    },
    transposeTimes: (u) =>
      transposeTimes(
        W,
        vector(d.length, (i) => d[i]! * u[i]!),
      ),
  };
}

/** From a natural logarithm to one of base ten; null for the logarithm of 0. */
function logarithm(natural: number): number | null {
  return Number.isFinite(natural) ? natural / Math.LN10 : null;
}
