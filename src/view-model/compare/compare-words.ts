import type { ArchitectureWords } from '../run/architecture-name';
import type { ChartWords } from '../run-charts/run-charts';

/** Words of the comparison, in the language of the page. */
export interface CompareWords extends ChartWords, ArchitectureWords {
  readonly architecture: string;
  /** Names of the options. */
  readonly options: Readonly<Record<string, string>>;
  readonly bestLoss: string;
}
