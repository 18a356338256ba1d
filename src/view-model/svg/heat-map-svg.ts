import type { Theme } from '../chart/palette';
import { type HeatMap, sweptValue } from '../compare/sweep-charts';
import { type PictureStyle, SvgWriter } from './svg-writer';

/** Colours of the best and the worst field. */
const RAMPS: Readonly<Record<Theme, readonly [best: readonly number[], worst: readonly number[]]>> = {
  light: [
    [10, 82, 153],
    [228, 238, 248],
  ],
  dark: [
    [124, 178, 255],
    [34, 46, 64],
  ],
  'high-contrast': [
    [150, 205, 255],
    [0, 16, 40],
  ],
  'high-contrast-light': [
    [0, 51, 120],
    [240, 246, 252],
  ],
};

/** Background of a field and the text on it, by its rank (0 = best, 1 = worst). */
export function fieldColors(theme: Theme, rank: number): { background: string; text: string } {
  const ramp = RAMPS[theme];
  const color = ramp[0].map((from, i) => Math.round(from + rank * (ramp[1][i]! - from)));
  return { background: `rgb(${color})`, text: luminance(color) > 0.18 ? '#000' : '#fff' };
}

/** Relative luminance (WCAG 2): black text has the higher contrast above 0.18. */
function luminance(color: readonly number[]): number {
  const [r, g, b] = color.map((value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

const [LEFT, TOP, RIGHT, BOTTOM] = [150, 84, 16, 16];
const GAP = 2;

/** How a map looks, and the names of its options. */
export interface HeatMapStyle extends PictureStyle {
  readonly names?: Readonly<Record<string, string>>;
}

/** The map of a sweep as a picture. `value` writes what a field reached, or how its run stands. */
export function writeHeatMap(map: HeatMap, title: string, value: (cell: HeatMap['cells'][number][number]) => string, options: HeatMapStyle): string {
  const { width, height, theme, foreground } = options;
  const { rows, columns, cells } = map;
  const [across, down] = [(width - LEFT - RIGHT) / columns.values.length, (height - TOP - BOTTOM) / rows.values.length];
  const svg = new SvgWriter({ ...options, title });
  const name = (parameter: string) => options.names?.[parameter] ?? parameter;
  svg.text(LEFT, 50, `${name(columns.parameter)} →`);
  svg.text(LEFT - 10, TOP - 12, `${name(rows.parameter)} ↓`, { 'text-anchor': 'end' });
  for (const [i, one] of columns.values.entries())
    svg.text(LEFT + (i + 0.5) * across, TOP - 12, sweptValue(columns.parameter, one), { 'text-anchor': 'middle' });
  for (const [i, one] of rows.values.entries())
    svg.text(LEFT - 10, TOP + (i + 0.5) * down, sweptValue(rows.parameter, one), { 'text-anchor': 'end', dy: '.35em' });
  for (const [row, line] of cells.entries())
    for (const [column, cell] of line.entries()) {
      const colors = cell?.rank === undefined ? undefined : fieldColors(theme, cell.rank);
      const [x, y] = [LEFT + column * across, TOP + row * down];
      const box = { x: x + GAP, y: y + GAP, width: across - 2 * GAP, height: down - 2 * GAP };
      const border = colors && !theme.startsWith('high') ? {} : { stroke: foreground, 'stroke-width': cell?.best ? 3 : 1 };
      svg.add('rect', { ...box, fill: colors?.background ?? 'none', ...border });
      const look = { 'text-anchor': 'middle', dy: '.35em', 'font-weight': cell?.best ? 600 : undefined, ...(colors ? { fill: colors.text } : {}) };
      svg.text(x + across / 2, y + down / 2, value(cell), look);
    }
  return svg.toString();
}

/** A value as a table of values has it. */
function cellOf(value: HeatMap['rows']['values'][number]): string | number {
  return typeof value === 'boolean' ? String(value) : value;
}

/** A row for each field: the two values, and what was reached (nothing while it is open). */
export function heatMapRows({ rows, columns, cells }: HeatMap, loss: string, value: (nats: number) => number): (string | number)[][] {
  return [
    [rows.parameter, columns.parameter, loss],
    ...cells.flatMap((line, i) =>
      line.map((cell, j) => [cellOf(rows.values[i]!), cellOf(columns.values[j]!), cell?.value === undefined ? '' : value(cell.value)]),
    ),
  ];
}
