import type { PlaygroundCell } from '../../protocol/playground';
import type { ChartModel, Line } from '../chart/chart-model';
import type { PlaygroundSeries } from '../run/playground-series';
import { distinct } from './run-charts';

export interface PlaygroundWords {
  readonly step: string;
  readonly chance: string;
  readonly solved: string;
  readonly before: string;
  readonly after: string;
  readonly squaredError: string;
  readonly nats: string;
  readonly lagAxis: string;
  readonly shareAxis: string;
  readonly cells: Readonly<Record<PlaygroundCell, string>>;
}

/** Loss of every network against the updates, from the first look on (untrained ones are far above chance), with chance and the solved mark as lines. */
export function solveChart(series: PlaygroundSeries, words: PlaygroundWords, title: string, scale: 'linear' | 'log'): ChartModel {
  const { begin } = series;
  const lines: Line[] = [...series.runs].map(([cell, { steps, losses }], i) => ({
    ...{ id: cell, label: words.cells[cell], ...distinct(i), width: 2, x: steps.slice(1), y: losses.slice(1) },
  }));
  const start = Math.min(...lines.flatMap(({ x }) => x.slice(0, 1)), Number.MAX_SAFE_INTEGER);
  const end = Math.max(start, ...lines.flatMap(({ x }) => x.slice(-1)));
  const level = (id: string, label: string, value: number, dash: 'dotted' | 'dashdot'): Line => ({
    ...{ id, label: `${label} ${Number(value.toPrecision(3))}`, color: -1, dash, marker: 'none', width: 1.25, x: [start, end], y: [value, value] },
  });
  if (begin && lines.some(({ x }) => x.length > 0))
    lines.push(
      level('chance', words.chance, begin.chance, 'dotted'),
      ...(begin.solvedBelow === null ? [] : [level('solved', words.solved, begin.solvedBelow, 'dashdot')]),
    );
  const label = begin?.example.task === 'symbols' ? words.nats : words.squaredError;
  return { id: 'playground', title, x: { label: words.step, kind: 'linear' }, y: { label, kind: scale }, lines };
}

/** log10 ‖∂s_T/∂s_k‖₂ against the lag, of every network that was looked at: before training quiet, and after it. */
export function memoryChart(series: PlaygroundSeries, words: PlaygroundWords, title: string): ChartModel {
  const lines = [...series.runs].flatMap(([cell, { flows }], i): Line[] =>
    [flows[0], flows.length > 1 ? flows.at(-1) : undefined].flatMap((flow, later) =>
      flow
        ? [
            {
              ...{ id: `${cell}.${later ? 'after' : 'before'}`, label: `${words.cells[cell]} ${later ? words.after : words.before}` },
              ...{ ...distinct(i), dash: later ? ('solid' as const) : ('dotted' as const), width: later ? 2.25 : 1.5 },
              ...{ x: [...flow.lags], y: flow.norms.map((norm) => (norm === null ? Number.NaN : Number(norm.toFixed(6)))) },
            },
          ]
        : [],
    ),
  );
  return { id: 'playground-flow', title, x: { label: words.lagAxis, kind: 'linear' }, y: { label: words.shareAxis, kind: 'exponent' }, lines };
}
