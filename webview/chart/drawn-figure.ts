import { type ChartModel, joinLines } from '../../src/view-model/chart/chart-model';
import { writeCsv } from '../../src/view-model/chart/csv';
import { h, setText } from '../dom';
import { iconButton } from '../panel/disclosure';
import { toPng } from '../panel/export';
import type { Strings } from '../strings/strings';
import type { CardHost, FileFormat } from './card-host';
import { chartTable } from './chart-table';
import { explained } from './explained';
import { saving } from './saving';

/** What a drawing is made of, for those who want it as a table or a file. */
export interface DrawnContent {
  readonly model: ChartModel;
  /** As a file: with its title. */
  readonly drawing: { readonly svg: string; readonly width: number; readonly height: number };
}

/** A drawing with its title, a sentence from its numbers, help, a table and files. */
export class DrawnFigure {
  readonly element: HTMLElement;
  private readonly sentence = h('p', { class: 'finding', 'data-testid': 'finding' });
  private readonly table = h('div', { class: 'table hidden', tabindex: 0, role: 'region' });
  private readonly button: HTMLButtonElement;

  constructor(
    id: string,
    t: Strings,
    host: CardHost,
    private readonly frame: HTMLElement,
    private readonly content: () => DrawnContent | undefined,
  ) {
    const save = saving(id, t, host, (format) => this.file(format));
    this.table.setAttribute('aria-label', `${t.charts[id]!.title}: ${t.table}`);
    this.element = explained(id, t, host, h('div', {}, save.part, this.sentence, frame, this.table));
    this.button = iconButton('table', t.table, 'table', () => this.showTable(this.table.classList.contains('hidden')));
    this.button.setAttribute('aria-pressed', 'false');
    this.element.querySelector('.tools')!.append(this.button, save.button);
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

  private async file(format: FileFormat): Promise<string | undefined> {
    const content = this.content();
    if (!content || format === 'csv') return content && writeCsv(content.model);
    const { svg, width, height } = content.drawing;
    return format === 'svg' ? svg : toPng(svg, width, height);
  }
}
