import { fnv1a } from '../../network/fnv';
import type { Learner, Window } from '../../network/learner';
import { languagePorts, realPorts } from '../../network/ports';
import { Random } from '../../network/random';
import type { Configuration } from '../../protocol/configuration';
import { UnrollError } from '../../protocol/error';
import { type SyntheticTaskId, TASK_PARAMETERS, type TaskParameters } from '../../protocol/tasks';
import type { TaskResult, TaskScores } from '../../protocol/training-events';
import { Vocabulary } from '../../text/vocabulary';
import type { PreparedTask, Task } from '../task';
import { chosenRightly } from './choices';
import { drawWindow, type Problem, type Sequence, type SyntheticDefinition, windowOf } from './problem';
import { SYNTHETIC } from './registry';

/** Fixed sequences to judge by, and those of every length at which a task is asked whether it generalises. */
const TEST_SEQUENCES = 200;
const LENGTH_SEQUENCES = 400;
const TEST_SEED = 999;
/** Streams of an evaluation at most. */
const STREAMS = 32;
/** Steps after which a task with a question about other lengths ends; the others end as soon as they are solved. */
const STEPS_AFTER_SOLVED = 200;
/** An answer in numbers counts as right within this distance (Hochreiter and Schmidhuber 1997). */
const TOLERANCE = 0.04;

/**
 * A generated task.
 * @param given its numbers; what is missing is the definition's default
 * @throws UnrollError when a number is out of range, or the task does not have it
 */
export function syntheticTask(id: SyntheticTaskId, given: TaskParameters = {}): Task {
  const definition = SYNTHETIC[id];
  const parameters = completeParameters(definition, given);
  const problem = definition.problem(parameters as Required<TaskParameters>);
  return {
    id,
    prepare: ({ configuration, strict }) => {
      for (const key of ['sequenceLength', 'validation', 'minCount'] as const)
        if (strict?.[key] !== undefined && strict[key] !== problem.steps) throw new UnrollError('task.option', [key, id], { exitCode: 2 });
      if (strict?.output && strict.output !== 'softmax' && problem.realInputs) throw new UnrollError('task.option', ['output', id], { exitCode: 2 });
      return prepare(definition, parameters, problem, { ...configuration, sequenceLength: problem.steps });
    },
  };
}

/** What science has measured these tasks with: batches of 32 new sequences, Adam 2e-3 constant, gradient threshold 1, a test every 50 steps. */
export const SYNTHETIC_DEFAULTS = {
  layers: 1,
  hidden: 64,
  embedding: 0,
  batchSize: 32,
  steps: 3000,
  seconds: 0,
  optimizer: 'adam',
  learningRate: 2e-3,
  schedule: 'constant',
  warmup: 0,
  clip: 1,
  dropout: 0,
  validation: 0,
  evaluateEvery: 50,
  patience: 0,
} as const satisfies Partial<Configuration>;

/** @throws UnrollError when a number is out of range, or the task does not have it */
export function completeParameters(definition: SyntheticDefinition, given: TaskParameters): TaskParameters {
  const result: TaskParameters = {};
  for (const key of TASK_PARAMETERS) {
    const range = definition.parameters[key];
    const value = given[key] ?? range?.usual;
    if (value === undefined) continue;
    if (!range) throw new UnrollError('task.option', [key, definition.id], { exitCode: 2 });
    if (!Number.isInteger(value) || value < range.minimum || value > range.maximum)
      throw new UnrollError('configuration.whole', [key, range.minimum, range.maximum, value], { exitCode: 2 });
    result[key] = value;
  }
  if (result.pairs !== undefined && result.length !== undefined && result.length < 3 * result.pairs)
    throw new UnrollError('task.recall.length', [result.pairs, 3 * result.pairs], { exitCode: 2 });
  return result;
}

function prepare(definition: SyntheticDefinition, parameters: TaskParameters, problem: Problem, configuration: Configuration): PreparedTask {
  const { id } = definition;
  const { seed, batchSize } = configuration;
  const fixed = new Random(TEST_SEED, `${id} test`);
  const test = Array.from({ length: TEST_SEQUENCES }, () => problem.sequence(fixed));
  const vocabularySize = problem.realInputs ? 1 : Math.max(problem.symbols.length, answersOf(test));
  const source = test.some((sequence) => sequence.source) ? meanSource(test) : undefined;
  const lengths = definition.generalization?.map((factor) => factor * problem.steps) ?? [];
  return {
    configuration,
    measure: definition.measure ?? { score: 'accuracy', better: 'higher' },
    vocabulary: new Vocabulary(problem.symbols),
    network: problem.realInputs
      ? realPorts(problem.realInputs, vocabularySize)
      : { ...languagePorts(configuration, problem.symbols.length), heads: [{ name: 'head', width: vocabularySize, loss: configuration.output }] },
    model: { id, realInputs: problem.realInputs, outputs: vocabularySize, options: parameters as Record<string, number> },
    trainingCharacters: (definition.pool ?? 0) * problem.steps,
    validationCharacters: TEST_SEQUENCES * problem.steps,
    fingerprint: { characters: 0, hash: fnv1a(JSON.stringify([id, parameters])) },
    window(step) {
      const random = new Random(seed, `${id} batch ${step}`);
      const { pool } = definition;
      if (!pool) return drawWindow(problem, batchSize, random);
      // Sequence number i of the pool is drawn anew whenever a batch has it: that takes no memory.
      const drawn = Array.from({ length: batchSize }, () => problem.sequence(new Random(seed, `${id} sequence ${random.integer(pool)}`)));
      return windowOf(problem, drawn);
    },
    evaluate(learner) {
      const scores = judge(learner, problem, test);
      return scores && source !== undefined ? { ...scores, excess: scores.loss - source } : scores;
    },
    solved: { test: (scores) => definition.solved(scores), steps: lengths.length > 0 ? STEPS_AFTER_SOLVED : 0 },
    finish(learner, create) {
      if (lengths.length > 0) return generalize(id, problem, lengths, create);
      const scores = judge(learner, problem, test);
      return { generalization: scores ? { [problem.steps]: scores.accuracy } : {} };
    },
  };
}

/** Number of classes that are answered. */
export function answersOf(sequences: readonly Sequence[]): number {
  let most = 0;
  for (const { targets } of sequences) for (const target of targets) most = Math.max(most, target);
  return most + 1;
}

/** Mean nats of the targets under the source that drew them: what the best network has. */
export function meanSource(sequences: readonly Sequence[]): number {
  let [sum, count] = [0, 0];
  for (const { source } of sequences)
    for (const nats of source ?? []) {
      sum += nats;
      count++;
    }
  return sum / count;
}

function judge(learner: Learner, problem: Problem, sequences: readonly Sequence[]): TaskScores | undefined {
  const sum = { nats: 0, surprisal: 0, correct: 0, characters: 0 };
  // The squared error of a sequence of its own tells how far its answer is off.
  const streams = problem.realInputs ? 1 : STREAMS;
  for (const window of windowsOf(problem, sequences, streams)) {
    const part = learner.evaluate([window.window], window.streams);
    if (!part) return undefined;
    sum.nats += part.nats;
    sum.surprisal += part.surprisal;
    sum.characters += part.characters;
    sum.correct += problem.realInputs ? Number(Math.sqrt(part.nats) < TOLERANCE) : part.correct;
  }
  const loss = sum.nats / sum.characters;
  return {
    loss,
    bitsPerCharacter: problem.realInputs ? Number.NaN : sum.surprisal / sum.characters / Math.LN2,
    accuracy: sum.correct / sum.characters,
  };
}

function* windowsOf(problem: Problem, sequences: readonly Sequence[], streams: number): Generator<{ window: Window; streams: number }> {
  for (let from = 0; from < sequences.length; from += streams) {
    const part = sequences.slice(from, from + streams);
    yield { window: windowOf(problem, part), streams: part.length };
  }
}

/** Accuracy of the last answer at other lengths; where the source is random, how near the loss is to the best possible one as well. */
function generalize(id: string, problem: Problem, lengths: readonly number[], create: (change: Partial<Configuration>) => Learner): TaskResult {
  const generalization: Record<string, number> = {};
  const excess: Record<string, number> = {};
  const closers: Record<string, number> = {};
  for (const length of lengths) {
    const random = new Random(5, `${id} length ${length}`);
    const sequences = Array.from({ length: LENGTH_SEQUENCES }, () => problem.sequence(random, length));
    const isRandom = sequences[0]!.source !== undefined;
    // Where every place has an answer that can be known, the last one is the hardest.
    const asked = isRandom
      ? sequences
      : sequences.map(({ inputs, targets }) => ({ inputs, targets: targets.map((y, t) => (t === length - 1 ? y : -1)) }));
    const learner = create({ sequenceLength: length, threads: 1 });
    const scores = judge(learner, problem, asked);
    const chosen = chosenRightly(learner, problem, asked);
    learner.dispose();
    if (!scores) break;
    generalization[length] = scores.accuracy;
    if (chosen !== undefined) closers[length] = chosen;
    if (isRandom) excess[length] = scores.loss - meanSource(sequences);
  }
  const some = (list: Record<string, number>) => Object.keys(list).length > 0;
  return { generalization, ...(some(excess) ? { excess } : {}), ...(some(closers) ? { closers } : {}) };
}
