import type { Address, Backend } from '../kernels/backend';
import type { BackendInfo } from '../kernels/backend-info';
import { whyNotFaster } from '../kernels/registry';
import type { Configuration } from '../protocol/configuration';
import type { Tensors } from '../protocol/model';
import type { WorkSplit } from '../protocol/training-events';
import { BatchLoader } from './batch-loader';
import { visitStates } from './carried-state';
import { initialize } from './initialization';
import type { Evaluation, HeadEvaluation, Learner, StepResult, Window } from './learner';
import { type MemoryPlan, planMemory, streamRange } from './memory-plan';
import { readOutputs } from './outputs';
import { ParameterBlock, readMoments, writeMoments } from './parameter-block';
import type { NetworkPorts } from './ports';
import { Random } from './random';
import { Shard } from './shard';
import { PARTIAL, SHARED, type SharedWords, WorkerThread } from './worker-thread';

/** Streams of an evaluation: 32, as for the reference results. */
const EVALUATION_STREAMS = 32;

export interface LearnerOptions {
  readonly configuration: Configuration;
  /** What it reads and what it is asked for. */
  readonly ports: NetworkPorts;
  /** Initial weights; default: initialised from the configuration's seed. */
  readonly weights?: Tensors;
  /** Looked at between time steps. */
  readonly interrupted?: () => boolean;
  /** Bytes that may be taken; a network that needs more is refused with the numbers. */
  readonly memoryLimit?: number;
  /** Of a run that goes on: how its threads share the work. Default: what is fastest. */
  readonly split?: WorkSplit;
}

/** Calls the same work on all other threads of a learner; a single thread has none. */
export interface Followers {
  /** Tells the others to run `command`; they meet this thread at the barriers inside. */
  start(command: 'step' | 'evaluate', rates: { learningRate: number; updates: number }): void;
  barrier(): void;
  dispose(): void;
}

const ALONE: Followers = { start() {}, barrier() {}, dispose() {} };

/** The plan of a learner's memory on a backend. Every thread makes the same. */
export function planLearner(
  configuration: Configuration,
  ports: NetworkPorts,
  { threads, split }: { threads: number; split: WorkSplit },
  base: number,
  panelWidth: number,
): MemoryPlan {
  const { sequenceLength, batchSize, dropout } = configuration;
  const options = { architecture: configuration, ports, sequenceLength, batchSize, evaluationStreams: EVALUATION_STREAMS, threads, split, dropout };
  return planMemory({ ...options, training: true }, base, panelWidth);
}

/** A learner on the kernels: `WorkerThread` 0 of its threads, which feeds the windows and tells the others what to run. */
export class KernelLearner implements Learner {
  readonly parameterCount: number;
  readonly backend: string;
  readonly backendInfo: BackendInfo;
  readonly backendReason: string | undefined;
  readonly threads: number;
  readonly split: WorkSplit;
  private readonly member: WorkerThread;
  private readonly shared: Int32Array;
  /** Of all threads, to read what they computed. */
  private readonly shards: readonly Shard[];
  private readonly feeder: BatchLoader;
  private readonly weights: ParameterBlock;
  private readonly gradients: ParameterBlock;
  private readonly moment1: ParameterBlock;
  private readonly moment2: ParameterBlock;
  private readonly dropoutRandom: Random;
  private updates = 0;
  private lastSteps = 0;
  private lastUpdate: Float32Array | undefined;
  /** Gradient norms of the last step before its values were clipped, where they were and it was measured. */
  private wholeNorms: Record<string, number> | undefined;

  constructor(
    private readonly options: LearnerOptions,
    private readonly plan: MemoryPlan,
    private readonly compute: Backend,
    words: SharedWords,
    private readonly followers: Followers = ALONE,
  ) {
    this.threads = plan.options.threads;
    this.split = plan.options.split;
    this.backend = compute.info.name;
    this.backendInfo = compute.info;
    this.backendReason = options.configuration.backend === 'auto' ? whyNotFaster(compute.info.id) : undefined;
    this.shared = words.words;
    this.member = new WorkerThread(0, { backend: compute, plan, configuration: options.configuration }, words, {
      barrier: () => followers.barrier(),
      interrupted: options.interrupted ?? (() => false),
      beforeClipping: () => {
        this.wholeNorms = this.gradients.norms();
      },
    });
    this.shards = plan.threads.map((_, index) => (index === 0 ? this.member.shard : new Shard(compute, plan, index)));
    this.feeder = new BatchLoader(compute, plan);
    this.dropoutRandom = new Random(options.configuration.seed, 'dropout');
    const block = (address: Address) => new ParameterBlock(compute, plan, address);
    this.weights = block(plan.weights);
    this.gradients = block(plan.threads[0]!.gradient);
    this.moment1 = block(plan.moment1);
    this.moment2 = block(plan.moment2);
    if (options.weights) this.weights.write(options.weights);
    else initialize(options.configuration, options.ports, this.weights);
    let count = 0;
    for (const layout of plan.tensors.values()) count += layout.shape.reduce((a, b) => a * b, 1);
    this.parameterCount = count;
  }

  get memoryBytes(): number {
    return this.compute.memory.buffer.byteLength;
  }

  step(window: Window, learningRate: number, measure = false): StepResult | undefined {
    const { configuration } = this.options;
    const streams = configuration.batchSize;
    const saved = this.dropoutRandom.getState();
    const dropoutKey = configuration.dropout > 0 ? this.dropoutRandom.nextUint32() | 0 : undefined;
    const before = measure ? this.weights.values.slice() : undefined;
    this.feeder.feed(window, streams, 0, window.steps);
    this.command(window.steps, streams, window.resetState, dropoutKey);
    const heads = this.options.ports.heads.map(({ weight = 1 }, i) => {
      const counted = Math.max(1, this.feeder.countTargets(window, 0, window.steps * streams, i));
      this.shared[SHARED.counted + i] = counted;
      return { weight, counted };
    });
    const byValue = configuration.clip > 0 && configuration.clipMode === 'value';
    this.shared[SHARED.measured] = measure && byValue ? 1 : 0;
    this.wholeNorms = undefined;
    const rates = { learningRate, updates: this.updates };
    this.followers.start('step', rates);
    this.member.step(window.steps, window.resetState, dropoutKey, rates);
    if (this.member.aborted()) {
      this.dropoutRandom.setState(saved);
      return undefined;
    }
    const gradientNorm = this.member.gradientNorm();
    if (Number.isFinite(gradientNorm)) this.updates++;
    this.lastSteps = window.steps;
    if (before) this.lastUpdate = this.weights.values.map((value, i) => value - before[i]!);
    return {
      loss: heads.reduce((sum, { weight, counted }, i) => sum + (weight * this.member.total(PARTIAL.nats + i)) / counted, 0),
      gradientNorm,
      clipped: this.member.total(PARTIAL.clipped) > 0,
    };
  }

  evaluate(windows: Iterable<Window>, streams: number): Evaluation | undefined {
    if (streams > EVALUATION_STREAMS) throw new RangeError(`An evaluation has at most ${EVALUATION_STREAMS} streams.`);
    const heads = this.options.ports.heads.map(() => ({ nats: 0, surprisal: 0, correct: 0, counted: 0 }));
    // The state is carried, so a window may be cut into pieces that fit the buffers.
    const widest = Math.ceil(streams / this.plan.threads.length);
    const most = Math.max(1, Math.floor(this.plan.rows / widest));
    let first = true;
    for (const window of windows) {
      for (let from = 0; from < window.steps; from += most) {
        const steps = Math.min(most, window.steps - from);
        const reset = from === 0 && (first || window.resetState);
        this.feeder.feed(window, streams, from, steps);
        this.command(steps, streams, reset, undefined);
        this.followers.start('evaluate', { learningRate: 0, updates: 0 });
        this.member.evaluate(steps, streams, reset);
        if (this.member.aborted()) return undefined;
        heads.forEach((head, i) => {
          head.nats += this.member.total(PARTIAL.nats + i);
          head.surprisal += this.member.total(PARTIAL.surprisal + i);
          head.correct += this.member.total(PARTIAL.correct + i);
          head.counted += this.feeder.countTargets(window, from * streams, (from + steps) * streams, i);
        });
        first = false;
      }
    }
    const [{ nats, surprisal, correct, counted }] = heads as [HeadEvaluation];
    return { nats, surprisal, correct, characters: counted, heads };
  }

  outputs(windows: readonly Window[], streams: number): Float32Array[] | undefined {
    return readOutputs(this.member.shard, this.feeder, this.plan, windows, streams);
  }

  windowNorms(): { hidden: number[][]; cell?: number[][] } {
    const { layers } = this;
    const [first, last] = this.member.range(this.options.configuration.batchSize);
    const own = last - first;
    const along = (part?: string) =>
      Array.from({ length: layers }, (_, l) => {
        const norms = this.member.shard.rowNorms(l, this.lastSteps, own, part);
        return norms ? Array.from({ length: this.lastSteps }, (_, t) => norms[t * own]!) : [];
      });
    const cell = along('c');
    return cell.some((norms) => norms.length > 0) ? { hidden: along(), cell } : { hidden: along() };
  }

  gradientNorms(): { norms: Record<string, number>; clippedNorms?: Record<string, number>; updateRatios: Record<string, number> } {
    const updateRatios: Record<string, number> = {};
    if (this.lastUpdate) {
      const sizes = this.weights.norms();
      for (const [name, update] of Object.entries(this.weights.norms(this.lastUpdate))) updateRatios[name] = update / (sizes[name] || 1);
    }
    const norms = this.gradients.norms();
    return this.wholeNorms ? { norms: this.wholeNorms, clippedNorms: norms, updateRatios } : { norms, updateRatios };
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
    const tensors = readMoments(this.moment1, this.moment2);
    this.carriedStates((name, value) => tensors.set(name, { shape: [value.length], data: Float32Array.from(value) }));
    return { tensors, counters: { updates: this.updates, dropout: this.dropoutRandom.getState() } };
  }

  writeState(state: { tensors: Tensors; counters: Record<string, number | number[]> }): void {
    writeMoments(state.tensors, this.moment1, this.moment2);
    this.carriedStates((name, value) => {
      const saved = state.tensors.get(name);
      if (saved?.data.length === value.length) value.set(saved.data);
    });
    this.updates = Number(state.counters.updates ?? 0);
    if (Array.isArray(state.counters.dropout)) this.dropoutRandom.setState(state.counters.dropout);
  }

  dispose(): void {
    this.followers.dispose();
  }

  private get layers(): number {
    return this.plan.stack.kinds.length;
  }

  /** The carried state of every thread and layer, in panels of eight whatever the backend's are: exact for the same number of threads. */
  private carriedStates(visit: (name: string, value: Float32Array | Int32Array) => void): void {
    const { batchSize } = this.options.configuration;
    this.plan.threads.forEach((thread, index) => {
      const [first, last] = streamRange(batchSize, this.plan.threads.length, index);
      visitStates(this.compute, this.plan, thread, last - first, `state.thread${index}`, visit);
    });
  }

  private command(steps: number, streams: number, reset: boolean, dropoutKey: number | undefined): void {
    Atomics.store(this.shared, SHARED.aborted, 0);
    this.shared[SHARED.steps] = steps;
    this.shared[SHARED.streams] = streams;
    this.shared[SHARED.reset] = reset ? 1 : 0;
    this.shared[SHARED.dropoutKey] = dropoutKey ?? 0;
  }

  hiddenNorms(): number[] {
    const { batchSize } = this.options.configuration;
    return Array.from({ length: this.layers }, (_, l) => {
      let sum = 0;
      this.shards.forEach((shard, thread) => {
        const [first, last] = streamRange(batchSize, this.shards.length, thread);
        for (const value of shard.rowNorms(l, this.lastSteps, last - first)!) sum += value;
      });
      return sum / Math.max(1, this.lastSteps * batchSize);
    });
  }
}
