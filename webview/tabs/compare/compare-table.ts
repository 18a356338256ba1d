import { formatNumber, formatSeconds } from '../../../src/view-model/chart/format';
import { formatLoss, type LossUnit } from '../../../src/view-model/chart/units';
import { type Comparison, runLabel } from '../../../src/view-model/compare/compare';
import { distinct } from '../../../src/view-model/run/run-charts';
import { swatch } from '../../chart/legend';
import { h } from '../../dom';
import type { Strings } from '../../strings/strings';

/** Runs side by side: what they reached, what they were set to differently, how fast they were. */
export function compareTable({ runs, settings, sameText }: Comparison, t: Strings, unit: LossUnit): HTMLTableElement {
  const { columns, curves } = t;
  const number = (nats: number | undefined) => (nats === undefined ? '–' : formatLoss(unit, nats));
  const heads = [columns.run, `${columns.best} (${t.units[unit]})`, columns.measured, columns.bestStep];
  const after = [columns.parameters, columns.steps, columns.seconds, columns.speed, columns.state];
  const head = (text: string, differs: boolean) => h('th', { scope: 'col', class: differs ? 'differs' : '' }, text);
  return h(
    'table',
    { class: 'compare' },
    h('caption', { class: 'visually-hidden' }, t.compareTable),
    h(
      'thead',
      {},
      h('tr', {}, ...heads.map((text) => head(text, false)), ...settings.map((key) => head(key, true)), ...after.map((text) => head(text, false))),
    ),
    h(
      'tbody',
      {},
      ...runs.map((run) => {
        const best = run.best && sameText;
        return h(
          'tr',
          { class: best ? 'best' : '' },
          h('th', { scope: 'row' }, swatch({ ...distinct(run.index), width: 1.9 }), ` ${runLabel(run, t)}`),
          h('td', {}, `${number(run.loss)}${best ? ' ★' : ''}`),
          h('td', {}, run.loss === undefined ? '–' : curves[run.measuredOn]),
          h('td', {}, run.bestStep === undefined ? '–' : String(run.bestStep)),
          ...settings.map((key) => h('td', { class: 'differs' }, run.settings[key]!)),
          h('td', {}, run.parameters === undefined ? '–' : run.parameters.toLocaleString(document.documentElement.lang || undefined)),
          h('td', {}, String(run.steps)),
          h('td', {}, formatSeconds(Math.round(run.seconds * 10) / 10)),
          h('td', {}, run.speed === undefined ? '–' : formatNumber(Math.round(run.speed))),
          h('td', {}, t[run.state]),
        );
      }),
    ),
  );
}
