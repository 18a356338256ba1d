import type { Evaluation, Learner, StepResult, Window } from '../../../network/learner';
import { Random } from '../../../network/random';
import { clipGradients } from '../../../network/reference/clipping';
import type { Parameters } from '../../../network/reference/matrix';
import { ReferenceOptimizer } from '../../../network/reference/optimizer';
import type { Configuration } from '../../../protocol/configuration';
import { type EncoderDecoderShape, encoderDecoderShapes } from '../../../protocol/encoder-decoder';
import type { Tensors } from '../../../protocol/model';
import { EncoderDecoder, type PairBatch, type Weights } from './network';

/** Recorded as what computed: plain loops in float64 over weights and moments that are kept in float32. */
const BACKEND = 'typescript';

/** PyTorch's initial weights: embeddings N(0, 1), the GRUs U(±1/√H), linear layers U(±1/√inputs). */
function initialWeights(shape: EncoderDecoderShape, seed: number): Tensors {
  const random = new Random(seed, 'encoder-decoder');
  const tensors: Tensors = new Map();
  for (const [name, size] of encoderDecoderShapes(shape)) {
    const data = new Float32Array(size.reduce((a, b) => a * b, 1));
    if (name.endsWith('embedding.weight')) for (let i = 0; i < data.length; i++) data[i] = random.normal();
    else {
      const inputs = name.startsWith('head') ? encoderDecoderShapes(shape).get('head.weight')![1]! : shape.hidden;
      random.fillUniform(data, Math.fround(1 / Math.sqrt(inputs)));
    }
    tensors.set(name, { shape: size, data });
  }
  return tensors;
}

/** Trains an encoder-decoder. Windows hold the source as inputs [S · B] and the target with its end as targets [T · B]; `steps` is S. */
export class EncoderDecoderLearner implements Learner {
  readonly backend = BACKEND;
  readonly backendReason = undefined;
  readonly backendInfo = { id: BACKEND, name: BACKEND, instructionSet: 'none', fused: false, shared: false };
  readonly threads = 1;
  readonly parameterCount: number;
  private readonly parameters: Parameters;
  private readonly gradients: Parameters;
  private readonly optimizer: ReferenceOptimizer;
  private readonly network: EncoderDecoder;
  private updateRatios: Record<string, number> = {};
  private norms: Record<string, number> = {};

  constructor(
    shape: EncoderDecoderShape,
    private readonly configuration: Configuration,
    weights: Tensors | undefined,
    private readonly interrupted: () => boolean = () => false,
  ) {
    const start = weights ?? initialWeights(shape, configuration.seed);
    this.parameters = new Map([...start].map(([name, tensor]) => [name, { shape: [...tensor.shape], data: Float64Array.from(tensor.data) }]));
    this.gradients = new Map(
      [...this.parameters].map(([name, tensor]) => [name, { shape: tensor.shape, data: new Float64Array(tensor.data.length) }]),
    );
    this.optimizer = new ReferenceOptimizer(configuration, this.parameters);
    this.network = new EncoderDecoder(shape, values(this.parameters));
    this.parameterCount = [...this.parameters.values()].reduce((sum, { data }) => sum + data.length, 0);
  }

  get memoryBytes(): number {
    return 4 * 8 * this.parameterCount;
  }

  step(window: Window, learningRate: number, measure = false): StepResult | undefined {
    if (this.interrupted()) return undefined;
    for (const { data } of this.gradients.values()) data.fill(0);
    const { loss } = this.network.loss(batchOf(window), values(this.gradients));
    const { clip, clipMode } = this.configuration;
    if (measure) this.norms = normsOf(this.gradients);
    const gradientNorm = clipGradients(this.gradients, clip, clipMode);
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) return { loss, gradientNorm, clipped: false };
    const before = measure ? new Map([...this.parameters].map(([name, { data }]) => [name, data.slice()])) : undefined;
    this.optimizer.update(this.gradients, learningRate);
    // What is kept in a file is float32: a resumed run goes on from the same numbers.
    for (const tensors of [this.parameters, this.optimizer.first, this.optimizer.second])
      for (const { data } of tensors.values()) for (let i = 0; i < data.length; i++) data[i] = Math.fround(data[i]!);
    if (before) this.updateRatios = ratios(this.parameters, before);
    return { loss, gradientNorm, clipped: clip > 0 && gradientNorm > clip };
  }

  evaluate(windows: Iterable<Window>): Evaluation | undefined {
    const sum = { nats: 0, correct: 0, characters: 0 };
    for (const window of windows) {
      if (this.interrupted()) return undefined;
      const { loss, correct, count } = this.network.loss(batchOf(window));
      sum.nats += loss * count;
      sum.correct += correct;
      sum.characters += count;
    }
    return { ...sum, surprisal: sum.nats, heads: [{ nats: sum.nats, surprisal: sum.nats, correct: sum.correct, counted: sum.characters }] };
  }

  /** Logits at the rows with a target. */
  outputs(windows: readonly Window[]): Float32Array[] | undefined {
    const rows: number[] = [];
    for (const window of windows) {
      if (this.interrupted()) return undefined;
      rows.push(...this.network.logits(batchOf(window)));
    }
    return [Float32Array.from(rows)];
  }

  hiddenNorms(): number[] {
    return [];
  }

  windowNorms(): { hidden: number[][] } {
    return { hidden: [] };
  }

  gradientNorms(): { norms: Record<string, number>; updateRatios: Record<string, number> } {
    return { norms: this.norms, updateRatios: this.updateRatios };
  }

  readGradients(): Tensors {
    return tensorsOf(this.gradients);
  }

  readWeights(): Tensors {
    return tensorsOf(this.parameters);
  }

  writeWeights(weights: Tensors): void {
    for (const [name, { data }] of this.parameters) data.set(weights.get(name)!.data);
  }

  findNonFinite(): string | undefined {
    return [...this.parameters].find(([, { data }]) => data.some((value) => !Number.isFinite(value)))?.[0];
  }

  readState(): { tensors: Tensors; counters: Record<string, number | number[]> } {
    const named = (prefix: string, tensors: Parameters) => [...tensorsOf(tensors)].map(([name, tensor]) => [prefix + name, tensor] as const);
    const tensors: Tensors = new Map([...named('moment1.', this.optimizer.first), ...named('moment2.', this.optimizer.second)]);
    return { tensors, counters: { updates: this.optimizer.updates } };
  }

  writeState({ tensors, counters }: { tensors: Tensors; counters: Record<string, number | number[]> }): void {
    for (const [prefix, own] of [
      ['moment1.', this.optimizer.first],
      ['moment2.', this.optimizer.second],
    ] as const)
      for (const [name, { data }] of own) data.set(tensors.get(prefix + name)!.data);
    this.optimizer.updates = Number(counters.updates ?? 0);
  }

  dispose(): void {}
}

const values = (parameters: Parameters): Weights => new Map([...parameters].map(([name, { data }]) => [name, data]));

function batchOf({ inputs, targets, steps }: Window): PairBatch {
  return { sources: inputs as Int32Array, targets: targets as Int32Array, streams: inputs.length / steps };
}

function tensorsOf(parameters: Parameters): Tensors {
  return new Map([...parameters].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
}

const norm = (data: Float64Array): number => Math.sqrt(data.reduce((sum, value) => sum + value * value, 0));

function normsOf(parameters: Parameters): Record<string, number> {
  return Object.fromEntries([...parameters].map(([name, { data }]) => [name, norm(data)]));
}

function ratios(parameters: Parameters, before: ReadonlyMap<string, Float64Array>): Record<string, number> {
  return Object.fromEntries(
    [...parameters].map(([name, { data }]) => {
      const old = before.get(name)!;
      return [name, norm(data.map((value, i) => value - old[i]!)) / (norm(data) || 1)];
    }),
  );
}
