import type { NetworkTensor } from '../stack';
import { glimpseWidth, type SensorShape } from './sensor';

/** Sizes of a network that looks by glimpses. */
export interface GlimpseShape extends SensorShape {
  /** Units that take in a glimpse and its place, and units of the GRU. */
  readonly features: number;
  readonly hidden: number;
  readonly classes: number;
}

/** Weights, or gradients, row-major by name, one row an output. */
export type GlimpseTensors = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>;

/**
 * All tensors. The GRU's blocks are r, z, n; those of its biases r, z, q, n, where q is added to the state's part of n before the reset gate.
 * The head's rows are the logits of the classes, then the two numbers whose tanh is the mean of the next place.
 */
export function glimpseTensors({ features: G, hidden: H, classes: C, ...sensor }: GlimpseShape): NetworkTensor[] {
  const P = glimpseWidth(sensor);
  return [
    { name: 'what.weight', shape: [G, P], role: 'input', part: 'layer', transposed: false },
    { name: 'where.weight', shape: [G, 2], role: 'input', part: 'layer', transposed: false },
    { name: 'sight.bias', shape: [G], role: 'bias', part: 'layer' },
    { name: 'gru.input', shape: [3 * H, G], blocks: 3, role: 'input', part: 'layer' },
    { name: 'gru.state', shape: [3 * H, H], blocks: 3, role: 'recurrent', part: 'layer' },
    { name: 'gru.bias', shape: [4 * H], blocks: 4, role: 'bias', part: 'layer' },
    { name: 'head.weight', shape: [C + 2, H], role: 'input', part: 'head' },
    { name: 'head.bias', shape: [C + 2], role: 'bias', part: 'head' },
    { name: 'baseline.weight', shape: [1, H], role: 'input', part: 'head', transposed: false },
    { name: 'baseline.bias', shape: [1], role: 'bias', part: 'head' },
  ];
}

/** Where picture b is looked at in glimpse t, from -1 to 1 both ways: x from the left, y from the top. `mean`: where the network would look next. */
export type Choose = (t: number, b: number, mean: readonly [x: number, y: number]) => readonly [x: number, y: number];

/** What a network made of B pictures in T glimpses, all row-major. */
export interface Walk {
  readonly steps: number;
  readonly streams: number;
  /** Places as they were chosen [T, B, 2]. */
  readonly chosen: Float64Array;
  /** After each glimpse: probabilities of the classes [T, B, C], mean of the next place [T, B, 2], expected reward [T, B]. */
  readonly beliefs: Float64Array;
  readonly means: Float64Array;
  readonly baselines: Float64Array;
}

/** By what comes out of the network: the head's rows [T, B, C + 2], and the baseline [T, B]. */
export interface WalkGradients {
  readonly head: Float64Array;
  readonly baselines: Float64Array;
}

export function emptyWalk(steps: number, streams: number, classes: number): Walk {
  const rows = steps * streams;
  return {
    ...{ steps, streams, chosen: new Float64Array(rows * 2), beliefs: new Float64Array(rows * classes) },
    ...{ means: new Float64Array(rows * 2), baselines: new Float64Array(rows) },
  };
}

/** Logits become probabilities, `classes` of them from `at` on. */
export function softmax(values: Float64Array, at: number, classes: number): void {
  const row = values.subarray(at, at + classes);
  const most = row.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (let i = 0; i < classes; i++) {
    row[i] = Math.exp(row[i]! - most);
    sum += row[i]!;
  }
  for (let i = 0; i < classes; i++) row[i]! /= sum;
}
