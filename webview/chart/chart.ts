import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import {
  type ChartModel,
  DASHES,
  joinLines,
  type Line,
  markedPoints,
  type Range,
  type Rows,
  rangeX,
  rangeY,
} from '../../src/view-model/chart/chart-model';
import { visibleCharacter } from '../../src/view-model/chart/format';
import { lineColor, type Theme, themeOf } from '../../src/view-model/chart/palette';
import { ticks } from '../../src/view-model/chart/ticks';
import { label, markerPath } from '../../src/view-model/svg/svg';

/** Pixels between the markers of a line. */
const MARKER_GAP = 70;

export function currentTheme(): Theme {
  return themeOf(document.body.classList);
}

/** Lines on a canvas in the editor's colours: zoom by dragging, a cursor by mouse and keyboard. Whoever holds it shows the values. */
export class Chart {
  readonly element = document.createElement('div');
  private plot: uPlot | undefined;
  private model: ChartModel | undefined;
  private hidden: ReadonlySet<string> = new Set();
  private shape = '';
  private zoomed: Range | undefined;
  rows: Rows = { x: [], values: [] };
  /** Row of the cursor; null without. */
  cursor: number | null = null;

  constructor(
    private readonly moved: () => void,
    private readonly zoomChanged: () => void,
  ) {
    this.element.className = 'frame';
    new ResizeObserver(() => this.resize()).observe(this.element);
  }

  get zoom(): Range | undefined {
    return this.zoomed;
  }

  update(model: ChartModel, hidden: ReadonlySet<string>): void {
    this.model = model;
    this.hidden = hidden;
    this.rows = joinLines(model.lines);
    if (!this.element.isConnected || this.element.clientWidth === 0) return;
    const shape = JSON.stringify([
      ...[currentTheme(), model.x, model.y, [...hidden].sort(), model.names?.length],
      model.lines.map(({ id, color, dash, marker, width, band }) => [id, color, dash, marker, width, band !== undefined]),
    ]);
    if (this.plot && shape === this.shape) this.plot.setData(this.data());
    else {
      this.shape = shape;
      this.create();
    }
  }

  /** Shows a part of the x axis, or all of it. */
  setZoom(zoom: Range | undefined): void {
    this.zoomed = zoom;
    this.plot?.setData(this.data());
    this.zoomChanged();
  }

  /** Zooms by a factor around the cursor, or the middle. */
  zoomBy(factor: number): void {
    const all = rangeX(this.visible());
    const [from, to] = this.zoomed ?? all;
    const center = this.cursor === null ? (from + to) / 2 : this.rows.x[this.cursor]!;
    const next: Range = [Math.max(all[0], center - (center - from) * factor), Math.min(all[1], center + (to - center) * factor)];
    if (next[1] - next[0] <= (all[1] - all[0]) / 1e4) return;
    this.setZoom(next[0] <= all[0] && next[1] >= all[1] ? undefined : next);
  }

  /** Puts the cursor on a row. */
  moveTo(row: number): void {
    if (this.rows.x.length === 0) return;
    const last = this.rows.x.length - 1;
    this.cursor = Math.max(0, Math.min(last, row));
    const { plot } = this;
    if (plot) plot.setCursor({ left: plot.valToPos(this.rows.x[this.cursor]!, 'x'), top: plot.over.clientHeight / 2 }, false);
    this.moved();
  }

  private visible(): Line[] {
    return this.model!.lines.filter((line) => !this.hidden.has(line.id));
  }

  /** Columns for uPlot: x, then each line, then the edges of the bands. */
  private data(): uPlot.AlignedData {
    const bands = this.model!.lines.filter((line) => line.band);
    if (bands.length === 0) return [this.rows.x, ...this.rows.values] as unknown as uPlot.AlignedData;
    const edges = bands.flatMap(({ x, band }) => [
      { x, y: band!.high },
      { x, y: band!.low },
    ]);
    const joined = joinLines([...this.model!.lines, ...edges]);
    return [joined.x, ...joined.values] as unknown as uPlot.AlignedData;
  }

  private create(): void {
    this.plot?.destroy();
    const model = this.model!;
    const theme = currentTheme();
    const style = getComputedStyle(document.body);
    const contrast = theme.startsWith('high');
    const axis = {
      stroke: style.getPropertyValue('--unroll-quiet').trim() || style.color,
      grid: { stroke: style.getPropertyValue('--unroll-grid').trim(), width: 1, filter: all },
      ticks: { show: false, filter: all },
      filter: all,
      font: `11px ${style.fontFamily}`,
    };
    const places = (kind: 'x' | 'y') => (_: uPlot, __: number, min: number, max: number) => this.places(kind, min, max);
    const series = model.lines.map((line): uPlot.Series => {
      const color = lineColor(theme, line.color);
      return {
        label: line.label,
        stroke: color,
        width: contrast ? line.width * 1.3 : line.width,
        dash: [...DASHES[line.dash]],
        points: { show: false },
        spanGaps: true,
        show: !this.hidden.has(line.id),
        ...(line.stepped ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
      };
    });
    const edge = { points: { show: false }, stroke: 'transparent', width: 0, spanGaps: true };
    const banded = model.lines.filter((line) => line.band);
    const shown = (line: Line) => ({ ...edge, show: !this.hidden.has(line.id) });
    this.plot = new uPlot(
      {
        width: Math.max(140, this.element.clientWidth),
        height: this.element.clientHeight || 180,
        padding: [8, 16, 0, 0],
        scales: {
          x: { time: false, range: () => [...(this.zoomed ?? rangeX(this.visible()))] },
          y: { distr: model.y.kind === 'log' ? 3 : 1, range: () => [...rangeY(this.visible(), model.y.kind, this.zoomed ?? rangeX(this.visible()))] },
        },
        axes: [
          { ...axis, size: 24, gap: 4, splits: places('x'), values: (_, splits) => splits.map((value) => this.nameOf(value)) },
          {
            ...{ ...axis, gap: 4, splits: places('y'), values: (_: uPlot, splits: number[]) => splits.map((value) => label(model.y, value)) },
            size: (_: uPlot, values: string[] | null) => 14 + 6.2 * Math.max(2, ...(values ?? []).map((value) => value.length)),
          },
        ],
        legend: { show: false },
        cursor: {
          drag: { x: true, y: false, setScale: false },
          points: { size: 6 },
          bind: { dblclick: () => () => this.reset() },
          ...(model.names ? {} : { sync: { key: `unroll ${model.x.label}`, scales: ['x', null] } }),
        },
        bands: banded.map((line, i) => {
          const first = 1 + model.lines.length + 2 * i;
          return { series: [first, first + 1] as [number, number], fill: `${lineColor(theme, line.color)}33` };
        }),
        series: [{ label: model.x.label }, ...series, ...banded.flatMap((line) => [shown(line), shown(line)])],
        hooks: {
          draw: [(plot) => this.drawMarkers(plot)],
          setCursor: [(plot) => this.follow(plot)],
          setSelect: [(plot) => this.dragged(plot)],
        },
      },
      this.data(),
      this.element,
    );
  }

  private places(kind: 'x' | 'y', min: number, max: number): number[] {
    const { clientWidth, clientHeight } = this.element;
    const model = this.model!;
    if (kind === 'y') return ticks(model.y.kind, min, max, Math.max(2, clientHeight / 46));
    const found = ticks(model.x.kind, min, max, Math.max(2, clientWidth / (model.names ? 14 : 70)));
    return model.names ? found.filter(Number.isInteger) : found;
  }

  private nameOf(value: number): string {
    const { names, x } = this.model!;
    return names ? visibleCharacter(names[value - 1] ?? '') : label(x, value);
  }

  private drawMarkers(plot: uPlot): void {
    const model = this.model!;
    const theme = currentTheme();
    const ratio = devicePixelRatio || 1;
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left - 4 * ratio, bbox.top - 4 * ratio, bbox.width + 8 * ratio, bbox.height + 8 * ratio);
    ctx.clip();
    model.lines.forEach((line, i) => {
      if (line.marker === 'none' || this.hidden.has(line.id)) return;
      ctx.fillStyle = lineColor(theme, line.color);
      ctx.strokeStyle = ctx.fillStyle;
      ctx.lineWidth = 1.6 * ratio;
      const at = (x: number) => plot.valToPos(x, 'x', true);
      for (const point of markedPoints(line, at, MARKER_GAP * ratio, (i * MARKER_GAP * ratio) / model.lines.length)) {
        const path = new Path2D(markerPath(line.marker, at(line.x[point]!), plot.valToPos(line.y[point]!, 'y', true), 3.2 * ratio));
        if (line.marker === 'cross') ctx.stroke(path);
        else ctx.fill(path);
      }
    });
    ctx.restore();
  }

  private follow(plot: uPlot): void {
    const row = plot.cursor.idx ?? null;
    if (plot.cursor.left !== undefined && plot.cursor.left < 0) this.cursor = null;
    else if (row !== null) this.cursor = Math.min(row, this.rows.x.length - 1);
    this.moved();
  }

  private dragged(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 5) return;
    const range: Range = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    this.setZoom(range);
  }

  private reset(): null {
    this.setZoom(undefined);
    return null;
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.element;
    if (clientWidth === 0) return;
    if (!this.plot && this.model) this.update(this.model, this.hidden);
    else if (this.plot && (Math.abs(clientWidth - this.plot.width) > 1 || Math.abs(clientHeight - this.plot.height) > 1))
      this.plot.setSize({ width: clientWidth, height: clientHeight });
  }
}

function all(_: uPlot, splits: number[]): number[] {
  return splits;
}
