import { createInference } from '../network/inference';
import { NgramText } from '../ngram/ngram-text';
import { CodeTree, similarCharacters } from '../prediction/context-mixing/code-tree';
import { ContextMixer } from '../prediction/context-mixing/context-mixer';
import { ContextPredictor } from '../prediction/context-predictor';
import { DynamicEvaluation } from '../prediction/dynamic-evaluation';
import { DynamicPredictor } from '../prediction/dynamic-predictor';
import { NetworkPredictor } from '../prediction/network-predictor';
import { NgramPredictor } from '../prediction/ngram-predictor';
import type { LearningPredictor } from '../prediction/predictor';
import { codeOf } from '../prediction/roll-out';
import { WARM_UP } from '../prediction/state-trail';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import type { Engine } from '../protocol/predictor-messages';
import { Vocabulary } from '../text/vocabulary';

/** Order of the n-gram model: contexts of eight characters. */
export const DEFAULT_ORDER = 8;
/** Engines that ask a network. */
export const NETWORK_ENGINES: readonly Engine[] = ['network', 'mix'];
/** Characters at the end of what is learnt beside which the network's weight in the mixture is learnt: it was trained on all of them. */
const CALIBRATION = 2000;

export interface EngineOptions {
  readonly engine: Engine;
  readonly order: number;
  /** Needed by the engines that ask a network. */
  readonly model?: Model | undefined;
  /** The network goes on learning from what is observed. */
  readonly dynamic?: boolean | undefined;
  /** Text that was trained on: what is learnt before the text that is predicted. */
  readonly before: readonly string[];
  /** Text that is predicted: its characters get an index. */
  readonly text: readonly string[];
  /** Texts that context mixing learns first. */
  readonly siblings?: readonly (readonly string[])[] | undefined;
}

/** A predictor that stands before `text`, and the text's symbols; the n-gram and the context mixer have read `before`. */
export function createEngine(options: EngineOptions): { predictor: LearningPredictor; ngram: NgramText; symbols: number[] } {
  const { engine, order, model, before, text, siblings = [] } = options;
  const own = [...new Set([...before, ...text, ...siblings.flat()])].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  const asksNetwork = NETWORK_ENGINES.includes(engine);
  const ngram = new NgramText(order, asksNetwork ? model!.vocabulary : own);
  // All characters have their index before any is predicted: the distribution's width stays the same.
  for (const character of own) ngram.indexOf(character);
  const symbols = text.map((character) => ngram.indexOf(character));
  if (engine === 'ngram' || engine === 'network') ngram.append(before);
  if (engine === 'ngram') return { predictor: new NgramPredictor(ngram, ngram.text), ngram, symbols };
  if (engine === 'network') return { predictor: networkOf(options, ngram.text), ngram, symbols };
  return { predictor: contextMixing(options, ngram), ngram, symbols };
}

/** The network behind `read`; the dynamic one is a copy that goes on learning. */
function networkOf({ model, dynamic }: EngineOptions, read: Int32Array): LearningPredictor {
  const network = createInference(model!.configuration, model!.vocabulary.length, model!.weights);
  const { hasUnknown } = new Vocabulary(model!.vocabulary);
  const prefix = read.slice(-WARM_UP);
  const trained = NetworkPredictor.after(network, prefix, hasUnknown);
  if (!dynamic) return trained;
  if (!DynamicEvaluation.suits(model!.configuration)) throw new UnrollError('dynamic.cell', [], { exitCode: 2 });
  const learning = new DynamicEvaluation(model!.configuration, model!.vocabulary.length, model!.weights);
  return new DynamicPredictor(trained, NetworkPredictor.after(learning.network, prefix, hasUnknown), learning);
}

/** Context mixing that has read the siblings and `before`, with the n-gram and, where there is one, the network inside. */
function contextMixing(options: EngineOptions, ngram: NgramText): ContextPredictor {
  const { engine, before, siblings = [] } = options;
  const counts = new Array<number>(ngram.vocabularySize).fill(0);
  for (const piece of [...siblings, before]) for (const character of piece) counts[ngram.indexOf(character)]!++;
  const codes = counts.map((_, symbol) => codeOf(ngram, symbol));
  const known = before.map((character) => ngram.indexOf(character));
  const mixer = new ContextMixer(new CodeTree(codes, counts, completed(similarCharacters(codes, known))));
  for (const piece of siblings) {
    // Siblings are counted beside: the document's own n-gram knows nothing of them.
    const beside = new NgramText(options.order, ngram.names);
    const reader = new ContextPredictor(mixer, mixer.place, ngram, [new NgramPredictor(beside, [])]);
    for (const character of piece) reader.observe(ngram.indexOf(character));
    mixer.jump([]);
  }
  const predictor = new ContextPredictor(mixer, mixer.place, ngram, [new NgramPredictor(ngram, [])]);
  const calibration = known.length - Math.min(CALIBRATION, Math.floor(known.length / 10));
  for (const [i, symbol] of known.entries()) {
    if (i === calibration && engine === 'mix') predictor.setExternal(1, networkOf(options, ngram.text));
    predictor.observe(symbol);
  }
  if (engine === 'mix' && calibration === known.length) predictor.setExternal(1, networkOf(options, ngram.text));
  return predictor;
}

/** What a piece of work comes to that nothing interrupts. */
function completed<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
