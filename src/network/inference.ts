import type { Backend } from '../kernels/backend';
import { chooseBuild, firstAddress } from '../kernels/web-assembly';
import type { Architecture } from '../protocol/configuration';
import type { Tensors } from '../protocol/model';
import { reserve } from './kernel-learner';
import type { InferenceNetwork } from './learner';
import { type MemoryPlan, planMemory } from './memory-plan';
import { Shard } from './shard';
import { pack, roundUp8 } from './tensor-layout';

/** Longest piece of a warm-up that goes through the layers at once. */
const WARM_STEPS = 62;

/** A network for predictions, one stream on the thread that calls. */
export function createInference(architecture: Architecture, vocabularySize: number, weights: Tensors): InferenceNetwork {
  const build = chooseBuild(false);
  const plan = planMemory(
    {
      architecture,
      vocabularySize,
      realInputs: 0,
      sequenceLength: WARM_STEPS,
      batchSize: 1,
      evaluationStreams: 1,
      threads: 1,
      dropout: 0,
      training: false,
    },
    firstAddress(build),
  );
  const network = new KernelInference(reserve(build, plan), plan);
  network.writeWeights(weights);
  return network;
}

/** State floats: per layer h and (LSTM) c; the feed-forward net's symbols of before. */
class KernelInference implements InferenceNetwork {
  readonly vocabularySize: number;
  readonly stateSize: number;
  private readonly shard: Shard;
  private readonly H: number;
  private readonly feedForward: boolean;
  private readonly layers: number;
  /** The state in the memory, which never grows again. */
  private readonly carried: Float32Array | Int32Array;
  private readonly inputs: Int32Array;
  private readonly memory: Float32Array;
  private prediction: Float32Array | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly plan: MemoryPlan,
  ) {
    const { architecture, vocabularySize } = plan.options;
    this.vocabularySize = vocabularySize;
    this.H = roundUp8(architecture.hidden);
    this.feedForward = architecture.cell === 'feedforward';
    this.shard = new Shard(backend, plan, 0);
    const { layers, inputs, history } = this.shard.buffers;
    const { buffer } = backend.memory;
    const past = this.feedForward ? architecture.window - 1 : 0;
    this.stateSize = this.feedForward ? past : layers.length * this.H * (architecture.cell === 'lstm' ? 2 : 1);
    this.carried = this.feedForward
      ? new Int32Array(buffer, history.carried, this.stateSize)
      : new Float32Array(buffer, layers[0]!.carried, this.stateSize);
    this.layers = layers.length;
    this.memory = new Float32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
    this.inputs = new Int32Array(buffer, inputs + past * 4, WARM_STEPS);
  }

  writeWeights(weights: Tensors): void {
    const block = new Float32Array(this.backend.memory.buffer, this.plan.weights, this.plan.parameterBytes / 4);
    for (const [name, layout] of this.plan.tensors) pack(layout, weights.get(name)!.data, block);
  }

  createState(): Float32Array {
    return new Float32Array(this.stateSize).fill(this.feedForward ? -1 : 0);
  }

  advance(state: Float32Array, symbol: number, logProbabilities: Float32Array): void {
    this.inputs[0] = symbol;
    this.run(state, 1);
    const out = this.shard.predict(1);
    this.prediction ??= new Float32Array(this.backend.memory.buffer, out, this.vocabularySize);
    logProbabilities.set(this.prediction);
  }

  warm(state: Float32Array, symbols: ArrayLike<number>): void {
    for (let from = 0; from < symbols.length; from += WARM_STEPS) {
      const steps = Math.min(WARM_STEPS, symbols.length - from);
      for (let t = 0; t < steps; t++) this.inputs[t] = symbols[from + t]!;
      this.run(state, steps);
    }
  }

  activation(layer: number, unit: number): number {
    // Row 0 of h is what was carried; panels of eight units, as in the plan.
    const address = this.shard.buffers.layers[layer]!.h + 32 + (unit >> 3) * this.plan.stateRows * 32 + (unit & 7) * 4;
    return this.memory[address / 4]!;
  }

  hiddenNorms(state: Float32Array): number[] {
    if (this.feedForward) return [];
    const size = this.stateSize / this.layers;
    return Array.from({ length: this.layers }, (_, layer) => {
      let sum = 0;
      for (let i = layer * size; i < layer * size + this.H; i++) sum += state[i]! * state[i]!;
      return Math.sqrt(sum);
    });
  }

  /** From `state` over the symbols in the input buffer back to `state`. */
  private run(state: Float32Array, steps: number): void {
    const { carried, shard } = this;
    carried.set(state);
    shard.loadState('carried', 1, false);
    shard.forward(steps, 1, 0);
    shard.saveState('carried', 1, steps);
    state.set(carried);
  }
}
