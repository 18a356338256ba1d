import { formatValue } from '../chart/axis';
import { lineColor } from '../chart/palette';
import { ticks } from '../chart/ticks';
import type { PlaneModel } from './plane';
import { escapeXml, marker, markerPath, type SvgOptions } from './svg';

/** Where the square of a plane lies within a picture, and where its values lie. */
export interface PlaneLayout {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  toX(value: number): number;
  toY(value: number): number;
}

export interface PlaneOptions extends Omit<SvgOptions, 'zoom'> {
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
  const { width, height, theme, foreground, alone } = options;
  const { left, top, side, toX, toY } = planeLayout(model, options);
  const [min, max] = model.range;
  const n = (value: number) => String(Math.round(value * 100) / 100);
  const quiet = lineColor(theme, -1);
  const text = (x: number, y: number, content: string, more = '') =>
    `<text x="${n(x)}" y="${n(y)}" fill="${escapeXml(foreground)}" ${more}>${escapeXml(content)}</text>`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" font-family="${escapeXml(options.font)}" font-size="${alone ? 12 : 11}"${alone ? ' role="img"' : ' aria-hidden="true"'}>`,
  ];
  if (alone)
    parts.push(
      `<title>${escapeXml(model.title)}</title>`,
      `<rect width="100%" height="100%" fill="${escapeXml(options.background)}"/>`,
      text(left, 24, model.title, 'font-size="15" font-weight="600"'),
    );
  for (const value of ticks('linear', min, max, Math.max(3, side / 55))) {
    parts.push(
      `<path d="M${n(toX(value))} ${top}v${n(side)}M${left} ${n(toY(value))}h${n(side)}" stroke="${escapeXml(foreground)}" stroke-opacity=".13"/>`,
      text(toX(value), top + side + 15, formatValue(model.x, value), 'text-anchor="middle"'),
      text(left - 6, toY(value), formatValue(model.y, value), 'text-anchor="end" dy=".35em"'),
    );
  }
  parts.push(
    text(left + side, top + side + 30, model.x.label, 'text-anchor="end"'),
    text(left, top - 7, model.y.label),
    model.behind === 'circle'
      ? `<circle cx="${n(toX(0))}" cy="${n(toY(0))}" r="${n(toX(1) - toX(0))}" fill="none" stroke="${quiet}" stroke-width="1.5"/>`
      : `<path d="M${n(toX(0))} ${n(toY(1))}L${n(toX(1))} ${n(toY(0))}" stroke="${quiet}" stroke-width="1.5" stroke-dasharray="5 4"/>`,
  );
  const radius = alone ? 3.5 : 3;
  for (const { x, y, color, marker: kind } of model.lines) {
    const d = x.map((value, i) => markerPath(kind, toX(value), toY(y[i]!), radius)).join('');
    const stroke = lineColor(theme, color);
    // Points that lie on each other show by their depth.
    parts.push(
      kind === 'cross'
        ? `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="1.4"/>`
        : `<path d="${d}" fill="${stroke}" fill-opacity=".6" stroke="${stroke}" stroke-width=".8"/>`,
    );
  }
  if (alone)
    model.lines.forEach((line, i) => {
      const y = top + 10 + i * ROW;
      parts.push(marker(line.marker, left + side + 24, y, lineColor(theme, line.color)), text(left + side + 36, y, line.label, 'dy=".35em"'));
    });
  return `${parts.join('\n')}\n</svg>\n`;
}
