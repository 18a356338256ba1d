import { availableParallelism } from 'node:os';
import path from 'node:path';
import { createLearner } from '../../src/network/create';
import type { Learner } from '../../src/network/learner';
import type { Configuration } from '../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../src/protocol/defaults';
import type { Tensors } from '../../src/protocol/model';
import { evaluationWindows, Streams, splitText } from '../../src/text/streams';
import { codePoints } from '../../src/text/text';
import { Vocabulary } from '../../src/text/vocabulary';
import { followerScript } from '../../src/workers/threads';

/** A text in the reference's terms: the last tenth held out. */
export class CharacterTask {
  readonly vocabulary: Vocabulary;
  private readonly training: Int32Array;
  private readonly validation: Int32Array;

  constructor(text: string) {
    const characters = codePoints(text);
    this.vocabulary = Vocabulary.of(characters, 1);
    const symbols = this.vocabulary.encode(characters);
    const split = splitText(symbols.length, 0.1);
    this.training = symbols.subarray(0, split.training);
    this.validation = symbols.subarray(split.training);
  }

  learner(configuration: Configuration, weights?: Tensors): Learner {
    const spawn = followerScript(path.resolve('dist/follower.js'));
    return createLearner({ configuration, ports: this.vocabulary.size, ...(weights ? { weights } : {}) }, { spawn });
  }

  streams({ batchSize, sequenceLength }: Configuration): Streams {
    return new Streams(this.training, batchSize, sequenceLength);
  }

  /** Nats per character of the held-out part. */
  validate(learner: Learner, steps: number): number {
    const { streams, windows } = evaluationWindows(this.validation, steps);
    const { nats, characters } = learner.evaluate(windows, streams)!;
    return nats / characters;
  }
}

/** The reference's training: 32 streams, 64 steps, Adam 2e-3, gradient threshold 5. */
export function referenceConfiguration(cell: Configuration['cell'], hidden: number, seed: number): Configuration {
  const threads = Math.min(2, availableParallelism());
  return { ...BASE_CONFIGURATION, cell, hidden, batchSize: 32, sequenceLength: 64, learningRate: 2e-3, clip: 5, dropout: 0, threads, seed };
}

/** Mean training loss of steps 391 to 490: steady where a single validation loss swings. */
export function meanTrainingLoss(task: CharacterTask, configuration: Configuration): number {
  const learner = task.learner(configuration);
  const streams = task.streams(configuration);
  let sum = 0;
  for (let step = 1; step <= 490; step++) {
    const { loss } = learner.step(streams.next(), configuration.learningRate)!;
    if (step > 390) sum += loss / 100;
  }
  learner.dispose();
  return sum;
}

/** min-char-rnn's recipe: smoothed loss, summed over 25 characters, at the given steps. */
export function minCharRnn(task: CharacterTask, at: readonly number[], seed: number): number[] {
  const configuration: Configuration = {
    ...BASE_CONFIGURATION,
    cell: 'rnn',
    hidden: 100,
    initialization: 'normal',
    sequenceLength: 25,
    batchSize: 1,
    optimizer: 'adagrad',
    learningRate: 0.1,
    lossReduction: 'sum',
    clipMode: 'value',
    clip: 5,
    dropout: 0,
    threads: 1,
    seed,
  };
  const learner = task.learner(configuration);
  const streams = task.streams(configuration);
  let smooth = 25 * Math.log(task.vocabulary.size);
  const result: number[] = [];
  for (let step = 1; step <= Math.max(...at); step++) {
    smooth = 0.999 * smooth + 0.001 * 25 * learner.step(streams.next(), configuration.learningRate)!.loss;
    if (at.includes(step)) result.push(smooth);
  }
  learner.dispose();
  return result;
}
