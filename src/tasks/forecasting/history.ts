import type { Series } from './series';

/** What is known of a series at one time: its values, and of other columns as many. */
export interface History {
  readonly values: readonly number[];
  readonly others: readonly (readonly number[])[];
}

/** What is known before value number `end`, the last `most` of it. */
export function knownBefore({ values, others }: Pick<Series, 'values' | 'others'>, end: number, most = end): History {
  const from = Math.max(0, end - most);
  return { values: values.slice(from, end), others: others.map((other) => other.values.slice(from, end)) };
}

/** The history with forecasts read as if they were true. Other columns are not forecast: they stay what they were last. */
export function withForecasts({ values, others }: History, forecasts: readonly number[]): History {
  return { values: [...values, ...forecasts], others: others.map((other) => [...other, ...forecasts.map(() => other.at(-1)!)]) };
}
