import type { PanelMessage } from '../../../src/protocol/panel-messages';
import type { TaskAnswer, WrittenPair } from '../../../src/protocol/task-report';
import { pairStatements } from '../../../src/view-model/statements/tasks';
import { attentionGrid } from '../../../src/view-model/task/grid';
import { Figure } from '../../chart/figure';
import { h, setText } from '../../dom';
import { AwaitedReport } from '../shared/awaited-report';
import { GridFigure } from '../shared/grid-figure';
import { ScoreTable } from '../shared/score-table';
import { reportOf } from '../shared/task-report';
import { TypedQuestion } from '../shared/typed-question';
import type { MountedTab, Tab, TabContext, View } from '../tab';
import '../../styles/tasks.css';
import { fill } from '../../strings/strings';

/** The tab "Pairs": what is written for sources, and where the decoder looked for it. */
class PairsView implements MountedTab {
  private readonly awaited: AwaitedReport;
  private readonly scores: ScoreTable;
  private readonly samples = h('div', { class: 'table', tabindex: 0, role: 'region', 'data-testid': 'pair-samples' });
  private readonly attention: GridFigure;
  private readonly typed: TypedQuestion;
  private readonly written = h('p', { class: 'sentence', 'aria-live': 'polite', 'data-testid': 'pair-written' });
  /** What was typed, else the sample that was chosen. */
  private looked: WrittenPair | undefined;
  private chosen = 0;
  private shown = '';

  constructor(private readonly context: TabContext) {
    const { t, host } = context;
    this.scores = new ScoreTable('pair-scores', t, host);
    this.attention = new GridFigure('pair-attention', t, host);
    this.typed = new TypedQuestion(t.task.typeSource, host, (answer) => this.answered(answer));
    this.samples.setAttribute('aria-label', t.charts['pair-samples']!.title);
    const list = new Figure('pair-samples', t, host, { frame: this.samples, wide: true });
    const tried = h('div', { class: 'typed-part' }, this.typed.element, this.written);
    const looked = h('div', { class: 'charts' }, this.attention.element, list.element);
    this.awaited = new AwaitedReport(h('div', { class: 'charts' }, this.scores.element), tried, looked);
  }

  get element(): HTMLElement {
    return this.awaited.element;
  }

  update({ run }: View): void {
    if (!run) return;
    const report = reportOf(run, 'pairs');
    this.awaited.show(report !== undefined, this.context.t.task.waiting);
    if (!report) return;
    const { exactMatch, characterErrorRate, chrF, samples } = report;
    this.typed.of(run.info.runId);
    this.scores.update(run, { exactMatch, characterErrorRate, chrF }, pairStatements(run, report));
    this.showSamples(run.info.runId, samples);
    const { t } = this.context;
    const pair = this.looked ?? samples[Math.min(this.chosen, samples.length - 1)];
    const grid = pair && attentionGrid(pair, t.task.attentionCorner, t.task.end);
    this.attention.element.classList.toggle('hidden', !grid);
    if (grid) this.attention.update(grid);
  }

  receive(message: PanelMessage): void {
    this.typed.receive(message);
  }

  private answered(answer: TaskAnswer | null): void {
    this.looked = answer?.task === 'pairs' ? answer : undefined;
    setText(this.written, this.looked ? `${this.looked.source} → ${this.looked.written}` : '');
    this.context.host.remember();
  }

  private showSamples(runId: string, samples: readonly WrittenPair[]): void {
    const shown = JSON.stringify([runId, this.chosen, samples.map(({ source, written }) => [source, written])]);
    if (shown === this.shown) return;
    this.shown = shown;
    const words = this.context.t.task;
    const focused = document.activeElement?.getAttribute('data-sample');
    const choose = (i: number) => {
      this.chosen = i;
      this.looked = undefined;
      this.context.host.remember();
    };
    const head = [words.source, words.target, words.written, ''].map((text) => (text ? h('th', { scope: 'col' }, text) : h('td')));
    const rows = samples.map(({ source, target, written, attention }, i) => {
      const button = h(
        'button',
        { type: 'button', class: 'link', 'data-sample': i, 'aria-pressed': i === this.chosen, click: () => choose(i) },
        source,
      );
      button.setAttribute('aria-label', fill(words.showAttention, source));
      const first = attention ? h('th', { scope: 'row' }, button) : h('th', { scope: 'row' }, source);
      return h('tr', {}, first, h('td', {}, target ?? ''), h('td', {}, written), h('td', {}, target === written ? words.exact : words.wrong));
    });
    this.samples.replaceChildren(h('table', { class: 'words' }, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)));
    if (focused) this.samples.querySelector<HTMLElement>(`[data-sample="${focused}"]`)?.focus();
  }
}

export const pairsTab: Tab = {
  id: 'pairs',
  ofRun: true,
  controls: [],
  available: ({ run }) => run?.info.task === 'pairs',
  mount: (context) => new PairsView(context),
};
