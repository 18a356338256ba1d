import { createLearner } from '../../src/network/create';
import type { TaskOnData } from '../../src/tasks/on-data';

/** What a network of pairs has learnt. */
export interface Learnt {
  readonly parameters: number;
  /** On the test part. */
  readonly exactMatch: number;
  readonly characterErrorRate: number;
  /** First evaluation on the validation part at which nine targets of ten were written exactly. */
  readonly solvedAt: number | undefined;
}

/** Updates between evaluations. */
const EVERY = 100;

/** Trains so many updates on one thread and writes the test part. */
export function learn({ task, configuration }: TaskOnData, updates: number): Learnt {
  const prepared = task.prepare({ configuration, note: () => undefined });
  const options = { configuration: prepared.configuration, interrupted: () => false };
  const learner = prepared.createLearner?.(options) ?? createLearner({ ...options, ports: prepared.network });
  const alive = () => undefined;
  let solvedAt: number | undefined;
  for (let step = 1; step <= updates; step++) {
    learner.step(prepared.window(step - 1), configuration.learningRate);
    if (step % EVERY === 0 && solvedAt === undefined && (prepared.evaluate!(learner, alive)?.exactMatch ?? 0) >= 0.9) solvedAt = step;
  }
  const test = prepared.finish!(learner, () => learner, alive).test as { exactMatch: number; characterErrorRate: number };
  learner.dispose();
  return { parameters: learner.parameterCount, exactMatch: test.exactMatch, characterErrorRate: test.characterErrorRate, solvedAt };
}
