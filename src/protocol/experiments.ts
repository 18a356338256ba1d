import * as v from 'valibot';
import type { Configuration } from './configuration';
import type { Overrides } from './defaults';
import { UnrollError } from './error';
import type { Immutable } from './immutable';
import { OPTION_KEYS, OPTIONS, type OptionRow, optionRow, type SweepParameter } from './options';
import type { NumberRow } from './options/row';
import { ARCHITECTURES, PLAIN } from './presets/architectures';
import { checkOption } from './validation';

const EXPERIMENT_KINDS = ['comparison', 'sweep'] as const;
export type ExperimentKind = (typeof EXPERIMENT_KINDS)[number];

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** What the runs of one experiment have in common: kept in every one of their records. */
export const runGroup = v.object({
  id: v.string(),
  kind: v.picklist(EXPERIMENT_KINDS),
  /** A word that people see and filter by. */
  tag: v.string(),
  /** Options that a sweep varies, or by which a comparison tunes each architecture; empty for one that does not. */
  parameters: v.pipe(
    v.array(v.unknown()),
    v.transform((names) => names.filter((name) => typeof name === 'string')),
  ),
  /** Place of the run among `size` runs, from 0. */
  ...{ index: whole, size: whole },
});
export type RunGroup = Immutable<v.InferOutput<typeof runGroup>>;

/** Options that a sweep can vary. */
export const SWEEP_PARAMETERS = OPTION_KEYS.filter((key): key is SweepParameter => {
  const { type, machine } = optionRow(key)!;
  return !machine && ('sweep' in OPTIONS[key] || type === 'choice' || type === 'boolean');
});

export type SweepValue = number | string | boolean;

/** A hyper-parameter and the values that it takes in a sweep. */
export interface SweepAxis {
  readonly parameter: SweepParameter;
  readonly values: readonly SweepValue[];
}

export type { SweepParameter } from './options';

/** Runs of a sweep: more would be no small one. */
export const MAX_SWEPT = 25;

/** Values that suit a parameter: numbers in ascending order around the value that it has now, or all choices. */
export function proposedValues(parameter: SweepParameter, own: SweepValue): SweepValue[] {
  const row: OptionRow = OPTIONS[parameter];
  if (row.type === 'boolean') return [true, false];
  if (row.type === 'choice') return [...row.choices];
  const { sweep = [], scaled } = row as NumberRow;
  return sweep.map((value) => Number((scaled ? value * Number(own) : value).toPrecision(3)));
}

/**
 * Numbers or words with commas or spaces between them as values of a parameter: numbers in ascending order, words in that of the list.
 * @throws UnrollError for a value that it cannot take, for none, and for what may as well be one number with a decimal comma
 */
export function parseValues(parameter: SweepParameter, text: string): SweepValue[] {
  const words = text.trim().split(/[\s,;]+/);
  if (words.includes('')) throw new UnrollError('sweep.values', [parameter], { exitCode: 2 });
  const row: OptionRow = OPTIONS[parameter];
  if (row.type === 'choice' || row.type === 'boolean') {
    const read = (word: string) => (row.type === 'boolean' && (word === 'true' || word === 'false') ? word === 'true' : word);
    return [...new Set(words.map((word) => checkOption(parameter, read(word)) as SweepValue))];
  }
  const comma = row.type === 'number' && /^\s*\d+,\d+\s*$/.test(text);
  if (comma || words.some((word) => /^0\d/.test(word))) throw new UnrollError('sweep.comma', [parameter, text], { exitCode: 2 });
  const values = words.map((word) => checkOption(parameter, Number(word)) as number);
  return [...new Set(values)].sort((a, b) => a - b);
}

/** A configuration with the defaults of the data and the task, but for what is given. */
export type Configure = (overrides: Overrides) => Configuration;

/**
 * One configuration an architecture, equal in everything else: size, seed, budget, learning rate. No run stops early, so that all have the same budget.
 * @param overrides what is given for all of them
 */
export function comparisonPlan(configure: Configure, overrides: Overrides): Configuration[] {
  // Each names its network: inputs start as they do for all of them, not wide.
  const shared = configure({ patience: 0, ...PLAIN, ...overrides });
  return ARCHITECTURES.map((own) => ({ ...shared, ...own }));
}

/** One configuration for each kind of layer in its own surroundings, equal in everything else. @throws UnrollError for options that a kind cannot honour */
export function kindsPlan(configure: Configure, overrides: Overrides, cells: readonly string[]): Configuration[] {
  return cells.map((cell) => configure({ patience: 0, ...overrides, cell }));
}

/** What `tunings` varies. */
export const TUNED = ['learningRate', 'weightDecay', 'optimizer'] as const;
/** Those in which tunings of one network differ. */
export const TUNED_AXES = ['learningRate', 'weightDecay'] as const;

const TUNED_RATES = [1e-4, 5e-4, 1e-3];
const TUNED_DECAYS = [0, 0.1];
/** Configurations that `tunings` makes of one. */
export const TUNINGS = TUNED_RATES.length * TUNED_DECAYS.length;

/** A network with three learning rates by two weight decays, AdamW, as "Mechanistic Design and Scaling of Hybrid Architectures" (2403.17844) tunes each before it compares. */
export function tunings(configuration: Configuration): Configuration[] {
  return TUNED_RATES.flatMap((learningRate) =>
    TUNED_DECAYS.map((weightDecay) => ({ ...configuration, optimizer: 'adamw' as const, learningRate, weightDecay })),
  );
}

/** Every configuration with so many seeds from its own one on: seed by seed, so that an early end leaves all with fewer seeds rather than some with none. */
export function withSeeds<Run extends { readonly configuration: Configuration }>(plan: readonly Run[], seeds: number): Run[] {
  return Array.from({ length: seeds }, (_, i) =>
    plan.map((run) => ({ ...run, configuration: { ...run.configuration, seed: run.configuration.seed + i } })),
  ).flat();
}

/** One configuration for each combination of values, the last axis changing fastest. @throws UnrollError when there are too many or an axis is there twice */
export function sweepPlan(configure: Configure, overrides: Overrides, axes: readonly SweepAxis[]): Configuration[] {
  if (axes.length === 0 || new Set(axes.map(({ parameter }) => parameter)).size < axes.length)
    throw new UnrollError('sweep.axes', [], { exitCode: 2 });
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count < 2 || count > MAX_SWEPT) throw new UnrollError('sweep.runs', [count, MAX_SWEPT], { exitCode: 2 });
  let points: Overrides[] = [{}];
  for (const { parameter, values } of axes)
    points = points.flatMap((point) => values.map((value) => ({ ...point, [parameter]: checkOption(parameter, value) as SweepValue })));
  return points.map((point) => configure({ patience: 0, ...overrides, ...point }));
}

/** A group as a record tells of it; undefined for what is none. */
export function parseGroup(value: unknown): RunGroup | undefined {
  const result = v.safeParse(runGroup, value);
  return result.success ? result.output : undefined;
}
