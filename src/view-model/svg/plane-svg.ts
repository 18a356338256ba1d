import { formatValue } from '../chart/axis';
import type { Range } from '../chart/chart-model';
import { lineColor } from '../chart/palette';
import { ticks } from '../chart/ticks';
import { addMarker, markerPath } from './markers';
import type { PlaneModel } from './plane';
import { n, type PictureStyle, SvgWriter } from './svg-writer';

/** Where a plane lies within a picture, and where its values lie. */
export interface PlaneLayout {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
  /** Least and largest value of each axis: beyond the model's where there is room. */
  readonly x: Range;
  readonly y: Range;
  toX(value: number): number;
  toY(value: number): number;
}

export interface PlaneOptions extends PictureStyle {
  /** With title and legend, as a file; without, inside of a page that has both. */
  readonly alone: boolean;
}

const ROW = 18;

export function planeLayout({ ranges, behind }: PlaneModel, { width, height, alone }: Pick<PlaneOptions, 'width' | 'height' | 'alone'>): PlaneLayout {
  const [above, below, before, after] = alone ? [40, 44, 64, 150] : [20, 34, 40, 10];
  const across = Math.max(60, width - before - after);
  const down = Math.max(60, height - above - below);
  const span = ([min, max]: Range) => max - min;
  // A circle stays round: both axes have the scale of the tighter one, and the other shows more.
  const unit = Math.min(across / span(ranges.x), down / span(ranges.y));
  const widened = ([min, max]: Range, pixels: number): Range => {
    const more = (pixels / unit - (max - min)) / 2;
    return [min - more, max + more];
  };
  const [x, y] = behind === 'circle' ? [widened(ranges.x, across), widened(ranges.y, down)] : [ranges.x, ranges.y];
  return {
    ...{ left: before, top: above, across, down, x, y },
    toX: (value) => before + ((value - x[0]) / span(x)) * across,
    toY: (value) => above + (1 - (value - y[0]) / span(y)) * down,
  };
}

/** Points in a plane: the unit circle or the limit behind, markers by group. */
export function writePlane(model: PlaneModel, options: PlaneOptions): string {
  const { theme, foreground, alone } = options;
  const { left, top, across, down, x: shownX, y: shownY, toX, toY } = planeLayout(model, options);
  const quiet = lineColor(theme, -1);
  const svg = new SvgWriter({ ...options, ...(alone ? { title: model.title, titleAt: left } : { fontSize: 11 }) });
  const grid = { stroke: foreground, 'stroke-opacity': '.13' };
  for (const value of ticks('linear', ...shownX, Math.max(3, across / 55))) {
    svg.add('path', { d: `M${n(toX(value))} ${n(top)}v${n(down)}`, ...grid });
    svg.text(toX(value), top + down + 15, formatValue(model.x, value), { 'text-anchor': 'middle' });
  }
  for (const value of ticks('linear', ...shownY, Math.max(3, down / 55))) {
    svg.add('path', { d: `M${n(left)} ${n(toY(value))}h${n(across)}`, ...grid });
    svg.text(left - 6, toY(value), formatValue(model.y, value), { 'text-anchor': 'end', dy: '.35em' });
  }
  svg.text(left + across, top + down + 30, model.x.label, { 'text-anchor': 'end' });
  svg.text(left, top - 7, model.y.label);
  const behind = { stroke: quiet, 'stroke-width': 1.5 };
  if (model.behind === 'circle') svg.add('circle', { cx: toX(0), cy: toY(0), r: toX(1) - toX(0), fill: 'none', ...behind });
  else svg.add('path', { d: `M${n(toX(0))} ${n(toY(1))}L${n(toX(1))} ${n(toY(0))}`, ...behind, 'stroke-dasharray': '5 4' });
  const radius = alone ? 3.5 : 3;
  for (const { x, y, color, marker: kind } of model.lines) {
    const d = x.map((value, i) => markerPath(kind, toX(value), toY(y[i]!), radius)).join('');
    const stroke = lineColor(theme, color);
    // Points that lie on each other show by their depth.
    const look = kind === 'cross' ? { fill: 'none', 'stroke-width': 1.4 } : { fill: stroke, 'fill-opacity': '.6', 'stroke-width': '.8' };
    svg.add('path', { d, ...look, stroke });
  }
  if (alone)
    model.lines.forEach((line, i) => {
      const y = top + 10 + i * ROW;
      addMarker(svg, line.marker, left + across + 24, y, lineColor(theme, line.color));
      svg.text(left + across + 36, y, line.label, { dy: '.35em' });
    });
  return svg.toString();
}
