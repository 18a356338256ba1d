import * as vscode from 'vscode';
import type { Configuration } from '../../../protocol/configuration';
import type { Overrides } from '../../../protocol/defaults';
import { planLine as lineOf, type PlanWords } from '../../../view-model/run/plan/plan-line';

/** The text to train on, and the settings that apply to it. */
export interface PlannedText {
  readonly characters: number;
  readonly vocabularySize: number;
  readonly settings: Overrides;
}

/** What a configuration will do to a text, in a line, in the user's language. */
export function planLine(text: PlannedText, configuration: Configuration): string {
  const words: PlanWords = {
    number: (value) => value.toLocaleString(vscode.env.language),
    steps: (count) => vscode.l10n.t('{0} steps', count),
    held: (trained, held) => vscode.l10n.t('{0} characters, {1} held out', trained, held),
    all: (characters) => vscode.l10n.t('all {0} characters, none held out', characters),
    expected: (bits) => vscode.l10n.t('about {0} bits/char for prose', bits),
    weights: (count) => vscode.l10n.t('{0} weights', count),
  };
  return lineOf(text, configuration, words);
}
