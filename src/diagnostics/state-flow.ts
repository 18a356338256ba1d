import type { Vector } from '../network/reference/matrix';
import type { State } from '../network/reference/step-layer';
import { windowPass } from '../network/reference/window';
import { meanLogs, rowsNorm } from './jacobian-norm';
import type { Trace } from './trace';

/**
 * ‖∂s_t/∂s_k‖₂ by lag t - k, log10, with s the states of all layers side by side: the total derivative through every path between the steps, also from one
 * layer's state to the next one's. Rows of the product are pulled back through whole windows from lag to lag.
 * @param positions time steps t of the trace; those nearer to the start than a lag do not count for it
 * @param check called before every pass backwards; may throw to end it
 */
export function stateFlow(
  trace: Trace,
  lags: readonly number[],
  positions: readonly number[],
  check: () => void = () => undefined,
): (number | null)[] {
  const ascending = [...lags].sort((a, b) => a - b);
  return meanLogs(
    lags,
    positions.map((t) => fromPosition(trace, t, ascending, check)),
  );
}

function fromPosition({ network, steps }: Trace, t: number, lags: readonly number[], check: () => void): Map<number, number> {
  const sizes = network.zeroState().layers.map((parts) => parts.map(({ length }) => length));
  const size = sizes.flat().reduce((a, b) => a + b, 0);
  const norms = new Map<number, number>();
  let rows = Array.from({ length: size }, (_, i): State[] => unpack(unit(size, i), sizes));
  let reached = 0;
  for (const lag of lags) {
    if (lag > t) break;
    // s_{t-lag} is the state before step t - lag + 1.
    const [from, to] = [t - lag + 1, t - reached];
    const pass = windowPass(
      network,
      steps.slice(from, to + 1).map(({ input }) => input),
      steps[from - 1]!.state.layers,
    );
    rows = rows.map((row) => {
      check();
      return [...pass.backward(undefined, row).dState];
    });
    reached = lag;
    norms.set(lag, rowsNorm(rows.map(pack)));
  }
  return norms;
}

function unit(size: number, i: number): Vector {
  const e = new Float64Array(size);
  e[i] = 1;
  return e;
}

function pack(state: readonly State[]): Vector {
  return Float64Array.from(state.flatMap((parts) => parts.flatMap((part) => [...part])));
}

function unpack(flat: Vector, sizes: readonly (readonly number[])[]): State[] {
  let at = 0;
  return sizes.map((parts) =>
    parts.map((length) => {
      at += length;
      return flat.slice(at - length, at);
    }),
  );
}
