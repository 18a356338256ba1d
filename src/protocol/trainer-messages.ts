import type { BpttTrace } from './bptt-trace';
import type { Configuration } from './configuration';
import type { DataTask } from './data-task';
import type { MessageArgument, MessageId } from './error';
import type { RunGroup } from './experiments';
import type { TrainedFolder } from './folder-messages';
import type { TrainedSelection } from './trained-selection';
import type { TrainingEvent } from './training-events';

/** Control words in a shared Int32Array that the training loop looks at between time steps. */
export const CONTROL = { run: 0, pause: 1, stop: 2 } as const;
export type Control = (typeof CONTROL)[keyof typeof CONTROL];
/** Index 0: Control. Index 1: heartbeat, counted up by the trainer at least once a second. Index 2: questions that the host has posted. */
export const CONTROL_WORDS = 3;

/** Asks a training to pause, to go on or to stop, from any thread. A stop is final: neither takes it back, whichever comes first. Returns whether the training follows. */
export function control(words: Int32Array, wish: Control): boolean {
  const from = wish === CONTROL.pause ? CONTROL.run : CONTROL.pause;
  if (wish === CONTROL.stop) Atomics.store(words, 0, CONTROL.stop);
  const follows = wish === CONTROL.stop || Atomics.compareExchange(words, 0, from, wish) === from;
  // A paused training sleeps on the word.
  Atomics.notify(words, 0);
  return follows;
}

/** host -> trainer thread, announced in the control words: asks for the weights as they are to be walked through. */
export interface TrainerQuestion {
  readonly id: number;
  /** null: the beginning of the training text. */
  readonly text: string | null;
}

/** workerData of the trainer thread. */
export interface TrainRequest {
  readonly runId: string;
  /** Folder that the worker writes the run's files to; null = nothing is kept (virtual storage, playground). */
  readonly runFolder: string | null;
  readonly text: string;
  readonly document: { readonly uri: string; readonly name: string };
  /** The folder that the text was read from, if it was. */
  readonly folder?: TrainedFolder;
  readonly configuration: Configuration;
  /** What is to be learnt from the text, if not to continue it: then `overrides` are what the person and the settings want changed of the task's defaults. */
  readonly task?: DataTask;
  readonly overrides?: Partial<Configuration>;
  /** Content of the data to test on, of the name that the task has for them. */
  readonly testText?: string;
  /** Folder that a TensorBoard event file grows in. */
  readonly tensorboard?: string;
  /** Model file to go on from exactly, or to take the weights of. */
  readonly resume?: string;
  readonly from?: string;
  /** Run whose weights `from` are. */
  readonly parent?: string;
  /** The part of the document that `text` is, if it is not the whole. */
  readonly selection?: TrainedSelection;
  /** What the run is to show: `explosion` looks for a learning rate and a seed by which this text's gradients explode in sight. */
  readonly lesson?: 'explosion';
  /** Options asked for in so many words for this very run: they are honoured as they are, or the run is refused. */
  readonly strict?: Partial<Configuration>;
  /** The run folder is there already: the run goes on exactly from its last checkpoint. */
  readonly reopen?: boolean;
  /** Seconds between checkpoints. */
  readonly checkpointInterval?: number;
  /** Keep the text in the run's folder, so that it can be resumed after the document has changed. */
  readonly keepText?: boolean;
  /** Bytes that the network may take; one that needs more is refused before anything is allocated. */
  readonly memoryLimit?: number;
  /** The experiment that the run belongs to: its runs are diagnosed at the start and at the end, whatever that takes. */
  readonly group?: RunGroup;
  readonly control: ArrayBufferLike;
}

/** trainer thread -> host. Events are batched: at most ten messages a second. */
export type TrainerMessage =
  | { type: 'events'; events: TrainingEvent[] }
  /** The model file on disk is new (best checkpoint improved, or the end): the predictor may load it. */
  | { type: 'checkpoint'; path: string; step: number }
  | { type: 'walk'; id: number; walk: BpttTrace | null }
  /** The network computes no more; the run's last files are being written. */
  | { type: 'computed' }
  | { type: 'failed'; id: MessageId; args: MessageArgument[]; detail: string }
  | { type: 'finished'; path: string | null };
