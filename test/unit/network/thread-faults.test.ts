import assert from 'node:assert/strict';
import path from 'node:path';
import { createLearner } from '../../../src/network/create';
import type { SpawnFollowers } from '../../../src/network/follower';
import type { Learner } from '../../../src/network/learner';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { followerScript } from '../../../src/workers/threads';
import { FAULTS, faultyScript } from '../support/faulty-thread';

const SCRIPT = path.resolve('dist/follower.js');
const configuration = { ...BASE_CONFIGURATION, hidden: 16, batchSize: 6, sequenceLength: 9, threads: 3 };
const symbols = () => Int32Array.from({ length: 54 }, (_, i) => i % 11);

/** Milliseconds in which threads come up on a machine that has other work as well. */
const BUSY = 4000;

function learner(spawn: SpawnFollowers, patience = 60_000, startPatience = 60_000): Learner {
  return createLearner({ configuration, ports: 11 }, { spawn, patience, startPatience });
}

/** Steps until it throws; without the fault it would go on for long. */
function work(made: Learner): void {
  try {
    for (let step = 0; step < 100_000; step++) made.step({ inputs: symbols(), targets: symbols(), steps: 9, resetState: step === 0 }, 0.01);
  } finally {
    made.dispose();
  }
}

/** What is noticed, and when: at the start (0) or while training. */
const CASES: [fault: keyof typeof FAULTS, id: string][] = [
  ['throw', 'training.thread'],
  ['exit', 'training.thread.exit'],
  ['exhaust', 'training.thread.memory'],
];

describe('a training whose thread dies ends with a sentence instead of waiting for ever', () => {
  for (const [fault, id] of CASES)
    for (const calls of [0, 500])
      it(`where a thread does this ${calls ? 'while it trains' : 'when it starts'}: ${fault}`, () => {
        const script = faultyScript(SCRIPT, FAULTS[fault], calls, 'followers');
        assert.throws(() => work(learner(followerScript(script))), { id });
      });

  it('where a thread hangs', () => {
    const script = faultyScript(SCRIPT, FAULTS.hang, 500, 'followers');
    assert.throws(() => work(learner(followerScript(script), BUSY)), { id: 'training.thread.silent' });
  });

  it('where a thread never gets ready', () => {
    const script = faultyScript(SCRIPT, FAULTS.hang, 0, 'followers');
    assert.throws(() => learner(followerScript(script), 2000, 2000), { id: 'training.thread.start' });
  });

  it('where all threads are killed at once', () => {
    let kill: (() => void) | undefined;
    const made = learner((requests) => {
      const threads = followerScript(SCRIPT)(requests);
      kill = () => threads.terminate();
      return threads;
    }, BUSY);
    made.step({ inputs: symbols(), targets: symbols(), steps: 9, resetState: true }, 0.01);
    kill?.();
    assert.throws(() => work(made), { id: 'training.thread.silent' });
  });

  it('where the thread that looks after them dies as it starts', () => {
    const script = faultyScript(SCRIPT, FAULTS.throw, 0, 'index');
    assert.throws(() => learner(followerScript(script), 2000, 2000), { id: 'training.thread.start' });
  });

  it('where its script is not there', () => {
    assert.throws(() => learner(followerScript(path.resolve('dist/none.js'))), { id: 'training.thread.start' });
  });

  it('where a thread is given a build that does not exist', () => {
    assert.throws(
      () => learner((requests) => followerScript(SCRIPT)(requests.map((request) => ({ ...request, backend: { provider: 'none', detail: 0 } })))),
      {
        id: 'training.thread',
      },
    );
  });
});
