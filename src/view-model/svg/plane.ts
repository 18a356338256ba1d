import type { ChartModel, Line, Range } from '../chart/chart-model';
import { PALETTE_SIZE } from '../chart/palette';
import type { RunSeries } from '../run/run-series';
import { gatesOf } from '../run-charts/hidden-charts';
import { type ChartWords, distinct } from '../run-charts/run-charts';

/** A group of points in a plane; the line's `width` is 0: nothing is drawn between them. */
export interface PlaneGroup extends Line {
  /** Names of the points, or nothing. */
  readonly names: readonly string[];
}

/** Points in a plane. */
export interface PlaneModel extends Omit<ChartModel, 'names'> {
  readonly lines: readonly PlaneGroup[];
  /** Least and largest value of each axis. */
  readonly ranges: { readonly x: Range; readonly y: Range };
  /** Drawn behind the points: the unit circle, which has the same scale on both axes, or the line x + y = 1 that shares cannot pass. */
  readonly behind: 'circle' | 'diagonal';
}

/** Marker and colour of a group of points, all different. */
function group(index: number): Pick<Line, 'color' | 'dash' | 'marker' | 'width'> {
  return { ...distinct(index % PALETTE_SIZE), dash: 'solid', width: 0 };
}

/** Eigenvalues of the recurrent matrices of a layer in the complex plane, gate by gate, of the newest diagnosis. */
export function eigenvaluePlane(run: RunSeries, layer: number, words: ChartWords): PlaneModel {
  const gates = run.diagnoses.at(-1)?.diagnosis.spectra[layer] ?? [];
  const lines = gates.map(({ gate, eigenvalues }, i): PlaneGroup => {
    const sorted = [...(eigenvalues ?? [])].sort((a, b) => Math.hypot(...b) - Math.hypot(...a) || b[1] - a[1]);
    const column = (part: 0 | 1) => sorted.map((value) => value[part]);
    return { id: gate, label: gate, ...group(i), x: column(0), y: column(1), names: [] };
  });
  const around = (values: readonly number[]): Range => {
    const [min, max] = [Math.min(-1, ...values), Math.max(1, ...values)];
    const air = 0.04 * (max - min);
    return [min - air, max + air];
  };
  const axis = (label: string) => ({ label, kind: 'linear' }) as const;
  return {
    id: 'eigenvalues',
    title: words.charts.eigenvalues!.title,
    x: axis('Re λ'),
    y: axis('Im λ'),
    lines,
    ranges: { x: around(lines.flatMap(({ x }) => x)), y: around(lines.flatMap(({ y }) => y)) },
    behind: 'circle',
  };
}

/** Every unit of every gate by the share of characters at which it is left- and right-saturated (Karpathy, Johnson and Fei-Fei 2015, figure 3). */
export function saturationPlane(
  run: RunSeries,
  layer: number,
  words: ChartWords & { readonly leftEnd: string; readonly rightEnd: string; readonly unit: string },
): PlaneModel {
  const lines = gatesOf(run, layer).map(({ gate, left, right, units }, i): PlaneGroup => {
    // What was stored before units were counted has the mean alone.
    const points = units ?? [[left, right ?? 0] as const];
    return {
      ...{ id: gate, label: gate, ...group(i) },
      ...{ x: points.map(([low]) => low), y: points.map(([, high]) => high) },
      names: units ? units.map((_, unit) => `${words.unit} ${unit + 1}`) : [],
    };
  });
  const axis = (label: string) => ({ label, kind: 'linear' }) as const;
  return {
    ...{ id: 'saturation', title: words.charts.saturation!.title, x: axis(words.leftEnd), y: axis(words.rightEnd), lines },
    ...{ ranges: { x: [-0.03, 1.03], y: [-0.03, 1.03] }, behind: 'diagonal' },
  };
}

/** Points of all shown groups in the order in which the keyboard visits them: group by group. */
export function planePoints({ lines }: Pick<PlaneModel, 'lines'>): { group: PlaneGroup; index: number; x: number; y: number }[] {
  return lines.flatMap((group) => group.x.map((x, index) => ({ group, index, x, y: group.y[index]! })));
}

/** The points as comma-separated values: group, name where there are names, x, y. */
export function planeRows(model: PlaneModel): (string | number)[][] {
  const named = model.lines.some(({ names }) => names.length > 0);
  const size = model.behind === 'circle';
  const head = [model.title, ...(named ? [''] : []), model.x.label, model.y.label, ...(size ? ['|λ|'] : [])];
  const rows = planePoints(model).map(({ group: { label, names }, index, x, y }) => [
    ...[label, ...(named ? [names[index] ?? ''] : []), x, y],
    ...(size ? [Number(Math.hypot(x, y).toPrecision(6))] : []),
  ]);
  return [head, ...rows];
}
