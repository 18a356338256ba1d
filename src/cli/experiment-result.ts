import { fnv1a } from '../network/fnv';
import type { Configuration } from '../protocol/configuration';
import type { ScoreName, TaskMeasure } from '../protocol/task-measure';
import { compareRuns } from '../view-model/compare/compare';
import { comparedColumn, type MeasuredOn } from '../view-model/compare/reached';
import type { RunSeries } from '../view-model/run/run-series';
import { gradientReach } from '../view-model/statements/comparison';

/** What a run of an experiment has come to: plain values that survive JSON. All but `seconds` and `charactersPerSecond` are the same wherever it runs on the same backend and threads. */
export interface RunResult {
  /** Identifies the run in a record: everything that its result depends on. */
  readonly key: string;
  readonly name: string;
  readonly state: RunSeries['info']['state'];
  readonly configuration: Configuration;
  readonly parameters: number | null;
  readonly validationCharacters: number;
  /**
   * Nats a character: the best of the validation, or the smoothed training loss where nothing is held out. Sigmoid outputs are judged by their normalized
   * probabilities, on the validation alone.
   */
  readonly loss: number | null;
  readonly bitsPerCharacter: number | null;
  /** What a task is judged by instead of its loss. */
  readonly score?: TaskMeasure & { readonly value: number | null };
  /** What needs no network reaches in that score on the test part. */
  readonly baselines?: Readonly<Record<string, number>>;
  readonly measuredOn: MeasuredOn;
  readonly bestStep: number | null;
  /** Validations by step, in nats as `loss`; absent in records of version 0.1. */
  readonly curve?: readonly (readonly [step: number, loss: number])[];
  readonly steps: number;
  readonly seconds: number;
  readonly charactersPerSecond: number | null;
  /** log10 of the share of a gradient that is left, by lag; null for an exact zero or where there is nothing to go back through. */
  readonly log10Gradient: Readonly<Record<'start' | 'end', readonly (number | null)[] | null>> & { readonly lags: readonly number[] };
  /** Whether a fresh network lets a gradient through to the judged lag; null where that is not known or nothing recurs. */
  readonly reach: 'vanishing' | 'open' | null;
  /** log10 of what is left at the judged lag, before and after training; null for an exact zero or where it is not known. */
  readonly left: { readonly start: number | null; readonly end: number | null };
}

/** Identifies a run by its data and configuration. Where it computes is left out: a share may run on another machine. */
export function runKey(data: string, { threads: _, backend: __, ...configuration }: Configuration): string {
  const options = Object.entries(configuration).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${data.length}-${fnv1a(data).toString(16)}-${fnv1a(JSON.stringify(options)).toString(16)}-seed${configuration.seed}`;
}

export function runResult(key: string, run: RunSeries): RunResult {
  const [row] = compareRuns([run]).runs;
  const { configuration, state, parameters, value = null, measuredOn, bestStep, steps, seconds, speed } = row!;
  const measure = run.start?.measure;
  const flow = (at: 0 | -1) => run.diagnoses.at(at)?.diagnosis.flow.norms.at(-1) ?? null;
  const { vanishing, open } = gradientReach([run]);
  const [memory] = [...vanishing, ...open];
  const [at, validation] = [run.evaluations.column('step').last, run.evaluations.column(comparedColumn(run)).last];
  const finite = (log: number | undefined) => (log !== undefined && Number.isFinite(log) ? log : null);
  return {
    ...{ key, name: run.info.name, state, configuration, parameters: parameters ?? null },
    validationCharacters: run.start?.validationCharacters ?? 0,
    ...(measure
      ? { loss: null, bitsPerCharacter: null, score: { ...measure, value }, ...baselinesIn(measure.score, run) }
      : { loss: value, bitsPerCharacter: value === null ? null : value / Math.LN2 }),
    ...{
      measuredOn,
      bestStep: bestStep ?? null,
      curve: at.map((step, i) => [step, validation[i]!] as const),
      steps,
      seconds,
      charactersPerSecond: speed ?? null,
    },
    log10Gradient: { lags: run.diagnoses[0]?.diagnosis.flow.lags ?? [], start: flow(0), end: flow(-1) },
    reach: vanishing.length > 0 ? 'vanishing' : open.length > 0 ? 'open' : null,
    left: { start: finite(memory?.start), end: finite(memory?.now) },
  };
}

function baselinesIn(score: ScoreName, { done }: RunSeries): Pick<RunResult, 'baselines'> {
  if (!done?.baselines) return {};
  const known = Object.entries(done.baselines).flatMap(([name, scores]) => (scores[score] === undefined ? [] : [[name, scores[score]] as const]));
  return { baselines: Object.fromEntries(known) };
}
