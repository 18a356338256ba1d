import type { Buckets } from '../chart/buckets';
import type { Axis, ChartModel, Line } from '../chart/chart-model';
import { visibleCharacter } from '../chart/format';
import { LOSS_UNITS, type LossUnit, lossIn, positions, readsValues, type ShownUnit, type View, type XAxis } from '../chart/units';
import type { RunSeries } from '../run/run-series';

/** Words of the charts, in the language of the page. */
export interface ChartWords {
  readonly step: string;
  readonly time: string;
  readonly charactersRead: string;
  readonly character: string;
  readonly units: Readonly<Record<ShownUnit, string>>;
  readonly lossAxis: string;
  readonly normAxis: string;
  readonly lengthAxis: string;
  readonly speedAxis: string;
  readonly valueSpeedAxis: string;
  readonly accuracyAxis: string;
  readonly lagAxis: string;
  readonly shareAxis: string;
  readonly termAxis: string;
  readonly raw: string;
  readonly smoothed: string;
  readonly validation: string;
  readonly untrained: string;
  readonly norm: string;
  readonly threshold: string;
  readonly bestValidation: string;
  readonly rule: string;
  readonly sum: string;
  readonly layer: string;
  readonly cellState: string;
  readonly hiddenState: string;
  readonly speed: string;
  readonly learningRate: string;
  readonly ratio: string;
  readonly charts: Readonly<Record<string, { readonly title: string }>>;
}

const MARKERS = ['circle', 'square', 'triangle', 'diamond', 'cross'] as const;
const DASHES = ['solid', 'dashed', 'dotted', 'dashdot'] as const;

/** A line that differs from the `index`-th others in colour, dash and marker. */
export function distinct(index: number): Pick<Line, 'color' | 'dash' | 'marker'> {
  return { color: index, dash: DASHES[index % DASHES.length]!, marker: MARKERS[index % MARKERS.length]! };
}

/** What runs along the bottom, with its unit. */
export function xAxis(words: ChartWords, { x, xScale }: Pick<View, 'x' | 'xScale'>): Axis {
  const labels = { step: words.step, time: words.time, characters: words.charactersRead };
  return { label: labels[x], kind: xScale === 'log' ? 'log' : x === 'time' ? 'time' : 'linear' };
}

/** The axis of a loss: what it is and in which unit. */
export function lossAxis(words: ChartWords, { unit, scale }: Pick<View, 'unit' | 'scale'>): Axis {
  return { label: `${words.lossAxis} (${words.units[unit]})`, kind: scale === 'log' ? 'log' : 'linear' };
}

/** Loss of training (raw, with the range of its buckets, and smoothed) and validation, with the baselines as horizontal lines. */
export function lossChart(run: RunSeries, view: View, words: ChartWords): ChartModel {
  const convert = (values: readonly number[]) => values.map((nats) => lossIn(view.unit, nats));
  const { mean, low, high } = run.steps.column('loss');
  const x = stepPositions(run, run.steps, view.x);
  const lines: Line[] = [
    {
      ...{ id: 'raw', label: words.raw, color: -1, dash: 'solid', marker: 'none', width: 1 },
      ...{ x, y: convert(mean), band: { low: convert(low), high: convert(high) } },
    },
    {
      ...{ id: 'smoothed', label: words.smoothed, color: 0, dash: 'solid', marker: 'none', width: 2.25 },
      ...{ x, y: convert(run.steps.column('smoothed').last) },
    },
  ];
  if (run.evaluations.length > 0)
    lines.push({
      ...{ id: 'validation', label: words.validation, color: 1, dash: 'dashed', marker: 'circle', width: 2 },
      ...{ x: stepPositions(run, run.evaluations, view.x), y: convert(run.evaluations.column('loss').last) },
    });
  lines.push(...bestPoint(run, view, words), ...baselineLines(run, x, view, words));
  return {
    id: 'loss',
    title: words.charts.loss!.title,
    x: xAxis(words, view),
    y: lossAxis(words, view),
    lines,
  };
}

/** A mark where validation was best so far; none before there are two evaluations, or where the point was thinned away. */
function bestPoint(run: RunSeries, view: View, words: ChartWords): Line[] {
  const { best, evaluations } = run;
  if (!best || evaluations.length < 2) return [];
  const at = evaluations.column('step').last.indexOf(best.step);
  if (at < 0) return [];
  const [x, y] = [stepPositions(run, evaluations, view.x)[at]!, lossIn(view.unit, best.loss)];
  return [{ id: 'best', label: words.bestValidation, color: 1, dash: 'solid', marker: 'diamond', width: 0, x: [x], y: [y] }];
}

/**
 * Horizontal lines of what needs no network: compressors and n-grams (bits a character), and the guess that knows nothing, log V. None where the loss is in
 * another unit.
 */
export function baselineLines(run: RunSeries, x: readonly number[], view: View, words: ChartWords): Line[] {
  if (!LOSS_UNITS.includes(view.unit as LossUnit)) return [];
  const ends = x.length > 0 ? [x[0]!, x[x.length - 1]!] : [];
  const level = (id: string, label: string, nats: number, dash: Line['dash']): Line => ({
    ...{ id, label: `${label} ${lossIn(view.unit, nats).toFixed(2)}`, color: -1, marker: 'none', width: 1.25 },
    dash,
    x: ends,
    y: ends.map(() => lossIn(view.unit, nats)),
  });
  const lines = run.baselines.map(({ name, bitsPerCharacter }, i) =>
    level(`baseline.${name}`, name, bitsPerCharacter * Math.LN2, i % 2 === 0 ? 'dotted' : 'dashdot'),
  );
  const size = run.start?.vocabularySize;
  // Of a task the vocabulary is what is read, not what is reported.
  if (size && !run.info.task) lines.push(level('untrained', words.untrained, Math.log(size), 'dashed'));
  return lines;
}

/** Gradient norm before clipping, with its range, and the gradient threshold. */
export function gradientChart(run: RunSeries, view: View, words: ChartWords): ChartModel {
  const { mean, low, high } = run.steps.column('gradientNorm');
  const x = stepPositions(run, run.steps, view.x);
  const lines: Line[] = [{ id: 'norm', label: words.norm, color: 0, dash: 'solid', marker: 'none', width: 1.5, x, y: mean, band: { low, high } }];
  const { clip, clipMode } = run.info.configuration;
  if (clipMode === 'norm' && clip > 0)
    lines.push({
      ...{ id: 'threshold', label: `${words.threshold} ${clip}`, color: 1, dash: 'dashed', marker: 'none', width: 1.5 },
      ...{ x: [x[0] ?? 0, x[x.length - 1] ?? 1], y: [clip, clip] },
    });
  return chart('gradient', view, words, lines, words.normAxis, view.scale === 'log' ? 'log' : 'linear');
}

/** Mean length of the hidden state of every layer over training. */
export function hiddenChart(run: RunSeries, view: View, words: ChartWords): ChartModel {
  const x = stepPositions(run, run.steps, view.x);
  const lines = Array.from({ length: run.layers }, (_, layer): Line => {
    const { mean } = run.steps.column(`hidden.${layer}`);
    return { id: `layer.${layer}`, label: `${words.layer} ${layer + 1}`, ...distinct(layer), marker: 'none', width: 1.75, x, y: mean };
  });
  return chart('hidden', view, words, lines, words.lengthAxis, view.scale === 'log' ? 'log' : 'linear');
}

/** Length of the hidden state along the characters of the window that was read last. */
export function windowChart(run: RunSeries, view: View, words: ChartWords): ChartModel {
  const hidden = run.window?.hiddenNorms ?? [];
  const names = [...(run.window?.text ?? '')].map(visibleCharacter);
  const x = Array.from({ length: hidden[0]?.length ?? 0 }, (_, t) => t + 1);
  const lines = hidden.map(
    (norms, layer): Line => ({ id: `hidden.${layer}`, label: `${words.layer} ${layer + 1}`, ...distinct(layer), width: 1.75, x, y: norms }),
  );
  return {
    id: 'window',
    title: words.charts.window!.title,
    x: { label: words.character, kind: 'linear' },
    y: { label: words.lengthAxis, kind: view.scale === 'log' ? 'log' : 'linear' },
    lines,
    names,
  };
}

export function speedChart(run: RunSeries, view: View, words: ChartWords): ChartModel {
  const x = stepPositions(run, run.steps, view.x);
  const { mean, low, high } = run.steps.column('speed');
  const line: Line = { id: 'speed', label: words.speed, color: 0, dash: 'solid', marker: 'none', width: 1.5, x, y: mean, band: { low, high } };
  return chart('speed', view, words, [line], readsValues(run) ? words.valueSpeedAxis : words.speedAxis);
}

export function learningRateChart(run: RunSeries, view: View, words: ChartWords): ChartModel {
  const x = stepPositions(run, run.steps, view.x);
  const y = run.steps.column('learningRate').last;
  return chart(
    'learning-rate',
    view,
    words,
    [{ id: 'rate', label: words.learningRate, color: 0, dash: 'solid', marker: 'none', width: 1.5, x, y }],
    `${words.learningRate} η`,
    view.scale === 'log' ? 'log' : 'linear',
  );
}

/** Share of predictions whose likeliest character was right, on the validation part. */
export function accuracyChart(run: RunSeries, view: View, words: ChartWords): ChartModel {
  const x = stepPositions(run, run.evaluations, view.x);
  const y = run.evaluations.column('accuracy').last.map((share) => 100 * share);
  const line: Line = { id: 'accuracy', label: words.validation, color: 0, dash: 'solid', marker: 'circle', width: 1.75, x, y };
  const model = chart('accuracy', view, words, [line], words.accuracyAxis);
  return { ...model, y: { ...model.y, most: 100 } };
}

export function stepPositions(run: RunSeries, buckets: Buckets, axis: XAxis): number[] {
  return positions(run, axis, buckets.column('step'), buckets.column('seconds'));
}

export function chart(id: string, view: View, words: ChartWords, lines: Line[], y: string, kind: 'linear' | 'log' = 'linear'): ChartModel {
  return { id, title: words.charts[id]!.title, x: xAxis(words, view), y: { label: y, kind }, lines };
}
