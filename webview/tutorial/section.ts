import type { Language } from '../../src/protocol/language';
import type { Engine } from './engine';
import type { ReadSymbol } from './parts/symbols';

/** What a person reads, in both languages of the tutorial. `{U}` in a text is the symbol U, linked to the matrix, node or slider that it names. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

/** What a section's stage is given by the page around it. */
export interface Stage {
  readonly element: HTMLElement;
  readonly engine: Engine;
  readonly language: Language;
  /** The text in the reader's language; {0}, {1}, … stand for the values. */
  t(text: Text, ...values: readonly (string | number)[]): string;
  /** Opens a text as a document of the editor; undefined on the site. */
  readonly openText: ((text: string) => void) | undefined;
  /** Nothing moves by itself. */
  readonly reducedMotion: boolean;
  /** Says what the symbols of the section's text and formulas stand for at present. */
  readSymbols(read: ReadSymbol): void;
  /** Called when colours change, and when the section goes away. */
  onTheme(listener: () => void): void;
}

/** A section of the tutorial: one file of sections/ and one line of their list. */
export interface Section {
  /** Stands in addresses: charts of the panel link to it. */
  readonly id: string;
  readonly title: Text;
  readonly paragraphs: readonly Text[];
  readonly formulas?: readonly string[];
  readonly task: Text;
  readonly notice: Text;
  readonly question: Text;
  readonly answer: Text;
  /** Builds what the reader plays with; nothing is computed before the reader comes near. */
  mount(stage: Stage): void;
}
