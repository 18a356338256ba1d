import type { Configuration } from '../../../protocol/configuration';
import type { Overrides } from '../../../protocol/defaults';

/** An option that was asked for, and what a run uses instead. */
export interface ChangedOption {
  readonly key: string;
  readonly asked: unknown;
  readonly used: unknown;
}

/** Options that a run does not use as they were asked for. `threads` 0 asks for as many as suit. */
export function changedOptions(asked: Overrides, used: Configuration): ChangedOption[] {
  return (Object.entries(asked) as [keyof Configuration, unknown][])
    .filter(([key, value]) => value !== undefined && value !== used[key] && !(key === 'threads' && value === 0))
    .map(([key, value]) => ({ key, asked: value, used: used[key] }));
}
