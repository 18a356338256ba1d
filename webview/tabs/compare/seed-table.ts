import { formatLoss, type ShownUnit } from '../../../src/view-model/chart/units';
import type { SeedGroup } from '../../../src/view-model/compare/seed-groups';
import { h } from '../../dom';
import type { Strings } from '../../strings/strings';

/** Networks that were trained with several seeds: the mean of what they reached and its 95 % interval, the best first. */
export function seedTable(groups: readonly SeedGroup[], t: Strings, unit: ShownUnit, sign: 1 | -1): HTMLTableElement {
  const words = t.comparison.overSeeds;
  const ranked = [...groups].sort(
    (a, b) => (a.mean === undefined ? Number.POSITIVE_INFINITY : sign * a.mean) - (b.mean === undefined ? Number.POSITIVE_INFINITY : sign * b.mean),
  );
  const shown = (nats: number) => formatLoss(unit, nats);
  const heads = [words.network, `${words.mean} (${t.units[unit]})`, words.interval, words.seeds];
  return h(
    'table',
    { class: 'compare', 'data-testid': 'seed-table' },
    h('caption', { class: 'visually-hidden' }, words.title),
    h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col' }, text)))),
    h(
      'tbody',
      {},
      ...ranked.map(({ name, mean, halfWidth, values }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, name),
          h('td', {}, mean === undefined ? '–' : shown(mean)),
          h('td', {}, mean === undefined || halfWidth === undefined ? '–' : `${shown(mean - halfWidth)}–${shown(mean + halfWidth)}`),
          h('td', {}, String(values.length)),
        ),
      ),
    ),
  );
}
