import type { Architecture } from '../../protocol/configuration';
import { Random } from '../random';
import { tensorShapes } from '../shapes';
import type { Parameters } from './matrix';

/** Weights U(-bound, bound) in float64 for every tensor of a network, for checks on random nets. */
export function randomWeights(architecture: Architecture, vocabularySize: number, seed: number, bound = 0.6, realInputs = 0): Parameters {
  const random = new Random(seed, 'random weights');
  return new Map(
    [...tensorShapes(architecture, vocabularySize, realInputs)].map(([name, shape]) => [
      name,
      {
        shape,
        data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (2 * random.uniform() - 1) * bound),
      },
    ]),
  );
}
