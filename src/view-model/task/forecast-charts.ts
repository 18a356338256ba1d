import type { ForecastReport } from '../../protocol/task-report';
import type { ChartModel, Line } from '../chart/chart-model';
import { type ChartWords, distinct } from '../run-charts/run-charts';
import { formatPercent } from '../statements/quantity';
import type { TaskWords } from './classification-charts';

type Words = Pick<ChartWords, 'charts'> & { readonly task: TaskWords };

const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

/** The end of the training part, the true values of the test part, what was forecast for them with its interval, and what follows. */
export function seriesChart({ history, from, truth, forecast, interval, ahead, column }: ForecastReport, t: Words): ChartModel {
  const test = range(from + history.length, truth.length);
  const after = from + history.length + truth.length;
  const lines: Line[] = [
    {
      ...{ id: 'known', label: t.task.known, color: -1, dash: 'solid', marker: 'none', width: 1.75 },
      ...{ x: range(from, history.length + truth.length), y: [...history, ...truth] },
    },
    {
      ...{
        id: 'forecast',
        label: interval ? t.task.forecastInterval.replace('{0}', formatPercent(interval.level)) : t.task.forecast,
        ...distinct(0),
        marker: 'none',
        width: 2.25,
        x: test,
        y: forecast,
      },
      ...(interval ? { band: { low: interval.low, high: interval.high } } : {}),
    },
    {
      id: 'ahead',
      label: t.task.ahead,
      ...distinct(1),
      marker: 'none',
      width: 2,
      x: [after - 1, ...range(after, ahead.length)],
      y: [truth.at(-1)!, ...ahead],
    },
  ];
  return { id: 'forecast-series', title: t.charts['forecast-series']!.title, x: axis(t.task.value), y: axis(column), lines };
}

/** How far the forecasts are off, in the order of the test part. */
export function residualChart({ history, from, truth, forecast }: ForecastReport, t: Words): ChartModel {
  const x = range(from + history.length, truth.length);
  const lines: Line[] = [
    { id: 'residual', label: t.task.residual, ...distinct(0), width: 1.75, x, y: truth.map((value, i) => value - forecast[i]!) },
    { id: 'zero', label: '0', color: -1, dash: 'dashed', marker: 'none', width: 1, x: [x[0]!, x.at(-1)!], y: [0, 0] },
  ];
  return { id: 'forecast-residuals', title: t.charts['forecast-residuals']!.title, x: axis(t.task.value), y: axis(t.task.residual), lines };
}

/**
 * Root mean squared error so many values ahead, from every origin of the test part, of the network and its baselines.
 * @param notes names of the baselines of this run, where they have an own one
 */
export function horizonChart({ horizons, errors }: ForecastReport, t: Words, notes: Readonly<Record<string, string>> = {}): ChartModel {
  const most = (own: readonly { readonly rmse: number }[]) => Math.max(...own.map(({ rmse }) => rmse));
  const near = 2 * most(errors.network ?? []);
  const lines = Object.entries(errors).map(
    ([name, own], i): Line => ({
      ...{ id: name, label: notes[name] ?? t.task.names[name] ?? name, ...distinct(i), width: name === 'network' ? 2.5 : 1.5 },
      // A method that is far worse leaves the chart, so that those near the network can be told apart.
      ...{ x: horizons, y: own.map(({ rmse }) => rmse), guide: name !== 'network' && most(own) > near },
    }),
  );
  return { id: 'forecast-horizons', title: t.charts['forecast-horizons']!.title, x: axis(t.task.horizon), y: axis(t.task.rmse), lines };
}

const axis = (label: string) => ({ label, kind: 'linear' }) as const;
