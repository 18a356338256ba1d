import type { Window } from '../../../src/network/learner';
import type { Parameters } from '../../../src/network/reference/matrix';
import type { Tensors } from '../../../src/protocol/model';
import { readShared } from './shared';

/** A run of PyTorch in float64: 40 steps of truncated BPTT on On Friendship. */
export interface GoldenRun {
  readonly H: number;
  readonly V: number;
  readonly B: number;
  readonly T: number;
  readonly steps: number;
  readonly lr: number;
  readonly clip: number;
  readonly vocab: string[];
  readonly init: Nested;
  readonly loss: number[];
  readonly norm: number[];
  readonly grad_step1: Nested;
  readonly final: Nested;
}

type Nested = Record<string, number[] | number[][]>;

export function readGolden(test: Mocha.Context, name: string): { golden: GoldenRun; symbols: number[] } {
  const golden = JSON.parse(readShared(test, 'reference', 'golden', `${name}.json`)) as GoldenRun;
  const text = readShared(test, 'data', 'on_friendship.txt');
  return { golden, symbols: [...text].map((character) => golden.vocab.indexOf(character)) };
}

const shapeOf = (value: number[] | number[][]) => (Array.isArray(value[0]) ? [value.length, value[0].length] : [value.length]);

export function toParameters(record: Nested): Parameters {
  return new Map(Object.entries(record).map(([name, value]) => [name, { shape: shapeOf(value), data: Float64Array.from(value.flat()) }]));
}

export function toTensors(record: Nested): Tensors {
  return new Map(Object.entries(record).map(([name, value]) => [name, { shape: shapeOf(value), data: Float32Array.from(value.flat()) }]));
}

/** B contiguous streams, T a step, carried state; a wrap to offset 0 starts from a zero state. */
export function* goldenWindows(golden: GoldenRun, symbols: number[]): Generator<Window> {
  const length = Math.floor((symbols.length - 1) / golden.B);
  let offset = 0;
  for (let step = 0; step < golden.steps; step++) {
    if (offset + golden.T > length) offset = 0;
    const rows = golden.T * golden.B;
    const at = (row: number) => Math.floor(row / golden.B) + offset + (row % golden.B) * length;
    yield {
      inputs: Int32Array.from({ length: rows }, (_, row) => symbols[at(row)]!),
      targets: Int32Array.from({ length: rows }, (_, row) => symbols[at(row) + 1]!),
      steps: golden.T,
      resetState: offset === 0,
    };
    offset += golden.T;
  }
}
