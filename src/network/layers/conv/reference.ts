import { glu, gluBackward, zeros } from '../../reference/functions';
import type { ReferenceLayer, TensorLookup } from '../../reference/layer';
import { add, addOuter, type Parameter, sum, times, transposeTimes, type Vector } from '../../reference/matrix';

/**
 * Gated causal convolution (Dauphin et al. 2017), dilated (van den Oord et al. 2016): GLU(W * x + b) over the taps x_{t-(k-1-j) dilation}.
 * `weight` is [2d, d, k] as Conv1d has it, rows value, gate; tap k-1 is the present. The state is the last (k-1) dilation inputs, zeros at the start.
 */
export function convReference(weights: TensorLookup, { dilation }: { dilation: number }): ReferenceLayer {
  const [W, b] = [weights('weight'), weights('bias')];
  const [rows, d, k] = W.shape as [number, number, number];
  // [2d, d, k] read as a matrix [2d, d k]: a step's inputs lie interleaved, tap by tap.
  const matrix = ({ data }: Parameter): Parameter => ({ shape: [rows, d * k], data });
  const past = (k - 1) * dilation;
  return {
    start: () => zeros(past, d),
    forward(inputs, state) {
      const all = [...state, ...inputs];
      const columns = inputs.map((_, t) => {
        const column = new Float64Array(d * k);
        for (let j = 0; j < k; j++) for (let i = 0; i < d; i++) column[i * k + j] = all[t + j * dilation]![i]!;
        return column;
      });
      const nets = columns.map((column) => sum(times(matrix(W), column), b.data));
      return {
        outputs: nets.map(glu),
        state: all.slice(all.length - past),
        backward(dOutputs, dState, gradients) {
          const dAll: Vector[] = zeros(all.length, d);
          dState?.forEach((d, i) => {
            add(dAll[all.length - past + i]!, d);
          });
          dOutputs.forEach((dOutput, t) => {
            const dNets = gluBackward(nets[t]!, dOutput);
            if (gradients) {
              addOuter(matrix(gradients('weight')), dNets, columns[t]!);
              add(gradients('bias').data, dNets);
            }
            const dColumn = transposeTimes(matrix(W), dNets);
            for (let j = 0; j < k; j++) for (let i = 0; i < d; i++) dAll[t + j * dilation]![i]! += dColumn[i * k + j]!;
          });
          return { dInputs: dAll.slice(past), dState: dAll.slice(0, past) };
        },
      };
    },
  };
}
