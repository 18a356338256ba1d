import { cornerOf, glimpse, glimpseWidth, type Retina } from './sensor';
import { type Choose, emptyWalk, type GlimpseShape, softmax, type Walk, type WalkGradients } from './shape';

/** Weights by their names, or their gradients: float64, row-major, one row an output. */
export type ReferenceWeights = ReadonlyMap<string, Float64Array>;

/** What one picture left behind in one glimpse. */
interface Trace {
  readonly sight: Float64Array;
  readonly place: Float64Array;
  readonly features: Float64Array;
  readonly before: Float64Array;
  readonly r: Float64Array;
  readonly z: Float64Array;
  readonly q: Float64Array;
  readonly n: Float64Array;
  readonly state: Float64Array;
}

/** The network of network.ts stated in float64, one picture at a time, forward and backward. */
export class ReferenceGlimpses {
  private traces: Trace[][] = [];

  constructor(
    readonly shape: GlimpseShape,
    private readonly weights: ReferenceWeights,
  ) {}

  look(pictures: readonly Retina[], steps: number, choose: Choose): Walk {
    const { hidden: H, classes: C } = this.shape;
    const B = pictures.length;
    const walk = emptyWalk(steps, B, C);
    this.traces = pictures.map((picture, b) => {
      const traces: Trace[] = [];
      for (let t = 0; t < steps; t++) {
        const row = t * B + b;
        const place = choose(t, b, t === 0 ? [0, 0] : [walk.means[2 * (row - B)]!, walk.means[2 * (row - B) + 1]!]);
        const trace = this.think(picture, place, traces.at(-1)?.state ?? new Float64Array(H));
        traces.push(trace);
        const head = this.linear('head', trace.state);
        walk.chosen.set(place, 2 * row);
        walk.beliefs.set(head.subarray(0, C), row * C);
        softmax(walk.beliefs, row * C, C);
        walk.means.set([Math.tanh(head[C]!), Math.tanh(head[C + 1]!)], 2 * row);
        walk.baselines[row] = this.linear('baseline', trace.state)[0]!;
      }
      return traces;
    });
    return walk;
  }

  private think(picture: Retina, [x, y]: readonly [number, number], before: Float64Array): Trace {
    const { hidden: H } = this.shape;
    const corners = [cornerOf(x, picture.side), cornerOf(y, picture.side)] as const;
    const sight = new Float64Array(glimpseWidth(this.shape));
    glimpse(picture, this.shape, corners[0], corners[1], sight, 0);
    const place = Float64Array.from(corners, (corner) => (2 * corner) / picture.side - 1);
    const where = this.product('where.weight', place);
    const bias = this.weights.get('sight.bias')!;
    const features = this.product('what.weight', sight).map((value, i) => Math.max(0, value + where[i]! + bias[i]!));
    const [input, recurrent, b] = [this.product('gru.input', features), this.product('gru.state', before), this.weights.get('gru.bias')!];
    const gate = (f: (j: number) => number) => Float64Array.from({ length: H }, (_, j) => f(j));
    const r = gate((j) => sigmoid(input[j]! + recurrent[j]! + b[j]!));
    const z = gate((j) => sigmoid(input[H + j]! + recurrent[H + j]! + b[H + j]!));
    const q = gate((j) => recurrent[2 * H + j]! + b[2 * H + j]!);
    const n = gate((j) => Math.tanh(input[2 * H + j]! + b[3 * H + j]! + r[j]! * q[j]!));
    return { sight, place, features, before, r, z, q, n, state: gate((j) => (1 - z[j]!) * n[j]! + z[j]! * before[j]!) };
  }

  /** Adds the gradients of the newest walk. */
  backward({ steps, streams: B }: Walk, d: WalkGradients, gradients: ReferenceWeights): void {
    const { hidden: H, classes: C } = this.shape;
    this.traces.forEach((traces, b) => {
      let dLater: Float64Array = new Float64Array(H);
      for (let t = steps - 1; t >= 0; t--) {
        const [row, trace] = [t * B + b, traces[t]!];
        const dHead = d.head.subarray(row * (C + 2), (row + 1) * (C + 2));
        const dBaseline = d.baselines.subarray(row, row + 1);
        for (const [name, by] of [
          ['head', dHead],
          ['baseline', dBaseline],
        ] as const) {
          addOuter(by, trace.state, gradients.get(`${name}.weight`)!);
          addTo(gradients.get(`${name}.bias`)!, by);
        }
        const dState = this.productBack('head.weight', dHead, H);
        addTo(dState, dLater);
        dLater = this.thinkBack(trace, dState, gradients);
      }
    });
  }

  /** @returns ∂E/∂ of the state before */
  private thinkBack({ sight, place, features, before, r, z, q, n }: Trace, dState: Float64Array, gradients: ReferenceWeights): Float64Array {
    const { hidden: H, features: G } = this.shape;
    // The blocks of the bias: r, z, q, n.
    const dGates = new Float64Array(4 * H);
    for (let j = 0; j < H; j++) {
      const dn = dState[j]! * (1 - z[j]!) * (1 - n[j]! ** 2);
      dGates[j] = dn * q[j]! * r[j]! * (1 - r[j]!);
      dGates[H + j] = dState[j]! * (before[j]! - n[j]!) * z[j]! * (1 - z[j]!);
      dGates[2 * H + j] = dn * r[j]!;
      dGates[3 * H + j] = dn;
    }
    const dRecurrent = dGates.subarray(0, 3 * H);
    const dInput = Float64Array.from([...dGates.subarray(0, 2 * H), ...dGates.subarray(3 * H)]);
    addTo(gradients.get('gru.bias')!, dGates);
    addOuter(dRecurrent, before, gradients.get('gru.state')!);
    addOuter(dInput, features, gradients.get('gru.input')!);
    const dFeatures = this.productBack('gru.input', dInput, G).map((value, i) => (features[i]! > 0 ? value : 0));
    addTo(gradients.get('sight.bias')!, dFeatures);
    addOuter(dFeatures, sight, gradients.get('what.weight')!);
    addOuter(dFeatures, place, gradients.get('where.weight')!);
    return this.productBack('gru.state', dRecurrent, H).map((value, j) => value + dState[j]! * z[j]!);
  }

  /** W x + b. */
  private linear(name: string, x: Float64Array): Float64Array {
    const y = this.product(`${name}.weight`, x);
    addTo(y, this.weights.get(`${name}.bias`)!);
    return y;
  }

  /** W x. */
  private product(name: string, x: Float64Array): Float64Array {
    const W = this.weights.get(name)!;
    return Float64Array.from({ length: W.length / x.length }, (_, row) => x.reduce((sum, value, i) => sum + W[row * x.length + i]! * value, 0));
  }

  /** Wᵀ d. */
  private productBack(name: string, d: Float64Array, inputs: number): Float64Array {
    const W = this.weights.get(name)!;
    return Float64Array.from({ length: inputs }, (_, i) => d.reduce((sum, value, row) => sum + W[row * inputs + i]! * value, 0));
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function addTo(sum: Float64Array, values: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
}

function addOuter(d: Float64Array, x: Float64Array, gradient: Float64Array): void {
  for (let row = 0; row < d.length; row++) for (let i = 0; i < x.length; i++) gradient[row * x.length + i]! += d[row]! * x[i]!;
}
