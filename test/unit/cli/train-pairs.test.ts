import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readModel } from '../../../src/formats/model-file';
import { Random } from '../../../src/network/random';
import { file, unroll } from '../support/program';

/** Sources of two to four letters, and those letters as capitals: short enough to be learnt in seconds. */
const random = new Random(1, 'pairs');
const sources = [
  ...new Set(Array.from({ length: 1500 }, () => Array.from({ length: 2 + random.integer(3) }, () => 'abcde'[random.integer(5)]).join(''))),
];
const TABLE = file('capitals.tsv', sources.map((source) => `${source}\t${source.toUpperCase()}`).join('\n'));
const SMALL = ['--task', 'pairs', '--hidden', '32', '--batch-size', '32', '--json'];

interface Done {
  readonly steps: number;
  readonly test: { exactMatch: number; characterErrorRate: number; chrF: number };
}

describe('unroll train --task pairs', () => {
  it('writes the targets exactly with additive attention', () => {
    const model = file('capitals.safetensors');
    const { code, lines, errors } = unroll([
      'train',
      TABLE,
      ...SMALL,
      '--steps',
      '300',
      '--learning-rate',
      '0.02',
      '--evaluate-every',
      '150',
      '--out',
      model,
    ]);
    assert.equal(code, 0, errors);
    const { test } = lines.at(-1) as unknown as Done;
    assert.ok(test.exactMatch > 0.6 && test.characterErrorRate < 0.1 && test.chrF > 0.8, JSON.stringify(test));
    const evaluations = lines.filter(({ type }) => type === 'evaluation');
    for (const key of ['loss', 'accuracy', 'exactMatch']) assert.equal(typeof evaluations[0]![key], 'number', key);
    const { task, vocabulary, weights } = readModel(readFileSync(model));
    assert.deepEqual(vocabulary, [...'abcde']);
    assert.deepEqual(task!.classes, ['', ...'ABCDE']);
    assert.deepEqual(weights.get('head.weight')!.shape, [6, 64]);
  });

  for (const [title, options] of [
    ['encoder-decoder with attention', []],
    ['encoder-decoder without attention', ['--attention', 'none']],
    ['one stream through a GRU', ['--decoder-only']],
    ['one stream through an LSTM of two layers', ['--decoder-only', '--cell', 'lstm', '--layers', '2']],
  ] as const)
    it(`stopped and resumed it is as if never stopped: ${title}`, () => {
      const common = ['train', TABLE, ...SMALL, ...options, '--steps', '24', '--evaluate-every', '10'];
      const [whole, part, rest] = ['whole', 'part', 'rest'].map((name) => file(`pairs-${name}.safetensors`)) as [string, string, string];
      const { lines, errors } = unroll([...common, '--out', whole]);
      assert.equal(lines.at(-1)?.type, 'done', errors);
      unroll([...common, '--stop-after', '13', '--out', part]);
      const resumed = unroll(['train', TABLE, '--resume', part, '--json', '--out', rest]);
      assert.equal(resumed.lines.at(-1)?.steps, 24, resumed.errors);
      assert.deepEqual(resumed.lines.at(-1)!.test, lines.at(-1)!.test);
      const [a, b] = [whole, rest].map((name) => readModel(readFileSync(name)));
      assert.deepEqual(b!.weights, a!.weights);
      assert.deepEqual(b!.resume!.tensors, a!.resume!.tensors);
    });

  it('one stream learns the same task', () => {
    const { lines, errors } = unroll([
      'train',
      TABLE,
      ...SMALL,
      '--decoder-only',
      '--hidden',
      '48',
      '--steps',
      '500',
      '--learning-rate',
      '0.01',
      '--out',
      file('stream.safetensors'),
    ]);
    assert.equal(lines.at(-1)?.type, 'done', errors);
    const { test } = lines.at(-1) as unknown as Done;
    assert.ok(test.exactMatch > 0.8, JSON.stringify(test));
  });

  it('refuses what it does not have with 2 and one sentence', () => {
    for (const [args, sentence] of [
      [['--cell', 'lstm'], /one GRU layer each.*--decoder-only/],
      [['--dropout', '0.1'], /dropout means nothing/],
      [['--embedding', '0'], /--embedding of at least 1/],
      [['--decoder-only', '--attention', 'additive'], /no attention of a decoder/],
      [['--sequence-length', '2'], /longest source has 4 characters/],
      [['--input', 'x'], /There is no column "x"/],
    ] as const) {
      const { code, errors, out } = unroll(['train', TABLE, '--task', 'pairs', ...args, '--json', '--out', file('refused.safetensors')]);
      assert.equal(code, 2, errors);
      assert.match(errors, sentence);
      assert.equal(errors.trim().split('\n').length, 1);
      assert.equal(out, '');
    }
  });
});
