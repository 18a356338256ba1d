import { type Configuration, OPTIONS } from './options';
import { ARCHITECTURE_OPTIONS, INITIALIZATION_OPTIONS } from './options/architecture';
import { completeArchitecture } from './surroundings';

/** What a configuration is before the size of the text is known: one plain value for everything. */
export const BASE_CONFIGURATION = Object.fromEntries(
  Object.entries(OPTIONS).map(([key, row]): [string, unknown] => [key, row.default]),
) as Configuration;

export type Overrides = Partial<Configuration>;

/** Below this many characters a validation part says nothing. */
export const MIN_VALIDATION = 200;

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
