import type { ChartModel, Line } from '../chart/chart-model';
import type { View } from '../chart/units';
import type { RunSeries } from '../run/run-series';
import { type ChartWords, chart, distinct, stepPositions } from './run-charts';

/** A ratio of updates to weights around a thousandth learns at a healthy pace: the rule of thumb of the chart's text. */
export const HEALTHY_RATIO = 1e-3;

type TensorKind = 'tensor-gradients' | 'clipped-gradients' | 'update-ratios';
const COLUMNS: Record<TensorKind, string> = { 'tensor-gradients': 'norm', 'clipped-gradients': 'clipped', 'update-ratios': 'ratio' };

/** Gradient norm of every tensor before or after clipping, or the length of its updates against that of its weights: all span decades. */
export function tensorChart(kind: TensorKind, run: RunSeries, view: View, words: ChartWords & { readonly total: string }): ChartModel {
  const x = stepPositions(run, run.gradients, view.x);
  const ends = x.length > 0 ? [x[0]!, x[x.length - 1]!] : [];
  const level = (id: string, label: string, value: number): Line => ({
    ...{ id, label, color: -1, dash: 'dotted', marker: 'none', width: 1.25 },
    ...{ x: ends, y: ends.map(() => value) },
  });
  const lines = run.tensors.map((tensor, i): Line => {
    const { last } = run.gradients.column(`${COLUMNS[kind]}.${tensor}`);
    return { id: tensor, label: tensorLabel(tensor), ...distinct(i), width: 1.5, x, y: last };
  });
  if (kind === 'update-ratios') lines.push(level('healthy', `${words.rule} 10⁻³`, HEALTHY_RATIO));
  else {
    const { last } = run.gradients.column(kind === 'tensor-gradients' ? 'total' : 'clippedTotal');
    lines.push({ id: 'total', label: words.total, color: -1, dash: 'solid', marker: 'circle', width: 2, x, y: last });
    const { clip, clipMode } = run.configuration;
    if (clip > 0 && clipMode === 'norm') lines.push(level('threshold', `${words.threshold} ${clip}`, clip));
  }
  return chart(kind, view, words, lines, kind === 'update-ratios' ? words.ratio : words.normAxis, 'log');
}

/** Updates that a share of clipped ones is about: of a single one it is nothing or all. */
const CLIP_WINDOW = 100;

/** Share of the latest updates that the gradient threshold cut, in percent. */
export function clipChart(run: RunSeries, view: View, words: ChartWords & { readonly clipAxis: string; readonly clipLine: string }): ChartModel {
  const x = stepPositions(run, run.steps, view.x);
  const steps = run.steps.column('step').last;
  const shares = run.steps.column('clipped').mean;
  const updates = (i: number) => steps[i]! - (steps[i - 1] ?? 0);
  let [from, clipped, held] = [0, 0, 0];
  const y = shares.map((share, i) => {
    clipped += share * updates(i);
    held += updates(i);
    for (; from < i && held - updates(from) >= CLIP_WINDOW; from++) {
      clipped -= shares[from]! * updates(from);
      held -= updates(from);
    }
    return Math.max(0, Math.min(100, (100 * clipped) / held));
  });
  const model = chart(
    'clip-rate',
    view,
    words,
    [{ id: 'clip', label: words.clipLine, color: 0, dash: 'solid', marker: 'none', width: 1.5, x, y }],
    words.clipAxis,
  );
  return { ...model, y: { ...model.y, most: 100 } };
}

/** A tensor's name with the tutorial's letter: U and W of a layer, V of the output. */
export function tensorLabel(name: string): string {
  const kind = /(?:weight_ih|weight_hh)(?=_l\d+$)|^head\.weight$/.exec(name)?.[0];
  const letter = kind && { weight_ih: 'U', weight_hh: 'W', 'head.weight': 'V' }[kind];
  const short = name.replace(/^rnn\./, '');
  return letter ? `${letter} (${short})` : short;
}
