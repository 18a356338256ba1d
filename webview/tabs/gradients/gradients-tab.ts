import { gradientFlowChart, influenceChart, termsChart } from '../../../src/view-model/run-charts/diagnosis-charts';
import { clipChart, tensorChart } from '../../../src/view-model/run-charts/gradient-charts';
import {
  diagnosisStatements,
  flowStatements,
  influenceStatements,
  ratiosStatements,
  reachStatements,
  tensorsStatements,
  termsStatements,
} from '../../../src/view-model/statements/gradients';
import { clippedStatements, clipStatements } from '../../../src/view-model/statements/norms';
import { Card } from '../../chart/card';
import { h } from '../../dom';
import { Statements } from '../../panel/statements';
import type { MountedTab, Tab, TabContext, View } from '../tab';

const CHARTS = ['gradient-flow', 'influence', 'terms', 'tensor-gradients', 'clipped-gradients', 'clip-rate', 'update-ratios'] as const;
type ChartId = (typeof CHARTS)[number];

/** How gradients come back through time, what clipping leaves of them, and how far they move the weights. */
class GradientsView implements MountedTab {
  readonly element: HTMLElement;
  private readonly cards: Record<ChartId, Card>;
  private readonly charts = h('div', { class: 'charts' });
  /** How far back the gradient reaches: what most people open this tab for. */
  private readonly reach: Statements;
  private readonly missing: Statements;

  constructor(private readonly context: TabContext) {
    const { t, host } = context;
    this.cards = Object.fromEntries(CHARTS.map((id) => [id, new Card(id, t, host)])) as Record<ChartId, Card>;
    this.reach = new Statements(h('p', { class: 'answer', 'data-testid': 'reach' }), t);
    this.missing = new Statements(h('p', { class: 'missing hidden' }), t);
    this.element = h('div', {}, this.reach.element, this.missing.element, this.charts);
    this.charts.append(...CHARTS.map((id) => this.cards[id].element));
  }

  update({ run }: View): void {
    if (!run) return;
    const { t, state } = this.context;
    const { cards } = this;
    const { clip } = run.configuration;
    this.reach.update(reachStatements(run), state.unit);
    this.missing.update(diagnosisStatements(run), state.unit);
    const influence = influenceChart(run, t);
    const shown: Record<ChartId, boolean> = {
      'gradient-flow': run.diagnoses.length > 0,
      influence: influence !== undefined,
      terms: run.diagnoses.at(-1)?.diagnosis.terms?.norms.some((norms) => norms.some((log) => log !== null)) ?? false,
      'tensor-gradients': run.gradients.length > 0,
      'clipped-gradients': run.gradients.length > 0 && clip > 0 && run.gradients.column('clippedTotal').last.some(Number.isFinite),
      'clip-rate': run.steps.length > 0,
      'update-ratios': run.gradients.length > 0,
    };
    for (const id of CHARTS) cards[id].element.classList.toggle('hidden', !shown[id]);
    this.charts.classList.toggle(
      'seven',
      CHARTS.every((id) => shown[id]),
    );
    if (shown['gradient-flow']) cards['gradient-flow'].update(gradientFlowChart(run, t), flowStatements(run));
    if (influence) cards.influence.update(influence, influenceStatements(run));
    if (shown.terms) cards.terms.update(termsChart(run, t), termsStatements(run));
    if (shown['tensor-gradients']) {
      cards['tensor-gradients'].update(tensorChart('tensor-gradients', run, state, t), tensorsStatements(run));
      cards['update-ratios'].update(tensorChart('update-ratios', run, state, t), ratiosStatements(run));
    }
    if (shown['clipped-gradients']) cards['clipped-gradients'].update(tensorChart('clipped-gradients', run, state, t), clippedStatements(run));
    if (shown['clip-rate']) cards['clip-rate'].update(clipChart(run, state, t), clipStatements(run));
  }
}

export const gradientsTab: Tab = {
  id: 'gradients',
  ofRun: true,
  controls: ['x', 'xScale'],
  available: ({ run }) => run !== undefined && (run.gradients.length > 0 || run.diagnoses.length > 0),
  mount: (context) => new GradientsView(context),
};
