import type { AxisKind } from './ticks';

export const DASHES = { solid: [], dashed: [7, 4], dotted: [2, 3], dashdot: [8, 3, 2, 3] } as const;
const MARKERS = ['none', 'circle', 'square', 'triangle', 'diamond', 'cross'] as const;

export type Dash = keyof typeof DASHES;
export type Marker = (typeof MARKERS)[number];

/** A line of a chart. Colour, dash and marker all differ between the lines of a chart: colour alone tells some people nothing. */
export interface Line {
  /** Stable name: what is hidden stays hidden when the data change. */
  readonly id: string;
  readonly label: string;
  /** Index into the palette; -1 = a quiet grey. */
  readonly color: number;
  readonly dash: Dash;
  readonly marker: Marker;
  /** Pixels. */
  readonly width: number;
  readonly x: readonly number[];
  /** As many as x; NaN = no value. */
  readonly y: readonly number[];
  /** A bound or estimate that may lie tens of decades away: it is shown as far as the other lines stay readable. */
  readonly guide?: boolean;
  /** A value holds until the next x: the outline of a histogram. */
  readonly stepped?: boolean;
  /** Least and largest value at each x. */
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] };
}

export interface Axis {
  readonly label: string;
  readonly kind: AxisKind;
  /** The axis does not go beyond: 100 of percent. */
  readonly most?: number;
}

/** What a chart shows, whoever draws it: the canvas, the SVG file, the table or the CSV file. */
export interface ChartModel {
  readonly id: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** Names of x = 1, 2, 3, ...: the characters of a text. */
  readonly names?: readonly string[];
}

export interface Rows {
  readonly x: number[];
  /** [line][row]; null where a line has no value. */
  readonly values: (number | null)[][];
}

/** The lines on one common x axis, in ascending order. Several values of a line at the same x: the last one stays. */
export function joinLines(lines: readonly Pick<Line, 'x' | 'y'>[]): Rows {
  const first = lines[0];
  if (!first) return { x: [], values: [] };
  const finite = (y: readonly number[]) => y.map((value) => (Number.isFinite(value) ? value : null));
  if (lines.every((line) => line.x === first.x) && ascending(first.x)) return { x: [...first.x], values: lines.map((line) => finite(line.y)) };
  const x = [...new Set(lines.flatMap((line) => [...line.x]))].filter(Number.isFinite).sort((a, b) => a - b);
  const row = new Map(x.map((value, i) => [value, i]));
  const values = lines.map((line) => {
    const column = new Array<number | null>(x.length).fill(null);
    line.x.forEach((value, i) => {
      const at = row.get(value);
      if (at !== undefined && Number.isFinite(line.y[i])) column[at] = line.y[i]!;
    });
    return column;
  });
  return { x, values };
}

function ascending(values: readonly number[]): boolean {
  for (let i = 0; i < values.length; i++) if (!(i === 0 ? Number.isFinite(values[0]) : values[i]! > values[i - 1]!)) return false;
  return true;
}

export type Range = readonly [number, number];

/** Range of x of the visible lines. */
export function rangeX(lines: readonly Line[], kind: AxisKind = 'linear'): Range {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { x } of lines)
    for (const value of x) {
      if (kind === 'log' && value <= 0) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  if (!(max >= min)) return kind === 'log' ? [1, 10] : [0, 1];
  if (max > min) return [min, max];
  if (kind === 'log') return [max / 2, max * 2];
  return max > 0 ? [0, 2 * max] : max === 0 ? [0, 1] : [min - 0.5, max + 0.5];
}

/**
 * Range of y that shows the lines within a range of x, with some air; from 0 where the values come near it. Guides widen it by half at most, and by a quarter
 * on an axis of exponents: a line that leaves the chart shows as well where it goes.
 * @param most where the axis ends, for values that cannot be larger
 */
export function rangeY(lines: readonly Line[], kind: AxisKind, across: Range, most = Number.POSITIVE_INFINITY): Range {
  const [low, high] = airyRange(lines, kind, across);
  return [low, low < most ? Math.min(high, most) : high];
}

function airyRange(lines: readonly Line[], kind: AxisKind, across: Range): Range {
  const plain = lines.filter(({ guide }) => !guide);
  const [min, max] = extent(plain.length > 0 ? plain : lines, kind, across);
  if (!(max >= min)) return kind === 'log' ? [0.1, 1] : [0, 1];
  if (kind === 'log') return max > min * 1.001 ? [min / 1.15, max * 1.15] : [min / 2, max * 2];
  // A guide in decades is often far away, and then only its direction is worth showing.
  const reach = (kind === 'exponent' ? 0.25 : 0.5) * Math.max(1, max - min);
  const [lowest, highest] = extent(lines, kind, across);
  const low = Math.max(lowest, min - reach);
  const high = Math.min(highest, max + reach);
  if (high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high))) return high > 0 ? [0, high * 1.25] : high === 0 ? [0, 1] : [high * 1.25, 0];
  const air = 0.06 * (high - low);
  return [low >= 0 && low < 0.35 * high ? 0 : low - air, high + air];
}

function extent(lines: readonly Line[], kind: AxisKind, [from, to]: Range): Range {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { x, y, band } of lines)
    for (const values of band ? [y, band.low, band.high] : [y])
      x.forEach((position, i) => {
        const value = values[i]!;
        if (position < from || position > to || !Number.isFinite(value) || (kind === 'log' && value <= 0)) return;
        if (value < min) min = value;
        if (value > max) max = value;
      });
  return [min, max];
}

/** Whether a line has so few measurements that only their marks are drawn: a line between two would look measured all the way. */
export function isFewPoints({ marker, stepped, y }: Line): boolean {
  return marker !== 'none' && !stepped && y.filter(Number.isFinite).length <= 2;
}

/** Points from which on a line alone in its colour needs no marks. */
const MANY_POINTS = 40;

/** The chart without marks that tell nothing: of a single coloured line with many points they are neither what sets it apart nor where it was measured. */
export function withoutIdleMarks(model: ChartModel): ChartModel {
  const marked = model.lines.filter(({ color, x }) => color >= 0 && x.length > 1);
  if (marked.length !== 1 || marked[0]!.x.length < MANY_POINTS) return model;
  return { ...model, lines: model.lines.map((line) => (line === marked[0] ? { ...line, marker: 'none' } : line)) };
}

/** Indices of points to mark, at least `gap` apart in `position`, shifted so that the markers of several lines do not sit on each other. */
export function markedPoints(line: Line, position: (x: number) => number, gap: number, shift: number): number[] {
  const marked: number[] = [];
  let next = Number.NEGATIVE_INFINITY;
  line.x.forEach((x, i) => {
    if (!Number.isFinite(line.y[i])) return;
    const at = position(x);
    if (next === Number.NEGATIVE_INFINITY) next = at + shift;
    if (at < next && line.x.length > 3) return;
    marked.push(i);
    next = at + gap;
  });
  return marked;
}
