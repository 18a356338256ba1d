import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type ChartModel, DASHES, joinLines, type Line, markedPoints, type Range, type Rows, rangeX } from '../../src/view-model/chart/chart-model';
import { lineColor } from '../../src/view-model/chart/palette';
import { markerPath } from '../../src/view-model/svg/markers';
import { h, setText } from '../dom';
import { isMark, roomForLabels, spreadLabels } from './end-labels';
import { plotOptions } from './plot-options';
import { currentTheme } from './theme';
import type { ZoomGroup } from './zoom-group';

/** Pixels between the markers of a line. */
const MARKER_GAP = 70;

/** Lines on a canvas in the editor's colours: zoom by dragging, a cursor by mouse and keyboard. Whoever holds it shows the values. */
export class Chart {
  readonly element = h('div', { class: 'chart' });
  private readonly frame = h('div', { class: 'frame' });
  private readonly titles = { x: h('span', { class: 'axis-title x' }), y: h('span', { class: 'axis-title y' }) };
  private plot: uPlot | undefined;
  private model: ChartModel | undefined;
  private hidden: ReadonlySet<string> = new Set();
  private shape = '';
  rows: Rows = { x: [], values: [] };
  /** Row of the cursor; null without. */
  cursor: number | null = null;

  constructor(
    private readonly zooms: ZoomGroup,
    private readonly moved: () => void,
    private readonly zoomChanged: () => void,
  ) {
    this.element.append(this.titles.y, this.frame, this.titles.x);
    new ResizeObserver(() => this.resize()).observe(this.frame);
    zooms.listen((axis) => {
      if (this.model?.x.label !== axis) return;
      this.plot?.setData(this.data());
      this.zoomChanged();
    });
  }

  /** The part of the x axis that is shown; all of it without. */
  get zoom(): Range | undefined {
    const zoom = this.model && this.zooms.of(this.model.x.label);
    if (!zoom || !this.model) return undefined;
    const [from, to] = rangeX(this.visible(), this.model.x.kind);
    // A zoom of another run may lie outside of this one.
    return zoom[0] < to && zoom[1] > from ? zoom : undefined;
  }

  update(model: ChartModel, hidden: ReadonlySet<string>): void {
    this.model = model;
    this.hidden = hidden;
    this.rows = joinLines(model.x.kind === 'log' ? model.lines.map(positive) : model.lines);
    setText(this.titles.x, model.x.label);
    setText(this.titles.y, model.y.label);
    if (!this.frame.isConnected || this.frame.clientWidth === 0) return;
    const shape = JSON.stringify([
      ...[currentTheme(), model.x, model.y, [...hidden].sort(), model.names?.length, this.labelRoom()],
      model.lines.map(({ id, color, dash, marker, width, band }) => [id, color, dash, marker, width, band !== undefined]),
    ]);
    if (this.plot && shape === this.shape) this.plot.setData(this.data());
    else {
      this.shape = shape;
      this.create();
    }
  }

  /** Shows a part of the x axis, or all of it, in all charts of the tab with the same axis. */
  setZoom(zoom: Range | undefined): void {
    if (this.model) this.zooms.set(this.model.x.label, zoom);
  }

  /** Zooms by a factor around the cursor, or the middle. */
  zoomBy(factor: number): void {
    const all = rangeX(this.visible(), this.model!.x.kind);
    const [from, to] = this.zoom ?? all;
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

  private labelRoom(): number {
    return this.model!.names ? 0 : roomForLabels(this.visible(), this.frame.clientWidth);
  }

  /** Columns for uPlot: x, then each line, then the edges of the bands. */
  private data(): uPlot.AlignedData {
    const log = this.model!.x.kind === 'log';
    const bands = this.model!.lines.filter((line) => line.band);
    if (bands.length === 0) return [this.rows.x, ...this.rows.values] as uPlot.AlignedData;
    const edges = bands.flatMap(({ x, band }) => [
      { x, y: band!.high },
      { x, y: band!.low },
    ]);
    const joined = joinLines([...this.model!.lines, ...edges].map((line) => (log ? positive(line) : line)));
    return [joined.x, ...joined.values] as uPlot.AlignedData;
  }

  private create(): void {
    this.plot?.destroy();
    const right = Math.max(16, this.labelRoom());
    // The name of the axis ends where the axis ends.
    this.titles.x.style.setProperty('padding-right', `${right}px`);
    const options = plotOptions(this.model!, {
      frame: this.frame,
      hidden: this.hidden,
      zoom: () => this.zoom,
      right,
      reset: () => this.setZoom(undefined),
    });
    options.hooks = {
      draw: [(plot) => this.drawWalls(plot), (plot) => this.drawMarkers(plot), (plot) => this.drawLabels(plot)],
      setCursor: [(plot) => this.follow(plot)],
      setSelect: [(plot) => this.dragged(plot)],
    };
    this.plot = new uPlot(options, this.data(), this.frame);
  }

  /** The left side of the first bar of each histogram: a stepped line begins at its height. */
  private drawWalls(plot: uPlot): void {
    const ratio = devicePixelRatio || 1;
    const { ctx, bbox } = plot;
    ctx.save();
    for (const line of this.visible().filter(({ stepped }) => stepped)) {
      const [x, y] = [plot.valToPos(line.x[0]!, 'x', true), plot.valToPos(line.y[0]!, 'y', true)];
      if (!(x >= bbox.left && x <= bbox.left + bbox.width) || !Number.isFinite(y)) continue;
      ctx.strokeStyle = lineColor(currentTheme(), line.color);
      ctx.lineWidth = line.width * ratio;
      ctx.setLineDash(DASHES[line.dash].map((length) => length * ratio));
      ctx.beginPath();
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x, y);
      ctx.stroke();
    }
    ctx.restore();
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
      // Of the last line that was drawn: it would make two dots of a cross.
      ctx.setLineDash([]);
      const at = (x: number) => plot.valToPos(x, 'x', true);
      for (const point of markedPoints(line, at, MARKER_GAP * ratio, (i * MARKER_GAP * ratio) / model.lines.length)) {
        const path = new Path2D(markerPath(line.marker, at(line.x[point]!), plot.valToPos(line.y[point]!, 'y', true), 3.2 * ratio));
        if (line.marker === 'cross') ctx.stroke(path);
        else ctx.fill(path);
      }
    });
    ctx.restore();
  }

  /** Names at the right end of the lines, where there is room. */
  private drawLabels(plot: uPlot): void {
    if (this.labelRoom() === 0) return;
    const ratio = devicePixelRatio || 1;
    const { ctx, bbox } = plot;
    const [from, to] = this.zoom ?? rangeX(this.visible(), this.model!.x.kind);
    const lines = this.visible().flatMap((line) => {
      const at = line.x.findLastIndex((x, i) => x >= from && x <= to && Number.isFinite(line.y[i]));
      const y = at < 0 ? Number.NaN : plot.valToPos(line.y[at]!, 'y', true) / ratio;
      return Number.isFinite(y) && !isMark(line) ? [{ line, y }] : [];
    });
    const [top, bottom] = [bbox.top / ratio, (bbox.top + bbox.height) / ratio];
    const heights = spreadLabels(
      lines.map(({ y }) => Math.max(top, Math.min(bottom, y))),
      top,
      bottom,
    );
    ctx.save();
    ctx.font = `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    lines.forEach(({ line }, i) => {
      ctx.fillStyle = lineColor(currentTheme(), line.color);
      ctx.fillText(line.label, bbox.left + bbox.width + 6 * ratio, heights[i]! * ratio);
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

  private resize(): void {
    const { clientWidth, clientHeight } = this.frame;
    if (clientWidth === 0) return;
    if (!this.plot && this.model) this.update(this.model, this.hidden);
    else if (this.plot && (Math.abs(clientWidth - this.plot.width) > 1 || Math.abs(clientHeight - this.plot.height) > 1)) {
      this.plot.setSize({ width: clientWidth, height: clientHeight });
      // Names at the ends come and go with the room.
      this.update(this.model!, this.hidden);
    }
  }
}

/** A line without what a logarithmic x axis cannot show. */
function positive<T extends { readonly x: readonly number[]; readonly y: readonly number[] }>(line: T): T {
  if (line.x.every((value) => value > 0)) return line;
  const at = line.x.map((_, i) => i).filter((i) => line.x[i]! > 0);
  return { ...line, x: at.map((i) => line.x[i]!), y: at.map((i) => line.y[i]!) };
}
