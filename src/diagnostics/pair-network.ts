import type { NetworkPorts } from '../network/ports';
import { sum, times, toFloat64, transposeTimes, type Vector, vector } from '../network/reference/matrix';
import { type NetworkStep, ReferenceNetwork } from '../network/reference/network';
import type { LayerStep, StepLayer } from '../network/reference/step-layer';
import type { Architecture } from '../protocol/configuration';
import type { EncoderDecoderShape } from '../protocol/encoder-decoder';
import type { Tensors } from '../protocol/model';

/** What attention did for one time step of the decoder. */
interface Look {
  /** The decoder's state s_t. */
  readonly state: Vector;
  /** tanh(W_q s_t + W_k h_j) of every source place j. */
  readonly hidden: readonly Vector[];
  /** Shares a_tj. */
  readonly shares: Vector;
}

/**
 * An encoder-decoder as one network over the characters of a source and then of its target, with a state that goes through both: the encoder's weights up to
 * the end of the source, the decoder's from there on. The decoder's outputs look back at the encoder's states where there is attention. For one pair.
 */
export class PairNetwork extends ReferenceNetwork {
  override readonly layers: readonly StepLayer[];
  /** Both parts on their own. */
  readonly encoder: ReferenceNetwork;
  readonly decoder: ReferenceNetwork;
  private readonly encoded = new Map<LayerStep, number>();
  private readonly memory: Vector[] = [];
  private readonly looks = new WeakMap<Vector, Look>();
  /** ∂E/∂h_j through attention, of the last loss that was followed back. */
  private dMemory: Vector[] = [];

  constructor(
    architecture: Architecture,
    private readonly pair: EncoderDecoderShape,
    weights: Tensors,
  ) {
    super(architecture, portsOf(pair.targets + 1, pair.targets), toFloat64(partOf(weights, 'decoder')));
    this.decoder = new ReferenceNetwork(architecture, this.stack.ports, this.weights);
    this.encoder = new ReferenceNetwork(architecture, portsOf(pair.sources, 0), toFloat64(partOf(weights, 'encoder')));
    this.layers = this.layersOfBoth(this.decoder);
  }

  /** Source characters, then what the decoder reads: the beginning of a target and its characters. */
  read(source: ArrayLike<number>, target: ArrayLike<number>): NetworkStep[] {
    const steps: NetworkStep[] = [];
    let state = this.zeroState();
    for (const symbol of Array.from(source)) {
      const step = this.encoder.forward(symbol, state);
      this.encoded.set(step.layers[0]!, steps.length);
      this.memory.push(step.layers[0]!.output);
      // It answers nothing.
      steps.push({ ...step, outputs: [], logits: new Float64Array(0) });
      state = step.state;
    }
    for (const symbol of [this.pair.targets, ...Array.from(target)]) {
      const step = this.forward(symbol, state);
      steps.push(step);
      state = step.state;
    }
    return steps;
  }

  /** ∂x/∂(one-hot character) of a time step. */
  tableOf(step: NetworkStep) {
    return (this.encoded.has(step.layers[0]!) ? this.encoder : this).weights.get(`${this.stack.embeddingName}.weight`)!;
  }

  override answer(state: Vector): Pick<NetworkStep, 'read' | 'outputs' | 'logits'> {
    if (this.pair.attention === 'none') return super.answer(state);
    const { memory } = this;
    const query = times(this.attention('query'), state);
    const score = this.attention('score').data;
    const hidden = memory.map((h) => sum(query, times(this.attention('key'), h)).map(Math.tanh));
    const scores = hidden.map((u) => u.reduce((e, value, i) => e + value * score[i]!, 0));
    const top = Math.max(...scores);
    const powers = scores.map((e) => Math.exp(e - top));
    const total = powers.reduce((a, b) => a + b, 0);
    const shares = Float64Array.from(powers, (power) => power / total);
    const context = vector(state.length, (i) => memory.reduce((c, h, j) => c + shares[j]! * h[i]!, 0));
    const answered = super.answer(Float64Array.from([...state, ...context]));
    this.looks.set(answered.read, { state, hidden, shares });
    return answered;
  }

  /** ∂E/∂s_t by the outputs of this time step, and by those of a later one that looked here. Adds no gradients of the heads. */
  override headGradient(step: NetworkStep, dLogits: readonly Vector[] | undefined): Vector {
    const place = this.encoded.get(step.layers[0]!);
    const nothing = new Float64Array(this.stack.hidden);
    if (place !== undefined) return this.dMemory[place] ?? nothing;
    if (!dLogits) return nothing;
    this.dMemory = [];
    const d = super.headGradient(step, dLogits, undefined);
    const look = this.looks.get(step.read);
    return look ? this.lookBack(look, d) : d;
  }

  /** From ∂E/∂[s_t; c_t] to ∂E/∂s_t; keeps ∂E/∂h_j of every source place. */
  private lookBack({ hidden, shares }: Look, dBoth: Vector): Vector {
    const H = this.stack.hidden;
    const [dState, dContext] = [dBoth.subarray(0, H), dBoth.subarray(H)];
    const score = this.attention('score').data;
    const dShares = this.memory.map((h) => h.reduce((all, value, i) => all + value * dContext[i]!, 0));
    const mean = dShares.reduce((all, d, j) => all + shares[j]! * d, 0);
    let dQuery: Vector = new Float64Array(H);
    this.dMemory = this.memory.map((_, j) => {
      const dScore = shares[j]! * (dShares[j]! - mean);
      const dNet = hidden[j]!.map((value, i) => dScore * score[i]! * (1 - value * value));
      dQuery = sum(dQuery, dNet);
      return sum(
        dContext.map((d) => shares[j]! * d),
        transposeTimes(this.attention('key'), dNet),
      );
    });
    return sum(dState, transposeTimes(this.attention('query'), dQuery));
  }

  private attention(name: 'query' | 'key' | 'score') {
    return this.weights.get(`attention.${name}.weight`)!;
  }

  /** Each time step by the weights that it was made with. */
  private layersOfBoth({ layers }: ReferenceNetwork): StepLayer[] {
    return layers.map((own, l): StepLayer => {
      const encoding = this.encoder.layers[l]!;
      const of = (step: LayerStep) => (this.encoded.has(step) ? encoding : own);
      return {
        zeroState: () => own.zeroState(),
        forward: (input, previous) => own.forward(input, previous),
        backward: (step, ...rest) => of(step).backward(step, ...rest),
        jacobian: (step) => of(step).jacobian!(step),
        recurrentWeight: own.recurrentWeight!,
      };
    });
  }
}

function portsOf(symbols: number, outputs: number): NetworkPorts {
  const heads = outputs > 0 ? [{ name: 'head', width: outputs, loss: 'softmax' } as const] : [];
  return { input: { type: 'symbols', size: symbols }, heads, pooling: 'none' };
}

/** Tensors of one part by the names that they have in a network of their own; what belongs to neither goes to both. */
function partOf(weights: Tensors, part: 'encoder' | 'decoder'): Tensors {
  const other = part === 'encoder' ? 'decoder.' : 'encoder.';
  return new Map([...weights].filter(([name]) => !name.startsWith(other)).map(([name, tensor]) => [name.replace(`${part}.`, ''), tensor]));
}
