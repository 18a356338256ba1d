import { shownUnit } from '../../../src/view-model/chart/units';
import type { RunSeries } from '../../../src/view-model/run/run-series';
import {
  accuracyChart,
  gradientChart,
  hiddenChart,
  learningRateChart,
  lossChart,
  speedChart,
  windowChart,
} from '../../../src/view-model/run-charts/run-charts';
import { clipStatements, normStatements } from '../../../src/view-model/statements/norms';
import { sampleStatement } from '../../../src/view-model/statements/reading';
import { growthStatements, windowStatements } from '../../../src/view-model/statements/states';
import { accuracyStatements, learningRateStatements, lossStatements, speedStatements } from '../../../src/view-model/statements/training';
import { Card } from '../../chart/card';
import { Figure } from '../../chart/figure';
import { h, setText } from '../../dom';
import type { MountedTab, Tab, TabContext, View } from '../tab';

const CHARTS = ['loss', 'gradient', 'hidden', 'window', 'speed', 'accuracy', 'learning-rate'] as const;
type ChartId = (typeof CHARTS)[number];

/** How the training goes: loss, gradient norm, what the network writes, its state, speed. */
class TrainingView implements MountedTab {
  readonly element: HTMLElement;
  private readonly cards: Record<ChartId, Card>;
  private readonly sample = h('pre', { class: 'sample', 'data-testid': 'sample', tabindex: 0 });
  private readonly written: Figure;

  constructor(private readonly context: TabContext) {
    const { t, host, state } = context;
    this.cards = Object.fromEntries(CHARTS.map((id) => [id, new Card(id, t, host)])) as Record<ChartId, Card>;
    this.sample.setAttribute('aria-label', t.charts.sample!.title);
    this.written = new Figure('sample', t, host, { frame: this.sample });
    const { loss, gradient, hidden, window, speed, accuracy, 'learning-rate': rate } = this.cards;
    const more = h(
      'details',
      { class: 'more' },
      h('summary', {}, t.more),
      h('div', { class: 'charts' }, speed.element, accuracy.element, rate.element),
    );
    more.open = state.more;
    more.addEventListener('toggle', () => {
      state.more = more.open;
      host.remember();
    });
    const charts = [loss.element, this.written.element, gradient.element, hidden.element, window.element];
    this.element = h('div', {}, h('div', { class: 'charts five' }, ...charts), more);
  }

  update({ run }: View): void {
    if (!run) return;
    this.showSample(run);
    const { state, t } = this.context;
    const { cards } = this;
    const stepped = run.steps.length > 0;
    const shown: Record<ChartId, boolean> = {
      loss: stepped || run.evaluations.length > 0,
      ...{ gradient: stepped, hidden: stepped, speed: stepped, 'learning-rate': stepped },
      window: run.window !== undefined,
      accuracy: run.evaluations.length > 0,
    };
    for (const id of CHARTS) cards[id].element.classList.toggle('hidden', !shown[id]);
    if (shown.loss) cards.loss.update(lossChart(run, { ...state, unit: shownUnit(state.unit, run.measure) }, t), lossStatements(run));
    if (shown.window) cards.window.update(windowChart(run, state, t), windowStatements(run));
    if (!stepped) return;
    cards.gradient.update(gradientChart(run, state, t), [...normStatements(run), ...clipStatements(run)]);
    cards.hidden.update(hiddenChart(run, state, t), growthStatements(run));
    if (!state.more) return;
    cards.speed.update(speedChart(run, state, t), speedStatements(run));
    cards['learning-rate'].update(learningRateChart(run, state, t), learningRateStatements(run));
    if (shown.accuracy) cards.accuracy.update(accuracyChart(run, state, t), accuracyStatements(run));
  }

  /** What the run wrote last; what another run wrote is never left standing. */
  private showSample(run: RunSeries): void {
    setText(this.sample, run.sample?.text ?? '');
    this.written.element.classList.toggle('hidden', !run.sample);
    this.written.say(sampleStatement(run));
  }
}

export const trainingTab: Tab = {
  id: 'training',
  ofRun: true,
  controls: ['x', 'xScale', 'unit', 'scale'],
  available: () => true,
  mount: (context) => new TrainingView(context),
};
