import type { Configuration } from './configuration';
import { BASE_CONFIGURATION } from './defaults';
import { UnrollError } from './error';
import { OPTION_KEYS, optionRow } from './options';
import type { NumberRow } from './options/row';

/** A value from outside as a configuration; what is missing comes from the base. @throws UnrollError naming the first wrong value */
export function validateConfiguration(value: unknown): Configuration {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UnrollError('configuration.object', [], { exitCode: 2 });
  const result: Record<string, unknown> = { ...BASE_CONFIGURATION };
  for (const key of OPTION_KEYS) {
    const own = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    if (own !== undefined) result[key] = checkOption(key, own);
  }
  return result as Configuration;
}

/** One option's value as it is, if it fits the option's row. @throws UnrollError with a sentence that says what fits */
export function checkOption(key: string, value: unknown): unknown {
  const row = optionRow(key);
  const refuse = (id: 'configuration.choice' | 'configuration.list' | 'configuration.boolean', ...args: (string | number)[]) =>
    new UnrollError(id, [key, ...args, shown(value)], { exitCode: 2 });
  if (!row) throw new UnrollError('configuration.option', [key], { exitCode: 2 });
  switch (row.type) {
    case 'choice':
      if (!row.choices.includes(value as string)) throw refuse('configuration.choice', row.choices.join(', '));
      return value;
    case 'list':
      if (typeof value !== 'string' || !value.split(',').every((each) => value === '' || row.choices.includes(each)))
        throw refuse('configuration.list', row.choices.join(', '));
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw refuse('configuration.boolean');
      return value;
    default:
      checkNumber(key, row, value);
      return value;
  }
}

function checkNumber(key: string, { type, minimum, maximum, exclusiveMaximum }: NumberRow, value: unknown): void {
  const inRange = typeof value === 'number' && value >= minimum && (exclusiveMaximum ? value < maximum : value <= maximum);
  if (inRange && (type === 'number' || Number.isSafeInteger(value))) return;
  const id = exclusiveMaximum ? 'configuration.below' : type === 'whole' ? 'configuration.whole' : 'configuration.number';
  throw new UnrollError(id, [key, minimum, maximum, shown(value)], { exitCode: 2 });
}

/** A wrong value as a word; an object may have no text of its own. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
  return String(value);
}
