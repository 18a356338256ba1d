import type { Address, Backend } from '../../kernels/backend';
import type { BackendInfo } from '../../kernels/backend-info';
import { whyNotFaster } from '../../kernels/registry';
import type { Configuration } from '../../protocol/configuration';
import { encoderDecoderShapes, PADDING, TARGET_END } from '../../protocol/encoder-decoder';
import type { Tensors } from '../../protocol/model';
import { applyUpdate } from '../apply-update';
import { backendFor } from '../create';
import type { Evaluation, Learner, StepResult, Window } from '../learner';
import { ParameterBlock, readMoments, writeMoments } from '../parameter-block';
import { reserveMemory } from '../reserve-memory';
import { type GreedyTarget, sideBySide } from './greedy-target';
import { AttendingHead } from './head';
import { initialWeights } from './initial-weights';
import type { EncoderDecoderOptions } from './options';
import { type EncoderDecoderPlan, planEncoderDecoder } from './plan';
import { KernelSequence, type PartContext, transposeWeights } from './sequence';

/** Pairs of a window whose states are measured: they change little from pair to pair. */
const NORMED = 8;

/**
 * Trains an encoder-decoder on the kernels, on one thread. Windows hold the sources as inputs [S · B] (-1 unknown, PADDING behind the end) and the targets
 * with their end as targets [T · B] (-1 behind it); `steps` is S.
 */
export class EncoderDecoderLearner implements Learner {
  readonly backend: string;
  readonly backendInfo: BackendInfo;
  readonly backendReason: string | undefined;
  readonly threads = 1;
  readonly parameterCount: number;
  private readonly configuration: Configuration;
  private readonly plan: EncoderDecoderPlan;
  private readonly compute: Backend;
  private readonly encoder: KernelSequence;
  private readonly decoder: KernelSequence;
  private readonly head: AttendingHead;
  private readonly weights: ParameterBlock;
  private readonly gradients: ParameterBlock;
  private readonly moment1: ParameterBlock;
  private readonly moment2: ParameterBlock;
  private readonly interrupted: () => boolean;
  private updates = 0;
  /** Sizes of the last window of an update. */
  private last = { sources: 0, targets: 0, streams: 1 };
  private norms: Record<string, number> = {};
  private updateRatios: Record<string, number> = {};

  /** @throws UnrollError when it does not fit the memory or the backend that is asked for cannot run here */
  constructor({ shape, size, configuration, weights, interrupted, backend, memoryLimit }: EncoderDecoderOptions) {
    const choice = backendFor(configuration.backend, backend, 1);
    this.configuration = configuration;
    this.plan = planEncoderDecoder(shape, size, choice.base, choice.panelWidth);
    this.compute = reserveMemory(choice, this.plan, memoryLimit);
    this.backend = this.compute.info.name;
    this.backendInfo = this.compute.info;
    this.backendReason = configuration.backend === 'auto' ? whyNotFaster(this.compute.info.id) : undefined;
    this.interrupted = interrupted ?? (() => false);
    const { plan } = this;
    const context: PartContext = {
      ...{ kernels: this.compute.kernels, memory: this.compute.memory, plan },
      place(name) {
        const layout = plan.tensors.get(name);
        if (!layout) return { weight: plan.zeros, gradient: 0, transposed: 0 };
        const offset = layout.offset * 4;
        return { weight: plan.weights + offset, gradient: plan.gradient + offset, transposed: plan.transposed.get(name) ?? 0 };
      },
    };
    this.encoder = new KernelSequence(context, 'encoder');
    this.decoder = new KernelSequence(context, 'decoder');
    this.head = new AttendingHead(context, this.encoder, this.decoder);
    const block = (address: Address) => new ParameterBlock(this.compute, plan, address);
    [this.weights, this.gradients, this.moment1, this.moment2] = [plan.weights, plan.gradient, plan.moment1, plan.moment2].map(block) as [
      ...[ParameterBlock, ParameterBlock, ParameterBlock, ParameterBlock],
    ];
    this.weights.write(weights ?? initialWeights(shape, configuration.seed));
    this.parameterCount = [...encoderDecoderShapes(shape).values()].reduce((sum, each) => sum + each.reduce((a, b) => a * b, 1), 0);
  }

  get memoryBytes(): number {
    return this.compute.memory.buffer.byteLength;
  }

  step(window: Window, learningRate: number, measure = false): StepResult | undefined {
    const { kernels: k } = this.compute;
    const { plan, configuration } = this;
    transposeWeights(k, plan);
    k.zero(plan.gradient, plan.parameterBytes);
    const streams = window.inputs.length / window.steps;
    this.last = { sources: window.steps, targets: window.targets.length / streams, streams };
    const passed = this.pass(window, true);
    if (!passed || this.interrupted()) return undefined;
    const gradientNorm = Math.sqrt(k.sumSquares(plan.gradient, plan.parameterBytes));
    const loss = passed.nats / passed.counted;
    if (measure) this.norms = this.gradients.norms();
    if (!Number.isFinite(gradientNorm)) return { loss, gradientNorm, clipped: false };
    const before = measure ? this.weights.values.slice() : undefined;
    const slice = { ...plan, bytes: plan.parameterBytes };
    const clipped = applyUpdate(k, slice, configuration, gradientNorm, { learningRate, updates: this.updates });
    this.updates++;
    if (before) {
      const sizes = this.weights.norms();
      const changes = this.weights.norms(this.weights.values.map((value, i) => value - before[i]!));
      this.updateRatios = Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change / (sizes[name] || 1)]));
    }
    return { loss, gradientNorm, clipped };
  }

  evaluate(windows: Iterable<Window>): Evaluation | undefined {
    const sum = { nats: 0, correct: 0, counted: 0 };
    for (const window of windows) {
      const passed = this.pass(window, false);
      if (!passed) return undefined;
      sum.nats += passed.nats;
      sum.correct += passed.correct;
      sum.counted += passed.counted;
    }
    const { nats, correct, counted } = sum;
    return { ...{ nats, surprisal: nats, correct, characters: counted }, heads: [{ nats, surprisal: nats, correct, counted }] };
  }

  /** Logits at the rows with a target. */
  outputs(windows: readonly Window[]): Float32Array[] | undefined {
    const rows: number[] = [];
    const { memory } = this.compute;
    for (const window of windows) {
      const streams = window.inputs.length / window.steps;
      if (!this.forward(window, streams)) return undefined;
      (window.targets as Int32Array).forEach((target, row) => {
        if (target >= 0) rows.push(...this.head.logits(memory.buffer, row));
      });
    }
    return [Float32Array.from(rows)];
  }

  /**
   * Targets of sources side by side, always the likeliest character.
   * @param sources characters, at most as many sources as the learner has streams
   * @param limit characters of a target at most
   * @returns undefined when interrupted
   */
  write(sources: readonly ArrayLike<number>[], limit: number): GreedyTarget[] | undefined {
    const streams = sources.length;
    const { inputs, steps } = sideBySide(sources);
    const { decoder, plan } = this;
    const { buffer } = this.compute.memory;
    this.encode(inputs, steps, streams);
    const written = sources.map(() => ({ symbols: [] as number[], attention: [] as number[][], ended: false }));
    const symbols = new Int32Array(buffer, plan.decoder.symbols, streams).fill(plan.shape.targets);
    const [before, after] = [decoder.states(streams, -1), decoder.states(streams)];
    for (let t = 0; t < limit && written.some(({ ended }) => !ended); t++) {
      if (this.interrupted()) return undefined;
      if (t > 0) this.compute.kernels.copyRows(streams, after.panels, after.address, after.stride, before.address, before.stride);
      decoder.forward(1, streams);
      this.head.forward(steps, 1, streams);
      written.forEach((own, b) => {
        const logits = this.head.logits(buffer, b);
        symbols[b] = logits.indexOf(Math.max(...logits));
        if (own.ended) return;
        own.ended = symbols[b] === TARGET_END;
        if (own.ended) return;
        own.symbols.push(symbols[b]!);
        if (plan.shape.attention === 'additive') own.attention.push(this.head.shares(buffer, b, sources[b]!.length));
      });
    }
    return written.map(({ symbols: own, attention }) => ({ symbols: own, attention }));
  }

  /** Mean over the first pairs of the last step's window; the state goes through encoder and decoder: one layer. */
  hiddenNorms(): number[] {
    const norms = this.normsOf(NORMED);
    return [norms.reduce((a, b) => a + b, 0) / Math.max(1, norms.length)];
  }

  /** ‖s_t‖₂ of the first pair: along the source, then along what the decoder reads. */
  windowNorms(): { hidden: number[][] } {
    return { hidden: [this.normsOf(1)] };
  }

  gradientNorms(): { norms: Record<string, number>; updateRatios: Record<string, number> } {
    return { norms: this.norms, updateRatios: this.updateRatios };
  }

  readGradients(): Tensors {
    return this.gradients.read();
  }

  readWeights(): Tensors {
    return this.weights.read();
  }

  writeWeights(weights: Tensors): void {
    this.weights.write(weights);
  }

  findNonFinite(): string | undefined {
    return this.weights.findNonFinite();
  }

  readState(): { tensors: Tensors; counters: Record<string, number | number[]> } {
    return { tensors: readMoments(this.moment1, this.moment2), counters: { updates: this.updates } };
  }

  writeState({ tensors, counters }: { tensors: Tensors; counters: Record<string, number | number[]> }): void {
    writeMoments(tensors, this.moment1, this.moment2);
    this.updates = Number(counters.updates ?? 0);
  }

  dispose(): void {}

  private normsOf(pairs: number): number[] {
    const { sources, targets, streams } = this.last;
    const some = Math.min(pairs, streams);
    return [...this.encoder.norms(sources, streams, some), ...this.decoder.norms(targets, streams, some)];
  }

  /** Encoder over sources [S · B] and what the decoder needs of it. */
  private encode(inputs: Int32Array, steps: number, streams: number): void {
    const { encoder, decoder, plan } = this;
    const { kernels: k, memory } = this.compute;
    new Int32Array(memory.buffer, plan.encoder.symbols, inputs.length).set(inputs);
    const lengths = new Int32Array(memory.buffer, plan.attention.lengths, streams).fill(0);
    for (let b = 0; b < streams; b++) while (lengths[b]! < steps && inputs[lengths[b]! * streams + b] !== PADDING) lengths[b]!++;
    encoder.prepare();
    decoder.prepare();
    encoder.clear(streams);
    encoder.forward(steps, streams);
    // The decoder begins from the state at the last real character of each source.
    const start = decoder.states(streams, -1);
    this.lasts(streams).forEach(({ states }, b) => {
      k.copyRows(1, states.panels, states.address, states.stride, start.address + b * plan.panels.rowBytes, start.stride);
    });
    this.head.readSources(steps, streams);
  }

  /** Rows of the encoder's state at the last real character of every stream, and of ∂E/∂ of it. */
  private lasts(streams: number) {
    const { encoder, plan } = this;
    const { rowBytes } = plan.panels;
    return Array.from(new Int32Array(this.compute.memory.buffer, plan.attention.lengths, streams), (length, b) => {
      const at = ({ address, ...rest }: ReturnType<KernelSequence['states']>) => ({ ...rest, address: address + b * rowBytes });
      return { states: at(encoder.states(streams, length - 1)), dStates: at(encoder.dStates(streams, length - 1)) };
    });
  }

  /** Logits of a whole window with the true characters before (teacher forcing). False when interrupted. */
  private forward(window: Window, streams: number): boolean {
    if (this.interrupted()) return false;
    const { plan } = this;
    const { buffer } = this.compute.memory;
    const targets = window.targets as Int32Array;
    this.encode(window.inputs as Int32Array, window.steps, streams);
    const inputs = new Int32Array(buffer, plan.decoder.symbols, targets.length);
    inputs.fill(plan.shape.targets, 0, streams);
    inputs.set(targets.subarray(0, targets.length - streams), streams);
    this.decoder.forward(targets.length / streams, streams);
    if (this.interrupted()) return false;
    this.head.forward(window.steps, targets.length / streams, streams);
    return true;
  }

  /** Loss of a window, with its gradients where wanted. Undefined when interrupted. */
  private pass(window: Window, withGradient: boolean): { nats: number; correct: number; counted: number } | undefined {
    const { plan, encoder, decoder } = this;
    const { kernels: k, memory } = this.compute;
    const streams = window.inputs.length / window.steps;
    if (!this.forward(window, streams)) return undefined;
    const targets = window.targets as Int32Array;
    const [rows, steps] = [targets.length, targets.length / streams];
    const { targets: V } = plan.shape;
    const V8 = plan.panels.count(V);
    new Int32Array(memory.buffer, plan.targets, rows).set(targets);
    const counted = targets.reduce((sum, target) => sum + Number(target >= 0), 0);
    const scale = withGradient ? (this.configuration.lossReduction === 'mean' ? 1 / Math.max(1, counted) : 1) : 0;
    const counter = new Int32Array(memory.buffer, plan.scratch, 1).fill(0);
    k.softmaxMaxima(rows, V, 0, V8, plan.logits, plan.logitStride, plan.softmax);
    const nats = k.softmaxCrossEntropy(rows, V, plan.logits, plan.logitStride, plan.targets, scale, plan.scratch, plan.softmax);
    const correct = counter[0]!;
    if (!withGradient) return { nats, correct, counted };
    const bias = plan.gradient + plan.tensors.get('head.bias')!.offset * 4;
    k.softmaxGradient(rows, 0, V8, plan.logits, plan.logitStride, plan.targets, scale, plan.softmax, bias);
    this.head.backward(window.steps, steps, streams);
    if (this.interrupted()) return undefined;
    decoder.backward(steps, streams);
    const start = decoder.dStates(streams, -1);
    this.lasts(streams).forEach(({ dStates: d }, b) => {
      const own = start.address + b * plan.panels.rowBytes;
      k.addRows(1, d.panels, own, start.stride, d.address, d.stride, d.address, d.stride);
    });
    encoder.backward(window.steps, streams);
    return { nats, correct, counted };
  }
}
