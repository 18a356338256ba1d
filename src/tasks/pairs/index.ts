import { fnv1a } from '../../network/fnv';
import { describeKind } from '../../network/layers/descriptions';
import type { Configuration } from '../../protocol/configuration';
import { UnrollError } from '../../protocol/error';
import { kindsOf } from '../../protocol/kinds';
import { DEFAULT_KIND } from '../../protocol/presets/kinds';
import type { Task } from '../task';
import type { PairData } from './data';
import { decoderOnly } from './decoder-only';
import { encoderDecoder } from './encoder-decoder';
import { splitPairs } from './split';

export interface PairOptions {
  readonly attention: 'additive' | 'none';
  /** One stream "source ⇥ target ⏎" through any network instead of an encoder and a decoder. */
  readonly isDecoderOnly: boolean;
  /** Which fifth is the test part when no test data are given. */
  readonly fold: number;
}

/** Defaults of the study of dates: embedding 32, GRU 64, batches of 64, Adam 3e-3, gradient threshold 1; 1000 updates, by which every seed writes all test dates there. */
export const PAIR_DEFAULTS = {
  cell: DEFAULT_KIND,
  layers: 1,
  hidden: 64,
  embedding: 32,
  batchSize: 64,
  steps: 1000,
  seconds: 0,
  optimizer: 'adam',
  learningRate: 3e-3,
  schedule: 'constant',
  warmup: 0,
  clip: 1,
  dropout: 0,
  validation: 0.05,
  evaluateEvery: 0,
  patience: 0,
} as const satisfies Partial<Configuration>;

/** Options of the configuration that the encoder-decoder does not have. */
const UNREAD = ['output', 'dropout', 'forgetBias', 'window', 'activation', 'initialization'] as const satisfies (keyof Configuration)[];

/** The target of a source, a character after another. */
export function pairs(data: PairData, test: PairData | undefined, options: PairOptions): Task {
  return {
    id: 'pairs',
    prepare(request) {
      const { configuration, strict = {}, resume } = request;
      if (!options.isDecoderOnly) {
        if (configuration.layers !== 1 || !kindsOf(configuration).every((kind) => describeKind(kind).encoderDecoder))
          throw new UnrollError('pairs.cell', [], { exitCode: 2 });
        for (const key of UNREAD) if (key in strict) throw new UnrollError('task.option', [key, 'pairs'], { exitCode: 2 });
        if (configuration.embedding < 1) throw new UnrollError('pairs.embedding', [], { exitCode: 2 });
      }
      const split = splitPairs(data.pairs, test?.pairs, options.fold, configuration.validation);
      const content = JSON.stringify([data.pairs, test?.pairs ?? [], options]);
      const fingerprint = { characters: data.pairs.length, hash: fnv1a(content) };
      const counters = resume?.resume?.counters;
      if (counters && (counters.characters !== fingerprint.characters || counters.text !== fingerprint.hash)) throw new UnrollError('resume.data');
      const kept = { ...(data.columns ? { input: data.columns.source, label: data.columns.target } : {}), fold: options.fold };
      const given = { ...request, split, fingerprint, kept };
      return options.isDecoderOnly ? decoderOnly(given) : encoderDecoder(given, options.attention);
    },
  };
}
