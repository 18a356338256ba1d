import { ARCHITECTURE_OPTIONS, INITIALIZATION_OPTIONS } from './architecture';
import type { OptionRow, OptionValue } from './row';
import { BUDGET_OPTIONS, OPTIMIZER_OPTIONS, RUN_OPTIONS } from './training';

export type { OptionRow } from './row';

/**
 * Every option of a configuration, one row each. Types, defaults, validation, the command line's options, the settings in package.json with their
 * texts, and the proposals of a sweep come from here.
 */
export const OPTIONS = {
  ...ARCHITECTURE_OPTIONS,
  ...INITIALIZATION_OPTIONS,
  ...BUDGET_OPTIONS,
  ...OPTIMIZER_OPTIONS,
  ...RUN_OPTIONS,
} as const;

type Rows = typeof OPTIONS;
export type OptionKey = keyof Rows;
export const OPTION_KEYS = Object.keys(OPTIONS) as OptionKey[];

type Values<Keys extends OptionKey> = { -readonly [Key in Keys]: OptionValue<Rows[Key]> };
/** The shape of the network: what a model file needs to be used again. */
export type Architecture = Values<keyof typeof ARCHITECTURE_OPTIONS>;
/** Everything that determines a run. `steps` is 0 while `seconds` has not been turned into steps; `seconds` is 0 in a run by steps. */
export type Configuration = Values<OptionKey>;

/** Options that a sweep can vary: numbers with values to propose, choices and switches; not what belongs to the machine. */
export type SweepParameter = {
  [Key in OptionKey]: Rows[Key] extends { machine: true }
    ? never
    : Rows[Key] extends { sweep: unknown } | { type: 'choice' | 'boolean' }
      ? Key
      : never;
}[OptionKey];

/** What a setting's description says of its default; {0} stands for the value. @public for scripts/settings.mjs */
export const DEFAULT_NOTES = {
  fixed: 'Default: {0}.',
  text: 'Default: depends on the size of the text.',
  preset: 'Default: depends on the preset.',
  kind: 'Default: depends on the layer kind.',
  network: 'Default: wide if no option of the network is set; otherwise depends on the layer kind.',
} as const;

/** Every sentence and name of the table that people see, for translation. @public for scripts/export-l10n.mjs */
export function optionTexts(): string[] {
  const own = Object.values<OptionRow>(OPTIONS).flatMap((row) => [row.label, row.description, ...(row.type === 'boolean' ? [row.off] : [])]);
  return [...own, ...Object.values(DEFAULT_NOTES)];
}

/** A row by its name, with the type that all rows share; undefined for a name that there is not. */
export function optionRow(key: string): OptionRow | undefined {
  return Object.hasOwn(OPTIONS, key) ? OPTIONS[key as OptionKey] : undefined;
}

/** The option's name on the command line: `learningRate` is `--learning-rate`. */
export function optionFlag(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
