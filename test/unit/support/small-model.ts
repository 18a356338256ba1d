import { languagePorts } from '../../../src/network/ports';
import { networkShapes } from '../../../src/network/stack';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Model, Tensors } from '../../../src/protocol/model';

/** A model whose every weight is `value`: small enough to write a thousand times. */
export function smallModel(value: number): Model {
  const configuration = { ...BASE_CONFIGURATION, cell: 'rnn' as const, hidden: 4, threads: 1 };
  const weights: Tensors = new Map();
  for (const [name, shape] of networkShapes(configuration, languagePorts(configuration, 2)))
    weights.set(name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value) });
  return { configuration, vocabulary: ['a', 'b'], weights };
}
