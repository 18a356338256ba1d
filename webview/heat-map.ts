import { formatNumber } from '../src/view-model/format';
import type { RunSeries } from '../src/view-model/run-series';
import { type HeatCell, type HeatMap, heatMap } from '../src/view-model/sweep-charts';
import { type LossUnit, lossIn } from '../src/view-model/units';
import type { CardHost } from './card';
import { currentTheme } from './chart';
import { h } from './dom';
import { explained } from './explained';
import { fill, type Strings } from './strings';

/** Colours of the best and the worst field; high contrast draws borders instead. */
const RAMPS: Record<string, readonly [best: readonly number[], worst: readonly number[]]> = {
  light: [
    [10, 82, 153],
    [228, 238, 248],
  ],
  dark: [
    [124, 178, 255],
    [34, 46, 64],
  ],
};

/** A sweep over two hyper-parameters as a grid of fields: arrow keys walk, each field speaks its values and its result. */
export class HeatMapView {
  readonly element: HTMLElement;
  private readonly frame = h('div', { class: 'table' });
  private shown = '';
  private unit: LossUnit = 'nats';
  private at: [row: number, column: number] = [0, 0];

  constructor(
    private readonly t: Strings,
    host: CardHost,
  ) {
    this.element = explained('heat-map', t, host, this.frame);
    this.frame.addEventListener('keydown', (event) => this.key(event));
  }

  update(runs: readonly RunSeries[], unit: LossUnit): void {
    const map = heatMap(runs);
    this.element.classList.toggle('hidden', !map);
    if (!map) return;
    const shown = JSON.stringify([map, unit, currentTheme()]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.unit = unit;
    const focused = this.frame.contains(document.activeElement);
    this.at = [Math.min(this.at[0], map.cells.length - 1), Math.min(this.at[1], map.columns.values.length - 1)];
    this.frame.replaceChildren(this.table(map));
    if (focused) this.field(...this.at)?.focus();
  }

  private table({ rows, columns, cells }: HeatMap): HTMLTableElement {
    const head = h('tr', {}, h('th', { scope: 'col' }, `${rows.parameter} ↓  ${columns.parameter} →`));
    head.append(...columns.values.map((value) => h('th', { scope: 'col' }, formatNumber(value))));
    const body = cells.map((line, i) => {
      const row = h('tr', {}, h('th', { scope: 'row' }, formatNumber(rows.values[i]!)));
      row.append(
        ...line.map((cell, j) => {
          const values = [rows.parameter, formatNumber(rows.values[i]!), columns.parameter, formatNumber(columns.values[j]!)];
          return this.cell(cell, values, i, j);
        }),
      );
      return row;
    });
    return h('table', { class: 'heat', role: 'grid', 'aria-label': this.t.charts['heat-map']!.title }, h('thead', {}, head), h('tbody', {}, ...body));
  }

  private cell(cell: HeatCell | undefined, values: readonly string[], row: number, column: number): HTMLTableCellElement {
    const words = this.t.comparison;
    const value = cell?.loss === undefined ? undefined : lossIn(this.unit, cell.loss).toFixed(3);
    const state = cell ? this.t[cell.state] : '–';
    const spoken =
      value === undefined
        ? fill(words.cellOpen, ...values, state)
        : `${fill(words.cell, ...values, value, this.t.units[this.unit])}${cell!.best ? words.isBest : ''}`;
    const here = row === this.at[0] && column === this.at[1];
    const element = h(
      'td',
      { tabindex: here ? 0 : -1, 'aria-label': spoken, title: spoken, class: cell?.best ? 'best' : '', 'data-cell': `${row}.${column}` },
      value === undefined ? state : `${value}${cell!.best ? ' ★' : ''}`,
    );
    const ramp = RAMPS[currentTheme()];
    if (cell?.rank !== undefined && ramp) {
      const color = ramp[0].map((from, i) => Math.round(from + cell.rank! * (ramp[1][i]! - from)));
      element.style.background = `rgb(${color})`;
      element.style.color = luminance(color) > 0.18 ? '#000' : '#fff';
    }
    return element;
  }

  private key(event: KeyboardEvent): void {
    const [row, column] = this.at;
    const targets: Record<string, [number, number]> = {
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      Home: [row, 0],
      End: [row, this.frame.querySelectorAll('tbody tr:first-child td').length - 1],
    };
    const target = targets[event.key];
    const next = target && this.field(...target);
    if (!target || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (!next) return;
    this.field(row, column)!.tabIndex = -1;
    this.at = target;
    next.tabIndex = 0;
    next.focus();
  }

  private field(row: number, column: number): HTMLElement | null {
    return this.frame.querySelector(`[data-cell="${row}.${column}"]`);
  }
}

/** Relative luminance (WCAG 2): black text has the higher contrast above 0.18. */
function luminance(color: readonly number[]): number {
  const [r, g, b] = color.map((value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
