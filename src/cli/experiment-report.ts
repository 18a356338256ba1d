import type { BaselineEvent } from '../protocol/training-events';
import { compareRuns } from '../view-model/compare/compare';
import type { RunSeries } from '../view-model/run/run-series';
import { gradientReach } from '../view-model/statements/comparison';
import { JUDGED_LAG } from '../view-model/statements/gradients';
import * as l10n from './l10n';
import { padded } from './language';

/** Titles of the table's columns. */
export function titles(width: number): string {
  const columns = [
    padded(l10n.t('bits/char'), 9),
    padded(l10n.t('steps'), 9),
    padded(l10n.t('seconds'), 9),
    padded(l10n.t('chars/s'), 9),
    padded(l10n.t('gradient left after {0}: start', JUDGED_LAG), 33),
    padded(l10n.t('end'), 9),
  ];
  return ' '.repeat(width) + columns.join('');
}

/** A run as a row of the table. */
export function runRow(run: RunSeries, width: number): string {
  const [row] = compareRuns([run]).runs;
  const { loss, steps, seconds, speed, state } = row!;
  const { vanishing, open } = gradientReach([run]);
  const memory = [...vanishing, ...open][0];
  const power = (log: number | undefined) => (log === undefined ? '–' : Number.isFinite(log) ? `1e${log.toFixed(1)}` : '0').padStart(9);
  const numbers = [loss === undefined ? '–' : (loss / Math.LN2).toFixed(3), String(steps), seconds.toFixed(1), String(Math.round(speed ?? 0))];
  const ended = state === 'failed' ? ` ${l10n.t('failed')}` : state === 'stopped' ? ` ${l10n.t('stopped')}` : '';
  return (
    run.info.name.padEnd(width) + numbers.map((text) => text.padStart(9)).join('') + power(memory?.start).padStart(33) + power(memory?.now) + ended
  );
}

export function baselineRow({ name, bitsPerCharacter }: BaselineEvent, width: number): string {
  return `${name.padEnd(width)}${bitsPerCharacter.toFixed(3).padStart(9)}`;
}

/** A run as `--json` tells it. Gradients as log10 of the share that is left, by lag; null for an exact zero or where there is nothing to go back through. */
export function runResult(run: RunSeries) {
  const [row] = compareRuns([run]).runs;
  const { configuration, state, parameters, loss, measuredOn, bestStep, steps, seconds, speed } = row!;
  const flow = (at: 0 | -1) => run.diagnoses.at(at)?.diagnosis.flow.norms.at(-1) ?? null;
  return {
    name: run.info.name,
    ...{ state, configuration, parameters: parameters ?? null, loss: loss ?? null, bitsPerCharacter: loss === undefined ? null : loss / Math.LN2 },
    ...{ measuredOn, bestStep: bestStep ?? null, steps, seconds, charactersPerSecond: speed ?? null },
    log10Gradient: { lags: run.diagnoses[0]?.diagnosis.flow.lags ?? [], start: flow(0), end: flow(-1) },
  };
}

/** The object of `--json`. A run that failed is never the best one. */
export function experimentResult(runs: readonly RunSeries[]) {
  const { vanishing, open } = gradientReach(runs);
  const done = runs.filter(({ info }) => info.state !== 'failed');
  const best = compareRuns(done).runs.find((row) => (row.best || done.length === 1) && row.measuredOn === 'validation');
  return {
    runs: runs.map(runResult),
    best: best?.name ?? null,
    vanishing: vanishing.map(({ index }) => runs[index]!.info.name),
    open: open.map(({ index }) => runs[index]!.info.name),
    judgedLag: JUDGED_LAG,
    baselines: (runs[0]?.baselines ?? []).map(({ name, bitsPerCharacter }) => ({ name, bitsPerCharacter })),
  };
}
