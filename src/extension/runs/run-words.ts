import * as vscode from 'vscode';
import type { DataTaskId } from '../../protocol/data-task';
import { languageOf } from '../../protocol/language';
import { isInNats } from '../../protocol/loss-unit';
import { STATE_WORDS } from '../../protocol/state-words';
import type { StoredRun } from '../../runs/stored-run';
import { networkName } from '../../view-model/run/network-name';
import { sinceWhen } from '../../view-model/run/since-when';

/** What a run is called: its own name, or network and best value, "GRU 128 · 2.83 bits". */
export function runTitle(run: StoredRun): string {
  return run.annotations.name || networkAndValue(run);
}

/** Network and best validation value; "no validation" where nothing was held out. */
function networkAndValue({ record }: StoredRun): string {
  const { configuration, progress, task } = record;
  const { bestLoss } = progress;
  const isBits = !task && isInNats(configuration);
  const loss =
    bestLoss === null ? [] : [isBits ? vscode.l10n.t('{0} bits', (bestLoss / Math.LN2).toFixed(2)) : vscode.l10n.t('loss {0}', bestLoss.toFixed(3))];
  return [networkName(configuration), ...(task ? [taskWord(task.id)] : []), ...loss].join(' · ');
}

/** What a view knows beside the run itself. */
export interface RunContext {
  /** Whether the file is to be named: it is not where the run stands below its file. */
  readonly file: boolean;
  /** The run whose weights this one started from, where it is still there. */
  readonly parent: StoredRun | undefined;
  /** Whether it makes the suggestions in its document. */
  readonly serving: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The rest of a run in a line: file, state, part of the document, lineage, how long it took and how long ago. */
export function runDescription(run: StoredRun, { file, parent, serving, now }: RunContext): string {
  const { record, annotations } = run;
  const words = [
    ...(annotations.name ? [networkAndValue(run)] : []),
    ...(file ? [record.document.name] : []),
    ...(record.state === 'done' ? [] : [stateWord(record.state)]),
    ...(serving ? [vscode.l10n.t('makes suggestions')] : []),
    ...(record.selection ? [vscode.l10n.t('part of the file')] : []),
    ...(record.parent ? [parent ? vscode.l10n.t('continued from {0}', runTitle(parent)) : vscode.l10n.t('continued from a deleted run')] : []),
    relativeTime(Date.parse(record.created), now),
    ...annotations.tags.map((tag) => `#${tag}`),
  ];
  return words.join(' · ');
}

/** All that a list tells of a run, as lines. */
export function runTooltip(run: StoredRun, context: RunContext): string {
  const { record, annotations } = run;
  const { progress } = record;
  const seconds = vscode.l10n.t('{0} s of training', progress.seconds.toFixed(progress.seconds < 10 ? 1 : 0));
  const value =
    progress.bestLoss === null
      ? vscode.l10n.t('no validation part')
      : record.task || !isInNats(record.configuration)
        ? vscode.l10n.t('best validation loss: {0}', progress.bestLoss.toFixed(4))
        : vscode.l10n.t('best validation: {0} bits/char', (progress.bestLoss / Math.LN2).toFixed(4));
  const steps = vscode.l10n.t('step {0}', progress.step);
  return [
    runTitle(run),
    runDescription(run, { ...context, file: true }),
    [value, steps, seconds].join(' · '),
    new Date(record.created).toLocaleString(vscode.env.language),
    annotations.note,
  ]
    .filter(Boolean)
    .join('\n');
}

/** What a run learns, in a word. */
function taskWord(id: DataTaskId): string {
  const words: Record<DataTaskId, string> = {
    classification: vscode.l10n.t('classification'),
    forecast: vscode.l10n.t('forecast'),
    pairs: vscode.l10n.t('pairs'),
  };
  return words[id];
}

/** A state of a run in a word. */
export function stateWord(state: StoredRun['record']['state']): string {
  return STATE_WORDS[languageOf(vscode.env.language)][state];
}

/** "3 minutes ago", in the user's language. */
export function relativeTime(then: number, now: number): string {
  return sinceWhen(then, now, vscode.env.language);
}

/** A number of runs in words. */
export function runCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', count);
}
