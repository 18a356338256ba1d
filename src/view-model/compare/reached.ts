import type { LossMeasure } from '../../protocol/loss-unit';
import type { ScoreName } from '../../protocol/task-measure';
import { type LossUnit, type ShownUnit, shownUnit } from '../chart/units';
import type { RunSeries } from '../run/run-series';

/** What runs are compared in: the measure of their task, or a loss. */
export type ComparedMeasure = LossMeasure | ScoreName;
/** The part of the data that a result is of. */
export type MeasuredOn = 'test' | 'validation' | 'training';

/** Losses of sigmoid outputs count otherwise than a softmax's: beside other networks such a model is judged by its normalized probabilities. */
function isJudgedByProbabilities({ measure }: RunSeries): boolean {
  return measure === 'logistic' || measure === 'halfSquares';
}

/** What the losses of a run are drawn in beside those of others: of every language model nats a character, of a task on data its own loss. */
export function comparedLoss(run: RunSeries): LossMeasure {
  return isJudgedByProbabilities(run) ? 'nats' : run.measure;
}

/** What a run is compared in: what its task says, or its loss. */
export function comparedMeasure(run: RunSeries): ComparedMeasure {
  return run.start?.measure?.score ?? comparedLoss(run);
}

/** 1 where the least of what runs have reached is the best, -1 where the most is. */
export function direction(runs: readonly RunSeries[]): 1 | -1 {
  return runs.some(({ start }) => start?.measure?.better === 'higher') ? -1 : 1;
}

/** Column of a run's evaluations that its loss is drawn from. */
export function comparedColumn(run: RunSeries): 'loss' | 'surprisal' {
  return isJudgedByProbabilities(run) ? 'surprisal' : 'loss';
}

const oneUnit =
  <Run>(of: (run: Run) => ComparedMeasure) =>
  (unit: LossUnit, runs: readonly Run[]): ShownUnit => {
    const [measure = 'nats', ...others] = new Set(runs.map(of));
    return others.length > 0 ? 'various' : shownUnit(unit, measure);
  };

/** What runs are compared in, in the chosen unit; `various` where their results say nothing about each other. */
export const comparedUnit = oneUnit(comparedMeasure);
/** The same of their losses, which are drawn as curves. */
export const comparedLossUnit = oneUnit(comparedLoss);

/** A result, and the part of the data that it is of. */
interface Reached {
  readonly value: number | undefined;
  readonly on: MeasuredOn;
}

/** What a run has reached, as `comparedMeasure` counts: on the test part once it is known, else the best of the validation, or the smoothed training loss where nothing is held out. */
function result(run: RunSeries): Reached {
  const { best, smoothedLoss, start, done } = run;
  const score = start?.measure?.score;
  if (score === undefined) {
    const loss = isJudgedByProbabilities(run) ? best && best.bitsPerCharacter * Math.LN2 : (best?.loss ?? smoothedLoss);
    return { value: loss, on: best ? 'validation' : 'training' };
  }
  const tested = done?.test?.[score];
  return tested === undefined
    ? { value: (best as Partial<Record<ScoreName, number>> | undefined)?.[score], on: 'validation' }
    : { value: tested, on: 'test' };
}

/** What a run has reached; undefined while there is no number. */
export function reached(run: RunSeries): number | undefined {
  const { value } = result(run);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

export const reachedOn = (run: RunSeries): MeasuredOn => result(run).on;

/** The same of a part that was not trained on. */
export function reachedHeldOut(run: RunSeries): number | undefined {
  return result(run).on === 'training' ? undefined : reached(run);
}
