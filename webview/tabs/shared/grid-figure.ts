import { writeRows } from '../../../src/view-model/chart/csv';
import type { Statement } from '../../../src/view-model/statements/statement';
import { writeGrid } from '../../../src/view-model/svg/grid-svg';
import { fieldColors } from '../../../src/view-model/svg/heat-map-svg';
import { type Grid, gridRows } from '../../../src/view-model/task/grid';
import type { CardHost, FileFormat } from '../../chart/card-host';
import { fileStyle, toPng } from '../../chart/chart-image';
import { Figure } from '../../chart/figure';
import { fieldAt, type Place, walkCells } from '../../chart/table/cell-walk';
import { rowsTable } from '../../chart/table/rows-table';
import { currentTheme } from '../../chart/theme';
import { h } from '../../dom';
import { fill, type Strings } from '../../strings/strings';

/** Pixels of a file: a row of fields, and what is around them. */
const ROW = 26;
const AROUND = 130;

/** A grid of fields that arrow keys walk: one in the tab order, each speaks its row, its column and its value. */
export class GridFigure {
  readonly element: HTMLElement;
  private readonly frame = h('div', { class: 'table grid-figure' });
  private readonly figure: Figure;
  private grid: Grid | undefined;
  private shown = '';
  private at: Place = [0, 0];

  constructor(
    private readonly id: string,
    private readonly t: Strings,
    host: CardHost,
  ) {
    this.figure = new Figure(id, t, host, {
      frame: this.frame,
      wide: true,
      table: () => this.grid && rowsTable(this.title, gridRows(this.grid)),
      file: (format) => this.file(format),
    });
    this.element = this.figure.element;
    this.frame.addEventListener('keydown', (event) => {
      this.at = walkCells(this.frame, event, this.at, this.grid?.columns.length ?? 1);
    });
  }

  private get title(): string {
    return this.t.charts[this.id]!.title;
  }

  update(grid: Grid, statements: readonly Statement[] = []): void {
    this.figure.say(statements);
    const shown = JSON.stringify([grid, currentTheme()]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.grid = grid;
    const focused = this.frame.contains(document.activeElement);
    this.at = [Math.min(this.at[0], grid.rows.length - 1), Math.min(this.at[1], grid.columns.length - 1)];
    this.frame.replaceChildren(this.table(grid));
    if (focused) fieldAt(this.frame, this.at)?.focus();
    this.figure.refresh();
  }

  private table({ corner, rows, columns, fields }: Grid): HTMLTableElement {
    const head = h('tr', {}, h('th', { scope: 'col' }, corner), ...columns.map((name) => h('th', { scope: 'col', title: name }, name)));
    const body = rows.map((name, i) =>
      h('tr', {}, h('th', { scope: 'row' }, name), ...fields[i]!.map(({ text, strength }, j) => this.cell(i, j, text, strength))),
    );
    const label = `${this.title}. ${this.t.task.gridKeys}`;
    return h('table', { class: 'heat', role: 'grid', 'aria-label': label }, h('thead', {}, head), h('tbody', {}, ...body));
  }

  private cell(row: number, column: number, text: string, strength: number | undefined): HTMLTableCellElement {
    const { rows, columns } = this.grid!;
    const spoken = fill(this.t.task.field, rows[row]!, columns[column]!, text || '0');
    const here = row === this.at[0] && column === this.at[1];
    const element = h('td', { tabindex: here ? 0 : -1, 'aria-label': spoken, title: spoken, 'data-cell': `${row}.${column}` }, text);
    const colors = strength === undefined ? undefined : fieldColors(currentTheme(), 1 - strength);
    if (colors) {
      element.style.background = colors.background;
      element.style.color = colors.text;
    } else if (strength) element.classList.add('best');
    return element;
  }

  private async file(format: FileFormat): Promise<string | undefined> {
    const { grid } = this;
    if (!grid) return undefined;
    if (format === 'csv') return writeRows(gridRows(grid));
    const style = fileStyle(AROUND + ROW * grid.rows.length);
    const svg = writeGrid(grid, this.title, style);
    return format === 'svg' ? svg : toPng(svg, style.width, style.height);
  }
}
