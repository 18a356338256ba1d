import assert from 'node:assert/strict';
import { createLearner } from '../../../src/network/create';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { rank, type Sample } from '../../../src/statistics/ranking';
import { evaluationWindows, Streams, splitText } from '../../../src/text/streams';
import { codePoints } from '../../../src/text/text';
import { Vocabulary } from '../../../src/text/vocabulary';

const COMPARISONS = 200;
const MOST = 19;
const SEEDS = 3;
const STEPS = 8;

const characters = codePoints('the tide comes in and the tide goes out and the moon looks on; '.repeat(12));
const vocabulary = Vocabulary.of(characters, 1);
const symbols = vocabulary.encode(characters);
const { training } = splitText(symbols.length, 0.2);

/** Validation loss of a tiny network after a few updates, in nats a character. */
function validationLoss(seed: number): number {
  const tiny = { cell: 'rnn', hidden: 6, batchSize: 2, sequenceLength: 12, learningRate: 0.02, threads: 1, seed } as const;
  const configuration: Configuration = { ...BASE_CONFIGURATION, ...tiny };
  const learner = createLearner({ configuration, ports: vocabulary.size });
  const streams = new Streams(symbols.subarray(0, training), tiny.batchSize, tiny.sequenceLength);
  for (let step = 0; step < STEPS; step++) learner.step(streams.next(), tiny.learningRate);
  const evaluation = evaluationWindows(symbols.subarray(training), tiny.sequenceLength);
  const { nats, characters: count } = learner.evaluate(evaluation.windows, evaluation.streams)!;
  learner.dispose();
  return nats / count;
}

describe('comparisons of a network with itself, really trained', () => {
  it(`find a winner in at most ${MOST} of ${COMPARISONS}, whether seeds are taken as independent or as pairs`, () => {
    const claimed = { independent: 0, paired: 0 };
    const losses = new Set<number>();
    for (let i = 0; i < COMPARISONS; i++) {
      const sample = (first: number): Sample => {
        const seeds = Array.from({ length: SEEDS }, (_, k) => first + k);
        return { seeds: [1, 2, 3], values: seeds.map(validationLoss) };
      };
      const samples = [sample(1 + 2 * SEEDS * i), sample(1 + SEEDS + 2 * SEEDS * i)];
      for (const value of samples.flatMap(({ values }) => [...values])) losses.add(value);
      if (rank(samples, false).pairs[0]!.claimed) claimed.independent++;
      if (rank(samples, true).pairs[0]!.claimed) claimed.paired++;
    }
    assert.ok(losses.size > 0.99 * 2 * SEEDS * COMPARISONS, 'every run is another one');
    assert.ok(claimed.independent <= MOST && claimed.paired <= MOST, JSON.stringify(claimed));
  }).timeout(300_000);
});
