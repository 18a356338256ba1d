import type { Policy } from '../protocol/suggestion-policy';
import { type DecodingLimits, greedyContinuation } from './decoding';
import type { LearningPredictor } from './predictor';
import { Rejections } from './rejections';
import type { Alphabet } from './roll-out';

export interface ReplayResult {
  /** Characters that the typist would have to type: white space at the beginning of a line is free. */
  readonly characters: number;
  /** Keystrokes saved, in percent, and the same less a quarter of a key for each suggestion that was wrong from its first character. */
  readonly saved: number;
  readonly net: number;
  /** Accepted suggestions over shown ones. */
  readonly acceptRate: number;
  readonly showsPer100: number;
  readonly meanLength: number;
  /** Half of the shown suggestions are at least this long. */
  readonly medianLength: number;
}

/** Longest suggestion of a replay, in characters. */
export const REPLAY_LENGTH = 20;

/** Counts keys, suggestions and what became of them. */
export class Count {
  private characters = 0;
  private saved = 0;
  private rejected = 0;
  private shown = 0;
  private accepted = 0;
  private readonly lengths: number[] = [];
  private previous = '';

  /** One key beside a suggestion, or none. Returns how many characters it made: a suggestion is taken only when all of it comes. */
  key(suggestion: string, coming: readonly string[]): number {
    const letters = Array.from(suggestion);
    if (letters.length === 0) {
      this.previous = '';
      this.characters++;
      return 1;
    }
    if (this.previous === '' || !suggestion.startsWith(this.previous)) {
      this.shown++;
      this.lengths.push(letters.length);
    }
    if (letters.every((character, k) => coming[k] === character)) {
      this.accepted++;
      this.saved += letters.length - 1;
      this.characters += letters.length;
      this.previous = '';
      return letters.length;
    }
    const right = letters[0] === coming[0];
    if (!right) this.rejected++;
    this.previous = right ? letters.slice(1).join('') : '';
    this.characters++;
    return 1;
  }

  /** A suggestion where nothing is to be typed. */
  unwanted(suggestion: string): void {
    if (suggestion !== '' && (this.previous === '' || !suggestion.startsWith(this.previous))) {
      this.shown++;
      this.rejected++;
      this.lengths.push(Array.from(suggestion).length);
    }
    this.previous = '';
  }

  /** What comes next is no continuation of what was shown. */
  pause(): void {
    this.previous = '';
  }

  result(): ReplayResult {
    const lengths = this.lengths.sort((a, b) => a - b);
    const percent = (value: number) => (100 * value) / Math.max(1, this.characters);
    return {
      characters: this.characters,
      saved: percent(this.saved),
      net: percent(this.saved) - 0.25 * percent(this.rejected),
      acceptRate: this.shown ? this.accepted / this.shown : 0,
      showsPer100: percent(this.shown),
      meanLength: this.shown ? lengths.reduce((a, b) => a + b) / this.shown : 0,
      medianLength: this.shown ? lengths[this.shown >> 1] : 0,
    };
  }
}

/**
 * Types a text beside a predictor that learns every character. The typist takes a suggestion, with one key, only when all of it is right. A suggestion
 * that goes on from the one before, after its first character was typed, is the same show.
 */
export function replay(predictor: LearningPredictor, symbols: readonly number[], alphabet: Alphabet, policy: Policy): ReplayResult {
  const limits: DecodingLimits = { policy, maximumLength: REPLAY_LENGTH, multiLine: false };
  const rejections = new Rejections();
  const characters = symbols.map((symbol) => alphabet.character(symbol));
  const count = new Count();
  let atLineStart = true;
  let i = 0;
  const type = (): void => {
    atLineStart = characters[i] === '\n' || (atLineStart && isBlank(characters[i]));
    predictor.observe(symbols[i]);
    i++;
  };
  while (i < symbols.length) {
    if (atLineStart && isBlank(characters[i])) {
      count.pause();
      type();
      continue;
    }
    const before = characters.slice(Math.max(0, i - 3), i).join('');
    const suggestion = greedyContinuation(predictor, alphabet, limits, (first) => rejections.doubt(before, first));
    const first = suggestion === '' ? '' : String.fromCodePoint(suggestion.codePointAt(0)!);
    const made = count.key(suggestion, characters.slice(i, i + REPLAY_LENGTH));
    if (made > 1) rejections.accepted(before, first);
    else if (first !== '' && first !== characters[i]) rejections.rejected(before, first);
    for (let k = 0; k < made; k++) type();
  }
  return count.result();
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}

/** Where the part that is replayed begins: the last max(min(4000, N/4), N/10) characters are held out. `share`: another part of the text. */
export function replayStart(characters: number, share?: number): number {
  const held = share === undefined ? Math.max(Math.min(4000, characters / 4), characters / 10) : share * characters;
  return characters - Math.floor(held);
}

/** Most characters that are replayed. */
export const REPLAYED = 8000;
