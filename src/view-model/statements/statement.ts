import type { RunSeries } from '../run/run-series';
import type { StatementId, StatementPlace } from './catalog';
import { isKnown, type Quantity } from './quantity';

/** Weights that were measured: before the first update, in the course of training, or as the run's last update left them. */
export type WhichWeights = 'untrained' | 'given' | 'training' | 'trained';

/** What a statement rests on: a measurement of a run at a step. All premises of a statement hold, or it is not made. */
export interface Premise {
  readonly measurement: string;
  /** The run's id; null for what belongs to no run. */
  readonly run: string | null;
  /** Update at which it was measured, or up to which. */
  readonly step: number | null;
  readonly weights: WhichWeights | null;
  /** Over how many steps, characters, … it was taken. */
  readonly count: number;
  readonly of: 'steps' | 'evaluations' | 'reports' | 'characters' | 'units' | 'values' | 'examples' | 'lags' | 'tensors' | 'networks' | 'runs';
}

/** A sentence before it is one: which it is, what it rests on, and the numbers in it. */
export interface Statement {
  readonly id: StatementId;
  readonly premises: readonly Premise[];
  readonly values: Readonly<Record<string, Quantity | string>>;
  /** Something is wrong. */
  readonly alarm?: boolean;
}

/** What a run measured, for a premise. */
export function measured(run: RunSeries, measurement: string, step: number, number: number, of: Premise['of']): Premise {
  return { measurement, run: run.info.runId, step, weights: weightsAt(run, step), count: number, of };
}

/** A premise about something that is no run of the panel. */
export function observed(measurement: string, number: number, of: Premise['of'], step: number | null = null): Premise {
  return { measurement, run: null, step, weights: null, count: number, of };
}

/** Which weights a run had at a step. */
function weightsAt(run: RunSeries, step: number): WhichWeights {
  if (run.ended && step === run.reachedStep) return step === 0 ? 'untrained' : 'trained';
  if (step > 0) return 'training';
  return run.continued ? 'given' : 'untrained';
}

/** The gate: a statement, or nothing when a premise does not hold for these runs or a number is none. */
export function statement<K extends StatementId>(
  runs: readonly RunSeries[],
  id: K,
  premises: readonly Premise[],
  values: Readonly<Record<StatementPlace<K>, Quantity | string>>,
  alarm = false,
): Statement | undefined {
  if (premises.length === 0 || !premises.every((premise) => premiseHolds(premise, runs))) return undefined;
  if (!Object.values<Quantity | string>(values).every((value) => typeof value === 'string' || isKnown(value))) return undefined;
  return alarm ? { id, premises, values, alarm } : { id, premises, values };
}

/** Whether something was measured at all, of one of these runs, at a step that it has reached, and of the weights that it says. */
function premiseHolds({ run: id, step, weights, count }: Premise, runs: readonly RunSeries[]): boolean {
  if (!(count >= 1) || (step !== null && !(Number.isInteger(step) && step >= 0))) return false;
  if (id === null) return true;
  const run = runs.find(({ info }) => info.runId === id);
  if (!run) return false;
  return step === null || (step <= run.reachedStep && weights === weightsAt(run, step));
}

/** Without the gaps. */
export function made(...list: readonly (Statement | undefined)[]): Statement[] {
  return list.filter((one) => one !== undefined);
}
