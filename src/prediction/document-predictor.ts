import { NgramText } from '../ngram/ngram-text';
import type { Contributions, Engine, Explanation } from '../protocol/predictor-messages';
import { countCodePoints } from '../text/offsets';
import { fitting, lineEnd } from './after-cursor';
import { CharacterCounts } from './character-counts';
import type { ContextPredictor } from './context-predictor';
import { ContributionMeter } from './contributions';
import { alternatives, type DecodingLimits, greedyContinuation } from './decoding';
import { DocumentNetwork, type TrainedNetwork } from './document-network';
import { explain } from './explanation';
import { LearnedText, type NetworkAt } from './learned-text';
import { NgramPredictor } from './ngram-predictor';
import { boundedTexts } from './other-texts';
import type { Predictor } from './predictor';
import { ShownSuggestions } from './shown-suggestions';

/** Longest contexts of the n-gram by the length of the text, in characters: it takes 7 MB at most, of the 32 that a document may take. */
export const ORDERS: readonly (readonly [number, number])[] = [
  [40_000, 8],
  [100_000, 6],
  [200_000, 5],
  [500_000, 4],
  [1_000_000, 3],
  [Number.POSITIVE_INFINITY, 2],
];
/** Longest text that context mixing learns: more takes a minute. */
const LONGEST = 1_500_000;
/** Most characters of other texts that are learnt first, together with the document's own. */
export const MAX_OTHERS = 640_000;
/** Characters of the text's end that are learnt as if they were being typed: the network's weight among them. */
const CALIBRATION = 2000;
/** Characters that are counted, or learnt, between two breaths: some milliseconds. */
const COUNTED_AT_ONCE = 2000;
const LEARNT_AT_ONCE = 64;
/** The first slice, which doubles: code that has not run yet is many times slower. */
const FIRST_LEARNT = 4;

/** What may come next in one document: its n-gram at once, and as soon as it has been learnt a mixture of many contexts, the n-gram and the document's network. */
export class DocumentPredictor {
  /** The n-gram of the whole text while there is no learned text, which has its own. */
  private counted: NgramText | undefined;
  private learned: LearnedText | undefined;
  private growing: LearnedText | undefined;
  private counts = new CharacterCounts();
  private meter = new ContributionMeter();
  private readonly suggestions = new ShownSuggestions();
  private network: DocumentNetwork | undefined;
  private trained: TrainedNetwork | undefined;
  private dynamic = false;

  /** @param text with LF line ends */
  constructor(private text: string) {}

  get content(): string {
    return this.text;
  }

  /** Whether the text has been counted, so that there are suggestions. */
  get isCounted(): boolean {
    return this.ngram !== undefined;
  }

  /** Whether context mixing has learnt the text. */
  get isLearned(): boolean {
    return this.learned !== undefined;
  }

  /** Whether so much of what was learnt is no more that it should be learnt anew. */
  get isStale(): boolean {
    return (this.learned?.stale ?? 0) > Math.max(2000, this.text.length / 10);
  }

  /** Bytes of all tables. */
  get bytes(): number {
    return (this.counted?.model.bytes ?? 0) + (this.learned?.bytes ?? 0) + (this.growing?.bytes ?? 0);
  }

  /** Counts the text anew, with the alphabet of a network if there is one; yields now and then so that others get a turn. */
  *count(trained: TrainedNetwork | undefined): Generator<void> {
    const characters = Array.from(this.text);
    const order = ORDERS.find(([longest]) => characters.length <= longest)![1];
    const ngram = new NgramText(order, trained?.vocabulary.characters ?? []);
    const counts = new CharacterCounts();
    for (const character of characters) counts.add(ngram.indexOf(character));
    for (let from = 0; from < characters.length; from += COUNTED_AT_ONCE) {
      ngram.append(characters.slice(from, from + COUNTED_AT_ONCE));
      yield;
    }
    this.drop();
    this.counted = ngram;
    this.counts = counts;
    this.trained = trained;
    this.setNetwork(trained);
  }

  /**
   * Learns the text anew by context mixing, after other texts, while what was learnt before goes on answering. Edits may come between two yields.
   * @param others texts with LF line ends, those that matter most first
   * @param most characters of them that are learnt, the document's own among them
   */
  *learn(others: readonly string[] = [], most = MAX_OTHERS): Generator<void> {
    if (!this.ngram || this.ngram.length > LONGEST) return;
    const { names } = this.ngram;
    const { order } = this.ngram.model;
    const own = new NgramText(order, names);
    const shared = names.length;
    const pieces = yield* boundedTexts(others, own, Math.max(0, most - this.ngram.length));
    if (!this.ngram) return;
    const grown = yield* LearnedText.for(own, this.counts.list(own.vocabularySize), this.ngram.text);
    for (const piece of pieces) yield* grown.prime(piece, new NgramText(order, own.names), LEARNT_AT_ONCE);
    yield;
    if (!this.ngram) return;
    this.learned?.complete(this.networkIn(this.learned));
    const counted = this.ngram;
    // The alphabet begins with that of the counted text: all symbols but those that came meanwhile are the same.
    grown.wait(counted.text.map((symbol) => (symbol < shared ? symbol : own.indexOf(counted.character(symbol)))));
    this.growing = grown;
    const meter = new ContributionMeter();
    const held = Math.min(CALIBRATION, Math.floor(grown.length / 10));
    yield;
    for (let slice = FIRST_LEARNT; this.growing === grown && grown.waiting > 0; slice = Math.min(LEARNT_AT_ONCE, 2 * slice)) {
      const calibrates = grown.waiting <= held;
      const count = calibrates ? slice : Math.min(slice, grown.waiting - held);
      if (calibrates) grown.learn(count, this.networkIn(grown), (predictor, symbol) => this.noteIn(meter, grown, predictor, symbol));
      else grown.learn(count);
      yield;
    }
    if (this.growing !== grown) return;
    this.growing = undefined;
    this.counted = undefined;
    this.learned = grown;
    this.meter = meter;
  }

  /** Gives back what serves whoever types here alone: the log of what typing has changed. */
  leave(): void {
    this.learned?.mixer.forgetUndo();
  }

  /** Gives all memory but the text's back; nothing is counted until the next `count`. */
  drop(): void {
    this.counted = undefined;
    this.learned = undefined;
    this.growing = undefined;
    this.network = undefined;
  }

  /** A newer network. False when its alphabet is another one, so that everything must be counted anew. */
  replaceNetwork(trained: TrainedNetwork | undefined): boolean {
    const same = trained && this.trained?.vocabulary.characters.join() === trained.vocabulary.characters.join();
    if (same) {
      this.trained = trained;
      this.setNetwork(trained);
    }
    return Boolean(same);
  }

  /** Follows an edit; a single typed character is evidence of who predicts this text best. Offsets are UTF-16 units. */
  edit(offset: number, removed: number, inserted: string): void {
    if (!this.ngram) {
      this.text = this.text.slice(0, offset) + inserted + this.text.slice(offset + removed);
      return;
    }
    const start = this.position(offset);
    const taken = Array.from(this.text.slice(offset, offset + removed));
    const characters = Array.from(inserted);
    const typed = taken.length === 0 && characters.length === 1;
    if (typed) this.noteTyped(start, inserted);
    this.text = this.text.slice(0, offset) + inserted + this.text.slice(offset + removed);
    this.suggestions.edited(start, taken.length, inserted);
    const { ngram } = this;
    for (const character of taken) this.counts.add(ngram.indexOf(character), -1);
    for (const character of characters) this.counts.add(ngram.indexOf(character));
    this.network?.edited(start, taken.length, characters.length, typed);
    this.counted?.edit(start, taken.length, characters);
    this.growing?.edit(start, taken.length, characters);
    this.learned?.edit(start, taken.length, characters, this.networkIn(this.learned));
  }

  /** Whether the network goes on learning from what is typed (dynamic evaluation). */
  setDynamic(on: boolean): void {
    this.dynamic = on;
    this.network?.setDynamic(on);
  }

  /** The part of the work that may wait until nobody waits for an answer. */
  rest(): void {
    this.learned?.learn(this.learned.waiting, this.networkIn(this.learned));
    if (this.network && this.ngram) this.network.learn(this.ngram.text);
  }

  /** Continuations at an offset, the likeliest first. */
  suggest(offset: number, limits: DecodingLimits, engine: Engine, count: number): string[] {
    if (!this.ngram) return [];
    const position = this.position(offset);
    const predictor = this.at(position, engine);
    const { ngram } = this;
    const before = this.text.slice(Math.max(0, offset - 64), offset);
    if (count > 1) return alternatives(predictor, ngram, limits, count).flatMap((text) => fitting(text, this.text, offset));
    const text = greedyContinuation(predictor, ngram, limits, (first) => this.suggestions.doubt(before, first), this.following(offset), before);
    const fit = fitting(text, this.text, offset);
    this.suggestions.show(position, fit[0] ?? '', before);
    return fit;
  }

  /** Symbols of the line behind an offset, with its newline; none at a line's end. */
  private following(offset: number): number[] {
    const rest = this.text.slice(offset, lineEnd(this.text, offset) + 1);
    return rest.trim() === '' ? [] : Array.from(rest, (character) => this.ngram!.indexOf(character));
  }

  /** Why the suggestion at an offset is what it is; null where none was given, or not by context mixing. */
  explain(offset: number): Explanation | null {
    const { learned } = this;
    if (!learned) return null;
    const position = this.position(offset);
    const text = this.suggestions.at(position);
    const predictor = text === undefined ? undefined : learned.at(position, this.networkIn(learned));
    const symbols = Array.from(text ?? '', (character) => learned.ngram.indexOf(character));
    return predictor ? explain(predictor, symbols, learned.ngram) : null;
  }

  /** How well the characters that were typed (or held out) were predicted, and by whom. */
  get contributions(): Contributions {
    return this.meter.contributions;
  }

  private get ngram(): NgramText | undefined {
    return this.counted ?? this.learned?.ngram;
  }

  private setNetwork(trained: TrainedNetwork | undefined): void {
    this.network = trained && new DocumentNetwork(trained);
    this.network?.setDynamic(this.dynamic);
  }

  private networkIn({ ngram }: LearnedText): NetworkAt {
    return (position) => this.network?.at(ngram.text, position);
  }

  private at(position: number, engine: Engine): Predictor {
    if (engine === 'mix' || engine === 'context') {
      const { learned } = this;
      const mixed = learned?.at(position, engine === 'mix' ? this.networkIn(learned) : undefined);
      if (mixed) return mixed;
    }
    this.learned?.complete(this.networkIn(this.learned));
    const { text } = this.ngram!;
    if (engine === 'network' && this.network) return this.network.at(text, position);
    return new NgramPredictor(this.ngram!, text.subarray(0, position));
  }

  private noteTyped(position: number, character: string): void {
    const { learned } = this;
    if (!learned) return;
    const symbol = learned.ngram.indexOf(character);
    const predictor = learned.at(position, this.networkIn(learned));
    if (predictor) this.noteIn(this.meter, learned, predictor, symbol);
    this.network?.compare(learned.ngram.text, position, symbol);
  }

  private noteIn(meter: ContributionMeter, { ngram }: LearnedText, predictor: ContextPredictor, symbol: number): void {
    meter.note(predictor, symbol, ngram.vocabularySize, this.counts);
  }

  /** Code points before a UTF-16 offset. */
  private position(offset: number): number {
    const length = this.counted?.length ?? this.learned!.length;
    // As many units as code points in the whole text: no pairs anywhere.
    if (length === this.text.length) return offset;
    return countCodePoints(this.text, offset);
  }
}
