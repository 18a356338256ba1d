import * as v from 'valibot';
import { type Architecture, type Configuration, OPTION_KEYS, OPTIONS, type OptionKey } from './options';

/** Options of networks and of trainings that every version has had, and that they are shown by. */
const OF_NETWORKS: readonly OptionKey[] = ['cell', 'layers', 'hidden'];
const OF_TRAININGS: readonly OptionKey[] = [...OF_NETWORKS, 'batchSize', 'sequenceLength', 'clip', 'clipMode'];

/** Whether what a value says of an option is of the type of the option's row. Options that are newer than what is read may be missing. */
function says(value: unknown, needed: readonly OptionKey[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const given = value as Readonly<Record<string, unknown>>;
  return OPTION_KEYS.every((key) => (given[key] === undefined ? !needed.includes(key) : typeof given[key] === typeof OPTIONS[key].default));
}

/** A network's options that come with a message. */
export const architecture = v.custom<Architecture>((value) => says(value, OF_NETWORKS));
/** All options of a run that come with a message. */
export const configuration = v.custom<Configuration>((value) => says(value, OF_TRAININGS));
