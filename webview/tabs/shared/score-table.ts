import { formatNumber } from '../../../src/view-model/chart/format';
import { lossIn } from '../../../src/view-model/chart/units';
import type { RunSeries } from '../../../src/view-model/run/run-series';
import { formatPercent } from '../../../src/view-model/statements/quantity';
import type { Statement } from '../../../src/view-model/statements/statement';
import type { CardHost } from '../../chart/card-host';
import { Figure } from '../../chart/figure';
import { rowsTable } from '../../chart/table/rows-table';
import { h, setText } from '../../dom';
import { fill, type Strings } from '../../strings/strings';

/** Scores that are shares. */
const SHARES = ['accuracy', 'macroRecall', 'macroF1', 'calibrationError', 'smape', 'exactMatch', 'characterErrorRate', 'coverage', 'rawCoverage'];

/** Scores of which more is better; of others, less. */
const MORE = ['accuracy', 'macroRecall', 'macroF1', 'exactMatch', 'chrF'];

/** Scores of a run's task, with those of its baselines below, the best of them first. */
export class ScoreTable {
  readonly element: HTMLElement;
  private readonly figure: Figure;
  private readonly where = h('p', { class: 'sentence', 'data-testid': 'task-part' });
  private readonly table = h('div', { class: 'table', tabindex: 0, role: 'region', 'data-testid': 'task-scores' });
  private shown = '';

  constructor(
    id: string,
    private readonly t: Strings,
    private readonly host: CardHost,
  ) {
    this.table.setAttribute('aria-label', t.charts[id]!.title);
    this.figure = new Figure(id, t, host, { frame: h('div', {}, this.where, this.table), wide: true });
    this.element = this.figure.element;
  }

  /** @param own scores of the network by name */
  update(run: RunSeries, own: Readonly<Record<string, number>>, statements: readonly Statement[]): void {
    const words = this.t.task;
    const { report, done } = run;
    this.figure.say(statements);
    if (report) setText(this.where, fill(words.judged, report.step, report.report.examples, words.parts[report.report.part]));
    const names = Object.keys(own);
    const [first] = names as [string];
    const unit = this.host.unit();
    const sign = MORE.includes(first) ? -1 : 1;
    const baselines = Object.entries(done?.baselines ?? {}).sort(([, a], [, b]) => sign * ((a[first] ?? Number.NaN) - (b[first] ?? Number.NaN)) || 0);
    const best =
      sign * Math.min(...[own, ...baselines.map(([, scores]) => scores)].map((scores) => sign * (scores[first] ?? Number.POSITIVE_INFINITY * sign)));
    const format = (name: string, value: number | undefined) => {
      if (value === undefined) return '';
      if (SHARES.includes(name)) return formatPercent(value);
      return formatNumber(Number((name === 'loss' ? lossIn(unit, value) : value).toPrecision(3)));
    };
    const star = (score: string, value: number | undefined) => (score === first && value === best && baselines.length > 0 ? ' ★' : '');
    const row = (name: string, scores: Readonly<Record<string, number>>) => [
      name,
      ...names.map((score) => `${format(score, scores[score])}${star(score, scores[score])}`),
    ];
    const rows = [
      [words.method, ...names.map((name) => fill(words.scores[name] ?? name, this.t.units[unit]))],
      row(words.names.network!, own),
      ...baselines.map(([name, scores]) => row(done?.baselineNotes?.[name] ?? words.names[name] ?? name, scores)),
    ];
    const shown = JSON.stringify(rows);
    if (shown === this.shown) return;
    this.shown = shown;
    this.table.replaceChildren(rowsTable(this.table.getAttribute('aria-label')!, rows));
  }
}
