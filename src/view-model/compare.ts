import type { Configuration } from '../protocol/configuration';
import type { ChartModel, Line } from './chart-model';
import { baselineLines, type ChartWords, distinct, stepPositions, xAxis } from './run-charts';
import type { RunSeries } from './run-series';
import { lossIn, type View } from './units';

export const CURVES = ['validation', 'training'] as const;
export type Curve = (typeof CURVES)[number];

/** Settings that say how long a run may take or where it computes, not what is learnt. */
const BUDGET: readonly (keyof Configuration)[] = ['steps', 'seconds', 'threads', 'evaluateEvery'];

export interface ComparedRun {
  readonly runId: string;
  readonly name: string;
  /** Position among the compared runs: decides its line's colour, dash and marker. */
  readonly index: number;
  readonly state: RunSeries['info']['state'];
  /** Values of the settings in which the runs differ, by name; others are left out. */
  readonly settings: Readonly<Record<string, string>>;
  readonly parameters: number | undefined;
  /** Nats a character: best of the validation, or the smoothed training loss where nothing is held out. */
  readonly loss: number | undefined;
  readonly measuredOn: Curve;
  readonly bestStep: number | undefined;
  readonly steps: number;
  readonly seconds: number;
  /** Characters a second over the whole run. */
  readonly speed: number | undefined;
  /** Whether no other run with the same measure is better. */
  readonly best: boolean;
}

export interface Comparison {
  readonly runs: readonly ComparedRun[];
  /** Settings in which the runs differ. */
  readonly settings: readonly string[];
  /** False when the runs have learnt different texts: their losses say nothing about each other. */
  readonly sameText: boolean;
}

/** Runs side by side: what they were set to differently and what came of it. */
export function compareRuns(runs: readonly RunSeries[]): Comparison {
  const configurations = runs.map((run) => run.start?.configuration ?? run.info.configuration);
  const differing = (Object.keys(configurations[0] ?? {}) as (keyof Configuration)[]).filter(
    (key) => !BUDGET.includes(key) && new Set(configurations.map((configuration) => configuration[key])).size > 1,
  );
  const rows = runs.map((run, index) => {
    const measuredOn: Curve = run.best ? 'validation' : 'training';
    const seconds = run.last?.seconds ?? 0;
    const steps = run.last?.step ?? 0;
    return {
      ...{ runId: run.info.runId, name: run.info.name, index, state: run.info.state, parameters: run.start?.parameters },
      settings: Object.fromEntries(differing.map((key) => [key, String(configurations[index]![key])])),
      ...{ loss: run.best?.loss ?? run.smoothedLoss, measuredOn, bestStep: run.best?.step, steps, seconds },
      speed: seconds > 0 ? (steps * run.charactersPerStep) / seconds : undefined,
    };
  });
  const least = (measure: Curve) => Math.min(...rows.flatMap(({ loss, measuredOn }) => (loss !== undefined && measuredOn === measure ? [loss] : [])));
  const texts = new Set(
    runs.flatMap(({ start }) => (start ? [`${start.vocabularySize} ${start.trainingCharacters + start.validationCharacters}`] : [])),
  );
  return {
    runs: rows.map((row) => ({ ...row, best: rows.length > 1 && row.loss === least(row.measuredOn) })),
    settings: differing,
    sameText: texts.size <= 1,
  };
}

/** One line a run: its validation loss or its smoothed training loss, and the baselines of the text if all share it. */
export function compareChart(runs: readonly RunSeries[], curve: Curve, view: View, words: ChartWords): ChartModel {
  const { runs: rows, sameText } = compareRuns(runs);
  const lines = runs.map((run, index): Line => {
    const validation = curve === 'validation' && run.evaluations.length > 0;
    const buckets = validation ? run.evaluations : run.steps;
    const nats = validation ? buckets.column('loss').last : buckets.column('smoothed').last;
    return {
      ...{ id: run.info.runId, label: runLabel(rows[index]!), ...distinct(index), width: 1.9 },
      ...{ x: stepPositions(run, buckets, view.x), y: nats.map((loss) => lossIn(view.unit, loss)) },
    };
  });
  const longest = lines.reduce<readonly number[]>((x, line) => ((line.x.at(-1) ?? 0) > (x.at(-1) ?? 0) ? line.x : x), []);
  const reference = runs.find((run) => run.baselines.length > 0) ?? runs[0];
  return {
    id: 'compare',
    title: words.charts.compare!.title,
    x: xAxis(words, view.x),
    y: { label: words.units[view.unit], kind: view.scale === 'log' ? 'log' : 'linear' },
    lines: [...lines, ...(sameText && reference ? baselineLines(reference, longest, view, words) : [])],
  };
}

/** A run's name, told apart by its differing settings. */
export function runLabel({ index, name, settings }: ComparedRun): string {
  const values = Object.values(settings).slice(0, 3);
  return `${index + 1} ${values.length > 0 ? values.join(' ') : name}`;
}
