export type FileFormat = 'png' | 'svg' | 'csv';

/** What a card asks of the page around it. */
export interface CardHost {
  save(format: FileFormat, chart: string, content: string): void;
  openGuide(anchor: string): void;
  hidden(chart: string): ReadonlySet<string>;
  toggle(chart: string, line: string): void;
}
