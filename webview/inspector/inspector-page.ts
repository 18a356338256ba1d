import type { FileSummary, HeatMap, InspectorMessage, TensorStatistics } from '../../src/protocol/inspector-messages';
import { fill } from '../../src/protocol/language';
import { drawHeatMap, drawHistogram, formatNumber, strongest } from './inspector-charts';
import type { InspectorStrings } from './inspector-strings';
import { jsonLeaves } from './json-leaves';

/** Most lines of a value that was stored as JSON. */
const MAX_PARTS = 200;

const NUMBERS = ['minimum', 'maximum', 'mean', 'deviation', 'nonFinite'] as const;

interface Row {
  readonly row: HTMLTableRowElement;
  readonly details: HTMLTableRowElement;
  readonly box: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly cells: Map<(typeof NUMBERS)[number], HTMLTableCellElement>;
  filled: boolean;
}

/** What a person has opened and typed. */
export interface PageState {
  /** Names of the tensors whose charts show. */
  readonly open: readonly string[];
  readonly filter: string;
  /** Whether the configuration shows. */
  readonly configuration: boolean;
}

/** The page of one file: head, configuration, tensors. Everything from the file goes in as text. */
export class InspectorPage {
  readonly element = document.createElement('div');
  private readonly rows: Row[] = [];
  private readonly maps = new Map<HTMLCanvasElement, HeatMap>();
  private readonly nothing = document.createElement('p');
  private readonly input = document.createElement('input');
  private readonly box = document.createElement('details');

  constructor(
    private readonly file: FileSummary,
    private readonly t: InspectorStrings,
    private readonly ask: (tensor: number) => void,
    private readonly remember: (state: PageState) => void,
  ) {
    this.element.append(this.head(), this.properties(), this.tensors());
  }

  /** Opens what was open before the file was written anew or the page was hidden. */
  restore({ open, filter, configuration }: PageState): void {
    const names = new Set(open);
    this.rows.forEach((row, index) => {
      if (names.has(this.file.tensors[index]!.name)) this.toggle(index, row);
    });
    this.input.value = filter;
    this.filter(filter);
    this.box.open = configuration;
  }

  private changed(): void {
    const open = this.file.tensors.filter((_, index) => this.rows[index]!.button.getAttribute('aria-expanded') === 'true').map(({ name }) => name);
    this.remember({ open, filter: this.input.value, configuration: this.box.open });
  }

  /** Takes an answer of the host. */
  update(message: Extract<InspectorMessage, { type: 'statistics' | 'details' }>): void {
    const row = this.rows[message.tensor];
    if (!row) return;
    this.showNumbers(row, message.statistics, message.type === 'statistics' ? message.problem : undefined);
    if (message.type !== 'details') {
      if (message.problem) row.box.textContent = message.problem;
      return;
    }
    const { name } = this.file.tensors[message.tensor]!;
    const { statistics, histogram, heatMap } = message;
    const label = fill(
      this.t.histogramLabel,
      name,
      statistics.values,
      formatNumber(statistics.minimum),
      formatNumber(statistics.maximum),
      statistics.zeros,
    );
    const chart = drawHistogram(histogram, label, (from, to, count) => fill(this.t.bin, from, to, count));
    row.box.replaceChildren(figure(this.t.histogram, chart), this.heatMap(name, message.tensor, heatMap));
    row.filled = true;
  }

  /** The canvases do not follow the theme by themselves. */
  refreshColors(): void {
    for (const [canvas, map] of this.maps) drawHeatMap(canvas, map);
  }

  private head(): HTMLElement {
    const { file, t } = this;
    const header = document.createElement('header');
    const title = document.createElement('h1');
    title.textContent = file.name;
    const facts = document.createElement('p');
    facts.dataset.testid = 'facts';
    facts.textContent = [
      t[file.kind === 'unroll' ? 'ours' : 'foreign'],
      fill(t.count, file.tensorCount.toLocaleString()),
      fill(t.parameters, file.parameters.toLocaleString()),
      formatBytes(file.bytes),
    ].join(' · ');
    header.append(title, facts);
    return header;
  }

  private properties(): HTMLElement {
    const { file, t, box } = this;
    if (file.properties.length === 0) {
      box.hidden = true;
      return box;
    }
    box.open = true;
    box.addEventListener('toggle', () => this.changed());
    const summary = document.createElement('summary');
    summary.textContent = file.kind === 'unroll' ? t.properties : t.metadata;
    const list = document.createElement('dl');
    for (const [name, value] of file.properties) {
      const group = document.createElement('div');
      const term = document.createElement('dt');
      term.textContent = name;
      const description = document.createElement('dd');
      const parts = jsonLeaves(value);
      if (parts) description.append(this.partsOf(parts));
      else description.textContent = value;
      if (!parts && value.length > 40) group.className = 'wide';
      group.append(term, description);
      list.append(group);
    }
    box.append(summary, list);
    return box;
  }

  /** Values that were stored as JSON, one a line, on request. */
  private partsOf(parts: readonly (readonly [path: string, value: string])[]): HTMLElement {
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    summary.textContent = fill(this.t.values, parts.length);
    const list = document.createElement('ul');
    for (const [path, value] of parts.slice(0, MAX_PARTS)) {
      const item = document.createElement('li');
      item.textContent = `${path}: ${value}`;
      list.append(item);
    }
    details.append(summary, list);
    return details;
  }

  private tensors(): HTMLElement {
    const { file, t } = this;
    const section = document.createElement('section');
    const heading = document.createElement('h2');
    heading.textContent = t.tensors;
    const filter = this.input;
    filter.type = 'search';
    filter.placeholder = t.filter;
    filter.setAttribute('aria-label', t.filter);
    filter.addEventListener('input', () => {
      this.filter(filter.value);
      this.changed();
    });
    const bar = document.createElement('div');
    bar.className = 'bar';
    bar.append(heading, filter);
    const scroll = document.createElement('div');
    scroll.className = 'scroll';
    const table = document.createElement('table');
    const head = table.createTHead().insertRow();
    for (const key of ['name', 'type', 'shape', 'size', ...NUMBERS] as const) {
      const cell = document.createElement('th');
      cell.scope = 'col';
      cell.textContent = t[key];
      if (key !== 'name' && key !== 'type' && key !== 'shape') cell.className = 'number';
      head.append(cell);
    }
    const body = table.createTBody();
    file.tensors.forEach((_, index) => {
      body.append(...this.row(index));
    });
    scroll.append(table);
    this.nothing.textContent = t.none;
    this.nothing.hidden = true;
    this.nothing.setAttribute('role', 'status');
    section.append(bar, scroll, this.nothing);
    if (file.tensorCount > file.tensors.length) {
      const note = document.createElement('p');
      note.textContent = fill(t.shown, file.tensors.length, file.tensorCount);
      section.append(note);
    }
    return section;
  }

  private row(index: number): [HTMLTableRowElement, HTMLTableRowElement] {
    const tensor = this.file.tensors[index]!;
    const row = document.createElement('tr');
    row.dataset.tensor = tensor.name;
    const name = document.createElement('th');
    name.scope = 'row';
    const button = document.createElement('button');
    button.className = 'disclose';
    button.textContent = tensor.name || '""';
    button.setAttribute('aria-expanded', 'false');
    name.append(button);
    row.append(name);
    cell(row, tensor.type);
    cell(row, tensor.shape.length > 0 ? tensor.shape.join(' × ') : this.t.scalar);
    cell(row, formatBytes(tensor.bytes), 'number');
    const cells = new Map(NUMBERS.map((key) => [key, cell(row, '–', 'number')]));
    const details = document.createElement('tr');
    details.className = 'details';
    details.hidden = true;
    const box = details.insertCell();
    box.colSpan = 4 + NUMBERS.length;
    const inner = document.createElement('div');
    inner.className = 'charts';
    inner.setAttribute('role', 'region');
    inner.setAttribute('aria-label', tensor.name);
    box.append(inner);
    const own: Row = { row, details, box: inner, button, cells, filled: false };
    button.addEventListener('click', () => {
      this.toggle(index, own);
      this.changed();
    });
    this.rows.push(own);
    return [row, details];
  }

  private toggle(index: number, row: Row): void {
    const open = row.details.hidden;
    row.details.hidden = !open;
    row.button.setAttribute('aria-expanded', String(open));
    if (!open || row.filled) return;
    row.box.textContent = this.t.computing;
    this.ask(index);
  }

  private showNumbers(row: Row, statistics: TensorStatistics | null, problem: string | undefined): void {
    for (const [key, element] of row.cells) {
      element.textContent = statistics ? (key === 'nonFinite' ? statistics[key].toLocaleString() : formatNumber(statistics[key])) : '–';
      if (problem) element.title = problem;
    }
    row.cells.get('nonFinite')!.classList.toggle('warning', Boolean(statistics && statistics.nonFinite > 0));
    if (!statistics && !problem) row.box.textContent = this.t.unreadable;
  }

  private heatMap(name: string, tensor: number, map: HeatMap): HTMLElement {
    const most = formatNumber(strongest(map));
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', fill(this.t.heatMapLabel, name, map.rows, map.columns, most));
    this.maps.set(canvas, map);
    drawHeatMap(canvas, map);
    const { shape } = this.file.tensors[tensor]!;
    const elements = shape.reduce((a, b) => a * b, 1);
    const text = fill(this.t.heatMapText, most) + (elements > map.means.length ? ` ${this.t.heatMapReduced}` : '');
    return figure(this.t.heatMap, canvas, text);
  }

  private filter(text: string): void {
    const wanted = text.toLowerCase();
    let shown = 0;
    this.rows.forEach(({ row, details, button }, index) => {
      const visible = this.file.tensors[index]!.name.toLowerCase().includes(wanted);
      row.hidden = !visible;
      details.hidden = !visible || button.getAttribute('aria-expanded') !== 'true';
      if (visible) shown++;
    });
    this.nothing.hidden = shown > 0;
  }
}

function cell(row: HTMLTableRowElement, text: string, className = ''): HTMLTableCellElement {
  const element = row.insertCell();
  element.textContent = text;
  element.className = className;
  return element;
}

function figure(title: string, content: Element, text = ''): HTMLElement {
  const element = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = text ? `${title}. ${text}` : title;
  element.append(content, caption);
  return element;
}

/** Bytes in the unit that suits them. */
function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}
