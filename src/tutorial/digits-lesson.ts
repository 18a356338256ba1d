import type { NetworkPorts } from '../network/ports';
import { Random } from '../network/random';
import { toFloat64 } from '../network/reference/matrix';
import { ReferenceNetwork } from '../network/reference/network';
import type { Configuration } from '../protocol/configuration';
import { BASE_CONFIGURATION } from '../protocol/defaults';
import type { LessonDigits, LessonReadDigit, TutorialReply } from '../protocol/tutorial';
import { classification } from '../tasks/classification';
import type { LabelledData } from '../tasks/classification/data';
import { drawDigit } from '../tasks/digits/draw';
import { plainWeights, tensorsOf } from './plain-weights';
import { taskLesson } from './task-lesson';

const SIDE = 10;
const DIGITS = 10;
const TRAINING = 1200;
const TEST = 200;
const HIDDEN = 32;
/** Pictures that a page shows. */
const SHOWN = 20;
/** Updates between two looks. */
const EVERY = 20;

/** Pictures of 10 × 10, each digit equally often, as sequences of rows. */
function pictures(count: number, random: Random): LabelledData {
  const examples = Array.from({ length: count }, (_, i) => ({ input: drawDigit(i % DIGITS, SIDE, random), label: String(i % DIGITS) }));
  return { examples, dimensions: SIDE };
}

/** A row of ten numbers at every time step; which of ten digits it is, at the last one. */
const PORTS: NetworkPorts = {
  input: { type: 'reals', size: SIDE },
  heads: [{ name: 'head', width: DIGITS, loss: 'softmax' }],
  pooling: 'none',
};

/** Trains a network on drawn digits, and judges it on others at every look. */
export function digitsLesson({ cell, steps, seed }: LessonDigits, send: (reply: TutorialReply) => void): void {
  const [data, test] = [pictures(TRAINING, new Random(seed, 'digits')), pictures(TEST, new Random(seed, 'digits test'))];
  const shown = test.examples.slice(0, SHOWN);
  send({
    type: 'pictures',
    side: SIDE,
    pictures: shown.map(({ input, label }) => ({ digit: Number(label), ink: Array.from(input as Float32Array) })),
  });
  const configuration: Configuration = {
    ...BASE_CONFIGURATION,
    ...{ cell, layers: 1, hidden: HIDDEN, embedding: 0, batchSize: 32, optimizer: 'adam', learningRate: 5e-3, schedule: 'constant' },
    ...{ warmup: 0, clip: 1, dropout: 0, validation: 0, patience: 0, seconds: 0, steps, seed, threads: 1 },
  };
  const task = classification(data, test, { fold: 0, isBalanced: false, pooling: 'last' });
  taskLesson(task, configuration, EVERY, ({ step, task: prepared, learner }) => {
    const now = prepared.report?.(learner, true, () => {});
    if (now?.task !== 'classification') return;
    const network = { architecture: prepared.configuration, weights: plainWeights(learner.readWeights()), scaling: prepared.model?.scaling ?? [] };
    send({ type: 'digits', step, loss: now.loss, accuracy: now.accuracy, byRow: now.reading.map((point) => point.accuracy), network });
  });
}

/** What a trained network thinks after each row of a picture. */
export function readDigit({ network: { architecture, weights, scaling }, picture }: LessonReadDigit): TutorialReply {
  const network = new ReferenceNetwork(architecture, PORTS, toFloat64(tensorsOf(weights)));
  const [beliefs, states]: [number[][], number[][]] = [[], []];
  let state = network.zeroState();
  for (let row = 0; row < SIDE; row++) {
    const input = Float64Array.from({ length: SIDE }, (_, i) => {
      const { mean, deviation } = scaling[i]!;
      return (picture[row * SIDE + i]! - mean) / deviation;
    });
    const step = network.forward(input, state);
    state = step.state;
    beliefs.push(softmax(step.logits));
    states.push(Array.from(step.output));
  }
  return { type: 'digit read', beliefs, states };
}

function softmax(logits: Float64Array): number[] {
  const top = Math.max(...logits);
  const powers = Array.from(logits, (value) => Math.exp(value - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
