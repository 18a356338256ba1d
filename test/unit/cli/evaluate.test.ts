import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { file, unroll } from '../support/program';

const TRAINED = 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(30);
/** The same characters, in words of another kind. */
const OTHER = 'on the moon a tide is not seen: too little and too late.\n'.replace(/[^a-z .\n]/g, '').repeat(20);

describe('unroll evaluate', () => {
  const text = file('dynamic-trained.txt', TRAINED);
  const other = file('dynamic-other.txt', OTHER);
  const model = (cell: string) => {
    const out = file(`dynamic-${cell}.safetensors`);
    const options = ['--cell', cell, '--hidden', '24', '--batch-size', '4', '--sequence-length', '16', '--steps', '150', '--validation', '0'];
    assert.equal(unroll(['train', text, ...options, '--json', '--out', out]).code, 0);
    return out;
  };
  const loss = (args: string[]) => unroll(['evaluate', ...args, '--json']).lines[0]!.loss as number;

  it('--dynamic lets the network learn from what it has told: lower on another text, with the n-gram beside it as well', () => {
    const gru = model('gru');
    const frozen = loss([gru, other, '--engine', 'network', '--adaptive']);
    const dynamic = loss([gru, other, '--engine', 'network', '--dynamic']);
    assert.ok(dynamic < 0.98 * frozen, `${dynamic} and ${frozen}`);
    const mixed = (...args: string[]) => loss([gru, other, '--engine', 'mix', '--train', text, ...args]);
    const mix = mixed('--adaptive', '--no-dynamic');
    assert.ok(mixed('--dynamic') <= 1.005 * mix);
    assert.equal(mixed('--adaptive'), mixed('--dynamic'), 'the default of an adaptive mix');
    assert.ok(mix <= 1.005 * loss(['--engine', 'ngram', '--adaptive', '--train', text, other]));
  });

  it('--dynamic is refused in a sentence for the vanilla RNN with tanh', () => {
    const { code, errors } = unroll(['evaluate', model('rnn'), other, '--engine', 'network', '--dynamic', '--json']);
    assert.equal(code, 2);
    assert.match(errors, /^[^\n]*--dynamic[^\n]*\n?$/);
    assert.equal(unroll(['evaluate', model('rnn'), other, '--engine', 'mix', '--adaptive', '--train', text, '--json']).code, 0);
  });

  it('tells the loss of the network and, unless an engine is named, of context mixing with the network inside beside it', () => {
    const gru = model('gru');
    const { mix, ...network } = unroll(['evaluate', gru, other, '--json']).lines[0] as Record<string, unknown>;
    assert.deepEqual(network, unroll(['evaluate', gru, other, '--engine', 'network', '--json']).lines[0]);
    const { characters: _, ...alone } = unroll(['evaluate', gru, other, '--engine', 'mix', '--adaptive', '--json']).lines[0] as Record<
      string,
      unknown
    >;
    assert.deepEqual(mix, alone);
    const { out } = unroll(['evaluate', gru, other]);
    assert.match(
      out,
      /^\d+ characters: [\d.]+ nats, [\d.]+ bits per character, [\d.]+ % right\ncontext mixing with the network inside[^\n]*: [\d.]+ bits[^\n]*\n$/,
    );
  });
});

describe('unroll evaluate --validation', () => {
  it('gives the very number that the run reported of its best validation, for each kind of output', () => {
    const text = file('held.txt', TRAINED);
    for (const output of ['softmax', 'sigmoid']) {
      const out = file(`held-${output}.safetensors`);
      const options = [
        '--hidden',
        '12',
        '--sequence-length',
        '20',
        '--steps',
        '40',
        '--evaluate-every',
        '10',
        '--validation',
        '.2',
        '--output',
        output,
      ];
      const events = unroll(['train', text, ...options, '--threads', '1', '--json', '--out', out]).lines;
      const best = events.filter(({ type }) => type === 'evaluation').sort((a, b) => Number(a.loss) - Number(b.loss))[0]!;
      const measured = unroll(['evaluate', out, text, '--validation', '--json']).lines[0]!;
      assert.equal(measured.accuracy, best.accuracy);
      for (const key of ['loss', 'bitsPerCharacter'])
        assert.ok(Math.abs(Number(measured[key]) - Number(best[key])) < 1e-9, `${key}: ${measured[key]} and ${best[key]}`);
    }
  });

  it('is refused where nothing was held out, and for what is no network on a text', () => {
    const text = file('held.txt', TRAINED);
    const out = file('all-trained.safetensors');
    assert.equal(unroll(['train', text, '--hidden', '4', '--steps', '2', '--validation', '0', '--json', '--out', out]).code, 0);
    const none = unroll(['evaluate', out, text, '--validation']);
    assert.deepEqual([none.code, none.errors.trim().split('\n').length], [2, 1]);
    assert.match(none.errors, /without a validation part/);
    const ngram = unroll(['evaluate', '--engine', 'ngram', text, '--validation']);
    assert.equal(ngram.code, 2);
    assert.match(ngram.errors, /only networks for texts/);
  });
});

describe('unroll evaluate --blocks', () => {
  const text = file('blocks.txt', TRAINED);
  const out = file('blocks.safetensors');
  before(() => {
    const options = ['--cell', 'gru', '--hidden', '16', '--batch-size', '4', '--sequence-length', '16', '--steps', '120', '--validation', '.2'];
    assert.equal(unroll(['train', text, ...options, '--json', '--out', out]).code, 0);
  });
  const measured = (...args: string[]) => unroll(['evaluate', out, text, ...args, '--json']).lines[0]!;

  it('starts every block from an empty state: blocks of one character know nothing, long ones lose less, and a carried state least', () => {
    const [one, ten, hundred] = [1, 10, 100].map((blocks) => Number(measured('--blocks', String(blocks)).loss));
    const carried = Number(measured().loss);
    assert.ok(one! > ten! && ten! > hundred! && hundred! > carried, `${[one, ten, hundred, carried]}`);
    // 1889 characters are told: 37 blocks of 50, which 18 streams share but for one.
    assert.equal(measured('--blocks', '50').characters, 36 * 50);
  });

  it('goes together with --validation, and is refused where no block fits or no network is judged', () => {
    assert.ok(Number(measured('--blocks', '20', '--validation').characters) <= 0.2 * TRAINED.length);
    const large = unroll(['evaluate', out, text, '--blocks', '5000']);
    assert.equal(large.code, 2);
    assert.match(large.errors, /too few for a block of 5000/);
    assert.equal(unroll(['evaluate', '--engine', 'ngram', text, '--blocks', '20']).code, 2);
  });
});

describe('unroll train on a folder', () => {
  it('reads what .gitignore keeps and nothing hidden, and says in a sentence when that is nothing', () => {
    const folder = file('a-folder');
    mkdirSync(path.join(folder, 'kept'), { recursive: true });
    writeFileSync(path.join(folder, '.gitignore'), 'left.txt\n');
    writeFileSync(path.join(folder, 'left.txt'), 'x'.repeat(5000));
    writeFileSync(path.join(folder, 'kept', 'a.txt'), TRAINED);
    const options = ['--hidden', '8', '--steps', '2', '--validation', '0', '--json', '--out', file('folder.safetensors')];
    const { code, lines } = unroll(['train', folder, ...options]);
    assert.equal(code, 0);
    const { configuration, vocabularySize } = lines[0] as { configuration: { batchSize: number }; vocabularySize: number };
    assert.ok(configuration.batchSize >= 1);
    // The .gitignore itself is hidden.
    assert.equal(vocabularySize, new Set(TRAINED).size);
    const empty = file('an-empty-folder');
    mkdirSync(empty, { recursive: true });
    const nothing = unroll(['train', empty, ...options]);
    assert.equal(nothing.code, 1);
    assert.match(nothing.errors, /nothing to learn/);
  });
});
