import type { GlimpseWalk } from '../../../src/protocol/glimpses';
import type { GlimpseSeries } from '../../../src/view-model/run/glimpse-series';
import { formatPercent } from '../../../src/view-model/statements/quantity';
import { inkPaths, pointOf, seenThrough, windowsOf } from '../../../src/view-model/svg/glimpse-picture';
import { h, select, setText, svg } from '../../dom';
import { iconButton } from '../../panel/disclosure';
import type { ViewState } from '../../panel/view-state';
import { fill, type Strings } from '../../strings/strings';

type Begin = NonNullable<GlimpseSeries['begin']>;
const WATCHED = ['learned', 'random'] as const;
/** Pixels on the screen of a pixel of the picture, and of a cell of a window. */
const SCALE = 5;
const CELL = 12;

/** Steps through the glimpses of one picture: where the network looks, what it sees there, and what it believes. */
export class GlimpseViewer {
  readonly element: HTMLElement;
  private readonly picture = h('div', { class: 'glimpse-picture', role: 'img' });
  private readonly windows = h('div', { class: 'glimpse-windows', 'aria-hidden': 'true' });
  private readonly seen = h('p', { class: 'sentence' });
  private readonly sentence = h('p', { class: 'sentence', 'data-testid': 'glimpse-sentence', 'aria-live': 'polite' });
  private readonly beliefs = h('div', { class: 'table', tabindex: 0, role: 'region', 'data-testid': 'beliefs' });
  private readonly example: HTMLSelectElement;
  private readonly glimpse: HTMLInputElement;
  private readonly training: HTMLInputElement;
  private readonly glimpseValue = h('output', { 'data-testid': 'glimpse' });
  private readonly trainingValue = h('output', { 'data-testid': 'after-update' });
  private readonly previous: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private shown = '';

  constructor(
    private readonly t: Strings,
    private readonly memory: ViewState['glimpses'],
    private readonly changed: () => void,
  ) {
    const words = t.glimpses;
    this.beliefs.setAttribute('aria-label', words.beliefs);
    const network = select(words.shown, WATCHED, words.names, memory.network, (value) => this.set({ network: value }), 'glimpses-network');
    this.example = select<string>(words.digit, [], {}, '', (value) => this.set({ digit: Number(value) }), 'glimpses-digit');
    this.glimpse = this.range('glimpse', (value) => this.set({ glimpse: value }));
    this.training = this.range('after-update', (value) => this.set({ look: value === Number(this.training.max) ? null : value }));
    this.previous = iconButton('back', words.before, 'glimpse-before', () => this.set({ glimpse: this.at - 1 }));
    this.next = iconButton('forward', words.after, 'glimpse-after', () => this.set({ glimpse: this.at + 1 }));
    const field = (label: string, ...inputs: Node[]) =>
      h('label', { class: 'field' }, h('span', {}, label), h('span', { class: 'slider' }, ...inputs));
    this.element = h(
      'section',
      { class: 'glimpse-viewer', 'aria-label': words.viewer },
      h('h2', {}, words.viewer),
      h(
        'div',
        { class: 'playground-form' },
        h('label', { class: 'field' }, h('span', {}, words.shown), network),
        h('label', { class: 'field' }, h('span', {}, words.digit), this.example),
        h('div', { class: 'slider' }, this.previous, field(words.glimpse, this.glimpse, this.glimpseValue), this.next),
        field(words.training, this.training, this.trainingValue),
      ),
      h('div', { class: 'glimpse-figures' }, this.picture, h('div', {}, this.seen, this.windows)),
      this.sentence,
      this.beliefs,
    );
  }

  /** False where there is nothing to step through. */
  update({ begin, walks: all }: GlimpseSeries): boolean {
    const { memory, t } = this;
    const words = t.glimpses;
    const looks = all.get(memory.network) ?? all.get(memory.network === 'learned' ? 'random' : 'learned');
    if (!begin || !looks) return false;
    this.nameExamples(begin.classes);
    const look = Math.min(memory.look ?? looks.length - 1, looks.length - 1);
    const { step, walks } = looks[look]!;
    const last = begin.request.glimpses - 1;
    const at = Math.min(memory.glimpse, last);
    this.glimpse.max = String(last);
    this.glimpse.value = String(at);
    this.training.max = String(looks.length - 1);
    this.training.value = String(look);
    const place = fill(words.glimpseOf, at + 1, last + 1);
    setText(this.glimpseValue, place);
    setText(this.trainingValue, String(step));
    this.glimpse.setAttribute('aria-valuetext', place);
    this.training.setAttribute('aria-valuetext', String(step));
    this.previous.disabled = at === 0;
    this.next.disabled = at === last;
    const shown = JSON.stringify([begin.request, begin.classes, memory.network, this.chosen, at, step]);
    if (shown !== this.shown) this.draw(begin, walks[this.chosen]!, at);
    this.shown = shown;
    return true;
  }

  /** One picture of each class. */
  private nameExamples(classes: readonly string[]): void {
    const { example, memory } = this;
    if (JSON.stringify([...example.options].map(({ text }) => text)) !== JSON.stringify(classes))
      example.replaceChildren(...classes.map((name, i) => new Option(name, String(i))));
    example.value = String(Math.min(memory.digit, classes.length - 1));
  }

  private get chosen(): number {
    return Number(this.example.value);
  }

  private get at(): number {
    return Number(this.glimpse.value);
  }

  private draw(begin: Begin, walk: GlimpseWalk, at: number): void {
    const words = this.t.glimpses;
    const { side, size, scales } = begin;
    const { classes } = begin;
    const { digit, ink } = begin.examples[this.chosen]!;
    const place = walk.places[at]!;
    const windows = windowsOf(place, begin);
    const points = walk.places.slice(0, at + 1).map((each) => pointOf(each, side));
    const belief = walk.beliefs[at]!;
    const best = belief.indexOf(Math.max(...belief));
    const [x, y] = points.at(-1)!;
    this.picture.replaceChildren(
      svg(
        'svg',
        { width: side * SCALE, height: side * SCALE, viewBox: `0 0 ${side} ${side}`, 'aria-hidden': 'true' },
        ...inkPaths(ink, side).map(({ d, opacity }) => svg('path', { d, 'fill-opacity': opacity, class: 'ink' })),
        ...windows.map((window) => svg('rect', { ...window, height: window.width, class: 'window' })),
        svg('polyline', { points: points.map((point) => point.join(',')).join(' '), class: 'path' }),
        ...points.map(([px, py], t) => svg('circle', { cx: px, cy: py, r: t === at ? 1.6 : 1, class: t === at ? 'now' : 'past' })),
        ...points.map(([px, py], t) => svg('text', { x: px + 1.8, y: py - 1.2, class: 'number' }, String(t + 1))),
      ),
    );
    this.windows.replaceChildren(...windows.map((window) => cells(seenThrough(window, ink, side, size), size)));
    setText(this.seen, fill(words.windows, windows.map(({ width }) => width).join(', ')));
    const sentence = fill(words.picture, classes[digit]!, at + 1, x, y, side, classes[best]!, formatPercent(belief[best]!));
    setText(this.sentence, sentence);
    this.picture.setAttribute('aria-label', sentence);
    this.picture.dataset.windows = String(scales);
    this.beliefs.replaceChildren(this.table(walk, at, digit, classes));
  }

  private table({ beliefs }: GlimpseWalk, at: number, digit: number, classes: readonly string[]): HTMLElement {
    const words = this.t.glimpses;
    const head = h(
      'tr',
      {},
      h('th', { scope: 'col' }, words.glimpse),
      ...classes.map((name, i) => h('th', { scope: 'col', class: i === digit ? 'right' : '' }, name)),
    );
    const rows = beliefs.map((row, t) =>
      h(
        'tr',
        { class: t === at ? 'now' : '', 'aria-current': t === at ? 'step' : 'false' },
        h('th', { scope: 'row' }, String(t + 1)),
        ...row.map((value) => {
          const cell = h('td', {}, String(Math.round(100 * value)));
          cell.style.setProperty('--share', `${Math.round(100 * value)}%`);
          return cell;
        }),
      ),
    );
    return h('table', { class: 'beliefs' }, h('caption', {}, words.beliefs), h('thead', {}, head), h('tbody', {}, ...rows));
  }

  private set(own: Partial<ViewState['glimpses']>): void {
    Object.assign(this.memory, own);
    this.changed();
  }

  private range(name: string, changed: (value: number) => void): HTMLInputElement {
    const input = h('input', { type: 'range', min: 0, step: 1, 'data-control': name });
    input.addEventListener('input', () => changed(Number(input.value)));
    return input;
  }
}

function cells(values: readonly number[], size: number): SVGSVGElement {
  const width = size * CELL;
  return svg(
    'svg',
    { width, height: width, viewBox: `0 0 ${size} ${size}` },
    ...values.map((value, i) =>
      svg('rect', { x: i % size, y: Math.floor(i / size), width: 1, height: 1, 'fill-opacity': Number(value.toFixed(3)), class: 'ink' }),
    ),
  );
}
