import { scramble } from './hashing';

/** Numbers of 16 bits in a slot: check, probability of a one, bit history, count. */
const SLOT = 4;
const PROBES = 4;
/** Counts beyond this make a probability no slower to move. */
const LIMIT = 30;
const RATES = Float64Array.from({ length: LIMIT + 1 }, (_, n) => 1 / (n + 1.5));
/** Zeros and ones seen, up to 15 each, and the last two bits. */
export const HISTORIES = 1024;
const NEXT = Uint16Array.from({ length: 2 * HISTORIES }, (_, i) => {
  const state = i >> 1;
  const counts = [state & 15, (state >> 4) & 15];
  const bit = i & 1;
  if (counts[bit]! < 15) counts[bit]!++;
  // What speaks against the newest bit is soon forgotten.
  if (counts[1 - bit]! > 2) counts[1 - bit] = (counts[1 - bit]! + 3) >> 1;
  return counts[0]! | (counts[1]! << 4) | (((((state >> 8) << 1) | bit) & 3) << 8);
});

/**
 * What each context has seen at each node of the code tree: a hash table of fixed size, whose least used entries give way. A slot is found by its check,
 * so that two contexts are seldom taken for one another.
 */
export class Slots {
  readonly values: Uint16Array;
  /** The same memory, two numbers a slot: what an undo keeps. */
  readonly pairs: Int32Array;

  constructor(private readonly bits: number) {
    this.values = new Uint16Array(SLOT << bits);
    this.pairs = new Int32Array(this.values.buffer);
  }

  /** Place of a context's slot at a node in `values`; the complement of the place it would take where it has none. */
  locate(hash: number, node: number): number {
    const { values, bits } = this;
    const key = scramble(hash + Math.imul(node, 0x9e3779b1));
    const check = (key & 0xffff) | 1;
    const home = key >>> (32 - bits);
    let victim = 0;
    let least = 65536;
    for (let j = 0; j < PROBES; j++) {
      const place = SLOT * (home ^ j);
      const own = values[place]!;
      if (own === check) return place;
      if (own === 0) return ~place;
      if (values[place + 3]! < least) {
        least = values[place + 3]!;
        victim = place;
      }
    }
    return ~victim;
  }

  /** Takes a place for a context at a node. */
  claim(place: number, hash: number, node: number): void {
    const { values } = this;
    values[place] = (scramble(hash + Math.imul(node, 0x9e3779b1)) & 0xffff) | 1;
    values[place + 1] = 32768;
    values[place + 2] = 0;
    values[place + 3] = 0;
  }

  update(place: number, bit: number): void {
    const { values } = this;
    const count = values[place + 3]!;
    const before = values[place + 1]!;
    const after = Math.trunc(before + (bit * 65536 - before) * RATES[count]!);
    values[place + 1] = Math.min(65503, Math.max(32, after));
    values[place + 2] = NEXT[2 * values[place + 2]! + bit]!;
    if (count < LIMIT) values[place + 3] = count + 1;
  }
}
