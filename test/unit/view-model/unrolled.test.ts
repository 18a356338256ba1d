import assert from 'node:assert/strict';
import { bpttTrace } from '../../../src/diagnostics/bptt-trace';
import { randomWeights } from '../../../src/network/reference/random-weights';
import type { BpttTrace } from '../../../src/protocol/bptt-trace';
import type { Architecture } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { Vocabulary } from '../../../src/text/vocabulary';
import { writeCsv } from '../../../src/view-model/chart/csv';
import { drawUnrolled } from '../../../src/view-model/trace/unrolled-drawing';
import { ambiguity, flowFinding, unrolledChart, walkTotals } from '../../../src/view-model/trace/unrolled-words';
import { stringsFor } from '../../../webview/strings/strings';
import { parseXml } from './xml';

const OPTIONS = { width: 800, theme: 'dark', background: '#000', foreground: '#fff', font: 'sans-serif' } as const;

function walk(text: string, overrides: Partial<Architecture> = {}): BpttTrace {
  const architecture: Architecture = {
    ...BASE_CONFIGURATION,
    ...{ cell: 'rnn', activation: 'tanh', output: 'softmax', layers: 1, hidden: 3, embedding: 0, window: 2, bias: false },
    ...overrides,
  };
  const characters = [...new Set(text)].sort();
  const weights = new Map(
    [...randomWeights(architecture, characters.length, 9)].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
  return bpttTrace({ architecture, vocabulary: new Vocabulary(characters), weights, text, step: 1, now: () => 0 });
}

describe('the unrolled graph', () => {
  it('is a well-formed drawing with a field a character, whatever the text', () => {
    for (const [text, overrides] of [
      ['hello', {}],
      ['<&"\n\t\u{1F600}中', { layers: 2, cell: 'lstm' }],
      ['abcabcabcabcabcabc', { hidden: 40, cell: 'gru' }],
      ['ab', { cell: 'feedforward' }],
    ] as const) {
      const one = walk(text, overrides);
      for (let T = 0; T < one.columns.length; T++) {
        const { svg, width } = drawUnrolled(one, T, { ...OPTIONS, title: text });
        parseXml(svg);
        assert.equal([...svg.matchAll(/data-column/g)].length, one.columns.length);
        assert.ok(!/NaN|undefined|Infinity/.test(svg), svg);
        assert.ok(width >= 68 * one.columns.length);
      }
    }
  });

  it('bears numbers that are none', () => {
    const one = walk('abab', { hidden: 2 });
    const columns = one.columns.map((column) => ({ ...column, loss: Number.NaN, norms: [Number.NaN], states: [[Number.NaN, 1]] }));
    const { svg } = drawUnrolled({ ...one, columns, flow: [[[Number.POSITIVE_INFINITY]], [[1, Number.NaN]], null] }, 1, OPTIONS);
    assert.ok(!/NaN|undefined|Infinity/.test(svg), svg);
  });

  it('draws the arrows back as wide as the gradient at the state that they reach', () => {
    const one = walk('abcabc');
    const T = 4;
    const { svg } = drawUnrolled(one, T, OPTIONS);
    const bands = [...svg.matchAll(/<path d="M([\d.]+) [\d.]+L([\d.]+) [\d.]+" stroke="[^"]+" stroke-width="([\d.]+)"\/>\n<path d="[^"]+" fill/g)]
      .map(([, from, to, width]) => ({ from: Number(from), to: Number(to), width: Number(width) }))
      .slice(0, T + 1);
    const norms = one.flow[T]![0]!;
    const most = Math.max(...norms);
    assert.equal(bands.length, T + 1);
    bands.forEach(({ from, to, width }, t) => {
      assert.ok(Math.abs(width - (0.75 + 12.25 * (norms[t]! / most))) < 0.01, `${t}: ${width}`);
      if (t < T) assert.ok(to < from, 'to the left');
    });
  });

  it('becomes a table and a CSV file with the same numbers', () => {
    const one = walk('hello');
    const words = stringsFor('en');
    const model = unrolledChart(one, 3, { ...words.unrolled, charts: words.charts, layer: words.layer });
    const rows = writeCsv(model)
      .trim()
      .split('\r\n')
      .map((row) => row.split(','));
    assert.deepEqual(rows[0], ['position', 'text', 'Eₜ', 'oₜ of the next character', '‖sₜ‖₂', '‖∂E₄/∂sₜ‖₂']);
    assert.deepEqual(rows[2], [
      ...['2', 'e', String(one.columns[1]!.loss), String(one.columns[1]!.value), String(one.columns[1]!.norms[0]), String(one.flow[3]![0]![1])],
    ]);
  });
});

describe('what the numbers of a walk say', () => {
  const made = (norms: readonly number[] | null): BpttTrace => {
    const one = walk('abababa');
    return { ...one, flow: one.flow.map((own, T) => (T !== 5 ? own : norms && [norms])) };
  };

  it('tells vanishing, fading, open and growing gradients apart', () => {
    assert.deepEqual(flowFinding(made([1e-5, 1e-4, 1e-3, 0.02, 0.2, 1]), 5), { kind: 'vanishing', lag: 3, share: Math.log10(0.2) });
    // A dip in the middle is not the end.
    assert.deepEqual(flowFinding(made([0.5, 0.4, 1e-3, 0.02, 0.2, 1]), 5), { kind: 'open', lag: 5, share: Math.log10(0.5) });
    assert.deepEqual(flowFinding(made([0.05, 0.1, 0.1, 0.2, 0.2, 1]), 5), { kind: 'weak', lag: 5, share: Math.log10(0.05) });
    assert.deepEqual(flowFinding(made([8, 10, 4, 3, 2, 1]), 5), { kind: 'growing', lag: 4, share: 1 });
    assert.deepEqual(flowFinding(made([0, 0, 0, 0, 0, 0]), 5), { kind: 'zero' });
    assert.deepEqual(flowFinding(made(null), 5), { kind: 'noLoss' });
    assert.deepEqual(flowFinding(walk('ab'), 0), { kind: 'first' });
    assert.deepEqual(flowFinding(walk('ab', { cell: 'feedforward' }), 0), { kind: 'memoryless' });
  });

  it('finds the character that only the state can tell apart', () => {
    const one = walk('hello');
    const ranked = (ranks: number[]): BpttTrace => ({ ...one, columns: one.columns.map((column, t) => ({ ...column, rank: ranks[t]! })) });
    assert.deepEqual(ambiguity(ranked([4, 4, 1, 1])), { character: 'l', followers: ['l', 'o'], predicted: true });
    assert.equal(ambiguity(ranked([1, 1, 1, 2]))!.predicted, false);
    assert.equal(ambiguity(walk('abc')), undefined);
  });

  it('adds up the losses and takes the norms of the gradients', () => {
    const one = walk('hello', { cell: 'gru', layers: 2 });
    const { loss, W } = walkTotals(one);
    assert.ok(Math.abs(loss - one.numbers!.moments.reduce((sum, moment) => sum + moment.loss!, 0)) < 1e-12);
    const { sums } = one.numbers!.moments[0]!;
    const all = [...sums['rnn.weight_hh_l0']!.flat(), ...sums['rnn.weight_hh_l1']!.flat()] as number[];
    assert.ok(Math.abs(W - Math.hypot(...all)) < 1e-12);
  });
});
