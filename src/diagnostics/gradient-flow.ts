import { ACTIVATION_FUNCTIONS } from '../network/reference/activation';
import type { Vector } from '../network/reference/matrix';
import type { GateSpectrum, GradientFlow } from '../protocol/diagnostics';
import { type LinearMap, largestSingularValue } from './singular-value';
import type { Trace } from './trace';

export const DEFAULT_LAGS = [1, 2, 5, 10, 20, 40, 80] as const;
/** Time steps whose states the products end at. */
export const DEFAULT_POSITIONS = [120, 170, 220, 259] as const;

/** Residuals at which the Lanczos processes stop; the errors of the norms are about their squares, so that 80 factors of a bound keep four digits. */
const PRODUCT_TOLERANCE = 1e-4;
const SINGLE_TOLERANCE = 3e-4;

/**
 * ‖∂s_t/∂s_k‖₂ = ‖Π_{j=k+1..t} ∂s_j/∂s_{j-1}‖₂ by lag t - k: how much of the gradient at s_t is left at s_k. Exact products of Jacobians in closed
 * form, their norms by Lanczos. A layer's state bears on its own later states through its own recurrence alone, so each layer stands for itself.
 * @param spectra of the recurrent matrices, [layer][gate]
 * @param positions time steps t of the trace; those nearer to the start than a lag do not count for it
 * @param check called before every product with a Jacobian; may throw to end it
 */
export function gradientFlow(
  trace: Trace,
  spectra: readonly (readonly GateSpectrum[])[],
  lags: readonly number[] = DEFAULT_LAGS,
  positions: readonly number[] = DEFAULT_POSITIONS,
  check: () => void = () => undefined,
): GradientFlow {
  const { architecture, cells } = trace.network;
  const plain = architecture.cell === 'rnn';
  const { largestSlope } = ACTIVATION_FUNCTIONS[architecture.activation];
  const reached = lags.map((lag) => positions.some((t) => lag <= t));
  const power = (base: number) => lags.map((lag, i) => (reached[i] ? logarithm(lag * Math.log(base)) : null));
  const layers = cells.map((_, layer) => {
    const jacobians = new Map<number, LinearMap>();
    const jacobian = (t: number): LinearMap => {
      const known = jacobians.get(t);
      if (known) return known;
      const own = cells[layer]!.jacobian(trace.steps[t]!.layers[layer]!);
      const made: LinearMap = {
        size: own.size,
        times: (v) => {
          check();
          return own.times(v);
        },
        transposeTimes: (u) => own.transposeTimes(u),
      };
      jacobians.set(t, made);
      return made;
    };
    const norms = meanOverPositions(lags, positions, (t) => productNorms(jacobian, t, lags));
    const bounds = plain ? power(largestSlope * spectra[layer]![0]!.sigmaMax) : singleBounds(jacobian, lags, positions);
    return { norms, bounds };
  });
  return {
    lags: [...lags],
    positions: [...positions],
    norms: layers.map((layer) => layer.norms),
    bounds: layers.map((layer) => layer.bounds),
    estimates: plain ? spectra.map(([W]) => power(W!.spectralRadius)) : null,
  };
}

/** log ‖J_t ⋯ J_{t-lag+1}‖ for every lag that the text is long enough for. */
function productNorms(jacobian: (t: number) => LinearMap, t: number, lags: readonly number[]): Map<number, number> {
  const result = new Map<number, number>();
  let left: Vector | undefined;
  // The direction in s_t that hears most of the past settles as the lag grows: each product starts from the one before.
  for (const lag of [...lags].sort((a, b) => a - b)) {
    if (lag > t) break;
    const factors = Array.from({ length: lag }, (_, i) => jacobian(t - lag + 1 + i));
    const found = largestSingularValue(factors, PRODUCT_TOLERANCE, left);
    left = found.left;
    result.set(lag, found.log);
  }
  return result;
}

/** Σ log ‖J_j‖ over the steps of each lag. */
function singleBounds(jacobian: (t: number) => LinearMap, lags: readonly number[], positions: readonly number[]): (number | null)[] {
  const single = new Map<number, number>();
  let left: Vector | undefined;
  const norm = (j: number): number => {
    const known = single.get(j);
    if (known !== undefined) return known;
    const found = largestSingularValue([jacobian(j)], SINGLE_TOLERANCE, left);
    left = found.left;
    single.set(j, found.log);
    return found.log;
  };
  return meanOverPositions(lags, positions, (t) => {
    const sums = new Map<number, number>();
    let sum = 0;
    for (let lag = 1; lag <= Math.min(t, Math.max(...lags)); lag++) {
      sum += norm(t - lag + 1);
      sums.set(lag, sum);
    }
    return sums;
  });
}

/** Geometric mean over the positions that are far enough from the start, as log10. */
function meanOverPositions(
  lags: readonly number[],
  positions: readonly number[],
  logs: (position: number) => ReadonlyMap<number, number>,
): (number | null)[] {
  const all = positions.map(logs);
  return lags.map((lag) => {
    const values = all.flatMap((found) => found.get(lag) ?? []);
    return values.length > 0 ? logarithm(values.reduce((a, b) => a + b, 0) / values.length) : null;
  });
}

/** log10 from ln; null for the logarithm of 0. */
function logarithm(ln: number): number | null {
  return Number.isFinite(ln) ? ln / Math.LN10 : null;
}
