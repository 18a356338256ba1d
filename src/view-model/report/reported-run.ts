import type { Configuration } from '../../protocol/configuration';
import { compareRuns } from '../compare/compare';
import { type ComparedMeasure, comparedColumn, comparedLoss, comparedMeasure, direction, type MeasuredOn } from '../compare/reached';
import type { RunSeries } from '../run/run-series';

/** Points of a curve. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** What the page shows of a run, wherever it was read from. */
export interface ReportedRun {
  readonly name: string;
  readonly state: RunSeries['info']['state'];
  readonly configuration: Configuration;
  readonly parameters: number | null;
  /** What it has reached: the measure of its task, or its loss. */
  readonly value: number | null;
  readonly measure: ComparedMeasure;
  /** 1 where less is better, -1 where more is. */
  readonly direction: 1 | -1;
  readonly measuredOn: MeasuredOn;
  readonly bestStep: number | null;
  readonly steps: number;
  readonly seconds: number;
  /** By step; absent where the record does not keep them. */
  readonly validation?: Curve;
  readonly training?: Curve;
  readonly gradientNorm?: Curve;
  /** log10 of the share of a gradient that is left, by lag; null for an exact zero. */
  readonly gradientFlow?: { readonly lags: readonly number[]; readonly norms: readonly (number | null)[] };
}

/** What a run's events tell. */
export function reportedRun(run: RunSeries): ReportedRun {
  const [row] = compareRuns([run]).runs;
  const { configuration, state, parameters, value, measuredOn, bestStep, steps, seconds } = row!;
  const flow = run.diagnoses.at(-1)?.diagnosis.flow;
  const curve = (buckets: RunSeries['steps'], column: string): Curve => ({ x: buckets.column('step').last, y: buckets.column(column).last });
  const judged = comparedLoss(run) === run.measure;
  return {
    ...{
      name: run.info.name,
      state,
      configuration,
      parameters: parameters ?? null,
      value: value ?? null,
      measure: comparedMeasure(run),
      direction: direction([run]),
    },
    ...{ measuredOn, bestStep: bestStep ?? null, steps, seconds },
    validation: curve(run.evaluations, comparedColumn(run)),
    // The training loss of sigmoid outputs counts something else than what they are judged by.
    ...(judged ? { training: curve(run.steps, 'smoothed') } : {}),
    gradientNorm: curve(run.steps, 'gradientNorm'),
    ...(flow?.norms.length ? { gradientFlow: { lags: flow.lags, norms: flow.norms.at(-1)! } } : {}),
  };
}
