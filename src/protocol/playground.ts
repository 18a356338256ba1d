import * as v from 'valibot';
import type { MessageArgument, MessageId } from './error';
import type { Immutable } from './immutable';
import { PLAYGROUND_NETWORKS } from './presets/playground';
import { PLAYGROUND_TASKS, type PlaygroundTask } from './tasks';

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

const integer = v.pipe(v.number(), v.integer());
const slider = v.optional(v.pipe(integer, v.minValue(1), v.maxValue(1000)));
const cell = v.picklist(PLAYGROUND_CELLS);

/** Networks of the same size that train side by side on a task, with the same sequences. */
export const playgroundRequest = v.object({
  task: v.picklist(PLAYGROUND_TASKS),
  /** `length`: time steps, blanks or symbols, see PLAYGROUND_RANGES; nothing for a task of one length. `depth`: layers of every network. */
  ...{ length: slider, pairs: slider, modulus: slider, kinds: slider, depth: slider },
  cells: v.pipe(v.array(cell), v.minLength(1), v.maxLength(PLAYGROUND_CELLS.length)),
  /** Updates of each network at most. */
  steps: v.pipe(integer, v.minValue(1), v.maxValue(MAX_PLAYGROUND_STEPS)),
  seed: v.pipe(integer, v.minValue(0), v.maxValue(2 ** 31)),
});
export type PlaygroundRequest = Immutable<v.InferOutput<typeof playgroundRequest>>;

/** A number of the request, or the task's usual one; undefined where the task has none. */
export function sliderValue(request: Pick<PlaygroundRequest, 'task' | PlaygroundSlider>, slider: PlaygroundSlider): number | undefined {
  return request[slider] ?? PLAYGROUND_RANGES[request.task][slider]?.usual;
}

/** One sequence of the task, for people to see. */
const example = v.variant('task', [
  v.object({ task: v.literal('adding'), numbers: v.array(v.number()), marks: v.array(integer), answer: v.number() }),
  /** Symbols that are read, and what must be answered at each time step (-1: nothing); the characters that stand for them. */
  v.object({ task: v.literal('symbols'), symbols: v.array(v.string()), inputs: v.array(integer), answers: v.array(integer) }),
]);
export type PlaygroundExample = Immutable<v.InferOutput<typeof example>>;

export const playgroundMessage = v.variant('type', [
  v.object({
    ...{ type: v.literal('begin'), request: playgroundRequest },
    /** Loss of the best answer without memory. */
    chance: v.number(),
    /** Loss below which the task counts as solved; null: 99 % of the answers must be right (of brackets: nearly as good as possible). */
    solvedBelow: v.nullable(v.number()),
    ...{ hidden: integer, streams: integer, example },
  }),
  /** Loss on sequences that are never trained on. */
  v.object({
    ...{ type: v.literal('point'), cell, step: integer, loss: v.number() },
    /** Share of right answers, where they are symbols. */
    accuracy: v.optional(v.number()),
    seconds: v.number(),
  }),
  /** log10 ‖∂s_T/∂s_k‖₂ against the lag T - k, read along the example's task; null: exactly zero. */
  v.object({ type: v.literal('flow'), cell, step: integer, lags: v.array(integer), norms: v.array(v.nullable(v.number())) }),
  v.object({ type: v.literal('solved'), cell, step: integer }),
  /** The loss is no number any more: this network is out. */
  v.object({ type: v.literal('diverged'), cell, step: integer }),
  v.object({ type: v.literal('done'), stopped: v.boolean() }),
  v.object({ type: v.literal('failed'), text: v.string() }),
]);

/** Messages to the page: a failure is in the user's language. */
export type PlaygroundMessage = Immutable<v.InferOutput<typeof playgroundMessage>>;
export type PlaygroundEvent = Exclude<PlaygroundMessage, { readonly type: 'failed' }>;

/** worker -> host. */
export type PlaygroundReply = PlaygroundEvent | { readonly type: 'failed'; readonly id: MessageId; readonly args: readonly MessageArgument[] };
