import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Configuration } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import { CONTROL } from '../protocol/trainer-messages';
import type { TrainingEvent } from '../protocol/training-events';
import { languageModel } from '../tasks/language-model';
import { codePoints } from '../text/text';
import { createTrainingHost } from '../training/create-training-host';
import { takeWeights } from '../training/resume-tensors';
import { Trainer } from '../training/trainer';
import { RunSeries } from '../view-model/run/run-series';
import { Diagnosing } from '../workers/diagnosis';
import { gzipBaseline } from '../workers/gzip-baseline';
import { ngramBaseline } from '../workers/ngram-baseline';
import { followerScript, withThreads } from '../workers/threads';
import { controlWords } from './conductor';
import { baselineRow, experimentResult, runResult, runRow, titles } from './experiment-report';
import { translate } from './language';
import { noteFiles, print, tell } from './output';
import { OutputFile } from './output-file';

export interface ExperimentOptions {
  readonly json?: boolean;
  /** File that takes the result of each run. */
  readonly out?: string;
}

/** A run of an experiment. */
export interface PlannedRun {
  readonly name: string;
  readonly configuration: Configuration;
  /** Options that must be honoured as they are or refused. */
  readonly strict: Partial<Configuration>;
}

interface Experiment extends ExperimentOptions {
  readonly text: string;
  readonly plan: readonly PlannedRun[];
}

/** The runs of a plan, one after the other. Each stands alone: what goes wrong with one is told and does not stop the others; results come as runs end. */
export function runExperiment({ text, plan, json, out }: Experiment): void {
  // What the text cannot honour is refused before the first run.
  for (const { configuration, strict } of plan) languageModel(text).prepare({ configuration, strict, note: () => undefined });
  const results = out === undefined ? undefined : resultFile(out);
  const control = controlWords();
  const width = Math.max(...plan.map(({ name }) => name.length)) + 2;
  const runs: RunSeries[] = [];
  noteFiles({ started: true });
  if (!json) print(`${titles(width)}\n`);
  for (const [index, planned] of plan.entries()) {
    if (Atomics.load(control, 0) === CONTROL.stop) break;
    const { name } = planned;
    const configuration = withThreads(planned.configuration);
    const run = new RunSeries({ runId: String(index), name, state: 'running', configuration, totalSteps: configuration.steps });
    runs.push(run);
    tell(`${index + 1}/${plan.length} ${name}`);
    run.info = { ...run.info, state: trainOne(text, { ...planned, configuration }, run, index === 0, control) };
    if (!json) print(`${runRow(run, width)}\n`);
    if (results) appendFileSync(results, `${JSON.stringify(runResult(run))}\n`);
  }
  const failed = runs.filter(({ info }) => info.state === 'failed').length;
  if (json) print(`${JSON.stringify(experimentResult(runs))}\n`);
  else {
    for (const baseline of runs[0]?.baselines ?? []) print(`${baselineRow(baseline, width)}\n`);
    const { best } = experimentResult(runs);
    if (best !== null) print(`★ ${best}\n`);
  }
  process.exitCode = runs.length > 0 && failed === runs.length ? 1 : 0;
}

function resultFile(name: string): string {
  const { path: file } = new OutputFile(name);
  try {
    writeFileSync(file, '');
  } catch (cause) {
    throw new UnrollError('file.unwritable', [name, (cause as NodeJS.ErrnoException).code ?? String(cause)], { cause });
  }
  return file;
}

function trainOne(
  text: string,
  { configuration, strict }: PlannedRun,
  run: RunSeries,
  first: boolean,
  control: Int32Array,
): 'done' | 'failed' | 'stopped' {
  const now = () => performance.now();
  const beat = () => {
    Atomics.add(control, 1, 1);
    return Atomics.load(control, 0);
  };
  let diagnosing: Diagnosing | undefined;
  let steps = 0;
  const emit = (event: TrainingEvent) => {
    run.append([event]);
    if (event.type === 'note') tell(translate(event.id, event.args));
    if (event.type === 'alarm') tell(translate('training.diverged', [event.tensor, event.step]));
    if (event.type === 'start' && first) {
      const characters = codePoints(text);
      for (const measure of [gzipBaseline, ngramBaseline]) {
        const baseline = measure(characters, event.validationCharacters);
        if (baseline) run.append([baseline]);
      }
    }
  };
  try {
    const trainer = new Trainer(
      { task: languageModel(text), configuration, strict },
      createTrainingHost(
        {
          emit,
          stepped(step, learner, vocabulary) {
            steps = step;
            diagnosing ??= new Diagnosing(configuration, vocabulary, text, now, () => beat() === CONTROL.stop, true);
            const event = diagnosing.offer(step, { weights: () => learner.readWeights(), gradients: () => learner.readGradients() });
            if (event) emit(event);
          },
          control: beat,
        },
        { spawn: followerScript(path.join(__dirname, 'follower.js')) },
      ),
    );
    const { model, done } = trainer.run();
    if (done.reason === 'diverged') return 'failed';
    if (done.reason === 'stopped') return 'stopped';
    // Of the weights as the last step has left them; what is kept may be of an earlier one.
    const last = diagnosing?.finish(steps, takeWeights(model.resume!));
    if (last) emit(last);
    return 'done';
  } catch (error) {
    tell(error instanceof UnrollError ? translate(error.id, error.args) : String((error as Error).stack ?? error));
    return 'failed';
  }
}
