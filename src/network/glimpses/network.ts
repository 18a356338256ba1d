import type { Address } from '../../kernels/backend';
import { ACTIVATION } from '../layers/activation';
import { type Block, GlimpseMemory } from './memory';
import { cornerOf, glimpse, glimpseWidth, type Retina } from './sensor';
import { type Choose, emptyWalk, type GlimpseShape, type GlimpseTensors, softmax, type Walk, type WalkGradients } from './shape';

const { relu: RELU } = ACTIVATION;
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/**
 * A recurrent model of visual attention (Mnih, Heess, Graves and Kavukcuoglu 2014) on the kernels: g_t = relu(W x_t + U l_t + b) of a glimpse x_t at l_t, a GRU
 * over g_1..g_T, and of its state after each glimpse the class (softmax), where to look next (the tanh of two numbers) and the reward that is to be expected.
 * reference.ts states the same in float64.
 */
export class GlimpseNetwork {
  readonly memory: GlimpseMemory;
  private updates = 0;
  private readonly sight: Float64Array;

  /** @param most pictures side by side, and glimpses, at most */
  constructor(
    readonly shape: GlimpseShape,
    most: { readonly streams: number; readonly steps: number },
    weights: GlimpseTensors,
  ) {
    this.memory = new GlimpseMemory(shape, most.streams, most.steps);
    this.sight = new Float64Array(glimpseWidth(shape));
    this.memory.write(weights);
    this.memory.transposeAll();
  }

  /** Looks `steps` times at every picture. `backward` goes back through the newest walk. */
  look(pictures: readonly Retina[], steps: number, choose: Choose): Walk {
    const { memory, shape } = this;
    const { panels, block, backend } = memory;
    const walk = emptyWalk(steps, pictures.length, shape.classes);
    for (let n = 0; n < block.states.panels; n++)
      backend.kernels.zero(block.states.address + n * block.states.stride, pictures.length * panels.rowBytes);
    for (let t = 0; t < steps; t++) {
      for (let b = 0; b < pictures.length; b++) this.see(walk, pictures[b]!, t, b, choose);
      this.think(t, pictures.length);
      this.tell(walk, t);
    }
    return walk;
  }

  private see(walk: Walk, picture: Retina, t: number, b: number, choose: Choose): void {
    const { memory, sight } = this;
    const row = t * walk.streams + b;
    const before = 2 * (row - walk.streams);
    const place = choose(t, b, t === 0 ? [0, 0] : [walk.means[before]!, walk.means[before + 1]!]);
    walk.chosen.set(place, 2 * row);
    const [x, y] = [cornerOf(place[0], picture.side), cornerOf(place[1], picture.side)];
    const { floats, block } = memory;
    // The network gets the place that was seen, on the picture's grid.
    floats[memory.at(block.places, row, 0)] = (2 * x) / picture.side - 1;
    floats[memory.at(block.places, row, 1)] = (2 * y) / picture.side - 1;
    glimpse(picture, this.shape, x, y, sight, 0);
    const { width } = memory.panels;
    for (let from = 0; from < sight.length; from += width) {
      const to = memory.at(block.sights, row, from);
      for (let i = 0; i < width && from + i < sight.length; i++) floats[to + i] = sight[from + i]!;
    }
  }

  /** Glimpse t of all pictures: from what was seen to the outputs. */
  private think(t: number, B: number): void {
    const { memory } = this;
    const { block, panels, zeros } = memory;
    const { kernels: k } = memory.backend;
    const H8 = block.states.panels;
    const from = (rows: Block, panel = 0): Address => rows.address + panel * rows.stride + t * B * panels.rowBytes;
    const add = (y: Block, x: Block, weight: string, target = 0, group = y.panels, first = 0, later = 0) => {
      const bytes = x.panels * panels.tileBytes;
      const X = from(x) + later * panels.rowBytes;
      k.gemmNN(B, group, x.panels, X, x.stride, memory.weight(weight) + first * bytes, bytes, from(y, target), y.stride);
    };
    const bias = (y: Block, name: string) => k.biasRows(B, y.panels, memory.weight(name), zeros, from(y), y.stride);
    bias(block.features, 'sight.bias');
    add(block.features, block.sights, 'what.weight');
    add(block.features, block.places, 'where.weight');
    k.activateRows(B, this.shape.features, RELU, from(block.features), block.features.stride);
    bias(block.gates, 'gru.bias');
    add(block.gates, block.features, 'gru.input', 0, 2 * H8);
    add(block.gates, block.features, 'gru.input', 3 * H8, H8, 2 * H8);
    const { gates, states } = block;
    k.gruForward(t, t + 1, B, H8, gates.address, gates.stride, states.address, states.stride, memory.weight('gru.state'));
    bias(block.head, 'head.bias');
    add(block.head, states, 'head.weight', 0, block.head.panels, 0, B);
    bias(block.baselines, 'baseline.bias');
    add(block.baselines, states, 'baseline.weight', 0, 1, 0, B);
  }

  /** What the network thinks after glimpse t. */
  private tell({ streams, beliefs, means, baselines }: Walk, t: number): void {
    const { memory } = this;
    const { classes } = this.shape;
    const { floats, block } = memory;
    for (let b = 0, row = t * streams; b < streams; b++, row++) {
      for (let c = 0; c < classes; c++) beliefs[row * classes + c] = floats[memory.at(block.head, row, c)]!;
      softmax(beliefs, row * classes, classes);
      for (const i of [0, 1]) means[2 * row + i] = Math.tanh(floats[memory.at(block.head, row, classes + i)]!);
      baselines[row] = floats[memory.at(block.baselines, row, 0)]!;
    }
  }

  /** Gradients of all weights, back through the glimpses of the newest walk; its places count as given. The baseline learns from states that it does not change. */
  backward({ steps, streams: B }: Walk, d: WalkGradients): void {
    const { memory, shape } = this;
    const { block, panels } = memory;
    const { kernels: k } = memory.backend;
    const rows = steps * B;
    const { features, gates, states, dHead, dBaselines, dStates, dFeatures } = block;
    const H8 = states.panels;
    const after = states.address + B * panels.rowBytes;
    k.zero(memory.gradients, memory.parameterBytes);
    this.put(dHead, d.head, shape.classes + 2, rows);
    this.put(dBaselines, d.baselines, 1, rows);
    const outer = (x: Block, X: Address, D: Address, sd: number, N8: number, name: string, first = 0) => {
      const bytes = x.panels * panels.tileBytes;
      k.gemmTN(rows, x.panels, N8, X, x.stride, D, sd, memory.gradient(name) + first * bytes, bytes);
    };
    const sums = (D: Block, name: string) => k.columnSums(rows, D.panels, D.address, D.stride, memory.gradient(name));
    for (const [name, D] of [
      ['head', dHead],
      ['baseline', dBaselines],
    ] as const) {
      outer(states, after, D.address, D.stride, D.panels, `${name}.weight`);
      sums(D, `${name}.bias`);
    }
    const back = (D: Address, sd: number, N8: number, weight: string, first: number, all: number, to: Block) =>
      k.gemmNN(rows, to.panels, N8, D, sd, memory.transposed(weight) + first * panels.tileBytes, all * panels.tileBytes, to.address, to.stride);
    const clear = (rowsOf: Block) => {
      for (let n = 0; n < rowsOf.panels; n++) k.zero(rowsOf.address + n * rowsOf.stride, rows * panels.rowBytes);
    };
    clear(dStates);
    back(dHead.address, dHead.stride, dHead.panels, 'head.weight', 0, dHead.panels, dStates);
    k.gruBackward(
      ...([0, steps, B, H8, gates.address, gates.stride, states.address, states.stride] as const),
      ...([dStates.address, dStates.stride, memory.transposed('gru.state')] as const),
    );
    // The gates are their gradients now: r, z, q of the state's part, r, z, n of the glimpse's.
    const n = gates.address + 3 * H8 * gates.stride;
    outer(states, states.address, gates.address, gates.stride, 3 * H8, 'gru.state');
    outer(features, features.address, gates.address, gates.stride, 2 * H8, 'gru.input');
    outer(features, features.address, n, gates.stride, H8, 'gru.input', 2 * H8);
    sums(gates, 'gru.bias');
    clear(dFeatures);
    back(gates.address, gates.stride, 2 * H8, 'gru.input', 0, 3 * H8, dFeatures);
    back(n, gates.stride, H8, 'gru.input', 2 * H8, 3 * H8, dFeatures);
    k.slopeRows(rows, shape.features, RELU, features.address, features.stride, dFeatures.address, dFeatures.stride);
    outer(block.sights, block.sights.address, dFeatures.address, dFeatures.stride, dFeatures.panels, 'what.weight');
    outer(block.places, block.places.address, dFeatures.address, dFeatures.stride, dFeatures.panels, 'where.weight');
    sums(dFeatures, 'sight.bias');
  }

  /** Adam (Kingma and Ba 2015) by the newest gradients, which are scaled to the norm `clip` where theirs is larger. */
  update(rate: number, clip: number): void {
    const { memory } = this;
    const { kernels: k } = memory.backend;
    const norm = Math.sqrt(k.sumSquares(memory.gradients, memory.parameterBytes));
    // A batch that overflows is left out.
    if (!Number.isFinite(norm)) return;
    this.updates++;
    const { beta1, beta2, epsilon } = ADAM;
    const [c1, c2] = [1 - beta1 ** this.updates, 1 - beta2 ** this.updates];
    const scale = Math.min(1, clip / (norm + 1e-6));
    k.adam(memory.weights, memory.gradients, ...memory.moments, memory.parameterBytes, rate, beta1, beta2, c1, c2, epsilon, 0, 0, scale);
    memory.transposeAll();
  }

  private put(to: Block, values: Float64Array, columns: number, rows: number): void {
    const { memory } = this;
    const { floats } = memory;
    for (let column = 0; column < columns; column++)
      for (let row = 0, at = memory.at(to, 0, column); row < rows; row++, at += memory.panels.width) floats[at] = values[row * columns + column]!;
  }
}
