import type { Architecture } from '../../protocol/configuration';
import { layerKind } from '../layers/kinds';
import { type NetworkPorts, portsOf } from '../ports';
import { describeStack, type Stack } from '../stack';
import type { ReferenceLayer } from './layer';
import { add, addOuter, type Input, OneHot, type Parameter, type Parameters, sum, times, transposeTimes, type Vector } from './matrix';
import { normalize } from './normalization';
import { addTo } from './recurrent';
import { type LayerGradient, type LayerStep, type State, type StepLayer, stepwise } from './step-layer';

/** What a stream carries between its time steps. */
export interface NetworkState {
  readonly layers: readonly State[];
  /** The last symbols that the first layer still sees, oldest first; -1 before the text began. */
  readonly history: readonly number[];
}

/** One time step of the whole network. */
export interface NetworkStep {
  /** Symbols read: one, or a window. None when the inputs are real numbers. */
  readonly symbols: readonly number[];
  /** Numbers read, where they are. */
  readonly reals: Vector | undefined;
  /** What the first layer (or its norm) read: embedded. */
  readonly input: Input;
  /** One of every branch of every layer. */
  readonly layers: readonly LayerStep[];
  /** The layers' output behind its norm. */
  readonly output: Vector;
  /** What the heads read: the same, or pooled over the window up to here. */
  readonly read: Vector;
  /** net_t = V s_t + b of every head. */
  readonly outputs: readonly Vector[];
  /** Of the first head. */
  readonly logits: Vector;
  readonly state: NetworkState;
  /** Ways back through the norms, by branch, and that of the heads last. */
  readonly norms: readonly (ReturnType<typeof normalize> | undefined)[];
}

export interface NetworkGradient {
  /** Per branch, through this time step. */
  readonly layers: readonly LayerGradient[];
  /** ∂E/∂(output) per branch, within this time step: from the heads, the branches above and the residual sums. */
  readonly outputs: readonly Vector[];
  /** ∂E/∂s_{t-1} per branch. */
  readonly previous: readonly State[];
  /** ∂E/∂x_t of what the first layer reads: an embedded or one-hot symbol, or numbers. */
  readonly input: () => Vector;
}

/** A network in float64, one stream and one time step at a time: the readable statement of what the kernels compute. */
export class ReferenceNetwork {
  readonly stack: Stack;
  /** Every branch of every layer, from the input on. */
  readonly layers: readonly StepLayer[];
  /** The same over windows. */
  readonly windowLayers: readonly ReferenceLayer[];

  /**
   * @param ports a number stands for a language model with so many symbols
   * @param weights with the names and shapes of `networkTensors`; they are read at every step, so a change shows at once
   */
  constructor(
    readonly architecture: Architecture,
    ports: NetworkPorts | number,
    readonly weights: Parameters,
  ) {
    this.stack = describeStack(architecture, portsOf(architecture, ports));
    this.layers = this.stack.branches.map(({ kind, branch, shape, tensorName }) => {
      const own = layerKind(kind.id).branches[branch]!;
      const weight = (name: string) => weights.get(tensorName(name));
      return own.steps?.(weight, shape) ?? stepwise(own.reference(weight, shape));
    });
    this.windowLayers = this.stack.branches.map(({ kind, branch, shape, tensorName }) =>
      layerKind(kind.id).branches[branch]!.reference((name) => weights.get(tensorName(name)), shape),
    );
  }

  /** Outputs of the first head. */
  get vocabularySize(): number {
    return this.stack.ports.heads[0]!.width;
  }

  zeroState(): NetworkState {
    return { layers: this.layers.map((layer) => layer.zeroState()), history: new Array(this.stack.window - 1).fill(-1) };
  }

  /** What the first layer reads at every time step of a text, from its beginning. */
  inputsOf(symbols: readonly number[]): Input[] {
    const before: number[] = new Array(this.stack.window - 1).fill(-1);
    const all = [...before, ...symbols];
    return symbols.map((_, t) => this.embed(all.slice(t, t + this.stack.window)));
  }

  /** Reads one symbol (-1 = unknown, the zero vector) or a vector of real numbers. */
  forward(input: number | Vector, state: NetworkState): NetworkStep {
    const { stack } = this;
    const symbols = typeof input === 'number' ? [...state.history, input] : [];
    const read = typeof input === 'number' ? this.embed(symbols) : this.embedReals(input);
    const steps: LayerStep[] = [];
    const norms: NetworkStep['norms'][number][] = [];
    let x = read;
    this.layers.forEach((layer, i) => {
      const { norm } = stack.branches[i]!;
      const normed = norm === undefined ? undefined : this.normalize(norm, stack.architecture.norm, x as Vector);
      const step = layer.forward(normed?.output ?? x, state.layers[i]!);
      norms.push(normed);
      steps.push(step);
      x = this.stack.branches[i]!.summed ? sum(step.output, x as Vector) : step.output;
    });
    const headNorm = stack.headNorm === 'none' ? undefined : this.normalize('norm', stack.headNorm, x as Vector);
    const output = headNorm?.output ?? (x as Vector);
    const step = {
      ...{
        symbols,
        reals: typeof input === 'number' ? undefined : input,
        input: read,
        layers: steps,
        output,
        norms: [...norms, headNorm],
      },
      state: { layers: steps.map((each) => each.state), history: symbols.slice(1) },
    };
    return { ...step, ...this.answer(output) };
  }

  /** The heads on what they read. */
  answer(read: Vector): Pick<NetworkStep, 'read' | 'outputs' | 'logits'> {
    const { stack, weights } = this;
    const outputs = stack.ports.heads.map(({ name }) => sum(times(weights.get(`${name}.weight`)!, read), weights.get(`${name}.bias`)?.data));
    return { read, outputs, logits: outputs[0]! };
  }

  /**
   * One time step of backpropagation through time.
   * @param dLogits ∂E_t/∂net_t of the first head or of all; undefined when this time step has no loss of its own
   * @param later ∂E/∂s_t per branch, through the time steps after this one
   * @param gradients what ∂E/∂(parameters) is added to, if wanted
   */
  backward(step: NetworkStep, dLogits: Vector | readonly Vector[] | undefined, later: readonly State[], gradients?: Parameters): NetworkGradient {
    return this.backwardFrom(step, this.headGradient(step, dLogits instanceof Float64Array ? [dLogits] : dLogits, gradients), later, gradients);
  }

  /** The same from ∂E/∂(output of the layers behind their norm). */
  backwardFrom(step: NetworkStep, dOutput: Vector, later: readonly State[], gradients?: Parameters): NetworkGradient {
    const { stack } = this;
    let d = dOutput;
    d = step.norms.at(-1)?.backward(d, gradients?.get('norm.weight'), gradients?.get('norm.bias')) ?? d;
    const layers: LayerGradient[] = [];
    const outputs: Vector[] = [];
    let input: () => Vector = () => d;
    for (let i = this.layers.length - 1; i >= 0; i--) {
      const { tensorName, norm } = stack.branches[i]!;
      const lookup = gradients && ((name: string) => gradients.get(tensorName(name)));
      outputs[i] = d;
      const gradient = this.layers[i]!.backward(step.layers[i]!, d, later[i]!, lookup);
      layers[i] = gradient;
      const above = d;
      input = () => {
        const inside = gradient.input();
        const through = norm ? step.norms[i]!.backward(inside, gradients?.get(`${norm}.weight`), gradients?.get(`${norm}.bias`)) : inside;
        return this.stack.branches[i]!.summed ? sum(through, above) : through;
      };
      // Below the first layer the gradient is made when it is asked for, unless parameters wait for it.
      if (i > 0 || (gradients && (norm || stack.embedding > 0))) {
        d = input();
        const known = d;
        input = () => known;
      }
    }
    if (gradients && stack.embedding > 0) this.accumulateEmbedding(step, d, gradients);
    return { layers, outputs, previous: layers.map((layer) => layer.previous), input };
  }

  /** W of a layer, all gates below one another [G·H, H]; undefined where nothing recurs through a matrix. */
  recurrentWeight(layer: number): Parameter | undefined {
    return this.layers[this.stack.branches.findIndex((branch) => branch.layer === layer)]!.recurrentWeight;
  }

  normalize(name: string, kind: string, x: Vector): ReturnType<typeof normalize> {
    const bias = this.weights.get(`${name}.bias`)?.data;
    return normalize(x, this.weights.get(`${name}.weight`)!.data, kind === 'layer' ? bias : undefined);
  }

  /** ∂E/∂(what the heads read). */
  headGradient(step: NetworkStep, dLogits: readonly Vector[] | undefined, gradients: Parameters | undefined): Vector {
    let d: Vector = new Float64Array(this.stack.hidden);
    dLogits?.forEach((dNet, i) => {
      const { name } = this.stack.ports.heads[i]!;
      d = i === 0 ? transposeTimes(this.weights.get(`${name}.weight`)!, dNet) : sum(d, transposeTimes(this.weights.get(`${name}.weight`)!, dNet));
      if (!gradients) return;
      addOuter(gradients.get(`${name}.weight`)!, dNet, step.read);
      addTo(gradients.get(`${name}.bias`), dNet);
    });
    return d;
  }

  private get table(): Parameter {
    return this.weights.get(`${this.stack.embeddingName}.weight`)!;
  }

  private embed(symbols: readonly number[]): Input {
    const { embedding, window, ports } = this.stack;
    const pieces = symbols.map((symbol): Input => {
      if (embedding === 0) return new OneHot(symbol, ports.input.size);
      return symbol < 0 ? new Float64Array(embedding) : this.table.data.slice(symbol * embedding, (symbol + 1) * embedding);
    });
    return window > 1 || this.stack.kinds[0]!.inputWindow ? pieces : pieces[0]!;
  }

  private embedReals(x: Vector): Vector {
    if (this.stack.embedding === 0) return x;
    return sum(times(this.table, x), this.weights.get(`${this.stack.embeddingName}.bias`)?.data);
  }

  private accumulateEmbedding(step: NetworkStep, d: Vector, gradients: Parameters): void {
    const { embedding, embeddingName } = this.stack;
    const table = gradients.get(`${embeddingName}.weight`)!;
    step.symbols.forEach((symbol, place) => {
      if (symbol >= 0) add(table.data.subarray(symbol * embedding, (symbol + 1) * embedding), d.subarray(place * embedding));
    });
    if (!step.reals) return;
    addOuter(table, d, step.reals);
    addTo(gradients.get(`${embeddingName}.bias`), d);
  }
}
