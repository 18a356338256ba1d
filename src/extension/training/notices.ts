import * as vscode from 'vscode';
import { backendTitle } from '../../protocol/backend-title';
import type { MessageId } from '../../protocol/error';
import type { NoteEvent, TrainingEvent } from '../../protocol/training-events';
import { log, translate } from '../log';
import { changedOptions } from './questions/asked-options';
import type { Training } from './training';
import type { Trainings } from './trainings';

/** What went wrong beside the training, which goes on: worth a message. The rest of the notes stands in the panel. */
const TROUBLE: ReadonlySet<MessageId> = new Set<MessageId>(['run.unwritten', 'run.storage', 'export.tensorboard']);

/** Every note of a training reaches the person once: all of them the log and the panel, trouble a message too, and so does each setting that a text cannot honour. */
export function reportNotes(trainings: Trainings): vscode.Disposable {
  return trainings.onDidChange(({ training, events }) => {
    for (const event of events) {
      if (event.type === 'note') reportNote(training, event);
      if (event.type !== 'start') continue;
      const shares = event.split ? ` that share ${event.split}` : '';
      log.info(
        `${training.name}: ${backendTitle(event.backend)}, ${event.threads} threads${shares}${event.backendReason ? ` (${event.backendReason})` : ''}`,
      );
      reportChanges(training);
    }
  });
}

function reportNote({ name }: Training, { id, args }: NoteEvent): void {
  const sentence = translate(id, args);
  if (!TROUBLE.has(id)) {
    log.info(`${name}: ${sentence}`);
    return;
  }
  log.warn(`${name}: ${sentence}`);
  void vscode.window.showWarningMessage(sentence);
}

function reportChanges({ name, settings, configuration }: Training): void {
  const changed = changedOptions(settings, configuration);
  if (changed.length === 0) return;
  const list = changed.map(({ key, asked, used }) => vscode.l10n.t('{0} is {1} instead of {2}', key, String(used), String(asked))).join(', ');
  const sentence = vscode.l10n.t('{0} is too short for your settings: {1} in this run.', name, list);
  log.warn(sentence);
  void vscode.window.showWarningMessage(sentence);
}

/** Events as a page shows them: notes with their sentence in the user's language. */
export function withSentences(events: readonly TrainingEvent[]): TrainingEvent[] {
  return events.map((event) => (event.type === 'note' ? { ...event, text: translate(event.id, event.args) } : event));
}
