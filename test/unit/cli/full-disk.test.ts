import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(tmpdir(), 'unroll-full-disk-'));
const at = (name: string) => path.join(folder, name);
const TEXT = at('text.txt');
writeFileSync(TEXT, 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(60));
const SMALL = ['--hidden', '2', '--steps', '4', '--threads', '1'];

/** In front of the program: from the write number `from` of files below a folder on, half of the bytes arrive and then the disk is full. */
function fullDisk(name: string, below: string, from: number, files = ''): string {
  const script = at(`${name}.cjs`);
  writeFileSync(
    script,
    `const fs = require('node:fs');
const { openSync, writeSync, appendFileSync } = fs;
const below = ${JSON.stringify(below)};
const concerns = (file) => String(file).startsWith(below) && new RegExp(${JSON.stringify(files)}).test(String(file));
const full = () => { throw Object.assign(new Error('ENOSPC: injected'), { code: 'ENOSPC' }); };
let calls = 0;
const opened = new Set();
fs.openSync = (file, ...rest) => {
  const handle = openSync(file, ...rest);
  opened.delete(handle);
  if (concerns(file)) opened.add(handle);
  return handle;
};
fs.writeSync = (handle, bytes, ...rest) => {
  if (!opened.has(handle) || ++calls < ${from}) return writeSync(handle, bytes, ...rest);
  writeSync(handle, bytes.subarray(0, bytes.length >> 1));
  full();
};
fs.appendFileSync = (file, text, ...rest) => {
  if (!concerns(file) || ++calls < ${from}) return appendFileSync(file, text, ...rest);
  appendFileSync(file, text.slice(0, text.length >> 1));
  full();
};
`,
  );
  return script;
}

function run(args: readonly string[], preload?: string, cwd = folder) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...(preload ? ['--require', preload] : []), path.resolve('dist/unroll.js'), ...args],
    {
      encoding: 'utf8',
      cwd,
      env: { ...process.env, LC_ALL: 'C', HOME: folder },
    },
  );
  assert.doesNotMatch(stderr, /\n\s+at /, 'a sentence, not a stack');
  return { code: status, out: stdout, errors: stderr };
}

function keysOf(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { key: string }).key);
}

describe('a disk that fills while an experiment runs', () => {
  it('a sweep goes on, prints every result, and keeps all of them elsewhere', () => {
    const place = at('full');
    mkdirSync(place);
    // The probe, the empty record and the first result are taken.
    const sweep = ['sweep', TEXT, ...SMALL, '--vary', 'seed=1,2,3,4', '--json', '--out', path.join(place, 'results.jsonl')];
    const { code, out, errors } = run(sweep, fullDisk('sweep', place, 4));
    assert.equal(code, 1, errors);
    const { runs } = JSON.parse(out) as { runs: { state: string }[] };
    assert.deepEqual(
      runs.map(({ state }) => state),
      ['done', 'done', 'done', 'done'],
    );
    assert.match(errors, /Cannot write .*results\.jsonl now \(ENOSPC\)/);
    const rescued = /the results are in (.*\.jsonl)\./.exec(errors)?.[1];
    assert.ok(rescued && !rescued.startsWith(place), errors);
    assert.equal(new Set(keysOf(rescued)).size, 4);
    // The torn line is left out, and what is whole is not done again.
    const again = run(sweep);
    assert.equal(again.code, 0, again.errors);
    assert.equal(keysOf(path.join(place, 'results.jsonl')).length, 4);
  });

  it('a sweep whose disk has room again has every line in its record', () => {
    const place = at('short-of-room');
    mkdirSync(place);
    const record = path.join(place, 'results.jsonl');
    const preload = fullDisk('short', place, 4);
    writeFileSync(preload, readFileSync(preload, 'utf8').replaceAll('++calls < 4', '++calls !== 4'));
    const { code, errors } = run(['sweep', TEXT, ...SMALL, '--vary', 'seed=1,2,3', '--out', record], preload);
    assert.equal(code, 0, errors);
    assert.match(errors, /now \(ENOSPC\)/);
    assert.equal(new Set(keysOf(record)).size, 3);
  });

  it('a record is never the text that is read', () => {
    const before = readFileSync(TEXT, 'utf8');
    for (const command of [
      ['sweep', TEXT, '--vary', 'seed=1,2'],
      ['compare', TEXT, '--cells', 'gru'],
    ]) {
      const { code, errors } = run([...command, ...SMALL, '--out', TEXT]);
      assert.equal(code, 2);
      assert.match(errors, /^[^\n]*is read by this command[^\n]*\n$/);
    }
    assert.equal(readFileSync(TEXT, 'utf8'), before);
  });
});

describe('an export onto a disk without room', () => {
  it('leaves the old files as they were and no part of new ones', () => {
    const model = at('model.safetensors');
    assert.equal(run(['train', TEXT, ...SMALL, '--out', model]).code, 0);
    const place = at('exported');
    assert.equal(run(['export', model, '--to', 'pytorch', '--out', place]).code, 0);
    const before = readdirSync(place).map((name) => [name, readFileSync(path.join(place, name), 'utf8')]);
    const { code, errors } = run(['export', model, '--to', 'pytorch', '--out', place], fullDisk('export', place, 1, '\\.py\\.'));
    assert.equal(code, 1);
    assert.match(errors, /^Cannot write [^\n]*\.py \(ENOSPC\)[^\n]*\n$/);
    assert.deepEqual(
      readdirSync(place).map((name) => [name, readFileSync(path.join(place, name), 'utf8')]),
      before,
    );
  });
});

describe('the folder of a zoo', () => {
  it('with a torn last line takes the next result on a line of its own', () => {
    const place = at('zoo');
    mkdirSync(place);
    writeFileSync(path.join(place, 'results.jsonl'), '{"key":"one","seconds":1}\n{"key":"tw');
    const { code, errors } = run(['zoo', '--minutes', '0', '--seeds', '1', '--out', place, '--json']);
    assert.equal(code, 0, errors);
    assert.equal(readFileSync(path.join(place, 'results.jsonl'), 'utf8'), '{"key":"one","seconds":1}\n');
    assert.ok(existsSync(path.join(place, 'zoo.html')));
  });

  it('whose disk is full: the verdicts are printed all the same, and a sentence says what could not be written', () => {
    const place = at('zoo-full');
    mkdirSync(place);
    const { code, out, errors } = run(['zoo', '--minutes', '0', '--seeds', '1', '--out', place, '--json'], fullDisk('zoo', place, 1, 'zoo\\.'));
    assert.equal(code, 1, errors);
    assert.ok((JSON.parse(out) as { verdicts: unknown[] }).verdicts.length >= 30);
    assert.match(errors, /Cannot write .*zoo\.md \(ENOSPC\)/);
    assert.deepEqual(readdirSync(place), ['results.jsonl']);
  });
});
