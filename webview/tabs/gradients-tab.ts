import {
  clippedFinding,
  clipRateFinding,
  flowFindings,
  ratiosFinding,
  tensorsFinding,
  termsFinding,
} from '../../src/view-model/findings/gradient-findings';
import { gradientFlowChart, termsChart } from '../../src/view-model/run/diagnosis-charts';
import { clipChart, tensorChart } from '../../src/view-model/run/gradient-charts';
import type { RunSeries } from '../../src/view-model/run/run-series';
import { Card } from '../chart/card';
import type { CardHost } from '../chart/card-host';
import { h } from '../dom';
import type { Memory } from '../panel/memory';
import type { Strings } from '../strings/strings';
import { sentences } from './findings';

const CHARTS = ['gradient-flow', 'terms', 'tensor-gradients', 'clipped-gradients', 'clip-rate', 'update-ratios'] as const;
type ChartId = (typeof CHARTS)[number];

/** How gradients come back through time, what clipping leaves of them, and how far they move the weights. */
export class GradientsTab {
  readonly element: HTMLElement;
  private readonly cards: Record<ChartId, Card>;

  constructor(
    private readonly t: Strings,
    host: CardHost,
    private readonly memory: Memory,
  ) {
    this.cards = Object.fromEntries(CHARTS.map((id) => [id, new Card(id, t, host)])) as Record<ChartId, Card>;
    this.element = h('div', {}, h('div', { class: 'charts' }, ...CHARTS.map((id) => this.cards[id].element)));
  }

  static available(run: RunSeries): boolean {
    return run.gradients.length > 0 || run.diagnoses.length > 0;
  }

  update(run: RunSeries): void {
    const { t, memory, cards } = this;
    const { clip } = run.configuration;
    const shown: Record<ChartId, boolean> = {
      'gradient-flow': run.diagnoses.length > 0,
      terms: run.diagnoses.at(-1)?.diagnosis.terms?.norms.some((norms) => norms.some((log) => log !== null)) ?? false,
      'tensor-gradients': run.gradients.length > 0,
      'clipped-gradients': run.gradients.length > 0 && clip > 0 && run.gradients.column('clippedTotal').last.some(Number.isFinite),
      'clip-rate': run.steps.length > 0,
      'update-ratios': run.gradients.length > 0,
    };
    for (const id of CHARTS) cards[id].element.classList.toggle('hidden', !shown[id]);
    if (shown['gradient-flow']) cards['gradient-flow'].update(gradientFlowChart(run, t), sentences(t, ...flowFindings(run)));
    if (shown.terms) cards.terms.update(termsChart(run, t), sentences(t, termsFinding(run)));
    if (shown['tensor-gradients']) {
      cards['tensor-gradients'].update(tensorChart('tensor-gradients', run, memory, t), sentences(t, tensorsFinding(run)));
      cards['update-ratios'].update(tensorChart('update-ratios', run, memory, t), sentences(t, ratiosFinding(run)));
    }
    if (shown['clipped-gradients'])
      cards['clipped-gradients'].update(tensorChart('clipped-gradients', run, memory, t), sentences(t, clippedFinding(run)));
    if (shown['clip-rate']) cards['clip-rate'].update(clipChart(run, memory, t), sentences(t, clipRateFinding(run)));
  }
}
