import * as vscode from 'vscode';
import { type MessageArgument, type MessageId, UnrollError } from '../protocol/error';
import { MESSAGES } from '../protocol/messages';

/** The extension's log channel: details go here, people get sentences. */
export const log = vscode.window.createOutputChannel('Unroll', { log: true });

/** A message of the rooms below in the user's language. */
export function translate(id: MessageId, args: readonly MessageArgument[]): string {
  return vscode.l10n.t(MESSAGES[id], ...args);
}

/** An error in one sentence, in the user's language. */
export function sentenceOf(error: unknown): string {
  if (error instanceof UnrollError) return translate(error.id, error.args);
  return error instanceof Error ? error.message : String(error);
}

/** Tells an error once, in plain words, with a way to its details. */
export function showError(error: unknown): void {
  const message = sentenceOf(error);
  // What a person can put right is no fault of the extension.
  if (error instanceof UnrollError) log.warn(message);
  else log.error(error instanceof Error ? (error.stack ?? error.message) : message);
  const details = vscode.l10n.t('Show log');
  void vscode.window.showErrorMessage(message, details).then((choice) => {
    if (choice === details) log.show();
  });
}
