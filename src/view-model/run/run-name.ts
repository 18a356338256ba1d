import { type ArchitectureWords, architectureName } from './architecture-name';
import type { RunSeries } from './run-series';
import { sinceWhen } from './since-when';

/** Words of a run's name, in the language of the page. */
export interface RunNameWords extends ArchitectureWords {
  /** Language of dates. */
  readonly locale: string;
}

/**
 * What a run is: its network and value first, then its text and its age, as "3 GRU 128 · 2.98 bits/char · prose.txt · 5 minutes ago".
 * @param number its place among several runs; none where it is the only one
 */
export function runName({ configuration, info }: RunSeries, number: number | undefined, value: string, words: RunNameWords): string {
  const { hidden, layers } = configuration;
  const network = `${architectureName(configuration, words)} ${layers > 1 ? `${layers} × ${hidden}` : hidden}`;
  const when = info.created === undefined ? [] : [sinceWhen(Date.parse(info.created), Date.now(), words.locale)];
  return [number === undefined ? network : `${number} ${network}`, value, info.name, ...when].join(' · ');
}
