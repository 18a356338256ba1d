import { CLASSES } from './character-classes';
import { CONTEXTS, RECENCY } from './contexts';
import { MATCHES } from './pointers';
import { HISTORIES } from './slots';

export const DEPTHS = 12;
/** Distributions that come from elsewhere: the n-gram's, which is one of the mixer's inputs, and the network's, which is not: its weights stay without effect. */
export const EXTERNALS = 2;
export const NGRAM = 0;
export const NETWORK = 1;
export const CONTEXT_INPUTS = 3;
/** Where the inputs of pointers, the bias and the external ones begin. */
export const POINTER_INPUTS = CONTEXT_INPUTS * CONTEXTS.length;
export const BIAS = POINTER_INPUTS + 2 * (MATCHES + RECENCY);
export const EXTERNAL_INPUTS = BIAS + 1;
export const INPUTS = EXTERNAL_INPUTS + EXTERNALS;
/** A row of weights, padded to whole groups of four. */
export const ROW = 4 * Math.ceil(INPUTS / 4);

/** Rows of each set: class before x depth; order x match; words x hits; place in word x agreement of matches. The last set has a row for every node. */
const SET_ROWS = [CLASSES * DEPTHS, 8 * 8, 16 * 16, 16 * 8] as const;
export const SETS = SET_ROWS.length + 1;
export const NODE_SET = SETS - 1;
/** Rows of the final mixer, by class before x depth, of a weight for each set. */
const FINAL_ROWS = CLASSES * DEPTHS;
export const FINAL_ROW = 8;
export const MATCH_CONTEXTS = 512;
export const RECENCY_CONTEXTS = 128;

const START_CONTEXT = 0.1;
const START_POINTER = 0.15;
const START_EXTERNAL = 0.3;

/** Places of everything that is learnt but the slots, in one array. */
export class Layout {
  /** First row of each set. */
  readonly sets: readonly number[];
  readonly final: number;
  readonly maps: number;
  readonly matchMaps: number;
  readonly recencyMaps: number;
  readonly size: number;

  constructor(readonly nodes: number) {
    let at = 0;
    const take = (count: number) => {
      const place = at;
      at += count;
      return place;
    };
    this.sets = [...SET_ROWS, nodes].map((rows) => take(rows * ROW));
    this.final = take(FINAL_ROWS * FINAL_ROW);
    this.maps = take(2 * HISTORIES * CONTEXTS.length);
    this.matchMaps = take(2 * MATCH_CONTEXTS * MATCHES);
    this.recencyMaps = take(2 * RECENCY_CONTEXTS * RECENCY);
    this.size = at;
  }
}

/** Parameters that know no alphabet: the set by node has one row for all. */
export const PORTABLE = new Layout(1);
/** A map's count that another file inherits at most: it is to go on learning. */
const MAX_INHERITED = 60;

/** Parameters for an alphabet from portable ones. */
export function expanded(from: Float32Array, layout: Layout): Float32Array {
  const values = new Float32Array(layout.size);
  const nodes = layout.sets[NODE_SET]!;
  const row = from.subarray(nodes, nodes + ROW);
  values.set(from.subarray(0, nodes));
  for (let node = 0; node < layout.nodes; node++) values.set(row, nodes + ROW * node);
  values.set(from.subarray(PORTABLE.final), layout.final);
  return values;
}

/** Portable parameters: rows by node averaged by how often each was visited. */
export function portable(values: Float32Array, layout: Layout, visits: Float64Array): Float32Array {
  const result = new Float32Array(PORTABLE.size);
  const nodes = layout.sets[NODE_SET]!;
  result.set(values.subarray(0, nodes));
  const total = Math.max(
    1,
    visits.reduce((a, b) => a + b, 0),
  );
  for (let i = 0; i < ROW; i++) {
    let sum = 0;
    for (let node = 0; node < layout.nodes; node++) sum += visits[node]! * values[nodes + ROW * node + i]!;
    result[nodes + i] = sum / total;
  }
  result.set(values.subarray(layout.final), PORTABLE.final);
  for (let map = PORTABLE.maps; map < PORTABLE.size; map += 2) result[map + 1] = Math.min(MAX_INHERITED, result[map + 1]!);
  return result;
}

/** Portable parameters of which nothing has been learnt. */
export function untrained(): Float32Array {
  const layout = PORTABLE;
  const values = new Float32Array(layout.size);
  for (let row = 0; row < layout.final; row += ROW) {
    for (let i = 0; i < POINTER_INPUTS; i++) values[row + i] = i % CONTEXT_INPUTS === 2 ? 0 : START_CONTEXT;
    values.fill(START_POINTER, row + POINTER_INPUTS, row + BIAS);
    values[row + EXTERNAL_INPUTS] = START_EXTERNAL;
    values[row + EXTERNAL_INPUTS + 1] = START_POINTER;
  }
  values.fill(1 / SETS, layout.final, layout.maps);
  for (let i = 0; i < HISTORIES * CONTEXTS.length; i++) {
    const [zeros, ones] = [i & 15, (i >> 4) & 15];
    values[layout.maps + 2 * i] = (ones + 0.4) / (zeros + ones + 0.8);
  }
  for (let i = 0; i < MATCH_CONTEXTS * MATCHES; i++) {
    const length = i & 31;
    values[layout.matchMaps + 2 * i] = length > 0 ? 1 - 0.5 / (length + 1.5) : 0.5;
  }
  for (let i = 0; i < RECENCY_CONTEXTS * RECENCY; i++) values[layout.recencyMaps + 2 * i] = 0.6;
  return values;
}
