import { SECTION_OF_CHART } from '../../src/protocol/tutorial-links';
import type { Statement } from '../../src/view-model/statements/statement';
import { h, setText } from '../dom';
import { chartFormula } from '../formulas/chart-formula';
import { linkSymbols } from '../formulas/linked-symbols';
import { disclosure, iconButton } from '../panel/disclosure';
import { Statements } from '../panel/statements';
import type { Strings } from '../strings/strings';
import type { CardHost, FileFormat } from './card-host';
import { saving } from './saving';

/** What is in a figure. All but the frame is left out where there is nothing of the kind. */
export interface FigureContent {
  /** What is looked at; the table takes its place on request. */
  readonly frame: HTMLElement;
  /** Below the frame: a legend, the value at the cursor. */
  readonly below?: readonly HTMLElement[];
  /** At the left of the buttons. */
  readonly tools?: readonly HTMLElement[];
  /** How the keyboard works in the frame, which then has a cursor. */
  readonly keys?: string;
  key?(event: KeyboardEvent): void;
  /** Its values as a table; nothing where there are none yet. */
  table?(): HTMLTableElement | undefined;
  /** The frame shows again. */
  redraw?(): void;
  /** Its content as a file: text, or base64 of a PNG; nothing while there is none. */
  file?(format: FileFormat): Promise<string | undefined>;
  /** Whether it takes the whole width. */
  readonly wide?: boolean;
}

/** Milliseconds between two renewals of an open table. */
const TABLE_INTERVAL = 1000;
let figures = 0;

/** Around every chart, drawing and table: title, sentences, help, a table in its place, files. */
export class Figure {
  readonly element: HTMLElement;
  private readonly statements: Statements;
  private readonly table = h('div', { class: 'table hidden', tabindex: 0, role: 'region' });
  private readonly tableButton: HTMLButtonElement | undefined;
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
    const { frame } = content;
    this.statements = new Statements(h('p', { class: 'finding hidden', 'data-testid': 'finding' }), t);
    const question = disclosure('help', t.help, 'help', help);
    const close = iconButton('close', t.closeHelp, 'close-help', () => {
      question.click();
      question.focus();
    });
    help.prepend(close);
    const buttons: HTMLElement[] = [...(content.tools ?? []), question];
    if (content.table) {
      this.tableButton = iconButton('table', t.table, 'table', () => this.showTable(this.table.classList.contains('hidden')));
      this.tableButton.setAttribute('aria-pressed', 'false');
      this.table.setAttribute('aria-label', `${words.title}: ${t.table}`);
      buttons.push(this.tableButton);
    }
    const save = content.file && saving(id, t, host, (format) => content.file!(format));
    if (save) buttons.push(save.button);
    this.element = h(
      'figure',
      { class: content.wide ? 'card wide' : 'card', 'data-chart': id },
      h('figcaption', {}, h('h2', {}, words.title), h('div', { class: 'tools' }, ...buttons)),
      h('p', { class: 'sentence' }, words.text),
      this.statements.element,
      h('div', { class: 'over' }, help, ...(save ? [save.part] : [])),
      frame,
      this.table,
      ...(content.below ?? []),
    );
    linkSymbols(this.element);
    if (content.key) this.giveKeys(content, number);
  }

  /** Sentences made from the numbers; returned as a text. */
  say(statements: readonly Statement[]): string {
    return this.statements.update(statements, this.host.unit());
  }

  /** For screen readers: the value at the cursor. */
  speak(text: string): void {
    setText(this.spoken, text);
  }

  /** The values have changed: an open table follows, once a second. */
  refresh(name?: string): void {
    if (name !== undefined) this.content.frame.setAttribute('aria-label', name);
    if (!this.table.classList.contains('hidden') && Date.now() - this.tableAt > TABLE_INTERVAL) this.fillTable();
  }

  private giveKeys({ frame, keys, key }: FigureContent, number: number): void {
    frame.tabIndex = 0;
    frame.setAttribute('role', 'application');
    frame.setAttribute('aria-roledescription', this.t.chart);
    frame.setAttribute('aria-describedby', `keys-${number}`);
    frame.addEventListener('keydown', (event) => key!(event));
    this.element.append(h('span', { id: `keys-${number}`, class: 'hidden' }, keys ?? ''), this.spoken);
  }

  private showTable(show: boolean): void {
    this.tableButton?.setAttribute('aria-pressed', String(show));
    this.table.classList.toggle('hidden', !show);
    this.content.frame.classList.toggle('hidden', show);
    if (show) this.fillTable();
    else this.content.redraw?.();
  }

  private fillTable(): void {
    this.tableAt = Date.now();
    const table = this.content.table?.();
    if (table) this.table.replaceChildren(table);
  }

  private help(id: string): HTMLElement {
    const { definition, look } = this.t.charts[this.id]!;
    const formula = chartFormula(this.id);
    const link = (action: string, text: string, click: () => void) =>
      h('button', { type: 'button', class: 'link', 'data-action': action, click }, text);
    const more = link('guide', this.t.guide, () => this.host.openGuide(this.id));
    const section = SECTION_OF_CHART[this.id];
    const lesson = section ? [' ', link('tutorial', this.t.tutorial, () => this.host.openTutorial(section))] : [];
    return h(
      'div',
      { id, class: 'help hidden' },
      ...(formula ? [formula] : []),
      ...(definition ? [h('p', {}, definition)] : []),
      h('p', {}, h('strong', {}, `${this.t.lookFor}: `), look),
      more,
      ...lesson,
    );
  }
}
