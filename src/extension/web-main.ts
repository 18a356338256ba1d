import * as vscode from 'vscode';
import { knowOtherWindows } from '../platform/web/platform';
import { threadsFrom } from '../platform/web/thread';
import * as extension from './main';

/** The same extension in a browser's worker: where its threads come from, and which other windows are open, it must be told. */
export async function activate(context: vscode.ExtensionContext): Promise<extension.UnrollApi> {
  const started = performance.now();
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'web', 'threads.js');
  threadsFrom(async () => new TextDecoder().decode(await vscode.workspace.fs.readFile(script)));
  await knowOtherWindows();
  return { ...extension.activate(context), activation: performance.now() - started };
}

export const { deactivate } = extension;
