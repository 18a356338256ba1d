import { type Configuration, OPTIONS } from './options';
import { ARCHITECTURE_OPTIONS, INITIALIZATION_OPTIONS } from './options/architecture';
import { completeArchitecture } from './surroundings';

/** What a configuration is before the size of the text is known: one plain value for everything. */
export const BASE_CONFIGURATION = Object.fromEntries(Object.entries(OPTIONS).map(([key, row]) => [key, row.default])) as unknown as Configuration;

export type Overrides = Partial<Configuration>;

/** Below this many characters a validation part says nothing. */
export const LEAST_VALIDATION = 200;

/** Options of the network: whoever gives one gets that network and nothing else that is better. */
const NETWORK_OPTIONS = [...Object.keys(ARCHITECTURE_OPTIONS), ...Object.keys(INITIALIZATION_OPTIONS)] as (keyof Configuration)[];

/**
 * Defaults by size of the text (measured: a network this small learns one file best with these; bench/README.md has the table). Where no option of the
 * network is given, inputs start wide, which lowers the loss of every kind of text at no cost. Explicit options are never changed.
 * @param characters code points of the text
 * @param vocabularySize distinct code points
 */
export function defaultConfiguration(characters: number, vocabularySize: number, overrides: Overrides = {}): Configuration {
  const bySize: Overrides =
    vocabularySize > 1000
      ? { embedding: 64, minCount: 2, batchSize: 16, sequenceLength: 32, learningRate: 8e-3, dropout: 0.2 }
      : characters < 2_000
        ? { hidden: 64, batchSize: 4, sequenceLength: 25, learningRate: 1e-2, dropout: 0, validation: 0 }
        : characters < 30_000
          ? { batchSize: 16, sequenceLength: 32, learningRate: 8e-3, dropout: 0.5, patience: 8 }
          : characters < 300_000
            ? { batchSize: 16, sequenceLength: 32, learningRate: 8e-3, dropout: 0.2 }
            : { batchSize: 16, sequenceLength: 64, learningRate: 8e-3, dropout: 0, hidden: (overrides.seconds ?? 30) >= 120 ? 256 : 128 };
  const isFree = NETWORK_OPTIONS.every((key) => overrides[key] === undefined);
  const result = { ...BASE_CONFIGURATION, ...bySize, ...(isFree ? { inputInit: 'wide' as const } : {}), ...withoutUndefined(overrides) };
  if (overrides.steps && overrides.seconds === undefined) result.seconds = 0;
  // Tiny texts: every stream keeps at least two windows.
  const trained = result.validation > 0 ? Math.floor((1 - result.validation) * characters) : characters;
  if (overrides.sequenceLength === undefined) result.sequenceLength = Math.max(1, Math.min(result.sequenceLength, trained - 1));
  if (overrides.batchSize === undefined)
    result.batchSize = Math.max(1, Math.min(result.batchSize, Math.floor((trained - 1) / (2 * result.sequenceLength))));
  return completeArchitecture(result, overrides);
}

function withoutUndefined(overrides: Overrides): Overrides {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}

/** Presets of the quick pick: what they change of the defaults by size. β2 = .99 suits short budgets. */
export const PRESETS = {
  quick: { seconds: 10, beta2: 0.99 },
  balanced: { seconds: 30, beta2: 0.99 },
  thorough: { seconds: 180, beta2: 0.99 },
  tutorial: {
    cell: 'rnn',
    activation: 'tanh',
    hidden: 64,
    seconds: 15,
    dropout: 0,
    schedule: 'constant',
    warmup: 0,
    learningRate: 2e-3,
    clip: 1,
  },
  /** ReLU with W = I and long steps: the product of Jacobians never shrinks, so that without a gradient threshold the weights are no numbers any more after a few updates. */
  explode: {
    cell: 'rnn',
    activation: 'relu',
    initialization: 'identity',
    layers: 1,
    hidden: 64,
    sequenceLength: 50,
    steps: 600,
    seconds: 0,
    optimizer: 'sgd',
    momentum: 0,
    learningRate: 0.6,
    schedule: 'constant',
    warmup: 0,
    dropout: 0,
    clip: 0,
  },
  /** Small enough to be followed number by number: the tutorial's "hello" with three tanh units and without biases, stopped while its gradients can still be read. */
  hello: {
    cell: 'rnn',
    activation: 'tanh',
    output: 'softmax',
    layers: 1,
    hidden: 3,
    embedding: 0,
    bias: false,
    initialization: 'uniform',
    sequenceLength: 4,
    batchSize: 1,
    steps: 60,
    seconds: 0,
    optimizer: 'adam',
    learningRate: 0.02,
    schedule: 'constant',
    warmup: 0,
    clip: 1,
    dropout: 0,
    validation: 0,
    minCount: 1,
    seed: 1,
  },
} as const satisfies Record<string, Overrides>;

export type Preset = keyof typeof PRESETS;
