import assert from 'node:assert/strict';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { StepEvent, TrainingEvent } from '../../../src/protocol/training-events';
import { decodeEvent, decodeEvents, encodeEvent, upToStep } from '../../../src/runs/metrics';
import { RunFolder } from '../../../src/runs/run-folder';
import { readMetrics } from '../../../src/runs/stored-run';
import fc from '../support/properties';

const CASES = { numRuns: process.env.UNROLL_LONG ? 100_000 : 2000 };

function step(number: number, layers = 1): StepEvent {
  return {
    type: 'step',
    step: number,
    loss: 1.2345678901234567 + Math.sin(number),
    gradientNorm: Math.abs(Math.cos(number)) / 3,
    clipped: 1 / 3,
    learningRate: 8e-3 * Math.cos(number / 1e5) ** 2,
    hiddenNorms: Array.from({ length: layers }, (_, layer) => Math.fround(4.1 + layer / 7)),
    charactersPerSecond: 912345.678,
    seconds: number / 7,
  };
}

const EVENTS: TrainingEvent[] = [
  { type: 'note', id: 'note.validation', args: ['Ünïcödé 💡'] },
  { type: 'evaluation', step: 0, loss: 3, bitsPerCharacter: 4.3, accuracy: 0.1 },
  ...[1, 2, 3].map((number) => step(number)),
  { type: 'evaluation', step: 3, loss: 2, bitsPerCharacter: 2.9, accuracy: 0.4 },
  { type: 'baseline', name: 'gzip', bitsPerCharacter: 2.5 },
  { type: 'done', steps: 3, seconds: 1, bestStep: 3, bestLoss: 2, path: null, reason: 'stopped' },
];

describe('metrics of a run', () => {
  it('are read back: losses, norms and rates to the last bit', () => {
    const original = step(1234, 2);
    const read = decodeEvent(encodeEvent(original));
    assert.ok(read?.type === 'step');
    for (const key of ['step', 'loss', 'gradientNorm', 'clipped', 'learningRate'] as const) assert.equal(read[key], original[key], key);
    assert.deepEqual(read.hiddenNorms.map(Math.fround), original.hiddenNorms);
    assert.ok(Math.abs(read.seconds - original.seconds) < 1e-3);
  });

  it('are readable after a cut at any byte: nothing before it is lost', () => {
    const lines = EVENTS.map((event) => `${encodeEvent(event)}\n`);
    const bytes = Buffer.from(lines.join(''));
    let whole = 0;
    let end = Buffer.byteLength(lines[0]!);
    for (let cut = 0; cut <= bytes.length; cut++) {
      while (whole < lines.length && cut >= end) end += Buffer.byteLength(lines[++whole] ?? '');
      const read = decodeEvents(bytes.subarray(0, cut).toString('utf8'));
      // A line that lacks no more than its end is whole as well.
      assert.ok(read.length === whole || (read.length === whole + 1 && cut === end - 1), `${read.length} of ${whole} at ${cut}`);
    }
  });

  it('of 10,000 steps with two layers take less than 2 MB', () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'unroll-size-')), 'run');
    const run = RunFolder.create(folder, {
      id: 'size',
      document: { uri: 'file:///size.txt', name: 'size.txt' },
      fingerprint: { hash: '', length: 1 },
      configuration: BASE_CONFIGURATION,
      created: new Date().toISOString(),
      state: 'running',
    });
    for (let number = 1; number <= 10_000; number++) run.appendEvents([step(number, 2)]);
    run.finish('done');
    const size = ['run.json', 'metrics.jsonl'].reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
    assert.ok(size < 2e6, `${size} bytes`);
    assert.equal(readMetrics(folder).length, 10_000);
  });

  it('go on from a checkpoint as if there had never been more', () => {
    assert.deepEqual(
      upToStep(EVENTS, 2).map((event) => ('step' in event ? event.step : event.type)),
      ['note', 0, 1, 2, 'baseline'],
    );
  });

  it('take any text, and any change of a real file', () => {
    const real = EVENTS.map(encodeEvent).join('\n');
    const check = (text: string) => {
      for (const event of decodeEvents(text)) if (event.type === 'step') assert.ok(event.hiddenNorms.every((norm) => typeof norm === 'number'));
    };
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((json) => `{"s":${json}}`),
        ),
        check,
      ),
      CASES,
    );
    fc.assert(
      fc.property(fc.nat(real.length), fc.string({ maxLength: 4 }), fc.nat(8), (at, put, gone) =>
        check(real.slice(0, at) + put + real.slice(at + gone)),
      ),
      CASES,
    );
  });
});
