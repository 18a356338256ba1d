import { type ChartModel, joinLines } from '../src/view-model/chart-model';
import { writeCsv } from '../src/view-model/csv';
import type { CardHost } from './card';
import { chartTable } from './chart-table';
import { disclosure, iconButton } from './disclosure';
import { h, setText } from './dom';
import { explained } from './explained';
import { toPng } from './export';
import type { Strings } from './strings';

/** What a drawing is made of, for those who want it as a table or a file. */
export interface DrawnContent {
  readonly model: ChartModel;
  /** As a file: with its title. */
  readonly drawing: { readonly svg: string; readonly width: number; readonly height: number };
}

let count = 0;

/** A drawing with its title, a sentence from its numbers, help, a table and files. */
export class DrawnFigure {
  readonly element: HTMLElement;
  private readonly sentence = h('p', { class: 'finding', 'data-testid': 'finding' });
  private readonly table = h('div', { class: 'table hidden', tabindex: 0, role: 'region' });
  private readonly button: HTMLButtonElement;

  constructor(
    private readonly id: string,
    private readonly t: Strings,
    private readonly host: CardHost,
    private readonly frame: HTMLElement,
    private readonly content: () => DrawnContent | undefined,
  ) {
    const saving = this.saving(`drawn-save-${++count}`);
    this.table.setAttribute('aria-label', `${t.charts[id]!.title}: ${t.table}`);
    this.element = explained(id, t, host, h('div', {}, saving, this.sentence, frame, this.table));
    this.button = iconButton('table', t.table, 'table', () => this.showTable(this.table.classList.contains('hidden')));
    this.button.setAttribute('aria-pressed', 'false');
    this.element.querySelector('.tools')!.append(this.button, disclosure('save', t.save, 'save', saving));
  }

  /** The numbers are new. */
  update(sentence: string): void {
    setText(this.sentence, sentence);
    if (!this.table.classList.contains('hidden')) this.fill();
  }

  private showTable(show: boolean): void {
    this.button.setAttribute('aria-pressed', String(show));
    this.table.classList.toggle('hidden', !show);
    this.frame.classList.toggle('hidden', show);
    if (show) this.fill();
  }

  private fill(): void {
    const content = this.content();
    if (content) this.table.replaceChildren(chartTable(content.model, joinLines(content.model.lines)));
  }

  private saving(id: string): HTMLElement {
    const save = (format: 'png' | 'svg' | 'csv') => async () => {
      const content = this.content();
      if (!content) return;
      const { svg, width, height } = content.drawing;
      this.host.save(format, this.id, format === 'csv' ? writeCsv(content.model) : format === 'svg' ? svg : await toPng(svg, width, height));
    };
    const button = (format: 'png' | 'svg' | 'csv', text: string) =>
      h('button', { type: 'button', class: 'secondary', 'data-action': `save-${format}`, click: save(format) }, text);
    return h('div', { id, class: 'saving hidden' }, button('png', this.t.savePng), button('svg', this.t.saveSvg), button('csv', this.t.saveCsv));
  }
}
