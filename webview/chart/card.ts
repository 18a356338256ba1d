import { formatValue } from '../../src/view-model/chart/axis';
import { type ChartModel, withoutIdleMarks } from '../../src/view-model/chart/chart-model';
import { writeCsv } from '../../src/view-model/chart/csv';
import { visibleCharacter } from '../../src/view-model/chart/format';
import type { Statement } from '../../src/view-model/statements/statement';
import { iconButton } from '../panel/disclosure';
import type { Strings } from '../strings/strings';
import type { CardHost, FileFormat } from './card-host';
import { Chart } from './chart';
import { drawPng, drawSvg } from './chart-image';
import { Figure } from './figure';
import { Legend } from './legend';
import { chartTable } from './table/chart-table';

/** A chart of lines with its title, sentences, help, legend, table, export and keyboard cursor. */
export class Card {
  private readonly chart: Chart;
  private readonly legend: Legend;
  private readonly figure: Figure;
  private model: ChartModel | undefined;

  constructor(
    readonly id: string,
    private readonly t: Strings,
    private readonly host: CardHost,
    controls: readonly HTMLElement[] = [],
  ) {
    const reset = iconButton('reset', t.resetZoom, 'reset-zoom', () => this.chart.setZoom(undefined));
    reset.classList.add('hidden');
    this.chart = new Chart(
      host.zooms,
      () => this.showValues(),
      () => reset.classList.toggle('hidden', !this.chart.zoom),
    );
    this.legend = new Legend(t, (line) => this.host.toggle(id, line));
    this.figure = new Figure(id, t, host, {
      frame: this.chart.element,
      below: [this.legend.element],
      tools: [...controls, reset],
      keys: t.keys,
      key: (event) => this.key(event),
      table: () => this.model && chartTable(this.model, this.chart.rows),
      redraw: () => {
        if (this.model) this.chart.update(this.model, this.host.hidden(this.id));
      },
      file: (format) => this.file(format),
    });
  }

  get element(): HTMLElement {
    return this.figure.element;
  }

  /** @param statements what the numbers say */
  update(given: ChartModel, statements: readonly Statement[] = []): void {
    const model = withoutIdleMarks(given);
    this.model = model;
    this.chart.update(model, this.host.hidden(this.id));
    this.figure.say(statements);
    this.showValues();
    this.figure.refresh(`${model.title}. ${this.describe(this.chart.rows.x.length - 1)}`);
  }

  private showValues(): void {
    const { model } = this;
    if (!model) return;
    const { rows, cursor } = this.chart;
    // The end of a histogram says nothing.
    const newest = (column: readonly (number | null)[], i: number) => (model.lines[i]!.stepped ? null : column.findLast((value) => value !== null));
    const values = rows.values.map((column, i) => (cursor === null ? newest(column, i) : nearest(column, cursor)) ?? null);
    this.legend.update(model, this.host.hidden(this.id), values);
  }

  /** A row as a sentence: x, then every visible line that has a value there. */
  private describe(row: number): string {
    const { model } = this;
    const { rows } = this.chart;
    if (!model || row < 0 || row >= rows.x.length) return '';
    const hidden = this.host.hidden(this.id);
    const values = model.lines.flatMap((line, i) => {
      const value = rows.values[i]![row];
      return hidden.has(line.id) || value === null || value === undefined ? [] : [`${line.label} ${formatValue(model.y, value)}`];
    });
    const x = rows.x[row]!;
    const name = model.names ? ` “${visibleCharacter(model.names[x - 1] ?? '')}”` : '';
    return `${model.x.label} ${formatValue(model.x, x)}${name}: ${values.join(', ') || this.t.noValue}`;
  }

  private key(event: KeyboardEvent): void {
    const { chart } = this;
    const at = chart.cursor ?? chart.rows.x.length;
    const far = event.shiftKey ? 10 : 1;
    const moves: Record<string, number> = {
      ArrowLeft: at - far,
      ArrowRight: at + far,
      Home: 0,
      End: chart.rows.x.length - 1,
      PageUp: at - 50,
      PageDown: at + 50,
    };
    const zooms: Record<string, () => void> = {
      '+': () => chart.zoomBy(0.5),
      '=': () => chart.zoomBy(0.5),
      '-': () => chart.zoomBy(2),
      '0': () => chart.setZoom(undefined),
    };
    const target = moves[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || (target === undefined && !zooms[event.key])) return;
    event.preventDefault();
    if (target === undefined) zooms[event.key]!();
    else {
      chart.moveTo(target);
      this.figure.speak(this.describe(chart.cursor ?? -1));
    }
  }

  private async file(format: FileFormat): Promise<string | undefined> {
    const { model } = this;
    if (!model) return undefined;
    const hidden = this.host.hidden(this.id);
    const shown = { ...model, lines: model.lines.filter((line) => !hidden.has(line.id)) };
    if (format === 'csv') return writeCsv(shown);
    return format === 'svg' ? drawSvg(shown, this.chart.zoom) : drawPng(shown, this.chart.zoom);
  }
}

/** The value at a row, or the last one before it. */
function nearest(column: readonly (number | null)[], row: number): number | null {
  for (let i = row; i >= 0; i--) if (column[i] !== null && column[i] !== undefined) return column[i]!;
  return null;
}
