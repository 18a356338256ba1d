import { PLAYGROUND_RANGES } from '../../../src/protocol/playground';
import { previewExample } from '../../../src/view-model/run/playground-preview';
import { memoryChart, solveChart } from '../../../src/view-model/run-charts/playground-charts';
import { lessonStatements, playgroundStatements, standings } from '../../../src/view-model/statements/playgrounds/playground';
import { Card } from '../../chart/card';
import { h, setText } from '../../dom';
import { Statements } from '../../panel/statements';
import type { ViewState } from '../../panel/view-state';
import '../../styles/tabs/playground.css';
import { fill, type Strings } from '../../strings/strings';
import type { MountedTab, TabContext, View } from '../tab';
import { exampleFigure } from './playground-example';
import { PlaygroundForm } from './playground-form';

/** The tab "Playground": small networks side by side on a task for memory, and what training did to their gradients. */
export class PlaygroundView implements MountedTab {
  readonly element: HTMLElement;
  private readonly form: PlaygroundForm;
  private readonly explanation = h('p', { class: 'sentence' });
  private readonly size = h('p', { class: 'sentence' });
  private readonly example = h('div');
  /** One sequence of the task that is chosen, while nothing has been trained. */
  private readonly preview = h('div');
  private previewed = '';
  private readonly results: Statements;
  private readonly finding: Statements;
  private readonly lesson: Statements;
  private readonly problem = h('p', { class: 'alarm hidden', role: 'alert' });
  private readonly curves: Card;
  private readonly flow: Card;
  private readonly body: HTMLElement;
  private shown: unknown;

  private readonly t: Strings;
  private readonly memory: ViewState;

  constructor({ t, state: memory, host }: TabContext) {
    this.t = t;
    this.memory = memory;
    this.form = new PlaygroundForm(
      t,
      memory,
      () => host.remember(),
      (request) => host.post({ type: 'playground', request }),
    );
    this.curves = new Card('playground', t, host);
    this.flow = new Card('playground-flow', t, host);
    for (const { element } of [this.curves, this.flow]) element.classList.add('wide');
    this.results = new Statements(h('ul', { class: 'results', 'data-testid': 'results' }), t, 'li');
    this.results.element.setAttribute('aria-label', t.playground.results);
    this.finding = new Statements(h('p', { class: 'finding', 'data-testid': 'playground-finding', 'aria-live': 'polite' }), t);
    this.lesson = new Statements(h('p', { class: 'finding', 'data-testid': 'playground-lesson', 'aria-live': 'polite' }), t);
    this.body = h(
      'div',
      { class: 'hidden' },
      this.example,
      this.size,
      this.finding.element,
      this.lesson.element,
      this.results.element,
      h('div', { class: 'charts' }, this.curves.element, this.flow.element),
    );
    const glimpses = h(
      'button',
      { type: 'button', class: 'secondary', 'data-action': 'glimpses', click: () => host.open('glimpses') },
      t.glimpses.begin,
    );
    this.element = h('div', { class: 'playground' }, this.explanation, this.form.element, this.problem, this.preview, this.body, glimpses);
  }

  update({ playground: series }: View): void {
    const { t, memory } = this;
    const words = t.playground;
    setText(this.explanation, words.explain[series.state === 'running' && series.begin ? series.begin.request.task : memory.playground.task]);
    this.form.update(series.state === 'running');
    setText(this.problem, series.problem ?? '');
    this.problem.classList.toggle('hidden', series.problem === undefined);
    const { begin } = series;
    this.body.classList.toggle('hidden', !begin);
    this.preview.classList.toggle('hidden', begin !== undefined);
    if (!begin) {
      this.showPreview();
      return;
    }
    this.preview.replaceChildren();
    this.previewed = '';
    if (this.shown !== begin) {
      this.shown = begin;
      this.example.replaceChildren(exampleFigure(begin.example, t));
      setText(this.size, fill(words.size, begin.hidden, begin.streams));
    }
    this.results.update(standings(series, words.cells), memory.unit);
    this.finding.update(playgroundStatements(series, words.cells), memory.unit);
    this.lesson.update(lessonStatements(series, words.cells, words.lessons), memory.unit);
    this.curves.update(solveChart(series, words, t.charts.playground!.title, memory.scale));
    this.flow.element.classList.toggle('hidden', ![...series.runs.values()].some(({ flows }) => flows.length > 0));
    this.flow.update(memoryChart(series, words, t.charts['playground-flow']!.title));
  }

  private showPreview(): void {
    const { task, sliders } = this.memory.playground;
    const length = sliders[task]?.length ?? PLAYGROUND_RANGES[task].length?.usual ?? 0;
    const previewed = `${task} ${length}`;
    if (previewed === this.previewed) return;
    this.previewed = previewed;
    const example = task === 'adding' || task === 'copy' ? previewExample(task, length) : undefined;
    this.preview.replaceChildren(...(example ? [exampleFigure(example, this.t)] : []));
  }
}
