import { byGlimpseChart, learningChart } from '../../../src/view-model/run-charts/glimpse-charts';
import { glimpseStatements } from '../../../src/view-model/statements/playgrounds/glimpses';
import { Card } from '../../chart/card';
import { h, setText } from '../../dom';
import '../../styles/tabs/glimpses.css';
import { Statements } from '../../panel/statements';
import type { ViewState } from '../../panel/view-state';
import { fill, type Strings } from '../../strings/strings';
import type { MountedTab, TabContext, View } from '../tab';
import { GlimpseViewer } from './glimpse-viewer';
import { GlimpsesForm } from './glimpses-form';

/** The tab "Glimpses": a network that learns where to look at pictures of digits, beside one that looks anywhere and one that sees everything. */
export class GlimpsesView implements MountedTab {
  readonly element: HTMLElement;
  private readonly t: Strings;
  private readonly state: ViewState;
  private readonly form: GlimpsesForm;
  private readonly viewer: GlimpseViewer;
  private readonly size = h('p', { class: 'sentence' });
  private readonly finding: Statements;
  private readonly problem = h('p', { class: 'alarm hidden', role: 'alert' });
  private readonly learning: Card;
  private readonly each: Card;
  private readonly body: HTMLElement;

  constructor({ t, state, host }: TabContext) {
    this.t = t;
    this.state = state;
    this.form = new GlimpsesForm(
      t,
      state.glimpses,
      () => host.remember(),
      (request) => host.post({ type: 'glimpses', request }),
    );
    this.finding = new Statements(h('p', { class: 'finding', 'data-testid': 'glimpses-finding', 'aria-live': 'polite' }), t);
    this.viewer = new GlimpseViewer(t, state.glimpses, () => host.remember());
    this.learning = new Card('glimpses', t, host);
    this.each = new Card('glimpses-each', t, host);
    this.body = h(
      'div',
      { class: 'hidden' },
      this.size,
      this.finding.element,
      this.viewer.element,
      h('div', { class: 'charts' }, this.learning.element, this.each.element),
    );
    this.element = h('div', { class: 'playground' }, h('p', { class: 'sentence' }, t.glimpses.explain), this.form.element, this.problem, this.body);
  }

  update({ glimpses: series }: View): void {
    if (!series) return;
    const { t } = this;
    const words = { ...t.glimpses, networks: t.glimpses.names };
    this.form.update(series.state === 'running');
    setText(this.problem, series.problem ?? '');
    this.problem.classList.toggle('hidden', series.problem === undefined);
    const { begin } = series;
    this.body.classList.toggle('hidden', !begin);
    if (!begin) return;
    setText(this.size, fill(words.size, begin.streams, begin.side, begin.tests));
    this.finding.update(glimpseStatements(series), this.state.unit);
    this.viewer.element.classList.toggle('hidden', !this.viewer.update(series));
    this.learning.update(learningChart(series, words, t.charts.glimpses!.title));
    this.each.update(byGlimpseChart(series, words, t.charts['glimpses-each']!.title));
  }
}
