import type { LearnerOptions } from '../network/kernel-learner';
import type { Learner } from '../network/learner';
import type { Configuration } from '../protocol/configuration';
import type { Model } from '../protocol/model';
import type { DoneEvent, TrainingEvent } from '../protocol/training-events';
import type { Task } from '../tasks/task';
import type { Vocabulary } from '../text/vocabulary';

export interface TrainingOptions {
  readonly task: Task;
  readonly configuration: Configuration;
  /** A run to go on with exactly, on the same data. */
  readonly resume?: Model;
  /** Weights to start from, with a fresh optimiser. */
  readonly from?: Model;
  /** Steps between step events; 0 = at most ten events a second. */
  readonly logEvery?: number;
  /** Ends early as an interruption would; 0 = never. */
  readonly stopAfter?: number;
  /** Options that must be honoured as they are or refused. */
  readonly strict?: Partial<Configuration>;
  /** Live samples, windows and gradient norms, at most one a second: for a panel. */
  readonly live?: boolean;
}

/** What the loop is given by whoever runs it: it knows neither threads nor files nor clocks of its own. */
export interface TrainingHost {
  /** Makes the learner. `build`: backend of a resumed run. */
  createLearner(options: LearnerOptions, build: string | undefined): Learner;
  /** Bytes that a task's own learner may take, which the host does not make. */
  readonly memoryLimit?: number | undefined;
  emit(event: TrainingEvent): void;
  /** Best or last model: to be kept. `resume` holds all that an exact continuation needs. */
  checkpoint(model: Model, step: number): void;
  /** Whether it is time for a checkpoint; looked at after every update. */
  checkpointDue?(): boolean;
  /** Computing is over: what follows is writing. */
  computed?(): void;
  /** After every update, and before the first (step 0): what wants to look at the weights then. */
  stepped?(step: number, learner: Pick<Learner, 'readWeights' | 'readGradients'>, vocabulary: Vocabulary): void;
  /** Milliseconds. */
  now(): number;
  /** One of CONTROL; looked at between time steps. */
  control(): number;
  /** Returns when the control word is no longer `pause`, or at once where only a turn of the thread brings news: then the loop yields until it is not. */
  waitWhilePaused(): void;
}

export interface TrainingResult {
  readonly model: Model;
  readonly done: DoneEvent;
}
