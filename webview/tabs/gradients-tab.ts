import { gradientFlowChart, termsChart } from '../../src/view-model/run/diagnosis-charts';
import { clipChart, tensorChart } from '../../src/view-model/run/gradient-charts';
import type { RunSeries } from '../../src/view-model/run/run-series';
import { diagnosisStatements, flowStatements, ratiosStatements, tensorsStatements, termsStatements } from '../../src/view-model/statements/gradients';
import { clippedStatements, clipStatements } from '../../src/view-model/statements/norms';
import { Card } from '../chart/card';
import type { CardHost } from '../chart/card-host';
import { h } from '../dom';
import type { Memory } from '../panel/memory';
import { Statements } from '../panel/statements';
import type { Strings } from '../strings/strings';

const CHARTS = ['gradient-flow', 'terms', 'tensor-gradients', 'clipped-gradients', 'clip-rate', 'update-ratios'] as const;
type ChartId = (typeof CHARTS)[number];

/** How gradients come back through time, what clipping leaves of them, and how far they move the weights. */
export class GradientsTab {
  readonly element: HTMLElement;
  private readonly cards: Record<ChartId, Card>;
  private readonly missing: Statements;

  constructor(
    private readonly t: Strings,
    host: CardHost,
    private readonly memory: Memory,
  ) {
    this.cards = Object.fromEntries(CHARTS.map((id) => [id, new Card(id, t, host)])) as Record<ChartId, Card>;
    this.missing = new Statements(h('p', { class: 'missing hidden' }), t);
    this.element = h('div', {}, this.missing.element, h('div', { class: 'charts' }, ...CHARTS.map((id) => this.cards[id].element)));
  }

  static available(run: RunSeries): boolean {
    return run.gradients.length > 0 || run.diagnoses.length > 0;
  }

  update(run: RunSeries): void {
    const { t, memory, cards } = this;
    const { clip } = run.configuration;
    this.missing.update(diagnosisStatements(run), memory.unit);
    const shown: Record<ChartId, boolean> = {
      'gradient-flow': run.diagnoses.length > 0,
      terms: run.diagnoses.at(-1)?.diagnosis.terms?.norms.some((norms) => norms.some((log) => log !== null)) ?? false,
      'tensor-gradients': run.gradients.length > 0,
      'clipped-gradients': run.gradients.length > 0 && clip > 0 && run.gradients.column('clippedTotal').last.some(Number.isFinite),
      'clip-rate': run.steps.length > 0,
      'update-ratios': run.gradients.length > 0,
    };
    for (const id of CHARTS) cards[id].element.classList.toggle('hidden', !shown[id]);
    if (shown['gradient-flow']) cards['gradient-flow'].update(gradientFlowChart(run, t), flowStatements(run));
    if (shown.terms) cards.terms.update(termsChart(run, t), termsStatements(run));
    if (shown['tensor-gradients']) {
      cards['tensor-gradients'].update(tensorChart('tensor-gradients', run, memory, t), tensorsStatements(run));
      cards['update-ratios'].update(tensorChart('update-ratios', run, memory, t), ratiosStatements(run));
    }
    if (shown['clipped-gradients']) cards['clipped-gradients'].update(tensorChart('clipped-gradients', run, memory, t), clippedStatements(run));
    if (shown['clip-rate']) cards['clip-rate'].update(clipChart(run, memory, t), clipStatements(run));
  }
}
