import path from 'node:path';
import type { Configuration } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import type { TaskMeasure } from '../protocol/task-measure';
import { CONTROL } from '../protocol/trainer-messages';
import type { TrainingEvent } from '../protocol/training-events';
import type { Task } from '../tasks/task';
import { createTrainingHost } from '../training/create-training-host';
import { DiagnosisScheduler } from '../training/diagnosis-scheduler';
import { takeWeights } from '../training/resume-tensors';
import { Trainer } from '../training/trainer';
import { RunSeries } from '../view-model/run/run-series';
import { withThreads } from '../workers/thread-count';
import { followerScript } from '../workers/threads';
import { controlWords } from './conductor';
import { networksOf } from './experiment-networks';
import { ExperimentRecord, readRecord } from './experiment-record';
import { type Baseline, baselineRow, experimentResult, networkRows, runRow, sentences, titles } from './experiment-report';
import { type RunResult, runKey, runResult } from './experiment-result';
import type { ExperimentTask } from './experiment-task';
import { shardOf } from './job-shard';
import * as l10n from './l10n';
import { translate } from './language';
import { noteFiles, print, tell } from './output';

export interface ExperimentOptions {
  readonly json?: boolean;
  /** Record that takes the result of each run, and has those of an interrupted experiment. */
  readonly out?: string;
  /** Share k/n of the runs. */
  readonly shard?: string;
  /** Of networks that differ in their tuning alone the best is compared. */
  readonly tuned?: boolean;
  /** Records to join instead of training. */
  readonly merge?: readonly string[];
}

/** A run of an experiment. */
export interface PlannedRun {
  readonly name: string;
  readonly configuration: Configuration;
  /** Options that must be honoured as they are or refused. */
  readonly strict: Partial<Configuration>;
}

/** Longest name of a baseline. */
const BASELINE = 25;

interface Experiment extends ExperimentOptions {
  readonly subject: ExperimentTask;
  readonly plan: readonly PlannedRun[];
}

/** The runs of a plan, one after the other. Each stands alone: what goes wrong with one is reported and does not stop the others; results come as runs end. */
export function runExperiment({ subject, plan, json, out, shard, merge, tuned = false }: Experiment): void {
  const { task, identity, input } = subject;
  const runs = plan.map((planned) => ({ ...planned, label: labelOf(planned, plan), key: runKey(identity, planned.configuration) }));
  const own = shard === undefined ? runs : shardOf(runs, shard);
  // What the data cannot honour is refused before the first run.
  const prepared = plan.map(({ configuration, strict }) => task.prepare({ configuration, strict, note: () => undefined }));
  const measure = prepared[0]?.measure;
  const readsValues = prepared[0]?.vocabulary.size === 0;
  const merged = merge?.map(readRecord);
  const record = out === undefined ? undefined : new ExperimentRecord(out, input === undefined ? [] : [input]);
  const known = new Map<string, RunResult>([...(merged ?? []), record?.known ?? new Map<string, RunResult>()].flatMap((results) => [...results]));
  const control = controlWords();
  const width = Math.max(...runs.map(({ label }) => label.length), measure ? BASELINE : 0) + 2;
  const reported = new Set<string>();
  const row = (result: RunResult, label: string) => {
    if (!json) print(`${runRow(result, label, width)}\n`);
  };
  noteFiles({ started: true });
  if (!json) print(`${titles(width, measure, readsValues)}\n`);
  const results = new Map<string, RunResult>();
  for (const [index, run] of (merged ? runs : own).entries()) {
    if (Atomics.load(control, 0) === CONTROL.stop) break;
    const before = known.get(run.key);
    if (!before && merged) continue;
    if (!before) tell(`${index + 1}/${own.length} ${run.label}`);
    const result = before ?? train(task, { ...run, reported }, String(index), control);
    results.set(run.key, result);
    // What was stopped has not been measured.
    if (result.state !== 'stopped' && !record?.known.has(run.key)) record?.append(result);
    row(result, run.label);
  }
  const ordered = runs.flatMap(({ key }) => results.get(key) ?? []);
  const whole = record?.order(ordered.filter(({ state }) => state !== 'stopped')) ?? true;
  if (merged && ordered.length < runs.length) tell(translate('experiment.missing', [runs.length - ordered.length, runs.length]));
  report(subject, ordered, { width, json, tuned, measure });
  if (!whole) process.exitCode = 1;
}

/** The run's name, with its seed where there are several. */
function labelOf({ name, configuration }: PlannedRun, plan: readonly PlannedRun[]): string {
  const several = plan.some((other) => other.name === name && other.configuration.seed !== configuration.seed);
  return several ? l10n.t('{0}, seed {1}', name, configuration.seed) : name;
}

interface ReportStyle {
  readonly width: number;
  readonly json: boolean | undefined;
  readonly tuned: boolean;
  readonly measure: TaskMeasure | undefined;
}

function report(subject: ExperimentTask, results: readonly RunResult[], { width, json, tuned, measure }: ReportStyle): void {
  const baselines = subject.baselines?.(results[0]?.validationCharacters ?? 0) ?? scoredBaselines(results);
  if (json) print(`${JSON.stringify(experimentResult(results, baselines, { tuned, measure }))}\n`);
  else {
    for (const baseline of baselines) print(`${baselineRow(baseline, width)}\n`);
    const networks = networksOf(results, tuned);
    if (tuned || networks.some(({ values }) => values.length > 1)) print(`\n${networkRows(networks, width, measure).join('\n')}\n`);
    const { best } = experimentResult(results, [], { tuned, measure });
    if (best !== null) print(`\n${measure ? l10n.t('Best: {0}.', best) : l10n.t('Lowest loss: {0}.', best)}\n`);
    for (const sentence of sentences(networks)) print(`${sentence}\n`);
  }
  const failed = results.filter(({ state }) => state === 'failed').length;
  process.exitCode = results.length > 0 && failed === results.length ? 1 : 0;
}

/** What needs no network reaches, as the runs of a task tell it: on the same test part in all of them. */
function scoredBaselines(results: readonly RunResult[]): Baseline[] {
  const { baselines } = results.find(({ baselines: own }) => own !== undefined) ?? {};
  return Object.entries(baselines ?? {}).map(([name, value]) => ({ name, value }));
}

interface StartedRun extends PlannedRun {
  /** Sentences that earlier runs have printed. */
  readonly reported: Set<string>;
}

/** What the data are like is the same for all runs. */
function reportOnce(sentence: string, reported: Set<string>): void {
  if (!reported.has(sentence)) tell(sentence);
  reported.add(sentence);
}

function train(task: Task, planned: StartedRun & { readonly key: string }, runId: string, control: Int32Array): RunResult {
  const configuration = withThreads(planned.configuration);
  const run = new RunSeries({ runId, name: planned.name, state: 'running', configuration, totalSteps: configuration.steps });
  run.info = { ...run.info, state: trainOne(task, { ...planned, configuration }, run, control) };
  return runResult(planned.key, run);
}

function trainOne(task: Task, { configuration, strict, reported }: StartedRun, run: RunSeries, control: Int32Array): 'done' | 'failed' | 'stopped' {
  const now = () => performance.now();
  const beat = () => {
    Atomics.add(control, 1, 1);
    return Atomics.load(control, 0);
  };
  let diagnosing: DiagnosisScheduler | undefined;
  let steps = 0;
  const emit = (event: TrainingEvent) => {
    run.append([event]);
    if (event.type === 'note') reportOnce(translate(event.id, event.args), reported);
    if (event.type === 'alarm') tell(translate('training.diverged', [event.tensor, event.step]));
  };
  try {
    const trainer = new Trainer(
      { task, configuration, strict },
      createTrainingHost(
        {
          emit,
          stepped(step, learner, vocabulary) {
            steps = step;
            const { passage, network, model } = trainer.task;
            if (passage === undefined) return;
            diagnosing ??= new DiagnosisScheduler(
              { architecture: configuration, vocabulary, text: passage, ports: network, task: model },
              { now, interrupted: () => beat() === CONTROL.stop },
              true,
            );
            const event = diagnosing.maybeRun(step, { weights: () => learner.readWeights(), gradients: () => learner.readGradients() });
            if (event) emit(event);
          },
          control: beat,
        },
        { spawn: followerScript(path.join(__dirname, 'follower.js')) },
      ),
    );
    const { model, done } = trainer.run();
    run.append([done]);
    if (done.reason === 'diverged') return 'failed';
    if (done.reason === 'stopped') return 'stopped';
    // Of the weights as the last step has left them; what is kept may be of an earlier one.
    for (const event of diagnosing?.finish(steps, takeWeights(model.resume!)) ?? []) emit(event);
    return 'done';
  } catch (error) {
    tell(error instanceof UnrollError ? translate(error.id, error.args) : String((error as Error).stack ?? error));
    return 'failed';
  }
}
