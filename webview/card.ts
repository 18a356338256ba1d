import type { ChartModel } from '../src/view-model/chart-model';
import { writeCsv } from '../src/view-model/csv';
import { formatNumber, visibleCharacter } from '../src/view-model/format';
import { label } from '../src/view-model/svg';
import { Chart } from './chart';
import { chartTable } from './chart-table';
import { h, icon, setText } from './dom';
import { drawPng, drawSvg } from './export';
import { Legend } from './legend';
import type { Strings } from './strings';

/** What a card asks of the page around it. */
export interface CardHost {
  save(format: 'png' | 'svg' | 'csv', chart: string, content: string): void;
  openGuide(anchor: string): void;
  hidden(chart: string): ReadonlySet<string>;
  toggle(chart: string, line: string): void;
}

/** Milliseconds between two renewals of an open table. */
const TABLE_INTERVAL = 1000;
let cards = 0;

/** A chart with its title, one sentence, help, legend, table, export and keyboard cursor. */
export class Card {
  readonly element: HTMLElement;
  private readonly chart: Chart;
  private readonly legend: Legend;
  private readonly spoken = h('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly table = h('div', { class: 'table hidden', tabindex: 0, role: 'region' });
  private readonly reset: HTMLButtonElement;
  private model: ChartModel | undefined;
  private tableAt = 0;

  constructor(
    readonly id: string,
    private readonly t: Strings,
    private readonly host: CardHost,
    controls: readonly HTMLElement[] = [],
  ) {
    const words = t.charts[id]!;
    const number = ++cards;
    this.chart = new Chart(
      () => this.showValues(),
      () => this.reset.classList.toggle('hidden', !this.chart.zoom),
    );
    this.legend = new Legend(t, (line) => this.host.toggle(id, line));
    this.reset = iconButton('reset', t.resetZoom, 'reset-zoom', () => this.chart.setZoom(undefined));
    this.reset.classList.add('hidden');
    const help = this.help(`help-${number}`);
    const saving = this.saving(`save-${number}`);
    const table = iconButton('table', t.table, 'table', () => this.showTable(this.table.classList.contains('hidden')));
    table.setAttribute('aria-pressed', 'false');
    this.table.setAttribute('aria-label', `${words.title}: ${t.table}`);
    const { element: frame } = this.chart;
    frame.tabIndex = 0;
    frame.setAttribute('role', 'application');
    frame.setAttribute('aria-roledescription', t.chart);
    frame.setAttribute('aria-describedby', `keys-${number}`);
    frame.addEventListener('keydown', (event) => this.key(event));
    const toolbar = h(
      'div',
      { class: 'tools' },
      ...controls,
      this.reset,
      disclosure('help', t.help, 'help', help),
      table,
      disclosure('save', t.save, 'save', saving),
    );
    this.element = h(
      'figure',
      { class: 'card', 'data-chart': id },
      h('figcaption', {}, h('h2', {}, words.title), toolbar),
      h('p', { class: 'sentence' }, words.text),
      help,
      saving,
      frame,
      this.table,
      this.legend.element,
      h('span', { id: `keys-${number}`, class: 'hidden' }, t.keys),
      this.spoken,
    );
  }

  update(model: ChartModel): void {
    this.model = model;
    const hidden = this.host.hidden(this.id);
    this.chart.update(model, hidden);
    this.showValues();
    this.chart.element.setAttribute('aria-label', `${model.title}. ${this.describe(this.chart.rows.x.length - 1)}`);
    if (!this.table.classList.contains('hidden') && Date.now() - this.tableAt > TABLE_INTERVAL) this.fillTable();
  }

  private showValues(): void {
    const { model } = this;
    if (!model) return;
    const { rows, cursor } = this.chart;
    const values = rows.values.map((column) => (cursor === null ? column.findLast((value) => value !== null) : nearest(column, cursor)) ?? null);
    this.legend.update(model, this.host.hidden(this.id), values);
  }

  /** A row as a sentence: x, then every visible line that has a value there. */
  private describe(row: number): string {
    const { model } = this;
    const { rows } = this.chart;
    if (!model || row < 0 || row >= rows.x.length) return '';
    const hidden = this.host.hidden(this.id);
    const values = model.lines.flatMap((line, i) => {
      const value = rows.values[i]![row];
      return hidden.has(line.id) || value === null || value === undefined ? [] : [`${line.label} ${formatNumber(value)}`];
    });
    const x = rows.x[row]!;
    const name = model.names ? ` “${visibleCharacter(model.names[x - 1] ?? '')}”` : '';
    return `${model.x.label} ${label(model.x, x)}${name}: ${values.join(', ') || this.t.noValue}`;
  }

  private key(event: KeyboardEvent): void {
    const { chart } = this;
    const at = chart.cursor ?? chart.rows.x.length;
    const far = event.shiftKey ? 10 : 1;
    const moves: Record<string, number> = {
      ArrowLeft: at - far,
      ArrowRight: at + far,
      Home: 0,
      End: chart.rows.x.length - 1,
      PageUp: at - 50,
      PageDown: at + 50,
    };
    const zooms: Record<string, () => void> = {
      '+': () => chart.zoomBy(0.5),
      '=': () => chart.zoomBy(0.5),
      '-': () => chart.zoomBy(2),
      '0': () => chart.setZoom(undefined),
    };
    const target = moves[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || (target === undefined && !zooms[event.key])) return;
    event.preventDefault();
    if (target === undefined) zooms[event.key]!();
    else {
      chart.moveTo(target);
      setText(this.spoken, this.describe(chart.cursor ?? -1));
    }
  }

  private showTable(show: boolean): void {
    this.element.querySelector('[data-action="table"]')!.setAttribute('aria-pressed', String(show));
    this.table.classList.toggle('hidden', !show);
    this.chart.element.classList.toggle('hidden', show);
    if (show) this.fillTable();
    else if (this.model) this.chart.update(this.model, this.host.hidden(this.id));
  }

  private fillTable(): void {
    this.tableAt = Date.now();
    if (this.model) this.table.replaceChildren(chartTable(this.model, this.chart.rows));
  }

  private help(id: string): HTMLElement {
    const { formula, look } = this.t.charts[this.id]!;
    const more = h('button', { type: 'button', class: 'link', 'data-action': 'guide', click: () => this.host.openGuide(this.id) }, this.t.guide);
    return h('div', { id, class: 'help hidden' }, h('code', {}, formula), h('p', {}, h('strong', {}, `${this.t.lookFor}: `), look), more);
  }

  private saving(id: string): HTMLElement {
    const save = (format: 'png' | 'svg' | 'csv') => async () => {
      const { model } = this;
      if (!model) return;
      const hidden = this.host.hidden(this.id);
      const shown = { ...model, lines: model.lines.filter((line) => !hidden.has(line.id)) };
      const content = format === 'csv' ? writeCsv(shown) : format === 'svg' ? drawSvg(shown, this.chart.zoom) : await drawPng(shown, this.chart.zoom);
      this.host.save(format, this.id, content);
    };
    const button = (format: 'png' | 'svg' | 'csv', text: string) =>
      h('button', { type: 'button', class: 'secondary', 'data-action': `save-${format}`, click: save(format) }, text);
    return h('div', { id, class: 'saving hidden' }, button('png', this.t.savePng), button('svg', this.t.saveSvg), button('csv', this.t.saveCsv));
  }
}

/** A small button with a picture. */
export function iconButton(name: Parameters<typeof icon>[0], title: string, action: string, click: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: 'icon', title, 'aria-label': title, 'data-action': action, click }, icon(name));
}

/** A button that opens and closes a part of the card; Escape closes it as well. */
export function disclosure(name: Parameters<typeof icon>[0], title: string, action: string, part: HTMLElement): HTMLButtonElement {
  const show = (open: boolean) => {
    part.classList.toggle('hidden', !open);
    button.setAttribute('aria-expanded', String(open));
  };
  const button = iconButton(name, title, action, () => show(part.classList.contains('hidden')));
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-controls', part.id);
  for (const element of [button, part])
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      show(false);
      button.focus();
    });
  return button;
}

/** The value at a row, or the last one before it. */
function nearest(column: readonly (number | null)[], row: number): number | null {
  for (let i = row; i >= 0; i--) if (column[i] !== null && column[i] !== undefined) return column[i]!;
  return null;
}
