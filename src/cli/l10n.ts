import type { MessageArgument } from '../protocol/error';
import { fill } from '../protocol/language';

let sentences: Readonly<Record<string, string>> = {};

/** Translations by their English sentence; what is missing stays English. */
export function use(translations: Readonly<Record<string, string>>): void {
  sentences = translations;
}

/** A sentence in the user's language; {0}, {1}, ... stand for the arguments. Collected for translators by scripts/export-l10n.mjs. */
export function t(sentence: string, ...args: readonly MessageArgument[]): string {
  return fill(sentences[sentence] ?? sentence, ...args);
}
