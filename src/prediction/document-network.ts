import type { InferenceNetwork } from '../network/learner';
import type { Architecture } from '../protocol/configuration';
import type { Tensors } from '../protocol/model';
import type { Vocabulary } from '../text/vocabulary';
import { CONTEXT, DynamicEvaluation, SEGMENT } from './dynamic-evaluation';
import { knownSymbol, type NetworkPredictor } from './network-predictor';
import { StateTrail } from './state-trail';
import { TypedText } from './typed-text';

/** Weights up to which a network learns between two keystrokes; a larger one would hold up the next suggestion. */
const MAX_WEIGHTS = 1_000_000;

export interface TrainedNetwork {
  readonly network: InferenceNetwork;
  readonly vocabulary: Vocabulary;
  /** What dynamic evaluation needs beside; without it there is none. */
  readonly architecture?: Architecture;
  readonly weights?: () => Tensors;
}

/** A document's network with its states along the text, and with dynamic evaluation the copy that goes on learning from what is typed. */
export class DocumentNetwork {
  private readonly trail: StateTrail;
  private copy: { readonly evaluation: DynamicEvaluation; trail: StateTrail; readonly typed: TypedText } | undefined;

  constructor(readonly trained: TrainedNetwork) {
    this.trail = new StateTrail(trained.network, trained.vocabulary.hasUnknown);
  }

  /** Starts or ends dynamic evaluation, where the network is of a kind and size that it suits. */
  setDynamic(on: boolean): void {
    const { architecture, weights, vocabulary } = this.trained;
    if (!on) this.copy = undefined;
    else if (!this.copy && architecture && weights && DynamicEvaluation.suits(architecture)) {
      const trained = weights();
      if ([...trained.values()].reduce((sum, { data }) => sum + data.length, 0) > MAX_WEIGHTS) return;
      const evaluation = new DynamicEvaluation(architecture, vocabulary.size, trained);
      this.copy = { evaluation, trail: this.trailOf(evaluation), typed: new TypedText(SEGMENT) };
    }
  }

  /** The network that speaks, at a place of the text. */
  at(text: Int32Array, position: number): NetworkPredictor {
    return (this.copy?.trail ?? this.trail).at(text, position);
  }

  /** A single character is about to be typed at a place: it tells which of the two networks is the better one. */
  compare(text: Int32Array, position: number, symbol: number): void {
    if (!this.copy?.evaluation.hasLearnt) return;
    const { evaluation, trail } = this.copy;
    if (evaluation.compare(this.trail.at(text, position).probability(symbol), trail.at(text, position).probability(symbol))) this.startAgain();
  }

  /** Follows an edit; what was learnt from text that is taken back is forgotten. `typed`: a single key, not an acceptance or a paste. */
  edited(position: number, removed: number, inserted: number, typed: boolean): void {
    this.trail.edited(position);
    if (!this.copy) return;
    this.copy.trail.edited(position);
    if (this.copy.typed.edited(position, removed, inserted)) this.startAgain();
    if (typed) this.copy.typed.typed(position);
  }

  /** Learns a piece of what has been typed, if there is enough of it. */
  learn(text: Int32Array): void {
    const range = this.copy?.typed.next();
    if (!range || !this.copy) return;
    const { network, vocabulary } = this.trained;
    const window = text.subarray(Math.max(0, range.start - CONTEXT), range.end);
    this.copy.evaluation.learn(
      Int32Array.from(window, (symbol) => knownSymbol(network, symbol, vocabulary.hasUnknown)),
      SEGMENT,
    );
  }

  private startAgain(): void {
    const { copy } = this;
    if (!copy) return;
    copy.evaluation.rollBack();
    copy.typed.forget();
    copy.trail = this.trailOf(copy.evaluation);
  }

  private trailOf({ network }: DynamicEvaluation): StateTrail {
    return new StateTrail(network, this.trained.vocabulary.hasUnknown);
  }
}
