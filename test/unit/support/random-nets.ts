import { describeKind } from '../../../src/network/layers/descriptions';
import type { Window } from '../../../src/network/learner';
import { Random } from '../../../src/network/random';
import { ReferenceNetwork } from '../../../src/network/reference/network';
import { randomWeights } from '../../../src/network/reference/random-weights';
import { ACTIVATIONS, type Architecture, CELLS, type Configuration, OUTPUTS } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import fc from './properties';

export interface RandomNet {
  readonly architecture: Architecture;
  readonly vocabularySize: number;
  readonly seed: number;
  readonly steps: number;
  readonly streams: number;
}

/** Kinds that stand without surroundings. */
export const PLAIN = CELLS.filter((kind) => !describeKind(kind).surrounded);

/** Small networks of every plain cell, activation, loss, depth, input and bias. */
export const smallNets = (largest = 5): fc.Arbitrary<RandomNet> =>
  fc.record({
    architecture: fc
      .record({
        // Kinds that are made for surroundings have tests of their own: test/unit/network/layers.
        cell: fc.constantFrom(...PLAIN),
        activation: fc.constantFrom(...ACTIVATIONS),
        output: fc.constantFrom(...OUTPUTS),
        layers: fc.integer({ min: 1, max: 3 }),
        hidden: fc.integer({ min: 1, max: largest }),
        embedding: fc.constantFrom(0, 0, 3),
        window: fc.integer({ min: 1, max: 3 }),
        bias: fc.boolean(),
      })
      .map((own) => ({ ...BASE_CONFIGURATION, ...own })),
    vocabularySize: fc.integer({ min: 2, max: 6 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
    steps: fc.integer({ min: 1, max: 5 }),
    streams: fc.integer({ min: 1, max: 3 }),
  });

export function buildNet({ architecture, vocabularySize, seed }: RandomNet): ReferenceNetwork {
  return new ReferenceNetwork(architecture, vocabularySize, randomWeights(architecture, vocabularySize, seed));
}

/** Random symbols; one target in eight is left out. */
export function randomWindow({ vocabularySize, seed }: RandomNet, steps: number, streams: number, resetState = false): Window {
  const random = new Random(seed, 'window');
  const draw = (least: number) => (least < 0 && random.uniform() < 0.125 ? -1 : random.integer(vocabularySize));
  const inputs = Int32Array.from({ length: steps * streams }, () => draw(0));
  const targets = Int32Array.from({ length: steps * streams }, () => draw(-1));
  return { inputs, targets, steps, resetState };
}

/** A configuration around an architecture, without clipping, decay or schedule. */
export function configurationOf(net: RandomNet, overrides: Partial<Configuration> = {}): Configuration {
  return {
    ...BASE_CONFIGURATION,
    ...net.architecture,
    batchSize: net.streams,
    sequenceLength: net.steps,
    clip: 0,
    seed: net.seed,
    ...overrides,
  };
}
