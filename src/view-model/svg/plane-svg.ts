import { formatValue } from '../chart/axis';
import { lineColor } from '../chart/palette';
import { ticks } from '../chart/ticks';
import { addMarker, markerPath } from './markers';
import type { PlaneModel } from './plane';
import { n, type PictureStyle, SvgWriter } from './svg-writer';

/** Where the square of a plane lies within a picture, and where its values lie. */
export interface PlaneLayout {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  toX(value: number): number;
  toY(value: number): number;
}

export interface PlaneOptions extends PictureStyle {
  /** With title and legend, as a file; without, inside of a page that has both. */
  readonly alone: boolean;
}

const ROW = 18;

export function planeLayout({ range }: PlaneModel, { width, height, alone }: Pick<PlaneOptions, 'width' | 'height' | 'alone'>): PlaneLayout {
  const [above, below, before, after] = alone ? [40, 44, 64, 150] : [20, 34, 40, 10];
  const side = Math.max(60, Math.min(width - before - after, height - above - below));
  const [min, max] = range;
  const part = (value: number) => (value - min) / (max - min);
  return { left: before, top: above, side, toX: (value) => before + part(value) * side, toY: (value) => above + (1 - part(value)) * side };
}

/** Points in a square: the unit circle or the limit behind, markers by group. */
export function writePlane(model: PlaneModel, options: PlaneOptions): string {
  const { theme, foreground, alone } = options;
  const { left, top, side, toX, toY } = planeLayout(model, options);
  const [min, max] = model.range;
  const quiet = lineColor(theme, -1);
  const svg = new SvgWriter({ ...options, ...(alone ? { title: model.title, titleAt: left } : { fontSize: 11 }) });
  for (const value of ticks('linear', min, max, Math.max(3, side / 55))) {
    const d = `M${n(toX(value))} ${n(top)}v${n(side)}M${n(left)} ${n(toY(value))}h${n(side)}`;
    svg.add('path', { d, stroke: foreground, 'stroke-opacity': '.13' });
    svg.text(toX(value), top + side + 15, formatValue(model.x, value), { 'text-anchor': 'middle' });
    svg.text(left - 6, toY(value), formatValue(model.y, value), { 'text-anchor': 'end', dy: '.35em' });
  }
  svg.text(left + side, top + side + 30, model.x.label, { 'text-anchor': 'end' });
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
      addMarker(svg, line.marker, left + side + 24, y, lineColor(theme, line.color));
      svg.text(left + side + 36, y, line.label, { dy: '.35em' });
    });
  return svg.toString();
}
