import type { PlaygroundRequest } from '../../../src/protocol/playground';
import { memoryChart, solveChart } from '../../../src/view-model/run/playground-charts';
import { gradientReach, type PlaygroundSeries, type PupilSeries } from '../../../src/view-model/run/playground-series';
import { Card } from '../../chart/card';
import type { CardHost } from '../../chart/card-host';
import { h, setText } from '../../dom';
import type { Memory } from '../../panel/memory';
import '../../styles/playground.css';
import { fill, type Strings } from '../../strings/strings';
import { exampleFigure } from './playground-example';
import { PlaygroundForm } from './playground-form';

export interface PlaygroundHost extends CardHost {
  run(request: PlaygroundRequest | null): void;
  remember(): void;
}

/** Share of chance below which a loss is more than luck. */
const LUCK = 0.93;

/** The tab "Playground": small networks side by side on a task for memory, and what training did to their gradients. */
export class PlaygroundView {
  readonly element: HTMLElement;
  private readonly form: PlaygroundForm;
  private readonly explanation = h('p', { class: 'sentence' });
  private readonly size = h('p', { class: 'sentence' });
  private readonly example = h('div');
  private readonly results = h('ul', { class: 'results', 'data-testid': 'results' });
  private readonly finding = h('p', { class: 'finding', 'data-testid': 'playground-finding', 'aria-live': 'polite' });
  private readonly problem = h('p', { class: 'alarm hidden', role: 'alert' });
  private readonly curves: Card;
  private readonly flow: Card;
  private readonly body: HTMLElement;
  private shown: unknown;

  constructor(
    private readonly t: Strings,
    private readonly memory: Memory,
    host: PlaygroundHost,
  ) {
    this.form = new PlaygroundForm(t, memory, () => host.remember(), host.run);
    this.curves = new Card('playground', t, host);
    this.flow = new Card('playground-flow', t, host);
    for (const { element } of [this.curves, this.flow]) element.classList.add('wide');
    this.results.setAttribute('aria-label', t.playground.results);
    this.body = h(
      'div',
      { class: 'hidden' },
      this.example,
      this.size,
      this.finding,
      this.results,
      h('div', { class: 'charts' }, this.curves.element, this.flow.element),
    );
    this.element = h('div', { class: 'playground' }, this.explanation, this.form.element, this.problem, this.body);
  }

  update(series: PlaygroundSeries): void {
    const { t, memory } = this;
    const words = t.playground;
    setText(this.explanation, words.explain[series.state === 'running' && series.begin ? series.begin.request.task : memory.playground.task]);
    this.form.update(series.state === 'running');
    setText(this.problem, series.problem ?? '');
    this.problem.classList.toggle('hidden', series.problem === undefined);
    const { begin } = series;
    this.body.classList.toggle('hidden', !begin);
    if (!begin) return;
    if (this.shown !== begin) {
      this.shown = begin;
      this.example.replaceChildren(exampleFigure(begin.example, t));
      setText(this.size, fill(words.size, begin.hidden, begin.streams));
    }
    const rows = [...series.pupils].map(([cell, pupil]) => `${words.cells[cell]}: ${this.stateOf(pupil, begin.chance)}`);
    while (this.results.children.length > rows.length) this.results.lastElementChild!.remove();
    rows.forEach((row, i) => {
      const item = this.results.children[i] ?? this.results.appendChild(h('li'));
      setText(item as HTMLElement, row);
    });
    setText(this.finding, this.sentence(series));
    this.curves.update(solveChart(series, words, t.charts.playground!.title, memory.scale));
    this.flow.update(memoryChart(series, words, t.charts['playground-flow']!.title));
  }

  private stateOf({ losses, solved, diverged, seconds }: PupilSeries, chance: number): string {
    const { states } = this.t.playground;
    if (solved !== undefined) return fill(states.solved, solved, seconds.toFixed(1));
    if (diverged !== undefined) return fill(states.diverged, diverged);
    const loss = losses.at(-1);
    if (loss === undefined) return '–';
    return fill(loss < LUCK * chance ? states.learning : states.chance, Number(loss.toPrecision(3)));
  }

  /** What the numbers say: who solved it, and what became of the gradient across the sequence in the one that changed most. */
  private sentence({ begin, pupils, state }: PlaygroundSeries): string {
    const { cells, finding } = this.t.playground;
    const names = (list: [keyof typeof cells, PupilSeries][]) => list.map(([cell]) => cells[cell]).join(', ');
    const all = [...pupils];
    const solved = all.filter(([, { solved: at }]) => at !== undefined);
    const others = all.filter(([, { solved: at }]) => at === undefined);
    const said: string[] = [];
    if (state === 'running') said.push(solved.length > 0 ? fill(finding.solvedBy, names(solved), '…') : finding.running);
    else if (state === 'stopped') said.push(finding.stopped);
    if (state !== 'running' && solved.length > 0)
      said.push(others.length > 0 ? fill(finding.solvedBy, names(solved), names(others)) : fill(finding.solvedByAll, names(solved)));
    else if (state === 'done') said.push(fill(finding.none, begin!.request.steps));
    const changes = all.flatMap(([cell, pupil]) => {
      const reach = gradientReach(pupil);
      return reach && reach.after !== null && reach.before !== null ? [{ cell, lag: reach.lag, before: reach.before, after: reach.after }] : [];
    });
    const most = changes.sort((a, b) => change(b) - change(a))[0];
    if (most) said.push(fill(finding.bought, cells[most.cell], most.lag, share(most.before), share(most.after)));
    return said.join(' ');
  }
}

function change({ before, after }: { before: number; after: number }): number {
  return Math.abs(Math.log((after + 1e-45) / (before + 1e-45)));
}

/** A share for people: percent, or a power of ten where percent would be all zeros. */
function share(value: number): string {
  if (value === 0) return '0';
  if (value >= 1e-3) return `${Number((100 * value).toPrecision(2))} %`;
  const [digit, power] = value.toExponential(0).split('e-');
  return `${digit} · 10⁻${[...power!].map((figure) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(figure)]).join('')}`;
}
