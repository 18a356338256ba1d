import { forecastStatements, horizonStatements, residualStatements } from '../../../src/view-model/statements/tasks';
import { horizonChart, residualChart, seriesChart } from '../../../src/view-model/task/forecast-charts';
import { Card } from '../../chart/card';
import { h } from '../../dom';
import { AwaitedReport } from '../shared/awaited-report';
import { ScoreTable } from '../shared/score-table';
import { reportOf } from '../shared/task-report';
import type { MountedTab, Tab, TabContext, View } from '../tab';
import '../../styles/tasks.css';

/** The tab "Forecast": the series with its forecast, errors by horizon beside the baselines, residuals. */
class ForecastView implements MountedTab {
  private readonly awaited: AwaitedReport;
  private readonly series: Card;
  private readonly horizons: Card;
  private readonly residuals: Card;
  private readonly scores: ScoreTable;

  constructor(private readonly context: TabContext) {
    const { t, host } = context;
    this.series = new Card('forecast-series', t, host);
    this.horizons = new Card('forecast-horizons', t, host);
    this.residuals = new Card('forecast-residuals', t, host);
    this.scores = new ScoreTable('forecast-scores', t, host);
    this.series.element.classList.add('wide');
    const wide = h('div', { class: 'charts' }, this.series.element, this.scores.element);
    this.awaited = new AwaitedReport(wide, h('div', { class: 'charts two' }, this.horizons.element, this.residuals.element));
  }

  get element(): HTMLElement {
    return this.awaited.element;
  }

  update({ run }: View): void {
    if (!run) return;
    const { t } = this.context;
    const report = reportOf(run, 'forecast');
    this.awaited.show(report !== undefined, t.task.waiting);
    if (!report) return;
    const notes = run.done?.baselineNotes;
    const said = forecastStatements(run, report, { ...t.task.names, ...notes });
    this.series.update(
      seriesChart(report, t),
      said.filter(({ id }) => id === 'forecastInterval'),
    );
    this.horizons.update(horizonChart(report, t, notes), horizonStatements(run, report));
    this.residuals.update(residualChart(report, t), residualStatements(run, report));
    this.scores.update(
      run,
      run.done?.test ?? { ...report.errors.network![0]! },
      said.filter(({ id }) => id !== 'forecastInterval'),
    );
  }
}

export const forecastTab: Tab = {
  id: 'forecast',
  ofRun: true,
  controls: [],
  available: ({ run }) => run?.info.task === 'forecast',
  mount: (context) => new ForecastView(context),
};
