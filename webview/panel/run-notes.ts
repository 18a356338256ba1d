import { isGated } from '../../src/protocol/kinds';
import { type PanelRequest, REMEDIES, type Remedy } from '../../src/protocol/panel-requests';
import type { RunSeries } from '../../src/view-model/run/run-series';
import { h } from '../dom';
import type { Strings } from '../strings/strings';

/** What the training had to say beside its numbers, and after an explosion the buttons that train again with one thing changed. */
export class RunNotes {
  readonly element: HTMLElement;
  private readonly list = h('ul', { class: 'notes' });
  private readonly remedies: HTMLElement;
  private shown = '';
  private runId = '';

  constructor(t: Strings, post: (request: PanelRequest) => void) {
    const button = (remedy: Remedy) =>
      h(
        'button',
        { type: 'button', class: 'secondary', 'data-remedy': remedy, click: () => post({ type: 'remedy', runId: this.runId, remedy }) },
        t.notes.remedies[remedy],
      );
    this.list.setAttribute('aria-label', t.notes.notes);
    this.remedies = h('div', { class: 'remedies' }, ...REMEDIES.map(button));
    this.element = h('div', { class: 'run-notes hidden' }, this.list, this.remedies);
  }

  update(run: RunSeries): void {
    this.runId = run.info.runId;
    const { clip, clipMode } = run.configuration;
    const useless: Partial<Record<Remedy, boolean>> = { threshold: clip > 0 && clip <= 1 && clipMode === 'norm', gates: isGated(run.configuration) };
    for (const button of this.remedies.querySelectorAll('button'))
      button.classList.toggle('hidden', useless[button.dataset.remedy as Remedy] === true);
    this.remedies.classList.toggle('hidden', run.alarm === undefined);
    const sentences = run.notes.join('\n');
    if (sentences !== this.shown) this.list.replaceChildren(...run.notes.map((sentence) => h('li', {}, sentence)));
    this.shown = sentences;
    this.list.classList.toggle('hidden', run.notes.length === 0);
    this.element.classList.toggle('hidden', run.notes.length === 0 && run.alarm === undefined);
  }
}
