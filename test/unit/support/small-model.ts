import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Model, Tensors } from '../../../src/protocol/model';
import { tensorShapes } from '../../../src/protocol/tensor-shapes';

/** A model whose every weight is `value`: small enough to write a thousand times. */
export function smallModel(value: number): Model {
  const configuration = { ...BASE_CONFIGURATION, cell: 'rnn' as const, hidden: 4, threads: 1 };
  const weights: Tensors = new Map();
  for (const [name, shape] of tensorShapes(configuration, 2))
    weights.set(name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value) });
  return { configuration, vocabulary: ['a', 'b'], weights };
}
