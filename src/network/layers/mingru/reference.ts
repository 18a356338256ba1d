import { sigmoid } from '../../reference/activation';
import { zeros } from '../../reference/functions';
import { diagonalJacobian, type ReferenceLayer, type TensorLookup } from '../../reference/layer';
import { add, addOuter, sum, times, transposeTimes, type Vector, vector } from '../../reference/matrix';

/** The candidate of the paper's log-space form, always positive: a + ½ for a ≥ 0, else σ(a). */
const positive = (a: number): number => (a >= 0 ? a + 0.5 : sigmoid(a));
const positiveSlope = (a: number): number => (a >= 0 ? 1 : sigmoid(a) * (1 - sigmoid(a)));

/**
 * minGRU (Feng et al. 2024): gates that see the input alone, so that the state is a linear recurrence.
 *
 *     z_t = σ(W_z x_t + b_z)      n_t = W_n x_t + b_n      h_t = (1 - z_t) h_{t-1} + z_t n_t
 *
 * Rows of `weight_ih` and `bias_ih`: z, n. z is the share of the new value, PyTorch's GRU has 1 - z.
 */
export function minGruReference(weights: TensorLookup, options: { positive?: boolean } = {}): ReferenceLayer {
  const [W, b] = [weights('rnn.weight_ih'), weights('rnn.bias_ih')];
  const H = W.shape[0]! / 2;
  return {
    /** ∂h_t/∂h_{t-1} = diag(1 - z_t): the gates see the input alone. */
    jacobian: ({ gates }) => diagonalJacobian(gates![0]![0]!.map((z) => 1 - z)),
    start: () => zeros(1, H),
    forward(inputs, [initial]) {
      const steps: { z: Vector; a: Vector; n: Vector; previous: Vector }[] = [];
      const outputs: Vector[] = [];
      let h = initial!;
      for (const x of inputs) {
        const nets = sum(times(W, x), b.data);
        const z = nets.subarray(0, H).map(sigmoid);
        const a = nets.subarray(H);
        const n = options.positive ? a.map(positive) : a;
        steps.push({ z, a, n, previous: h });
        const previous = h;
        h = vector(H, (i) => (1 - z[i]!) * previous[i]! + z[i]! * n[i]!);
        outputs.push(h);
      }
      return {
        outputs,
        state: [h],
        gates: steps.map(({ z, n }) => [z, n]),
        backward(dOutputs, dState, gradients) {
          const dInputs: Vector[] = [];
          let later = dState?.[0] ?? new Float64Array(H);
          for (let t = inputs.length - 1; t >= 0; t--) {
            const { z, a, n, previous } = steps[t]!;
            const dH = sum(dOutputs[t]!, later);
            const dNets = new Float64Array(2 * H);
            for (let i = 0; i < H; i++) {
              dNets[i] = dH[i]! * (n[i]! - previous[i]!) * z[i]! * (1 - z[i]!);
              dNets[H + i] = dH[i]! * z[i]! * (options.positive ? positiveSlope(a[i]!) : 1);
            }
            if (gradients) {
              addOuter(gradients('rnn.weight_ih'), dNets, inputs[t]!);
              add(gradients('rnn.bias_ih').data, dNets);
            }
            dInputs[t] = transposeTimes(W, dNets);
            later = vector(H, (i) => (1 - z[i]!) * dH[i]!);
          }
          return { dInputs, dState: [later] };
        },
      };
    },
  };
}
