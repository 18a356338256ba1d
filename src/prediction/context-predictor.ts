import type { ContextMixer } from './context-mixing/context-mixer';
import { type ContextFamily, familyOf } from './context-mixing/contexts';
import { NETWORK } from './context-mixing/parameters';
import type { Place } from './context-mixing/place';
import { type Guess, type LearningPredictor, observe, type Predictor } from './predictor';
import { type Alphabet, codeOf } from './roll-out';

/** A predictor whose distribution is one of the mixer's inputs; undefined while there is none. */
export type External = Predictor | undefined;

/** Characters of an earlier place that are shown before and after it. */
const AROUND = 24;
/** An external predictor by itself is charged no more than for this probability: the escape is none of its symbols. */
const MIN_ALONE = 1e-5;

/**
 * A context mixer at a place in a text. Symbols are leaves of its tree; those beyond the tree are coded by its escape, whose probability they share. Only the
 * predictor at the mixer's own place, behind all that was learnt, may observe.
 */
export class ContextPredictor implements LearningPredictor {
  private asked = false;

  /**
   * @param alphabet whose first symbols are the leaves of the mixer's tree
   * @param externals n-gram and network, at the same place; the predictor moves them
   */
  constructor(
    private readonly mixer: ContextMixer,
    private readonly place: Place,
    private readonly alphabet: Alphabet,
    private readonly externals: External[],
  ) {}

  distribution(out: Float64Array): void {
    this.ask();
    const { tree } = this.mixer;
    const leaves = new Float64Array(tree.escape + 1);
    this.mixer.distribution(this.place, leaves);
    let others = 0;
    for (let x = 0; x < out.length; x++) if (this.leafOf(x) === tree.escape) others++;
    // In an alphabet without others the escape never comes.
    const scale = others === 0 ? 1 / (1 - leaves[tree.escape]!) : 1;
    for (let x = 0; x < out.length; x++) {
      const leaf = this.leafOf(x);
      out[x] = leaf === tree.escape ? leaves[leaf]! / others : leaves[leaf]! * scale;
    }
  }

  probability(symbol: number, vocabularySize: number): number {
    this.ask();
    const { tree } = this.mixer;
    const leaf = this.leafOf(symbol);
    const others = vocabularySize - tree.escape;
    if (others === 0 && leaf !== tree.escape) return this.mixer.probabilityOfKnown(this.place, leaf);
    const p = this.mixer.probability(this.place, leaf);
    return leaf === tree.escape ? p / Math.max(1, others) : p;
  }

  /** p of a symbol as an external predictor tells it by itself; undefined where there is none. */
  alone(index: number, symbol: number): number | undefined {
    this.ask();
    const sums = this.place.external[index];
    if (!sums) return undefined;
    const { tree } = this.mixer;
    const position = tree.position[this.leafOf(symbol)]!;
    return Math.max(MIN_ALONE, sums[position + 1]! - sums[position]!);
  }

  /** p of a symbol as it would be without an external predictor. */
  without(index: number, symbol: number, vocabularySize: number): number {
    this.ask();
    const { external } = this.place;
    const kept = external[index]!;
    external[index] = undefined;
    const p = this.probability(symbol, vocabularySize);
    external[index] = kept;
    return p;
  }

  likeliest(): Guess {
    this.ask();
    const best = this.mixer.likeliest(this.place, 1)[0]!;
    return { symbol: best.leaf === this.mixer.tree.escape ? -1 : best.leaf, probability: best.probability };
  }

  /** What each input of the mixer contributes to a symbol at this place, in bits. */
  partsOf(symbol: number): Float64Array {
    this.ask();
    return this.mixer.partsOf(this.place, this.leafOf(symbol));
  }

  /** What a context of the mixer looks at, at this place. */
  familyOf(context: number): ContextFamily {
    return familyOf(context, this.place.state);
  }

  /** The text around the earlier place that this one follows. */
  match(): { readonly before: string; readonly after: string; readonly length: number } | null {
    const { history, pointers } = this.mixer;
    const found = pointers.longest(this.place.state);
    if (!found) return null;
    const text = (from: number, to: number) => String.fromCodePoint(...history.codes.subarray(Math.max(0, from), Math.min(to, history.length)));
    return { before: text(found.place - AROUND, found.place), after: text(found.place, found.place + AROUND), length: found.length };
  }

  /** Gives an external predictor, which stands at the same place, or takes it away. */
  setExternal(index: number, external: External): void {
    if (this.externals[index] === external) return;
    this.externals[index] = external;
    this.asked = false;
  }

  advance(symbol: number): void {
    this.mixer.advance(this.place, codeOf(this.alphabet, symbol));
    for (const external of this.externals) external?.advance(symbol);
    this.asked = false;
  }

  observe(symbol: number): void {
    this.learn(symbol);
    for (const external of this.externals) if (external) observe(external, symbol);
  }

  /** Learns the symbol that comes at this place and moves on, without the external predictors. Returns its cost in bits. */
  learn(symbol: number): number {
    this.ask();
    this.asked = false;
    return this.mixer.learn(codeOf(this.alphabet, symbol));
  }

  /** Takes back the newest symbol that was learnt; the external predictors are the caller's. False where the log does not reach so far. */
  undo(): boolean {
    this.asked = false;
    return this.mixer.undo();
  }

  fork(): ContextPredictor {
    const copy = this.place.copy();
    return new ContextPredictor(
      this.mixer,
      copy,
      this.alphabet,
      this.externals.map((external) => external?.fork()),
    );
  }

  /** Without the network, which costs as much as all others together. */
  forkRoughly(): ContextPredictor {
    return new ContextPredictor(
      this.mixer,
      this.place.copy(),
      this.alphabet,
      this.externals.slice(0, NETWORK).map((external) => external?.fork()),
    );
  }

  private leafOf(symbol: number): number {
    const { tree } = this.mixer;
    return Math.min(symbol, tree.escape);
  }

  /** Takes the external distributions at this place. */
  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    const { tree } = this.mixer;
    for (const [e, external] of this.externals.entries()) {
      if (!external) {
        this.place.external[e] = undefined;
        continue;
      }
      const symbols = new Float64Array(tree.escape);
      external.distribution(symbols);
      const sums = this.place.external[e] ?? new Float64Array(tree.escape + 2);
      this.place.external[e] = sums;
      let sum = 0;
      for (let i = 0; i <= tree.escape; i++) {
        sums[i] = sum;
        const leaf = tree.order[i]!;
        if (leaf !== tree.escape) sum += symbols[leaf]!;
      }
      sums[tree.escape + 1] = sum;
    }
  }
}
