/** What an option's value depends on while nobody gives one. */
export type DefaultSource =
  /** One value for everything. */
  | 'fixed'
  /** The number of characters of the text, and how many of them differ. */
  | 'text'
  /** The preset, such as Quick look. */
  | 'preset'
  /** The layer kind: what its paper has. */
  | 'kind'
  /** Of whether any option of the network is set. */
  | 'network';

interface CommonRow {
  /** The setting always has a value: it is never left to presets or to the text. */
  readonly always?: true;
  /** Set per machine: no workspace decides it. */
  readonly machine?: true;
  /** Name that people see, in sentence case. */
  readonly label: string;
  /** One or two sentences: the setting's description and the command line's help. */
  readonly description: string;
  readonly source: DefaultSource;
}

export interface NumberRow<Sweep extends readonly number[] = readonly number[]> extends CommonRow {
  readonly type: 'whole' | 'number';
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  /** The maximum itself is not allowed. */
  readonly exclusiveMaximum?: true;
  /** Values that a sweep proposes. `scaled`: factors of the value that the run would have. */
  readonly sweep?: Sweep;
  readonly scaled?: true;
}

export interface ChoiceRow<Value extends string = string> extends CommonRow {
  readonly type: 'choice';
  readonly default: Value;
  readonly choices: readonly Value[];
  /** Names of the choices that people see; their own words where there is none. */
  readonly names?: Readonly<Partial<Record<Value, string>>>;
}

/** Several choices in order, separated by commas; empty for none. */
export interface ListRow extends CommonRow {
  readonly type: 'list';
  readonly default: string;
  readonly choices: readonly string[];
  readonly names?: Readonly<Record<string, string>>;
}

export interface BooleanRow extends CommonRow {
  readonly type: 'boolean';
  /** Help of the command line's option that turns it off. */
  readonly off: string;
  readonly default: boolean;
}

/** One option of a configuration: its type, range, default, and what people read about it. */
export type OptionRow = NumberRow | ChoiceRow | ListRow | BooleanRow;

/** The type of an option's value. */
export type OptionValue<Row> = Row extends { type: 'choice'; choices: readonly (infer Value)[] }
  ? Value
  : Row extends { type: 'list' }
    ? string
    : Row extends { type: 'boolean' }
      ? boolean
      : number;
