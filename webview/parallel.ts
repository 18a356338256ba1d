import type { Configuration } from '../src/protocol/configuration';
import { DASHES } from '../src/view-model/chart-model';
import { type ComparedRun, compareRuns, runLabel } from '../src/view-model/compare';
import { lineColor } from '../src/view-model/palette';
import { distinct } from '../src/view-model/run-charts';
import type { RunSeries } from '../src/view-model/run-series';
import { type ParallelCoordinates, parallelCoordinates, sweptParameters } from '../src/view-model/sweep-charts';
import { lossIn, type View } from '../src/view-model/units';
import type { CardHost } from './card';
import { currentTheme } from './chart';
import { h, setText } from './dom';
import { explained } from './explained';
import type { Strings } from './strings';

const HEIGHT = 220;
const TOP = 40;
const BOTTOM = 12;
const SVG = 'http://www.w3.org/2000/svg';

/** Parallel coordinates: a line a run across its settings to its result. Arrow keys bring one line to the front and speak it. */
export class ParallelView {
  readonly element: HTMLElement;
  private readonly frame = h('div', { class: 'parallel', tabindex: 0, role: 'application' });
  private readonly spoken = h('p', { class: 'parallel-run', 'aria-live': 'polite' });
  private shown = '';
  private selected = -1;
  private draw = () => {};
  private names: string[] = [];

  constructor(
    private readonly t: Strings,
    host: CardHost,
  ) {
    this.element = explained('parallel', t, host, h('div', {}, this.frame, this.spoken));
    this.frame.setAttribute('aria-roledescription', t.chart);
    this.frame.setAttribute('aria-label', `${t.charts.parallel!.title}. ${t.comparison.parallelKeys}`);
    this.frame.addEventListener('keydown', (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.frame);
  }

  update(runs: readonly RunSeries[], settings: readonly (keyof Configuration)[], view: View): void {
    const coordinates = parallelCoordinates(runs, settings, view, this.t);
    // With a single setting the line chart says the same.
    const useful = coordinates.axes.length > 2;
    this.element.classList.toggle('hidden', !useful);
    if (!useful) return;
    const { runs: rows } = compareRuns(runs);
    const unit = this.t.units[view.unit];
    const swept = sweptParameters(runs);
    const name = (row: ComparedRun) =>
      swept.length > 0 ? `${row.index + 1} ${swept.map((key) => `${key} ${row.configuration[key]}`).join(', ')}` : runLabel(row, this.t);
    this.names = rows.map(
      (row) => `${name(row)}: ${row.loss === undefined ? this.t[row.state] : `${lossIn(view.unit, row.loss).toFixed(3)} ${unit}`}`,
    );
    const shown = JSON.stringify([coordinates, currentTheme()]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.selected = Math.min(this.selected, runs.length - 1);
    this.draw = () => this.frame.replaceChildren(this.picture(coordinates));
    this.draw();
    if (this.selected >= 0) setText(this.spoken, this.names[this.selected]!);
  }

  private key(event: KeyboardEvent): void {
    const { length } = this.names;
    const moves: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
    const ends: Record<string, number> = { Home: 0, End: length - 1, Escape: -1 };
    const move = moves[event.key];
    const target = move === undefined ? ends[event.key] : this.selected < 0 && move < 0 ? length - 1 : (this.selected + move + length) % length;
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.selected = target;
    this.draw();
    setText(this.spoken, this.names[target] ?? '');
  }

  private picture({ axes, lines }: ParallelCoordinates): SVGSVGElement {
    const width = Math.max(240, this.frame.clientWidth);
    const [left, right] = [70, width - 60];
    const x = (axis: number) => left + (axis * (right - left)) / (axes.length - 1);
    const y = (at: number) => HEIGHT - BOTTOM - at * (HEIGHT - TOP - BOTTOM);
    const svg = element('svg', { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, 'aria-hidden': 'true' });
    const theme = currentTheme();
    const ordered = [...lines].sort((a, b) => Number(a.index === this.selected) - Number(b.index === this.selected));
    for (const { index, at } of ordered) {
      const points = at.flatMap((place, axis) => (place === undefined ? [] : [`${x(axis)},${y(place)}`]));
      const faded = this.selected >= 0 && index !== this.selected;
      svg.append(
        element('polyline', {
          points: points.join(' '),
          fill: 'none',
          stroke: lineColor(theme, distinct(index).color),
          'stroke-dasharray': DASHES[distinct(index).dash].join(' ') || 'none',
          'stroke-width': index === this.selected ? 3.5 : 1.8,
          opacity: faded ? 0.25 : 1,
        }),
      );
    }
    axes.forEach(({ name, places }, axis) => {
      const last = axis === axes.length - 1;
      svg.append(element('line', { x1: x(axis), x2: x(axis), y1: y(0), y2: y(1), class: 'axis' }));
      const anchor = axis === 0 ? 'start' : last ? 'end' : 'middle';
      svg.append(text(name, { x: axis === 0 ? 2 : last ? width - 2 : x(axis), y: 12, 'text-anchor': anchor, class: 'name' }));
      for (const place of places)
        svg.append(
          text(place.text, {
            x: x(axis) + (axis === 0 ? -6 : 6),
            y: y(place.at) + (axis === 0 || last ? 4 : -5),
            'text-anchor': axis === 0 ? 'end' : 'start',
          }),
        );
    });
    return svg;
  }
}

function element<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string | number>): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

function text(content: string, attributes: Record<string, string | number>): SVGTextElement {
  const made = element('text', attributes);
  made.textContent = content;
  return made;
}
