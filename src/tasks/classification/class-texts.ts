import { type Example, type LabelledData, labelledLines } from './data';

/** A text of a folder of classes: the examples of one class, or one of them. */
export interface ClassText {
  readonly label: string;
  /** Relative to the folder. */
  readonly file: string;
  readonly text: string;
  /** Whether all of it is one example; otherwise every line is one. */
  readonly isWhole: boolean;
}

/** Labelled texts of a folder of classes. */
export function labelledTexts(texts: Iterable<ClassText>): LabelledData {
  const examples: Example[] = [];
  for (const { label, file, text, isWhole } of texts) {
    if (!isWhole) for (const example of labelledLines(text, label, file)) examples.push(example);
    else if (text.trim() !== '') examples.push({ input: text.trim(), label, file });
  }
  return { dimensions: 0, examples };
}

/** Texts of a folder of classes as one: a JSON line for each. */
export function joinTexts(texts: readonly ClassText[]): string {
  return texts.map((text) => JSON.stringify(text)).join('\n');
}

/** The same apart again. */
export function splitTexts(text: string): ClassText[] {
  return text.split('\n').map((line) => JSON.parse(line) as ClassText);
}
