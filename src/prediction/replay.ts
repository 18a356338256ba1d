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

/**
 * Types a text beside a predictor that learns every character. The typist takes a suggestion, with one key, only when all of it is right. A suggestion
 * that goes on from the one before, after its first character was typed, is the same show.
 */
export function replay(predictor: LearningPredictor, symbols: readonly number[], alphabet: Alphabet, policy: Policy): ReplayResult {
  const limits: DecodingLimits = { policy, maximumLength: REPLAY_LENGTH, multiLine: false };
  const rejections = new Rejections();
  const lengths: number[] = [];
  const characters = symbols.map((symbol) => alphabet.character(symbol));
  const count = { characters: 0, saved: 0, rejected: 0, shown: 0, accepted: 0 };
  let previous = '';
  let atLineStart = true;
  let i = 0;
  const type = (): void => {
    atLineStart = characters[i] === '\n' || (atLineStart && isBlank(characters[i]!));
    predictor.observe(symbols[i]!);
    i++;
  };
  while (i < symbols.length) {
    if (atLineStart && isBlank(characters[i]!)) {
      previous = '';
      type();
      continue;
    }
    const before = characters.slice(Math.max(0, i - 3), i).join('');
    const suggestion = Array.from(greedyContinuation(predictor, alphabet, limits, (first) => rejections.doubt(before, first)));
    if (suggestion.length === 0) {
      previous = '';
      count.characters++;
      type();
      continue;
    }
    const text = suggestion.join('');
    if (previous === '' || !text.startsWith(previous)) {
      count.shown++;
      lengths.push(suggestion.length);
    }
    if (suggestion.every((character, k) => characters[i + k] === character)) {
      count.accepted++;
      rejections.accepted(before, suggestion[0]);
      count.saved += suggestion.length - 1;
      count.characters += suggestion.length;
      for (let k = 0; k < suggestion.length; k++) type();
      previous = '';
      continue;
    }
    const right = suggestion[0] === characters[i];
    if (!right) {
      count.rejected++;
      rejections.rejected(before, suggestion[0]);
    }
    previous = right ? suggestion.slice(1).join('') : '';
    count.characters++;
    type();
  }
  lengths.sort((a, b) => a - b);
  const percent = (value: number) => (100 * value) / Math.max(1, count.characters);
  return {
    characters: count.characters,
    saved: percent(count.saved),
    net: percent(count.saved) - 0.25 * percent(count.rejected),
    acceptRate: count.shown ? count.accepted / count.shown : 0,
    showsPer100: percent(count.shown),
    meanLength: count.shown ? lengths.reduce((a, b) => a + b) / count.shown : 0,
    medianLength: count.shown ? lengths[count.shown >> 1] : 0,
  };
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
