import { isWord } from './character-classes';
import { mix } from './hashing';

/** Code points that a state remembers. */
const RECENT = 1024;
/** Brackets that are remembered; deeper ones are only counted. */
const DEPTH = 16;
/** Stands for what is not there: before the text, above a line that is too short. */
const NOTHING = -1;

// Places in the fields.
const WORD = 0;
const WORD_LENGTH = 1;
const IN_WORD = 2;
const PREVIOUS_WORD = 3;
const WORD_BEFORE = 4;
const SEPARATOR = 5;
const LINE = 6;
const PREVIOUS_LINE = 7;
const FIRST_TOKEN = 8;
const PREVIOUS_FIRST_TOKEN = 9;
const SHAPE = 10;
const OLDER_SHAPE = 11;
const INDENTATION = 12;
const IN_INDENTATION = 13;
const COLUMN = 14;
const LINE_START = 15;
const PREVIOUS_LINE_START = 16;
const PREVIOUS_LINE_LENGTH = 17;
const QUOTE = 18;
const TRIPLE = 19;
const COMMENT = 20;
const LENGTH = 21;
const HITS = 22;
const BRACKETS = 23;
/** Of each bracket: the identifier before it, its kind, commas since. */
const BRACKET = 24;
/** What match models and recency keep here. */
export const POINTERS = BRACKET + 3 * DEPTH;
const POINTER_FIELDS = 24;
export const FIELDS = POINTERS + POINTER_FIELDS;

/** A word was separated by blanks alone. */
const BLANKS = 12345;
const QUOTES: Readonly<Record<number, number>> = { 34: 1, 39: 2, 96: 3 };
const OPENING: Readonly<Record<number, number>> = { 40: 1, 91: 2, 123: 3 };

/** What is known of a text at a place in it: words, line, column, brackets, quotes. Made of whole numbers in one array, so that it is copied at once. */
export class TextState {
  readonly fields = new Int32Array(FIELDS);
  readonly recent = new Int32Array(RECENT);

  constructor() {
    this.fields[IN_INDENTATION] = 1;
  }

  copy(): TextState {
    const copy = new TextState();
    copy.fields.set(this.fields);
    copy.recent.set(this.recent);
    return copy;
  }

  /** Code points read. */
  get length(): number {
    return this.fields[LENGTH]!;
  }

  /** The code point `back` places ago, from 1 to 1024; before the text it is a newline. */
  at(back: number): number {
    const length = this.fields[LENGTH]!;
    return back > length ? 10 : this.recent[(length - back) & (RECENT - 1)]!;
  }

  /** Where `read` writes: an undo puts back what stands there. */
  get nextPlace(): number {
    return this.fields[LENGTH]! & (RECENT - 1);
  }

  /** Reads a code point. Match models and recency are not moved. */
  read(code: number): void {
    const { fields: s } = this;
    this.recent[this.nextPlace] = code;
    s[LENGTH]!++;
    if (code === 10) this.readNewline();
    else {
      s[COLUMN]!++;
      if (s[IN_INDENTATION] === 1 && (code === 32 || code === 9)) s[INDENTATION]!++;
      else {
        s[IN_INDENTATION] = 0;
        s[LINE] = mix(s[LINE]! + 1, code);
      }
    }
    if (isWord(code)) {
      if (s[IN_WORD] === 0) {
        s[IN_WORD] = 1;
        s[WORD] = 0;
        s[WORD_LENGTH] = 0;
      }
      s[WORD] = mix(s[WORD]! + 77, code);
      if (s[WORD_LENGTH]! < 255) s[WORD_LENGTH]!++;
    } else this.readSeparator(code);
    if (s[COMMENT] === 0) this.readSyntax(code);
  }

  private readNewline(): void {
    const { fields: s } = this;
    s[PREVIOUS_LINE_START] = s[LINE_START]!;
    s[PREVIOUS_LINE_LENGTH] = s[COLUMN]!;
    s[LINE_START] = s[LENGTH]!;
    s[COLUMN] = 0;
    s[PREVIOUS_LINE] = s[LINE]!;
    s[LINE] = 0;
    s[PREVIOUS_FIRST_TOKEN] = s[FIRST_TOKEN]!;
    s[FIRST_TOKEN] = 0;
    s[INDENTATION] = 0;
    s[IN_INDENTATION] = 1;
    s[COMMENT] = 0;
    if (s[TRIPLE] === 0) s[QUOTE] = 0;
  }

  private readSeparator(code: number): void {
    const { fields: s } = this;
    if (s[IN_WORD] === 1) {
      s[WORD_BEFORE] = s[PREVIOUS_WORD]!;
      s[PREVIOUS_WORD] = s[WORD]!;
      s[WORD] = 0;
      s[IN_WORD] = 0;
      s[SEPARATOR] = 0;
      if (s[FIRST_TOKEN] === 0) s[FIRST_TOKEN] = s[PREVIOUS_WORD]!;
      this.shift(1);
    }
    if (code !== 32 && code !== 9) {
      s[SEPARATOR] = mix(s[SEPARATOR]! + 3, code);
      this.shift((code + 2) & 255);
      if (s[FIRST_TOKEN] === 0) s[FIRST_TOKEN] = code + 1;
    } else if (s[SEPARATOR] === 0) s[SEPARATOR] = BLANKS;
  }

  /** One more token in the register of the last eight. */
  private shift(token: number): void {
    const { fields: s } = this;
    s[OLDER_SHAPE] = (s[OLDER_SHAPE]! << 8) | (s[SHAPE]! >>> 24);
    s[SHAPE] = (s[SHAPE]! << 8) | token;
  }

  private readSyntax(code: number): void {
    const { fields: s } = this;
    const before = this.at(2);
    const quote = QUOTES[code]!;
    if (quote !== undefined) {
      if (before === 92) return;
      if (s[QUOTE] === 0) s[QUOTE] = quote;
      else if (s[QUOTE] === quote) s[QUOTE] = 0;
      if (code === 34 && before === 34 && this.at(3) === 34) {
        s[TRIPLE]! ^= 1;
        s[QUOTE] = s[TRIPLE]!;
      }
      return;
    }
    if (s[QUOTE] !== 0) return;
    if ((code === 35 && (s[COLUMN] === 1 || before === 32 || before === 9)) || (code === 47 && before === 47)) {
      s[COMMENT] = 1;
      return;
    }
    const opening = OPENING[code]!;
    if (opening !== undefined) {
      const depth = s[BRACKETS]!++;
      if (depth >= DEPTH) return;
      const place = BRACKET + 3 * depth;
      s[place] = s[SEPARATOR] === BLANKS ? 0 : s[PREVIOUS_WORD]!;
      s[place + 1] = opening;
      s[place + 2] = 0;
    } else if (code === 41 || code === 93 || code === 125) {
      if (s[BRACKETS]! > 0) s[BRACKETS]!--;
    } else if (code === 44 && s[BRACKETS]! > 0 && s[BRACKETS]! <= DEPTH) s[BRACKET + 3 * s[BRACKETS]! - 1]!++;
  }

  /** Whether the likeliest character was the right one, the last times: one bit each, the newest lowest. */
  get hits(): number {
    return this.fields[HITS]!;
  }

  noteHit(hit: boolean): void {
    this.fields[HITS] = (this.fields[HITS]! << 1) | (hit ? 0 : 1);
  }

  get inWord(): boolean {
    return this.fields[IN_WORD] === 1;
  }

  get wordLength(): number {
    return this.fields[WORD_LENGTH]!;
  }

  /** Inside quotes (1 to 3, by the mark), or not. */
  get quote(): number {
    return this.fields[QUOTE]!;
  }

  get inComment(): boolean {
    return this.fields[COMMENT] === 1;
  }

  /** Inside quotes, a comment, a text of several lines. */
  get lexical(): number {
    const { fields: s } = this;
    return s[QUOTE]! | (s[COMMENT]! << 2) | (s[TRIPLE]! << 3);
  }

  get column(): number {
    return this.fields[COLUMN]!;
  }

  get indentation(): number {
    return this.fields[INDENTATION]!;
  }

  /** Hash of the word being written, or of what stands between the last one and here. */
  get token(): number {
    const { fields: s } = this;
    return s[IN_WORD] === 1 ? s[WORD]! : mix(s[SEPARATOR]!, 5);
  }

  get separator(): number {
    return this.fields[SEPARATOR]!;
  }

  get previousWord(): number {
    return this.fields[PREVIOUS_WORD]!;
  }

  get wordBefore(): number {
    return this.fields[WORD_BEFORE]!;
  }

  get line(): number {
    return this.fields[LINE]!;
  }

  get previousLine(): number {
    return this.fields[PREVIOUS_LINE]!;
  }

  get firstToken(): number {
    return this.fields[FIRST_TOKEN]!;
  }

  get previousFirstToken(): number {
    return this.fields[PREVIOUS_FIRST_TOKEN]!;
  }

  /** The last four tokens, a byte each (1 = a word), and the four before. */
  get shape(): number {
    return this.fields[SHAPE]!;
  }

  get olderShape(): number {
    return this.fields[OLDER_SHAPE]!;
  }

  /** Place of the innermost open bracket's three fields; undefined outside brackets. */
  get bracket(): { readonly identifier: number; readonly kind: number; readonly argument: number } {
    const { fields: s } = this;
    const depth = Math.min(s[BRACKETS]!, DEPTH);
    if (depth === 0) return NO_BRACKET;
    const place = BRACKET + 3 * (depth - 1);
    return { identifier: s[place]!, kind: s[place + 1]!, argument: s[place + 2]! & 255 };
  }

  /** The code point in the line above, `ahead` columns further. */
  above(ahead: number): number {
    const { fields: s } = this;
    const column = s[COLUMN]! + ahead;
    const back = s[LENGTH]! - s[PREVIOUS_LINE_START]! - column;
    return column < s[PREVIOUS_LINE_LENGTH]! && back >= 1 && back <= RECENT ? this.at(back) : NOTHING;
  }
}

const NO_BRACKET = { identifier: 0, kind: 0, argument: 0 };
