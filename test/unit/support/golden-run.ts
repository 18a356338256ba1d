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

type Numbers = number[] | number[][] | number[][][];
type Nested = Record<string, Numbers>;

export function readGolden<Run extends GoldenRun = GoldenRun>(
  test: Mocha.Context,
  name: string,
  folder = 'golden',
): { golden: Run; symbols: number[] } {
  const golden = JSON.parse(readShared(test, 'reference', folder, `${name}.json`)) as Run;
  const text = readShared(test, 'data', 'on_friendship.txt');
  return { golden, symbols: [...text].map((character) => golden.vocab.indexOf(character)) };
}

function shapeOf(value: number | Numbers): number[] {
  return Array.isArray(value) ? [value.length, ...shapeOf(value[0]!)] : [];
}

export function toParameters(record: Nested): Parameters {
  return new Map(Object.entries(record).map(([name, value]) => [name, { shape: shapeOf(value), data: Float64Array.from(value.flat(2)) }]));
}

export function toTensors(record: Nested): Tensors {
  return new Map(Object.entries(record).map(([name, value]) => [name, { shape: shapeOf(value), data: Float32Array.from(value.flat(2)) }]));
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
