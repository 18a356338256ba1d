import { fullNumber, plainFormula, shortNumber } from '../../../src/view-model/trace/walk-format';
import type { Operand } from '../../../src/view-model/trace/walk-place';
import { h } from '../../dom';
import { mathOf } from '../../formulas/math';

/** A matrix or vector as a table of numbers, all digits of each in its title; the rows or columns of the product that is computed are marked. */
export function operandTable(operand: Operand, row: number, allDigits: boolean, choose: (row: number) => void): HTMLElement {
  const { name, rows, rowNames, columnNames, markedRows, markedColumns, result } = operand;
  const marked = new Set(markedRows?.(row));
  const across = new Set(markedColumns?.(row));
  const digits = allDigits ? fullNumber : shortNumber;
  // Vectors have an empty head: their rows stand beside those of the matrices.
  const columns = columnNames?.map((column) => h('th', { scope: 'col' }, column)) ?? [h('td', {}, '\u00A0')];
  const head = h('thead', {}, h('tr', {}, h('td'), ...columns));
  const body = rows.map((values, i) =>
    h(
      'tr',
      { class: marked.has(i) ? 'marked' : '', ...(result && markedRows ? { click: () => getSelection()?.isCollapsed !== false && choose(i) } : {}) },
      h('th', { scope: 'row' }, rowNames[i] ?? ''),
      ...values.map((value, j) => h('td', { title: fullNumber(value), class: across.has(j) ? 'marked' : '' }, digits(value))),
    ),
  );
  const table = h(
    'table',
    { class: `matrix${result ? ' result' : ''}`, 'data-operand': name },
    h('caption', {}, mathOf(name)),
    head,
    h('tbody', {}, ...body),
  );
  const frame = h('div', { class: 'operand' }, table);
  // What may be wider than the page is scrolled by the keyboard as well.
  if ((columnNames?.length ?? 0) > 3) {
    frame.tabIndex = 0;
    frame.setAttribute('role', 'region');
    frame.setAttribute('aria-label', plainFormula(name));
  }
  return frame;
}
