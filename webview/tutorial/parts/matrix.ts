import { h } from '../../dom';

export interface MatrixOptions {
  /** Name that is shown, such as W. */
  readonly name: string;
  /** Symbols that light this matrix up. */
  readonly symbol: string;
  readonly rows?: readonly string[];
  readonly columns?: readonly string[];
  /** Called with the number that somebody has typed; without it the numbers only show. */
  readonly change?: (row: number, column: number, value: number) => void;
  /** Largest size, which has the full colour. */
  readonly scale?: number;
}

/** A matrix or vector as a table of numbers, shaded by size: blue above zero, orange below. */
export class MatrixView {
  readonly element: HTMLElement;
  private readonly table = h('table');
  private cells: (HTMLInputElement | HTMLElement)[][] = [];

  constructor(private readonly options: MatrixOptions) {
    const title = h('figcaption', {}, h('var', { class: `symbol symbol-${options.symbol}` }, options.name));
    this.element = h('figure', { class: 'matrix', 'data-symbol': options.symbol }, title, this.table);
  }

  update(values: readonly (readonly (number | null)[])[]): void {
    if (this.cells.length !== values.length || this.cells[0]?.length !== values[0]?.length) this.build(values);
    const { scale = Math.max(1, ...values.flat().map((value) => Math.abs(value ?? 0))) } = this.options;
    values.forEach((row, i) => {
      row.forEach((value, j) => {
        const cell = this.cells[i]![j]!;
        const share = Math.min(1, Math.abs(value ?? 0) / scale);
        cell.style.setProperty('--share', `${Math.round(70 * Math.sqrt(share))}%`);
        cell.dataset.sign = (value ?? 0) < 0 ? 'negative' : 'positive';
        if (cell instanceof HTMLInputElement) {
          if (document.activeElement !== cell) cell.value = value === null ? '' : String(Number(value.toFixed(3)));
        } else cell.textContent = value === null ? '–' : String(Number(value.toFixed(3))).replace('-', '−');
      });
    });
  }

  private build(values: readonly (readonly (number | null)[])[]): void {
    const { rows, columns, change, name } = this.options;
    this.cells = values.map((row, i) =>
      row.map((_, j) => {
        if (!change) return h('span', { class: 'cell' });
        const label = `${name} ${rows?.[i] ?? i + 1}, ${columns?.[j] ?? j + 1}`;
        const input = h('input', { type: 'number', step: 0.1, class: 'cell', 'aria-label': label });
        input.addEventListener('input', () => {
          const value = Number(input.value);
          if (input.value !== '' && Number.isFinite(value)) change(i, j, value);
        });
        return input;
      }),
    );
    const head = columns ? [h('tr', {}, ...(rows ? [h('td')] : []), ...columns.map((column) => h('th', { scope: 'col' }, column)))] : [];
    const body = this.cells.map((row, i) =>
      h('tr', {}, ...(rows ? [h('th', { scope: 'row' }, rows[i]!)] : []), ...row.map((cell) => h('td', {}, cell))),
    );
    this.table.replaceChildren(...head, ...body);
  }
}

/** A vector as a matrix of one column. */
export const column = (values: readonly (number | null)[]): (number | null)[][] => values.map((value) => [value]);
