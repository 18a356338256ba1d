import type { MessageArgument, MessageId } from './error';
import { PLAYGROUND_NETWORKS } from './presets/playground';

export type PlaygroundCell = keyof typeof PLAYGROUND_NETWORKS;
export const PLAYGROUND_CELLS = Object.keys(PLAYGROUND_NETWORKS) as PlaygroundCell[];

export const MEMORY_TASKS = ['adding', 'copy'] as const;
export type MemoryTask = (typeof MEMORY_TASKS)[number];

/** Least and largest length (time steps of the adding problem, blanks of the copy task), and the one to begin with. */
export const PLAYGROUND_LENGTHS: Readonly<Record<MemoryTask, { least: number; most: number; usual: number }>> = {
  adding: { least: 10, most: 200, usual: 50 },
  copy: { least: 2, most: 100, usual: 10 },
};
export const MOST_PLAYGROUND_STEPS = 20_000;

/** Networks of the same size that train side by side on a task for memory, with the same sequences. */
export interface PlaygroundRequest {
  readonly task: MemoryTask;
  /** Time steps of the adding problem; blanks between the symbols and the call of the copy task. */
  readonly length: number;
  readonly cells: readonly PlaygroundCell[];
  /** Updates of each network at most. */
  readonly steps: number;
  readonly seed: number;
}

/** One sequence of the task, for people to see. */
export type PlaygroundExample =
  | { readonly task: 'adding'; readonly numbers: readonly number[]; readonly marks: readonly number[]; readonly answer: number }
  /** Symbols that are read, and what must be told at each time step (-1: nothing). */
  | { readonly task: 'copy'; readonly inputs: readonly number[]; readonly answers: readonly number[] };

export type PlaygroundEvent =
  | {
      readonly type: 'begin';
      readonly request: PlaygroundRequest;
      /** Loss of the best answer without memory, and the one below which the task counts as solved. */
      readonly chance: number;
      readonly solvedBelow: number;
      readonly hidden: number;
      readonly streams: number;
      readonly example: PlaygroundExample;
    }
  /** Loss on sequences that are never trained on. */
  | { readonly type: 'point'; readonly cell: PlaygroundCell; readonly step: number; readonly loss: number; readonly seconds: number }
  /** log10 ‖∂s_T/∂s_k‖₂ against the lag T - k, read along the example's task; null: exactly zero. */
  | {
      readonly type: 'flow';
      readonly cell: PlaygroundCell;
      readonly step: number;
      readonly lags: readonly number[];
      readonly norms: readonly (number | null)[];
    }
  | { readonly type: 'solved'; readonly cell: PlaygroundCell; readonly step: number }
  /** The loss is no number any more: this network is out. */
  | { readonly type: 'diverged'; readonly cell: PlaygroundCell; readonly step: number }
  | { readonly type: 'done'; readonly stopped: boolean };

/** What the page is told: a failure in the user's language. */
export type PlaygroundTold = PlaygroundEvent | { readonly type: 'failed'; readonly text: string };

/** worker -> host. */
export type PlaygroundReply = PlaygroundEvent | { readonly type: 'failed'; readonly id: MessageId; readonly args: readonly MessageArgument[] };
