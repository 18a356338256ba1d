import type { InferenceNetwork } from '../network/learner';
import { NgramText } from '../ngram/ngram-text';
import type { Engine } from '../protocol/predictor-messages';
import type { Vocabulary } from '../text/vocabulary';
import { alternatives, type DecodingLimits, greedyContinuation, withoutRepeats } from './decoding';
import { MixturePredictor } from './mixture-predictor';
import { MixtureWeights } from './mixture-weights';
import { NetworkPredictor } from './network-predictor';
import { NgramPredictor } from './ngram-predictor';
import type { Predictor } from './predictor';
import { StateTrail, WARM_UP } from './state-trail';

export interface TrainedNetwork {
  readonly network: InferenceNetwork;
  readonly vocabulary: Vocabulary;
}

/** Longest contexts, and texts beyond which they are shorter: the n-gram's memory is bounded. */
const ORDER = 8;
const SHORTER_ORDER = 5;
const LONG_TEXT = 1_500_000;
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
  private trained: TrainedNetwork | undefined;
  private trail: StateTrail | undefined;
  private readonly told = { characters: 0, bits: 0 };

  /** @param text with LF line ends */
  constructor(private text: string) {}

  get content(): string {
    return this.text;
  }

  /** Counts the text anew, with the alphabet of a network if there is one; yields now and then so that others get a turn. */
  *build(trained: TrainedNetwork | undefined): Generator<void> {
    const characters = Array.from(this.text);
    const ngram = new NgramText(characters.length > LONG_TEXT ? SHORTER_ORDER : ORDER, trained?.vocabulary.characters ?? []);
    for (const character of new Set(characters)) ngram.indexOf(character);
    const held = trained ? Math.min(CALIBRATION, Math.floor(characters.length / 10)) : 0;
    const counted = characters.length - held;
    for (let from = 0; from < counted; from += BREATH) {
      ngram.append(characters.slice(from, Math.min(counted, from + BREATH)));
      yield;
    }
    this.ngram = ngram;
    this.weights = new MixtureWeights();
    this.setNetwork(trained);
    if (!trained) return;
    const { network, vocabulary } = trained;
    const mixture = new MixturePredictor(
      NetworkPredictor.after(network, ngram.text.slice(-WARM_UP), vocabulary.hasUnknown),
      new NgramPredictor(ngram, ngram.text),
      this.weights,
    );
    for (let i = 0; i < held; i++) {
      this.note(mixture, ngram.indexOf(characters[counted + i]!));
      mixture.observe(ngram.indexOf(characters[counted + i]!));
      if (i % 100 === 99) yield;
    }
  }

  /** A newer network. False when its alphabet is another one, so that everything must be built anew. */
  replaceNetwork(trained: TrainedNetwork | undefined): boolean {
    const same = trained && this.trained?.vocabulary.characters.join() === trained.vocabulary.characters.join();
    if (same) this.setNetwork(trained);
    return Boolean(same);
  }

  /** Follows an edit; a single typed character is evidence of who tells this text best. Offsets are UTF-16 units. */
  edit(offset: number, removed: number, inserted: string): void {
    const start = this.position(offset);
    const count = Array.from(this.text.slice(offset, offset + removed)).length;
    const characters = Array.from(inserted);
    if (removed === 0 && characters.length === 1 && this.trail) {
      const mixture = this.mixture(start);
      const symbol = this.ngram.indexOf(inserted);
      this.note(mixture, symbol);
      mixture.learn(symbol);
    }
    this.text = this.text.slice(0, offset) + inserted + this.text.slice(offset + removed);
    this.ngram.edit(start, count, characters);
    this.trail?.edited(start);
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
    const engine = !this.trained ? 'ngram' : this.weights.usesNetwork ? 'mix' : 'ngram';
    return { engine, bitsPerCharacter: characters > 0 ? bits / characters : Number.NaN, characters };
  }

  private setNetwork(trained: TrainedNetwork | undefined): void {
    this.trained = trained;
    this.trail = trained && new StateTrail(trained.network, trained.vocabulary.hasUnknown);
  }

  private at(position: number, engine: Engine): Predictor {
    if (engine === 'ngram' || !this.trail) return new NgramPredictor(this.ngram, this.context(position));
    if (engine === 'network') return this.trail.at(this.ngram.text, position);
    return this.mixture(position);
  }

  private mixture(position: number): MixturePredictor {
    return new MixturePredictor(this.trail!.at(this.ngram.text, position), new NgramPredictor(this.ngram, this.context(position)), this.weights);
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
