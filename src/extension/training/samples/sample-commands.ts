import * as vscode from 'vscode';
import { withLineFeeds } from '../../../text/offsets';
import { sentenceOf } from '../../log';
import type { DocumentModels } from '../../runs/document-models';
import type { RunTexts } from '../../runs/run-texts';
import type { PredictorClient } from '../../suggestions/predictor-client';
import { parseSampleLine, SAMPLE_DEFAULTS, sampleLine } from './sample-options';

/** What sampling works with. */
export interface SampleServices {
  readonly predictor: PredictorClient;
  readonly models: DocumentModels;
  readonly texts: RunTexts;
  /** What was asked for last. */
  readonly memory: vscode.Memento;
}

/**
 * "Sample Text…": a network writes on from the selection into a new editor, until its length is reached or it is stopped: that of a run which is given, or else
 * the one that serves the document in front. The same model, selection and options give the same text.
 * @param given options as one line, or `{ run, options }`, for whoever decides beforehand
 * @returns the new document
 */
export async function sampleText(services: SampleServices, given?: unknown): Promise<vscode.TextDocument | undefined> {
  const { run, line: known } = givenSample(given);
  const editor = vscode.window.activeTextEditor;
  const model = modelOf(services, run, editor);
  if (!model) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This document has no model yet. Run "Train RNN on File" first.'));
    return undefined;
  }
  const line = known ?? (await ask(services.memory));
  if (line === undefined) return undefined;
  const options = parseSampleLine(line);
  void services.memory.update(REMEMBERED, sampleLine(options));
  const prime = editor ? withLineFeeds(editor.document.getText(editor.selection)) : '';
  const document = await vscode.workspace.openTextDocument({ content: prime, language: editor?.document.languageId ?? 'plaintext' });
  await showWrapped(document);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Sampling text'), cancellable: true },
    (progress, token) => {
      let written = 0;
      return services.predictor.sample({ model, prime, ...options }, async (text) => {
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

function givenSample(given: unknown): { run?: string; line?: string } {
  if (typeof given === 'string') return { line: given };
  const { run, options } = (given ?? {}) as Record<string, unknown>;
  return { ...(typeof run === 'string' ? { run } : {}), ...(typeof options === 'string' ? { line: options } : {}) };
}

/** Path of the model file that is to write. */
function modelOf({ models, texts }: SampleServices, run: string | undefined, editor: vscode.TextEditor | undefined): string | undefined {
  if (run !== undefined) return texts.run(run)?.model;
  return editor && models.of(editor.document.uri)?.path;
}

/** A sample may have no line ends: beside other editors it is read with word wrap, whatever the setting. */
async function showWrapped(document: vscode.TextDocument): Promise<void> {
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const wrap = vscode.workspace.getConfiguration('editor', document).get('wordWrap');
  if (wrap === 'off' && vscode.window.activeTextEditor === editor) await vscode.commands.executeCommand('editor.action.toggleWordWrap');
}

/** One line, filled in with what was chosen last: Enter is enough. */
function ask(memory: vscode.Memento): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Sample text'),
    prompt: vscode.l10n.t(
      'Temperature 0 always takes the most probable character, 1 samples from the learned probabilities; top-k 0 and top-p 1 allow all characters.',
    ),
    value: memory.get(REMEMBERED, sampleLine(SAMPLE_DEFAULTS)),
    validateInput: (text) => {
      try {
        parseSampleLine(text);
        return undefined;
      } catch (error) {
        return sentenceOf(error);
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
  const { fs } = vscode.workspace;
  // A browser's extension is at an address that lists nothing: the names come with the bundle.
  for (const name of UNROLL_SAMPLES) await fs.writeFile(vscode.Uri.joinPath(target, name), await fs.readFile(vscode.Uri.joinPath(source, name)));
  const prose = vscode.Uri.joinPath(target, 'prose.txt');
  if (place === 'beside') {
    await vscode.window.showTextDocument(prose, { preview: false, viewColumn: vscode.ViewColumn.Beside });
    return;
  }
  await vscode.window.showTextDocument(prose, { preview: false });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', vscode.Uri.joinPath(target, 'guide.md')).then(undefined, () => undefined);
}
