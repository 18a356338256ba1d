import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeModel } from '../../../src/formats/model-file';
import { EVENTS } from '../formats/events';
import { exampleModel } from '../formats/files';

const cli = path.resolve(__dirname, '../../../../dist/unroll.js');

describe('unroll export', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-export-'));
  const model = path.join(folder, 'model.safetensors');
  after(() => rmSync(folder, { recursive: true, force: true }));
  before(() => writeFileSync(model, writeModel(exampleModel())));
  const run = (...args: string[]) => spawnSync(process.execPath, [cli, 'export', ...args], { encoding: 'utf8', cwd: folder });

  it('writes into a folder named after model and format, and says what', () => {
    const { status, stdout } = run('model.safetensors', '--to', 'onnx');
    assert.deepEqual([status, stdout.trim()], [0, path.join('model-onnx', 'model.onnx')]);
  });
  it('takes the metrics of train --json', () => {
    const metrics = path.join(folder, 'events.jsonl');
    writeFileSync(metrics, EVENTS.map((event) => `${JSON.stringify(event)}\n`).join(''));
    assert.equal(run(model, '--to', 'csv', '--metrics', metrics, '--out', 'out').status, 0);
    assert.match(readFileSync(path.join(folder, 'out', 'model.csv'), 'utf8'), /^step,.*\n0,/);
  });
  it('ends with 2 for bad usage and 1 for everything else, with one line', () => {
    const lines = path.join(folder, 'lines.txt');
    writeFileSync(lines, 'no json\n');
    for (const [expected, ...args] of [
      [2, model],
      [2, model, '--to', 'wav'],
      [2, '--to', 'csv'],
      [1, path.join(folder, 'nothing'), '--to', 'onnx'],
      [1, lines, '--to', 'onnx'],
      [1, model, '--to', 'csv'],
      [1, model, '--to', 'csv', '--metrics', lines],
      [1, model, '--to', 'onnx', '--out', path.join(model, 'inside')],
    ] as [number, ...string[]][]) {
      const { status, stdout, stderr } = run(...args);
      assert.equal(status, expected, `${args}: ${stderr}`);
      assert.equal(stdout, '');
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  });
});
