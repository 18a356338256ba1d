import assert from 'node:assert/strict';
import { canRun } from '../../../../src/kernels/registry';
import { attention } from '../../../../src/network/layers/attention';
import { conv } from '../../../../src/network/layers/conv';
import { deltanet } from '../../../../src/network/layers/deltanet';
import type { LayerOptions } from '../../../../src/network/layers/description';
import type { LayerKind } from '../../../../src/network/layers/kind';
import { lru } from '../../../../src/network/layers/lru';
import { mingru } from '../../../../src/network/layers/mingru';
import { minlstm } from '../../../../src/network/layers/minlstm';
import { s6 } from '../../../../src/network/layers/s6';
import type { Vector } from '../../../../src/network/reference/matrix';
import { LayerBench } from '../../support/layer-bench';
import { NATIVE } from '../../support/native';

interface Case {
  readonly kind: LayerKind;
  readonly branch?: number;
  readonly layer?: number;
  readonly options?: Partial<LayerOptions>;
  /** Relative to the largest number of a tensor or window. */
  readonly tolerance?: number;
  /** More than one block of rows. */
  readonly blocks?: boolean;
}

const SIZES = [
  [12, 5, 3],
  [24, 50, 1],
  [40, 9, 5],
] as const;
const BLOCKS = [12, 40, 17] as const;

const CASES: Record<string, Case> = {
  mingru: { kind: mingru },
  minlstm: { kind: minlstm },
  lru: { kind: lru, blocks: true },
  'lru with a state of 5': { kind: lru, options: { stateSize: 5 } },
  s6: { kind: s6 },
  's6 with 3 states, rank 10 and 2 taps': { kind: s6, options: { stateSize: 3, rank: 10, taps: 2 } },
  'conv in layer 3': { kind: conv, layer: 2 },
  'conv with 5 taps': { kind: conv, options: { kernelSize: 5 } },
  attention: { kind: attention },
  'attention with a memory of 7': { kind: attention, options: { memory: 7 } },
  'attention with one head': { kind: attention, options: { attentionHeads: 1, memory: 60 } },
  "attention's second branch": { kind: attention, branch: 1 },
  deltanet: { kind: deltanet, tolerance: 2e-5 },
  'deltanet with one head': { kind: deltanet, options: { attentionHeads: 1 }, tolerance: 2e-5 },
};

function close(own: ArrayLike<number>, exact: ArrayLike<number>, tolerance: number, scale: number, what: string): void {
  for (let i = 0; i < exact.length; i++)
    assert.ok(Math.abs(own[i]! - exact[i]!) <= tolerance * scale, `${what}[${i}]: ${own[i]} for ${exact[i]} (largest ${scale})`);
}

const largest = (lists: readonly ArrayLike<number>[]) => Math.max(1e-3, ...lists.map((list) => Math.max(...Array.from(list, Math.abs))));

for (const build of ['wasm-relaxed', 'wasm-simd', ...NATIVE])
  describe(`layers on ${build} against float64`, () => {
    for (const [name, { kind, branch = 0, layer = 0, options, tolerance = 5e-6, blocks = false }] of Object.entries(CASES))
      for (const [hidden, steps, streams] of [...SIZES, ...(blocks ? [BLOCKS] : [])])
        it(`${name}: width ${hidden}, ${steps} steps, ${streams} streams: outputs, state over three windows, gradients, padding`, function () {
          if (!canRun(build)) this.skip();
          const bench = new LayerBench(build, kind, branch, { input: hidden, hidden, steps, streams, layer, ...(options ? { options } : {}) });
          const reference = bench.reference();
          let states: (readonly Vector[])[] = Array.from({ length: streams }, () => reference.start());
          for (let window = 0; window < 3; window++) {
            const inputs = bench.vectors(steps * streams, hidden);
            const dOutputs = bench.vectors(steps * streams, hidden);
            const outputs = bench.forward(inputs, steps, streams, window ? 'kept' : 'start');
            const { dInputs, gradients } = bench.backward(dOutputs, steps, streams);
            bench.keep(steps, streams);
            const exact = bench.zeros();
            const column = (rows: readonly Vector[], b: number) => Array.from({ length: steps }, (_, t) => rows[t * streams + b]!);
            const [allOutputs, allInputs]: [Vector[], Vector[]] = [[], []];
            states = states.map((state, b) => {
              const pass = reference.forward(column(inputs, b), state);
              const back = pass.backward(column(dOutputs, b), undefined, bench.lookup(exact));
              pass.outputs.forEach((output, t) => {
                allOutputs[t * streams + b] = output;
                allInputs[t * streams + b] = back.dInputs[t]!;
              });
              return pass.state;
            });
            const [top, steepest] = [largest(allOutputs), largest(allInputs)];
            allOutputs.forEach((output, row) => {
              close(outputs[row]!, output, tolerance, top, `window ${window}, output ${row}`);
              close(dInputs[row]!, allInputs[row]!, 2 * tolerance, steepest, `window ${window}, input gradient ${row}`);
            });
            for (const [tensor, { data }] of exact)
              close(gradients.get(tensor)!.data, data, 2 * tolerance, largest([data]), `window ${window}, ${tensor}`);
            assert.equal(bench.paddingGradient(), 0, 'padding');
          }
        });
  });
