import type { Backend } from '../kernels/backend';
import type { Configuration } from '../protocol/configuration';
import { applyUpdate, type UpdateRates } from './apply-update';
import type { HeadLoss } from './heads';
import { type MemoryPlan, streamRange } from './memory-plan';
import { Shard } from './shard';
import { shareByUnits } from './unit-kernels';

/** Heads that a network has at most. */
const MAX_HEADS = 8;

/** Words that the threads of a learner share (Int32Array). */
export const SHARED = {
  aborted: 0,
  steps: 1,
  streams: 2,
  reset: 3,
  dropoutKey: 4,
  command: 5,
  /** Commands given so far: further threads wait for it to change. */
  commands: 6,
  arrived: 8,
  /** Whether the first thread looks at the gradient before single values of it are clipped. */
  measured: 10,
  /** On a cache line of its own: all threads spin on it. */
  generation: 16,
  /** Rows of the window that have a target, for every head. */
  counted: 32,
  words: 32 + MAX_HEADS,
} as const;
export const COMMAND = { step: 1, evaluate: 2, exit: 3 } as const;
/** Doubles beside them (Float64Array): per thread the norm's partial sum, and for every head its loss, the count of right predictions and the surprisal. */
export const PARTIAL = { squares: 0, clipped: 1, nats: 2, correct: 2 + MAX_HEADS, surprisal: 2 + 2 * MAX_HEADS, size: 2 + 3 * MAX_HEADS } as const;
/** Where the learning rate and the number of updates lie behind the partial sums of all threads. */
export const RATES = (threads: number): number => threads * PARTIAL.size;
/** Parts of the gradient whose squares are summed one by one where threads share units: the sum of them does not depend on the number of threads. */
const NORM_PARTS = 64;
/** Where these sums lie, behind the rates. */
const NORMS = (threads: number): number => RATES(threads) + 2;
/** Numbers of all that. */
export const PARTIALS = (threads: number): number => NORMS(threads) + NORM_PARTS;

/** The words and sums that the threads of a learner share. */
export interface SharedWords {
  /** Int32Array of SHARED.words. */
  readonly words: Int32Array;
  /** Partial sums of all threads, and the rates behind them. */
  readonly partial: Float64Array;
}

/** What a member calls while it computes. */
export interface MemberCalls {
  /** Returns when all members have called it. */
  barrier(): void;
  /** Looked at every few milliseconds of work: true ends the pass. */
  interrupted(): boolean;
  /** The first thread's: called on a measured step while the gradient is whole and nobody writes to it. */
  beforeClipping?(): void;
}

/**
 * One thread of a learner. All members call the same methods in the same order and meet at the barriers in between:
 * transpose | forward, backward | sum gradients | update.
 */
export class WorkerThread {
  /** For what this thread does alone. */
  readonly shard: Shard;
  /** For what all threads do at the same time. */
  private readonly together: Shard;
  readonly backend: Backend;
  readonly plan: MemoryPlan;
  private readonly threads: number;
  private readonly byUnits: boolean;
  private readonly sliceStart: number;
  private readonly sliceBytes: number;

  private readonly configuration: Configuration;
  private readonly shared: Int32Array;
  private readonly partial: Float64Array;

  constructor(
    readonly index: number,
    { backend, plan, configuration }: { backend: Backend; plan: MemoryPlan; configuration: Configuration },
    { words: shared, partial }: SharedWords,
    private readonly calls: MemberCalls,
  ) {
    this.backend = backend;
    this.plan = plan;
    this.configuration = configuration;
    this.shared = shared;
    this.partial = partial;
    this.threads = plan.options.threads;
    this.byUnits = plan.options.split === 'units';
    const interrupted = () => {
      if (calls.interrupted()) Atomics.store(shared, SHARED.aborted, 1);
      return Atomics.load(shared, SHARED.aborted) !== 0;
    };
    this.shard = new Shard(backend, plan, this.byUnits ? 0 : index, interrupted);
    this.together = this.shard;
    if (this.byUnits && this.threads > 1) {
      const member = { index, threads: this.threads, barrier: () => calls.barrier() };
      // Between two meetings all threads read the same: they end together.
      const agreed = () => {
        if (calls.interrupted()) Atomics.store(shared, SHARED.aborted, 1);
        calls.barrier();
        const aborted = Atomics.load(shared, SHARED.aborted) !== 0;
        calls.barrier();
        return aborted;
      };
      this.together = new Shard(shareByUnits(backend, member), plan, 0, agreed);
    }
    // Slices end at multiples of 16 floats: a sum that takes 32 bytes at a time must not run into its neighbour's.
    const units = plan.parameterBytes / 64;
    const [from, to] = streamRange(units, this.threads, index);
    this.sliceStart = from * 64;
    this.sliceBytes = (to - from) * 64;
  }

  /** Streams of this thread: [first, last). */
  range(streams: number): [number, number] {
    return this.byUnits ? [0, streams] : streamRange(streams, this.threads, this.index);
  }

  /** One update over the window that lies in the members' input buffers. */
  step(steps: number, reset: boolean, dropoutKey: number | undefined, rates: UpdateRates): void {
    const { plan, together: shard, shared, configuration } = this;
    const { kernels: k } = this.backend;
    const streams = configuration.batchSize;
    const [first, last] = this.range(streams);
    const own = last - first;
    this.transpose();
    if (this.byUnits) k.zero(shard.buffers.gradient + this.sliceStart, this.sliceBytes);
    else k.zero(shard.buffers.gradient, plan.parameterBytes);
    this.calls.barrier();

    const scales = plan.stack.ports.heads.map(
      ({ weight = 1 }, i) => weight * (configuration.lossReduction === 'mean' ? 1 / shared[SHARED.counted + i]! : 1),
    );
    shard.loadState('carried', own, reset);
    // Where threads are more than streams, some have nothing to do.
    const done = own > 0 && shard.forward(steps, own, first, dropoutKey);
    const output = done ? shard.output(steps, own, scales) : undefined;
    if (output) shard.backward(steps, own);
    this.keep(output);
    this.calls.barrier();
    if (this.aborted()) {
      // Nobody may begin another step before all have seen it.
      this.calls.barrier();
      return;
    }

    this.sumGradients();
    this.calls.barrier();
    const norm = this.gradientNorm();
    if (!Number.isFinite(norm)) {
      this.calls.barrier();
      return;
    }
    if (shared[SHARED.measured]) {
      if (this.index === 0) this.calls.beforeClipping?.();
      this.calls.barrier();
    }
    this.update(norm, rates);
    shard.saveState('carried', own, steps);
    this.calls.barrier();
  }

  /** Forward pass and loss of an evaluation's window. */
  evaluate(steps: number, streams: number, reset: boolean): void {
    const [first, last] = this.range(streams);
    const own = last - first;
    const { together: shard } = this;
    shard.loadState('evaluating', own, reset);
    const done = own > 0 && shard.forward(steps, own, first);
    const output = done ? shard.output(steps, own, undefined) : undefined;
    if (output) shard.saveState('evaluating', own, steps);
    this.keep(output);
    this.calls.barrier();
  }

  /** Puts what the heads of this thread said where the first thread adds it up; where threads share units, the first one knows all of it. */
  private keep(output: readonly HeadLoss[] | undefined): void {
    if (this.byUnits && this.index > 0) return;
    this.plan.stack.ports.heads.forEach((_, i) => {
      this.partial[this.index * PARTIAL.size + PARTIAL.nats + i] = output?.[i]?.nats ?? 0;
      this.partial[this.index * PARTIAL.size + PARTIAL.correct + i] = output?.[i]?.correct ?? 0;
      this.partial[this.index * PARTIAL.size + PARTIAL.surprisal + i] = output?.[i]?.surprisal ?? 0;
    });
  }

  aborted(): boolean {
    return Atomics.load(this.shared, SHARED.aborted) !== 0;
  }

  /** Global gradient norm, summed in the order of the threads, or of the parts. */
  gradientNorm(): number {
    if (!this.byUnits) return Math.sqrt(this.total(PARTIAL.squares));
    const norms = NORMS(this.threads);
    let sum = 0;
    for (let i = 0; i < NORM_PARTS; i++) sum += this.partial[norms + i]!;
    return Math.sqrt(sum);
  }

  total(of: number): number {
    let sum = 0;
    for (let i = 0; i < this.threads; i++) sum += this.partial[i * PARTIAL.size + of]!;
    return sum;
  }

  private transpose(): void {
    for (const [name, target] of this.plan.transposed) {
      const layout = this.plan.tensors.get(name)!;
      const { panels } = this.plan;
      const K8 = panels.count(layout.rows);
      const [first, last] = streamRange(K8, this.threads, this.index);
      this.backend.kernels.transpose(K8, panels.count(layout.columns), this.plan.weights + layout.offset * 4, target, first, last);
    }
  }

  /** Adds the other threads' gradients of this thread's slice to the first thread's block. */
  private sumGradients(): void {
    const { kernels: k } = this.backend;
    if (this.byUnits) {
      this.sumSquares();
      return;
    }
    const slice = this.plan.threads[0]!.gradient + this.sliceStart;
    for (let i = 1; i < this.plan.threads.length; i++) k.add(slice, this.plan.threads[i]!.gradient + this.sliceStart, this.sliceBytes);
    this.partial[this.index * PARTIAL.size + PARTIAL.squares] = k.sumSquares(slice, this.sliceBytes);
  }

  /** Of this thread's parts of the only gradient. */
  private sumSquares(): void {
    const { plan, partial, threads } = this;
    const [first, last] = streamRange(NORM_PARTS, threads, this.index);
    for (let i = first; i < last; i++) {
      const [from, to] = streamRange(plan.parameterBytes / 64, NORM_PARTS, i);
      partial[NORMS(threads) + i] = this.backend.kernels.sumSquares(plan.threads[0]!.gradient + from * 64, (to - from) * 64);
    }
  }

  private update(norm: number, rates: UpdateRates): void {
    const { plan, sliceStart, sliceBytes: bytes } = this;
    const slice = {
      weights: plan.weights + sliceStart,
      gradient: plan.threads[0]!.gradient + sliceStart,
      moment1: plan.moment1 + sliceStart,
      moment2: plan.moment2 + sliceStart,
      bytes,
    };
    const clipped = applyUpdate(this.backend.kernels, slice, this.configuration, norm, rates);
    this.partial[this.index * PARTIAL.size + PARTIAL.clipped] = clipped ? 1 : 0;
  }
}
