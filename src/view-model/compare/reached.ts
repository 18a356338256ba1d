import type { LossMeasure } from '../../protocol/loss-unit';
import { type LossUnit, type ShownUnit, shownUnit } from '../chart/units';
import type { RunSeries } from '../run/run-series';

/** Losses of sigmoid outputs count otherwise than a softmax's: beside other networks such a model is judged by its normalized probabilities. */
function isJudgedByProbabilities({ measure }: RunSeries): boolean {
  return measure === 'logistic' || measure === 'halfSquares';
}

/** What a run is compared in: every language model in nats a character, a task on data in its own loss. */
export function comparedMeasure(run: RunSeries): LossMeasure {
  return isJudgedByProbabilities(run) ? 'nats' : run.measure;
}

/** Column of a run's evaluations that it is compared by. */
export function comparedColumn(run: RunSeries): 'loss' | 'surprisal' {
  return isJudgedByProbabilities(run) ? 'surprisal' : 'loss';
}

/** What runs are compared in, in the chosen unit; `various` where their losses say nothing about each other. */
export function comparedUnit(unit: LossUnit, runs: readonly RunSeries[]): ShownUnit {
  const [measure = 'nats', ...others] = new Set(runs.map(comparedMeasure));
  return others.length > 0 ? 'various' : shownUnit(unit, measure);
}

/** What a run has reached, as `comparedMeasure` counts: the best validation loss, or the smoothed training loss where nothing is held out. */
export function reached(run: RunSeries): number | undefined {
  const { best, smoothedLoss } = run;
  const loss = isJudgedByProbabilities(run) ? best && best.bitsPerCharacter * Math.LN2 : (best?.loss ?? smoothedLoss);
  return loss !== undefined && Number.isFinite(loss) ? loss : undefined;
}

/** The same of the validation part alone. */
export function reachedValidation(run: RunSeries): number | undefined {
  return run.best ? reached(run) : undefined;
}
