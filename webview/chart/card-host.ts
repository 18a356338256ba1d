import type { ShownUnit } from '../../src/view-model/chart/units';
import type { ZoomGroup } from './zoom-group';

export type FileFormat = 'png' | 'svg' | 'csv';

/** What a card asks of the page around it. */
export interface CardHost {
  save(format: FileFormat, chart: string, content: string): void;
  /** The unit that losses are shown in. */
  unit(): ShownUnit;
  /** The zoom that the charts of a tab share. */
  readonly zooms: ZoomGroup;
  /** Puts a picture (base64 of a PNG) or a text on the clipboard. */
  copy(format: FileFormat, content: string): void;
  openGuide(anchor: string): void;
  openTutorial(section: string): void;
  hidden(chart: string): ReadonlySet<string>;
  toggle(chart: string, line: string): void;
}
