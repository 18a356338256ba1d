import { sigmoid } from '../../reference/activation';
import { softplus, zeros } from '../../reference/functions';
import { diagonalJacobian, type ReferenceLayer, type TensorLookup } from '../../reference/layer';
import { add, addOuter, sum, times, transposeTimes, type Vector, vector } from '../../reference/matrix';

/**
 * minLSTM in its length-independent form (Feng et al. 2024): no cell state and no output gate, the two gates share one between them.
 *
 *     i_t = σ(W_i x_t + b_i)      f_t = σ(W_f x_t + b_f)      n_t = W_n x_t + b_n
 *     f' = f / (f + i)            h_t = f' h_{t-1} + (1 - f') n_t
 *
 * Rows of `weight_ih` and `bias_ih`: i, f, n. f' = σ(softplus(-a_i) - softplus(-a_f)) of the pre-activations, never 0 / 0.
 */
export function minLstmReference(weights: TensorLookup): ReferenceLayer {
  const [W, b] = [weights('rnn.weight_ih'), weights('rnn.bias_ih')];
  const H = W.shape[0]! / 3;
  return {
    /** ∂h_t/∂h_{t-1} = diag(f'). */
    jacobian: ({ gates }) => diagonalJacobian(gates![0]![3]!),
    start: () => zeros(1, H),
    forward(inputs, [initial]) {
      const steps: { nets: Vector; keep: Vector; previous: Vector }[] = [];
      const outputs: Vector[] = [];
      let h = initial!;
      for (const x of inputs) {
        const nets = sum(times(W, x), b.data);
        const keep = vector(H, (i) => sigmoid(softplus(-nets[i]!) - softplus(-nets[H + i]!)));
        const previous = h;
        steps.push({ nets, keep, previous });
        h = vector(H, (i) => keep[i]! * previous[i]! + (1 - keep[i]!) * nets[2 * H + i]!);
        outputs.push(h);
      }
      return {
        outputs,
        state: [h],
        gates: steps.map(({ nets, keep }) => [...[0, H].map((from) => nets.slice(from, from + H).map(sigmoid)), nets.slice(2 * H), keep]),
        backward(dOutputs, dState, gradients) {
          const dInputs: Vector[] = [];
          let later = dState?.[0] ?? new Float64Array(H);
          for (let t = inputs.length - 1; t >= 0; t--) {
            const { nets, keep, previous } = steps[t]!;
            const dH = sum(dOutputs[t]!, later);
            const dNets = new Float64Array(3 * H);
            for (let i = 0; i < H; i++) {
              const difference = dH[i]! * (previous[i]! - nets[2 * H + i]!) * keep[i]! * (1 - keep[i]!);
              dNets[i] = -difference * sigmoid(-nets[i]!);
              dNets[H + i] = difference * sigmoid(-nets[H + i]!);
              dNets[2 * H + i] = dH[i]! * (1 - keep[i]!);
            }
            if (gradients) {
              addOuter(gradients('rnn.weight_ih'), dNets, inputs[t]!);
              add(gradients('rnn.bias_ih').data, dNets);
            }
            dInputs[t] = transposeTimes(W, dNets);
            later = vector(H, (i) => keep[i]! * dH[i]!);
          }
          return { dInputs, dState: [later] };
        },
      };
    },
  };
}
