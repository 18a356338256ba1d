import type { RunSeries } from '../run/run-series';
import { count, loss, number, percent, seconds } from './quantity';
import { made, measured, type Premise, type Statement, statement } from './statement';

/** A validation loss above its best by this share has turned up. */
const TURNED = 1.02;

/** Where the validation loss stands, beside its best and the training loss. */
export function lossStatements(run: RunSeries): Statement[] {
  const { evaluation, best, smoothedLoss, smoothedSteps, first, last } = run;
  if (smoothedLoss === undefined || !first || !last) return [];
  const training = measured(run, 'training loss', last.step, smoothedSteps, 'steps');
  const now = { training: loss(smoothedLoss), over: count(smoothedSteps) };
  if (!evaluation || !best) {
    if (last.step === first.step) return [];
    const values = { first: loss(first.loss), now: loss(smoothedLoss), step: count(last.step), over: now.over };
    return made(statement([run], 'lossTraining', [training], values));
  }
  const evaluations = run.evaluations.rows;
  const premises = [training, measured(run, 'validation loss', evaluation.step, evaluations, 'evaluations')];
  const newest = { ...now, now: loss(evaluation.loss), step: count(evaluation.step) };
  if (evaluations === 1) return made(statement([run], 'lossOnce', premises, newest));
  const beaten = baselineStatement(run, premises, best.loss);
  const values = { ...newest, best: loss(best.loss), bestStep: count(best.step) };
  if (evaluation.loss > TURNED * best.loss) {
    // It memorises only if the training loss goes on falling meanwhile.
    const then = trainingLossAt(run, best.step);
    const id = then === undefined ? 'lossAbove' : smoothedLoss < then ? 'lossTurned' : 'lossWorse';
    const kept = { bestStep: values.bestStep };
    return made(statement([run], id, premises, values), id === 'lossTurned' ? statement([run], 'lossRemedies', premises, kept) : undefined, beaten);
  }
  if (evaluation.step === best.step) return made(statement([run], 'lossBest', premises, newest), beaten);
  return made(statement([run], 'lossLevel', premises, values), beaten);
}

/** The best baseline of the text, where it beats the network's best validation loss (nats a character). */
function baselineStatement(run: RunSeries, premises: readonly Premise[], best: number): Statement | undefined {
  if (run.measure !== 'nats') return undefined;
  const [first] = [...run.baselines].sort((a, b) => a.bitsPerCharacter - b.bitsPerCharacter);
  const baseline = first && first.bitsPerCharacter * Math.LN2;
  if (!first || baseline === undefined || baseline >= best) return undefined;
  return statement([run], 'lossBaseline', premises, { name: first.name, baseline: loss(baseline), best: loss(best) });
}

/** The smoothed training loss at a step or just after it; undefined where that report is the newest one. */
function trainingLossAt(run: RunSeries, step: number): number | undefined {
  const at = run.steps.column('step').last.findIndex((value) => value >= step);
  const value = run.steps.column('smoothed').last[at];
  return at < run.steps.length - 1 && value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** The value by which a run is judged: the best validation loss, whose weights are kept, or the training loss where nothing is held out. */
export function keptStatements(run: RunSeries): Statement[] {
  const { best, smoothedLoss, smoothedSteps, last } = run;
  if (best) {
    const premise = measured(run, 'validation loss', best.step, run.evaluations.rows, 'evaluations');
    return made(statement([run], 'kept', [premise], { value: loss(best.loss), step: count(best.step) }));
  }
  if (smoothedLoss === undefined || !last) return [];
  const premise = measured(run, 'training loss', last.step, smoothedSteps, 'steps');
  return made(statement([run], 'keptTraining', [premise], { value: loss(smoothedLoss), step: count(last.step), over: count(smoothedSteps) }));
}

/** Why a run ended, and what helps where it diverged. */
export function endStatements(run: RunSeries): Statement[] {
  const { info, done, alarm, reachedStep } = run;
  if (!run.ended || info.state === 'saving') return [];
  const premise = measured(run, 'end', reachedStep, 1, 'steps');
  const step = count(reachedStep);
  if (info.state === 'interrupted' && !alarm) return made(statement([run], 'endInterrupted', [premise], { step }));
  const reason = alarm ? 'diverged' : (done?.reason ?? (info.state === 'stopped' ? 'stopped' : info.state === 'done' ? 'budget' : undefined));
  if (reason === 'diverged') {
    const { clip, learningRate } = run.configuration;
    const rate = number(learningRate / 4);
    const values = { step: count(alarm?.step ?? reachedStep), what: alarm?.tensor ?? 'loss' };
    return made(
      statement([run], 'endDiverged', [premise], values, true),
      clip > 0
        ? statement([run], 'remedies', [premise], { rate, threshold: number(clip / 4) })
        : statement([run], 'remediesThreshold', [premise], { rate }),
    );
  }
  if (reason === 'early' && run.best)
    return made(statement([run], 'endEarly', [premise], { step, total: count(info.totalSteps), bestStep: count(run.best.step) }));
  if (reason === 'stopped') return made(statement([run], 'endStopped', [premise], { step }));
  return reason === 'budget' ? made(statement([run], 'endBudget', [premise], { step })) : [];
}

/** Characters a second over the whole run, pauses left out. */
export function speedStatements(run: RunSeries): Statement[] {
  const { last } = run;
  if (!last || run.meanSpeed === undefined) return [];
  const values = { speed: number(run.meanSpeed), steps: count(last.step), seconds: seconds(last.seconds) };
  return made(statement([run], 'speedMean', [measured(run, 'speed', last.step, last.step, 'steps')], values));
}

export function accuracyStatements(run: RunSeries): Statement[] {
  const { evaluation, firstEvaluation, mostAccurate } = run;
  if (!evaluation || !firstEvaluation || !mostAccurate) return [];
  return made(
    statement([run], 'accuracyNow', [measured(run, 'accuracy', evaluation.step, run.evaluations.rows, 'evaluations')], {
      ...{ now: percent(evaluation.accuracy), step: count(evaluation.step) },
      ...{ first: percent(firstEvaluation.accuracy), firstStep: count(firstEvaluation.step) },
      ...{ best: percent(mostAccurate.accuracy), bestStep: count(mostAccurate.step) },
    }),
  );
}

export function learningRateStatements(run: RunSeries): Statement[] {
  const { last, highestRate } = run;
  if (!last || highestRate === undefined) return [];
  const premise = measured(run, 'learning rate', last.step, run.steps.rows, 'reports');
  const values = { now: number(last.learningRate), step: count(last.step) };
  if (last.learningRate < 0.99 * highestRate) return made(statement([run], 'ratePeak', [premise], { ...values, peak: number(highestRate) }));
  return made(statement([run], 'rateNow', [premise], values));
}
