import { h, setText } from '../dom';
import { disclosure, iconButton } from '../panel/disclosure';
import type { Strings } from '../strings/strings';
import type { CardHost, FileFormat } from './card-host';
import { saving } from './saving';

/** What is in a figure, and how it becomes a table and a file. */
export interface FigureContent {
  /** What is looked at and has the keyboard cursor; the table takes its place on request. */
  readonly frame: HTMLElement;
  /** Below the frame: a legend, the value at the cursor. */
  readonly below: readonly HTMLElement[];
  /** At the left of the buttons. */
  readonly tools: readonly HTMLElement[];
  /** How the keyboard works here. */
  readonly keys: string;
  key(event: KeyboardEvent): void;
  /** Its values as a table; nothing where there are none yet. */
  table(): HTMLTableElement | undefined;
  /** The frame shows again. */
  redraw(): void;
  /** Its content as a file: text, or base64 of a PNG. */
  file(format: FileFormat): Promise<string | undefined>;
}

/** Milliseconds between two renewals of an open table. */
const TABLE_INTERVAL = 1000;
let figures = 0;

/** Around every chart: title, sentences, help, a table in its place, files. */
export class Figure {
  readonly element: HTMLElement;
  private readonly finding = h('p', { class: 'sentence finding hidden' });
  private readonly table = h('div', { class: 'table hidden', tabindex: 0, role: 'region' });
  private readonly tableButton: HTMLButtonElement;
  private readonly spoken = h('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  private tableAt = 0;

  constructor(
    private readonly id: string,
    private readonly t: Strings,
    private readonly host: CardHost,
    private readonly content: FigureContent,
  ) {
    const words = t.charts[id]!;
    const number = ++figures;
    const help = this.help(`help-${number}`);
    const save = saving(id, t, host, (format) => content.file(format));
    this.tableButton = iconButton('table', t.table, 'table', () => this.showTable(this.table.classList.contains('hidden')));
    this.tableButton.setAttribute('aria-pressed', 'false');
    this.table.setAttribute('aria-label', `${words.title}: ${t.table}`);
    const { frame } = content;
    frame.tabIndex = 0;
    frame.setAttribute('role', 'application');
    frame.setAttribute('aria-roledescription', t.chart);
    frame.setAttribute('aria-describedby', `keys-${number}`);
    frame.addEventListener('keydown', (event) => content.key(event));
    const buttons = [...content.tools, disclosure('help', t.help, 'help', help), this.tableButton, save.button];
    this.element = h(
      'figure',
      { class: 'card', 'data-chart': id },
      h('figcaption', {}, h('h2', {}, words.title), h('div', { class: 'tools' }, ...buttons)),
      h('p', { class: 'sentence' }, words.text),
      this.finding,
      help,
      save.part,
      frame,
      this.table,
      ...content.below,
      h('span', { id: `keys-${number}`, class: 'hidden' }, content.keys),
      this.spoken,
    );
  }

  /** A sentence made from the numbers; nothing hides it. */
  say(text: string): void {
    setText(this.finding, text);
    this.finding.classList.toggle('hidden', text === '');
  }

  /** For those who listen: the value at the cursor. */
  speak(text: string): void {
    setText(this.spoken, text);
  }

  /** The values have changed: an open table follows, once a second. */
  refresh(name: string): void {
    this.content.frame.setAttribute('aria-label', name);
    if (!this.table.classList.contains('hidden') && Date.now() - this.tableAt > TABLE_INTERVAL) this.fillTable();
  }

  private showTable(show: boolean): void {
    this.tableButton.setAttribute('aria-pressed', String(show));
    this.table.classList.toggle('hidden', !show);
    this.content.frame.classList.toggle('hidden', show);
    if (show) this.fillTable();
    else this.content.redraw();
  }

  private fillTable(): void {
    this.tableAt = Date.now();
    const table = this.content.table();
    if (table) this.table.replaceChildren(table);
  }

  private help(id: string): HTMLElement {
    const { formula, look } = this.t.charts[this.id]!;
    const more = h('button', { type: 'button', class: 'link', 'data-action': 'guide', click: () => this.host.openGuide(this.id) }, this.t.guide);
    return h('div', { id, class: 'help hidden' }, h('code', {}, formula), h('p', {}, h('strong', {}, `${this.t.lookFor}: `), look), more);
  }
}
