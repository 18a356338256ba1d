import { sigmoid } from '../network/reference/activation';
import type { Vector } from '../network/reference/matrix';
import type { NetworkStep, ReferenceNetwork } from '../network/reference/network';
import { logProbabilities, outputLoss } from '../network/reference/output';
import type { Output } from '../protocol/configuration';

/** A position of the text with all that its derivatives need. */
export interface Walked {
  readonly symbol: number;
  /** -1: no loss. */
  readonly target: number;
  readonly step: NetworkStep;
  readonly loss: number;
  readonly dLogits: Vector;
}

/** The forward pass from a zero state. Each symbol is the target of the one before; a text of one symbol has a time step without a target. */
export function walkForward(network: ReferenceNetwork, symbols: ArrayLike<number>): Walked[] {
  const walked: Walked[] = [];
  let state = network.zeroState();
  for (let t = 0; t < Math.max(1, symbols.length - 1); t++) {
    const [symbol, target] = [symbols[t] ?? -1, symbols[t + 1] ?? -1];
    const step = network.forward(symbol, state);
    walked.push({ symbol, target, step, ...outputLoss(network.architecture.output, step.logits, target) });
    state = step.state;
  }
  return walked;
}

/** o_t: softmax probabilities, or σ of every class. */
export function outputsOf(output: Output, logits: Vector): Vector {
  return output === 'softmax' ? logProbabilities(output, logits).map(Math.exp) : logits.map(sigmoid);
}
