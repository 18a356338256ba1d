import type { NetworkPorts } from '../network/ports';
import { toFloat64 } from '../network/reference/matrix';
import { type NetworkStep, ReferenceNetwork } from '../network/reference/network';
import { sliding, windowOf } from '../network/sliding';
import type { Architecture } from '../protocol/configuration';
import type { Tensors } from '../protocol/model';

/** A network reading a text from a zero state, with every time step kept for its derivatives. */
export interface Trace {
  readonly network: ReferenceNetwork;
  readonly symbols: ArrayLike<number>;
  readonly steps: readonly NetworkStep[];
  /** Time steps that a window of attention without memory sees; undefined where nothing ends with a window. */
  readonly reach?: number | undefined;
}

/** Reads the symbols in float64; a number instead of ports stands for a language model with so many symbols. A symbol below 0 is unknown: a zero input. */
export function traceText(architecture: Architecture, ports: NetworkPorts | number, weights: Tensors, symbols: ArrayLike<number>): Trace {
  const network = new ReferenceNetwork(sliding(architecture), ports, toFloat64(weights));
  const steps: NetworkStep[] = [];
  let state = network.zeroState();
  for (let t = 0; t < symbols.length; t++) {
    const step = network.forward(symbols[t]!, state);
    state = step.state;
    steps.push(step);
  }
  return { network, symbols, steps, reach: windowOf(architecture) };
}
