import assert from 'node:assert/strict';
import path from 'node:path';
import { createInference } from '../../../src/network/inference';
import { initializeWeights } from '../../../src/network/initialization';
import type { InferenceNetwork } from '../../../src/network/learner';
import { offerSecondThread } from '../../../src/network/spread-kernels';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { secondThreadScript } from '../../../src/workers/threads';
import { FAULTS, faultyScript } from '../support/faulty-thread';

const V = 20;
const SCRIPT = path.resolve('dist/follower.js');
/** Large enough for a second thread: 2 MB of weights and more. */
const BASE: Configuration = { ...BASE_CONFIGURATION, layers: 2, hidden: 256, embedding: 0 };

function made(configuration: Configuration, threads: 1 | 2): InferenceNetwork {
  return createInference(configuration, V, initializeWeights(configuration, V), threads);
}

/** Log-probabilities behind a piece of text and some characters, one after the other. */
function predictions(network: InferenceNetwork, characters: number): Float32Array[] {
  const state = network.createState();
  network.warm(state, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  return Array.from({ length: characters }, (_, i) => {
    const out = new Float32Array(V);
    network.advance(state, i % V, out);
    return out;
  });
}

/** Repeats until the second thread takes part, which a busy machine may delay. */
function until(condition: () => boolean, work: () => void): void {
  const end = Date.now() + 60_000;
  do work();
  while (!condition() && Date.now() < end);
  assert.ok(condition(), 'the second thread takes part');
}

describe('a second thread of the predictions', () => {
  afterEach(() => offerSecondThread(undefined));

  for (const cell of ['rnn', 'lstm', 'gru', 'mingru'] as const)
    it(`changes no bit of a large network: ${cell}`, () => {
      let done: Int32Array | undefined;
      offerSecondThread((request) => {
        done = new Int32Array(request.words, 4 * 16, 1);
        return secondThreadScript(SCRIPT)(request);
      });
      const configuration = { ...BASE, cell, hidden: { rnn: 640, mingru: 512, lstm: 320, gru: 320 }[cell] };
      const alone = predictions(made(configuration, 1), 5);
      const network = made(configuration, 2);
      until(
        () => done![0]! > 0,
        () => assert.deepEqual(predictions(network, 5), alone),
      );
      assert.deepEqual(predictions(network, 5), alone);
    });

  it('serves several networks by turns', () => {
    offerSecondThread(secondThreadScript(SCRIPT));
    const [one, other] = [
      { ...BASE, cell: 'gru', hidden: 320 },
      { ...BASE, cell: 'lstm', seed: 2 },
    ] as const;
    const expected = [predictions(made(one, 1), 3), predictions(made(other, 1), 3)];
    const networks = [made(one, 2), made(other, 2)];
    for (let turn = 0; turn < 20; turn++) assert.deepEqual(predictions(networks[turn % 2]!, 3), expected[turn % 2], `turn ${turn}`);
  });

  it('is not started for a small network', () => {
    offerSecondThread(() => assert.fail('it was started'));
    predictions(made({ ...BASE, hidden: 32 }, 2), 2);
  });

  for (const fault of ['throw', 'hang'] as const)
    it(`where it fails (${fault}), one prediction ends with a sentence and the next ones are right without it`, () => {
      offerSecondThread(secondThreadScript(faultyScript(SCRIPT, FAULTS[fault], 3)), 300);
      const configuration = { ...BASE, cell: 'lstm' } as const;
      const network = made(configuration, 2);
      let failure: unknown;
      until(
        () => failure !== undefined,
        () => {
          try {
            predictions(network, 5);
          } catch (error) {
            failure = error;
          }
        },
      );
      assert.equal((failure as { id?: string }).id, 'prediction.thread');
      assert.deepEqual(predictions(network, 5), predictions(made(configuration, 1), 5));
    });
});
