import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { constants as systemConstants, tmpdir } from 'node:os';
import path from 'node:path';
import { readModel } from '../../../src/formats/model-file';
import { start } from '../support/process';
import { unroll } from '../support/program';

const TEXT = 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(40);
const SMALL = ['--hidden', '4', '--threads', '1'];
const ENDLESS = ['--steps', '100000000', ...SMALL];
const windows = process.platform === 'win32';

/** A folder of its own with a text in it. */
function place(): { folder: string; text: string; at: (name: string) => string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-lost-'));
  const at = (name: string) => path.join(folder, name);
  writeFileSync(at('text.txt'), TEXT);
  return { folder, text: at('text.txt'), at };
}
const isModel = (file: string) => readModel(readFileSync(file)).vocabulary.length > 1;
const temporary = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.tmp'));

describe('the output of a training', () => {
  const refused = (text: string, out: string, code = 2) => {
    const outcome = unroll(['train', text, '--steps', '2', ...SMALL, '--out', out]);
    assert.equal(outcome.code, code, outcome.errors);
    assert.match(outcome.errors, /^[^\n]+\.\n$/);
    assert.ok(outcome.errors.includes(out), outcome.errors);
  };

  it('is never written over its input, by whatever name or link that is called', function () {
    if (windows) this.skip();
    const { text, at } = place();
    symlinkSync(text, at('link'));
    linkSync(text, at('hard'));
    mkdirSync(at('sub'));
    for (const name of [text, path.join(path.dirname(text), 'sub', '..', 'text.txt'), at('link'), at('hard')]) refused(text, name);
    assert.equal(readFileSync(text, 'utf8'), TEXT);
    assert.ok(lstatSync(at('link')).isSymbolicLink());
    const model = at('model.safetensors');
    assert.equal(unroll(['train', text, '--steps', '2', ...SMALL, '--out', model]).code, 0);
    const before = readFileSync(model);
    for (const option of ['--from', '--resume']) assert.equal(unroll(['train', text, option, model, '--out', model]).code, 2);
    assert.deepEqual(readFileSync(model), before);
  });

  it('is refused before the first step where it is a folder, a pipe, or cannot be written', function () {
    if (windows) this.skip();
    const { folder, text, at } = place();
    refused(text, folder);
    assert.equal(spawnSync('mkfifo', [at('pipe')]).status, 0);
    refused(text, at('pipe'));
    assert.ok(lstatSync(at('pipe')).isFIFO());
    refused(text, at('none/model.safetensors'), 1);
    symlinkSync(at('b'), at('a'));
    symlinkSync(at('a'), at('b'));
    refused(text, at('a'));
    if (process.getuid?.() === 0) return;
    mkdirSync(at('closed'));
    chmodSync(at('closed'), 0o500);
    refused(text, at('closed/model.safetensors'), 1);
    writeFileSync(at('old.safetensors'), 'old');
    chmodSync(at('old.safetensors'), 0o400);
    refused(text, at('old.safetensors'), 1);
  });

  it('follows a link, which stays one, also to a file that is not there yet', function () {
    if (windows) this.skip();
    const { text, at } = place();
    symlinkSync('real.safetensors', at('link.safetensors'));
    assert.equal(unroll(['train', text, '--steps', '2', ...SMALL, '--out', at('link.safetensors')]).code, 0);
    assert.ok(lstatSync(at('link.safetensors')).isSymbolicLink());
    assert.ok(isModel(at('real.safetensors')));
  });

  it('is saved elsewhere, and told where, when its folder is gone at the end', async () => {
    const { folder, text, at } = place();
    mkdirSync(at('gone'));
    const run = start(['train', text, ...ENDLESS, '--json', '--out', at('gone/model.safetensors')], { cwd: folder });
    await run.printed(/"step"/);
    rmSync(at('gone'), { recursive: true });
    run.process.kill('SIGINT');
    const { code, out, errors } = await run.ended;
    const { path: saved } = JSON.parse(out.trim().split('\n').at(-1)!) as { path: string };
    assert.ok(isModel(path.resolve(folder, saved)), saved);
    assert.ok(errors.includes(saved) && errors.includes('ENOENT'), errors);
    assert.notEqual(code, 0);
  });
});

describe('a training that is interrupted', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    it(`by ${signal} saves its model and says so by its exit code`, async function () {
      if (windows) this.skip();
      const { folder, text, at } = place();
      const run = start(['train', text, ...ENDLESS, '--json', '--out', at('model.safetensors')]);
      await run.printed(/"step"/);
      run.process.kill(signal);
      const { code, out } = await run.ended;
      assert.equal(code, 128 + systemConstants.signals[signal]);
      assert.equal(JSON.parse(out.trim().split('\n').at(-1)!).reason, 'stopped');
      assert.ok(isModel(at('model.safetensors')));
      assert.deepEqual(temporary(folder), []);
    });

  it('within a step of a huge vocabulary stops without waiting for the step, and at once for a second signal', async function () {
    if (windows) this.skip();
    const { at, folder } = place();
    writeFileSync(at('huge.txt'), Array.from({ length: 40_000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 15_000))).join(''));
    const huge = ['train', at('huge.txt'), '--min-count', '1', '--hidden', '256', '--batch-size', '32', '--sequence-length', '64', '--steps', '1000'];
    const run = start([...huge, '--threads', '1', '--json', '--out', at('huge.safetensors')]);
    await run.printed(/"start"/);
    run.process.kill('SIGINT');
    const { code } = await run.ended;
    assert.equal(code, 130);
    const twice = start([...huge, '--threads', '1', '--json', '--out', at('twice.safetensors')]);
    await twice.printed(/"start"/);
    twice.process.kill('SIGINT');
    twice.process.kill('SIGTERM');
    assert.equal((await twice.ended).code, 130);
    assert.deepEqual(temporary(folder), []);
  });

  it('by a kill goes on from its checkpoint, and the model that was there before is untouched', async () => {
    const { text, at } = place();
    const model = at('model.safetensors');
    writeFileSync(model, 'an earlier model');
    const run = start(['train', text, ...ENDLESS, '--json', '--out', model, '--checkpoint-every', '0.1']);
    const checkpoint = at('model.checkpoint.safetensors');
    while (!existsSync(checkpoint) && run.process.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 10));
    run.process.kill('SIGKILL');
    await run.ended;
    assert.equal(readFileSync(model, 'utf8'), 'an earlier model');
    const reached = Number(readModel(readFileSync(checkpoint)).resume?.counters.step);
    assert.ok(reached > 0);
    const further = unroll(['train', text, '--resume', checkpoint, '--stop-after', String(reached + 5), '--json', '--out', model]);
    assert.equal(further.code, 0, further.errors);
    assert.equal(further.lines.at(-1)?.steps, reached + 5);
    assert.ok(isModel(model));
    assert.ok(existsSync(checkpoint), 'what it was told to read stays');
  });

  it('leaves no checkpoint when its model is there', () => {
    const { folder, text, at } = place();
    const { code } = unroll(['train', text, '--steps', '1500', ...SMALL, '--out', at('model.safetensors'), '--checkpoint-every', '0.01']);
    assert.equal(code, 0);
    assert.deepEqual(readdirSync(folder).sort(), ['model.safetensors', 'text.txt']);
  });
});

describe('output that nobody reads', () => {
  it('does not end a training, and ends what only prints', async () => {
    const { text, at } = place();
    const run = start(['train', text, '--steps', '3000', ...SMALL, '--json', '--out', at('model.safetensors')]);
    await run.printed(/"start"/);
    run.process.stdout.destroy();
    assert.equal((await run.ended).code, 0);
    assert.equal(Number(readModel(readFileSync(at('model.safetensors'))).resume?.counters.step), 3000);
    const sample = start(['sample', at('model.safetensors'), '--length', '2000000000']);
    await sample.printed(/\w/);
    sample.process.stdout.destroy();
    assert.equal((await sample.ended).code, 0);
  });

  it('is reported in a sentence where the disk is full; a training goes on all the same', function () {
    if (!existsSync('/dev/full')) this.skip();
    const { text, at } = place();
    const onto = (...args: string[]) =>
      spawnSync(process.execPath, ['dist/unroll.js', ...args], {
        stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      });
    const trained = onto('train', text, '--steps', '20', ...SMALL, '--json', '--out', at('model.safetensors'));
    assert.equal(trained.status, 1);
    assert.match(trained.stderr, /ENOSPC/);
    assert.ok(isModel(at('model.safetensors')));
    const inspected = onto('inspect', '--json', at('model.safetensors'));
    assert.equal(inspected.status, 1);
    assert.match(inspected.stderr, /^[^\n]*ENOSPC[^\n]*\n$/);
  });
});

describe('standard input', () => {
  it('that is not there yet is waited for, also where reading does not block', async function () {
    if (windows) this.skip();
    const { at } = place();
    assert.equal(spawnSync('mkfifo', [at('pipe')]).status, 0);
    // A reader must be there before a writer that does not wait, and a writer, or the pipe is at its end.
    const reader = openSync(at('pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(at('pipe'), constants.O_WRONLY | constants.O_NONBLOCK);
    const run = start(['train', '-', '--steps', '2', ...SMALL, '--json', '--out', at('model.safetensors')], { stdin: reader });
    setTimeout(() => {
      writeSync(writer, TEXT);
      closeSync(writer);
    }, 300);
    const { code, errors } = await run.ended;
    assert.equal(code, 0, errors);
  });

  it('that is a folder is refused in a sentence', function () {
    if (windows) this.skip();
    const { folder } = place();
    const { status, stderr } = spawnSync(process.execPath, ['dist/unroll.js', 'train', '-'], {
      stdio: [openSync(folder, 'r'), 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /^[^\n]*EISDIR[^\n]*\n$/);
  });
});
