import { NgramText } from '../ngram/ngram-text';
import type { Engine } from '../protocol/predictor-messages';
import { withoutRepeats } from './after-cursor';
import { alternatives, type DecodingLimits, greedyContinuation } from './decoding';
import { DocumentNetwork, type TrainedNetwork } from './document-network';
import { MixturePredictor } from './mixture-predictor';
import { MixtureWeights } from './mixture-weights';
import { NetworkPredictor } from './network-predictor';
import { NgramPredictor } from './ngram-predictor';
import type { Predictor } from './predictor';
import { WARM_UP } from './state-trail';

/** Longest contexts, and texts beyond which they are shorter: the n-gram's memory is bounded. */
const ORDER = 8;
const SHORTER_ORDER = 5;
const LONG_TEXT = 1_500_000;
/** Most characters of other documents that are counted, and their longest contexts: the memory is bounded as well. */
export const MOST_OTHERS = 200_000;
const OTHERS_ORDER = 5;
/** Characters that a document's alphabet gains by them at most. */
const MOST_NEW = 500;
/** Characters of the text's end that the mixture learns its weights on, as if they were being typed. */
const CALIBRATION = 2000;
/** Characters between two breaths. */
const BREATH = 20_000;

export interface Quality {
  readonly engine: Engine;
  readonly bitsPerCharacter: number;
  readonly characters: number;
}

/** What may come next in one document: an n-gram model that follows its edits, the document's network once there is one, and the mixture of both. */
export class DocumentPredictor {
  private ngram = new NgramText(ORDER);
  private weights = new MixtureWeights();
  private network: DocumentNetwork | undefined;
  /** Other documents' n-gram, in this document's alphabet, and how much it may say. */
  private others: { readonly ngram: NgramText; readonly weights: MixtureWeights } | undefined;
  private dynamic = false;
  /** Whether the text has been counted; until then edits change the text alone. */
  private built = false;
  private readonly told = { characters: 0, bits: 0 };

  /** @param text with LF line ends */
  constructor(private text: string) {}

  get content(): string {
    return this.text;
  }

  /**
   * Counts the text anew, with the alphabet of a network if there is one, and other documents beside it; yields now and then so that others get a turn.
   * @param others texts with LF line ends, those that matter most first
   */
  *build(trained: TrainedNetwork | undefined, others: readonly string[] = []): Generator<void> {
    const characters = Array.from(this.text);
    const ngram = new NgramText(characters.length > LONG_TEXT ? SHORTER_ORDER : ORDER, trained?.vocabulary.characters ?? []);
    for (const character of new Set(characters)) ngram.indexOf(character);
    const other = yield* countOthers(others, ngram);
    const held = trained || other ? Math.min(CALIBRATION, Math.floor(characters.length / 10)) : 0;
    const counted = characters.length - held;
    for (let from = 0; from < counted; from += BREATH) {
      ngram.append(characters.slice(from, Math.min(counted, from + BREATH)));
      yield;
    }
    this.ngram = ngram;
    this.built = true;
    this.weights = new MixtureWeights();
    this.others = other && { ngram: other, weights: new MixtureWeights() };
    this.setNetwork(trained);
    // As if the end of the text were being typed.
    const counting = this.counting(ngram.text);
    const predictor = trained
      ? new MixturePredictor(
          NetworkPredictor.after(trained.network, ngram.text.slice(-WARM_UP), trained.vocabulary.hasUnknown),
          counting,
          this.weights,
        )
      : counting;
    for (let i = 0; i < held; i++) {
      const symbol = ngram.indexOf(characters[counted + i]!);
      this.note(predictor, symbol);
      predictor.observe(symbol);
      if (i % 100 === 99) yield;
    }
  }

  /** Gives all memory but the text's back; nothing is counted until the next `build`. */
  drop(): void {
    this.built = false;
    this.ngram = new NgramText(ORDER);
    this.weights = new MixtureWeights();
    this.network = undefined;
    this.others = undefined;
  }

  /** Characters of other documents that are counted. */
  get otherCharacters(): number {
    return this.others?.ngram.length ?? 0;
  }

  /** Gives the memory of other documents' n-gram back. */
  dropOthers(): void {
    this.others = undefined;
  }

  /** A newer network. False when its alphabet is another one, so that everything must be built anew. */
  replaceNetwork(trained: TrainedNetwork | undefined): boolean {
    const same = trained && this.network?.trained.vocabulary.characters.join() === trained.vocabulary.characters.join();
    if (same) this.setNetwork(trained);
    return Boolean(same);
  }

  /** Follows an edit; a single typed character is evidence of who tells this text best. Offsets are UTF-16 units. */
  edit(offset: number, removed: number, inserted: string): void {
    if (!this.built) {
      this.text = this.text.slice(0, offset) + inserted + this.text.slice(offset + removed);
      return;
    }
    const start = this.position(offset);
    const count = Array.from(this.text.slice(offset, offset + removed)).length;
    const characters = Array.from(inserted);
    const typed = removed === 0 && characters.length === 1;
    if (typed) {
      const symbol = this.ngram.indexOf(inserted);
      const predictor = this.network ? this.mixture(start) : this.counting(this.context(start));
      this.note(predictor, symbol);
      if (predictor instanceof MixturePredictor) predictor.learn(symbol);
      this.network?.compare(this.ngram.text, start, symbol);
    }
    this.text = this.text.slice(0, offset) + inserted + this.text.slice(offset + removed);
    this.ngram.edit(start, count, characters);
    this.network?.edited(start, count, characters.length, typed);
  }

  /** Whether the network goes on learning from what is typed (dynamic evaluation). */
  setDynamic(on: boolean): void {
    this.dynamic = on;
    this.network?.setDynamic(on);
  }

  /** The part of the work that may wait until nobody waits for an answer. */
  rest(): void {
    this.network?.learn(this.ngram.text);
  }

  /** Continuations at an offset, the likeliest first. */
  suggest(offset: number, limits: DecodingLimits, engine: Engine, count: number): string[] {
    const predictor = this.at(this.position(offset), engine);
    const end = this.text.indexOf('\n', offset);
    const following = this.text.slice(offset, end < 0 ? undefined : end);
    const before = this.text.slice(this.text.lastIndexOf('\n', offset - 1) + 1, offset);
    const texts = count > 1 ? alternatives(predictor, this.ngram, limits, count) : [greedyContinuation(predictor, this.ngram, limits)];
    return (
      texts
        .map((text) => withoutRepeats(text, following))
        // The Tab key's own indentation goes first.
        .filter((text) => text !== '' && !(before.trim() === '' && /^(\t| {2})/.test(text)))
    );
  }

  /** How well the characters that were typed (or held out) were told, and by whom. */
  get quality(): Quality {
    const { characters, bits } = this.told;
    const engine = !this.network ? 'ngram' : this.weights.usesNetwork ? 'mix' : 'ngram';
    return { engine, bitsPerCharacter: characters > 0 ? bits / characters : Number.NaN, characters };
  }

  private setNetwork(trained: TrainedNetwork | undefined): void {
    this.network = trained && new DocumentNetwork(trained);
    this.network?.setDynamic(this.dynamic);
  }

  private at(position: number, engine: Engine): Predictor {
    if (engine === 'ngram' || !this.network) return this.counting(this.context(position));
    if (engine === 'network') return this.network.at(this.ngram.text, position);
    return this.mixture(position);
  }

  private mixture(position: number): MixturePredictor {
    return new MixturePredictor(this.network!.at(this.ngram.text, position), this.counting(this.context(position)), this.weights);
  }

  /** The n-gram of this document, with that of the others where there is one. */
  private counting(context: Int32Array): NgramPredictor | MixturePredictor {
    const own = new NgramPredictor(this.ngram, context);
    return this.others ? new MixturePredictor(new NgramPredictor(this.others.ngram, context, true), own, this.others.weights) : own;
  }

  private context(position: number): Int32Array {
    return this.ngram.text.subarray(Math.max(0, position - ORDER), position);
  }

  private note(predictor: Predictor, symbol: number): void {
    const out = new Float64Array(this.ngram.vocabularySize);
    predictor.distribution(out);
    this.told.characters++;
    this.told.bits -= Math.log2(out[symbol]!);
  }

  /** Code points before a UTF-16 offset. */
  private position(offset: number): number {
    // As many units as code points in the whole text: no pairs anywhere.
    if (this.ngram.length === this.text.length) return offset;
    let count = 0;
    for (let i = 0; i < offset; i++) {
      const unit = this.text.charCodeAt(i);
      if (unit < 0xdc00 || unit > 0xdfff) count++;
    }
    return count;
  }
}

/**
 * The n-gram of other texts in the alphabet of a document, which gains their characters up to a limit; those beyond it are passed over. Undefined where there
 * is nothing to count.
 */
function* countOthers(texts: readonly string[], own: NgramText): Generator<void, NgramText | undefined> {
  const pieces: string[][] = [];
  let room = MOST_OTHERS;
  for (const text of texts) {
    const characters = Array.from(text.slice(0, 2 * room)).slice(0, room);
    room -= characters.length;
    for (let from = 0; from < characters.length; from += BREATH) pieces.push(characters.slice(from, from + BREATH));
  }
  const known = new Set(own.names);
  const most = known.size + MOST_NEW;
  for (const piece of pieces) for (const character of piece) if (known.size < most) known.add(character);
  for (const character of known) if (character !== '') own.indexOf(character);
  const ngram = new NgramText(OTHERS_ORDER, own.names);
  for (const piece of pieces) {
    ngram.append(piece.filter((character) => known.has(character)));
    yield;
  }
  return ngram.length > 0 ? ngram : undefined;
}
