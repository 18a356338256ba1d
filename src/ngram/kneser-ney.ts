import { PairMap } from './pair-map';

/** One absolute discount for all orders. */
export const DISCOUNT = 0.75;
/** Longest context that may be asked for, in symbols. */
export const LONGEST_CONTEXT = 8;
/** Stands before the text, so that its first symbols have contexts as well. */
const START = -1;

/**
 * Interpolated Kneser-Ney (Kneser and Ney 1995; Chen and Goodman 1999) over contexts of up to `order` symbols:
 * p_j(x|c) = max(n(c x) - D, 0) / n(c) + D · N1+(c ·) / n(c) · p_{j-1}(x|c'), p_{-1} = 1 / V. At the longest context n counts occurrences, below it
 * distinct symbols to the left. Every occurrence that was added can be taken back, in any order, which leaves the model as if it had never been.
 *
 * Contexts are a trie from the newest symbol backwards; each holds the list of the symbols that followed it.
 */
export class KneserNey {
  /** Children of contexts, and continuations of contexts. */
  private readonly children = new PairMap(1 << 12);
  private readonly continuations = new PairMap(1 << 12);
  private contexts = 1;
  /** n(c), N1+(c ·) and the newest continuation of every context. */
  private totals = new Int32Array(1 << 12);
  private distinct = new Int32Array(1 << 12);
  private newest = new Int32Array(1 << 12).fill(-1);
  /** Symbol, n(c x) and the continuation before it in its context's list. */
  private symbols = new Int32Array(1 << 12);
  private counts = new Int32Array(1 << 12);
  private older = new Int32Array(1 << 12);
  private readonly chain: Int32Array;
  /** Occurrences in the model. */
  size = 0;

  /** @param order longest context, 0 to 8 */
  constructor(readonly order: number) {
    if (!(order >= 0 && order <= LONGEST_CONTEXT)) throw new RangeError(`The order must be from 0 to ${LONGEST_CONTEXT}.`);
    this.chain = new Int32Array(order + 1);
  }

  /** Adds the occurrence of text[position] after what stands before it. */
  add(text: ArrayLike<number>, position: number): void {
    const { chain, order } = this;
    let context = 0;
    for (let j = 1; j <= order; j++) {
      context = this.child(context, position - j >= 0 ? text[position - j]! : START);
      chain[j] = context;
    }
    const symbol = text[position]!;
    this.size++;
    // A continuation that is new at one order is one more symbol to the left of the order below.
    for (let j = order; j >= 0; j--) {
      const c = chain[j]!;
      const entry = this.continuation(c, symbol);
      this.totals[c]!++;
      if (this.counts[entry]!++ > 0) break;
      this.distinct[c]!++;
    }
  }

  /** Takes back what `add` added with the same text around the position. */
  remove(text: ArrayLike<number>, position: number): void {
    const { chain, order } = this;
    let context = 0;
    for (let j = 1; j <= order; j++) {
      context = this.children.get(context, position - j >= 0 ? text[position - j]! : START);
      if (context < 0) throw new Error('This occurrence was never added.');
      chain[j] = context;
    }
    const symbol = text[position]!;
    this.size--;
    for (let j = order; j >= 0; j--) {
      const c = chain[j]!;
      const entry = this.continuations.get(c, symbol);
      if (entry < 0 || this.counts[entry] === 0) throw new Error('This occurrence was never added.');
      this.totals[c]!--;
      if (--this.counts[entry]! > 0) break;
      this.distinct[c]!--;
    }
  }

  /**
   * p(x | text[..position]) for every symbol x into `out`; its length is V.
   * @returns the longest matched context, in symbols: 0 when only the empty one has been seen
   */
  distribution(text: ArrayLike<number>, position: number, out: Float64Array): number {
    out.fill(1 / out.length);
    let context = 0;
    let matched = 0;
    for (let j = 0; j <= this.order; j++) {
      if (j > 0) context = this.children.get(context, position - j >= 0 ? text[position - j]! : START);
      if (context < 0) break;
      const total = this.totals[context]!;
      if (total === 0) continue;
      matched = j;
      const rest = (DISCOUNT * this.distinct[context]!) / total;
      for (let x = 0; x < out.length; x++) out[x]! *= rest;
      for (let entry = this.newest[context]!; entry >= 0; entry = this.older[entry]!) {
        const count = this.counts[entry]!;
        if (count > 0) out[this.symbols[entry]!]! += (count - DISCOUNT) / total;
      }
    }
    return matched;
  }

  /** p(x | text[..position]) for one symbol of V. */
  probability(text: ArrayLike<number>, position: number, symbol: number, V: number): number {
    let p = 1 / V;
    let context = 0;
    for (let j = 0; j <= this.order; j++) {
      if (j > 0) context = this.children.get(context, position - j >= 0 ? text[position - j]! : START);
      if (context < 0) break;
      const total = this.totals[context]!;
      if (total === 0) continue;
      const entry = this.continuations.get(context, symbol);
      const count = entry < 0 ? 0 : this.counts[entry]!;
      p = (Math.max(0, count - DISCOUNT) + DISCOUNT * this.distinct[context]! * p) / total;
    }
    return p;
  }

  /** Bytes of all tables. */
  get bytes(): number {
    return this.children.bytes + this.continuations.bytes + 12 * (this.totals.length + this.symbols.length);
  }

  private child(context: number, symbol: number): number {
    const known = this.children.get(context, symbol);
    if (known >= 0) return known;
    const created = this.contexts++;
    if (created === this.totals.length) {
      this.totals = widened(this.totals, 0);
      this.distinct = widened(this.distinct, 0);
      this.newest = widened(this.newest, -1);
    }
    this.children.put(context, symbol, created);
    return created;
  }

  private continuation(context: number, symbol: number): number {
    const known = this.continuations.get(context, symbol);
    if (known >= 0) return known;
    const created = this.continuations.size;
    if (created === this.symbols.length) {
      this.symbols = widened(this.symbols, 0);
      this.counts = widened(this.counts, 0);
      this.older = widened(this.older, 0);
    }
    this.symbols[created] = symbol;
    this.older[created] = this.newest[context]!;
    this.newest[context] = created;
    this.continuations.put(context, symbol, created);
    return created;
  }
}

function widened(array: Int32Array, fill: number): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(2 * array.length).fill(fill, array.length);
  wide.set(array);
  return wide;
}
