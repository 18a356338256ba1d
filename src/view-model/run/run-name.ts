import { type ArchitectureWords, architectureName } from './architecture-name';
import type { RunSeries } from './run-series';

/** Words of a run's name, in the language of the page. */
export interface RunNameWords extends ArchitectureWords {
  /** {0}: units of a layer. */
  readonly hiddenUnits: string;
}

/** What a run is: its network, its size and its text, as "GRU · hidden 128 · prose.txt". */
export function runName({ configuration, info }: RunSeries, words: RunNameWords): string {
  const { hidden, layers } = configuration;
  const size = words.hiddenUnits.replace('{0}', layers > 1 ? `${layers} × ${hidden}` : String(hidden));
  return [architectureName(configuration, words), size, info.name].join(' · ');
}
