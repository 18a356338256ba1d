import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readModel } from '../../../src/formats/model-file';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { file, unroll } from '../support/program';

const TEXT = file('tide.txt', 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(40));
const SMALL = ['--cell', 'gru', '--hidden', '16', '--batch-size', '4', '--sequence-length', '16'];
const keys = (event: Record<string, unknown>) => Object.keys(event).filter((key) => key !== 'type');

describe('unroll train', () => {
  it('prints start, steps, evaluations and done as JSON lines, and nothing else', () => {
    const out = file('events.safetensors');
    const { code, lines } = unroll(['train', TEXT, ...SMALL, '--steps', '40', '--evaluate-every', '20', '--log-every', '10', '--json', '--out', out]);
    assert.equal(code, 0);
    const of = (type: string) => lines.filter((line) => line.type === type);
    assert.deepEqual([...new Set(lines.map(({ type }) => type))].sort(), ['done', 'evaluation', 'start', 'step']);
    for (const key of ['configuration', 'parameters', 'vocabularySize', 'trainingCharacters', 'validationCharacters', 'threads', 'backend'])
      assert.ok(keys(of('start')[0]!).includes(key), key);
    assert.deepEqual(Object.keys(of('start')[0]!.configuration as object).sort(), Object.keys(BASE_CONFIGURATION).sort());
    assert.deepEqual(
      of('step').map(({ step }) => step),
      [1, 10, 20, 30, 40],
    );
    for (const key of ['loss', 'gradientNorm', 'clipped', 'learningRate', 'charactersPerSecond'])
      assert.ok(Number.isFinite(of('step')[0]![key]), key);
    assert.equal((of('step')[0]!.hiddenNorms as number[]).length, 1);
    assert.deepEqual(
      of('evaluation').map(({ step }) => step),
      [0, 20, 40],
    );
    const { bitsPerCharacter, loss } = of('evaluation')[0] as { bitsPerCharacter: number; loss: number };
    assert.ok(Math.abs(bitsPerCharacter * Math.LN2 - loss) < 1e-12);
    const done = of('done')[0]!;
    assert.equal(done.steps, 40);
    assert.equal(done.path, out);
    assert.equal(readModel(readFileSync(out)).configuration.hidden, 16);
  });

  it('trains the sizes that it was given: streams, split, learning rates', () => {
    const { lines } = unroll([
      ...['train', TEXT, ...SMALL, '--steps', '8', '--validation', '0.25', '--schedule', 'cosine', '--warmup', '4', '--learning-rate', '0.01'],
      ...['--log-every', '1', '--json', '--out', file('sizes.safetensors')],
    ]);
    const characters = readFileSync(TEXT, 'utf8').length;
    assert.equal(lines[0]!.validationCharacters, characters - Math.floor(0.75 * characters));
    const rates = lines.filter(({ type }) => type === 'step').map(({ learningRate }) => learningRate as number);
    assert.deepEqual(
      rates.slice(0, 4).map((rate) => Math.round(rate * 1e6)),
      [2500, 5000, 7500, 10_000],
    );
    assert.ok(rates[7]! < rates[4]!);
  });

  it('keeps everything for training with --validation 0, and tells no evaluation', () => {
    const { lines } = unroll(['train', TEXT, ...SMALL, '--steps', '3', '--validation', '0', '--json', '--out', file('all.safetensors')]);
    assert.equal(lines[0]!.validationCharacters, 0);
    assert.ok(!lines.some(({ type }) => type === 'evaluation'));
  });

  for (const [title, options] of [
    ['GRU with dropout on two threads', ['--cell', 'gru', '--dropout', '0.3', '--threads', '2']],
    ['LSTM of two layers with an embedding', ['--cell', 'lstm', '--layers', '2', '--embedding', '5']],
    ['vanilla RNN with momentum', ['--cell', 'rnn', '--optimizer', 'sgd', '--momentum', '0.9', '--learning-rate', '0.1']],
    ['feed-forward net', ['--cell', 'feedforward', '--window', '5']],
  ] as const) {
    it(`stopped after some steps and resumed it is as if never stopped: ${title}`, () => {
      const common = ['train', TEXT, ...SMALL, ...options, '--steps', '50', '--json'];
      const [whole, part, rest] = ['whole', 'part', 'rest'].map((name) => file(`${name}.safetensors`)) as [string, string, string];
      unroll([...common, '--out', whole]);
      const stopped = unroll([...common, '--stop-after', '23', '--out', part]);
      assert.equal(stopped.code, 0);
      assert.equal(stopped.lines.at(-1)!.steps, 23);
      const resumed = unroll(['train', TEXT, '--resume', part, '--json', '--out', rest]);
      assert.equal(resumed.lines.at(-1)!.steps, 50);
      const [a, b] = [whole, rest].map((path) => readModel(readFileSync(path)));
      assert.deepEqual(b!.weights, a!.weights);
      assert.deepEqual(b!.resume!.tensors, a!.resume!.tensors);
    });
  }

  it('starts from the weights of another model with a fresh optimiser', () => {
    const [first, second] = [file('first.safetensors'), file('second.safetensors')];
    const trained = unroll(['train', TEXT, ...SMALL, '--steps', '150', '--json', '--out', first]);
    const warm = unroll(['train', TEXT, '--from', first, '--steps', '2', '--json', '--out', second]);
    assert.equal(warm.code, 0, warm.errors);
    const loss = (outcome: typeof warm) => outcome.lines.find(({ type }) => type === 'evaluation')!.loss as number;
    assert.ok(loss(warm) < loss(trained) - 0.5, `${loss(warm)} after ${loss(trained)}`);
    assert.equal((warm.lines[0]!.configuration as { hidden: number }).hidden, 16);
  });

  it('gives equal bits for equal seeds, and others for another', () => {
    const train = (seed: string, name: string) => {
      const out = file(`${name}.safetensors`);
      unroll(['train', TEXT, ...SMALL, '--steps', '20', '--seed', seed, '--json', '--out', out]);
      return readModel(readFileSync(out)).weights.get('head.weight')!.data;
    };
    const [one, again, other] = [train('1', 'one'), train('1', 'again'), train('2', 'other')];
    assert.deepEqual(again, one);
    assert.notDeepEqual(other, one);
  });

  it('shares an unknown class among rare characters with --min-count', () => {
    const out = file('rare.safetensors');
    const text = file('rare.txt', `${readFileSync(TEXT, 'utf8')}€`);
    unroll(['train', text, ...SMALL, '--steps', '3', '--min-count', '2', '--json', '--out', out]);
    const { vocabulary } = readModel(readFileSync(out));
    assert.equal(vocabulary[0], null);
    assert.ok(!vocabulary.includes('€'));
  });

  it('reads standard input', () => {
    assert.equal(unroll(['train', '-', ...SMALL, '--steps', '2', '--json', '--out', file('stdin.safetensors')], readFileSync(TEXT, 'utf8')).code, 0);
  });

  it('saves and exits with 130 on Ctrl-C', async () => {
    const out = file('interrupted.safetensors');
    const child = spawn(process.execPath, ['dist/unroll.js', 'train', TEXT, ...SMALL, '--steps', '1000000', '--json', '--out', out]);
    child.stdout.once('data', () => child.kill('SIGINT'));
    child.stdout.resume();
    const code = await new Promise((resolve) => child.once('exit', resolve));
    assert.equal(code, 130);
    assert.ok(readModel(readFileSync(out)).resume);
  });

  it('refuses bad usage with 2 and a bad text with 1: one line that says what to do, and no file', () => {
    const out = file('refused.safetensors');
    const narrow = file('narrow.safetensors');
    assert.equal(unroll(['train', TEXT, ...SMALL, '--steps', '1', '--json', '--out', narrow]).code, 0);
    const cases: [number, string[], RegExp][] = [
      [2, ['train', TEXT, '--cell', 'transformer'], /gru, lstm, rnn, feedforward, mingru/],
      [2, ['train', TEXT, '--hidden', '0'], /1 to 1024/],
      [2, ['train', TEXT, '--no-such-option'], /no-such-option/],
      [2, ['train'], /missing required argument/],
      [2, ['train', TEXT, '--sequence-length', '4000'], /too short/],
      [1, ['train', file('none.txt')], /Cannot read/],
      [1, ['train', file('empty.txt', '')], /empty/],
      [1, ['train', file('one.txt', 'a')], /single character/],
      [1, ['train', file('binary.bin', 'a\0b')], /binary/],
      [1, ['train', file('latin.txt', Uint8Array.of(0x61, 0xe9, 0x62))], /UTF-8/],
      [1, ['train', TEXT, '--resume', file('wrong.safetensors', 'no model at all')], /safetensors/],
      [2, ['train', TEXT, '--from', narrow, '--hidden', '32'], /hidden/],
    ];
    for (const [code, args, message] of cases) {
      const outcome = unroll([...args, '--steps', '2', '--out', out]);
      assert.equal(outcome.code, code, `${args.join(' ')}: ${outcome.errors}`);
      assert.match(outcome.errors, message, args.join(' '));
      assert.equal(outcome.errors.trim().split('\n').length, 1, outcome.errors);
      assert.equal(outcome.out, '');
      assert.ok(!existsSync(out), args.join(' '));
    }
  });

  it('refuses to resume on another text, and says what helps', () => {
    const part = file('other.safetensors');
    unroll(['train', TEXT, ...SMALL, '--steps', '20', '--stop-after', '5', '--json', '--out', part]);
    const outcome = unroll(['train', file('longer.txt', `${readFileSync(TEXT, 'utf8')}more`), '--resume', part, '--out', file('never.safetensors')]);
    assert.equal(outcome.code, 1);
    assert.match(outcome.errors, /same text/);
  });
});
