import type { Window } from '../network/learner';
import { backpropagate, forwardWindow, meanLoss } from '../network/reference/backpropagation';
import type { NetworkState, ReferenceNetwork } from '../network/reference/network';

export interface TensorCheck {
  readonly name: string;
  /** Largest |g - g'| / max(|g|, |g'|, floor) over the elements, g by backpropagation and g' by central differences. */
  readonly error: number;
  readonly checked: number;
  /** Elements at a kink of ReLU, where there is no derivative to compare with. */
  readonly kinks: number;
}

export interface GradientCheck {
  /** Largest error of all tensors. */
  readonly error: number;
  readonly tensors: readonly TensorCheck[];
}

/** ε of a central difference of fourth order, whose error is about ε⁴ E⁽⁵⁾ + 1e-16 E / ε; small for ReLU, so that few of its kinks lie in between. */
const SMOOTH_STEP = 1e-3;
const RELU_STEP = 2e-5;

/**
 * Compares backpropagation with central differences of the loss for every element of every parameter,
 *
 *     ∂E/∂w = [8 (E(w + ε) - E(w - ε)) - (E(w + 2ε) - E(w - 2ε))] / 12 ε.
 *
 * The weights of the network are changed in turn and put back.
 */
export function checkGradients(network: ReferenceNetwork, window: Window, carried: readonly NetworkState[]): GradientCheck {
  const { gradients } = backpropagate(network, window, carried);
  const largest = Math.max(...[...gradients.values()].map(({ data }) => data.reduce((top, g) => Math.max(top, Math.abs(g)), 0)));
  // Elements far below the largest one drown in the rounding of the loss.
  const floor = 1e-3 * largest + 1e-12;
  const loss = () => meanLoss(network, window, forwardWindow(network, window, carried).losses);
  const center = loss();
  const relu = network.architecture.activation === 'relu';
  const step = relu ? RELU_STEP : SMOOTH_STEP;
  const tensors = [...gradients].map(([name, { data }]): TensorCheck => {
    const weights = network.weights.get(name)!.data;
    let error = 0;
    let kinks = 0;
    for (let i = 0; i < data.length; i++) {
      const weight = weights[i]!;
      const [e2, e1, e0, d1, d2] = [2, 1, 0, -1, -2].map((shift) => {
        if (shift === 0) return center;
        weights[i] = weight + shift * step;
        return loss();
      }) as [number, number, number, number, number];
      weights[i] = weight;
      const numeric = (8 * (e1 - d1) - (e2 - d2)) / (12 * step);
      const difference = Math.abs(numeric - data[i]!);
      // Where a ReLU switches within the points, the slopes between them differ as much as the estimate does; elsewhere they differ by about ε E''.
      const slopes = [e2 - e1, e1 - e0, e0 - d1, d1 - d2].map((rise) => rise / step);
      const spread = Math.max(...slopes) - Math.min(...slopes);
      const own = difference / Math.max(Math.abs(numeric), Math.abs(data[i]!), floor);
      if (relu && own > 1e-6 && spread > 0.1 * difference) kinks++;
      else error = Math.max(error, own);
    }
    return { name, error, checked: data.length - kinks, kinks };
  });
  return { error: Math.max(...tensors.map((tensor) => tensor.error)), tensors };
}
