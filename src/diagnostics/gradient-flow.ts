import { ACTIVATION_FUNCTIONS } from '../network/reference/activation';
import type { Vector } from '../network/reference/matrix';
import type { StepJacobian } from '../network/reference/step-jacobian';
import type { GateSpectrum, GradientFlow } from '../protocol/diagnostics';
import { type LinearMap, largestSingularValue } from './singular-value';
import type { Trace } from './trace';

export const DEFAULT_LAGS = [1, 2, 5, 10, 20, 40, 80] as const;
/** Time steps whose states the products end at. */
export const DEFAULT_POSITIONS = [120, 170, 220, 259] as const;

/** Residuals at which the Lanczos processes stop; the errors of the norms are about their squares, so that 80 factors of a bound keep four digits. */
const PRODUCT_TOLERANCE = 1e-4;
const SINGLE_TOLERANCE = 3e-4;
/** Most memory for the combined Jacobians of one chain. */
const MAX_BYTES = 64e6;

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
  const { architecture, layers: stepLayers, stack } = trace.network;
  // A bound in closed form: of one slope and one matrix.
  const plain = stack.kinds.every((kind) => kind.recurrent && kind.gates.length === 0 && kind.recurrentBlocks);
  const { largestSlope } = ACTIVATION_FUNCTIONS[architecture.activation];
  const reached = lags.map((lag) => positions.some((t) => lag <= t));
  const power = (base: number) => lags.map((lag, i) => (reached[i] ? logarithm(lag * Math.log(base)) : null));
  const farthest = Math.max(...lags);
  const layers = stepLayers.map((stepLayer, layer) => {
    // What lies further back has no influence through a state that there is not.
    if (!stepLayer.jacobian) return { norms: lags.map(() => null), bounds: lags.map(() => null) };
    const singles = new Map<number, number>();
    const logs = positions.map((t) => {
      const from = Math.max(1, t - farthest + 1);
      const chain = Array.from({ length: Math.max(0, t - from + 1) }, (_, i) =>
        watched(prepared(stepLayer.jacobian!(trace.steps[from + i]!.layers[layer]!), farthest), check),
      );
      return { products: productNorms(chain, lags), bounds: plain ? undefined : singleNorms(chain, from, singles) };
    });
    return {
      norms: meanOverPositions(
        lags,
        logs.map(({ products }) => products),
      ),
      bounds: plain
        ? power(largestSlope * spectra[layer]![0]!.sigmaMax)
        : meanOverPositions(
            lags,
            logs.map(({ bounds }) => bounds!),
          ),
    };
  });
  const unmeasured = stepLayers.flatMap(({ jacobian }, layer) => (jacobian || stack.branches[layer]!.kind.inputWindow ? [] : [layer]));
  return {
    ...(unmeasured.length > 0 ? { unmeasured } : {}),
    lags: [...lags],
    positions: [...positions],
    norms: layers.map((layer) => layer.norms),
    bounds: layers.map((layer) => layer.bounds),
    estimates: plain ? spectra.map(([W]) => power(W!.spectralRadius)) : null,
  };
}

/** With its matrices combined, unless a chain of them would take too much memory. */
function prepared(jacobian: StepJacobian, length: number): StepJacobian {
  return length * jacobian.size ** 2 * 8 <= MAX_BYTES ? (jacobian.combined?.() ?? jacobian) : jacobian;
}

function watched({ size, times, transposeTimes }: StepJacobian, check: () => void): LinearMap {
  return {
    size,
    times: (v) => {
      check();
      return times(v);
    },
    transposeTimes,
  };
}

/** log ‖J_t ⋯ J_{t-lag+1}‖ for every lag that the chain J_…, …, J_t is long enough for. */
function productNorms(chain: readonly LinearMap[], lags: readonly number[]): Map<number, number> {
  const result = new Map<number, number>();
  let left: Vector | undefined;
  // The direction in s_t that hears most of the past settles as the lag grows: each product starts from the one before.
  for (const lag of [...lags].sort((a, b) => a - b)) {
    if (lag > chain.length) break;
    const found = largestSingularValue(chain.slice(chain.length - lag), PRODUCT_TOLERANCE, left);
    left = found.left;
    result.set(lag, found.log);
  }
  return result;
}

/**
 * Σ log ‖J_j‖ over the last time steps of a chain, by lag.
 * @param from time step of the chain's first Jacobian
 * @param known norms of single Jacobians by time step, for chains that overlap
 */
function singleNorms(chain: readonly LinearMap[], from: number, known: Map<number, number>): Map<number, number> {
  const sums = new Map<number, number>();
  let left: Vector | undefined;
  let sum = 0;
  for (let i = chain.length - 1; i >= 0; i--) {
    let log = known.get(from + i);
    if (log === undefined) {
      const found = largestSingularValue([chain[i]!], SINGLE_TOLERANCE, left);
      left = found.left;
      log = found.log;
      known.set(from + i, log);
    }
    sum += log;
    sums.set(chain.length - i, sum);
  }
  return sums;
}

/** Geometric mean over the positions that are far enough from the start, as log10. */
function meanOverPositions(lags: readonly number[], logs: readonly ReadonlyMap<number, number>[]): (number | null)[] {
  return lags.map((lag) => {
    const values = logs.flatMap((found) => found.get(lag) ?? []);
    return values.length > 0 ? logarithm(values.reduce((a, b) => a + b, 0) / values.length) : null;
  });
}

/** log10 from ln; null for the logarithm of 0. */
function logarithm(ln: number): number | null {
  return Number.isFinite(ln) ? ln / Math.LN10 : null;
}
