import type { Gate } from '../network/layers/description';
import type { Vector } from '../network/reference/matrix';
import type { Saturation } from '../protocol/diagnostics';
import { histogram } from './histogram';
import type { Trace } from './trace';

const BINS = 20;
/** Share of the range at either end where the slope counts as flat: |s| > .9 of tanh, below .1 and above .9 of a gate. */
const FLAT = 0.1;

type Shape = Exclude<Gate['squash'], 'none'>;

/** How far gates and hidden states are at the flat ends of their functions, over all characters of the trace: [layer][gate, then h]. */
export function saturation({ network, steps }: Trace): Saturation[][] {
  return network.stack.branches.map(({ kind, branch, shape }, layer) => {
    // A second branch, such as attention's perceptron, has no gates of its own.
    const gates = (branch > 0 ? [] : kind.gates).flatMap(({ name, squash }, g) =>
      squash === 'none'
        ? []
        : describe(
            name,
            squash,
            steps.map((step) => step.layers[layer]!.gates[g]!),
          ),
    );
    const own = kind.squash(shape.options);
    if (own === 'none') return gates;
    const states = steps.map((step) => step.layers[layer]!.output);
    return [...gates, describe('h', own, states)];
  });
}

function describe(gate: string, shape: Shape, values: readonly Vector[]): Saturation {
  const lower = shape === 'tanh' ? -1 : 0;
  const top = shape === 'relu' ? values.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), 0) || 1 : 1;
  const flat = FLAT * (shape === 'tanh' ? 1 : top);
  const units = Array.from(values[0] ?? [], (): [number, number] => [0, 0]);
  for (const row of values)
    row.forEach((value, unit) => {
      if (shape === 'relu' ? value === 0 : value < lower + flat) units[unit]![0]++;
      if (shape !== 'relu' && value > top - flat) units[unit]![1]++;
    });
  const share = (end: 0 | 1) => units.reduce((sum, unit) => sum + unit[end], 0) / Math.max(1, units.length * values.length);
  const all = function* () {
    for (const row of values) yield* row;
  };
  return {
    gate,
    left: share(0),
    right: shape === 'relu' ? null : share(1),
    histogram: histogram(all(), lower, top, BINS),
    // Units that are 0 at every character: no gradient reaches them.
    dead: shape === 'relu' ? units.filter(([off]) => off === values.length).length : null,
    units: units.map(([low, high]) => [round(low / values.length), round(high / values.length)] as const),
  };
}

function round(share: number): number {
  return Math.round(share * 100) / 100;
}
