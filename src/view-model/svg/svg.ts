import { formatTick, textTicks } from '../chart/axis';
import { type ChartModel, DASHES, type Line, type Marker, markedPoints, type Range, rangeX, rangeY } from '../chart/chart-model';
import { visibleCharacter } from '../chart/format';
import { lineColor, type Theme } from '../chart/palette';
import { scaleOf, ticks } from '../chart/ticks';

export interface SvgOptions {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly background: string;
  readonly foreground: string;
  readonly font: string;
  /** Part of the x axis to show; all of it without. */
  readonly zoom?: Range | undefined;
}

const MARGIN = { left: 64, right: 16, top: 40, bottom: 44 };
const LEGEND_LINE = 18;

/** A chart as a picture of lines, written from its data: scalable, with a title and a legend. */
export function writeSvg(model: ChartModel, options: SvgOptions): string {
  const { width, height, theme, foreground } = options;
  const legend = legendRows(model.lines, width);
  const bottom = height - MARGIN.bottom - LEGEND_LINE * legend.length;
  const across = options.zoom ?? rangeX(model.lines, model.x.kind);
  const up = rangeY(model.lines, model.y.kind, across);
  const toX = scaleOf(model.x.kind, across, [MARGIN.left, width - MARGIN.right]);
  const toY = scaleOf(model.y.kind, up, [bottom, MARGIN.top]);
  const quiet = `${foreground}`;
  const parts: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeXml(options.font)}" font-size="12">`,
    `<title>${escapeXml(model.title)}</title>`,
    `<rect width="100%" height="100%" fill="${escapeXml(options.background)}"/>`,
    `<text x="${MARGIN.left}" y="24" font-size="15" font-weight="600" fill="${foreground}">${escapeXml(model.title)}</text>`,
    `<clipPath id="plot"><rect x="${MARGIN.left}" y="${MARGIN.top}" width="${width - MARGIN.left - MARGIN.right}" height="${bottom - MARGIN.top}"/></clipPath>`,
    '<g>',
  ];
  for (const value of ticks(model.y.kind, up[0], up[1], (bottom - MARGIN.top) / 44)) {
    const y = number(toY(value));
    parts.push(
      `<path d="M${MARGIN.left} ${y}H${width - MARGIN.right}" stroke="${quiet}" stroke-opacity=".15"/>`,
      `<text x="${MARGIN.left - 8}" y="${y}" dy=".35em" text-anchor="end" fill="${quiet}">${formatTick(model.y, value, up)}</text>`,
    );
  }
  const places = model.names
    ? textTicks(model.names.map(visibleCharacter), across, { characters: (width - MARGIN.left) / 12, labels: (width - MARGIN.left) / 60 })
    : ticks(model.x.kind, across[0], across[1], (width - MARGIN.left) / 90).map((at) => ({ at, text: formatTick(model.x, at, across) }));
  for (const { at, text: name } of places) {
    const x = number(toX(at));
    parts.push(
      `<path d="M${x} ${MARGIN.top}V${bottom}" stroke="${quiet}" stroke-opacity=".15"/>`,
      `<text x="${x}" y="${bottom + 16}" text-anchor="middle" fill="${quiet}">${escapeXml(name)}</text>`,
    );
  }
  parts.push(
    `<text x="${width - MARGIN.right}" y="${bottom + 34}" text-anchor="end" fill="${quiet}">${escapeXml(model.x.label)}</text>`,
    `<text x="${width - MARGIN.right}" y="24" text-anchor="end" fill="${quiet}">${escapeXml(model.y.label)}</text>`,
    '</g><g clip-path="url(#plot)" fill="none">',
  );
  model.lines.forEach((line, i) => {
    const color = lineColor(theme, line.color);
    if (line.band) parts.push(`<path d="${area(line, toX, toY)}" fill="${color}" fill-opacity=".18"/>`);
    parts.push(
      `<path d="${path(line, toX, toY)}" stroke="${color}" stroke-width="${line.width}" stroke-linejoin="round" stroke-dasharray="${DASHES[line.dash].join(' ') || 'none'}"/>`,
    );
    for (const at of markedPoints(line, toX, 70, (i * 70) / model.lines.length))
      parts.push(marker(line.marker, toX(line.x[at]!), toY(line.y[at]!), color));
  });
  parts.push('</g>');
  legend.forEach((row, i) => {
    const y = height - LEGEND_LINE * (legend.length - i) + 6;
    for (const { line, x } of row) {
      const color = lineColor(theme, line.color);
      parts.push(
        `<path d="M${x} ${y}h24" stroke="${color}" stroke-width="${Math.max(1.5, line.width)}" stroke-dasharray="${DASHES[line.dash].join(' ') || 'none'}"/>`,
        marker(line.marker, x + 12, y, color),
        `<text x="${x + 30}" y="${y}" dy=".35em" fill="${foreground}">${escapeXml(line.label)}</text>`,
      );
    }
  });
  return `${parts.filter(Boolean).join('\n')}\n</svg>\n`;
}

/** Marker of 7 pixels around a point. */
export function marker(kind: Marker, x: number, y: number, color: string): string {
  const d = markerPath(kind, x, y, 3.5);
  if (!d) return '';
  return kind === 'cross' ? `<path d="${d}" stroke="${color}" stroke-width="1.6" fill="none"/>` : `<path d="${d}" fill="${color}" stroke="none"/>`;
}

/** SVG path of a marker; empty for none. */
export function markerPath(kind: Marker, x: number, y: number, r: number): string {
  const [a, b] = [number(x), number(y)];
  switch (kind) {
    case 'circle':
      return `M${number(x - r)} ${b}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    case 'square':
      return `M${number(x - r * 0.9)} ${number(y - r * 0.9)}h${number(1.8 * r)}v${number(1.8 * r)}h${number(-1.8 * r)}z`;
    case 'triangle':
      return `M${a} ${number(y - 1.2 * r)}l${number(1.1 * r)} ${number(2 * r)}h${number(-2.2 * r)}z`;
    case 'diamond':
      return `M${a} ${number(y - 1.3 * r)}l${number(1.2 * r)} ${number(1.3 * r)}l${number(-1.2 * r)} ${number(1.3 * r)}l${number(-1.2 * r)} ${number(-1.3 * r)}z`;
    case 'cross':
      return `M${number(x - r)} ${number(y - r)}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`;
    default:
      return '';
  }
}

function path(line: Line, toX: (x: number) => number, toY: (y: number) => number): string {
  const point = (i: number) => `${number(toX(line.x[i]!))} ${number(toY(line.y[i]!))}`;
  const at = line.x.map((_, i) => i).filter((i) => Number.isFinite(line.y[i]) && Number.isFinite(toX(line.x[i]!)));
  // A bar lasts to the next one's beginning; where there is none, the outline is broken.
  const bar = (i: number, k: number) => {
    const begins = k > 0 && at[k - 1] === i - 1 ? `V${number(toY(line.y[i]!))}` : `M${point(i)}`;
    return i + 1 < line.x.length ? `${begins}H${number(toX(line.x[i + 1]!))}` : begins;
  };
  if (line.stepped) return at.map(bar).join('');
  return at.length > 0 ? `M${at.map(point).join('L')}` : '';
}

function area({ x, band }: Line, toX: (x: number) => number, toY: (y: number) => number): string {
  const at = x.map((_, i) => i).filter((i) => Number.isFinite(band!.low[i]) && Number.isFinite(band!.high[i]));
  const edge = (values: readonly number[], order: number[]) => order.map((i) => `${number(toX(x[i]!))} ${number(toY(values[i]!))}`);
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

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Text as XML holds it. */
export function escapeXml(text: string): string {
  // Control characters are not allowed in XML at all.
  return text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD');
}
