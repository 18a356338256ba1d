import type { Configuration } from '../../protocol/configuration';
import type { SweepValue } from '../../protocol/experiments';
import { optionRow } from '../../protocol/options';
import type { ChartModel } from '../chart/chart-model';
import { formatNumber } from '../chart/format';
import { formatLoss, lossIn, type View } from '../chart/units';
import { architectureName } from '../run/architecture-name';
import type { RunSeries } from '../run/run-series';
import { lossAxis } from '../run-charts/run-charts';
import type { CompareWords } from './compare-words';
import { direction, reached } from './reached';

/** The mean of what runs with different seeds have reached. */
function meanReached(seeds: readonly RunSeries[]): number | undefined {
  const losses = seeds.flatMap((run) => reached(run) ?? []);
  return losses.length > 0 ? losses.reduce((sum, loss) => sum + loss, 0) / losses.length : undefined;
}

/** Options in which runs differ, in the order of their sweep if they are of one. */
export function sweptParameters(runs: readonly RunSeries[]): (keyof Configuration)[] {
  const group = runs[0]?.info.group;
  if (group?.kind !== 'sweep' || runs.some(({ info }) => info.group?.id !== group.id)) return [];
  return group.parameters as (keyof Configuration)[];
}

export interface HeatCell {
  readonly runId: string;
  /** As `comparedMeasure` counts. */
  readonly value: number | undefined;
  /** 0 = best of the map, 1 = worst. */
  readonly rank: number | undefined;
  readonly best: boolean;
  readonly state: RunSeries['info']['state'];
}

export interface HeatMap {
  readonly rows: { readonly parameter: string; readonly values: readonly SweepValue[] };
  readonly columns: { readonly parameter: string; readonly values: readonly SweepValue[] };
  /** [row][column]; undefined where no run is. */
  readonly cells: readonly (readonly (HeatCell | undefined)[])[];
}

/** Different values: numbers from small to large, words in the order in which they come. */
function inOrder(values: readonly SweepValue[]): SweepValue[] {
  const different = [...new Set(values)];
  return different.every((value) => typeof value === 'number') ? different.sort((a, b) => Number(a) - Number(b)) : different;
}

/** A value of an option as people read it. */
export function sweptValue(parameter: string, value: SweepValue): string {
  if (typeof value === 'number') return formatNumber(value);
  const row = optionRow(parameter);
  const names: Readonly<Record<string, string | undefined>> = row && 'names' in row && row.names ? row.names : {};
  return names[String(value)] ?? String(value);
}

/** A sweep over two hyper-parameters as a grid. Ranks follow the logarithm of how far a loss lies above the best: near the best, where it matters, they differ most. */
export function heatMap(runs: readonly RunSeries[]): HeatMap | undefined {
  const [down, across] = sweptParameters(runs);
  if (!down || !across) return undefined;
  const value = (run: RunSeries, key: keyof Configuration): SweepValue => run.info.configuration[key];
  const values = (key: keyof Configuration) => inOrder(runs.map((run) => value(run, key)));
  const at = (row: SweepValue, column: SweepValue) => runs.filter((run) => value(run, down) === row && value(run, across) === column);
  const rows = { parameter: down, values: values(down) };
  const columns = { parameter: across, values: values(across) };
  const losses = rows.values.flatMap((row) => columns.values.flatMap((column) => meanReached(at(row, column)) ?? []));
  const sign = direction(runs);
  const [best, worst] = [sign * Math.min(...losses.map((loss) => sign * loss)), sign * Math.max(...losses.map((loss) => sign * loss))];
  const cell = (seeds: readonly RunSeries[]): HeatCell => {
    const [run] = seeds as [RunSeries];
    const reachedHere = meanReached(seeds);
    const rank = reachedHere === undefined ? undefined : worst !== best ? Math.sqrt((reachedHere - best) / (worst - best)) : 0;
    return {
      runId: run.info.runId,
      value: reachedHere,
      rank,
      best: reachedHere !== undefined && losses.length > 1 && reachedHere === best,
      state: run.info.state,
    };
  };
  const cells = rows.values.map((row) =>
    columns.values.map((column) => {
      const seeds = at(row, column);
      return seeds.length > 0 ? cell(seeds) : undefined;
    }),
  );
  return { rows, columns, cells };
}

/** A sweep over one hyper-parameter: what was reached against its value; values that grow by factors stand on a logarithmic axis. */
export function sweepChart(runs: readonly RunSeries[], view: View, words: CompareWords): ChartModel | undefined {
  const parameters = sweptParameters(runs);
  if (parameters.length !== 1) return undefined;
  const [parameter] = parameters as [keyof Configuration];
  const different = inOrder(runs.map(({ info }) => info.configuration[parameter]));
  // Words stand side by side at 1, 2, 3 …
  const named = different.some((value) => typeof value !== 'number');
  const value = ({ info }: RunSeries) => (named ? 1 + different.indexOf(info.configuration[parameter]) : Number(info.configuration[parameter]));
  const points = [...new Set(runs.map(value))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
    .flatMap((x) => {
      const losses = runs.filter((run) => value(run) === x).flatMap((run) => reached(run) ?? []);
      const shown = losses.map((loss) => lossIn(view.unit, loss));
      const mean = meanReached(runs.filter((run) => value(run) === x));
      return mean === undefined ? [] : [{ x, y: lossIn(view.unit, mean), low: Math.min(...shown), high: Math.max(...shown) }];
    });
  const several = points.some(({ low, high }) => low < high);
  const band = several ? { band: { low: points.map(({ low }) => low), high: points.map(({ high }) => high) } } : {};
  const [least, most] = [points[0]?.x ?? 0, points.at(-1)?.x ?? 0];
  const style = { color: 0, dash: 'solid', marker: 'circle', width: 2 } as const;
  return {
    ...{
      id: 'sweep',
      title: words.charts.sweep!.title,
      x: { label: words.options[parameter] ?? parameter, kind: !named && least > 0 && most >= 4 * least ? 'log' : 'linear' },
    },
    y: lossAxis(words, view),
    ...(named ? { names: different.map((one) => sweptValue(parameter, one)) } : {}),
    lines: [{ id: 'reached', label: words.bestLoss, ...style, ...band, x: points.map(({ x }) => x), y: points.map(({ y }) => y) }],
  };
}

/** One axis of the parallel coordinates: the words at its places, from 0 (bottom) to 1 (top). */
export interface ParallelAxis {
  readonly name: string;
  readonly places: readonly { readonly at: number; readonly text: string }[];
}

export interface ParallelLine {
  readonly index: number;
  readonly runId: string;
  /** Place on each axis; undefined on the last while nothing is reached. */
  readonly at: readonly (number | undefined)[];
}

export interface ParallelCoordinates {
  readonly axes: readonly ParallelAxis[];
  readonly lines: readonly ParallelLine[];
}

/** Each run as a line across one axis per differing setting, and last what it reached, the best at the top. */
export function parallelCoordinates(
  runs: readonly RunSeries[],
  differing: readonly (keyof Configuration)[],
  view: View,
  words: CompareWords,
): ParallelCoordinates {
  const architecture = new Set<keyof Configuration>(['cell', 'activation', 'initialization', 'forgetBias']);
  const named = differing.some((key) => architecture.has(key) && key !== 'forgetBias');
  const read: { name: string; of: (run: RunSeries) => string | number }[] = [
    ...(named ? [{ name: words.architecture, of: (run: RunSeries) => architectureName(run.info.configuration, words) }] : []),
    ...differing
      .filter((key) => !named || !architecture.has(key))
      .map((key) => ({ name: words.options[key] ?? key, of: (run: RunSeries) => run.info.configuration[key] as string | number })),
  ];
  const axes = read.map(({ name, of }) => {
    const values = [...new Set(runs.map(of))];
    // Numbers from small to large, names in the order of the runs from the top.
    if (values.every((value) => typeof value === 'number')) values.sort((a, b) => (a as number) - (b as number));
    else values.reverse();
    const at = (value: string | number) => (values.length > 1 ? values.indexOf(value) / (values.length - 1) : 0.5);
    return {
      axis: { name, places: values.map((value) => ({ at: at(value), text: typeof value === 'number' ? formatNumber(value) : String(value) })) },
      of,
      at,
    };
  });
  const losses = runs.map(reached);
  const known = losses.filter((loss) => loss !== undefined);
  const sign = direction(runs);
  const [best, worst] = [sign * Math.min(...known.map((loss) => sign * loss)), sign * Math.max(...known.map((loss) => sign * loss))];
  const height = (loss: number | undefined) => (loss === undefined ? undefined : worst !== best ? (worst - loss) / (worst - best) : 1);
  const ends = known.length === 0 ? [] : worst !== best ? [worst, best] : [best];
  const last: ParallelAxis = {
    name: words.units[view.unit],
    places: ends.map((loss) => ({ at: height(loss)!, text: formatLoss(view.unit, loss) })),
  };
  return {
    axes: [...axes.map(({ axis }) => axis), last],
    lines: runs.map((run, index) => ({ index, runId: run.info.runId, at: [...axes.map(({ of, at }) => at(of(run))), height(losses[index])] })),
  };
}
