import type { Architecture } from '../../protocol/configuration';
import { ACTIVATION_FUNCTIONS } from './activation';
import type { Cell, CellGradient, CellStep, State } from './cell';
import { FeedForwardCell } from './feed-forward';
import { GruCell } from './gru';
import { LstmCell } from './lstm';
import { add, addOuter, type Input, OneHot, type Parameter, type Parameters, sum, times, transposeTimes, type Vector } from './matrix';
import { RnnCell } from './rnn';

/** What a stream carries between its time steps. */
export interface NetworkState {
  readonly layers: readonly State[];
  /** The last symbols that the feed-forward net still sees, oldest first; -1 before the text began. */
  readonly history: readonly number[];
}

/** One time step of the whole network. */
export interface NetworkStep {
  /** Symbols read: one, or the feed-forward net's window. None when the inputs are real numbers. */
  readonly symbols: readonly number[];
  readonly layers: readonly CellStep[];
  /** net_t = V s_t + b. */
  readonly logits: Vector;
  readonly state: NetworkState;
}

export interface NetworkGradient {
  /** Per layer, through this time step. */
  readonly layers: readonly CellGradient[];
  /** ∂E/∂s_{t-1} per layer. */
  readonly previous: readonly State[];
}

/** A network in float64, one stream and one time step at a time: the readable statement of what the kernels compute. */
export class ReferenceNetwork {
  readonly cells: readonly Cell[];

  /** @param weights with the names and shapes of `tensorShapes`; they are read at every step, so a change shows at once */
  constructor(
    readonly architecture: Architecture,
    readonly vocabularySize: number,
    readonly weights: Parameters,
  ) {
    this.cells = Array.from({ length: architecture.layers }, (_, layer) => this.createCell(layer));
  }

  zeroState(): NetworkState {
    const past = this.architecture.cell === 'feedforward' ? this.architecture.window - 1 : 0;
    return { layers: this.cells.map((cell) => cell.zeroState()), history: new Array(past).fill(-1) };
  }

  /** Reads one symbol (-1 = unknown, the zero vector) or a vector of real numbers. */
  forward(input: number | Vector, state: NetworkState): NetworkStep {
    const symbols = typeof input === 'number' ? [...state.history, input] : [];
    const steps: CellStep[] = [];
    let x = typeof input === 'number' ? this.embed(symbols) : input;
    this.cells.forEach((cell, l) => {
      const step = cell.forward(x, state.layers[l]!);
      steps.push(step);
      x = step.state[0]!;
    });
    const logits = sum(times(this.head, x), this.weights.get('head.bias')?.data);
    return { symbols, layers: steps, logits, state: { layers: steps.map((step) => step.state), history: symbols.slice(1) } };
  }

  /**
   * One time step of backpropagation through time.
   * @param dLogits ∂E_t/∂net_t, undefined when this time step has no loss of its own
   * @param later ∂E/∂s_t per layer, through the time steps after this one
   * @param gradients what ∂E/∂(parameters) is added to, if wanted
   */
  backward(step: NetworkStep, dLogits: Vector | undefined, later: readonly State[], gradients?: Parameters): NetworkGradient {
    const dStates = later.map((state) => state.map((part) => part.slice()));
    const top = step.layers.at(-1)!;
    if (dLogits) {
      add(dStates.at(-1)![0]!, transposeTimes(this.head, dLogits));
      if (gradients) {
        addOuter(gradients.get('head.weight')!, dLogits, top.state[0]!);
        addBias(gradients.get('head.bias'), dLogits);
      }
    }
    const layers: CellGradient[] = [];
    for (let l = this.cells.length - 1; l >= 0; l--) {
      const gradient = this.cells[l]!.backward(step.layers[l]!, dStates[l]!);
      layers[l] = gradient;
      if (gradients) this.accumulate(l, step.layers[l]!, gradient, gradients);
      if (l > 0) add(dStates[l - 1]![0]!, this.inputGradient(l, gradient));
    }
    if (gradients && this.architecture.embedding > 0 && step.symbols.length > 0) this.accumulateEmbedding(step, layers[0]!, gradients);
    return { layers, previous: layers.map((layer) => layer.previous) };
  }

  /** ∂E/∂x_t of a layer. */
  inputGradient(layer: number, { inputNet }: CellGradient): Vector {
    return transposeTimes(this.inputWeight(layer), inputNet);
  }

  /** W of a layer, all gates below one another [G·H, H]; undefined where nothing recurs. */
  recurrentWeight(layer: number): Parameter | undefined {
    return this.weights.get(`rnn.weight_hh_l${layer}`);
  }

  private get head(): Parameter {
    return this.weights.get('head.weight')!;
  }

  private inputWeight(layer: number): Parameter {
    return this.weights.get(this.architecture.cell === 'feedforward' ? `hidden.weight_l${layer}` : `rnn.weight_ih_l${layer}`)!;
  }

  private createCell(l: number): Cell {
    const { cell } = this.architecture;
    const activation = ACTIVATION_FUNCTIONS[this.architecture.activation];
    if (cell === 'feedforward') return new FeedForwardCell(this.inputWeight(l), this.weights.get(`hidden.bias_l${l}`)?.data, activation);
    const weights = {
      U: this.inputWeight(l),
      W: this.recurrentWeight(l)!,
      inputBias: this.weights.get(`rnn.bias_ih_l${l}`)?.data,
      recurrentBias: this.weights.get(`rnn.bias_hh_l${l}`)?.data,
    };
    if (cell === 'lstm') return new LstmCell(weights);
    if (cell === 'gru') return new GruCell(weights);
    return new RnnCell(weights, activation);
  }

  private embed(symbols: readonly number[]): Input {
    const { embedding, cell } = this.architecture;
    const pieces = symbols.map((symbol): Input => {
      if (embedding === 0) return new OneHot(symbol, this.vocabularySize);
      const table = this.weights.get('embedding.weight')!.data;
      return symbol < 0 ? new Float64Array(embedding) : table.slice(symbol * embedding, (symbol + 1) * embedding);
    });
    return cell === 'feedforward' ? pieces : pieces[0]!;
  }

  /** ∂E/∂U += ∂E/∂(U x + b) xᵀ;  ∂E/∂W += ∂E/∂(W s + b') sᵀ with s = s_{t-1}. */
  private accumulate(l: number, step: CellStep, { inputNet, recurrentNet }: CellGradient, gradients: Parameters): void {
    const kind = recurrentNet ? 'rnn' : 'hidden';
    addOuter(gradients.get(`${kind}.weight${recurrentNet ? '_ih' : ''}_l${l}`)!, inputNet, step.input);
    addBias(gradients.get(`${kind}.bias${recurrentNet ? '_ih' : ''}_l${l}`), inputNet);
    if (!recurrentNet) return;
    addOuter(gradients.get(`rnn.weight_hh_l${l}`)!, recurrentNet, step.previous[0]!);
    addBias(gradients.get(`rnn.bias_hh_l${l}`), recurrentNet);
  }

  private accumulateEmbedding(step: NetworkStep, gradient: CellGradient, gradients: Parameters): void {
    const { embedding } = this.architecture;
    const dX = this.inputGradient(0, gradient);
    const table = gradients.get('embedding.weight')!.data;
    step.symbols.forEach((symbol, place) => {
      if (symbol >= 0) add(table.subarray(symbol * embedding, (symbol + 1) * embedding), dX.subarray(place * embedding));
    });
  }
}

function addBias(bias: Parameter | undefined, d: Vector): void {
  if (bias) add(bias.data, d);
}
