import assert from 'node:assert/strict';
import path from 'node:path';
import { file, unroll } from '../support/program';

const PROSE = path.resolve(__dirname, '../../../../samples/prose.txt');
const TEXT = file('experiments.txt', 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(40));

interface Report {
  readonly runs: {
    readonly name: string;
    readonly state: string;
    readonly steps: number;
    readonly bitsPerCharacter: number;
    readonly configuration: Record<string, unknown>;
  }[];
  readonly best: string;
  readonly vanishing: string[];
  readonly open: string[];
  readonly baselines: { readonly name: string }[];
}

describe('unroll compare', () => {
  it('shows on the prose of the samples which starts let a gradient through', () => {
    const { code, lines } = unroll(['compare', PROSE, '--hidden', '64', '--steps', '2', '--threads', '1', '--json']);
    assert.equal(code, 0);
    assert.equal(lines.length, 1);
    const { runs, best, vanishing, open, baselines } = lines[0] as unknown as Report;
    assert.deepEqual([...vanishing].sort(), ['GRU', 'LSTM', 'ReLU', 'sigmoid', 'tanh']);
    assert.deepEqual([...open].sort(), ['IRNN', 'LSTM b_f = 1', 'orthogonal tanh']);
    assert.equal(runs.length, 9);
    assert.ok(runs.every(({ state, steps }) => state === 'done' && steps === 2));
    assert.ok(runs.some(({ name }) => name === best));
    assert.deepEqual(
      baselines.map(({ name }) => name),
      ['gzip', 'n-gram'],
    );
  });

  it('refuses options that the architectures differ in', () => {
    for (const option of [
      ['--cell', 'gru'],
      ['--initialization', 'identity'],
      ['--forget-bias', '1'],
    ])
      assert.equal(unroll(['compare', TEXT, ...option]).code, 2, option.join(' '));
  });
});

describe('unroll sweep', () => {
  const small = ['--hidden', '8', '--steps', '6', '--threads', '1'];

  it('trains each combination and names the best', () => {
    const { code, lines } = unroll(['sweep', TEXT, ...small, '--vary', 'learning-rate=0.001,0.02', '--vary', 'layers=1,2', '--json']);
    assert.equal(code, 0);
    const { runs, best } = lines[0] as unknown as Report;
    assert.deepEqual(
      runs.map(({ configuration }) => [configuration.learningRate, configuration.layers]),
      [
        [0.001, 1],
        [0.001, 2],
        [0.02, 1],
        [0.02, 2],
      ],
    );
    const least = runs.reduce((a, b) => (b.bitsPerCharacter < a.bitsPerCharacter ? b : a));
    assert.equal(best, least.name);
  });

  it('tells in a sentence what is wrong with its values, and exits with 2', () => {
    const wrong = [
      ['--vary', 'cell=gru,lstm'],
      ['--vary', 'hidden=8'],
      ['--vary', 'learning-rate=1,x'],
      ['--vary', 'learning-rate='],
      ['--vary', 'hidden=8,16'],
      ['--vary', 'layers=1,2', '--vary', 'layers=1,2'],
      [],
    ];
    for (const options of wrong) {
      const { code, errors, out } = unroll(['sweep', TEXT, ...small, ...options]);
      assert.equal(code, 2, options.join(' '));
      assert.equal(out, '');
      assert.ok(errors.trim().split('\n').length === 1 && errors.length > 10, errors);
    }
  });

  it('is in the help', () => {
    const { out } = unroll(['sweep', '--help']);
    assert.match(out, /--vary/);
    assert.match(out, /learning-rate/);
  });
});
