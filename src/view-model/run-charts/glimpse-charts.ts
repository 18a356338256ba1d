import type { GlimpseNetworkId } from '../../protocol/glimpses';
import type { ChartModel, Line } from '../chart/chart-model';
import type { GlimpsePoint, GlimpseSeries } from '../run/glimpse-series';
import { distinct } from './run-charts';

export interface GlimpseWords {
  readonly update: string;
  readonly share: string;
  readonly glimpseAxis: string;
  readonly networks: Readonly<Record<GlimpseNetworkId, string>>;
}

const percent = (share: number): number => Number((100 * share).toFixed(2));

/** Share of right answers after the last glimpse against the updates. */
export function learningChart({ points }: GlimpseSeries, words: GlimpseWords, title: string): ChartModel {
  const last = ({ accuracies }: GlimpsePoint) => percent(accuracies.at(-1)!);
  const lines = [...points].map(
    ([network, some], i): Line => ({
      ...{ id: network, label: words.networks[network], ...distinct(i), width: 2, x: some.map(({ step }) => step), y: some.map(last) },
    }),
  );
  const share = { label: `${words.share} (%)`, kind: 'linear', most: 100 } as const;
  return { id: 'glimpses', title, x: { label: words.update, kind: 'linear' }, y: share, lines };
}

/** Share of right answers of the newest weights after each glimpse; one that sees everything at once is a level line. */
export function byGlimpseChart(series: GlimpseSeries, words: GlimpseWords, title: string): ChartModel {
  const glimpses = series.begin?.request.glimpses ?? 0;
  const x = Array.from({ length: glimpses }, (_, t) => t + 1);
  const lines = series.newest().map(
    ({ network, accuracies }, i): Line => ({
      ...{ id: network, label: words.networks[network], ...distinct(i), width: 2, x },
      y: x.map((t) => percent(accuracies[Math.min(t, accuracies.length) - 1]!)),
    }),
  );
  const share = { label: `${words.share} (%)`, kind: 'linear', most: 100 } as const;
  return { id: 'glimpses-each', title, x: { label: words.glimpseAxis, kind: 'linear' }, y: share, lines, names: x.map(String) };
}
