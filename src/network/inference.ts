import type { Backend } from '../kernels/backend';
import { chooseBuild, instantiate } from '../kernels/web-assembly';
import type { Architecture } from '../protocol/configuration';
import type { Tensors } from '../protocol/model';
import { reserve } from './kernel-learner';
import type { InferenceNetwork } from './learner';
import { type MemoryPlan, planMemory } from './memory-plan';
import { Shard } from './shard';
import { pack, roundUp8 } from './tensor-layout';

/** Longest piece of a warm-up that goes through the layers at once. */
const WARM_STEPS = 64;

/** A network for predictions, one stream on the thread that calls. */
export function createInference(architecture: Architecture, vocabularySize: number, weights: Tensors): InferenceNetwork {
  const backend = instantiate(chooseBuild(false));
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
    backend.base,
  );
  reserve(backend, plan);
  const block = new Float32Array(backend.memory.buffer, plan.weights, plan.parameterBytes / 4);
  for (const [name, layout] of plan.tensors) pack(layout, weights.get(name)!.data, block);
  return new KernelInference(backend, plan);
}

/** State floats: h of every layer, then (LSTM) c of every layer. */
class KernelInference implements InferenceNetwork {
  readonly vocabularySize: number;
  readonly stateSize: number;
  private readonly shard: Shard;
  private readonly H: number;
  private readonly parts: number;

  constructor(
    private readonly backend: Backend,
    private readonly plan: MemoryPlan,
  ) {
    const { architecture, vocabularySize } = plan.options;
    this.vocabularySize = vocabularySize;
    this.H = roundUp8(architecture.hidden);
    this.parts = architecture.cell === 'lstm' ? 2 : 1;
    this.stateSize = architecture.layers * this.H * this.parts;
    this.shard = new Shard(backend, plan, 0);
  }

  createState(): Float32Array {
    return new Float32Array(this.stateSize);
  }

  advance(state: Float32Array, symbol: number, logProbabilities: Float32Array): void {
    this.run(state, [symbol], 0, 1);
    const out = this.shard.predict(1);
    logProbabilities.set(new Float32Array(this.backend.memory.buffer, out, this.vocabularySize));
    this.read(state);
  }

  warm(state: Float32Array, symbols: ArrayLike<number>): void {
    for (let from = 0; from < symbols.length; from += WARM_STEPS) {
      const steps = Math.min(WARM_STEPS, symbols.length - from);
      this.run(state, symbols, from, steps);
      this.read(state, steps);
    }
  }

  hiddenNorms(state: Float32Array): number[] {
    return Array.from({ length: this.plan.options.architecture.layers }, (_, layer) => {
      let sum = 0;
      for (let i = layer * this.H; i < (layer + 1) * this.H; i++) sum += state[i]! * state[i]!;
      return Math.sqrt(sum);
    });
  }

  private run(state: Float32Array, symbols: ArrayLike<number>, from: number, steps: number): void {
    const { buffer } = this.backend.memory;
    const { layers, inputs } = this.shard.buffers;
    const input = new Int32Array(buffer, inputs, steps);
    for (let t = 0; t < steps; t++) input[t] = symbols[from + t]!;
    this.eachSlot(state, 0, layers.length, (value, memory) => memory.set(value));
    this.shard.forward(steps, 1, 0);
  }

  private read(state: Float32Array, steps = 1): void {
    this.eachSlot(state, steps, this.shard.buffers.layers.length, (value, memory) => value.set(memory));
  }

  /** Panels of one row each: eight floats of the slot, `stateRows` rows apart. */
  private eachSlot(state: Float32Array, slot: number, layers: number, visit: (value: Float32Array, memory: Float32Array) => void): void {
    const { buffer } = this.backend.memory;
    for (let part = 0; part < this.parts; part++) {
      for (let layer = 0; layer < layers; layer++) {
        const { h, c } = this.shard.buffers.layers[layer]!;
        const start = (part ? c : h) + slot * 32;
        const offset = (part * layers + layer) * this.H;
        for (let n = 0; n < this.H / 8; n++) {
          visit(state.subarray(offset + n * 8, offset + n * 8 + 8), new Float32Array(buffer, start + n * this.plan.stateRows * 32, 8));
        }
      }
    }
  }
}
