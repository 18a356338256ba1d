import { createInference } from '../network/inference';
import { NgramText } from '../ngram/ngram-text';
import { DynamicEvaluation } from '../prediction/dynamic-evaluation';
import { DynamicPredictor } from '../prediction/dynamic-predictor';
import { MixturePredictor } from '../prediction/mixture-predictor';
import { MixtureWeights } from '../prediction/mixture-weights';
import { NetworkPredictor } from '../prediction/network-predictor';
import { NgramPredictor } from '../prediction/ngram-predictor';
import type { LearningPredictor } from '../prediction/predictor';
import { WARM_UP } from '../prediction/state-trail';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import type { Engine } from '../protocol/predictor-messages';
import { Vocabulary } from '../text/vocabulary';

/** Order of the n-gram model: contexts of eight characters. */
export const DEFAULT_ORDER = 8;

export interface EngineOptions {
  readonly engine: Engine;
  readonly order: number;
  /** Not needed for the n-gram alone. */
  readonly model?: Model | undefined;
  /** The network goes on learning from what is observed. */
  readonly dynamic?: boolean | undefined;
  /** Text that was trained on: the n-gram's counts, and what stands before the text that is told. */
  readonly before: readonly string[];
  /** Text that is told: its characters get an index. */
  readonly text: readonly string[];
}

/** A predictor that stands before `text`, and the text's symbols. The n-gram has read `before`. */
export function createEngine({ engine, order, model, dynamic, before, text }: EngineOptions): {
  predictor: LearningPredictor;
  ngram: NgramText;
  symbols: number[];
} {
  const own = [...new Set([...before, ...text])].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  const ngram = new NgramText(order, model ? model.vocabulary : own);
  // All characters have their index before any is told: the distribution's width stays the same.
  for (const character of own) ngram.indexOf(character);
  const symbols = text.map((character) => ngram.indexOf(character));
  ngram.append(before);
  const counted = new NgramPredictor(ngram, ngram.text);
  if (engine === 'ngram') return { predictor: counted, ngram, symbols };
  const network = createInference(model!.configuration, model!.vocabulary.length, model!.weights);
  const { hasUnknown } = new Vocabulary(model!.vocabulary);
  const prefix = ngram.text.slice(-WARM_UP);
  const trained = NetworkPredictor.after(network, prefix, hasUnknown);
  if (dynamic && !DynamicEvaluation.suits(model!.configuration)) throw new UnrollError('dynamic.cell', [], { exitCode: 2 });
  const learning = dynamic ? new DynamicEvaluation(model!.configuration, model!.vocabulary.length, model!.weights) : undefined;
  const told = learning ? new DynamicPredictor(trained, NetworkPredictor.after(learning.network, prefix, hasUnknown), learning) : trained;
  return { predictor: engine === 'network' ? told : new MixturePredictor(told, counted, new MixtureWeights()), ngram, symbols };
}
