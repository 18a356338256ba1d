import { formatNumber, formatSeconds } from '../../../src/view-model/chart/format';
import { PALETTE_SIZE } from '../../../src/view-model/chart/palette';
import { formatLoss, isScore, type ShownUnit, shownUnit } from '../../../src/view-model/chart/units';
import { type ComparedRun, type Comparison, runLabel, settingText } from '../../../src/view-model/compare/compare';
import { distinct } from '../../../src/view-model/run-charts/run-charts';
import { swatch } from '../../chart/legend';
import { h, icon } from '../../dom';
import type { ViewState } from '../../panel/view-state';
import { fill, type Strings } from '../../strings/strings';

/** Runs side by side: which are shown, what they reached, what they were set to differently, how fast they were. */
export function compareTable(
  { runs, settings, sameText, sameMeasure }: Comparison,
  t: Strings,
  state: ViewState,
  changed: () => void,
): HTMLTableElement {
  const { columns, curves } = t;
  const unit: ShownUnit = sameMeasure ? shownUnit(state.unit, runs[0]?.measure ?? 'nats') : 'various';
  const number = ({ value, measure }: ComparedRun) => {
    if (value === undefined) return '–';
    const own = shownUnit(state.unit, measure);
    return sameMeasure ? formatLoss(own, value) : `${formatLoss(own, value)} ${t.units[own]}`;
  };
  const heads = [columns.run, `${isScore(unit) ? columns.result : columns.best} (${t.units[unit]})`, columns.measured, columns.bestStep];
  const after = [columns.parameters, columns.steps, columns.seconds, columns.speed, columns.state];
  const head = (text: string, differs: boolean) => h('th', { scope: 'col', class: differs ? 'differs' : '' }, text);
  const ordered = [...runs].sort((a, b) => Number(b.pinned) - Number(a.pinned));
  return h(
    'table',
    { class: 'compare' },
    h('caption', { class: 'visually-hidden' }, t.compareTable),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ...heads.map((text) => head(text, false)),
        ...settings.map((key) => head(t.options[key], true)),
        ...after.map((text) => head(text, false)),
      ),
    ),
    h(
      'tbody',
      {},
      ...ordered.map((run) => {
        const best = run.best && sameText && sameMeasure;
        return h(
          'tr',
          { class: best ? 'best' : '', 'data-run': run.runId },
          h('th', { scope: 'row' }, ...picker(run, t, state, changed)),
          h('td', {}, `${number(run)}${best ? ' ★' : ''}`),
          h('td', {}, run.value === undefined ? '–' : curves[run.measuredOn]),
          h('td', {}, run.bestStep === undefined ? '–' : String(run.bestStep)),
          ...settings.map((key) => h('td', { class: 'differs' }, settingText(key, run.settings[key]!, t.form))),
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

/** Shows or hides a run in all charts, gives its line another colour, pins it to the front. */
function picker(run: ComparedRun, t: Strings, { picks }: ViewState, changed: () => void): HTMLElement[] {
  const { runId } = run;
  const label = runLabel(run, t);
  const toggle = (list: string[], value: string) => (list.includes(value) ? list.filter((other) => other !== value) : [...list, value]);
  const act = (change: () => void) => () => {
    change();
    changed();
  };
  const show = h('input', {
    ...{ type: 'checkbox', checked: !picks.hidden.includes(runId), 'data-action': 'show-run', 'aria-label': fill(t.toggle, label) },
    change: act(() => {
      picks.hidden = toggle(picks.hidden, runId);
    }),
  });
  const color = h(
    'button',
    {
      ...{ type: 'button', class: 'icon', 'data-action': 'colour-run', title: fill(t.comparison.recolour, label) },
      'aria-label': fill(t.comparison.recolour, label),
      click: act(() => {
        picks.colors[runId] = (run.color + 1) % PALETTE_SIZE;
      }),
    },
    swatch({ ...distinct(run.color), width: run.pinned ? 3 : 1.9 }),
  );
  const pin = h(
    'button',
    {
      ...{ type: 'button', class: 'icon', 'data-action': 'pin-run', 'aria-pressed': String(run.pinned), 'aria-label': fill(t.comparison.pin, label) },
      title: fill(t.comparison.pin, label),
      click: act(() => {
        picks.pinned = toggle(picks.pinned, runId);
      }),
    },
    icon('pin'),
  );
  return [h('span', { class: 'picker' }, show, color, h('span', {}, label), pin)];
}
