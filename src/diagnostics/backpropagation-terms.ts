import { isSymbolLoss } from '../network/ports';
import { addOuter, norm, type Parameter, type Vector, vector } from '../network/reference/matrix';
import type { NetworkGradient, ReferenceNetwork } from '../network/reference/network';
import { outputLoss } from '../network/reference/output';
import type { BackpropagationTerms, Connectivity } from '../protocol/diagnostics';
import type { Trace } from './trace';

/** Time steps that a walk back from one position goes at most. */
const MAX_LAGS = 200;

/**
 * The tutorial's sum, item by item: ∂E_t/∂W = Σ_k δ_k h_{k-1}ᵀ with δ_k = ∂E_t/∂(W h_{k-1} + b), so term k has the norm ‖δ_k‖ ‖h_{k-1}‖.
 * In a deeper network δ_k of a lower layer also holds what came down through the layers above between k and t.
 * @param target the symbol that follows position t
 */
export function backpropagationTerms(trace: Trace, position: number, target: number): BackpropagationTerms {
  const { network, steps, pair } = trace;
  const norms: (number | null)[][] = network.layers.map(() => []);
  // An encoder and a decoder have a W each.
  const sums = Array.from({ length: pair ? 2 : 1 }, () => network.layers.map(({ recurrentWeight: W }) => W && zeros(W)));
  walkBack(trace, position, lossGradient(network, steps[position]!.logits, target), ({ layers }, k) => {
    layers.forEach(({ recurrentNet }, l) => {
      const previous = steps[k]!.layers[l]!.previous[0]!;
      if (recurrentNet) addOuter(sums[pair && k < pair.decoderFrom ? 1 : 0]![l]!, recurrentNet, previous);
      norms[l]!.push(recurrentNet ? logarithm(norm(recurrentNet) * norm(previous)) : null);
    });
  });
  return { position, norms, totals: network.layers.map((_, l) => logarithm(Math.hypot(...sums.map((own) => (own[l] ? norm(own[l].data) : 0))))) };
}

/** ∂E_t/∂net_t; where numbers are asked for, whose truth nobody has said, that of an output that is off by as much as makes it 1. */
function lossGradient({ architecture, stack }: ReferenceNetwork, logits: Vector, target: number): Vector {
  const { loss } = stack.ports.heads[0]!;
  return isSymbolLoss(loss) ? outputLoss(architecture.output, logits, target).dLogits : vector(logits.length, (v) => (v === target ? 1 : 0));
}

function zeros({ shape, data }: Parameter): Parameter {
  return { shape, data: new Float64Array(data.length) };
}

/**
 * What the prediction at `position` listens to: ‖∂ logit / ∂x_k‖₂ for every input x_k up to it, nearest first (Madsen 2019 calls it connectivity).
 * One-hot inputs are taken as vectors: the norm over all V directions that x_k could have moved in.
 */
export function connectivity(trace: Trace, position: number, symbol: number): Connectivity {
  const { network } = trace;
  const norms: number[] = [];
  const logit = vector(network.vocabularySize, (v) => (v === symbol ? 1 : 0));
  const { window } = network.stack;
  const windowed = network.stack.kinds[0]!.inputWindow !== undefined;
  walkBack(trace, position, logit, (gradient, k) => {
    if (k < position && windowed) return;
    const dX = gradient.input();
    if (!windowed) norms.push(norm(dX));
    // The window's inputs, newest first.
    else {
      const width = dX.length / window;
      for (let place = window - 1; place >= 0; place--)
        if (position - norms.length >= 0) norms.push(norm(dX.subarray(place * width, (place + 1) * width)));
    }
  });
  return { position, norms };
}

/** Backpropagation from one position down to the text's start, or MAX_LAGS time steps. */
function walkBack(trace: Trace, position: number, dLogits: Vector, visit: (gradient: NetworkGradient, k: number) => void): void {
  const { network, steps } = trace;
  let later = network.zeroState().layers;
  for (let k = position; k >= Math.max(0, position - MAX_LAGS); k--) {
    const gradient = network.backward(steps[k]!, k === position ? dLogits : undefined, later);
    visit(gradient, k);
    later = gradient.previous;
  }
}

function logarithm(value: number): number | null {
  return value > 0 && Number.isFinite(value) ? Math.log10(value) : null;
}
