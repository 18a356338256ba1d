import type { Policy } from '../protocol/suggestion-policy';
import { countCodePoints } from '../text/offsets';
import { shown } from './decoding';
import type { LearningPredictor } from './predictor';
import { Rejections } from './rejections';
import { type Alphabet, MIN_PROBABILITY, type RollOut, rollOut } from './roll-out';

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
/** Characters before the cursor that a suggestion's judgement looks at. */
const BEFORE = 64;

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
      this.lengths.push(countCodePoints(suggestion));
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
      medianLength: this.shown ? lengths[this.shown >> 1]! : 0,
    };
  }
}

/**
 * Types a text beside a predictor that learns every character. The typist takes a suggestion, with one key, only when all of it is right. A suggestion
 * that goes on from the one before, after its first character was typed, is the same show.
 */
export function replay(predictor: LearningPredictor, symbols: readonly number[], alphabet: Alphabet, policy: Policy): ReplayResult {
  return replayAll(predictor, symbols, alphabet, [policy])[0]!;
}

/** As many typists as policies, beside one predictor: what it knows does not depend on what is shown. */
export function replayAll(predictor: LearningPredictor, symbols: readonly number[], alphabet: Alphabet, policies: readonly Policy[]): ReplayResult[] {
  const characters = symbols.map((symbol) => alphabet.character(symbol));
  const typists = policies.map((policy) => new Typist(policy, characters));
  const least = Math.min(MIN_PROBABILITY, ...policies.map((policy) => ('threshold' in policy ? policy.threshold : 1)));
  let atLineStart = true;
  for (const [i, symbol] of symbols.entries()) {
    const free: boolean = atLineStart && isBlank(characters[i]!);
    let rolled: RollOut | undefined;
    for (const typist of typists) {
      if (free) typist.pause(i);
      else if (typist.isAt(i)) {
        rolled ??= rollOut(predictor.fork(), alphabet, { maximumLength: REPLAY_LENGTH, multiLine: false }, least);
        typist.type(rolled);
      }
    }
    atLineStart = characters[i] === '\n' || free;
    predictor.observe(symbol);
  }
  return typists.map(({ count }) => count.result());
}

/** Who types a text beside suggestions that one policy shows. */
class Typist {
  readonly count = new Count();
  private readonly rejections = new Rejections();
  private at = 0;

  constructor(
    private readonly policy: Policy,
    private readonly characters: readonly string[],
  ) {}

  isAt(position: number): boolean {
    return this.at === position;
  }

  /** White space at the beginning of a line comes by itself. */
  pause(position: number): void {
    if (this.at > position) return;
    this.count.pause();
    this.at = position + 1;
  }

  /** One key beside what the policy shows of a continuation. */
  type(rolled: RollOut): void {
    const { characters, rejections, at } = this;
    const before = characters.slice(Math.max(0, at - BEFORE), at).join('');
    const suggestion = shown(rolled, this.policy, rolled.characters.length === 0 ? 0 : rejections.doubt(before, rolled.characters[0]!), before);
    const first = suggestion === '' ? '' : rolled.characters[0]!;
    const made = this.count.key(suggestion, characters.slice(at, at + REPLAY_LENGTH));
    if (made > 1) rejections.accepted(before, first);
    else if (first !== '' && first !== characters[at]) rejections.rejected(before, first);
    this.at += made;
  }
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
