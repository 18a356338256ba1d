import type { LossUnit } from '../../src/view-model/chart/units';

export type FileFormat = 'png' | 'svg' | 'csv';

/** What a card asks of the page around it. */
export interface CardHost {
  save(format: FileFormat, chart: string, content: string): void;
  /** The unit that losses are shown in. */
  unit(): LossUnit;
  openGuide(anchor: string): void;
  hidden(chart: string): ReadonlySet<string>;
  toggle(chart: string, line: string): void;
}
