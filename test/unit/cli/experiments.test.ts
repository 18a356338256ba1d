import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
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
    assert.deepEqual([...open].sort(), ['IRNN', 'LSTM, forget bias 1', 'orthogonal tanh']);
    assert.equal(runs.length, 9);
    assert.ok(runs.every(({ state, steps }) => state === 'done' && steps === 2));
    assert.ok(runs.some(({ name }) => name === best));
    assert.deepEqual(
      baselines.map(({ name }) => name),
      ['gzip', 'n-gram'],
    );
  });

  it('makes networks of other kinds about as large as the first one, by weights or by state', () => {
    for (const [size, cells, within] of [
      ['parameters', 'gru,mingru,attention', 0.1],
      ['state', 'gru,lstm,lru', 0.01],
    ] as const) {
      const { code, lines } = unroll([
        'compare',
        TEXT,
        '--cells',
        cells,
        '--equal',
        size,
        '--hidden',
        '24',
        '--layers',
        '1',
        '--steps',
        '1',
        '--threads',
        '1',
        '--json',
      ]);
      assert.equal(code, 0, size);
      const { runs } = lines[0] as unknown as {
        runs: { parameters: number; configuration: { cell: string; hidden: number; layers: number; stateSize: number } }[];
      };
      // An LSTM carries h and c, an LRU real and imaginary parts.
      const state = ({ cell, hidden, layers }: (typeof runs)[number]['configuration']) => (cell === 'gru' ? 1 : 2) * hidden * layers;
      const sizes = runs.map((run) => (size === 'state' ? state(run.configuration) : run.parameters));
      for (const other of sizes) assert.ok(Math.abs(other / sizes[0]! - 1) <= within, `${size}: ${sizes.join()}`);
      assert.equal(runs[0]!.configuration.hidden, 24);
    }
    assert.equal(unroll(['compare', TEXT, '--cells', 'gru,attention', '--equal', 'state', '--steps', '1']).code, 2);
    assert.equal(unroll(['compare', TEXT, '--equal', 'state', '--steps', '1']).code, 2);
  });

  it('tunes each network by three rates and two decays, and compares the best of each', () => {
    const { code, lines } = unroll(['compare', TEXT, '--cells', 'gru,mingru', '--tune', '--hidden', '8', '--steps', '3', '--threads', '1', '--json']);
    assert.equal(code, 0);
    const { runs, networks } = lines[0] as unknown as { runs: { name: string; loss: number }[]; networks: { name: string; mean: number }[] };
    assert.equal(runs.length, 12);
    const best = ['GRU', 'minGRU'].map((kind) => Math.min(...runs.filter(({ name }) => name.startsWith(`${kind},`)).map(({ loss }) => loss)));
    assert.deepEqual(
      networks.map(({ mean }) => mean),
      best,
    );
    assert.equal(unroll(['compare', TEXT, '--tune', '--learning-rate', '0.01', '--steps', '1']).code, 2);
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

/** A report without what depends on the clock. */
function untimed(report: Record<string, unknown>): unknown {
  const text = JSON.stringify(report, (key, value) => (key === 'seconds' || key === 'charactersPerSecond' ? undefined : value));
  return JSON.parse(text);
}

describe('experiments over several seeds', () => {
  const small = ['--cells', 'gru,mingru', '--hidden', '8', '--layers', '1', '--steps', '4', '--threads', '1', '--dropout', '0'];
  const compare = (...options: string[]) => unroll(['compare', TEXT, ...small, '--seeds', '3', '--json', ...options]);
  const lines = (record: string) => readFileSync(record, 'utf8').trim().split('\n');

  it('report means, intervals and tests, and go on where they were interrupted', () => {
    const record = file('record.jsonl');
    const {
      code,
      lines: [report],
    } = compare('--out', record) as unknown as { code: number; lines: Record<string, unknown>[] };
    assert.equal(code, 0);
    const { networks, comparisons, statements } = report as unknown as {
      networks: { name: string; seeds: number[]; losses: number[]; mean: number; interval: [number, number] }[];
      comparisons: { better: string; p: number }[];
      statements: string[];
    };
    assert.deepEqual(
      networks.map(({ name, seeds }) => [name, seeds]),
      [
        ['GRU', [1, 2, 3]],
        ['minGRU', [1, 2, 3]],
      ],
    );
    for (const { losses, mean, interval } of networks) {
      assert.ok(Math.abs(losses.reduce((a, b) => a + b) / 3 - mean) < 1e-12);
      assert.ok(interval[0] < mean && mean < interval[1]);
    }
    assert.equal(comparisons.length, 1);
    assert.ok(comparisons[0]!.p > 0 && comparisons[0]!.p < 1);
    assert.match(statements[0]!, /is better than .*: a t test over 3 seeds|not distinguishable with 3 seeds; about \d+ would be needed/);
    // An interruption leaves a torn line.
    const before = lines(record);
    assert.equal(before.length, 6);
    writeFileSync(record, `${before.slice(0, 4).join('\n')}\n${before[4]!.slice(0, 40)}`);
    const again = compare('--out', record);
    assert.equal(again.errors.match(/^\d\/6 /gm)?.length, 2);
    assert.deepEqual(untimed(again.lines[0]!), untimed(report!));
    assert.deepEqual(lines(record).slice(0, 4), before.slice(0, 4));
  }).timeout(120_000);

  it('are the same in shares that are joined', () => {
    const [whole, a, b, joined] = ['whole', 'a', 'b', 'joined'].map((name) => file(`share-${name}.jsonl`));
    const all = compare('--out', whole!);
    assert.equal(compare('--shard', '1/2', '--out', a!).code, 0);
    assert.equal(compare('--shard', '2/2', '--out', b!).code, 0);
    const merged = compare('--merge', a!, b!, '--out', joined!);
    assert.equal(merged.code, 0, merged.errors);
    assert.deepEqual(untimed(merged.lines[0]!), untimed(all.lines[0]!));
    assert.deepEqual(
      lines(joined!).map((text) => untimed(JSON.parse(text))),
      lines(whole!).map((text) => untimed(JSON.parse(text))),
    );
    const half = compare('--merge', a!);
    assert.match(half.errors, /3 of the 6 runs are in none of the records/);
  }).timeout(120_000);

  it('refuse a share that there is not, records that are none, and unknown kinds', () => {
    const foreign = file('foreign.txt', 'a poem\nof two lines\n');
    assert.equal(compare('--shard', '3/2').code, 2);
    assert.equal(compare('--merge', file('nothing.jsonl')).code, 2);
    assert.equal(compare('--out', foreign).code, 2);
    assert.equal(readFileSync(foreign, 'utf8'), 'a poem\nof two lines\n');
    assert.equal(unroll(['compare', TEXT, '--cells', 'gru,nothing']).code, 2);
  });

  it('say with one seed that nothing is better', () => {
    const { out } = unroll(['compare', TEXT, ...small]);
    assert.match(out, /Lowest loss: (GRU|minGRU)\.\nToo few seeds \(1\) to call one network better than another\. Use --seeds 3\./);
  }).timeout(60_000);
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

  it('says in a sentence what is wrong with its values, and exits with 2', () => {
    const wrong = [
      ['--vary', 'cell=gru,gnu'],
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
