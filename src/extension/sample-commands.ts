import * as vscode from 'vscode';
import type { Models } from './models';
import type { PredictorClient } from './predictor-client';

const LENGTH = 1000;

/** "Sample text…": the document's network writes on from the selection into a new editor. */
export async function sampleText(predictor: PredictorClient, models: Models): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const model = editor && models.of(editor.document.uri);
  if (!editor || !model) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This document has no model yet. Run "Train RNN on file" first.'));
    return;
  }
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Sample text'),
    prompt: vscode.l10n.t('Temperature: 0 takes the likeliest character, 1 samples as learnt, more is wilder.'),
    value: '0.8',
    validateInput: (value) => (Number(value) >= 0 && Number(value) <= 5 && value.trim() ? undefined : vscode.l10n.t('A number from 0 to 5.')),
  });
  if (answer === undefined) return;
  const prime = editor.document.getText(editor.selection).replace(/\r\n?/g, '\n');
  const document = await vscode.workspace.openTextDocument({ content: prime, language: editor.document.languageId });
  const target = await vscode.window.showTextDocument(document, { preview: false });
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Sampling text'), cancellable: true },
    (_, token) =>
      predictor.sample(
        { model: model.path, prime, length: LENGTH, temperature: Number(answer), topK: 0, topP: 1, seed: Date.now() % 2 ** 31 },
        async (text) => {
          if (token.isCancellationRequested || document.isClosed) return false;
          return target.edit((edit) => edit.insert(document.lineAt(document.lineCount - 1).range.end, text), {
            undoStopBefore: false,
            undoStopAfter: false,
          });
        },
      ),
  );
}

/** "Open sample": a copy of the shipped workspace, so that nothing in the extension's folder is edited. */
export async function openSample(context: vscode.ExtensionContext): Promise<void> {
  const source = vscode.Uri.joinPath(context.extensionUri, 'samples');
  const target = vscode.Uri.joinPath(context.globalStorageUri, 'sample');
  for (const [name] of await vscode.workspace.fs.readDirectory(source)) {
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(source, name), vscode.Uri.joinPath(target, name), { overwrite: true });
  }
  await vscode.window.showTextDocument(vscode.Uri.joinPath(target, 'prose.txt'), { preview: false });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', vscode.Uri.joinPath(target, 'guide.md')).then(undefined, () => undefined);
}
