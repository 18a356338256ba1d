import { DASHES } from '../chart/chart-model';
import { lineColor } from '../chart/palette';
import type { ParallelCoordinates } from '../compare/sweep-charts';
import { distinct } from '../run-charts/run-charts';
import { n, type PictureStyle, SvgWriter } from './svg-writer';

const [TOP, BOTTOM] = [40, 12];
const [LEFT, RIGHT] = [70, 60];
/** Pixels above the axes and below them, where a picture stands alone. */
const TITLE = 32;
const ROW = 18;

export interface ParallelOptions extends PictureStyle {
  /** The run in front; -1 = none. */
  readonly selected: number;
  /** For a file: its title, and what each line stands for. */
  readonly alone?: { readonly title: string; readonly names: readonly string[] };
}

/** Height of a picture that stands alone, in pixels. */
export const parallelHeight = (runs: number): number => TITLE + 320 + runs * ROW + BOTTOM;

/** Axes side by side and a line a run across them. */
export function writeParallel({ axes, lines }: ParallelCoordinates, options: ParallelOptions): string {
  const { width, height, theme, alone, selected } = options;
  const above = TOP + (alone ? TITLE : 0);
  const below = height - BOTTOM - (alone ? alone.names.length * ROW + BOTTOM : 0);
  const x = (axis: number) => LEFT + (axis * (width - LEFT - RIGHT)) / (axes.length - 1);
  const y = (at: number) => below - at * (below - above);
  const halo = { 'paint-order': 'stroke', stroke: options.background, 'stroke-width': 3 };
  const stroke = (index: number) => ({
    stroke: lineColor(theme, distinct(index).color),
    'stroke-dasharray': DASHES[distinct(index).dash].join(' ') || 'none',
  });
  const svg = new SvgWriter({ ...options, title: alone?.title, fontSize: alone ? 12 : 11 });
  alone?.names.forEach((name, index) => {
    const top = below + BOTTOM + (index + 0.7) * ROW;
    svg.add('path', { d: `M16 ${n(top)}h28`, ...stroke(index), 'stroke-width': 1.8 });
    svg.text(52, top + 4, name);
  });
  const ordered = [...lines].sort((a, b) => Number(a.index === selected) - Number(b.index === selected));
  for (const { index, at } of ordered) {
    const points = at.flatMap((place, axis) => (place === undefined ? [] : [`${n(x(axis))},${n(y(place))}`])).join(' ');
    const isFaded = selected >= 0 && index !== selected;
    const look = { 'stroke-width': index === selected ? 3.5 : 1.8, opacity: isFaded ? '.25' : 1 };
    svg.add('polyline', { points, fill: 'none', ...stroke(index), ...look });
  }
  axes.forEach(({ name, places }, axis) => {
    const isLast = axis === axes.length - 1;
    const anchor = axis === 0 ? 'start' : isLast ? 'end' : 'middle';
    svg.add('path', { d: `M${n(x(axis))} ${n(y(0))}V${n(y(1))}`, stroke: lineColor(theme, -1) });
    svg.text(axis === 0 ? 2 : isLast ? width - 2 : x(axis), above - 28, name, { 'text-anchor': anchor, ...halo, opacity: '.8' });
    for (const { at, text } of places) {
      const [left, top] = [x(axis) + (axis === 0 ? -6 : 6), y(at) + (axis === 0 || isLast ? 4 : -5)];
      svg.text(left, top, text, { 'text-anchor': axis === 0 ? 'end' : 'start', ...halo });
    }
  });
  return svg.toString();
}

/** A row a run, a column an axis: the words at its places, and last what it reached. */
export function parallelRows(
  { axes, lines }: ParallelCoordinates,
  run: string,
  names: readonly string[],
  reached: readonly (number | undefined)[],
): (string | number)[][] {
  const settings = axes.slice(0, -1);
  return [
    [run, ...axes.map(({ name }) => name)],
    ...lines.map(({ index, at }) => [
      names[index]!,
      ...settings.map(({ places }, axis) => places.find((place) => place.at === at[axis])?.text ?? ''),
      reached[index] ?? '',
    ]),
  ];
}
