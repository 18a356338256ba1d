import { add, type Input, OneHot, type Parameter, type Parameters, sum, times, type Vector, vector, zerosLike } from '../network/reference/matrix';
import type { ReferenceNetwork } from '../network/reference/network';
import type { LayerStep } from '../network/reference/step-layer';
import type { Matrix, Numbers, TraceStep, WalkLayer, WalkNumbers } from '../protocol/bptt-trace';
import type { Output } from '../protocol/configuration';
import type { Vocabulary } from '../text/vocabulary';
import { outputsOf, type Walked } from './walked-text';

/** Every number of the forward pass and of backpropagation through time, from the last time step to the first. E = Σ_t E_t. */
export function walkNumbers(network: ReferenceNetwork, walked: readonly Walked[], vocabulary: Vocabulary): WalkNumbers {
  const moments: TraceStep[] = [];
  const sums = zerosLike(network.weights);
  let later = network.zeroState().layers;
  for (let t = walked.length - 1; t >= 0; t--) {
    const { step, symbol, target, loss, dLogits } = walked[t]!;
    const contributions = zerosLike(network.weights);
    const gradient = network.backward(step, dLogits, later, contributions);
    for (const [name, { data }] of contributions) add(sums.get(name)!.data, data);
    const layers = step.layers.map((cellStep, l): WalkLayer => {
      const fromAbove = gradient.outputs[l]!;
      const [fromLater, cellFromLater] = later[l]!;
      const dState = sum(fromAbove, fromLater!);
      const { inputNet, recurrentNet } = gradient.layers[l]!;
      return {
        ...forwardNumbers(network, l, cellStep),
        fromAbove: plain(fromAbove),
        fromLater: plain(fromLater!),
        dState: plain(dState),
        cellFromLater: cellFromLater ? plain(cellFromLater) : null,
        dCell: cellFromLater ? plain(cellGradient(cellStep, dState, cellFromLater)) : null,
        dNet: plain(inputNet!),
        dRecurrentNet: plain(recurrentNet!),
      };
    });
    const outputs = outputsOf(network.architecture.output, step.logits);
    moments[t] = {
      input: plain(dense(step.layers[0]!.input)),
      symbol,
      target,
      layers,
      logits: plain(step.logits),
      outputs: plain(outputs),
      loss: target < 0 ? null : loss,
      dOutputs: plain(outputGradient(network.architecture.output, outputs, target)),
      dLogits: plain(dLogits),
      contributions: matrices(contributions),
      sums: matrices(sums),
    };
    later = gradient.previous;
  }
  return { vocabulary: vocabulary.characters, weights: matrices(network.weights), moments };
}

/** Every number of a recurrent layer's forward pass at one time step. */
export function forwardNumbers(network: ReferenceNetwork, l: number, step: LayerStep) {
  const U = network.weights.get(`rnn.weight_ih_l${l}`)!;
  const W = network.recurrentWeight(l)!;
  const bias = (kind: string) => network.weights.get(`rnn.bias_${kind}_l${l}`)?.data;
  const [previous, previousCell] = step.previous;
  const [state, cell] = step.state;
  const fromInput = times(U, step.input);
  const fromState = times(W, previous!);
  const recurrent = sum(fromState, bias('hh'));
  // The reset gate of the GRU stands between W_n s_{t-1} + b' and the candidate.
  const reset = network.stack.kinds[0]!.stepThrough === 'reset' ? step.gates[0]! : undefined;
  const H = network.architecture.hidden;
  if (reset) for (let i = 0; i < H; i++) recurrent[2 * H + i]! *= reset[i]!;
  return {
    input: plain(dense(step.input)),
    previous: plain(previous!),
    previousCell: previousCell ? plain(previousCell) : null,
    fromInput: plain(fromInput),
    fromState: plain(fromState),
    net: plain(sum(fromInput, bias('ih'), recurrent)),
    gates: step.gates.map(plain),
    state: plain(state!),
    cell: cell ? plain(cell) : null,
  };
}

/** LSTM: ∂E/∂c_t gains o (1 - tanh² c_t) ∂E/∂h_t. */
function cellGradient({ gates, state }: LayerStep, dState: Vector, fromLater: Vector): Vector {
  return vector(dState.length, (i) => fromLater[i]! + gates[3]![i]! * (1 - Math.tanh(state[1]![i]!) ** 2) * dState[i]!);
}

/** ∂E_t/∂o_t of the losses of `outputLoss`; zero without a target. */
function outputGradient(output: Output, o: Vector, target: number): Vector {
  if (target < 0) return new Float64Array(o.length);
  return vector(o.length, (v) => {
    const y = v === target ? 1 : 0;
    if (output === 'softmax') return y === 1 ? -1 / o[v]! : 0;
    return output === 'sigmoid' ? (o[v]! - y) / (o[v]! * (1 - o[v]!)) : o[v]! - y;
  });
}

function dense(input: Input): Vector {
  if (input instanceof Float64Array) return input;
  if (input instanceof OneHot) return vector(input.length, (i) => (i === input.index ? 1 : 0));
  return Float64Array.from(input.flatMap((piece) => Array.from(dense(piece))));
}

function plain(values: Vector): Numbers {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : null));
}

function matrices(parameters: Parameters): Record<string, Matrix> {
  return Object.fromEntries([...parameters].map(([name, parameter]) => [name, rowsOf(parameter)]));
}

function rowsOf({ shape, data }: Parameter): Matrix {
  const columns = shape[1] ?? 1;
  return Array.from({ length: shape[0]! }, (_, i) => plain(data.subarray(i * columns, (i + 1) * columns)));
}
