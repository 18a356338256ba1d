import { SPIKE } from '../run/norm-watch';
import type { RunSeries } from '../run/run-series';
import { count, factor, number, percent, span } from './quantity';
import { made, measured, type Statement, statement } from './statement';

/** Share of clipped updates from which on nearly every gradient has the length of the threshold. */
const ALWAYS_CLIPPED = 0.9;

/** The largest gradient norm of all steps, and whether it stands out from the steps before it. */
export function normStatements(run: RunSeries): Statement[] {
  const { norms, alarm, last } = run;
  const { largest, spike, calm, judged } = norms;
  const found: (Statement | undefined)[] = [];
  if (alarm) {
    const before = Math.max(...(alarm.recentNorms ?? []).filter(Number.isFinite), largest?.norm ?? Number.NEGATIVE_INFINITY);
    const premise = measured(run, 'gradient norm', alarm.step, Math.max(1, alarm.step), 'steps');
    found.push(statement([run], 'normNotFinite', [premise], { what: alarm.tensor, step: count(alarm.step), before: number(before) }, true));
  }
  if (!largest || !last) return made(...found);
  const steps = run.clipping.steps;
  const premise = measured(run, 'gradient norm', last.step, steps, 'steps');
  const values = { largest: number(largest.norm), at: span(largest.from, largest.to), steps: count(steps) };
  if (spike && largest.norm === spike.norm)
    found.push(
      statement([run], 'normSpike', [premise], {
        ...{ largest: values.largest, at: span(spike.from, spike.to), times: factor(below(spike.times)), before: count(spike.window) },
      }),
    );
  else if (!norms.complete) found.push(statement([run], 'normRecorded', [premise], values));
  else if (calm && judged > 0 && !alarm) found.push(statement([run], 'normCalm', [premise], { ...values, times: factor(SPIKE) }));
  else if (!alarm) found.push(statement([run], 'normLargest', [premise], values));
  return made(...found);
}

/** A number of two digits that is not above a value: "more than". */
function below(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.floor(value / unit) * unit).toPrecision(2));
}

/** How many of all updates were clipped. */
export function clipStatements(run: RunSeries): Statement[] {
  const { last, clipping } = run;
  const { clip } = run.configuration;
  if (!last) return [];
  const premise = measured(run, 'clipping', last.step, clipping.steps, 'steps');
  if (!(clip > 0)) return made(statement([run], 'clippedOff', [premise], {}));
  const values = { steps: count(clipping.steps), threshold: number(clip) };
  if (clipping.clipped === 0) return made(statement([run], 'clipNever', [premise], values));
  // Only a norm that is clipped leaves the direction.
  const id = run.clipRate > ALWAYS_CLIPPED && run.configuration.clipMode === 'norm' ? 'clipAlways' : 'clipSome';
  return made(statement([run], id, [premise], { ...values, clipped: count(clipping.clipped), share: percent(run.clipRate) }));
}

/** What the gradient threshold left of the newest gradient whose tensors were measured. */
export function clippedStatements(run: RunSeries): Statement[] {
  const { clip, clipMode } = run.configuration;
  const newest = run.newestGradient;
  if (!newest || !(clip > 0)) return clipStatements(run);
  const { step, total, kept } = newest;
  if (kept === undefined) return [];
  const premise = measured(run, 'gradient norm', step, 1, 'steps');
  const values = { step: count(step), total: number(total) };
  const rate = clipStatements(run);
  if (clipMode === 'value')
    return made(statement([run], 'clippedValues', [premise], { ...values, threshold: number(clip), kept: number(kept) }), ...rate);
  if (total <= clip) return made(statement([run], 'clippedNot', [premise], { ...values, threshold: number(clip) }), ...rate);
  return made(statement([run], 'clippedNow', [premise], { ...values, kept: number(kept), share: percent(kept / total) }), ...rate);
}
