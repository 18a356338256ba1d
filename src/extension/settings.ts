import * as vscode from 'vscode';
import type { Overrides } from '../protocol/defaults';
import type { SuggestionSettings } from '../protocol/predictor-messages';
import { CHOICES, checkOption, RANGES } from '../protocol/validation';

/** Hyper-parameters that the user has set; the rest is chosen by the size of the text. @throws UnrollError for a value out of range */
export function trainingOverrides(scope: vscode.ConfigurationScope | undefined): Overrides {
  const configuration = vscode.workspace.getConfiguration('unroll.training', scope);
  const overrides: Record<string, unknown> = {};
  for (const key of [...Object.keys(RANGES), ...Object.keys(CHOICES), 'bias']) {
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
  readonly enabled: boolean;
  /** Milliseconds. */
  readonly delay: number;
}

/** Settings of suggestions for a document, its language's overrides included. */
export function completionSettings(document: vscode.TextDocument): CompletionSettings {
  const configuration = vscode.workspace.getConfiguration('unroll.completions', document);
  return {
    enabled: configuration.get('enabled', true),
    delay: configuration.get('delay', 60),
    engine: 'network',
    threshold: configuration.get('threshold', 0.65),
    maximumLength: configuration.get('maximumLength', 40),
    multiLine: configuration.get('multiLine', false),
    dynamicEvaluation: false,
  };
}
