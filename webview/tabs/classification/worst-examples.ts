import type { WrongExample } from '../../../src/protocol/task-report';
import { formatPercent } from '../../../src/view-model/statements/quantity';
import { Figure } from '../../chart/figure';
import { h } from '../../dom';
import { fill, type Strings } from '../../strings/strings';
import type { TabHost } from '../tab';

/** The examples that a network is most wrong about, each of which opens its line. */
export class WorstExamples {
  readonly element: HTMLElement;
  private readonly table = h('div', { class: 'table', tabindex: 0, role: 'region', 'data-testid': 'worst' });
  private shown = '';

  constructor(
    private readonly t: Strings,
    private readonly host: TabHost,
  ) {
    this.table.setAttribute('aria-label', t.charts['class-worst']!.title);
    this.element = new Figure('class-worst', t, host, { frame: this.table, wide: true }).element;
  }

  update(runId: string, worst: readonly WrongExample[]): void {
    const shown = JSON.stringify([runId, worst]);
    if (shown === this.shown) return;
    this.shown = shown;
    const words = this.t.task;
    if (worst.length === 0) {
      this.table.replaceChildren(h('p', { class: 'sentence' }, words.noneWrong));
      return;
    }
    const focused = document.activeElement?.getAttribute('data-line');
    const open = (line: number, file: string | undefined) => {
      const click = () => this.host.post({ type: 'openLine', runId, line, ...(file === undefined ? {} : { file }) });
      const button = h(
        'button',
        { type: 'button', class: 'link', 'data-line': file === undefined ? line : `${file}:${line}`, click },
        file === undefined ? String(line) : `${file}:${line}`,
      );
      button.setAttribute('aria-label', fill(words.openLine, line));
      return button;
    };
    const head = [words.line, words.text, words.truth, words.answer].map((text) => h('th', { scope: 'col' }, text));
    const rows = worst.map(({ line, file, text, truth, predicted, truthProbability, predictedProbability }) =>
      h(
        'tr',
        {},
        h('td', {}, ...(line === undefined && file === undefined ? [] : [open(line ?? 1, file)])),
        h('th', { scope: 'row' }, text),
        h('td', {}, `${truth} ${formatPercent(truthProbability)}`),
        h('td', {}, `${predicted} ${formatPercent(predictedProbability)}`),
      ),
    );
    this.table.replaceChildren(h('table', { class: 'words' }, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)));
    if (focused) this.table.querySelector<HTMLElement>(`[data-line="${CSS.escape(focused)}"]`)?.focus();
  }
}
