import { describeKind } from '../../network/layers/descriptions';
import type { Configuration } from '../../protocol/configuration';
import type { ChartModel, Line } from '../chart/chart-model';
import { lossIn, type View } from '../chart/units';
import { type ArchitectureWords, architectureName } from '../run/architecture-name';
import type { RunSeries } from '../run/run-series';
import { baselineLines, distinct, lossAxis, stepPositions, xAxis } from '../run-charts/run-charts';
import { textsOf } from '../statements/comparison';
import type { CompareWords } from './compare-words';
import { type ComparedMeasure, comparedColumn, comparedLoss, comparedMeasure, direction, type MeasuredOn, reached, reachedOn } from './reached';
import { seedIndices } from './same-network';

export const CURVES = ['validation', 'training'] as const;
export type Curve = (typeof CURVES)[number];

/** Settings whose values together have a name. */
const ARCHITECTURE: readonly (keyof Configuration)[] = ['cell', 'activation', 'initialization', 'forgetBias'];

/** Settings that say how long a run may take or where it computes, not what is learnt. */
const BUDGET: readonly (keyof Configuration)[] = ['steps', 'seconds', 'threads', 'evaluateEvery'];

export interface ComparedRun {
  readonly runId: string;
  readonly name: string;
  /** Position among the compared runs. */
  readonly index: number;
  /** What decides its line's colour, dash and marker: its position, or what was chosen. */
  readonly color: number;
  readonly pinned: boolean;
  readonly state: RunSeries['info']['state'];
  readonly configuration: Configuration;
  /** Values of the settings in which the runs differ, by name; others are left out. */
  readonly settings: Readonly<Record<string, string>>;
  readonly parameters: number | undefined;
  /** What it has reached: the measure of its task, or its loss. */
  readonly value: number | undefined;
  /** What the value counts. */
  readonly measure: ComparedMeasure;
  readonly measuredOn: MeasuredOn;
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
  readonly settings: readonly (keyof Configuration)[];
  /** False when the runs have learnt different texts: their losses say nothing about each other. */
  readonly sameText: boolean;
  /** False when their values count different things. */
  readonly sameMeasure: boolean;
}

/** What was chosen of the compared runs. */
export interface RunPicks {
  /** Runs that are pinned to the front. */
  readonly pinned: readonly string[];
  /** Chosen colours by run: places in the palette. */
  readonly colors: Readonly<Record<string, number>>;
}

/** Runs side by side: what they were set to differently and what came of it. */
export function compareRuns(runs: readonly RunSeries[], picks: RunPicks = { pinned: [], colors: {} }): Comparison {
  const configurations = runs.map((run) => run.start?.configuration ?? run.info.configuration);
  const differing = (Object.keys(configurations[0] ?? {}) as (keyof Configuration)[]).filter(
    (key) => !BUDGET.includes(key) && new Set(configurations.map((configuration) => configuration[key])).size > 1,
  );
  const rows = runs.map((run, index) => {
    const measuredOn = reachedOn(run);
    const seconds = run.last?.seconds ?? 0;
    const steps = run.last?.step ?? 0;
    return {
      ...{ runId: run.info.runId, name: run.info.name, index, state: run.info.state, parameters: run.start?.parameters },
      ...{ color: picks.colors[run.info.runId] ?? index, pinned: picks.pinned.includes(run.info.runId) },
      configuration: configurations[index]!,
      settings: Object.fromEntries(differing.map((key) => [key, String(configurations[index]![key])])),
      ...{ value: reached(run), measure: comparedMeasure(run), measuredOn, bestStep: run.best?.step, steps, seconds },
      speed: run.meanSpeed,
    };
  });
  const sign = direction(runs);
  const best = (part: MeasuredOn) =>
    sign * Math.min(...rows.flatMap(({ value, measuredOn }) => (value !== undefined && measuredOn === part ? [sign * value] : [])));
  const texts = textsOf(runs);
  return {
    runs: rows.map((row) => ({ ...row, best: rows.length > 1 && row.value === best(row.measuredOn) })),
    settings: differing,
    sameText: texts.size <= 1,
    sameMeasure: new Set(rows.map(({ measure }) => measure)).size <= 1,
  };
}

/** One line a run: its validation loss or its smoothed training loss, and the baselines of the text if all share it. */
export function compareChart(
  runs: readonly RunSeries[],
  curve: Curve,
  view: View,
  words: CompareWords,
  rows: readonly ComparedRun[] = compareRuns(runs).runs,
): ChartModel {
  const sameText = textsOf(runs).size <= 1;
  const lines = runs.map((run, index): Line => {
    const validation = curve === 'validation' && run.evaluations.length > 0;
    const buckets = validation ? run.evaluations : run.steps;
    // The training loss of sigmoid outputs is in no unit that others have.
    const own = comparedLoss(run) === run.measure;
    const losses = validation ? buckets.column(comparedColumn(run)).last : buckets.column('smoothed').last.map((loss) => (own ? loss : Number.NaN));
    return {
      ...{ id: run.info.runId, label: runLabel(rows[index]!, words), ...distinct(rows[index]!.color), width: rows[index]!.pinned ? 3 : 1.9 },
      ...{ x: stepPositions(run, buckets, view.x), y: losses.map((loss) => lossIn(view.unit, loss)) },
    };
  });
  const shown = overSeeds(runs, rows, lines) ?? lines;
  const longest = shown.reduce<readonly number[]>((x, line) => ((line.x.at(-1) ?? 0) > (x.at(-1) ?? 0) ? line.x : x), []);
  const reference = runs.find((run) => run.baselines.length > 0) ?? runs[0];
  return {
    id: 'compare',
    title: words.charts.compare!.title,
    x: xAxis(words, view),
    y: lossAxis(words, view),
    lines: [...shown, ...(sameText && reference ? baselineLines(reference, longest, view, words) : [])],
  };
}

/** One line a network where runs differ in their seeds alone: the median, in a band from the lowest to the highest. */
function overSeeds(runs: readonly RunSeries[], rows: readonly ComparedRun[], lines: readonly Line[]): Line[] | undefined {
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
  return seedIndices(runs.length, rows)?.map((indices) => {
    const members = indices.map((i) => lines[i]!);
    const [first] = members as [Line];
    // Time budgets end at different steps: as far as all have come.
    const length = Math.min(...members.map(({ x }) => x.length));
    const at = (of: (line: Line) => readonly number[]) => Array.from({ length }, (_, i) => members.map((line) => of(line)[i]!));
    const [x, y] = [at((line) => line.x), at((line) => line.y)];
    const { seed: _, ...settings } = rows[indices[0]!]!.settings;
    return {
      ...first,
      label: members.length > 1 ? runLabel({ ...rows[indices[0]!]!, settings }) : first.label,
      x: x.map(middle),
      y: y.map(middle),
      band: { low: y.map((values) => Math.min(...values)), high: y.map((values) => Math.max(...values)) },
    };
  });
}

/** log10 ‖∂s_t/∂s_k‖₂ below which a line is not drawn further: it would squeeze all others. */
const MIN_DRAWN = -20;

/** The points of a line that are drawn: one that falls below MIN_DRAWN ends where it crosses it, at the foot of the chart, not at the lag before. */
function drawn(lags: readonly number[], norms: readonly (number | null)[]): Pick<Line, 'x' | 'y'> {
  const end = norms.findIndex((log) => log !== null && log < MIN_DRAWN);
  const until = end < 0 ? norms.length : end;
  const x = lags.slice(0, until);
  // What differs from 0 by rounding is 0.
  const y = norms.slice(0, until).map((log) => (log === null ? Number.NaN : Math.abs(log) < 1e-6 ? 0 : log));
  const [before, after] = [y.at(-1), norms[end]];
  if (end > 0 && typeof after === 'number' && before !== undefined && Number.isFinite(before)) {
    x.push(lags[end - 1]! + ((before - MIN_DRAWN) / (before - after)) * (lags[end]! - lags[end - 1]!));
    y.push(MIN_DRAWN);
  }
  return { x, y };
}

/**
 * log10 ‖∂s_t/∂s_k‖₂ against the lag t − k, one line a run in its colour: of the weights before training, or of the newest diagnosis. The last layer's
 * where there are several.
 */
export function compareFlowChart(
  runs: readonly RunSeries[],
  when: 'start' | 'now',
  words: CompareWords,
  rows: readonly ComparedRun[] = compareRuns(runs).runs,
): ChartModel {
  const lines = runs.flatMap((run, index): Line[] => {
    const event = when === 'start' ? run.diagnoses[0] : run.diagnoses.at(-1);
    // What a continued run began with was trained already.
    if (when === 'start' && run.continued) return [];
    const norms = event && (event.step === 0) === (when === 'start') ? event.diagnosis.flow.norms.at(-1) : undefined;
    if (!norms || norms.every((log) => log === null)) return [];
    const style = { ...distinct(rows[index]!.color), width: rows[index]!.pinned ? 3 : 1.9 };
    return [{ id: run.info.runId, label: runLabel(rows[index]!, words), ...style, ...drawn(event!.diagnosis.flow.lags, norms) }];
  });
  const id = when === 'start' ? 'compare-flow-start' : 'compare-flow-now';
  return { id, title: words.charts[id]!.title, x: { label: words.lagAxis, kind: 'linear' }, y: { label: words.shareAxis, kind: 'exponent' }, lines };
}

/** The value of an option as a reader knows it: a kind by its title, a switch as on or off. */
export function settingText(
  key: keyof Configuration,
  value: string,
  words: { readonly on: string; readonly off: string; readonly none: string },
): string {
  if (key === 'cell') return describeKind(value).title;
  return { true: words.on, false: words.off, '': words.none, on: words.on, off: words.off }[value] ?? value;
}

/** A run's name, told apart by what its settings differ in: the name of its architecture, then the values of the others. */
export function runLabel(
  { index, name, settings, configuration }: Pick<ComparedRun, 'index' | 'name' | 'settings' | 'configuration'>,
  words?: ArchitectureWords & { readonly settings?: Readonly<Partial<Record<string, string>>> },
): string {
  const keys = Object.keys(settings) as (keyof Configuration)[];
  const named = keys.some((key) => ARCHITECTURE.includes(key) && key !== 'forgetBias');
  const values = keys.filter((key) => !named || !ARCHITECTURE.includes(key)).map((key) => `${words?.settings?.[key] ?? key} ${settings[key]}`);
  const parts = [...(named ? [architectureName(configuration, words)] : []), ...values].slice(0, 3);
  if (parts.length === 0) parts.push(architectureName(configuration, words), name);
  return `${index + 1} ${parts.join(' · ')}`;
}
