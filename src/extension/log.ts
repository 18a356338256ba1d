import * as vscode from 'vscode';
import { type MessageArgument, type MessageId, UnrollError } from '../protocol/error';
import { MESSAGES } from '../protocol/messages';

/** The extension's log channel: details go here, people get sentences. */
export const log = vscode.window.createOutputChannel('Unroll', { log: true });

/** A message of the rooms below in the user's language. */
export function translate(id: MessageId, args: readonly MessageArgument[]): string {
  return vscode.l10n.t(MESSAGES[id], ...args);
}

/** Tells an error once, in plain words, with a way to its details. */
export function showError(error: unknown): void {
  const message = error instanceof UnrollError ? translate(error.id, error.args) : error instanceof Error ? error.message : String(error);
  // What a person can put right is no fault of the extension.
  if (error instanceof UnrollError) log.warn(message);
  else log.error(error instanceof Error ? (error.stack ?? error.message) : message);
  const details = vscode.l10n.t('Show log');
  void vscode.window.showErrorMessage(message, details).then((choice) => {
    if (choice === details) log.show();
  });
}
