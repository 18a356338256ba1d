import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { UnrollError } from '../protocol/error';
import type { TrainingEvent } from '../protocol/training-events';
import { stateAfter } from '../protocol/training-events';
import { readLines } from '../runs/metrics';
import { METRICS_FILE } from '../runs/stored-run';
import { reportPage } from '../view-model/report/report-page';
import { type ReportedRun, reportedRun } from '../view-model/report/reported-run';
import { architectureName } from '../view-model/run/architecture-name';
import { RunSeries } from '../view-model/run/run-series';
import { readRecord } from './experiment-record';
import type { RunResult } from './experiment-result';
import { readText } from './files';
import * as l10n from './l10n';
import { speaksChinese, translate } from './language';
import { print, tell } from './output';
import { OutputFile } from './output-file';

export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description(l10n.t('save one or several runs as a self-contained page with charts, options and seeds'))
    .argument('<files...>', l10n.t('JSON lines of train --json, records of compare and sweep, or folders of runs'))
    .option('--out <page>', l10n.t('file for the page'), 'report.html')
    .action(report);
}

function report(files: readonly string[], { out }: { readonly out: string }): void {
  const page = new OutputFile(out, files);
  const runs = files.flatMap(runsOf);
  const name = files.map((file) => path.basename(file)).join(', ');
  page.write(reportPage(runs.length === 1 ? runs[0]!.name : name, runs, speaksChinese() ? 'zh' : 'en'));
  print(`${page.name}\n`);
}

/** @throws UnrollError when it holds no run */
function runsOf(file: string): ReportedRun[] {
  const metrics = path.join(file, METRICS_FILE);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() && !existsSync(metrics)) return [...readRecord(file).values()].map(ofResult);
  const source = existsSync(metrics) ? metrics : file;
  const text = readText(source);
  if (/^\s*\{"key":/.test(text)) return [...readRecord(source).values()].map(ofResult);
  const { events, cut } = readLines(text);
  if (cut) tell(translate('export.cut'));
  const start = events.find((event) => event.type === 'start');
  if (!start) throw new UnrollError('report.nothing', [file], { exitCode: 2 });
  const { configuration } = start;
  const run = new RunSeries({ runId: file, name: architectureName(configuration), state: stateOf(events), configuration, totalSteps: 0 });
  run.append(events);
  return [reportedRun(run)];
}

function stateOf(events: readonly TrainingEvent[]): 'done' | 'stopped' | 'failed' {
  const done = events.findLast((event) => event.type === 'done');
  const state = done && stateAfter(done.reason);
  return state === 'done' || state === 'failed' ? state : 'stopped';
}

/** A record keeps no curves but how a gradient ends. */
function ofResult({
  name,
  state,
  configuration,
  parameters,
  loss,
  score,
  measuredOn,
  bestStep,
  steps,
  seconds,
  log10Gradient,
  curve,
}: RunResult): ReportedRun {
  return {
    ...{
      name,
      state,
      configuration,
      parameters,
      value: score ? score.value : loss,
      measure: score?.score ?? 'nats',
      measuredOn,
      bestStep,
      steps,
      seconds,
    },
    direction: score?.better === 'higher' ? -1 : 1,
    ...(curve ? { validation: { x: curve.map(([step]) => step), y: curve.map(([, value]) => value) } } : {}),
    ...(log10Gradient.end ? { gradientFlow: { lags: log10Gradient.lags, norms: log10Gradient.end } } : {}),
  };
}
