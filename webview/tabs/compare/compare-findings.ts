import type { ShownUnit } from '../../../src/view-model/chart/units';
import { type ComparedRun, runLabel } from '../../../src/view-model/compare/compare';
import { sharesData } from '../../../src/view-model/compare/same-network';
import { seedGroups } from '../../../src/view-model/compare/seed-groups';
import { sweptParameters } from '../../../src/view-model/compare/sweep-charts';
import { judgedRows } from '../../../src/view-model/compare/tuning';
import type { RunSeries } from '../../../src/view-model/run/run-series';
import { comparisonStatements, edgeStatements, textsOf } from '../../../src/view-model/statements/comparison';
import { h } from '../../dom';
import { Statements } from '../../panel/statements';
import type { Strings } from '../../strings/strings';

/** A network's name without the number of its run. */
export const networkName = (row: ComparedRun, t: Strings): string => runLabel(row, t).replace(/^\d+ /, '');

/** Sentences about the runs, from their numbers. */
export class CompareFindings {
  readonly element: HTMLElement;
  private readonly list: Statements;

  constructor(private readonly t: Strings) {
    this.list = new Statements(h('ul', { 'data-testid': 'findings' }), t, 'li');
    this.element = h('section', { class: 'card wide findings' }, h('h2', {}, t.comparison.findings), this.list.element);
  }

  /** @param all the runs of `unjudged`, in their order */
  update(all: readonly RunSeries[], unjudged: readonly ComparedRun[], unit: ShownUnit): void {
    const { t } = this;
    const rows = judgedRows(all, unjudged);
    const runs = rows.map((row) => all[unjudged.indexOf(row)]!);
    const sameText = textsOf(runs).size <= 1;
    const swept = sweptParameters(runs);
    const names = rows.map((row) =>
      swept.length > 0 ? swept.map((key) => `${t.options[key]} ${row.configuration[key]}`).join(', ') : networkName(row, t),
    );
    const list = (items: readonly string[]) => new Intl.ListFormat(document.documentElement.lang || 'en').format(items);
    const groups = seedGroups(runs, rows, (row) => networkName(row, t));
    const shared = sharesData(rows.map(({ configuration }) => configuration));
    const seeds = groups && { samples: groups, sharedData: shared };
    const statements = [
      ...comparisonStatements(runs, sameText, swept.length > 0, { names, list, unit, units: t.units }, seeds),
      ...edgeStatements(runs, swept, t.options),
    ];
    this.list.update(statements, unit);
    this.element.classList.toggle('hidden', statements.length === 0);
  }
}
