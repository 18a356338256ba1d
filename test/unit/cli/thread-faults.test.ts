import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readModel } from '../../../src/formats/model-file';
import { FAULTS, faultyScript } from '../support/faulty-thread';
import { start } from '../support/process';
import { unroll } from '../support/program';

const folder = mkdtempSync(path.join(tmpdir(), 'unroll-cli-faults-'));
const at = (name: string) => path.join(folder, name);
const TEXT = at('text.txt');
writeFileSync(TEXT, 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(80));
const TRAIN = ['train', TEXT, '--hidden', '8', '--steps', '1000000', '--evaluate-every', '5', '--json'];

/** What is told of the end of the training's own thread. */
const OWN_DEATHS = { throw: /^Something went wrong: Error: injected$/m, exit: /ended unexpectedly/, exhaust: /out of memory/ };

/** The sentences on standard error: none of them a stack. */
function sentences(errors: string): string[] {
  assert.doesNotMatch(errors, /\n\s+at /);
  return errors.trim().split('\n');
}

describe('unroll train whose thread dies ends with 1 and sentences, and keeps a checkpoint', () => {
  for (const fault of ['throw', 'exit', 'exhaust'] as const)
    it(`a further thread of it: ${fault}`, async () => {
      copyFileSync('dist/unroll.js', at('unroll.js'));
      copyFileSync(faultyScript(path.resolve('dist/follower.js'), FAULTS[fault], 3000, 'followers'), at('follower.js'));
      const { code, errors } = await start([...TRAIN, '--threads', '2', '--out', at(`${fault}.safetensors`)], { script: at('unroll.js') }).ended;
      assert.equal(code, 1, errors);
      const told = sentences(errors);
      assert.ok(
        told.some((line) => line.includes(`${fault}.checkpoint.safetensors`)),
        errors,
      );
      assert.ok(readModel(readFileSync(at(`${fault}.checkpoint.safetensors`))).resume);
    });

  for (const fault of ['throw', 'exit', 'exhaust'] as const)
    it(`the thread of the training itself: ${fault}`, async () => {
      const preload = at(`${fault}.cjs`);
      writeFileSync(
        preload,
        `const { isMainThread, workerData } = require('node:worker_threads');
const add = Atomics.add;
let calls = 0;
if (!isMainThread && workerData?.control && !workerData.followers)
  Atomics.add = (...given) => {
    if (++calls > 500) { ${FAULTS[fault]}; }
    return add(...given);
  };
`,
      );
      // The heap of a thread is as large as that of the process.
      const node = ['--max-old-space-size=96', '--require', preload];
      const { code, errors } = await start([...TRAIN, '--threads', '1', '--out', at('own.safetensors')], { node }).ended;
      assert.equal(code, 1, errors);
      // A fault of the program itself is told with its place, for a report.
      assert.match(fault === 'throw' ? errors : sentences(errors).join('\n'), OWN_DEATHS[fault]);
    });

  for (const [victim, owner] of [
    ['the thread of the training itself', 'isMainThread'],
    ['a further thread of it', 'workerData?.followers'],
  ] as const)
    it(`${victim}: terminated from outside`, async () => {
      const name = `terminated-${owner === 'isMainThread' ? 'own' : 'further'}`;
      const checkpoint = at(`${name}.checkpoint.safetensors`);
      const preload = at(`${name}.cjs`);
      writeFileSync(
        preload,
        `const threads = require('node:worker_threads');
const { existsSync } = require('node:fs');
const { isMainThread, workerData, Worker } = threads;
if (${owner})
  threads.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      // Once there is something to go on from.
      const watch = setInterval(() => {
        if (!existsSync(${JSON.stringify(checkpoint)})) return;
        clearInterval(watch);
        void this.terminate();
      }, 10);
    }
  };
`,
      );
      const options = [...TRAIN, '--threads', '2', '--checkpoint-every', '0.1', '--out', at(`${name}.safetensors`)];
      const { code, errors } = await start(options, { node: ['--require', preload] }).ended;
      assert.equal(code, 1, errors);
      assert.ok(
        sentences(errors).some((line) => line.includes(checkpoint)),
        errors,
      );
      assert.ok(readModel(readFileSync(checkpoint)).resume);
    });

  it('where the script of its threads is missing', async () => {
    const alone = path.join(mkdtempSync(path.join(tmpdir(), 'unroll-alone-')), 'unroll.js');
    copyFileSync('dist/unroll.js', alone);
    const { code, errors } = await start([...TRAIN, '--threads', '2', '--out', at('none.safetensors')], { script: alone }).ended;
    assert.equal(code, 1);
    assert.equal(sentences(errors).length, 1);
  });
});

describe('the runs of a sweep', () => {
  it('stand alone: one that diverges fails, the other is there and the best; results are written as runs end', () => {
    const explosive = [
      '--cell',
      'rnn',
      '--activation',
      'relu',
      '--initialization',
      'identity',
      '--optimizer',
      'sgd',
      '--clip',
      '0',
      '--schedule',
      'constant',
    ];
    const { code, lines, errors } = unroll([
      ...[
        'sweep',
        TEXT,
        ...explosive,
        '--hidden',
        '32',
        '--sequence-length',
        '50',
        '--steps',
        '200',
        '--threads',
        '1',
        '--seed',
        '1',
        '--warmup',
        '0',
      ],
      ...['--vary', 'learning-rate=0.0001; 5', '--json', '--out', at('results.jsonl')],
    ]);
    assert.equal(code, 0, errors);
    const { runs, best } = lines[0] as unknown as { runs: { name: string; state: string }[]; best: string };
    assert.deepEqual(
      runs.map(({ state }) => state),
      ['done', 'failed'],
    );
    assert.equal(best, runs[0]!.name);
    const written = readFileSync(at('results.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      written.map(({ name, state }) => [name, state]),
      runs.map(({ name, state }) => [name, state]),
    );
  });

  it('that are over are reported when the sweep is interrupted', async () => {
    const run = start(['sweep', TEXT, '--hidden', '8', '--threads', '1', '--vary', 'steps', '--json'], {});
    assert.equal((await run.ended).code, 2);
    const sweep = start(['sweep', TEXT, '--threads', '1', '--steps', '100000000', '--vary', 'hidden=4,8', '--out', at('stopped.jsonl')]);
    await sweep.told(/1\/2 hidden 4/);
    sweep.process.kill('SIGINT');
    const { code, out } = await sweep.ended;
    assert.equal(code, 130);
    assert.match(out, /hidden 4.*stopped/);
    assert.doesNotMatch(out, /hidden 8/);
  });
});
