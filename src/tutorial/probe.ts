import { influence } from '../diagnostics/influence';
import { traceText } from '../diagnostics/trace';
import { toFloat64 } from '../network/reference/matrix';
import { ReferenceNetwork } from '../network/reference/network';
import { windowPass } from '../network/reference/window';
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
  const symbols = vocabulary.encode(Array.from(text));
  return kind === 'influence'
    ? { influence: influenceOf(architecture, vocabulary.size, weights, symbols) }
    : { attention: attentionOf(architecture, vocabulary.size, weights, symbols) };
}

/** ‖∂logits/∂x_k‖₂ of the last prediction by character k. */
function influenceOf(architecture: Architecture, size: number, weights: Tensors, symbols: ArrayLike<number>): (number | null)[] {
  const lags = Array.from({ length: symbols.length }, (_, k) => symbols.length - 1 - k);
  const norms = influence(traceText(architecture, size, weights, symbols), lags, [symbols.length - 1]);
  return norms.map((log) => (log === null ? null : 10 ** log));
}

/** Shares of every layer that attends, the text as one window. */
function attentionOf(architecture: Architecture, size: number, weights: Tensors, symbols: ArrayLike<number>): number[][][][] {
  const network = new ReferenceNetwork(architecture, size, toFloat64(weights));
  const inputs: ReturnType<typeof network.forward>['input'][] = [];
  let state = network.zeroState();
  for (let t = 0; t < symbols.length; t++) {
    const step = network.forward(symbols[t]!, state);
    inputs.push(step.input);
    state = step.state;
  }
  const { attention: shares } = windowPass(network, inputs, network.zeroState().layers);
  return shares.flatMap((layer) => {
    if (!layer) return [];
    const heads = layer[0]!.length;
    return [Array.from({ length: heads }, (_, head) => layer.map((own) => Array.from(own[head]!)))];
  });
}
