import { formatNumber } from '../chart/format';
import { HEALTHY_RATIO, tensorLabel } from '../run/gradient-charts';
import type { RunSeries } from '../run/run-series';
import { type Finding, percent } from './finding';
import { formatShare, JUDGED_LAG, leftAt, VANISHED } from './memory-sentences';

const three = (value: number) => formatNumber(Number(value.toPrecision(3)));

/** What is left of a gradient after JUDGED_LAG characters, now and before training. */
export function flowFindings(run: RunSeries): Finding[] {
  const [first, newest] = [run.diagnoses[0], run.diagnoses.at(-1)];
  const now = newest && leftAt(newest, JUDGED_LAG);
  if (!first || !newest || now === undefined) return [];
  const id = now < Math.log10(VANISHED) ? 'flowGone' : now > 0 ? 'flowGrows' : 'flowLeft';
  const found: Finding[] = [{ id, values: [formatShare(now), JUDGED_LAG, newest.step] }];
  const before = leftAt(first, JUDGED_LAG);
  if (first !== newest && before !== undefined) found.push({ id: 'flowBefore', values: [formatShare(before), first.step] });
  return found;
}

/** From how far back the sum ∂E_t/∂W comes: of the last layer. */
export function termsFinding(run: RunSeries): Finding | undefined {
  const logs = run.diagnoses.at(-1)?.diagnosis.terms?.norms.at(-1) ?? [];
  const lengths = logs.map((log) => (log === null ? 0 : 10 ** log));
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const [nearest, far] = [logs[0], logs[JUDGED_LAG]];
  if (!(all > 0) || nearest === null || nearest === undefined || logs.length <= JUDGED_LAG) return undefined;
  let sum = 0;
  const within = lengths.findIndex((length) => {
    sum += length;
    return sum >= 0.9 * all;
  });
  const share = (far ?? Number.NEGATIVE_INFINITY) - nearest;
  return { id: share < Math.log10(VANISHED) ? 'termsNear' : 'termsFar', values: [within + 1, JUDGED_LAG, formatShare(share)] };
}

/** Whether the recurrent matrix is asked to change far less than the output: of the first layer's W and V. */
export function tensorsFinding(run: RunSeries): Finding | undefined {
  const newest = (tensor: string) => run.gradients.column(`norm.${tensor}`).last.findLast(Number.isFinite);
  const W = run.tensors.filter((name) => name.startsWith('rnn.weight_hh')).map((name) => newest(name) ?? 0);
  const V = newest('head.weight');
  if (W.length === 0 || V === undefined) return undefined;
  const least = Math.min(...W);
  if (!(least > 0) || !(V > 0)) return undefined;
  const far = least < V / 10;
  return { id: far ? 'tensorsFar' : 'tensorsNear', values: [three(least), three(V), three(far ? V / least : least / V)] };
}

/** What the gradient threshold made of the newest gradient. */
export function clippedFinding(run: RunSeries): Finding | undefined {
  const { clip, clipMode } = run.configuration;
  if (!(clip > 0)) return { id: 'clippedOff', values: [] };
  const total = run.gradients.column('total').last.findLast(Number.isFinite);
  const kept = run.gradients.column('clippedTotal').last.findLast(Number.isFinite);
  if (total === undefined || kept === undefined) return undefined;
  if (clipMode === 'value') return { id: 'clippedValues', values: [clip, three(total), three(kept), percent(run.clipRate)] };
  if (total <= clip) return { id: 'clippedNot', values: [three(total), clip, percent(run.clipRate)] };
  return { id: 'clippedNow', values: [three(total), clip, percent(kept / total), percent(run.clipRate)] };
}

/** How many of all updates were cut. */
export function clipRateFinding(run: RunSeries): Finding | undefined {
  const { clip } = run.configuration;
  if (!run.last) return undefined;
  if (!(clip > 0)) return { id: 'clippedOff', values: [] };
  const rate = run.clipRate;
  return { id: rate === 0 ? 'clipNever' : rate > 0.9 ? 'clipAlways' : 'clipSome', values: [percent(rate), run.last.step, clip] };
}

/** Tensors whose updates are far from the healthy pace of a thousandth. */
export function ratiosFinding(run: RunSeries): Finding | undefined {
  const ratios = run.tensors.flatMap((tensor) => {
    const ratio = run.gradients.column(`ratio.${tensor}`).last.findLast(Number.isFinite);
    return ratio === undefined ? [] : [{ name: tensorLabel(tensor), ratio }];
  });
  ratios.sort((a, b) => b.ratio - a.ratio);
  const [most, least] = [ratios[0], ratios.at(-1)];
  if (!most || !least) return undefined;
  if (most.ratio > 10 * HEALTHY_RATIO)
    return {
      id: 'ratiosHigh',
      values: [most.name, three(most.ratio), ratios.filter(({ ratio }) => ratio > 10 * HEALTHY_RATIO).length, ratios.length],
    };
  if (most.ratio < HEALTHY_RATIO / 10) return { id: 'ratiosLow', values: [most.name, three(most.ratio)] };
  return { id: 'ratiosHealthy', values: [least.name, three(least.ratio), most.name, three(most.ratio)] };
}
