import { createLearner } from '../network/create';
import type { SpawnFollowers } from '../network/follower';
import { CONTROL } from '../protocol/trainer-messages';
import type { TrainingHost } from './training-host';

/** Where a training computes. */
export interface TrainingThreads {
  /** Starts further threads; without it the training keeps to the thread that calls. */
  readonly spawn?: SpawnFollowers;
  /** Bytes that the network may take. */
  readonly memoryLimit?: number;
}

/** A host that keeps nothing, tells nobody and is never interrupted, apart from what is given: the one place where a training gets its learner and its clock. */
export function createTrainingHost(own: Partial<TrainingHost> = {}, { spawn, memoryLimit }: TrainingThreads = {}): TrainingHost {
  return {
    createLearner: (options, build) =>
      createLearner(
        { ...options, ...(memoryLimit === undefined ? {} : { memoryLimit }) },
        { ...(spawn ? { spawn } : {}), ...(build ? { build } : {}) },
      ),
    memoryLimit,
    emit: () => undefined,
    checkpoint: () => undefined,
    now: () => performance.now(),
    control: () => CONTROL.run,
    waitWhilePaused: () => undefined,
    ...own,
  };
}
