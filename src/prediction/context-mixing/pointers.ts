import { RECENCY } from './contexts';
import { mix } from './hashing';
import type { History } from './history';
import { POINTERS, type TextState } from './text-state';

/** Code points that must agree before a match model follows an earlier place. */
const MATCH_LENGTHS = [5, 9, 16] as const;
export const MATCHES = MATCH_LENGTHS.length;
/** What points at an earlier place: match models, then recent places with the same context. */
export const POINTER_COUNT = MATCHES + RECENCY;
const LONGEST_CHECK = 40;
/** Wrong predictions in a row after which a match model lets go. */
const RECOVER = 4;
const MAX_MISSES = 8;
const MATCH_BITS = 17;
const RECENCY_BITS = 16;

// Fields of the state: place, length and misses of each match; place and length of each recent place.
const matchField = (m: number) => POINTERS + 3 * m;
const recencyField = (m: number) => POINTERS + 3 * MATCHES + 2 * m;
/** Numbers that an undo needs: places and old contents in the tables. */
export const POINTER_RECORD = 2 * MATCHES + 3 * RECENCY;

/** Earlier places of the history that went on as this one may: found by the last code points, or by a context's newest occurrence. */
export class Pointers {
  private readonly matches = Array.from({ length: MATCHES }, () => new Int32Array(1 << MATCH_BITS));
  private readonly recent = Array.from({ length: RECENCY }, () => new Int32Array(2 << RECENCY_BITS));
  private readonly hashes = new Int32Array(MATCHES);

  constructor(private readonly history: History) {}

  get bytes(): number {
    return MATCHES * (4 << MATCH_BITS) + RECENCY * (8 << RECENCY_BITS);
  }

  /** Moves a state's pointers over `code`, which it has just read; `learn`: it is the history's newest as well, and its place is noted. */
  read(state: TextState, code: number, record: Int32Array | undefined, at: number): void {
    const { history, hashes } = this;
    const { codes, length } = history;
    const s = state.fields;
    for (let m = 0; m < RECENCY; m++) {
      const field = recencyField(m);
      if (s[field] === 0) continue;
      if (s[field]! < length && codes[s[field]!] === code) {
        s[field]!++;
        if (s[field + 1]! < 255) s[field + 1]!++;
      } else {
        s[field] = 0;
        s[field + 1] = 0;
      }
    }
    this.hash(state);
    for (let m = 0; m < MATCHES; m++) {
      const field = matchField(m);
      if (s[field]! > 0) {
        if (s[field]! >= length) {
          s[field] = 0;
          s[field + 1] = 0;
        } else if (codes[s[field]!] === code) {
          s[field]!++;
          if (s[field + 1]! < 65535) s[field + 1]!++;
        } else {
          s[field]!++;
          s[field + 1] = 0;
          s[field + 2] = Math.min(s[field + 2]! + 1, MAX_MISSES);
          if (s[field + 2]! > RECOVER) s[field] = 0;
        }
      }
      const slot = hashes[m]! & ((1 << MATCH_BITS) - 1);
      if (s[field + 1] === 0) this.find(state, field, this.matches[m]![slot]!, MATCH_LENGTHS[m]!);
      if (!record) continue;
      record[at + 2 * m] = slot;
      record[at + 2 * m + 1] = this.matches[m]![slot]!;
      this.matches[m]![slot] = length;
    }
  }

  /** Looks for the newest place with the same contexts; `record`: and notes this one. */
  recall(state: TextState, keys: Int32Array, record: Int32Array | undefined, at: number): void {
    const s = state.fields;
    const { length } = this.history;
    const fresh = !state.inWord || state.wordLength === 1;
    for (let m = 0; m < RECENCY; m++) {
      const table = this.recent[m]!;
      const key = keys[m]!;
      const entry = 2 * (key >>> (32 - RECENCY_BITS));
      const field = recencyField(m);
      if (s[field] === 0 || fresh) {
        if (table[entry] === key && table[entry + 1]! < length) {
          if (s[field] !== table[entry + 1]) {
            s[field] = table[entry + 1]!;
            s[field + 1] = 0;
          }
        } else if (s[field] === 0) s[field + 1] = 0;
      }
      if (!record) continue;
      const place = at + 2 * MATCHES + 3 * m;
      record[place] = entry;
      record[place + 1] = table[entry]!;
      record[place + 2] = table[entry + 1]!;
      table[entry] = key;
      table[entry + 1] = length;
    }
  }

  /** Takes back what `read` and `recall` noted. */
  undo(record: Int32Array, at: number): void {
    for (let m = 0; m < MATCHES; m++) this.matches[m]![record[at + 2 * m]!] = record[at + 2 * m + 1]!;
    for (let m = 0; m < RECENCY; m++) {
      const place = at + 2 * MATCHES + 3 * m;
      this.recent[m]![record[place]!] = record[place + 1]!;
      this.recent[m]![record[place]! + 1] = record[place + 2]!;
    }
  }

  /** The code point that a pointer expects, -1 where it points nowhere. */
  expected(state: TextState, pointer: number): number {
    const place = state.fields[pointer < MATCHES ? matchField(pointer) : recencyField(pointer - MATCHES)]!;
    return place > 0 && place < this.history.length ? this.history.codes[place]! : -1;
  }

  /** The place that the longest match points at, and its length; undefined where there is none. */
  longest(state: TextState): { readonly place: number; readonly length: number } | undefined {
    for (let m = MATCHES - 1; m >= 0; m--) {
      const [place, length] = [state.fields[matchField(m)]!, state.fields[matchField(m) + 1]!];
      if (place > 0 && place < this.history.length && length > 0) return { place, length };
    }
    return undefined;
  }

  /** How long a pointer has been right, and how often a match has lately been wrong. */
  static length(state: TextState, pointer: number): number {
    return state.fields[(pointer < MATCHES ? matchField(pointer) : recencyField(pointer - MATCHES)) + 1]!;
  }

  static misses(state: TextState, match: number): number {
    return state.fields[matchField(match) + 2]!;
  }

  private hash(state: TextState): void {
    let hash = 0;
    let j = 1;
    for (let m = 0; m < MATCHES; m++) {
      for (; j <= MATCH_LENGTHS[m]!; j++) hash = mix(hash + j, state.at(j));
      this.hashes[m] = hash;
    }
  }

  private find(state: TextState, field: number, place: number, least: number): void {
    const { codes, length } = this.history;
    if (place <= 0 || place >= length) return;
    let agreeing = 0;
    while (agreeing < LONGEST_CHECK && place - 1 - agreeing >= 0 && codes[place - 1 - agreeing] === state.at(agreeing + 1)) agreeing++;
    if (agreeing < least) return;
    const s = state.fields;
    s[field] = place;
    s[field + 1] = agreeing;
    s[field + 2] = 0;
  }
}
