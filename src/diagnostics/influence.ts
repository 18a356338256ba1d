import { times, transposeTimes, type Vector } from '../network/reference/matrix';
import { headBack, windowPass } from '../network/reference/window';
import { meanLogs, rowsNorm } from './jacobian-norm';
import type { PairParts, Trace } from './trace';

/**
 * ‖∂logits_t/∂x_k‖₂ by lag t - k, log10: how much a prediction listens to a character, whatever carries it. x_k is the one-hot vector of the character,
 * so a network's embedding counts. Defined for every kind: exactly 0 (null) beyond what a convolution or an attention window sees.
 * @param positions time steps t of the trace; those nearer to the start than a lag do not count for it
 * @param check called before every pass backwards; may throw to end it
 */
export function influence(
  trace: Trace,
  lags: readonly number[],
  positions: readonly number[],
  check: () => void = () => undefined,
): (number | null)[] {
  const { reach, pair } = trace;
  const farthest = Math.max(...lags);
  return meanLogs(
    lags,
    positions.map((t) => {
      const span = Math.min(t, farthest, reach === undefined ? Number.POSITIVE_INFINITY : reach - 1) + 1;
      const rows = pair ? pairRows(trace, pair, t, span, check) : jacobianRows(trace, t, span, check);
      return new Map(lags.filter((lag) => lag <= t).map((lag) => [lag, lag < span ? rowsNorm(rows[lag]!) : Number.NEGATIVE_INFINITY]));
    }),
  );
}

/** [lag][logit] ∂logit/∂x_{t-lag} for the last `span` characters up to t. */
function jacobianRows({ network, steps, reach }: Trace, t: number, span: number, check: () => void): Vector[][] {
  const { stack, vocabularySize } = network;
  const from = t - span + 1;
  const inputs = steps.slice(from, t + 1).map(({ input }) => input);
  const before = reach !== undefined || from === 0 ? network.zeroState().layers : steps[from - 1]!.state.layers;
  const own = stack.kinds[0]!.inputWindow !== undefined;
  const pass = windowPass(network, own ? [inputs.at(-1)!] : inputs, before);
  const table = network.weights.get(`${stack.embeddingName}.weight`);
  // ∂/∂(embedded) → ∂/∂(one-hot character), or ∂/∂(numbers).
  const toSymbols = (d: Vector) => (stack.embedding === 0 ? d : stack.ports.input.type === 'reals' ? transposeTimes(table!, d) : times(table!, d));
  const rows: Vector[][] = Array.from({ length: span }, () => []);
  for (let v = 0; v < vocabularySize; v++) {
    check();
    const one = new Float64Array(vocabularySize);
    one[v] = 1;
    const { dInputs } = pass.backward(headBack(network, one));
    for (let lag = 0; lag < span; lag++) rows[lag]!.push(toSymbols(own ? placeOf(dInputs[0]!, lag) : dInputs[span - 1 - lag]!));
  }
  return rows;

  /** The part of a window's gradient that belongs to one of its characters; zeros beyond it. */
  function placeOf(d: Vector, lag: number): Vector {
    const width = d.length / stack.window;
    const place = stack.window - 1 - lag;
    return place >= 0 ? d.slice(place * width, (place + 1) * width) : new Float64Array(width);
  }
}

/** The same of an encoder-decoder, through its states and through attention; each lag by the characters of its own part. */
function pairRows({ steps }: Trace, { network }: PairParts, t: number, span: number, check: () => void): Vector[][] {
  const rows: Vector[][] = Array.from({ length: span }, () => []);
  for (let v = 0; v < network.vocabularySize; v++) {
    check();
    const one = new Float64Array(network.vocabularySize);
    one[v] = 1;
    let later = network.zeroState().layers;
    for (let lag = 0; lag < span; lag++) {
      const step = steps[t - lag]!;
      const gradient = network.backward(step, lag === 0 ? one : undefined, later);
      rows[lag]!.push(times(network.tableOf(step), gradient.input()));
      later = gradient.previous;
    }
  }
  return rows;
}
