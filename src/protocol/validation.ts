import {
  ACTIVATIONS,
  CELLS,
  CLIP_MODES,
  type Configuration,
  INITIALIZATIONS,
  LOSS_REDUCTIONS,
  OPTIMIZERS,
  OUTPUTS,
  SCHEDULES,
} from './configuration';
import { BASE_CONFIGURATION } from './defaults';
import { UnrollError } from './error';

/** Smallest and largest value of every number; whole numbers where `whole`. */
export const RANGES: Record<string, { minimum: number; maximum: number; whole?: boolean }> = {
  layers: { minimum: 1, maximum: 4, whole: true },
  hidden: { minimum: 1, maximum: 1024, whole: true },
  embedding: { minimum: 0, maximum: 1024, whole: true },
  window: { minimum: 1, maximum: 64, whole: true },
  forgetBias: { minimum: -10, maximum: 10 },
  sequenceLength: { minimum: 1, maximum: 4096, whole: true },
  batchSize: { minimum: 1, maximum: 1024, whole: true },
  steps: { minimum: 0, maximum: 1e9, whole: true },
  seconds: { minimum: 0, maximum: 1e7 },
  learningRate: { minimum: 0, maximum: 100 },
  momentum: { minimum: 0, maximum: 1 },
  beta1: { minimum: 0, maximum: 1 },
  beta2: { minimum: 0, maximum: 1 },
  epsilon: { minimum: 0, maximum: 1 },
  weightDecay: { minimum: 0, maximum: 1 },
  warmup: { minimum: 0, maximum: 1e9, whole: true },
  finalRate: { minimum: 0, maximum: 1 },
  clip: { minimum: 0, maximum: 1e9 },
  dropout: { minimum: 0, maximum: 0.95 },
  validation: { minimum: 0, maximum: 0.9 },
  evaluateEvery: { minimum: 0, maximum: 1e9, whole: true },
  patience: { minimum: 0, maximum: 1e6, whole: true },
  minCount: { minimum: 1, maximum: 1e6, whole: true },
  seed: { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, whole: true },
  threads: { minimum: 0, maximum: 64, whole: true },
};

/** Allowed words of every choice. */
export const CHOICES: Record<string, readonly string[]> = {
  cell: CELLS,
  activation: ACTIVATIONS,
  output: OUTPUTS,
  initialization: INITIALIZATIONS,
  optimizer: OPTIMIZERS,
  schedule: SCHEDULES,
  clipMode: CLIP_MODES,
  lossReduction: LOSS_REDUCTIONS,
};

/** A value from outside as a configuration; what is missing comes from the base. @throws UnrollError naming the first wrong value */
export function validateConfiguration(value: unknown): Configuration {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UnrollError('configuration.object', [], { exitCode: 2 });
  const result: Record<string, unknown> = { ...BASE_CONFIGURATION };
  for (const key of Object.keys(BASE_CONFIGURATION)) {
    const own = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    if (own === undefined) continue;
    result[key] = checkOption(key, own);
  }
  return result as unknown as Configuration;
}

/** One option of a configuration. */
export function checkOption(key: string, value: unknown): unknown {
  const range = RANGES[key];
  if (range) {
    const fits = typeof value === 'number' && value >= range.minimum && value <= range.maximum && (!range.whole || Number.isSafeInteger(value));
    if (!fits) {
      const id = range.whole ? 'configuration.whole' : 'configuration.number';
      throw new UnrollError(id, [key, range.minimum, range.maximum, told(value)], { exitCode: 2 });
    }
    return value;
  }
  const choices = CHOICES[key];
  if (choices) {
    if (!choices.includes(value as string)) throw new UnrollError('configuration.choice', [key, choices.join(', '), told(value)], { exitCode: 2 });
    return value;
  }
  if (typeof value !== 'boolean') throw new UnrollError('configuration.boolean', [key, told(value)], { exitCode: 2 });
  return value;
}

/** A wrong value as a word; an object may have no text of its own. */
function told(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
  return String(value);
}
