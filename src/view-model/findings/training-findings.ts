import { formatNumber } from '../chart/format';
import { lossIn, type View } from '../chart/units';
import type { ChartWords } from '../run/run-charts';
import type { RunSeries } from '../run/run-series';
import { type Finding, percent } from './finding';

/** A validation loss above its best by this share has turned up. */
const TURNED = 1.02;
/** A norm above the median by this factor is a spike. */
const SPIKE = 10;

const three = (value: number) => formatNumber(Number(value.toPrecision(3)));

/** Where the validation loss stands, beside its best and the training loss. */
export function lossFinding(run: RunSeries, view: View, words: ChartWords): Finding | undefined {
  const { evaluation, best, smoothedLoss } = run;
  const told = (nats: number) => lossIn(view.unit, nats).toFixed(3);
  const unit = words.units[view.unit];
  const first = run.steps.column('loss').mean.find(Number.isFinite);
  if (smoothedLoss === undefined || first === undefined) return undefined;
  if (!evaluation || !best) return { id: 'lossTraining', values: [told(first), told(smoothedLoss), unit] };
  const values = [told(best.loss), best.step, told(evaluation.loss), told(smoothedLoss), unit];
  if (run.evaluations.column('step').last.length === 1) return { id: 'lossOnce', values };
  if (evaluation.loss > TURNED * best.loss) return { id: 'lossTurned', values };
  return { id: evaluation.step === best.step ? 'lossBest' : 'lossLevel', values };
}

/** The largest gradient norm of the run, and whether it stands out. */
export function normFinding(run: RunSeries): Finding | undefined {
  const { mean, high } = run.steps.column('gradientNorm');
  const sorted = mean.filter(Number.isFinite).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median === undefined) return undefined;
  let at = 0;
  high.forEach((norm, i) => {
    if (norm > high[at]! || !Number.isFinite(high[at])) at = i;
  });
  const step = run.steps.column('step').last[at] ?? 0;
  const largest = high[at]!;
  return {
    id: largest > SPIKE * median ? 'normSpike' : 'normCalm',
    values: [three(median), three(largest), step, formatNumber(Number((largest / median).toPrecision(2)))],
  };
}

export function speedFinding(run: RunSeries): Finding | undefined {
  const { mean, low } = run.steps.column('speed');
  const known = mean.filter(Number.isFinite);
  if (known.length === 0) return undefined;
  const average = known.reduce((sum, speed) => sum + speed, 0) / known.length;
  return { id: 'speedMean', values: [three(average), three(low.filter(Number.isFinite).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY))] };
}

export function accuracyFinding(run: RunSeries): Finding | undefined {
  const shares = run.evaluations.column('accuracy').last.filter(Number.isFinite);
  const [first, last] = [shares[0], shares.at(-1)];
  return first === undefined || last === undefined
    ? undefined
    : { id: 'accuracyNow', values: [percent(last), percent(first), percent(Math.max(...shares))] };
}

export function learningRateFinding(run: RunSeries): Finding | undefined {
  const rates = run.steps.column('learningRate').last;
  const now = rates.findLast(Number.isFinite);
  if (now === undefined) return undefined;
  const peak = rates.filter(Number.isFinite).reduce((most, rate) => Math.max(most, rate), 0);
  return { id: now < 0.99 * peak ? 'ratePeak' : 'rateNow', values: [three(peak), three(now)] };
}
