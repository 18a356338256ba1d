import { KneserNey } from './kneser-ney';

/** A text and the n-gram model of it, which follows every edit: what goes is taken back exactly, what comes is added. Positions are code points. */
export class NgramText {
  readonly model: KneserNey;
  private readonly indices: Map<string, number>;
  /** The characters by their indices; empty for an unknown class. */
  readonly names: string[];
  private symbols: Int32Array;
  private used = 0;

  /** @param alphabet characters that have an index from the start, in this order: those of a network's vocabulary */
  constructor(order: number, alphabet: readonly (string | null)[] = []) {
    this.model = new KneserNey(order);
    this.names = alphabet.map((character) => character ?? '');
    this.indices = new Map(alphabet.flatMap((character, index) => (character === null ? [] : [[character, index] as const])));
    this.symbols = new Int32Array(1 << 10);
  }

  /** Symbols in the text. */
  get length(): number {
    return this.used;
  }

  /** Characters that have an index: the alphabet and every other one ever seen. */
  get vocabularySize(): number {
    return this.names.length;
  }

  /** Symbols of the text; valid until the next edit. */
  get text(): Int32Array {
    return this.symbols.subarray(0, this.used);
  }

  /** The index of a character; a new one gets the next. */
  indexOf(character: string): number {
    let index = this.indices.get(character);
    if (index === undefined) {
      index = this.names.length;
      this.names.push(character);
      this.indices.set(character, index);
    }
    return index;
  }

  character(index: number): string {
    return this.names[index]!;
  }

  /** Replaces `removed` characters at `start` by others; the n-grams around the place change, no other. */
  edit(start: number, removed: number, inserted: readonly string[]): void {
    const { model } = this;
    const order = model.order;
    // Occurrences whose context reaches into the edited place.
    const behind = Math.min(this.used, start + removed + order);
    for (let i = start; i < behind; i++) model.remove(this.symbols, i);
    const length = this.used - removed + inserted.length;
    if (length > this.symbols.length) {
      const wide = new Int32Array(Math.max(2 * this.symbols.length, length));
      wide.set(this.text);
      this.symbols = wide;
    }
    this.symbols.copyWithin(start + inserted.length, start + removed, this.used);
    for (let i = 0; i < inserted.length; i++) this.symbols[start + i] = this.indexOf(inserted[i]!);
    this.used = length;
    const end = Math.min(length, start + inserted.length + order);
    for (let i = start; i < end; i++) model.add(this.symbols, i);
  }

  append(characters: readonly string[]): void {
    this.edit(this.used, 0, characters);
  }

  /** p(next) before `position` into `out` [vocabularySize]; returns the longest matched context. */
  distribution(position: number, out: Float64Array): number {
    return this.model.distribution(this.symbols, position, out);
  }
}
