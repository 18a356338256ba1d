import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { diagnose } from '../../../src/diagnostics/diagnose';
import { influence } from '../../../src/diagnostics/influence';
import { traceText } from '../../../src/diagnostics/trace';
import { wholeNetwork } from '../../../src/diagnostics/whole-network';
import { initializeWeights } from '../../../src/network/initialization';
import { LAYER_DESCRIPTIONS } from '../../../src/network/layers/descriptions';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Tensors } from '../../../src/protocol/model';
import { completeArchitecture } from '../../../src/protocol/surroundings';

interface Case {
  readonly kind: string;
  readonly layers: number;
  readonly options: Partial<Configuration>;
  readonly weights: Record<string, { shape: number[]; data: number[] }>;
  readonly text: number[];
  readonly influence: (number | null)[];
  readonly total: (number | null)[] | null;
}

const golden = JSON.parse(readFileSync('test/golden/flow.json', 'utf8')) as {
  vocabularySize: number;
  hidden: number;
  positions: number[];
  lags: number[];
  cases: Case[];
};
const SURROUNDINGS = { residual: 'on', norm: 'rms', headNorm: 'rms' } as const;

function architecture(own: Partial<Configuration>): Configuration {
  return completeArchitecture({ ...BASE_CONFIGURATION, ...own }, own);
}

const near = (found: readonly (number | null)[], expected: readonly (number | null)[], what: string) => {
  assert.equal(found.length, expected.length);
  expected.forEach((log, i) => {
    if (log === null) assert.equal(found[i], null, `${what} ${i}`);
    else assert.ok(Math.abs(10 ** (found[i]! - log) - 1) < 1e-5, `${what} ${i}: 1e${found[i]} for 1e${log}`);
  });
};

const nothing = (options: Configuration, size: number, symbols: readonly number[], weights: Tensors, lags: readonly number[], positions: number[]) =>
  diagnose({
    ...{ architecture: options, vocabularySize: size, weights, symbols, lags, positions, now: () => 0 },
    characters: symbols.map((symbol) => String.fromCharCode(97 + symbol)),
  });

describe('the gradient flow of whole networks', () => {
  for (const { kind, layers, options, weights, text, influence: listened, total } of golden.cases)
    it(`${kind}: logits by characters and states by states as autograd has them, within 1e-5; exact zeros`, () => {
      const configuration = architecture({ cell: kind, layers, hidden: golden.hidden, embedding: golden.hidden, ...SURROUNDINGS, ...options });
      const tensors: Tensors = new Map(Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
      const [, ...lags] = golden.lags;
      const { flow } = nothing(configuration, golden.vocabularySize, text, tensors, lags, golden.positions);
      assert.deepEqual(flow.influence!.lags, golden.lags);
      near(flow.influence!.norms, listened, 'influence at');
      if (total) near(flow.total!, total, 'total at');
      else assert.equal(flow.total, undefined);
    }).timeout(60_000);

  it('can be diagnosed for every kind, as they start', () => {
    for (const { id } of LAYER_DESCRIPTIONS) {
      const configuration = architecture({ cell: id, layers: 2, hidden: 8, attentionHeads: 2, window: 3, dropout: 0 });
      const symbols = Array.from({ length: 30 }, (_, i) => (i * i) % 4);
      const { flow, saturation, states } = nothing(configuration, 4, symbols, initializeWeights(configuration, 4), [1, 5, 20], [25, 29]);
      assert.ok(flow.influence!.norms[0]! > -6, id);
      assert.ok(
        saturation.flat().every(({ histogram }) => histogram.counts.reduce((a, b) => a + b, 0) > 0),
        id,
      );
      assert.ok(states.hiddenNorms.flat().every(Number.isFinite), id);
    }
  }).timeout(60_000);

  it('of a feed-forward net ends with its window', () => {
    const configuration = architecture({ cell: 'feedforward', layers: 1, hidden: 6, window: 3 });
    const trace = traceText(configuration, 4, initializeWeights(configuration, 4), [0, 1, 2, 3, 0, 1, 2]);
    const norms = influence(trace, [0, 1, 2, 3, 4], [6]);
    assert.deepEqual(
      norms.map((log) => log !== null),
      [true, true, true, false, false],
    );
  });

  it('is left out where it would take longer than it may', () => {
    const configuration = architecture({ cell: 'gru', layers: 2, hidden: 8 });
    const symbols = Array.from({ length: 30 }, (_, i) => (i * 7) % 4);
    const common = {
      architecture: configuration,
      vocabularySize: 4,
      weights: initializeWeights(configuration, 4),
      symbols,
      lags: [1, 5],
      now: () => 0,
    };
    const characters = symbols.map(String);
    const { flow } = diagnose({ ...common, characters, positions: [20, 29], extent: 0 });
    assert.deepEqual([flow.total, flow.influence], [undefined, undefined]);
    const some = diagnose({ ...common, characters, positions: [20, 29], extent: 1.5 * wholeNetwork(configuration, 4, 5).influence }).flow;
    assert.deepEqual(some.influence?.positions, [29]);
  });
});
