import { DASHES } from '../chart/chart-model';
import { lineColor } from '../chart/palette';
import type { ParallelCoordinates } from '../compare/sweep-charts';
import { distinct } from '../run-charts/run-charts';
import { escapeXml, type SvgOptions } from './svg';

const [TOP, BOTTOM] = [40, 12];
const [LEFT, RIGHT] = [70, 60];
/** Pixels above the axes and below them, where a picture stands alone. */
const TITLE = 32;
const ROW = 18;

export interface ParallelOptions extends SvgOptions {
  /** The run in front; -1 = none. */
  readonly selected: number;
  /** For a file: its title, and what each line stands for. */
  readonly alone?: { readonly title: string; readonly names: readonly string[] };
}

/** Height of a picture that stands alone, in pixels. */
export const parallelHeight = (runs: number): number => TITLE + 320 + runs * ROW + BOTTOM;

/** Axes side by side and a line a run across them. */
export function writeParallel({ axes, lines }: ParallelCoordinates, options: ParallelOptions): string {
  const { width, height, theme, foreground, alone, selected } = options;
  const above = TOP + (alone ? TITLE : 0);
  const below = height - BOTTOM - (alone ? alone.names.length * ROW + BOTTOM : 0);
  const n = (value: number) => String(Math.round(value * 100) / 100);
  const x = (axis: number) => LEFT + (axis * (width - LEFT - RIGHT)) / (axes.length - 1);
  const y = (at: number) => below - at * (below - above);
  const halo = `paint-order="stroke" stroke="${escapeXml(options.background)}" stroke-width="3"`;
  const text = (left: number, top: number, content: string, anchor: string, more = halo) =>
    `<text x="${n(left)}" y="${n(top)}" fill="${escapeXml(foreground)}" text-anchor="${anchor}" ${more}>${escapeXml(content)}</text>`;
  const stroke = (index: number) =>
    `stroke="${lineColor(theme, distinct(index).color)}" stroke-dasharray="${DASHES[distinct(index).dash].join(' ') || 'none'}"`;
  const ordered = [...lines].sort((a, b) => Number(a.index === selected) - Number(b.index === selected));
  const drawn = ordered.map(({ index, at }) => {
    const points = at.flatMap((place, axis) => (place === undefined ? [] : [`${n(x(axis))},${n(y(place))}`]));
    const faded = selected >= 0 && index !== selected;
    return `<polyline points="${points.join(' ')}" fill="none" ${stroke(index)} stroke-width="${index === selected ? 3.5 : 1.8}" opacity="${faded ? 0.25 : 1}"/>`;
  });
  const labelled = axes.flatMap(({ name, places }, axis) => {
    const last = axis === axes.length - 1;
    const anchor = axis === 0 ? 'start' : last ? 'end' : 'middle';
    return [
      `<path d="M${n(x(axis))} ${n(y(0))}V${n(y(1))}" stroke="${lineColor(theme, -1)}"/>`,
      text(axis === 0 ? 2 : last ? width - 2 : x(axis), above - 28, name, anchor, `${halo} opacity=".8"`),
      ...places.map((place) =>
        text(x(axis) + (axis === 0 ? -6 : 6), y(place.at) + (axis === 0 || last ? 4 : -5), place.text, axis === 0 ? 'end' : 'start'),
      ),
    ];
  });
  const size = `width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}"`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${escapeXml(options.font)}" font-size="${alone ? 12 : 11}"${alone ? ' role="img"' : ' aria-hidden="true"'}>`,
  ];
  if (alone)
    parts.push(
      `<title>${escapeXml(alone.title)}</title>`,
      `<rect width="100%" height="100%" fill="${escapeXml(options.background)}"/>`,
      text(16, 24, alone.title, 'start', 'font-size="15" font-weight="600"'),
      ...alone.names.flatMap((name, index) => {
        const top = below + BOTTOM + (index + 0.7) * ROW;
        return [`<path d="M16 ${n(top)}h28" ${stroke(index)} stroke-width="1.8"/>`, text(52, top + 4, name, 'start', '')];
      }),
    );
  return `${[...parts, ...drawn, ...labelled, '</svg>'].join('\n')}\n`;
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
