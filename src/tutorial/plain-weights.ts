import type { Tensors } from '../protocol/model';
import type { PlainWeights } from '../protocol/tutorial';

export function plainWeights(tensors: Tensors): PlainWeights {
  return Object.fromEntries([...tensors].map(([name, { shape, data }]) => [name, { shape: [...shape], data: Array.from(data) }]));
}

export function tensorsOf(weights: PlainWeights): Tensors {
  return new Map(Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
}
