import assert from 'node:assert/strict';
import path from 'node:path';
import { chooseBackend } from '../../../src/kernels/registry';
import { createLearner } from '../../../src/network/create';
import type { Learner, Window } from '../../../src/network/learner';
import { languagePorts, realPorts } from '../../../src/network/ports';
import { Random } from '../../../src/network/random';
import { chooseSplit } from '../../../src/network/work-split';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { WorkSplit } from '../../../src/protocol/training-events';
import { followerScript } from '../../../src/workers/threads';
import { FAULTS, faultyScript } from '../support/faulty-thread';
import { spawn } from '../support/threads';

const V = 11;
const STREAMS = 5;
const STEPS = 7;
/** Units of three panels of eight, or two of sixteen, of which the last one is not full. */
const BASE: Configuration = { ...BASE_CONFIGURATION, layers: 2, hidden: 20, batchSize: STREAMS, sequenceLength: STEPS, clip: 0.5, embedding: 0 };

function randomWindow(seed: number, steps = STEPS, streams = STREAMS): Window {
  const random = new Random(seed, 'window');
  const symbols = () => Int32Array.from({ length: steps * streams }, () => random.nextUint32() % V);
  return { inputs: symbols(), targets: symbols(), steps, resetState: seed === 1 };
}

function made(change: Partial<Configuration>, threads: number, split: WorkSplit = 'units', interrupted = () => false): Learner {
  const configuration = { ...BASE, ...change, threads };
  return createLearner({ configuration, ports: V, split, interrupted }, { spawn });
}

const bits = (learner: Learner) => [...learner.readWeights()].map(([name, { data }]) => [name, Array.from(data)]);

/** All that a learner says of some updates and of an evaluation. */
function trained(change: Partial<Configuration>, threads: number, split?: WorkSplit) {
  const learner = made(change, threads, split);
  const steps = Array.from({ length: 6 }, (_, i) => learner.step(randomWindow(i + 1), 0.01, true)!);
  const result = {
    steps,
    weights: bits(learner),
    evaluation: learner.evaluate([randomWindow(1, 20, 8), randomWindow(2, 3, 8)], 8)!,
    outputs: learner.outputs([randomWindow(1, 9, 3)], 3)!.map((values) => Array.from(values)),
    norms: { hidden: learner.hiddenNorms(), window: learner.windowNorms(), gradients: learner.gradientNorms() },
    state: [...learner.readState().tensors].map(([name, { data }]) => [name, Array.from(data)]),
  };
  learner.dispose();
  return result;
}

const NETWORKS: Record<string, Partial<Configuration>> = {
  'an LSTM': { cell: 'lstm' },
  'a GRU': { cell: 'gru' },
  'a tanh RNN': { cell: 'rnn' },
  'a sigmoid RNN': { cell: 'rnn', activation: 'sigmoid' },
  'an LSTM without biases': { cell: 'lstm', bias: false },
  'a GRU with embedding and dropout': { cell: 'gru', embedding: 5, dropout: 0.2 },
  'an LSTM with norms and residual sums': { cell: 'lstm', embedding: 20, residual: 'on', norm: 'rms', headNorm: 'layer' },
  'a stack of LSTM and GRU': { cell: 'lstm', stack: 'lstm,gru' },
  'sigmoid outputs': { cell: 'gru', output: 'sigmoid' },
  'squared outputs, values clipped': { cell: 'gru', output: 'squared', clipMode: 'value', clip: 1e-3 },
  'a batch of one stream': { cell: 'lstm', batchSize: 1 },
};

describe('threads that share hidden units', () => {
  for (const [title, change] of Object.entries(NETWORKS))
    it(`any number of them gives the same bits: ${title}`, () => {
      if (change.batchSize === 1) {
        const [one, two, three] = [1, 2, 3].map((threads) => {
          const learner = made(change, threads);
          for (let i = 1; i <= 8; i++) learner.step(randomWindow(i, STEPS, 1), 0.01);
          const result = bits(learner);
          learner.dispose();
          return result;
        });
        assert.deepEqual(two, one);
        assert.deepEqual(three, one);
        return;
      }
      const one = trained(change, 1);
      assert.deepEqual(trained(change, 2), one);
      assert.deepEqual(trained(change, 3), one);
      // What one thread computes that knows nothing of units: all but the order in which the gradient's squares are summed is the same.
      const streams = trained(change, 1, 'streams');
      assert.equal(one.steps[0]!.loss, streams.steps[0]!.loss);
      one.steps.forEach(({ loss }, i) => {
        assert.ok(Math.abs(loss - streams.steps[i]!.loss) < 1e-5 * loss, `loss ${i + 1}`);
      });
      assert.ok(Math.abs(one.evaluation.nats - streams.evaluation.nats) < 1e-5 * streams.evaluation.nats);
    });

  it('answers with numbers, from numbers', () => {
    const random = new Random(3, 'numbers');
    const numbers = (width: number) => Float32Array.from({ length: STEPS * STREAMS * width }, () => random.nextUint32() / 2 ** 32 - 0.5);
    const window: Window = { inputs: numbers(3), targets: numbers(2), steps: STEPS, resetState: true };
    const [one, two] = [1, 2].map((threads) => {
      const configuration: Configuration = { ...BASE, cell: 'gru', threads };
      const learner = createLearner({ configuration, ports: realPorts(3, 2), split: 'units' }, { spawn });
      const losses = [1, 2, 3, 4].map(() => learner.step(window, 0.01)!.loss);
      const result = { losses, weights: bits(learner) };
      learner.dispose();
      return result;
    });
    assert.deepEqual(two, one);
  });

  it('an interrupted step changes nothing, and the next ones go on as if it had not been', () => {
    let stop = false;
    const [learner, other] = [made({ cell: 'lstm' }, 2, 'units', () => stop), made({ cell: 'lstm' }, 2)];
    for (let i = 1; i <= 10; i++) {
      const window = randomWindow(i);
      if (i % 3 === 0) {
        stop = true;
        for (let again = 0; again < 3; again++) assert.equal(learner.step(window, 0.01), undefined);
        stop = false;
      }
      assert.deepEqual(learner.step(window, 0.01), other.step(window, 0.01));
    }
    assert.deepEqual(bits(learner), bits(other));
    learner.dispose();
    other.dispose();
  });

  it('goes on exactly from a saved state, with another number of threads', () => {
    const [first, whole] = [made({ cell: 'lstm' }, 2), made({ cell: 'lstm' }, 2)];
    for (let i = 1; i <= 4; i++) first.step(randomWindow(i), 0.01);
    const second = made({ cell: 'lstm' }, 3);
    second.writeWeights(first.readWeights());
    second.writeState(first.readState());
    for (let i = 5; i <= 8; i++) second.step(randomWindow(i), 0.01);
    for (let i = 1; i <= 8; i++) whole.step(randomWindow(i), 0.01);
    assert.deepEqual(bits(second), bits(whole));
    for (const learner of [first, second, whole]) learner.dispose();
  });

  for (const [fault, id] of [
    ['throw', 'training.thread'],
    ['exit', 'training.thread.exit'],
  ] as const)
    it(`one that does this ends the training with a sentence: ${fault}`, () => {
      const script = faultyScript(path.resolve('dist/follower.js'), FAULTS[fault], 500, 'followers');
      const configuration: Configuration = { ...BASE, cell: 'gru', threads: 2 };
      const learner = createLearner({ configuration, ports: V, split: 'units' }, { spawn: followerScript(script), patience: 60_000 });
      assert.throws(
        () => {
          for (let step = 1; step < 100_000; step++) learner.step(randomWindow(step), 0.01);
        },
        { id },
      );
      learner.dispose();
    });
});

describe('how threads share the work', () => {
  const bounds = { bytes: 2 ** 20, streams: 8 };
  const choice = (change: Partial<Configuration>, threads: number) => {
    const configuration = { ...BASE, ...change };
    return chooseSplit(configuration, languagePorts(configuration, V), threads, bounds);
  };

  it('is by units where a recurrent matrix is large and a thread would have few streams', () => {
    assert.equal(choice({ cell: 'lstm', hidden: 512, batchSize: 15 }, 2), 'units');
    assert.equal(choice({ cell: 'lstm', hidden: 512, batchSize: 16 }, 2), 'streams');
    assert.equal(choice({ cell: 'lstm', hidden: 512, batchSize: 16 }, 3), 'units');
    assert.equal(choice({ cell: 'lstm', hidden: 256, batchSize: 4 }, 2), 'streams');
  });

  it('on one thread has the bits of several', () => assert.equal(choice({ cell: 'lstm', hidden: 512, batchSize: 15 }, 1), 'units'));

  it('is by streams where a layer or a pooling cannot share units, and on a backend that has no bounds', () => {
    assert.equal(choice({ cell: 'mingru', hidden: 512 }, 2), 'streams');
    assert.equal(choice({ cell: 'lstm', stack: 'lstm,attention', hidden: 512 }, 2), 'streams');
    const configuration: Configuration = { ...BASE, cell: 'lstm', hidden: 512 };
    assert.equal(chooseSplit(configuration, { ...languagePorts(configuration, V), pooling: 'weighted' }, 2, bounds), 'streams');
    assert.equal(chooseSplit(configuration, languagePorts(configuration, V), 2, undefined), 'streams');
    assert.equal(chooseBackend({ name: 'wasm', threads: 2 }).unitSplit, undefined);
  });
});
