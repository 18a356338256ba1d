import { type Comparison, CURVES, compareChart, compareRuns, runLabel } from '../src/view-model/compare';
import { formatNumber, formatSeconds } from '../src/view-model/format';
import { distinct } from '../src/view-model/run-charts';
import type { RunSeries } from '../src/view-model/run-series';
import { Card, type CardHost } from './card';
import { h, select } from './dom';
import { swatch } from './legend';
import type { Memory } from './memory';
import type { Strings } from './strings';

/** Milliseconds between two renewals of the table. */
const TABLE_INTERVAL = 500;

/** Several runs on one chart, and a table of what they were set to and reached. */
export class CompareView {
  readonly element = h('div', { class: 'charts' });
  private readonly card: Card;
  private readonly table = h('div', { class: 'table', tabindex: 0, role: 'region', 'data-testid': 'compare-table' });
  private readonly note = h('p', { class: 'sentence' });
  private tableAt = 0;
  private shown = '';

  constructor(
    private readonly t: Strings,
    host: CardHost,
    private readonly memory: Memory,
    changed: () => void,
  ) {
    const curve = select(
      t.curveLabel,
      CURVES,
      t.curves,
      memory.curve,
      (value) => {
        memory.curve = value;
        changed();
      },
      'curve',
    );
    this.card = new Card('compare', t, host, [curve]);
    this.card.element.classList.add('wide');
    this.table.setAttribute('aria-label', t.compareTable);
    this.element.append(this.card.element, h('section', { class: 'card wide' }, h('h2', {}, t.compareTable), this.note, this.table));
  }

  update(runs: readonly RunSeries[]): void {
    this.card.update(compareChart(runs, this.memory.curve, this.memory, this.t));
    if (Date.now() - this.tableAt < TABLE_INTERVAL) return;
    this.tableAt = Date.now();
    const comparison = compareRuns(runs);
    const shown = JSON.stringify([comparison, document.body.className]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.note.textContent = comparison.sameText ? this.t.compareText : this.t.compareDifferent;
    this.note.classList.toggle('warning', !comparison.sameText);
    this.table.replaceChildren(this.rows(comparison));
  }

  private rows({ runs, settings, sameText }: Comparison): HTMLTableElement {
    const { columns, curves } = this.t;
    const number = (value: number | undefined, digits = 3) => (value === undefined ? '–' : value.toFixed(digits));
    const heads = [
      columns.run,
      columns.best,
      columns.bits,
      columns.measured,
      columns.bestStep,
      ...settings,
      columns.parameters,
      columns.steps,
      columns.seconds,
      columns.speed,
      columns.state,
    ];
    return h(
      'table',
      { class: 'compare' },
      h('caption', { class: 'visually-hidden' }, this.t.compareTable),
      h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col', class: settings.includes(text) ? 'differs' : '' }, text)))),
      h(
        'tbody',
        {},
        ...runs.map((run) => {
          const best = run.best && sameText;
          return h(
            'tr',
            { class: best ? 'best' : '' },
            h('th', { scope: 'row' }, swatch({ ...distinct(run.index), width: 1.9 }), ` ${runLabel({ ...run, settings: {} })}`),
            h('td', {}, `${number(run.loss)}${best ? ' ★' : ''}`),
            h('td', {}, number(run.loss === undefined ? undefined : run.loss / Math.LN2)),
            h('td', {}, curves[run.measuredOn]),
            h('td', {}, run.bestStep === undefined ? '–' : String(run.bestStep)),
            ...settings.map((key) => h('td', { class: 'differs' }, run.settings[key]!)),
            h('td', {}, run.parameters === undefined ? '–' : run.parameters.toLocaleString(document.documentElement.lang || undefined)),
            h('td', {}, String(run.steps)),
            h('td', {}, formatSeconds(Math.round(run.seconds * 10) / 10)),
            h('td', {}, run.speed === undefined ? '–' : formatNumber(Math.round(run.speed))),
            h('td', {}, this.t[run.state]),
          );
        }),
      ),
    );
  }
}
