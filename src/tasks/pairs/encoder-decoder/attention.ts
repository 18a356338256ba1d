import { multiply, multiplyTransposed, outerProducts } from './products';

/** Weights of additive attention, or their gradients. */
export interface AttentionWeights {
  /** [H, H], [H, H], [H] */
  readonly query: Float64Array;
  readonly key: Float64Array;
  readonly score: Float64Array;
}

/**
 * Additive attention (Bahdanau et al. 2015) of T decoder states over the S encoder states of the same stream:
 * e_tj = v · tanh(W_q s_t + W_k h_j), a_t = softmax over the real j of e_t, c_t = Σ_j a_tj h_j.
 */
export class AdditiveAttention {
  /** a [T, B, S] */
  weights = new Float64Array(0);
  /** c [T, B, H] */
  contexts = new Float64Array(0);
  /** tanh(W_q s_t + W_k h_j) [T, B, S, H] */
  private hidden = new Float64Array(0);

  constructor(
    private readonly own: AttentionWeights,
    private readonly H: number,
    private readonly streams: number,
    /** h [S, B, H] and the number of real ones of every stream. */
    private readonly memory: Float64Array,
    private readonly lengths: ArrayLike<number>,
  ) {}

  private get sources(): number {
    return this.memory.length / (this.streams * this.H);
  }

  /** @param states s [T, B, H] from place `s0` on */
  forward(states: Float64Array, s0: number, steps: number): void {
    const { H, streams: B, sources: S, memory, lengths } = this;
    const { query, key, score } = this.own;
    const queries = new Float64Array(steps * B * H);
    const keys = new Float64Array(S * B * H);
    multiplyTransposed(steps * B, H, H, states, s0, query, queries, 0);
    multiplyTransposed(S * B, H, H, memory, 0, key, keys, 0);
    this.weights = new Float64Array(steps * B * S);
    this.contexts = new Float64Array(steps * B * H);
    this.hidden = new Float64Array(steps * B * S * H);
    for (let row = 0; row < steps * B; row++) {
      const b = row % B;
      const length = lengths[b]!;
      const a = row * S;
      let top = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < length; j++) {
        const u = (a + j) * H;
        const k0 = (j * B + b) * H;
        const e = scoreRow(H, queries, row * H, keys, k0, score, this.hidden, u);
        this.weights[a + j] = e;
        top = Math.max(top, e);
      }
      let sum = 0;
      for (let j = 0; j < length; j++) {
        const value = Math.exp(this.weights[a + j]! - top);
        this.weights[a + j] = value;
        sum += value;
      }
      for (let j = 0; j < length; j++) {
        const share = this.weights[a + j]! / sum;
        this.weights[a + j] = share;
        addScaled(H, share, memory, (j * B + b) * H, this.contexts, row * H);
      }
    }
  }

  /** Adds to ∂E/∂s [T, B, H], ∂E/∂h [S, B, H] and the gradients of the weights, given ∂E/∂c [T, B, H]. */
  backward(
    dContexts: Float64Array,
    states: Float64Array,
    s0: number,
    dStates: Float64Array,
    dMemory: Float64Array,
    gradients: AttentionWeights,
  ): void {
    const { H, streams: B, sources: S, memory, lengths, weights, hidden } = this;
    const { score } = this.own;
    const rows = dContexts.length / H;
    const dQueries = new Float64Array(rows * H);
    const dKeys = new Float64Array(S * B * H);
    const dWeights = new Float64Array(S);
    const dScore = new Float64Array(H);
    for (let row = 0; row < rows; row++) {
      const b = row % B;
      const length = lengths[b]!;
      const a = row * S;
      const c = row * H;
      let mean = 0;
      for (let j = 0; j < length; j++) {
        const h = (j * B + b) * H;
        const share = weights[a + j]!;
        const d = dotAndAdd(H, dContexts, c, memory, dMemory, h, share);
        dWeights[j] = d;
        mean += share * d;
      }
      for (let j = 0; j < length; j++) {
        const de = weights[a + j]! * (dWeights[j]! - mean);
        const u = (a + j) * H;
        const k = (j * B + b) * H;
        backwardRow(H, de, hidden, u, score, dScore, dQueries, c, dKeys, k);
      }
    }
    for (let i = 0; i < H; i++) gradients.score[i]! += dScore[i]!;
    outerProducts(rows, H, H, dQueries, 0, states, s0, gradients.query);
    multiply(rows, H, H, dQueries, 0, this.own.query, dStates, 0);
    outerProducts(S * B, H, H, dKeys, 0, memory, 0, gradients.key);
    multiply(S * B, H, H, dKeys, 0, this.own.key, dMemory, 0);
  }
}

// The loops over the units are functions of their own: small enough to be compiled as they are, whoever calls them.

/** v · tanh(q + k), the tanh kept. */
function scoreRow(
  ...[H, queries, q0, keys, k0, score, hidden, u0]: [
    ...[H: number, queries: Float64Array, q0: number, keys: Float64Array, k0: number],
    ...[score: Float64Array, hidden: Float64Array, u0: number],
  ]
): number {
  let e = 0;
  for (let i = 0; i < H; i++) {
    const value = Math.tanh(queries[q0 + i]! + keys[k0 + i]!);
    hidden[u0 + i] = value;
    e += score[i]! * value;
  }
  return e;
}

function addScaled(H: number, share: number, from: Float64Array, f0: number, to: Float64Array, t0: number): void {
  for (let i = 0; i < H; i++) to[t0 + i] = to[t0 + i]! + share * from[f0 + i]!;
}

/** dc · h, and share · dc added to the gradient of h. */
function dotAndAdd(H: number, dContexts: Float64Array, c0: number, memory: Float64Array, dMemory: Float64Array, h0: number, share: number): number {
  let d = 0;
  for (let i = 0; i < H; i++) {
    const dc = dContexts[c0 + i]!;
    d += dc * memory[h0 + i]!;
    dMemory[h0 + i] = dMemory[h0 + i]! + share * dc;
  }
  return d;
}

function backwardRow(
  ...[H, de, hidden, u0, score, dScore, dQueries, q0, dKeys, k0]: [
    ...[H: number, de: number, hidden: Float64Array, u0: number, score: Float64Array],
    ...[dScore: Float64Array, dQueries: Float64Array, q0: number, dKeys: Float64Array, k0: number],
  ]
): void {
  for (let i = 0; i < H; i++) {
    const value = hidden[u0 + i]!;
    const d = de * score[i]! * (1 - value * value);
    dScore[i] = dScore[i]! + de * value;
    dQueries[q0 + i] = dQueries[q0 + i]! + d;
    dKeys[k0 + i] = dKeys[k0 + i]! + d;
  }
}
