import type { Vector } from '../network/reference/matrix';
import type { Saturation } from '../protocol/diagnostics';
import { histogram } from './histogram';
import { GATE_NAMES } from './spectra';
import type { Trace } from './trace';

const BINS = 20;
/** Share of the range at either end where the slope counts as flat: |s| > .9 of tanh, below .1 and above .9 of a gate. */
const FLAT = 0.1;

type Shape = 'tanh' | 'sigmoid' | 'relu';

/** How far gates and hidden states are at the flat ends of their functions, over all characters of the trace: [layer][gate, then h]. */
export function saturation({ network, steps }: Trace): Saturation[][] {
  const { cell, activation } = network.architecture;
  return network.cells.map((_, layer) => {
    const gated = cell === 'lstm' || cell === 'gru';
    const gates = gated
      ? GATE_NAMES[cell].map((gate, g) =>
          describe(
            gate,
            // The candidate is a tanh, the gates proper are sigmoids.
            gate === 'g' || gate === 'n' ? 'tanh' : 'sigmoid',
            steps.map((step) => step.layers[layer]!.gates[g]!),
          ),
        )
      : [];
    const states = steps.map((step) => step.layers[layer]!.state[0]!);
    return [...gates, describe('h', gated ? 'tanh' : activation, states)];
  });
}

function describe(gate: string, shape: Shape, values: readonly Vector[]): Saturation {
  const lower = shape === 'tanh' ? -1 : 0;
  const top = shape === 'relu' ? values.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), 0) || 1 : 1;
  const flat = FLAT * (shape === 'tanh' ? 1 : top);
  let left = 0;
  let right = 0;
  let count = 0;
  for (const row of values)
    for (const value of row) {
      count++;
      if (shape === 'relu' ? value === 0 : value < lower + flat) left++;
      if (value > top - flat) right++;
    }
  const all = function* () {
    for (const row of values) yield* row;
  };
  return {
    gate,
    left: left / Math.max(1, count),
    right: shape === 'relu' ? null : right / Math.max(1, count),
    histogram: histogram(all(), lower, top, BINS),
    dead: shape === 'relu' ? countDead(values) : null,
  };
}

/** Units that are 0 at every character: no gradient reaches them. */
function countDead(values: readonly Vector[]): number {
  const units = values[0]?.length ?? 0;
  let dead = 0;
  for (let unit = 0; unit < units; unit++) if (values.every((row) => row[unit] === 0)) dead++;
  return dead;
}
