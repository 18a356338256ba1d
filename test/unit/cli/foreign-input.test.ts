import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeSafetensors } from '../../../src/formats/safetensors';
import { EventLog } from '../../../src/formats/tensorboard/event-log';
import { assemble } from '../formats/files';
import { file, unroll } from '../support/program';

const TEXT = file('foreign.txt', 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(40));
const SMALL = ['--hidden', '4', '--threads', '1', '--steps', '12'];
const MODEL = file('foreign.safetensors');
const oneLine = (errors: string) => assert.match(errors, /^[^\n]+\n$/);

describe('metrics that are given to unroll export', () => {
  let lines: string[];
  before(() => {
    lines = unroll(['train', TEXT, ...SMALL, '--json', '--out', MODEL])
      .out.trim()
      .split('\n');
  });
  const exported = (text: string) => unroll(['export', MODEL, '--to', 'csv', '--out', file('csv'), '--metrics', file('given.jsonl', text)]);

  it('may have blank lines and a last line that is cut off, which is told', () => {
    assert.equal(exported(`${lines.slice(0, 5).join('\n')}\n\n${lines.slice(5).join('\n')}\n\n`).code, 0);
    const cut = exported(lines.join('\n').slice(0, -20));
    assert.equal(cut.code, 0);
    oneLine(cut.errors);
  });

  it('of the script that version 0.1 exported are read as well: what it did not tell stays empty', () => {
    const { code, errors } = exported(
      '{"type": "step", "step": 1, "loss": 0.4, "seconds": 0.03}\n{"type": "done", "steps": 1, "seconds": 0.2, "path": "x"}\n',
    );
    assert.equal(code, 0, errors);
  });

  it('are refused by the number of the first line that is no event', () => {
    for (const broken of ['null', '[1]', '{"type":"step"}', '{"type":"step","step":"1","loss":2}', '{"type":"later"}', 'x']) {
      const { code, errors } = exported([...lines.slice(0, 3), broken, ...lines.slice(3)].join('\n'));
      assert.equal(code, 1, broken);
      oneLine(errors);
      assert.match(errors, /\b4\b/);
    }
  });

  it('never replace the model or the metrics that they were read from, nor the TensorBoard file of another run', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'unroll-export-'));
    const model = path.join(folder, 'model.safetensors');
    assert.equal(unroll(['train', TEXT, ...SMALL, '--out', model]).code, 0);
    assert.equal(unroll(['export', model, '--to', 'pytorch', '--out', folder]).code, 2);
    const boards = path.join(folder, 'boards');
    for (let i = 0; i < 3; i++) assert.equal(unroll(['export', model, '--to', 'tensorboard', '--out', boards]).code, 0);
    assert.equal(readdirSync(boards).filter((name) => name.startsWith('events.out.tfevents')).length, 3);
    assert.notEqual(EventLog.fileName(1, 1), EventLog.fileName(1, 2));
  });
});

describe('unroll inspect of a foreign file', () => {
  it('shows control characters as text, odd configurations as they are, and no numbers where there are none', () => {
    const tensors = new Map([
      ['a\u001b[2J\u202Eb', { shape: [2], data: Float32Array.of(1, 2) }],
      ['broken', { shape: [2], data: Float32Array.of(Number.NaN, Number.NaN) }],
    ]);
    const configuration = JSON.stringify({ hidden: { toString: 1 }, 'k\u0007': null, __proto__: [1] });
    const odd = file('odd.safetensors', writeSafetensors(tensors, { configuration, vocabulary: '3' }));
    const { code, out, errors } = unroll(['inspect', odd]);
    assert.equal(code, 0, errors);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    assert.match(out, /\\u001b\[2J\\u202eb/);
    assert.doesNotMatch(out.split('\n').find((line) => line.startsWith('broken'))!, /mean/);
    const json = unroll(['inspect', odd, '--json']).lines[0] as { tensors: { mean: number | null }[] };
    assert.deepEqual(
      json.tensors.map(({ mean }) => mean),
      [1.5, null],
    );
  });

  it('knows mean and deviation of float64 near the largest number', () => {
    const values = new Uint8Array(Float64Array.of(1e308, -1e308, 1e308, -1e308).buffer);
    const header = assemble({ w: { dtype: 'F64', shape: [4], data_offsets: [0, 32] } });
    const large = file('large.safetensors', Buffer.concat([header.subarray(0, header.length), values]));
    const { tensors } = unroll(['inspect', large, '--json']).lines[0] as { tensors: { mean: number; deviation: number }[] };
    assert.ok(Math.abs(tensors[0]!.mean) < 1e294 && Math.abs(tensors[0]!.deviation - 1e308) < 1e294, JSON.stringify(tensors));
  });
});

describe('characters that a model does not know', () => {
  before(() => assert.ok(existsSync(MODEL)));

  it('are named by unroll evaluate, diagnose and sample', () => {
    const other = file('other.txt', 'the tide ü comes in ß and goes out');
    const evaluated = unroll(['evaluate', MODEL, other]);
    assert.equal(evaluated.code, 1);
    assert.match(evaluated.errors, /"ü"/);
    const diagnosed = unroll(['diagnose', MODEL, other]);
    assert.equal(diagnosed.code, 0);
    assert.match(diagnosed.errors, /"ü" "ß"/);
    const sampled = unroll(['sample', MODEL, '--prime', 'tüde', '--length', '20', '--seed', '3']);
    assert.match(sampled.errors, /"ü"/);
    assert.equal(sampled.out, unroll(['sample', MODEL, '--prime', 'tde', '--length', '20', '--seed', '3']).out);
  });

  it('are all of them where a vocabulary holds none: a sentence, no stack', () => {
    const rare = file('rare.txt', 'abcdefghijklmnopqrstuvwxyz');
    const { code, errors } = unroll(['train', rare, '--min-count', '2', ...SMALL, '--out', file('rare.safetensors')]);
    assert.equal(code, 2);
    oneLine(errors);
  });
});

describe('a folder with files that cannot be learnt from', () => {
  it('is reported in one line with counts by reason, and how hidden files are read', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'unroll-counts-'));
    writeFileSync(path.join(folder, '.env'), 'SECRET=1');
    writeFileSync(path.join(folder, 'latin1.txt'), Uint8Array.of(0xe9, 0x20, 0xe8));
    writeFileSync(path.join(folder, 'ok.txt'), 'the tide comes in and goes out. '.repeat(40));
    const { code, errors } = unroll(['train', folder, ...SMALL, '--json', '--out', file('folder.safetensors')]);
    assert.equal(code, 0, errors);
    assert.match(errors, /1 hidden, 1 not in UTF-8/);
    assert.match(errors, /--include-hidden/);
  });
});
