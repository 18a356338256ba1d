import { writeRows } from '../../src/view-model/chart/csv';
import { formatLoss, lossIn, type ShownUnit } from '../../src/view-model/chart/units';
import { type HeatCell, type HeatMap, heatMap, sweptValue } from '../../src/view-model/compare/sweep-charts';
import type { RunSeries } from '../../src/view-model/run/run-series';
import { fieldColors, heatMapRows, writeHeatMap } from '../../src/view-model/svg/heat-map-svg';
import { h } from '../dom';
import { fill, type Strings } from '../strings/strings';
import type { CardHost, FileFormat } from './card-host';
import { fileStyle, toPng } from './chart-image';
import { Figure } from './figure';
import { fieldAt, type Place, walkCells } from './table/cell-walk';
import { currentTheme } from './theme';

/** Pixels of a file: a row of fields, and what is around them. */
const ROW = 64;
const AROUND = 100;

/** A sweep over two hyper-parameters as a grid of fields: arrow keys walk, each field speaks its values and its result. */
export class HeatMapView {
  readonly element: HTMLElement;
  private readonly frame = h('div', { class: 'table' });
  private map: HeatMap | undefined;
  private shown = '';
  private unit: ShownUnit = 'nats';
  private at: Place = [0, 0];

  constructor(
    private readonly t: Strings,
    host: CardHost,
  ) {
    this.element = new Figure('heat-map', t, host, { frame: this.frame, wide: true, file: (format) => this.file(format) }).element;
    this.frame.addEventListener('keydown', (event) => {
      this.at = walkCells(this.frame, event, this.at, this.map?.columns.values.length ?? 1);
    });
  }

  update(runs: readonly RunSeries[], unit: ShownUnit): void {
    const map = heatMap(runs);
    this.map = map;
    this.element.classList.toggle('hidden', !map);
    if (!map) return;
    const shown = JSON.stringify([map, unit, currentTheme()]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.unit = unit;
    const focused = this.frame.contains(document.activeElement);
    this.at = [Math.min(this.at[0], map.cells.length - 1), Math.min(this.at[1], map.columns.values.length - 1)];
    this.frame.replaceChildren(this.table(map));
    if (focused) fieldAt(this.frame, this.at)?.focus();
  }

  private table({ rows, columns, cells }: HeatMap): HTMLTableElement {
    const head = h('tr', {}, h('th', { scope: 'col' }, `${this.name(rows.parameter)} ↓  ${this.name(columns.parameter)} →`));
    head.append(...columns.values.map((value) => h('th', { scope: 'col' }, sweptValue(columns.parameter, value))));
    const body = cells.map((line, i) => {
      const row = h('tr', {}, h('th', { scope: 'row' }, sweptValue(rows.parameter, rows.values[i]!)));
      row.append(
        ...line.map((cell, j) => {
          const own = [sweptValue(rows.parameter, rows.values[i]!), sweptValue(columns.parameter, columns.values[j]!)] as const;
          const values = [this.name(rows.parameter), own[0], this.name(columns.parameter), own[1]];
          return this.cell(cell, values, i, j);
        }),
      );
      return row;
    });
    return h('table', { class: 'heat', role: 'grid', 'aria-label': this.t.charts['heat-map']!.title }, h('thead', {}, head), h('tbody', {}, ...body));
  }

  private name(parameter: string): string {
    return (this.t.options as Readonly<Record<string, string>>)[parameter] ?? parameter;
  }

  private cell(cell: HeatCell | undefined, values: readonly string[], row: number, column: number): HTMLTableCellElement {
    const words = this.t.comparison;
    const value = cell?.value === undefined ? undefined : formatLoss(this.unit, cell.value);
    const spoken =
      value === undefined
        ? fill(words.cellOpen, ...values, this.value(cell))
        : `${fill(words.cell, ...values, value, this.t.units[this.unit])}${cell!.best ? words.isBest : ''}`;
    const here = row === this.at[0] && column === this.at[1];
    const element = h(
      'td',
      { tabindex: here ? 0 : -1, 'aria-label': spoken, title: spoken, class: cell?.best ? 'best' : '', 'data-cell': `${row}.${column}` },
      this.value(cell),
    );
    const colors = cell?.rank === undefined ? undefined : fieldColors(currentTheme(), cell.rank);
    if (colors) {
      element.style.background = colors.background;
      element.style.color = colors.text;
    }
    return element;
  }

  /** What a field says: what its run has reached, or how it stands. */
  private value(cell: HeatCell | undefined): string {
    if (cell?.value === undefined) return cell ? this.t[cell.state] : '–';
    return `${formatLoss(this.unit, cell.value)}${cell.best ? ' ★' : ''}`;
  }

  private async file(format: FileFormat): Promise<string | undefined> {
    const { map, unit } = this;
    if (!map) return undefined;
    const title = `${this.t.charts['heat-map']!.title} (${this.t.units[unit]})`;
    if (format === 'csv') return writeRows(heatMapRows(map, this.t.units[unit], (nats) => lossIn(unit, nats)));
    const style = fileStyle(AROUND + ROW * map.cells.length);
    const svg = writeHeatMap(map, title, (cell) => this.value(cell), { ...style, names: this.t.options });
    return format === 'svg' ? svg : toPng(svg, style.width, style.height);
  }
}
