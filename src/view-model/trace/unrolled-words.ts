import type { BpttTrace, Matrix } from '../../protocol/bptt-trace';
import type { ChartModel, Line } from '../chart/chart-model';
import { distinct } from '../run-charts/run-charts';
import { lower } from './walk-format';

/** Share of a gradient below which it counts as vanished, and above which as grown. */
const [VANISHED, GROWN] = [0.01, 2];

/** What becomes of the gradient of one loss on its way back, from the last layer's norms. */
export type FlowFinding =
  | { readonly kind: 'memoryless' | 'noLoss' | 'zero' | 'first' }
  /** Less than 1 % from `lag` characters back on; `share` of it one character back, as log10. */
  | { readonly kind: 'vanishing'; readonly lag: number; readonly share: number }
  /** `share` is what is left (or has become of it) `lag` characters back, as log10. */
  | { readonly kind: 'growing' | 'open' | 'weak'; readonly lag: number; readonly share: number };

/** Whether nothing is carried from one character to the next: there are losses, and none of them flows back. */
export function isMemorylessWalk({ flow, columns }: BpttTrace): boolean {
  return columns.some(({ loss }) => loss !== null) && flow.every((layers) => layers === null);
}

export function flowFinding(walk: BpttTrace, T: number): FlowFinding {
  const { flow } = walk;
  if (isMemorylessWalk(walk)) return { kind: 'memoryless' };
  const norms = flow[T]?.at(-1);
  if (!norms) return { kind: 'noLoss' };
  const start = norms[T]!;
  if (!(start > 0)) return { kind: 'zero' };
  if (T === 0) return { kind: 'first' };
  const shares = Array.from({ length: T + 1 }, (_, lag) => norms[T - lag]! / start);
  // From there on for good: a dip in the middle is not the end.
  const last = shares.findLastIndex((share) => share >= VANISHED);
  if (last < T) return { kind: 'vanishing', lag: last + 1, share: Math.log10(shares[1]!) };
  const most = shares.indexOf(Math.max(...shares));
  if (shares[most]! > GROWN) return { kind: 'growing', lag: most, share: Math.log10(shares[most]!) };
  return { kind: shares[T]! < 0.1 ? 'weak' : 'open', lag: T, share: Math.log10(shares[T]!) };
}

/** A character that comes several times and is followed by different ones: only the state can tell which. */
export interface Ambiguity {
  readonly character: string;
  readonly followers: readonly string[];
  /** Whether each of them is the likeliest where it comes. */
  readonly predicted: boolean;
}

export function ambiguity({ columns }: BpttTrace): Ambiguity | undefined {
  for (const { character } of columns) {
    const places = columns.filter((column) => column.character === character && column.next !== null && column.rank !== null);
    const followers = [...new Set(places.map(({ next }) => next!))];
    if (followers.length > 1) return { character, followers, predicted: places.every(({ rank }) => rank === 1) };
  }
  return undefined;
}

/** Σ_t E_t, and the Frobenius norms of ∂E/∂U, ∂E/∂W, ∂E/∂V over the whole text, of all layers together. */
export function walkTotals({ columns, numbers }: BpttTrace): { loss: number; U: number; W: number; V: number } {
  const sums = numbers?.moments[0]?.sums ?? {};
  const norm = (kind: RegExp) =>
    Math.sqrt(
      Object.entries(sums)
        .filter(([name]) => kind.test(name))
        .reduce((total, [, rows]) => total + squares(rows), 0),
    );
  return {
    loss: columns.reduce((total, { loss }) => total + (loss ?? 0), 0),
    U: norm(/weight_ih/),
    W: norm(/weight_hh/),
    V: norm(/head\.weight/),
  };
}

function squares(rows: Matrix): number {
  return rows.flat().reduce<number>((total, value) => total + (value ?? 0) ** 2, 0);
}

export interface UnrolledWords {
  readonly position: string;
  readonly lossOf: string;
  readonly output: string;
  readonly charts: Readonly<Record<string, { readonly title: string }>>;
  readonly layer: string;
}

/** The graph's numbers as lines, for the table and the CSV file. */
export function unrolledChart(walk: BpttTrace, T: number, words: UnrolledWords): ChartModel {
  const x = walk.columns.map((_, t) => t + 1);
  const several = walk.architecture.layers > 1;
  const line = (id: string, label: string, y: readonly (number | null | undefined)[]): Omit<Line, 'color' | 'dash' | 'marker'> => ({
    ...{ id, label, x, width: 1.5 },
    y: y.map((value) => value ?? Number.NaN),
  });
  const lines = [
    line(
      'loss',
      words.lossOf,
      walk.columns.map(({ loss }) => loss),
    ),
    line(
      'output',
      words.output,
      walk.columns.map(({ value }) => value),
    ),
    ...walk.units.flatMap((_, l) => {
      const name = several ? ` ${words.layer} ${l + 1}` : '';
      return [
        line(
          `state.${l}`,
          `‖sₜ‖₂${name}`,
          walk.columns.map(({ norms }) => norms[l]),
        ),
        line(
          `flow.${l}`,
          `‖∂E${lower(T + 1)}/∂sₜ‖₂${name}`,
          x.map((_, t) => walk.flow[T]?.[l]?.[t]),
        ),
      ];
    }),
  ].map((one, i) => ({ ...one, ...distinct(i) }));
  const { title } = words.charts['unrolled-graph']!;
  return {
    ...{ id: 'unrolled-graph', title, lines },
    x: { label: words.position, kind: 'linear' },
    y: { label: '', kind: 'linear' },
    names: walk.columns.map(({ character }) => character),
  };
}

/** A norm or loss in a few signs: 0.234, 12.5, 3.0e−7. */
export function shortNorm(value: number): string {
  return fewDigits(value, 3);
}

/** The same in the narrow boxes of the drawing. */
export function narrowNorm(value: number): string {
  return fewDigits(value, 2);
}

function fewDigits(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const text = value < 1e-3 || value >= 1e4 ? value.toExponential(1).replace('e+', 'e') : String(Number(value.toPrecision(digits)));
  return text.replaceAll('-', '−');
}
