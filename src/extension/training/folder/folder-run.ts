import type * as vscode from 'vscode';
import type { TrainedFolder } from '../../../protocol/folder-messages';

/** What a folder's runs are kept under: its URI, with the language as the fragment. */
export function folderRunUri(folder: vscode.Uri, language: string): vscode.Uri {
  return folder.with({ path: folder.path.replace(/(?<=.)\/+$/, ''), fragment: language || '*' });
}

/** How a folder's runs are called: the folder and its language. */
export function folderRunName(uri: vscode.Uri, { language }: Pick<TrainedFolder, 'language'>): string {
  return `${uri.path.split('/').pop() || uri.path}/ ${language || '*'}`;
}
