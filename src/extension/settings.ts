import * as vscode from 'vscode';
import { platform } from '../platform';
import type { Overrides } from '../protocol/defaults';
import { OPTION_KEYS } from '../protocol/options';
import type { SuggestionSettings } from '../protocol/predictor-messages';
import { DIAL, type Policy, type PolicyName } from '../protocol/suggestion-policy';
import { checkOption } from '../protocol/validation';

/** Options that the user has set. @throws UnrollError for a value out of range */
export function trainingOverrides(scope: vscode.ConfigurationScope | undefined): Overrides {
  const configuration = vscode.workspace.getConfiguration('unroll.training', scope);
  const overrides: Record<string, unknown> = {};
  for (const key of OPTION_KEYS) {
    const value = configuration.get(key);
    if (value !== null && value !== undefined) overrides[key] = checkOption(key, value);
  }
  return overrides as Overrides;
}

export function concurrentRuns(): number {
  return vscode.workspace.getConfiguration('unroll.training').get<number>('concurrentRuns', 1);
}

/** Bytes that a network may take while it trains. */
export function memoryLimit(): number {
  return vscode.workspace.getConfiguration('unroll.training').get<number>('memoryLimit', 2048) * 2 ** 20;
}

export interface CompletionSettings extends SuggestionSettings {
  /** Whether other open documents of the language are learnt first, and files of the document's folder. */
  readonly otherDocuments: boolean;
  readonly folderFiles: boolean;
  /** Whether documents that no network was trained on get suggestions. */
  readonly withoutModel: boolean;
  /** Only when asked for by hand. */
  readonly manual: boolean;
  /** Milliseconds. */
  readonly delay: number;
}

/** Settings of suggestions for a document, its language's overrides included. */
export function completionSettings(document: vscode.TextDocument): CompletionSettings {
  const configuration = vscode.workspace.getConfiguration('unroll.completions', document);
  return {
    enabled: configuration.get('enabled', true),
    otherDocuments: configuration.get('otherDocuments', true),
    folderFiles: configuration.get('folderFiles', true),
    withoutModel: configuration.get('withoutModel', false),
    manual: configuration.get<string>('trigger') === 'manual',
    delay: configuration.get('delay', 0),
    engine: configuration.get('engine', 'mix'),
    policy: suggestionPolicy(configuration),
    maximumLength: configuration.get('maximumLength', 80),
    multiLine: configuration.get('multiLine', true),
    dynamicEvaluation: configuration.get('dynamicEvaluation', true),
  };
}

/** The dial "how sure", or the fixed rule where somebody has set a threshold. */
function suggestionPolicy(configuration: vscode.WorkspaceConfiguration): Policy {
  const threshold = configuration.get<number | null>('threshold', null);
  return threshold === null ? DIAL[configuration.get<PolicyName>('howSure', 'balanced')] : { threshold };
}

/** Where a run of a document writes for TensorBoard: a folder of its own below that of the setting; nothing without one. */
export function tensorboardFolder(uri: vscode.Uri, name: string): { tensorboard?: string } {
  const setting = vscode.workspace.getConfiguration('unroll.export', uri).get('tensorboard', '').trim();
  if (!setting) return {};
  const folder = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0];
  const { path, home } = platform;
  if (home === undefined) return withoutTensorboard();
  const base = folder?.uri.scheme === 'file' ? folder.uri.fsPath : home;
  const root = path.resolve(
    base,
    setting.replace(/^~(?=$|[\\/])/, () => home),
  );
  const time = new Date().toISOString().slice(0, 19).replace(/:/g, '-');
  return { tensorboard: path.join(root, `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}-${time}`) };
}

let saidSo = false;

function withoutTensorboard(): { tensorboard?: string } {
  if (!saidSo)
    void vscode.window.showInformationMessage(
      vscode.l10n.t('A browser has no folder for TensorBoard files: use "Export Model" when the run is over.'),
    );
  saidSo = true;
  return {};
}

/**
 * Writes a setting where its value comes from that rules now, a language's own value included, and else in the user's settings: so that it takes effect.
 * @param forLanguage only the language's own value is written
 */
export async function updateWhereItRules(
  configuration: vscode.WorkspaceConfiguration,
  key: string,
  value: unknown,
  forLanguage = false,
): Promise<void> {
  const found = configuration.inspect(key);
  const { WorkspaceFolder, Workspace, Global } = vscode.ConfigurationTarget;
  // In this order values replace each other: one of a language every other one.
  const places = [
    [found?.workspaceFolderLanguageValue, WorkspaceFolder, true],
    [found?.workspaceLanguageValue, Workspace, true],
    [found?.globalLanguageValue, Global, true],
    [found?.workspaceFolderValue, WorkspaceFolder, false],
    [found?.workspaceValue, Workspace, false],
  ] as const;
  const rules = places.find(([own, , ofLanguage]) => own !== undefined && (ofLanguage || !forLanguage));
  const [, target, ofLanguage] = rules ?? [undefined, Global, forLanguage];
  await configuration.update(key, value, target, ofLanguage);
}
