import { influence } from '../diagnostics/influence';
import { lookingBack } from '../diagnostics/looking-back';
import { traceText } from '../diagnostics/trace';
import type { Architecture } from '../protocol/configuration';
import type { Tensors } from '../protocol/model';
import type { LessonTraining, Probe } from '../protocol/tutorial';
import type { Vocabulary } from '../text/vocabulary';

/** What the prediction after a prompt looks at, measured in float64. */
export function probe(
  kind: NonNullable<LessonTraining['probe']>,
  architecture: Architecture,
  vocabulary: Vocabulary,
  weights: Tensors,
  text: string,
): Probe {
  const characters = Array.from(text);
  const symbols = vocabulary.encode(characters);
  if (kind === 'influence') return { influence: influenceOf(architecture, vocabulary.size, weights, symbols) };
  const layers = lookingBack(architecture, vocabulary.size, weights, symbols, characters)?.attention ?? [];
  return { shares: layers.map(({ heads }) => heads) };
}

/** ‖∂logits/∂x_k‖₂ of the last prediction by character k. */
function influenceOf(architecture: Architecture, size: number, weights: Tensors, symbols: ArrayLike<number>): (number | null)[] {
  const lags = Array.from({ length: symbols.length }, (_, k) => symbols.length - 1 - k);
  const norms = influence(traceText(architecture, size, weights, symbols), lags, [symbols.length - 1]);
  return norms.map((log) => (log === null ? null : 10 ** log));
}
