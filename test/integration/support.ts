import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import type { Training } from '../../src/extension/training/training';

/** Extension under test, activated. */
export async function activated(): Promise<UnrollApi> {
  const extension = vscode.extensions.all.find(({ packageJSON }) => packageJSON.name === 'unroll' && packageJSON.contributes?.commands);
  if (!extension) throw new Error('the extension is not installed');
  return (await extension.activate()) as UnrollApi;
}

const folder = mkdtempSync(path.join(tmpdir(), 'texts-'));
let count = 0;

/** A new file on disk, opened in an editor. */
export async function openText(text: string, extension = 'txt'): Promise<vscode.TextEditor> {
  const file = path.join(folder, `text-${++count}.${extension}`);
  writeFileSync(file, text);
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file), { preview: false });
}

/** Waits until something holds; throws with its name when it does not in time. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, milliseconds = 100_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`gave up waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Trains on the document in front by the command, with a network small enough for a test. */
export async function train(api: UnrollApi, overrides: object, command = 'unroll.trainOnFile', uri?: vscode.Uri): Promise<Training> {
  const given = { preset: 'quick', overrides: { seconds: 0, cell: 'rnn', hidden: 32, threads: 1, ...overrides } };
  const id = await vscode.commands.executeCommand<string>(command, ...(command === 'unroll.trainOnFile' ? [uri, given] : [given]));
  const training = api.trainings.get(id);
  if (!training) throw new Error('the command started no training');
  return training;
}

/** Items of the provider at a place, asked as while typing. */
export async function suggestions(api: UnrollApi, document: vscode.TextDocument, position: vscode.Position): Promise<vscode.InlineCompletionItem[]> {
  const source = new vscode.CancellationTokenSource();
  const context = { triggerKind: vscode.InlineCompletionTriggerKind.Automatic, selectedCompletionInfo: undefined };
  return api.ghostText.provideInlineCompletionItems(document, position, context, source.token);
}

/** How dialogs are answered: each gets the sentence and the choices, and returns the choice. */
interface Answers {
  readonly information?: (message: string, choices: readonly string[]) => string | undefined;
  readonly warning?: (message: string, choices: readonly string[]) => string | undefined;
  readonly error?: (message: string, choices: readonly string[]) => string | undefined;
}

/** Runs something while input boxes and quick picks are answered: text for the one, the label of an item for the other. */
export async function entering<T>(
  answer: (options: vscode.InputBoxOptions & { items?: readonly string[] }) => string | undefined,
  run: () => PromiseLike<T>,
): Promise<T> {
  const window = vscode.window as unknown as Record<string, unknown>;
  const { showInputBox, showQuickPick, showOpenDialog } = window;
  window.showOpenDialog = async (options: vscode.OpenDialogOptions = {}) => {
    const file = answer(options.title ? { title: options.title } : {});
    return file === undefined ? undefined : [vscode.Uri.file(file)];
  };
  window.showInputBox = async (options: vscode.InputBoxOptions = {}) => answer(options);
  window.showQuickPick = async (given: readonly vscode.QuickPickItem[], options: vscode.QuickPickOptions = {}) => {
    const items = await given;
    const label = answer({ ...(options.title ? { title: options.title } : {}), items: items.map((item) => item.label) });
    return items.find((item) => item.label === label);
  };
  try {
    return await run();
  } finally {
    Object.assign(window, { showInputBox, showQuickPick, showOpenDialog });
  }
}

/** Runs something while dialogs are answered instead of shown. */
export async function answering<T>(answers: Answers, run: () => PromiseLike<T>): Promise<T> {
  const window = vscode.window as unknown as Record<string, unknown>;
  const names = { information: 'showInformationMessage', warning: 'showWarningMessage', error: 'showErrorMessage' } as const;
  const before = new Map<string, unknown>();
  for (const [kind, answer] of Object.entries(answers) as [keyof Answers, NonNullable<Answers['error']>][]) {
    before.set(names[kind], window[names[kind]]);
    window[names[kind]] = async (message: string, ...rest: unknown[]) =>
      answer(
        message,
        rest.filter((item): item is string => typeof item === 'string'),
      );
  }
  try {
    return await run();
  } finally {
    for (const [name, original] of before) window[name] = original;
  }
}
