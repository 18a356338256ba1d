import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Overrides } from '../protocol/defaults';
import { UnrollError } from '../protocol/error';
import { OPTION_KEYS, OPTIONS, type OptionRow, optionFlag } from '../protocol/options';
import { checkOption } from '../protocol/validation';
import * as l10n from './l10n';
import { translate } from './language';

/** A number of the command line, within the configuration's range. */
function numberOption(key: string) {
  return checkedOption(key, (text) => (text.trim() === '' ? Number.NaN : Number(text)));
}

/** Choices separated by commas, with or without spaces. */
function listOption(key: string) {
  return checkedOption(key, (text) => text.replace(/\s/g, ''));
}

function checkedOption(key: string, parse: (text: string) => unknown) {
  return (text: string): unknown => {
    try {
      return checkOption(key, parse(text));
    } catch (error) {
      throw new InvalidArgumentError(error instanceof UnrollError ? translate(error.id, error.args) : String(error));
    }
  };
}

/** A finite number of at least `minimum`, whole if asked. */
export function plainNumber(minimum: number, whole = false) {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || value < minimum || (whole && !Number.isInteger(value))) {
      throw new InvalidArgumentError(
        whole ? l10n.t('It must be a whole number of at least {0}.', minimum) : l10n.t('It must be a number of at least {0}.', minimum),
      );
    }
    return value;
  };
}

/** Reads names that are separated by commas or spaces, as `gru,tanh` or `gru tanh`. */
export function nameList<T extends string>(known: readonly T[]) {
  return (text: string, before: readonly T[] = []): T[] => {
    const names = text.split(',').map((name) => {
      const found = known.find((each) => each === name.trim());
      if (!found) throw new InvalidArgumentError(`Allowed choices are ${known.join(', ')}.`);
      return found;
    });
    return [...before, ...names];
  };
}

const PLACEHOLDERS = { choice: 'name', list: 'names', whole: 'n', number: 'x' } as const;

/** Adds all options of the configuration to a command: their flags, choices and help come from the option table. */
export function addConfigurationOptions(command: Command): void {
  for (const key of OPTION_KEYS) {
    const row: OptionRow = OPTIONS[key];
    if (row.type === 'boolean') {
      command.option(optionFlag(key).replace('--', '--no-'), l10n.t(row.off));
      continue;
    }
    const option = new Option(`${optionFlag(key)} <${PLACEHOLDERS[row.type]}>`, l10n.t(row.description));
    command.addOption(
      row.type === 'choice' ? option.choices(row.choices) : option.argParser(row.type === 'list' ? listOption(key) : numberOption(key)),
    );
  }
}

/** What was given explicitly, by the configuration's names. @throws UnrollError when it asks for a training without end, or without a step */
export function explicitOptions(command: Command): Overrides {
  const values = command.opts();
  const given = OPTION_KEYS.filter((key) => command.getOptionValueSource(key) === 'cli');
  const explicit = Object.fromEntries(given.map((key) => [key, values[key]])) as Overrides;
  const { steps, seconds } = explicit;
  if ((steps === 0 && !seconds) || (seconds === 0 && !steps)) throw new UnrollError('training.budget', [], { exitCode: 2 });
  return explicit;
}
