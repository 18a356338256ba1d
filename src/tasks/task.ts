import type { Learner, Window } from '../network/learner';
import type { NetworkPorts } from '../network/ports';
import type { Configuration } from '../protocol/configuration';
import type { Model, ModelTask, Tensors } from '../protocol/model';
import type { TaskMeasure } from '../protocol/task-measure';
import type { TaskReport } from '../protocol/task-report';
import type { TaskId } from '../protocol/tasks';
import type { NoteEvent, TaskResult, TaskScores } from '../protocol/training-events';
import type { Vocabulary } from '../text/vocabulary';

/** What is read, what is asked and how it is judged; knows its data, but not yet the network that is to learn it. */
export interface Task {
  readonly id: TaskId;
  /**
   * The data as windows for one run.
   * @throws UnrollError when the data cannot honour an option that was asked for, or belongs to another run than the one to go on with
   */
  prepare(request: PrepareRequest): PreparedTask;
}

export interface PrepareRequest {
  readonly configuration: Configuration;
  /** Options that must be honoured as they are or refused. */
  readonly strict?: Partial<Configuration>;
  /** The run to go on with: what it decided about the data stays decided. */
  readonly resume?: Model;
  /** Hears what a person should know. */
  note(event: NoteEvent): void;
}

/** To be called every few seconds while a task computes: a thread that gives no sign of life is ended as one that hangs. */
export type SignOfLife = () => void;

/** A task with a configuration that its data can honour. */
export interface PreparedTask {
  readonly configuration: Configuration;
  readonly network: NetworkPorts;
  /** What networks are compared by; missing: the loss. */
  readonly measure?: TaskMeasure;
  /** Characters of the symbols that the network reads; empty where it reads numbers. */
  readonly vocabulary: Vocabulary;
  /** What a model file keeps of the task beside its vocabulary; the language model needs nothing. */
  readonly model?: ModelTask;
  /** Places of the training and of the validation part: characters of texts, time steps of other data. */
  readonly trainingCharacters: number;
  readonly validationCharacters: number;
  /** Tells whether a run goes on with the data that it was started on. */
  readonly fingerprint: { readonly characters: number; readonly hash: number };
  /** Training window number `step` from 0 on: a function of the step alone, so that nothing else needs to be kept for a resumed run. */
  window(step: number): Window;
  /** Scores on the validation part with a state of its own; undefined when interrupted. Missing where there is no validation part. */
  evaluate?(learner: Learner, alive: SignOfLife): TaskScores | undefined;
  /** When a task counts as learnt; such a run ends `steps` updates later. */
  readonly solved?: { test(scores: TaskScores): boolean; readonly steps: number };
  /** Further results of the finished model, which `learner` holds: test part, baselines, other lengths. `create` makes a learner for another shape of windows. */
  finish?(learner: Learner, create: (change: Partial<Configuration>) => Learner, alive: SignOfLife): TaskResult;
  /** What a panel shows of the model that `learner` holds beside its scores; `final`: of the finished one, on the test part. Undefined when interrupted or without such a part. */
  report?(learner: Learner, final: boolean, alive: SignOfLife): TaskReport | undefined;
  /** An example of the training part that diagnoses read: a text, a pair as "source ⇥ target", or the numbers of each time step. */
  readonly passage?: string | readonly Float64Array[] | undefined;
  /** What the first sequence of a window says, a character a time step; missing where that is what the symbols of its inputs stand for. */
  readText?(window: Window): string;
  /** A learner of the task's own; missing where any network of layers will do. */
  createLearner?(options: OwnLearnerOptions): Learner;
  /** What the network has learnt to write so far, for tasks that write. */
  sample?(weights: Tensors, step: number, interrupted: () => boolean): string;
}

export interface OwnLearnerOptions {
  readonly configuration: Configuration;
  /** Initial weights; default: from the configuration's seed. */
  readonly weights?: Tensors;
  /** Looked at between updates. */
  readonly interrupted: () => boolean;
  /** Backend of a resumed run. */
  readonly backend?: string | undefined;
  /** Bytes that may be taken. */
  readonly memoryLimit?: number | undefined;
}
