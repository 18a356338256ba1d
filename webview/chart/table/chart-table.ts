import { formatValue } from '../../../src/view-model/chart/axis';
import type { ChartModel, Rows } from '../../../src/view-model/chart/chart-model';
import { visibleCharacter } from '../../../src/view-model/chart/format';
import { h } from '../../dom';

/** Rows of a table: enough to follow a curve, few enough to read. */
const MAX_ROWS = 60;

/** A chart's values as a table, evenly thinned, the newest first. */
export function chartTable(model: ChartModel, rows: Rows): HTMLTableElement {
  const count = rows.x.length;
  const shown = Math.min(count, MAX_ROWS);
  const at = Array.from({ length: shown }, (_, i) => (shown === 1 ? 0 : Math.round((i * (count - 1)) / (shown - 1)))).reverse();
  const heads = [model.x.label, ...(model.names ? [''] : []), ...model.lines.map((line) => line.label)];
  return h(
    'table',
    {},
    h('caption', { class: 'visually-hidden' }, model.title),
    h('thead', {}, h('tr', {}, ...heads.map((text) => (text ? h('th', { scope: 'col' }, text) : h('td'))))),
    h(
      'tbody',
      {},
      ...at.map((row) => {
        const x = rows.x[row]!;
        const cells = rows.values.map((column) => column[row]);
        return h(
          'tr',
          {},
          h('th', { scope: 'row' }, formatValue(model.x, x)),
          ...(model.names ? [h('td', {}, visibleCharacter(model.names[x - 1] ?? ''))] : []),
          ...cells.map((value) => h('td', {}, value === null || value === undefined ? '–' : formatValue(model.y, value))),
        );
      }),
    ),
  );
}
