import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { start } from '../support/process';
import { unroll } from '../support/program';

const windows = process.platform === 'win32';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

describe('a signal', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-signals-'));
  const at = (name: string) => path.join(folder, name);
  before(function () {
    if (windows) this.skip();
    writeFileSync(at('text.txt'), 'the tide comes in and the tide goes out.\n'.repeat(40));
    // Large enough that a signal arrives while its exported weights are being written.
    const size = ['--hidden', '1024', '--cell', 'lstm', '--batch-size', '2', '--sequence-length', '4', '--validation', '0'];
    const { code, errors } = unroll(['train', at('text.txt'), '--steps', '1', ...size, '--out', at('model.safetensors')]);
    assert.equal(code, 0, errors);
  });

  for (const signal of SIGNALS)
    it(`while an export is written leaves no half of a file (${signal})`, async () => {
      const out = at(signal);
      mkdirSync(out);
      const run = start(['export', at('model.safetensors'), '--to', 'pytorch', '--out', out]);
      while (readdirSync(out).length === 0 && run.process.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
      run.process.kill(signal);
      const { code } = await run.ended;
      // Zero: all was written before the signal came.
      assert.ok([128 + constants.signals[signal], 0].includes(code!), String(code));
      assert.deepEqual(readdirSync(out).sort(), ['model.py', 'model.safetensors']);
    });

  it('ends a prediction at once, which writes no file', async () => {
    writeFileSync(at('names.csv'), `name,origin\n${'anna,it\nbob,en\ncarla,it\ndave,en\n'.repeat(10)}`);
    const small = ['--hidden', '4', '--steps', '2', '--threads', '1'];
    const trained = unroll(['train', at('names.csv'), '--task', 'classification', ...small, '--out', at('names.safetensors')]);
    assert.equal(trained.code, 0, trained.errors);
    writeFileSync(at('many.csv'), `name,origin\n${'anna,it\n'.repeat(400_000)}`);
    const before = readdirSync(folder);
    const run = start(['predict', at('names.safetensors'), at('many.csv')]);
    await new Promise((resolve) => run.process.once('spawn', resolve));
    run.process.kill('SIGTERM');
    const { signal, out } = await run.ended;
    assert.equal(signal, 'SIGTERM');
    assert.equal(out, '');
    assert.deepEqual(readdirSync(folder), before);
  });

  it('ends the zoo with what was trained in its record, and its pages made of that', async () => {
    const run = start(['zoo', '--minutes', '60', '--out', at('zoo')]);
    await run.told(/^2\/81 /m);
    run.process.kill('SIGTERM');
    assert.equal((await run.ended).code, 128 + constants.signals.SIGTERM);
    assert.deepEqual(readdirSync(at('zoo')).sort(), ['results.jsonl', 'zoo.html', 'zoo.json', 'zoo.md']);
    const lines = readFileSync(at('zoo/results.jsonl'), 'utf8').trim().split('\n');
    assert.ok(lines.length >= 1);
    for (const line of lines) assert.ok(JSON.parse(line));
  });
});
