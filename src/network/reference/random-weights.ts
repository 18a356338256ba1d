import type { Architecture } from '../../protocol/configuration';
import { type NetworkPorts, portsOf } from '../ports';
import { Random } from '../random';
import { networkShapes } from '../stack';
import type { Parameters } from './matrix';

/** A number stands for a language model with so many symbols. Weights U(-bound, bound) in float64 for every tensor of a network, for checks on random nets. */
export function randomWeights(architecture: Architecture, ports: NetworkPorts | number, seed: number, bound = 0.6): Parameters {
  const random = new Random(seed, 'random weights');
  return new Map(
    [...networkShapes(architecture, portsOf(architecture, ports))].map(([name, shape]) => [
      name,
      {
        shape,
        data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (2 * random.uniform() - 1) * bound),
      },
    ]),
  );
}
