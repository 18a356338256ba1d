import * as vscode from 'vscode';

export interface SampleOptions {
  /** 0 always takes the most probable character, 1 samples as learnt. */
  readonly temperature: number;
  /** Only the k likeliest; 0 = all. */
  readonly topK: number;
  /** Only the likeliest that reach this probability together; 1 = all. */
  readonly topP: number;
  readonly seed: number;
  /** Characters. */
  readonly length: number;
}

export const SAMPLE_DEFAULTS: SampleOptions = { temperature: 0.8, topK: 0, topP: 1, seed: 1, length: 1000 };

/** By the option's word: what it sets, and what it may be. */
const WORDS: Record<string, { key: keyof SampleOptions; least: number; most: number; whole: boolean }> = {
  temperature: { key: 'temperature', least: 0, most: 5, whole: false },
  'top-k': { key: 'topK', least: 0, most: 100_000, whole: true },
  'top-p': { key: 'topP', least: 0.001, most: 1, whole: false },
  seed: { key: 'seed', least: 0, most: 2 ** 31 - 1, whole: true },
  length: { key: 'length', least: 1, most: 100_000, whole: true },
};

/** Options in one line, as they are asked for. */
export function sampleLine(options: SampleOptions): string {
  return Object.entries(WORDS)
    .map(([word, { key }]) => `${word}=${options[key]}`)
    .join(' ');
}

/** Reads such a line; what it leaves out keeps its default. @throws Error with a sentence for the first thing that is wrong */
export function parseSampleLine(line: string): SampleOptions {
  const options: { -readonly [Key in keyof SampleOptions]: number } = { ...SAMPLE_DEFAULTS };
  for (const pair of line.trim().split(/\s+/).filter(Boolean)) {
    const [word = '', text = ''] = pair.split('=');
    const known = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    if (!known) throw new Error(vscode.l10n.t('There is no option {0}; there are {1}.', word, Object.keys(WORDS).join(', ')));
    const { key, least, most, whole } = known;
    const value = text === '' ? Number.NaN : Number(text);
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value)))
      throw new Error(
        whole
          ? vscode.l10n.t('{0} must be a whole number from {1} to {2}.', word, least, most)
          : vscode.l10n.t('{0} must be a number from {1} to {2}.', word, least, most),
      );
    options[key] = value;
  }
  return options;
}
