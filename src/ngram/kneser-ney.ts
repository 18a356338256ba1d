import { PairMap, widened } from './pair-map';

/** One absolute discount for all orders. */
export const DISCOUNT = 0.75;
/** Longest context that may be asked for, in symbols. */
export const LONGEST_CONTEXT = 8;
/** Stands before the text, so that its first symbols have contexts as well. */
const START = -1;

/**
 * Interpolated Kneser-Ney (Kneser and Ney 1995; Chen and Goodman 1999) over contexts of up to `order` symbols:
 * p_j(x|c) = max(n(c x) - D, 0) / n(c) + D · N1+(c ·) / n(c) · p_{j-1}(x|c'), p_{-1} = 1 / V. At the longest context n counts occurrences, below it
 * distinct symbols to the left. Every occurrence that was added can be taken back, in any order, which leaves the model as if it had never been, and
 * its memory free for the next one.
 *
 * Contexts are a trie from the newest symbol backwards. A context that one symbol alone follows keeps it inline; the others hold a list.
 */
export class KneserNey {
  /** (context, symbol before) -> longer context; 0 is the empty context. */
  private readonly contexts = new PairMap();
  /** (context, symbol after), where more than one symbol follows. */
  private readonly followers = new PairMap();
  /** By context: n(c), N1+(c ·), the only follower or the head of the list of followers. */
  private total = new Int32Array(1024);
  private distinct = new Int32Array(1024);
  private head = new Int32Array(1024);
  /** By follower: n(c x) and its neighbours in the list. */
  private count = new Int32Array(1024);
  private next = new Int32Array(1024);
  private previous = new Int32Array(1024);
  private readonly path = new Int32Array(LONGEST_CONTEXT + 1);
  private readonly weights = new Float64Array(LONGEST_CONTEXT + 1);
  /** Occurrences in the model. */
  size = 0;

  /** @param order longest context, 0 to 8 */
  constructor(readonly order: number) {
    if (!(order >= 0 && order <= LONGEST_CONTEXT)) throw new RangeError(`The order must be from 0 to ${LONGEST_CONTEXT}.`);
  }

  /** Bytes of all tables. */
  get bytes(): number {
    return this.contexts.bytes + this.followers.bytes + 12 * (this.total.length + this.count.length);
  }

  /** Adds the occurrence of text[position] after what stands before it. */
  add(text: ArrayLike<number>, position: number): void {
    const { order, path, contexts } = this;
    const symbol = text[position]!;
    let context = 0;
    for (let j = 1; j <= order; j++) {
      const before = position - j >= 0 ? text[position - j]! : START;
      let longer = contexts.find(context, before);
      if (longer === 0) {
        longer = contexts.insert(context, before);
        if (longer >= this.total.length) this.growContexts();
        this.total[longer] = 0;
        this.distinct[longer] = 0;
      }
      path[j] = longer;
      context = longer;
    }
    this.size++;
    // A continuation that is new at one order is one more symbol to the left of the order below.
    for (let j = order; j >= 0 && this.increment(path[j]!, symbol); j--);
  }

  /** Takes back what `add` added with the same text around the position. */
  remove(text: ArrayLike<number>, position: number): void {
    const { order, path, contexts } = this;
    const symbol = text[position]!;
    let context = 0;
    for (let j = 1; j <= order; j++) {
      context = contexts.find(context, position - j >= 0 ? text[position - j]! : START);
      if (context === 0) throw new Error('This occurrence was never added.');
      path[j] = context;
    }
    if (this.countOf(context, symbol) === 0) throw new Error('This occurrence was never added.');
    this.size--;
    for (let j = order; j >= 0 && this.decrement(path[j]!, symbol); j--);
  }

  /**
   * p(x | text[..position]) for every symbol x into `out`; its length is V.
   * @returns the longest matched context, in symbols: 0 when only the empty one has been seen
   */
  distribution(text: ArrayLike<number>, position: number, out: Float64Array): number {
    const matched = this.match(text, position);
    const { weights, path, total, distinct, head } = this;
    out.fill(this.floor(matched) / out.length);
    for (let j = matched; j >= 0; j--) {
      const context = path[j]!;
      const scale = weights[j]! / total[context]!;
      if (distinct[context] === 1) out[head[context]!]! += scale * (total[context]! - DISCOUNT);
      else for (let id = head[context]!; id !== 0; id = this.next[id]!) out[this.followers.second[id]!]! += scale * (this.count[id]! - DISCOUNT);
    }
    return Math.max(0, matched);
  }

  /** p(x | text[..position]) for one symbol of V. */
  probability(text: ArrayLike<number>, position: number, symbol: number, V: number): number {
    const matched = this.match(text, position);
    let sum = this.floor(matched) / V;
    for (let j = matched; j >= 0; j--) {
      const count = this.countOf(this.path[j]!, symbol);
      if (count > 0) sum += (this.weights[j]! * (count - DISCOUNT)) / this.total[this.path[j]!]!;
    }
    return sum;
  }

  /** Walks to the longest seen context and notes it in `path`; -1 when nothing has been counted. */
  private match(text: ArrayLike<number>, position: number): number {
    const { path, contexts, order } = this;
    if (this.total[0] === 0) return -1;
    path[0] = 0;
    let matched = 0;
    for (; matched < order; matched++) {
      const at = position - 1 - matched;
      const longer = contexts.find(path[matched]!, at >= 0 ? text[at]! : START);
      if (longer === 0) break;
      path[matched + 1] = longer;
    }
    return matched;
  }

  /** Notes in `weights` what reaches each order of the path, and returns what is left for the uniform distribution. */
  private floor(matched: number): number {
    let weight = 1;
    for (let j = matched; j >= 0; j--) {
      const context = this.path[j]!;
      this.weights[j] = weight;
      weight *= (DISCOUNT * this.distinct[context]!) / this.total[context]!;
    }
    return weight;
  }

  private countOf(context: number, symbol: number): number {
    if (this.total[context] === 0) return 0;
    if (this.distinct[context] === 1) return this.head[context] === symbol ? this.total[context]! : 0;
    const id = this.followers.find(context, symbol);
    return id === 0 ? 0 : this.count[id]!;
  }

  /** Returns whether the symbol is new after the context. */
  private increment(context: number, symbol: number): boolean {
    const before = this.total[context]!;
    this.total[context] = before + 1;
    const distinct = this.distinct[context]!;
    if (distinct === 0) {
      this.distinct[context] = 1;
      this.head[context] = symbol;
      return true;
    }
    if (distinct === 1) {
      const only = this.head[context]!;
      if (only === symbol) return false;
      this.head[context] = 0;
      this.link(context, only, before);
    } else {
      const id = this.followers.find(context, symbol);
      if (id !== 0) {
        this.count[id]!++;
        return false;
      }
    }
    this.link(context, symbol, 1);
    this.distinct[context] = distinct + 1;
    return true;
  }

  /** Returns whether the symbol no longer follows the context. */
  private decrement(context: number, symbol: number): boolean {
    const rest = --this.total[context]!;
    if (this.distinct[context] === 1) {
      if (rest > 0) return false;
      this.distinct[context] = 0;
      if (context !== 0) this.contexts.delete(context);
      return true;
    }
    const id = this.followers.find(context, symbol);
    if (--this.count[id]! > 0) return false;
    this.unlink(context, id);
    if (--this.distinct[context]! === 1) {
      const last = this.head[context]!;
      const only = this.followers.second[last]!;
      this.unlink(context, last);
      this.head[context] = only;
    }
    return true;
  }

  private link(context: number, symbol: number, count: number): void {
    const id = this.followers.insert(context, symbol);
    if (id >= this.count.length) this.growFollowers();
    const head = this.head[context]!;
    this.count[id] = count;
    this.next[id] = head;
    this.previous[id] = 0;
    if (head !== 0) this.previous[head] = id;
    this.head[context] = id;
  }

  private unlink(context: number, id: number): void {
    const next = this.next[id]!;
    const previous = this.previous[id]!;
    if (previous === 0) this.head[context] = next;
    else this.next[previous] = next;
    if (next !== 0) this.previous[next] = previous;
    this.followers.delete(id);
  }

  private growContexts(): void {
    const { capacity } = this.contexts;
    this.total = widened(this.total, capacity);
    this.distinct = widened(this.distinct, capacity);
    this.head = widened(this.head, capacity);
  }

  private growFollowers(): void {
    const { capacity } = this.followers;
    this.count = widened(this.count, capacity);
    this.next = widened(this.next, capacity);
    this.previous = widened(this.previous, capacity);
  }
}
