import type { ReferenceLayer, ReferencePass, TensorLookup } from './layer';
import { add, addOuter, type Parameter, type Parameters, sum, times, transposeTimes, type Vector } from './matrix';
import { type Normalization, normalize } from './normalization';

/** One branch of a block: x + layer(norm(x)), or without a norm or a residual sum. */
export interface ReferenceBranch {
  readonly layer: ReferenceLayer;
  /** Prefix of the tensors of its norm, such as `blocks.0.norm`. */
  readonly norm: string;
  /** Its own tensors among all. */
  readonly tensors: (of: Parameters) => TensorLookup;
}

export interface Surroundings {
  readonly embedded: boolean;
  readonly norm: Normalization;
  readonly residual: boolean;
  readonly headNorm: Normalization;
}

/** Carried state of one stream, branch by branch. */
export type StackState = readonly (readonly Vector[])[];

export interface StackPass {
  /** One vector a time step, of the width of the head. */
  readonly logits: readonly Vector[];
  readonly state: StackState;
  /** @returns ∂E/∂x_t of the network's input vectors (embedded symbols, or one-hot ones), and ∂E/∂(state before) */
  backward(
    dLogits: readonly (Vector | undefined)[],
    gradients?: Parameters,
    dState?: StackState,
  ): { readonly dInputs: readonly Vector[]; readonly dState: StackState };
}

/** A window of normalised vectors and the way back. */
interface Normed {
  readonly outputs: readonly Vector[];
  backward(d: readonly Vector[], gradients?: Parameters): Vector[];
}

/** A stack of layers in its surroundings, in float64: embedding, norm and residual sum around each branch, final norm, head. */
export class ReferenceStack {
  /** @param weights read at every pass, so that a change shows at once */
  constructor(
    readonly weights: Parameters,
    readonly branches: readonly ReferenceBranch[],
    readonly surroundings: Surroundings,
  ) {}

  start(): StackState {
    return this.branches.map(({ layer }) => layer.start());
  }

  /** A symbol's input vector. */
  embed(symbol: number): Vector {
    const { data, shape } = this.table;
    if (this.surroundings.embedded) return data.slice(symbol * shape[1]!, (symbol + 1) * shape[1]!);
    const oneHot = new Float64Array(this.weights.get('head.weight')!.shape[0]!);
    if (symbol >= 0) oneHot[symbol] = 1;
    return oneHot;
  }

  /** A window of one stream: symbols, or input vectors. */
  forward(inputs: readonly (number | Vector)[], state: StackState): StackPass {
    const first = inputs.map((input) => (typeof input === 'number' ? this.embed(input) : input));
    const passes: { pass: ReferencePass; normalized: Normed | undefined }[] = [];
    const states: (readonly Vector[])[] = [];
    let x: readonly Vector[] = first;
    for (const [i, { layer, norm }] of this.branches.entries()) {
      const normalized = this.norms(this.surroundings.norm, norm, x);
      const pass = layer.forward(normalized?.outputs ?? x, state[i]!);
      passes.push({ pass, normalized });
      states.push(pass.state);
      const before = x;
      x = this.surroundings.residual ? pass.outputs.map((output, t) => sum(output, before[t]!)) : pass.outputs;
    }
    const final = this.norms(this.surroundings.headNorm, 'norm', x);
    const last = final?.outputs ?? x;
    const head = this.weights.get('head.weight')!;
    return {
      logits: last.map((h) => sum(times(head, h), this.weights.get('head.bias')?.data)),
      state: states,
      backward: (dLogits, gradients, dState) => {
        let d: readonly Vector[] = last.map((h, t) => {
          const dNet = dLogits[t];
          if (!dNet) return new Float64Array(h.length);
          if (gradients) {
            addOuter(gradients.get('head.weight')!, dNet, h);
            const bias = gradients.get('head.bias');
            if (bias) add(bias.data, dNet);
          }
          return transposeTimes(head, dNet);
        });
        d = final?.backward(d, gradients) ?? d;
        const before: (readonly Vector[])[] = [];
        for (let i = this.branches.length - 1; i >= 0; i--) {
          const { pass, normalized } = passes[i]!;
          const above = d;
          const back = pass.backward(above, dState?.[i], gradients && this.branches[i]!.tensors(gradients));
          before[i] = back.dState;
          d = normalized?.backward(back.dInputs, gradients) ?? back.dInputs;
          if (this.surroundings.residual) d = d.map((each, t) => sum(each, above[t]!));
        }
        if (gradients && this.surroundings.embedded) {
          const { data, shape } = gradients.get('emb.weight')!;
          inputs.forEach((symbol, t) => {
            if (typeof symbol === 'number' && symbol >= 0) add(data.subarray(symbol * shape[1]!, (symbol + 1) * shape[1]!), d[t]!);
          });
        }
        return { dInputs: d, dState: before };
      },
    };
  }

  private get table(): Parameter {
    return this.weights.get('emb.weight') ?? { shape: [0, 0], data: new Float64Array(0) };
  }

  private norms(kind: Normalization, prefix: string, x: readonly Vector[]): Normed | undefined {
    if (kind === 'none') return undefined;
    const weight = this.weights.get(`${prefix}.weight`)!.data;
    const bias = kind === 'layer' ? this.weights.get(`${prefix}.bias`)!.data : undefined;
    const all = x.map((each) => normalize(each, weight, bias));
    return {
      outputs: all.map(({ output }) => output),
      backward: (d, gradients) =>
        all.map((each, t) => each.backward(d[t]!, gradients?.get(`${prefix}.weight`), bias && gradients?.get(`${prefix}.bias`))),
    };
  }
}

/** A layer's tensors: those whose names begin with a prefix. */
export function inside(parameters: Parameters, prefix: string): TensorLookup {
  return (name) => {
    const found = parameters.get(prefix + name);
    if (!found) throw new Error(`There is no tensor "${prefix}${name}".`);
    return found;
  };
}
