import type { NgramText } from '../ngram/ngram-text';
import { CodeTree, similarCharacters } from './context-mixing/code-tree';
import { ContextMixer, type MixerOptions } from './context-mixing/context-mixer';
import type { Halves } from './context-mixing/similar-characters';
import { ContextPredictor } from './context-predictor';
import { NgramPredictor } from './ngram-predictor';
import type { Predictor } from './predictor';
import { codeOf } from './roll-out';

/** Characters that are learnt at once when they are needed at once; more wait for the background. */
const AT_ONCE = 512;
/** Characters before a place from which its state is made. */
const CONTEXT = 2048;

/** The network at a position of the text that has been learnt; it is moved along. */
export type NetworkAt = (position: number) => Predictor | undefined;
const NO_NETWORK: NetworkAt = () => undefined;

/**
 * A text that a context mixer has learnt together with its n-gram, and that follows edits. What was learnt last, [start, end), can be edited exactly: it is taken
 * back as far as the edit, as if it had never been read, and learnt anew. Text behind `end` waits until there is time. An edit elsewhere begins a new
 * stretch at its place; what it takes away stays learnt, and is counted as stale until everything is learnt anew. Positions are code points.
 */
export class LearnedText {
  readonly mixer: ContextMixer;
  private start = 0;
  private end = 0;
  /** Symbols that stand between `end` and the rest of the n-gram's text, and have not been learnt. */
  private pending: number[] = [];
  /** Characters that were learnt and are no more, or are there and were never learnt. */
  stale = 0;
  private live: { readonly predictor: ContextPredictor; readonly counted: NgramPredictor } | undefined;

  /**
   * @param ngram without a text; its alphabet becomes that of the code tree
   * @param counts of the characters that will come, by symbol: they shape the tree
   */
  constructor(
    readonly ngram: NgramText,
    counts: readonly number[],
    { similar, ...options }: MixerOptions & { readonly similar?: Halves | undefined } = {},
  ) {
    this.mixer = new ContextMixer(new CodeTree(codesOf(ngram), counts, similar), options);
  }

  /** Nothing learnt yet, for a text that will come: its symbols say which characters are alike. Yields now and then so that others get a turn. */
  static *for(ngram: NgramText, counts: readonly number[], text: Int32Array): Generator<void, LearnedText> {
    return new LearnedText(ngram, counts, { similar: yield* similarCharacters(codesOf(ngram), text) });
  }

  /** Code points of the text, learnt or not. */
  get length(): number {
    return this.ngram.length + this.pending.length;
  }

  /** Characters that wait to be learnt. */
  get waiting(): number {
    return this.pending.length;
  }

  get bytes(): number {
    return this.mixer.bytes + this.ngram.model.bytes;
  }

  /** Characters before the end of the newest stretch that an edit takes back exactly. */
  get exact(): number {
    return Math.min(this.mixer.undoable, this.end - this.start);
  }

  /** Learns another text before the own: its n-gram is counted beside and forgotten. */
  *prime(characters: readonly string[], beside: NgramText, slice: number): Generator<void> {
    const reader = new ContextPredictor(this.mixer, this.mixer.place, this.ngram, [new NgramPredictor(beside, [])]);
    for (const [i, character] of characters.entries()) {
      reader.observe(this.ngram.indexOf(character));
      if (i % slice === slice - 1) yield;
    }
    this.mixer.jump([]);
    this.live = undefined;
  }

  /** Puts symbols at the end, to be learnt when there is time. */
  wait(symbols: Iterable<number>): void {
    for (const symbol of symbols) this.pending.push(symbol);
  }

  /** Learns up to `count` characters that wait. `note` is called before each with its predictor. */
  learn(count: number, networkAt = NO_NETWORK, note?: (predictor: ContextPredictor, symbol: number) => void): void {
    const now = this.pending.splice(0, count);
    const network = now.length > 0 ? networkAt(this.end) : undefined;
    for (const symbol of now) {
      if (note) note(this.reader(network), symbol);
      this.learnSymbol(symbol, network);
    }
  }

  /** Replaces `removed` characters at `start` by others. */
  edit(start: number, removed: number, inserted: readonly string[], networkAt = NO_NETWORK): void {
    this.live = undefined;
    const symbols = inserted.map((character) => this.ngram.indexOf(character));
    const isNewest = start >= this.start && start + removed <= this.end + this.pending.length;
    if (isNewest && start > this.end) {
      this.pending.splice(start - this.end, removed, ...symbols);
    } else if (isNewest && this.end - start <= this.mixer.undoable) {
      const kept = [...this.ngram.text.subarray(start, this.end), ...this.pending].slice(removed);
      this.takeBack(this.end - start);
      this.pending = [...symbols, ...kept];
      if (symbols.length <= AT_ONCE) this.learn(symbols.length, networkAt);
    } else if (this.pending.length > AT_ONCE) {
      // Still being learnt: the mixer keeps what it has read.
      this.follow(start, removed, inserted);
    } else {
      this.learn(this.pending.length, networkAt);
      this.jump(start);
      // The line behind the cursor waits as well: its n-grams would speak for going on as if nothing were missing.
      const behind = this.lineFrom(start + removed);
      this.ngram.edit(start, removed + behind.length, []);
      this.stale += removed;
      this.pending = [...symbols, ...behind];
      if (symbols.length <= AT_ONCE) this.learn(symbols.length, networkAt);
    }
  }

  /** A predictor at a position, from where on what was learnt last waits again; undefined while what stands before it waits to be learnt. */
  at(position: number, networkAt = NO_NETWORK): ContextPredictor | undefined {
    if (position > this.end && this.pending.length > 0) {
      if (this.pending.length > AT_ONCE) return undefined;
      this.learn(this.pending.length, networkAt);
    } else if (position < this.end && this.end - position <= Math.min(this.exact, AT_ONCE - this.pending.length)) {
      // What was written behind the place a moment ago, such as a bracket that was closed at once, would speak for going on as if nothing were missing.
      const behind = this.ngram.text.slice(position, this.end);
      this.live = undefined;
      this.takeBack(behind.length);
      this.pending = [...behind, ...this.pending];
    }
    if (position === this.end) return this.reader(networkAt(position)).fork();
    const before = this.ngram.text.subarray(Math.max(0, position - CONTEXT), position);
    const place = this.mixer.placeAfter(this.codes(before));
    return new ContextPredictor(this.mixer, place, this.ngram, [new NgramPredictor(this.ngram, before), networkAt(position)]);
  }

  /** The n-gram's text is the whole text only when nothing waits. */
  complete(networkAt = NO_NETWORK): void {
    this.learn(this.pending.length, networkAt);
  }

  private learnSymbol(symbol: number, network: Predictor | undefined): void {
    const { predictor, counted } = this.readers(network);
    predictor.learn(symbol);
    this.ngram.edit(this.end, 0, [this.ngram.character(symbol)]);
    counted.advance(symbol);
    network?.advance(symbol);
    this.end++;
  }

  private takeBack(count: number): void {
    for (let i = 0; i < count; i++) this.mixer.undo();
    this.end -= count;
    this.ngram.edit(this.end, count, []);
  }

  private jump(position: number): void {
    this.live = undefined;
    this.mixer.jump(this.codes(this.ngram.text.subarray(Math.max(0, position - CONTEXT), position)));
    this.start = position;
    this.end = position;
  }

  /** The symbols of a line from a position on, its newline included; only so many as are learnt at once. */
  private lineFrom(position: number): number[] {
    const rest = this.ngram.text.subarray(position, position + AT_ONCE / 2);
    const newline = rest.indexOf(this.ngram.indexOf('\n'));
    return [...rest.subarray(0, newline < 0 ? rest.length : newline + 1)];
  }

  /** Edits the text before or behind what is being learnt, without learning it. */
  private follow(start: number, removed: number, inserted: readonly string[]): void {
    const first = Math.min(removed, Math.max(0, this.end - start));
    this.pending.splice(0, removed - first);
    this.ngram.edit(start, first, inserted);
    this.end += inserted.length - first;
    this.stale += first + inserted.length;
    this.mixer.forgetUndo();
  }

  private reader(network: Predictor | undefined): ContextPredictor {
    return this.readers(network).predictor;
  }

  /** The predictor at the mixer's own place, and the n-gram inside it. */
  private readers(network: Predictor | undefined): { readonly predictor: ContextPredictor; readonly counted: NgramPredictor } {
    if (!this.live) {
      const counted = new NgramPredictor(this.ngram, this.ngram.text.subarray(0, this.end));
      this.live = { predictor: new ContextPredictor(this.mixer, this.mixer.place, this.ngram, [counted]), counted };
    }
    this.live.predictor.setExternal(1, network);
    return this.live;
  }

  private codes(symbols: Int32Array): Int32Array {
    return Int32Array.from(symbols, (symbol) => codeOf(this.ngram, symbol));
  }
}

/** Code points of an alphabet, by symbol. */
function codesOf(ngram: NgramText): number[] {
  return Array.from({ length: ngram.vocabularySize }, (_, symbol) => codeOf(ngram, symbol));
}
