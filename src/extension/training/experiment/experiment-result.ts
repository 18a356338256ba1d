import * as vscode from 'vscode';
import type { ScoreName } from '../../../protocol/task-measure';
import { formatLoss, isScore } from '../../../view-model/chart/units';
import { comparedUnit, direction, reachedHeldOut } from '../../../view-model/compare/reached';
import { RunSeries } from '../../../view-model/run/run-series';
import type { Training } from '../training';

/** The best run of an experiment, and what it has reached in words. */
export interface ExperimentBest {
  readonly run: Training;
  readonly result: string;
  /** Whether it is a score of a task instead of a loss. */
  readonly isScore: boolean;
}

/** The run that has reached most on a part that it was not trained on; undefined while none has a result. */
export function bestOf(runs: readonly Training[]): ExperimentBest | undefined {
  const series = runs.map((run) => {
    const own = new RunSeries(run.info());
    own.append(run.events);
    return own;
  });
  const sign = direction(series);
  const reached = series.flatMap((own, i) => {
    const value = reachedHeldOut(own);
    // What was never trained has reached nothing.
    return value === undefined || (own.evaluation?.step ?? own.reachedStep) === 0 ? [] : [{ run: runs[i]!, own, value }];
  });
  const [best] = reached.sort((a, b) => sign * (a.value - b.value));
  if (!best) return undefined;
  const unit = comparedUnit('bits', [best.own]);
  const scored = isScore(unit);
  return { run: best.run, isScore: scored, result: scored ? `${formatLoss(unit, best.value)} ${nameOf(unit)}` : formatLoss(unit, best.value) };
}

function nameOf(score: ScoreName): string {
  return {
    accuracy: vscode.l10n.t('accuracy'),
    exactMatch: vscode.l10n.t('exact match'),
    rmse: 'RMSE',
    excess: vscode.l10n.t('excess nats'),
  }[score];
}
