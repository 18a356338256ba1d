import * as vscode from 'vscode';
import type { TaskAnswer } from '../../protocol/task-report';
import { showError } from '../log';
import type { RunTexts } from '../runs/run-texts';
import type { PredictorClient } from '../suggestions/predictor-client';
import type { Trainings } from '../training/trainings';

/** What the models of tasks answer to what somebody types, by the newest model file, and where their examples stand. */
export class TaskAnswers {
  constructor(
    private readonly trainings: Trainings,
    private readonly predictor: PredictorClient,
    private readonly texts: RunTexts,
  ) {}

  /** Null when no weights are kept or the task reads no typed text. */
  async of(runId: string, text: string): Promise<TaskAnswer | null> {
    const run = this.texts.run(runId);
    return run?.model && run.record.task ? this.predictor.askTask(run.model, text) : null;
  }

  /** Shows a line of the document of a run, from 1; of a folder of classes that of one of its files. */
  async openLine(runId: string, line: number, file?: string): Promise<void> {
    const place = this.trainings.get(runId)?.uri ?? uriOf(this.texts.run(runId)?.record.document.uri);
    if (!place) return;
    // A page may ask for what lies in the folder, and for nothing else.
    if (file?.split(/[\\/]/).includes('..')) return;
    const uri = file === undefined ? place : vscode.Uri.joinPath(place.with({ fragment: '' }), file.replaceAll('\\', '/'));
    try {
      const editor = await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
      const { range } = editor.document.lineAt(Math.min(line, editor.document.lineCount) - 1);
      editor.selection = new vscode.Selection(range.start, range.end);
      editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    } catch (error) {
      showError(error);
    }
  }
}

function uriOf(text: string | undefined): vscode.Uri | undefined {
  return text === undefined ? undefined : vscode.Uri.parse(text);
}
