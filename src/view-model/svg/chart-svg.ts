import { formatTick, textTicks } from '../chart/axis';
import { type ChartModel, DASHES, isFewPoints, type Line, markedPoints, type Range, rangeX, rangeY } from '../chart/chart-model';
import { visibleCharacter } from '../chart/format';
import { lineColor } from '../chart/palette';
import { scaleOf, ticks } from '../chart/ticks';
import { addMarker } from './markers';
import { n, type PictureStyle, SvgWriter } from './svg-writer';

export interface ChartStyle extends PictureStyle {
  /** Part of the x axis to show; all of it without. */
  readonly zoom?: Range | undefined;
}

const MARGIN = { left: 64, right: 16, top: 40, bottom: 44 };
const LEGEND_LINE = 18;

type Scale = (value: number) => number;

/** A chart as a picture of lines, written from its data: scalable, with a title and a legend. */
export function writeSvg(model: ChartModel, options: ChartStyle): string {
  const { width, height, theme, foreground } = options;
  const legend = legendRows(model.lines, width);
  const bottom = height - MARGIN.bottom - LEGEND_LINE * legend.length;
  const across = options.zoom ?? rangeX(model.lines, model.x.kind);
  const up = rangeY(model.lines, model.y.kind, across, model.y.most);
  const toX = scaleOf(model.x.kind, across, [MARGIN.left, width - MARGIN.right]);
  const toY = scaleOf(model.y.kind, up, [bottom, MARGIN.top]);
  const svg = new SvgWriter({ ...options, title: model.title, titleAt: MARGIN.left });
  const plot = { x: MARGIN.left, y: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: bottom - MARGIN.top };
  svg.within('clipPath', { id: 'plot' }, () => svg.add('rect', plot));
  const grid = (d: string) => svg.add('path', { d, stroke: foreground, 'stroke-opacity': '.15' });
  for (const value of ticks(model.y.kind, up[0], up[1], (bottom - MARGIN.top) / 44)) {
    grid(`M${MARGIN.left} ${n(toY(value))}H${n(width - MARGIN.right)}`);
    svg.text(MARGIN.left - 8, toY(value), formatTick(model.y, value, up), { dy: '.35em', 'text-anchor': 'end' });
  }
  const places = model.names
    ? textTicks(model.names.map(visibleCharacter), across, { characters: (width - MARGIN.left) / 12, labels: (width - MARGIN.left) / 60 })
    : ticks(model.x.kind, across[0], across[1], (width - MARGIN.left) / 90).map((at) => ({ at, text: formatTick(model.x, at, across) }));
  for (const { at, text } of places) {
    grid(`M${n(toX(at))} ${MARGIN.top}V${n(bottom)}`);
    svg.text(toX(at), bottom + 16, text, { 'text-anchor': 'middle' });
  }
  svg.text(width - MARGIN.right, bottom + 34, model.x.label, { 'text-anchor': 'end' });
  svg.text(width - MARGIN.right, 24, model.y.label, { 'text-anchor': 'end' });
  svg.within('g', { 'clip-path': 'url(#plot)', fill: 'none' }, () =>
    model.lines.forEach((line, i) => {
      const color = lineColor(theme, line.color);
      if (line.band) svg.add('path', { d: area(line, toX, toY), fill: color, 'fill-opacity': '.18' });
      const look = { stroke: color, 'stroke-width': line.width, 'stroke-linejoin': 'round', 'stroke-dasharray': dashes(line) };
      if (!isFewPoints(line)) svg.add('path', { d: path(line, toX, toY), ...look });
      for (const at of markedPoints(line, toX, 70, (i * 70) / model.lines.length))
        addMarker(svg, line.marker, toX(line.x[at]!), toY(line.y[at]!), color);
    }),
  );
  legend.forEach((row, i) => {
    const y = height - LEGEND_LINE * (legend.length - i) + 6;
    for (const { line, x } of row) {
      const color = lineColor(theme, line.color);
      const look = { stroke: color, 'stroke-width': Math.max(1.5, line.width), 'stroke-dasharray': dashes(line) };
      svg.add('path', { d: `M${n(x)} ${n(y)}h24`, ...look });
      addMarker(svg, line.marker, x + 12, y, color);
      svg.text(x + 30, y, line.label, { dy: '.35em' });
    }
  });
  return svg.toString();
}

const dashes = ({ dash }: Line): string => DASHES[dash].join(' ') || 'none';

function path(line: Line, toX: Scale, toY: Scale): string {
  const point = (i: number) => `${n(toX(line.x[i]!))} ${n(toY(line.y[i]!))}`;
  const at = line.x.map((_, i) => i).filter((i) => Number.isFinite(line.y[i]) && Number.isFinite(toX(line.x[i]!)));
  // A bar lasts to the next one's beginning; where there is none, the outline is broken.
  const bar = (i: number, k: number) => {
    const foot = toY(0);
    // The first bar has a left side where the axis has a 0.
    const first = k === 0 && Number.isFinite(foot) ? `M${n(toX(line.x[i]!))} ${n(foot)}V${n(toY(line.y[i]!))}` : `M${point(i)}`;
    const begins = k > 0 && at[k - 1] === i - 1 ? `V${n(toY(line.y[i]!))}` : first;
    return i + 1 < line.x.length ? `${begins}H${n(toX(line.x[i + 1]!))}` : begins;
  };
  if (line.stepped) return at.map(bar).join('');
  return at.length > 0 ? `M${at.map(point).join('L')}` : '';
}

function area({ x, band }: Line, toX: Scale, toY: Scale): string {
  const at = x.map((_, i) => i).filter((i) => Number.isFinite(band!.low[i]) && Number.isFinite(band!.high[i]));
  const edge = (values: readonly number[], order: number[]) => order.map((i) => `${n(toX(x[i]!))} ${n(toY(values[i]!))}`);
  return at.length > 1 ? `M${[...edge(band!.high, at), ...edge(band!.low, [...at].reverse())].join('L')}Z` : '';
}

/** Labels set in rows by their estimated width. */
function legendRows(lines: readonly Line[], width: number): { line: Line; x: number }[][] {
  const rows: { line: Line; x: number }[][] = [];
  let x = width;
  for (const line of lines) {
    const needed = 48 + [...line.label].reduce((sum, character) => sum + (character > '\u2e80' ? 12 : 6.6), 0);
    if (x + needed > width - MARGIN.right) {
      rows.push([]);
      x = MARGIN.left;
    }
    rows[rows.length - 1]!.push({ line, x });
    x += needed;
  }
  return rows;
}
