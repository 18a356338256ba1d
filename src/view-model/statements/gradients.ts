import { describeKind } from '../../network/layers/descriptions';
import type { DiagnosisEvent } from '../../protocol/diagnostics';
import { kindsOf } from '../../protocol/kinds';
import type { RunSeries } from '../run/run-series';
import { HEALTHY_RATIO, tensorLabel } from '../run-charts/gradient-charts';
import { count, GROWN, number, share } from './quantity';
import { made, measured, type Premise, type Statement, statement } from './statement';

/** Characters back at which runs are told apart: beyond the length of most words. */
export const JUDGED_LAG = 20;
/** Share of a gradient below which it counts as vanished there. */
export const VANISHED = 0.01;

/** What of a gradient is left at a lag: log10 of the share, -Infinity for an exact zero. */
export interface Left {
  readonly lag: number;
  readonly log: number;
}

/** How much of a gradient the best layer keeps over a lag; undefined where the text was too short for it. */
export function leftAt({ diagnosis }: DiagnosisEvent, lag: number): number | undefined {
  const { lags, norms, positions, unmeasured } = diagnosis.flow;
  // The best layer may be one of those that nothing is known of.
  if (unmeasured) return undefined;
  const at = lags.indexOf(lag);
  // null stands for a zero and for a lag that no position is far enough from the start for.
  if (at < 0 || norms.length === 0 || !positions.some((position) => position >= lag)) return undefined;
  // Without a matrix and without any product the layers have no Jacobian of a state: attention, convolution.
  if (diagnosis.spectra.every((gates) => gates.length === 0) && norms.every((layer) => layer.every((log) => log === null))) return undefined;
  return Math.max(...norms.map((layer) => layer[at] ?? Number.NEGATIVE_INFINITY));
}

/** Whether nothing but a window of characters is read: no recurrent matrix, and no gradient one character back. */
export function isMemoryless(run: RunSeries, { diagnosis }: DiagnosisEvent): boolean {
  if (kindsOf(run.configuration).some((kind) => describeKind(kind).inputWindow === undefined)) return false;
  return diagnosis.spectra.every((gates) => gates.length === 0) && diagnosis.flow.norms.every((layer) => layer.every((log) => log === null));
}

/** The same at the judged lag, or at the longest one that the text is long enough for. */
function leftAtJudged(event: DiagnosisEvent): Left | undefined {
  const lags = event.diagnosis.flow.lags.filter((lag) => lag <= JUDGED_LAG && leftAt(event, lag) !== undefined);
  const lag = Math.max(...lags);
  return lags.length > 0 ? { lag, log: leftAt(event, lag)! } : undefined;
}

/** How far back a gradient reaches: the last distance at which at least VANISHED of it is left. */
interface Reach {
  /** Characters, read off between the measured lags. */
  readonly characters: number;
  /** log10 of what is left at the longest measured lag, where the gradient reaches that far: it may reach further. */
  readonly beyond: number | undefined;
}

function reachOf(event: DiagnosisEvent): Reach | undefined {
  const points = event.diagnosis.flow.lags.flatMap((lag): Left[] => {
    const log = leftAt(event, lag);
    return log === undefined ? [] : [{ lag, log }];
  });
  const least = Math.log10(VANISHED);
  const at = points.findLastIndex(({ log }) => log >= least);
  const [here, next] = [points[at], points[at + 1]];
  if (points.length === 0) return undefined;
  if (!here) return { characters: 0, beyond: undefined };
  if (!next) return { characters: here.lag, beyond: here.log };
  // An exact zero has no logarithm to go towards.
  const way = Number.isFinite(next.log) ? (here.log - least) / (here.log - next.log) : 0;
  return { characters: Math.min(next.lag - 1, Math.floor(here.lag + way * (next.lag - here.lag))), beyond: undefined };
}

/** Of which step the weights are that the diagnoses speak of, and what is not known yet. */
export function diagnosisStatements(run: RunSeries): Statement[] {
  const newest = run.diagnoses.at(-1);
  const { reachedStep } = run;
  if (reachedStep === 0) return [];
  if (!newest) return made(statement([run], 'diagnosisMissing', [measured(run, 'diagnosis', reachedStep, 1, 'steps')], {}));
  const at = measured(run, 'diagnosis', newest.step, 1, 'steps');
  // While a run goes on its diagnoses follow as time allows.
  if (newest.step === reachedStep || (!run.ended && newest.step > 0)) return made(shownWeights(run, newest.step, at));
  const premises = [at, measured(run, 'steps', reachedStep, reachedStep, 'steps')];
  const values = { reached: count(reachedStep) };
  if (newest.step === 0) return made(statement([run], 'diagnosisBefore', premises, values));
  return made(statement([run], 'diagnosisEarlier', premises, { ...values, step: count(newest.step) }));
}

/** Of which step the diagnosed weights are, and where a run is over and others are kept, of which those are. */
function shownWeights(run: RunSeries, at: number, premise: Premise): Statement | undefined {
  const { best } = run;
  if (!run.ended || !best || best.step === at) return statement([run], 'diagnosisAt', [premise], { step: count(at) });
  const kept = measured(run, 'validation loss', best.step, run.evaluations.rows, 'evaluations');
  return statement([run], 'diagnosisKept', [premise, kept], { step: count(at), bestStep: count(best.step) });
}

/** The newest diagnosis, where it has followed a gradient back. */
function followed(run: RunSeries): DiagnosisEvent | undefined {
  const newest = run.diagnoses.at(-1);
  return newest && newest.diagnosis.flow.norms.length > 0 && !newest.diagnosis.flow.unmeasured && !isMemoryless(run, newest) ? newest : undefined;
}

/** Whether a gradient vanishes, gets through or grows on its way back: the one rule by which all tabs say so. undefined where nothing is known. */
export function passageStatement(run: RunSeries): Statement | undefined {
  const newest = followed(run);
  const now = newest && leftAtJudged(newest);
  if (!now) return undefined;
  const { lag, log } = now;
  const id = log < Math.log10(VANISHED) ? 'flowGone' : log > Math.log10(GROWN) ? 'flowGrows' : 'flowLeft';
  const values = { share: share(log), lag: count(lag), step: count(newest.step) };
  return statement([run], id, [measured(run, 'gradient flow', newest.step, lag, 'characters')], values);
}

/** How many characters back a gradient reaches, and how many of them training lets it pass. */
export function reachStatements(run: RunSeries): Statement[] {
  const newest = followed(run);
  const reached = newest && reachOf(newest);
  if (!reached) return [];
  const { characters, beyond } = reached;
  const premises = [measured(run, 'gradient flow', newest.step, Math.max(1, characters), 'characters')];
  const reach = { reach: count(characters), step: count(newest.step) };
  const { sequenceLength } = run.configuration;
  return made(
    beyond === undefined
      ? statement([run], 'flowReach', premises, reach)
      : statement([run], 'flowReachAll', premises, { ...reach, share: share(beyond) }),
    run.info.task === undefined && sequenceLength < characters
      ? statement([run], 'flowWindow', premises, { window: count(sequenceLength) })
      : undefined,
  );
}

/** What is left of a gradient some characters back, now and before training. */
export function flowStatements(run: RunSeries): Statement[] {
  const [first, newest] = [run.diagnoses[0], run.diagnoses.at(-1)];
  if (!first || !newest || newest.diagnosis.flow.norms.length === 0 || newest.diagnosis.flow.unmeasured) return [];
  const { step, diagnosis } = newest;
  if (isMemoryless(run, newest))
    return made(
      statement([run], 'memoryless', [measured(run, 'gradient flow', step, diagnosis.characters, 'characters')], {
        window: count(run.configuration.window),
      }),
    );
  const now = leftAtJudged(newest);
  if (!now && newest.diagnosis.flow.influence) return [];
  if (!now)
    return made(
      statement([run], 'flowShort', [measured(run, 'gradient flow', step, diagnosis.characters, 'characters')], {
        characters: count(diagnosis.characters),
      }),
    );
  const { lag } = now;
  const before = leftAt(first, lag);
  const fromUntrained = first.step === 0 && step > 0 && !run.continued && before !== undefined;
  return made(
    passageStatement(run),
    fromUntrained
      ? statement([run], 'flowBefore', [measured(run, 'gradient flow', 0, lag, 'characters')], { share: share(before), lag: count(lag) })
      : undefined,
  );
}

/** How much the outputs listen to a character some places back, beside the newest one: for every kind of layer. */
export function influenceStatements(run: RunSeries): Statement[] {
  const newest = run.diagnoses.findLast(({ diagnosis }) => diagnosis.flow.influence);
  if (!newest) return [];
  const { lags, norms, positions } = newest.diagnosis.flow.influence!;
  const [now] = norms;
  const within = lags.filter((lag) => lag > 0 && lag <= JUDGED_LAG && positions.some((position) => position >= lag));
  if (now == null || within.length === 0) return [];
  const lag = Math.max(...within);
  const log = norms[lags.indexOf(lag)];
  const premises = [measured(run, 'influence', newest.step, lag, 'characters')];
  const values = { lag: count(lag), step: count(newest.step) };
  return made(
    log == null ? statement([run], 'heardNot', premises, values) : statement([run], 'heard', premises, { ...values, share: share(log - now) }),
  );
}

/** From how far back the sum ∂E_t/∂W comes: of the last layer. */
export function termsStatements(run: RunSeries): Statement[] {
  const newest = run.diagnoses.at(-1);
  const logs = newest?.diagnosis.terms?.norms.at(-1) ?? [];
  const lengths = logs.map((log) => (log === null ? 0 : 10 ** log));
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const nearest = logs[0];
  const lag = Math.min(JUDGED_LAG, logs.length - 1);
  if (!newest || lag < 1 || !(all > 0) || nearest === null || nearest === undefined) return [];
  let sum = 0;
  const within = lengths.findIndex((length) => {
    sum += length;
    return sum >= 0.9 * all;
  });
  const left = (logs[lag] ?? Number.NEGATIVE_INFINITY) - nearest;
  return made(
    statement(
      [run],
      left < Math.log10(VANISHED) ? 'termsNear' : 'termsFar',
      [measured(run, 'gradient terms', newest.step, logs.length, 'characters')],
      { within: count(within + 1), lag: count(lag), share: share(left), step: count(newest.step) },
    ),
  );
}

/** Whether the recurrent matrices get far less gradient than the output's. */
export function tensorsStatements(run: RunSeries): Statement[] {
  const newest = run.newestGradient;
  if (!newest) return [];
  const { step, norms } = newest;
  const recurrent = Object.entries(norms).filter(([name]) => /weight_hh/.test(name));
  const output = norms['head.weight'];
  if (recurrent.length === 0 || output === undefined) return [];
  const least = Math.min(...recurrent.map(([, norm]) => norm));
  if (!(least > 0) || !(output > 0)) return [];
  const far = least < output / 10;
  return made(
    statement([run], far ? 'tensorsFar' : 'tensorsNear', [measured(run, 'tensor gradients', step, recurrent.length + 1, 'tensors')], {
      ...{ recurrent: number(least), output: number(output), times: number(far ? output / least : least / output), step: count(step) },
    }),
  );
}

/** Tensors whose updates are far from the healthy pace of a thousandth. */
export function ratiosStatements(run: RunSeries): Statement[] {
  const newest = run.newestGradient;
  if (!newest) return [];
  const ratios = Object.entries(newest.ratios)
    .filter(([, ratio]) => Number.isFinite(ratio))
    .sort(([, a], [, b]) => b - a);
  const [most, least] = [ratios[0], ratios.at(-1)];
  if (!most || !least) return [];
  const premises = [measured(run, 'update ratios', newest.step, ratios.length, 'tensors')];
  const values = { name: tensorLabel(most[0]), most: number(most[1]), step: count(newest.step) };
  const high = ratios.filter(([, ratio]) => ratio > 10 * HEALTHY_RATIO).length;
  if (high > 0) return made(statement([run], 'ratiosHigh', premises, { ...values, count: count(high), all: count(ratios.length) }));
  if (most[1] < HEALTHY_RATIO / 10) return made(statement([run], 'ratiosLow', premises, values));
  return made(statement([run], 'ratiosHealthy', premises, { ...values, leastName: tensorLabel(least[0]), least: number(least[1]) }));
}
