import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

interface Keybinding {
  readonly key: string;
  readonly command: string;
  readonly when?: string;
}

/** Every default keybinding of the editor and its extensions on the platform of the window. */
export async function defaultKeybindings(): Promise<Keybinding[]> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('vscode://defaultsettings/keybindings.json'));
  return JSON.parse(
    document
      .getText()
      .split('\n')
      .filter((line) => !line.trimStart().startsWith('//'))
      .join('\n'),
  );
}

/** Keybindings of others that begin with a key of ours. */
export function collisions(defaults: readonly Keybinding[]): string[] {
  const ours = defaults.filter(({ command }) => command.startsWith('unroll.'));
  const { contributes } = JSON.parse(readFileSync(path.resolve(__dirname, '../../../package.json'), 'utf8'));
  if (ours.length !== contributes.keybindings.length) return [`${ours.length} of ${contributes.keybindings.length} keybindings are known`];
  return ours.flatMap(({ key }) =>
    defaults
      .filter((other) => !other.command.startsWith('unroll.') && (other.key === key || other.key.startsWith(`${key} `)))
      .map((other) => `${key}: ${other.command} when ${other.when}`),
  );
}
