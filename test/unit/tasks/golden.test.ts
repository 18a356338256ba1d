import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createLearner } from '../../../src/network/create';
import type { Window } from '../../../src/network/learner';
import { poolingOf } from '../../../src/network/model-ports';
import type { NetworkPorts } from '../../../src/network/ports';
import { backpropagate } from '../../../src/network/reference/backpropagation';
import type { Parameters } from '../../../src/network/reference/matrix';
import { ReferenceNetwork } from '../../../src/network/reference/network';
import type { Cell, Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { batchWindow } from '../../../src/tasks/classification/batches';

interface Case {
  readonly id: string;
  readonly cell: Cell;
  readonly loss: number;
  readonly weights: Record<string, { readonly shape: number[]; readonly data: number[] }>;
  readonly gradients: Record<string, number[]>;
  readonly sequences?: number[][];
  readonly labels?: number[];
  readonly inputs?: number[];
  readonly numbers?: number[];
  readonly symbols?: number[];
}
const golden = JSON.parse(readFileSync(path.resolve(__dirname, '../../../../test/golden/tasks.json'), 'utf8')) as { hidden: number; cases: Case[] };

/** What a case's network reads and is asked. */
function portsOf({ id, sequences }: Case): NetworkPorts {
  if (sequences) return { input: { type: 'symbols', size: 6 }, heads: [{ name: 'head', width: 4, loss: 'softmax' }], pooling: poolingOf(id) };
  const input = { type: 'reals', size: 2 } as const;
  if (id === 'quantiles')
    return { input, heads: [{ name: 'head', width: 6, loss: 'quantile', levels: [0.1, 0.5, 0.9, 0.1, 0.5, 0.9] }], pooling: 'none' };
  const heads = [
    { name: 'head', width: 4, loss: 'softmax' },
    { name: 'other', width: 2, loss: 'squaredError', weight: 0.5 },
  ] as const;
  return { input, heads, pooling: 'none' };
}

function windowOf({ sequences, labels, inputs, numbers, symbols }: Case): Window {
  if (sequences)
    return batchWindow(
      sequences.map((own, i) => ({ inputs: Int32Array.from(own), steps: own.length, label: labels![i]! })),
      sequences.length,
      0,
    );
  const own = { inputs: Float32Array.from(inputs!), steps: 4, resetState: true };
  const values = Float32Array.from(numbers!);
  return symbols ? { ...own, targets: Int32Array.from(symbols), moreTargets: [values] } : { ...own, targets: values };
}

describe("what tasks put around a network has PyTorch's loss and gradients", () => {
  for (const each of golden.cases) {
    const ports = portsOf(each);
    const window = windowOf(each);
    const configuration: Configuration = {
      ...BASE_CONFIGURATION,
      cell: each.cell,
      hidden: golden.hidden,
      batchSize: 3,
      sequenceLength: window.steps,
      clip: 0,
    };
    const weights: Parameters = new Map(
      Object.entries(each.weights).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
    );
    const close = (name: string, own: ArrayLike<number>, tolerance: number) =>
      each.gradients[name]!.forEach((value, i) => {
        assert.ok(Math.abs(own[i]! - value) < tolerance, `${name}[${i}]: ${own[i]} for ${value}`);
      });
    const isPadded = each.sequences !== undefined;

    it(`${isPadded ? `sequences of different lengths, pooling ${each.id}` : each.id}: in float64`, () => {
      const network = new ReferenceNetwork(configuration, ports, weights);
      const { loss, gradients } = backpropagate(
        network,
        window,
        Array.from({ length: 3 }, () => network.zeroState()),
      );
      // Numbers of a window are float32.
      const tolerance = isPadded ? 1e-11 : 1e-6;
      assert.ok(Math.abs(loss - each.loss) < tolerance, `${loss} ${each.loss}`);
      assert.deepEqual([...gradients.keys()].sort(), Object.keys(each.gradients).sort());
      for (const [name, { data }] of gradients) close(name, data, tolerance);
    });

    it(`${isPadded ? `sequences of different lengths, pooling ${each.id}` : each.id}: on the kernels`, () => {
      const start = new Map([...weights].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
      const learner = createLearner({ configuration, ports, weights: start });
      const { loss } = learner.step(window, 0)!;
      assert.ok(Math.abs(loss - each.loss) < 1e-5, `${loss} ${each.loss}`);
      for (const [name, { data }] of learner.readGradients()) close(name, data, 1e-5);
      learner.dispose();
    });
  }
});
