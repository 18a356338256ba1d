import type { Configuration } from '../../src/protocol/configuration';
import { writeRows } from '../../src/view-model/chart/csv';
import { formatLoss, lossIn, type View } from '../../src/view-model/chart/units';
import { type ComparedRun, compareRuns, runLabel } from '../../src/view-model/compare/compare';
import { type ParallelCoordinates, parallelCoordinates, sweptParameters } from '../../src/view-model/compare/sweep-charts';
import type { RunSeries } from '../../src/view-model/run/run-series';
import { parallelHeight, parallelRows, writeParallel } from '../../src/view-model/svg/parallel-svg';
import { h, setText } from '../dom';
import type { Strings } from '../strings/strings';
import type { CardHost, FileFormat } from './card-host';
import { drawingStyle, fileStyle, toPng } from './chart-image';
import { Figure } from './figure';
import { currentTheme } from './theme';

/** Pixels. */
const HEIGHT = 220;

/** Parallel coordinates: a line a run across its settings to its result. Arrow keys bring one line to the front and speak it. */
export class ParallelView {
  readonly element: HTMLElement;
  private readonly frame = h('div', { class: 'parallel', tabindex: 0, role: 'application' });
  private readonly spoken = h('p', { class: 'parallel-run', 'aria-live': 'polite' });
  private shown = '';
  private selected = -1;
  private coordinates: ParallelCoordinates | undefined;
  private names: string[] = [];
  /** What each run has reached, in the unit of the view. */
  private losses: (number | undefined)[] = [];

  constructor(
    private readonly t: Strings,
    host: CardHost,
  ) {
    this.element = new Figure('parallel', t, host, {
      frame: this.frame,
      below: [this.spoken],
      wide: true,
      file: (format) => this.file(format),
    }).element;
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
      swept.length > 0
        ? `${row.index + 1} ${swept.map((key) => `${this.t.settings[key] ?? this.t.options[key]} ${row.configuration[key]}`).join(' · ')}`
        : runLabel(row, this.t);
    this.losses = rows.map(({ value }) => (value === undefined ? undefined : lossIn(view.unit, value)));
    this.names = rows.map((row) => `${name(row)}: ${row.value === undefined ? this.t[row.state] : `${formatLoss(view.unit, row.value)} ${unit}`}`);
    const shown = JSON.stringify([coordinates, currentTheme()]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.selected = Math.min(this.selected, runs.length - 1);
    this.coordinates = coordinates;
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

  private draw(): void {
    const { clientWidth } = this.frame;
    if (!this.coordinates || clientWidth === 0) return;
    const style = {
      ...drawingStyle(),
      font: getComputedStyle(document.body).fontFamily,
      foreground: 'currentColor',
      background: 'var(--unroll-background)',
    };
    const svg = writeParallel(this.coordinates, { ...style, width: Math.max(240, clientWidth), height: HEIGHT, selected: this.selected });
    this.frame.replaceChildren(document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true));
  }

  private async file(format: FileFormat): Promise<string | undefined> {
    const { coordinates, names, losses } = this;
    if (!coordinates) return undefined;
    if (format === 'csv') return writeRows(parallelRows(coordinates, this.t.run, names, losses));
    const style = fileStyle(parallelHeight(names.length));
    const svg = writeParallel(coordinates, { ...style, selected: -1, alone: { title: this.t.charts.parallel!.title, names } });
    return format === 'svg' ? svg : toPng(svg, style.width, style.height);
  }
}
