import { describeKind, LAYER_DESCRIPTIONS } from '../../network/layers/descriptions';
import { type NetworkPorts, portsOf } from '../../network/ports';
import { networkShapes } from '../../network/stack';
import type { Configuration } from '../../protocol/configuration';
import { kindsOf } from '../../protocol/kinds';
import { OPTION_KEYS, type OptionKey, type OptionRow, optionRow } from '../../protocol/options';
import { ARCHITECTURE_OPTIONS, INITIALIZATION_OPTIONS } from '../../protocol/options/architecture';
import { OPTIMIZER_OPTIONS } from '../../protocol/options/training';
import type { FormField } from '../../protocol/run-form';

/** What is changed most often, in this order; everything else follows by subject. */
const ESSENTIAL: readonly OptionKey[] = ['cell', 'hidden', 'layers', 'seconds', 'steps', 'learningRate', 'clip', 'dropout', 'seed'];

export const FORM_GROUPS = ['essential', 'network', 'initialization', 'optimizer', 'run'] as const;
export type FormGroup = (typeof FORM_GROUPS)[number];

/** Subject of an option. */
function groupOf(key: OptionKey): FormGroup {
  if (ESSENTIAL.includes(key)) return 'essential';
  if (Object.hasOwn(ARCHITECTURE_OPTIONS, key)) return 'network';
  if (Object.hasOwn(INITIALIZATION_OPTIONS, key)) return 'initialization';
  return Object.hasOwn(OPTIMIZER_OPTIONS, key) ? 'optimizer' : 'run';
}

/** Options of a group, the essential ones by importance, the others as the option table has them. */
export function groupKeys(group: FormGroup): readonly OptionKey[] {
  return group === 'essential' ? ESSENTIAL : OPTION_KEYS.filter((key) => groupOf(key) === group);
}

/** Words of a field, in the user's language. */
export interface FieldWords {
  /** A sentence or name of the option table. */
  text(english: string): string;
  between(minimum: number, maximum: number): string;
  /** The maximum itself is not allowed. */
  below(minimum: number, maximum: number): string;
  atLeast(minimum: number): string;
}

/** An option as the form shows it. */
export function formField(key: OptionKey, words: FieldWords): FormField {
  const row: OptionRow = optionRow(key)!;
  const base = { key, type: row.type, label: words.text(row.label), help: words.text(row.description) };
  if ('minimum' in row) {
    const { minimum, maximum, exclusiveMaximum } = row;
    const between = exclusiveMaximum ? words.below(minimum, maximum) : words.between(minimum, maximum);
    // A million is as good as no limit.
    return { ...base, range: maximum >= 1e6 ? words.atLeast(minimum) : between, minimum, maximum };
  }
  if (row.type !== 'choice' && row.type !== 'list') return base;
  const names: Readonly<Record<string, string | undefined>> = row.names ?? {};
  return { ...base, choices: row.choices.map((choice) => ({ value: choice, name: names[choice] ?? choice })) };
}

const KIND_OPTIONS = new Set<string>(LAYER_DESCRIPTIONS.flatMap(({ options }) => options));

/** Options that mean nothing to any layer of a network. */
export function unreadOptions(architecture: Pick<Configuration, 'cell' | 'layers' | 'stack'>): string[] {
  const read = new Set<string>(kindsOf(architecture).flatMap((kind) => describeKind(kind).options));
  return [...KIND_OPTIONS].filter((key) => !read.has(key));
}

/** Weights of a language model. */
export function weightCount(configuration: Configuration, ports: NetworkPorts | number): number {
  const shapes = networkShapes(configuration, portsOf(configuration, ports));
  return [...shapes.values()].reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
