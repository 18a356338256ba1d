import { multiply, multiplyTransposed, outerProducts } from './products';

/** Weights of one GRU layer behind an embedding, or their gradients: PyTorch's layout, gates r, z, n. */
export interface GruWeights {
  /** [V, E] */
  readonly embedding: Float64Array;
  /** [3H, E], [3H, H], [3H], [3H] */
  readonly input: Float64Array;
  readonly recurrent: Float64Array;
  readonly inputBias: Float64Array;
  readonly recurrentBias: Float64Array;
}

/**
 * A GRU over sequences of symbols side by side, forward and backward through time:
 * r = σ(W_r x + U_r h), z = σ(W_z x + U_z h), n = tanh(W_n x + r ⊙ (U_n h)), h' = (1 - z) ⊙ n + z ⊙ h, biases left out.
 * What the symbols give to the gates is a table [V, 3H]: a look-up a time step.
 */
export class GruSequence {
  /** States [T + 1, B, H]; the first is the one that it began with. */
  states = new Float64Array(0);
  /** r, z, n and U_n h of every step [T, B, 4H]. */
  private gates = new Float64Array(0);
  private symbols: ArrayLike<number> = [];
  private steps = 0;
  private streams = 0;

  constructor(
    private readonly weights: GruWeights,
    private readonly H: number,
    private readonly E: number,
  ) {}

  /** @param symbols [T, B], -1 = nothing (a zero vector) */
  forward(symbols: ArrayLike<number>, streams: number, initial?: Float64Array): void {
    const { H } = this;
    const { recurrent, inputBias, recurrentBias } = this.weights;
    const steps = symbols.length / streams;
    Object.assign(this, { symbols, steps, streams });
    const table = this.inputTable();
    this.states = new Float64Array((steps + 1) * streams * H);
    this.gates = new Float64Array(steps * streams * 4 * H);
    if (initial) this.states.set(initial);
    const net = new Float64Array(streams * 3 * H);
    for (let t = 0; t < steps; t++) {
      for (let b = 0; b < streams; b++) net.set(recurrentBias, b * 3 * H);
      multiplyTransposed(streams, 3 * H, H, this.states, t * streams * H, recurrent, net, 0);
      for (let b = 0; b < streams; b++) {
        const row = t * streams + b;
        const symbol = symbols[row]!;
        forwardRow(
          H,
          symbol < 0 ? inputBias : table,
          symbol < 0 ? 0 : symbol * 3 * H,
          net,
          b * 3 * H,
          this.gates,
          row * 4 * H,
          this.states,
          row * H,
          (row + streams) * H,
        );
      }
    }
  }

  /**
   * Adds the gradients of the weights.
   * @param dStates ∂E/∂h of every step [T, B, H], without what comes through later steps; is changed
   * @returns ∂E/∂h before the first step [B, H]
   */
  backward(dStates: Float64Array, gradients: GruWeights): Float64Array {
    const { H, E, steps, streams, gates, states, symbols } = this;
    const V = this.weights.embedding.length / E;
    const dTable = new Float64Array(V * 3 * H);
    let dh = new Float64Array(streams * H);
    // By the net input from the symbol, and by that from the state: they differ in what r multiplies.
    const dInput = new Float64Array(streams * 3 * H);
    const dNet = new Float64Array(streams * 3 * H);
    for (let t = steps - 1; t >= 0; t--) {
      const before = new Float64Array(streams * H);
      for (let b = 0; b < streams; b++) {
        const row = t * streams + b;
        backwardRow(H, gates, row * 4 * H, states, dh, dStates, row * H, b * H, dInput, dNet, b * 3 * H, before);
        addRow(3 * H, dInput, b * 3 * H, gradients.inputBias, 0);
        addRow(3 * H, dNet, b * 3 * H, gradients.recurrentBias, 0);
        if (symbols[row]! >= 0) addRow(3 * H, dInput, b * 3 * H, dTable, symbols[row]! * 3 * H);
      }
      outerProducts(streams, 3 * H, H, dNet, 0, states, t * streams * H, gradients.recurrent);
      multiply(streams, H, 3 * H, dNet, 0, this.weights.recurrent, before, 0);
      dh = before;
    }
    outerProducts(V, 3 * H, E, dTable, 0, this.weights.embedding, 0, gradients.input);
    multiply(V, E, 3 * H, dTable, 0, this.weights.input, gradients.embedding, 0);
    return dh;
  }

  /** W e_v + b of every symbol [V, 3H]. */
  private inputTable(): Float64Array {
    const { H, E } = this;
    const { embedding, input, inputBias } = this.weights;
    const V = embedding.length / E;
    const table = new Float64Array(V * 3 * H);
    for (let v = 0; v < V; v++) table.set(inputBias, v * 3 * H);
    multiplyTransposed(V, 3 * H, E, embedding, 0, input, table, 0);
    return table;
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

// The loops over the units are functions of their own: small enough to be compiled as they are, whoever calls them.

/** One stream's step: `x` holds what the symbol gives to the gates from `x0` on, `net` what the state gives. */
function forwardRow(
  ...[H, x, x0, net, n0, gates, g0, states, h0, to]: [
    ...[H: number, x: Float64Array, x0: number, net: Float64Array, n0: number],
    ...[gates: Float64Array, g0: number, states: Float64Array, h0: number, to: number],
  ]
): void {
  for (let j = 0; j < H; j++) {
    const u = net[n0 + 2 * H + j]!;
    const r = sigmoid(x[x0 + j]! + net[n0 + j]!);
    const z = sigmoid(x[x0 + H + j]! + net[n0 + H + j]!);
    const n = Math.tanh(x[x0 + 2 * H + j]! + r * u);
    gates[g0 + j] = r;
    gates[g0 + H + j] = z;
    gates[g0 + 2 * H + j] = n;
    gates[g0 + 3 * H + j] = u;
    states[to + j] = (1 - z) * n + z * states[h0 + j]!;
  }
}

function backwardRow(
  ...[H, gates, g0, states, dh, dStates, h0, b0, dInput, dNet, n0, before]: [
    ...[H: number, gates: Float64Array, g0: number, states: Float64Array, dh: Float64Array, dStates: Float64Array],
    ...[h0: number, b0: number, dInput: Float64Array, dNet: Float64Array, n0: number, before: Float64Array],
  ]
): void {
  for (let j = 0; j < H; j++) {
    const r = gates[g0 + j]!;
    const z = gates[g0 + H + j]!;
    const n = gates[g0 + 2 * H + j]!;
    const d = dh[b0 + j]! + dStates[h0 + j]!;
    const dn = d * (1 - z) * (1 - n * n);
    const dz = d * (states[h0 + j]! - n) * z * (1 - z);
    const dr = dn * gates[g0 + 3 * H + j]! * r * (1 - r);
    before[b0 + j] = d * z;
    dInput[n0 + j] = dr;
    dInput[n0 + H + j] = dz;
    dInput[n0 + 2 * H + j] = dn;
    dNet[n0 + j] = dr;
    dNet[n0 + H + j] = dz;
    dNet[n0 + 2 * H + j] = dn * r;
  }
}

function addRow(n: number, from: Float64Array, f0: number, to: Float64Array, t0: number): void {
  for (let i = 0; i < n; i++) to[t0 + i] = to[t0 + i]! + from[f0 + i]!;
}
