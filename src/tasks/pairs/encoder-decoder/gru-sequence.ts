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
        const x = symbol < 0 ? inputBias : table;
        const x0 = symbol < 0 ? 0 : symbol * 3 * H;
        for (let j = 0; j < H; j++) {
          const u = net[b * 3 * H + 2 * H + j]!;
          const r = sigmoid(x[x0 + j]! + net[b * 3 * H + j]!);
          const z = sigmoid(x[x0 + H + j]! + net[b * 3 * H + H + j]!);
          const n = Math.tanh(x[x0 + 2 * H + j]! + r * u);
          const g = row * 4 * H + j;
          this.gates[g] = r;
          this.gates[g + H] = z;
          this.gates[g + 2 * H] = n;
          this.gates[g + 3 * H] = u;
          this.states[(row + streams) * H + j] = (1 - z) * n + z * this.states[row * H + j]!;
        }
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
    const dNet = new Float64Array(streams * 3 * H);
    for (let t = steps - 1; t >= 0; t--) {
      const before = new Float64Array(streams * H);
      for (let b = 0; b < streams; b++) {
        const row = t * streams + b;
        const symbol = symbols[row]!;
        for (let j = 0; j < H; j++) {
          const g = row * 4 * H + j;
          const [r, z, n, u] = [gates[g]!, gates[g + H]!, gates[g + 2 * H]!, gates[g + 3 * H]!];
          const d = dh[b * H + j]! + dStates[row * H + j]!;
          const dn = d * (1 - z) * (1 - n * n);
          const dz = d * (states[row * H + j]! - n) * z * (1 - z);
          const dr = dn * u * r * (1 - r);
          before[b * H + j] = d * z;
          const k = b * 3 * H + j;
          dNet[k] = dr;
          dNet[k + H] = dz;
          dNet[k + 2 * H] = dn * r;
          gradients.inputBias[j]! += dr;
          gradients.inputBias[H + j]! += dz;
          gradients.inputBias[2 * H + j]! += dn;
          gradients.recurrentBias[j]! += dr;
          gradients.recurrentBias[H + j]! += dz;
          gradients.recurrentBias[2 * H + j]! += dn * r;
          if (symbol < 0) continue;
          const s = symbol * 3 * H + j;
          dTable[s]! += dr;
          dTable[s + H]! += dz;
          dTable[s + 2 * H]! += dn;
        }
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
