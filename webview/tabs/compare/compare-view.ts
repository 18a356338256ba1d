import { CURVES, compareChart, compareFlowChart, compareRuns } from '../../../src/view-model/compare/compare';
import { comparedLossUnit, comparedUnit, direction } from '../../../src/view-model/compare/reached';
import { seedGroups } from '../../../src/view-model/compare/seed-groups';
import { sweepChart } from '../../../src/view-model/compare/sweep-charts';
import { judgedRows } from '../../../src/view-model/compare/tuning';
import { Card } from '../../chart/card';
import { HeatMapView } from '../../chart/heat-map';
import { ParallelView } from '../../chart/parallel';
import { h, select } from '../../dom';
import type { ViewState } from '../../panel/view-state';
import type { Strings } from '../../strings/strings';
import type { MountedTab, TabContext, View } from '../tab';
import { CompareFindings, networkName } from './compare-findings';
import { CompareProgress } from './compare-progress';
import { CompareScope } from './compare-scope';
import { compareTable } from './compare-table';
import { Configurations } from './configurations';
import { seedTable } from './seed-table';

/** Milliseconds between two renewals of the table and the sentences. */
const TABLE_INTERVAL = 500;
const FLOWS = ['start', 'now'] as const;

/** Several runs on one chart, how far their gradients reach, what a sweep found, and a table of what they were set to and reached. */
export class CompareView implements MountedTab {
  readonly element: HTMLElement;
  private readonly scope: CompareScope;
  private readonly progress: CompareProgress;
  private readonly findings: CompareFindings;
  private readonly cards: Record<'compare' | 'sweep' | 'start' | 'now', Card>;
  private readonly heat: HeatMapView;
  private readonly parallel: ParallelView;
  private readonly table = h('div', { class: 'table', tabindex: 0, role: 'region', 'data-testid': 'compare-table' });
  private readonly seeds = h('section', { class: 'card wide hidden' });
  private readonly note = h('p', { class: 'sentence' });
  private readonly configurations: Configurations;
  private readonly changed: () => void;
  private later: ReturnType<typeof setTimeout> | undefined;
  private tableAt = 0;
  private shown = '';

  private readonly t: Strings;
  private readonly memory: ViewState;

  constructor(context: TabContext) {
    const { t, host, state: memory } = context;
    this.t = t;
    this.memory = memory;
    this.changed = () => host.remember();
    const setCurve = (value: ViewState['curve']) => {
      memory.curve = value;
      host.remember();
    };
    const curve = select(t.curveLabel, CURVES, t.curves, memory.curve, setCurve, 'curve');
    this.scope = new CompareScope(t, memory, () => {
      // Another choice is another table, at once.
      this.tableAt = 0;
      host.remember();
    });
    this.progress = new CompareProgress(t, (name) => host.command(name));
    this.findings = new CompareFindings(t);
    this.cards = {
      compare: new Card('compare', t, host, [curve]),
      sweep: new Card('sweep', t, host),
      start: new Card('compare-flow-start', t, host),
      now: new Card('compare-flow-now', t, host),
    };
    for (const card of ['compare', 'sweep'] as const) this.cards[card].element.classList.add('wide');
    this.heat = new HeatMapView(t, host);
    this.parallel = new ParallelView(t, host);
    this.configurations = new Configurations(t);
    this.table.setAttribute('aria-label', t.compareTable);
    this.element = h(
      'div',
      {},
      h('div', { class: 'compare-bar' }, this.scope.element, this.progress.element),
      h(
        'div',
        { class: 'charts two' },
        this.findings.element,
        this.heat.element,
        this.cards.sweep.element,
        this.cards.compare.element,
        this.cards.start.element,
        this.cards.now.element,
        this.parallel.element,
        this.seeds,
        h('section', { class: 'card wide' }, h('h2', {}, t.compareTable), this.note, this.table, this.configurations.element),
      ),
    );
  }

  update({ runs: all }: View): void {
    const { t, memory, cards } = this;
    const scope = this.scope.select(all);
    this.progress.update(scope);
    const comparison = compareRuns(scope, memory.picks);
    const rows = comparison.runs.filter(({ runId }) => !memory.picks.hidden.includes(runId));
    const runs = rows.map(({ index }) => scope[index]!);
    const view = { ...memory, unit: comparedUnit(memory.unit, runs) };
    cards.compare.update(compareChart(runs, memory.curve, { ...memory, unit: comparedLossUnit(memory.unit, runs) }, t, rows));
    for (const when of FLOWS) {
      const model = compareFlowChart(runs, when, t, rows);
      cards[when].element.classList.toggle('hidden', model.lines.length === 0);
      if (model.lines.length > 0) cards[when].update(model);
    }
    const sweep = sweepChart(runs, view, t);
    cards.sweep.element.classList.toggle('hidden', !sweep);
    if (sweep) cards.sweep.update(sweep);
    this.heat.update(runs, view.unit);
    const wait = this.tableAt + TABLE_INTERVAL - Date.now();
    if (wait > 0) {
      // What came last is shown even when nothing follows.
      this.later ??= setTimeout(() => {
        this.later = undefined;
        this.changed();
      }, wait);
      return;
    }
    this.tableAt = Date.now();
    this.findings.update(runs, rows, view.unit);
    this.parallel.update(runs, comparison.settings, view);
    const shown = JSON.stringify([comparison, memory.picks, document.body.className, memory.unit]);
    if (shown === this.shown) return;
    this.shown = shown;
    const judged = judgedRows(runs, rows);
    const groups = seedGroups(
      judged.map(({ index }) => scope[index]!),
      judged,
      (row) => networkName(row, t),
    );
    this.seeds.classList.toggle('hidden', !groups);
    const title = h('h2', {}, t.comparison.overSeeds.title);
    this.seeds.replaceChildren(...(groups ? [title, h('div', { class: 'table' }, seedTable(groups, t, view.unit, direction(runs)))] : []));
    this.configurations.update(comparison.runs);
    this.note.textContent = !comparison.sameText ? t.compareDifferent : comparison.sameMeasure ? t.compareText : t.compareLosses;
    this.note.classList.toggle('warning', !comparison.sameText || !comparison.sameMeasure);
    const focused = (document.activeElement as HTMLElement | null)?.dataset.action;
    const focusedRun = document.activeElement?.closest<HTMLElement>('[data-run]')?.dataset.run;
    this.table.replaceChildren(compareTable(comparison, t, memory, () => this.pick()));
    if (focused && focusedRun) this.table.querySelector<HTMLElement>(`[data-run="${CSS.escape(focusedRun)}"] [data-action="${focused}"]`)?.focus();
  }
  /** Another choice is another table, at once. */
  private pick(): void {
    this.tableAt = 0;
    this.changed();
  }
}
