import type { MessageArgument, MessageId } from './error';
import { PLAYGROUND_NETWORKS } from './presets/playground';
import type { PlaygroundTask } from './tasks';

export type PlaygroundCell = keyof typeof PLAYGROUND_NETWORKS;
export const PLAYGROUND_CELLS = Object.keys(PLAYGROUND_NETWORKS) as PlaygroundCell[];

interface Slider {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/** Numbers of a task beside its length, and layers of every network. */
export const PLAYGROUND_SLIDERS = ['length', 'pairs', 'modulus', 'kinds', 'depth'] as const;
export type PlaygroundSlider = (typeof PLAYGROUND_SLIDERS)[number];

const depth = (usual: number): Slider => ({ least: 1, most: 4, usual });

/** What each task may be varied by. `length`: time steps; of the copy task the blanks to wait, of selective copy and reverse the symbols. */
export const PLAYGROUND_RANGES: Readonly<Record<PlaygroundTask, Partial<Readonly<Record<PlaygroundSlider, Slider>>> & { readonly depth: Slider }>> = {
  adding: { length: { least: 10, most: 200, usual: 50 }, depth: depth(1) },
  copy: { length: { least: 2, most: 100, usual: 10 }, depth: depth(1) },
  'selective-copy': { length: { least: 2, most: 16, usual: 4 }, depth: depth(1) },
  recall: { length: { least: 12, most: 128, usual: 32 }, pairs: { least: 1, most: 16, usual: 4 }, depth: depth(2) },
  parity: { length: { least: 4, most: 200, usual: 40 }, depth: depth(1) },
  modulo: { length: { least: 4, most: 200, usual: 40 }, modulus: { least: 2, most: 10, usual: 3 }, depth: depth(1) },
  dyck: { length: { least: 4, most: 200, usual: 40 }, kinds: { least: 1, most: 4, usual: 1 }, depth: depth(1) },
  reverse: { length: { least: 2, most: 32, usual: 8 }, depth: depth(1) },
  digits: { depth: depth(1) },
};

export const MAX_PLAYGROUND_STEPS = 20_000;

/** Networks of the same size that train side by side on a task, with the same sequences. */
export interface PlaygroundRequest {
  readonly task: PlaygroundTask;
  /** Time steps, blanks or symbols: see PLAYGROUND_RANGES. Nothing for a task of one length. */
  readonly length?: number | undefined;
  readonly pairs?: number | undefined;
  readonly modulus?: number | undefined;
  readonly kinds?: number | undefined;
  /** Layers of every network; the task's usual ones if left out. */
  readonly depth?: number | undefined;
  readonly cells: readonly PlaygroundCell[];
  /** Updates of each network at most. */
  readonly steps: number;
  readonly seed: number;
}

/** A number of the request, or the task's usual one; undefined where the task has none. */
export function sliderValue(request: Pick<PlaygroundRequest, 'task' | PlaygroundSlider>, slider: PlaygroundSlider): number | undefined {
  return request[slider] ?? PLAYGROUND_RANGES[request.task][slider]?.usual;
}

/** One sequence of the task, for people to see. */
export type PlaygroundExample =
  | { readonly task: 'adding'; readonly numbers: readonly number[]; readonly marks: readonly number[]; readonly answer: number }
  /** Symbols that are read, and what must be answered at each time step (-1: nothing); the characters that stand for them. */
  | { readonly task: 'symbols'; readonly symbols: readonly string[]; readonly inputs: readonly number[]; readonly answers: readonly number[] };

export type PlaygroundEvent =
  | {
      readonly type: 'begin';
      readonly request: PlaygroundRequest;
      /** Loss of the best answer without memory. */
      readonly chance: number;
      /** Loss below which the task counts as solved; null: 99 % of the answers must be right (of brackets: nearly as good as possible). */
      readonly solvedBelow: number | null;
      readonly hidden: number;
      readonly streams: number;
      readonly example: PlaygroundExample;
    }
  /** Loss on sequences that are never trained on. */
  | {
      readonly type: 'point';
      readonly cell: PlaygroundCell;
      readonly step: number;
      readonly loss: number;
      /** Share of right answers, where they are symbols. */
      readonly accuracy?: number;
      readonly seconds: number;
    }
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

/** Messages to the page: a failure is in the user's language. */
export type PlaygroundMessage = PlaygroundEvent | { readonly type: 'failed'; readonly text: string };

/** worker -> host. */
export type PlaygroundReply = PlaygroundEvent | { readonly type: 'failed'; readonly id: MessageId; readonly args: readonly MessageArgument[] };
