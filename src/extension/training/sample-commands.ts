import * as vscode from 'vscode';
import type { Models } from '../runs/models';
import type { PredictorClient } from '../suggestions/predictor-client';
import { parseSampleLine, SAMPLE_DEFAULTS, sampleLine } from './sample-options';

/**
 * "Sample text…": the network that serves the document writes on from the selection into a new editor, until its length is reached or it is stopped. The same
 * model, selection and options give the same text.
 * @param given options as one line, for whoever decides beforehand
 * @returns the new document
 */
export async function sampleText(
  predictor: PredictorClient,
  models: Models,
  memory: vscode.Memento,
  given?: unknown,
): Promise<vscode.TextDocument | undefined> {
  const editor = vscode.window.activeTextEditor;
  const model = editor && models.of(editor.document.uri);
  if (!editor || !model) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This document has no model yet. Run "Train RNN on file" first.'));
    return undefined;
  }
  const line = typeof given === 'string' ? given : await ask(memory);
  if (line === undefined) return undefined;
  const options = parseSampleLine(line);
  void memory.update(REMEMBERED, sampleLine(options));
  const prime = editor.document.getText(editor.selection).replace(/\r\n?/g, '\n');
  const document = await vscode.workspace.openTextDocument({ content: prime, language: editor.document.languageId });
  await vscode.window.showTextDocument(document, { preview: false });
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Sampling text'), cancellable: true },
    (progress, token) => {
      let written = 0;
      return predictor.sample({ model: model.path, prime, ...options }, async (text) => {
        if (token.isCancellationRequested || document.isClosed) return false;
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, text);
        written += text.length;
        progress.report({
          message: vscode.l10n.t('{0} of {1} characters', written, options.length),
          increment: (100 * text.length) / options.length,
        });
        return vscode.workspace.applyEdit(edit);
      });
    },
  );
  return document;
}

const REMEMBERED = 'sampleOptions';

/** One line, filled in with what was chosen last: Enter is enough. */
function ask(memory: vscode.Memento): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Sample text'),
    prompt: vscode.l10n.t('Temperature 0 takes the likeliest character, 1 samples as learnt; top-k 0 and top-p 1 allow all characters.'),
    value: memory.get(REMEMBERED, sampleLine(SAMPLE_DEFAULTS)),
    validateInput: (text) => {
      try {
        parseSampleLine(text);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
  });
}

/**
 * "Open sample": a copy of the shipped workspace, so that nothing in the extension's folder is edited.
 * @param place `beside`: the walkthrough stays in sight, and tells instead of the sample's own guide
 */
export async function openSample(context: vscode.ExtensionContext, place?: unknown): Promise<void> {
  const source = vscode.Uri.joinPath(context.extensionUri, 'samples');
  const target = vscode.Uri.joinPath(context.globalStorageUri, 'sample');
  for (const [name] of await vscode.workspace.fs.readDirectory(source)) {
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(source, name), vscode.Uri.joinPath(target, name), { overwrite: true });
  }
  const prose = vscode.Uri.joinPath(target, 'prose.txt');
  if (place === 'beside') {
    await vscode.window.showTextDocument(prose, { preview: false, viewColumn: vscode.ViewColumn.Beside });
    return;
  }
  await vscode.window.showTextDocument(prose, { preview: false });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', vscode.Uri.joinPath(target, 'guide.md')).then(undefined, () => undefined);
}
