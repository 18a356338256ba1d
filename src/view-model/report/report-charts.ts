import type { ChartModel, Line } from '../chart/chart-model';
import type { AxisKind } from '../chart/ticks';
import { distinct } from '../run-charts/run-charts';
import type { ReportWords } from './report-words';
import type { Curve, ReportedRun } from './reported-run';

/** The charts of a report: those that any of the runs has points for. */
export function reportCharts(runs: readonly ReportedRun[], labels: readonly string[], words: ReportWords): ChartModel[] {
  const sameUnit = new Set(runs.map(({ measure }) => measure)).size <= 1;
  const lossLabel = `${words.loss} (${sameUnit && runs[0]?.measure === 'nats' ? words.nats : words.own})`;
  const chart = (
    id: string,
    title: string,
    x: string,
    y: { readonly label: string; readonly kind: AxisKind },
    of: (run: ReportedRun) => Curve | undefined,
  ): ChartModel[] => {
    const lines = runs.flatMap((run, i): Line[] => {
      const curve = of(run);
      if (!curve?.x.length) return [];
      return [{ ...{ id: String(i), label: labels[i]!, ...distinct(i), marker: 'none', width: 1.9 }, ...curve }];
    });
    return lines.length > 0 ? [{ ...{ id, title, y, lines }, x: { label: x, kind: 'linear' } }] : [];
  };
  const loss = { label: lossLabel, kind: 'linear' } as const;
  return [
    ...chart('validation', words.validationLoss, words.step, loss, ({ validation }) => validation),
    ...chart('training', words.trainingLoss, words.step, loss, ({ training }) => training),
    ...chart('gradientNorm', words.gradientNorm, words.step, { label: words.norm, kind: 'log' }, ({ gradientNorm }) => gradientNorm),
    ...chart(
      'gradientFlow',
      words.gradientFlow,
      words.lag,
      { label: words.share, kind: 'log' },
      ({ gradientFlow }) => gradientFlow && shares(gradientFlow),
    ),
  ];
}

function shares({ lags, norms }: NonNullable<ReportedRun['gradientFlow']>): Curve {
  return { x: lags, y: norms.map((log) => (log === null ? Number.NaN : 10 ** log)) };
}
