import * as vscode from 'vscode';
import { languageOf } from '../../protocol/language';
import { readMetrics, type StoredRun } from '../../runs/stored-run';
import { reportPage } from '../../view-model/report/report-page';
import { reportedRun } from '../../view-model/report/reported-run';
import { RunSeries } from '../../view-model/run/run-series';
import { nameOf } from '../documents';
import { runCount, runTitle } from './run-words';

/** Runs as a page that opens anywhere. @param given where it goes instead of being asked @returns where it went */
export async function saveReport(runs: readonly StoredRun[], given?: unknown): Promise<vscode.Uri | undefined> {
  const [first] = runs;
  if (!first) return undefined;
  const name = runs.length === 1 ? runTitle(first) : runCount(runs.length);
  const filters = { HTML: ['html'] };
  const place = given instanceof vscode.Uri ? given : await vscode.window.showSaveDialog({ filters, title: vscode.l10n.t('Save as a page') });
  if (!place) return undefined;
  const reported = runs.map((run) => {
    const { id, configuration, state, task } = run.record;
    const info = { runId: id, name: runTitle(run), state: state === 'interrupted' ? 'stopped' : state, configuration, totalSteps: 0 } as const;
    const series = new RunSeries({ ...info, ...(task ? { task: task.id } : {}) });
    series.append(readMetrics(run.folder));
    return reportedRun(series);
  });
  const page = reportPage(name, reported, languageOf(vscode.env.language));
  await vscode.workspace.fs.writeFile(place, new TextEncoder().encode(page));
  if (!given) {
    const open = vscode.l10n.t('Open');
    const sentence = vscode.l10n.t('The page was saved as {0}.', nameOf(place));
    void vscode.window.showInformationMessage(sentence, open).then((choice) => (choice === open ? vscode.env.openExternal(place) : undefined));
  }
  return place;
}
