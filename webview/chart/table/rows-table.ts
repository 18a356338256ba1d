import { formatNumber } from '../../../src/view-model/chart/format';
import { h } from '../../dom';

/** Rows, the first of them heads, as a table. */
export function rowsTable(title: string, [head, ...rows]: readonly (readonly (string | number)[])[]): HTMLTableElement {
  const text = (value: string | number) => (typeof value === 'number' ? formatNumber(value) : value);
  return h(
    'table',
    {},
    h('caption', { class: 'visually-hidden' }, title),
    h('thead', {}, h('tr', {}, ...(head ?? []).map((value) => (value === '' ? h('td') : h('th', { scope: 'col' }, text(value)))))),
    h(
      'tbody',
      {},
      ...rows.map(([name, ...values]) =>
        h('tr', {}, h('th', { scope: 'row' }, text(name ?? '')), ...values.map((value) => h('td', {}, text(value)))),
      ),
    ),
  );
}
