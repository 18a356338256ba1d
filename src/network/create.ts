import type { BackendChoice } from '../kernels/provider';
import { canRun, chooseBackend, whyNot } from '../kernels/registry';
import { UnrollError } from '../protocol/error';
import { Barrier } from './barrier';
import type { SpawnFollowers } from './follower';
import { type Followers, KernelLearner, type LearnerOptions, planLearner } from './kernel-learner';
import type { Learner } from './learner';
import { type NetworkPorts, portsOf } from './ports';
import { reserveMemory } from './reserve-memory';
import { ThreadHealth } from './thread-health';
import { chooseSplit } from './work-split';
import { COMMAND, PARTIALS, RATES, SHARED } from './worker-thread';

export interface LearnerThreads {
  /** Backend of a resumed run, such as `wasm-relaxed`; one that cannot run here gives way to what the configuration asks for. */
  readonly build?: string | undefined;
  /** Starts further threads; without it the learner keeps to the thread that calls. */
  readonly spawn?: SpawnFollowers;
  /** Milliseconds in which no thread gets on before they count as hung. */
  readonly patience?: number;
  /** Milliseconds in which all threads are to be ready; a busy machine takes seconds to start one. */
  readonly startPatience?: number;
}

/** What a learner is made from; a number of ports stands for a language model with so many symbols. */
export type LearnerRequest = Omit<LearnerOptions, 'ports'> & { readonly ports: NetworkPorts | number };

/**
 * A learner on `configuration.threads` threads (1 without `spawn`). The same seed, text, configuration, backend and number of threads give the same bits.
 * @throws UnrollError when the network does not fit the memory, a thread cannot be started, or the backend that is asked for cannot run here
 */
export function createLearner({ ports: given, ...rest }: LearnerRequest, { build, spawn, patience, startPatience }: LearnerThreads = {}): Learner {
  const { configuration } = rest;
  const ports = portsOf(configuration, given);
  const options: LearnerOptions = { ...rest, ports };
  // Without shared memory there is one thread.
  const threads = spawn && typeof SharedArrayBuffer !== 'undefined' ? Math.max(1, configuration.threads) : 1;
  const choice = backendFor(configuration.backend, build, threads);
  const split = options.split ?? chooseSplit(configuration, ports, threads, choice.unitSplit);
  const plan = planLearner(configuration, ports, { threads, split }, choice.base, choice.panelWidth);
  const backend = reserveMemory(choice, plan, options.memoryLimit);
  if (threads === 1)
    return new KernelLearner(options, plan, backend, { words: new Int32Array(SHARED.words), partial: new Float64Array(PARTIALS(1)) });

  const buffers = { shared: new SharedArrayBuffer(4 * SHARED.words), partial: new SharedArrayBuffer(8 * PARTIALS(threads)) };
  const shared = new Int32Array(buffers.shared);
  const partial = new Float64Array(buffers.partial);
  const health = ThreadHealth.create(threads);
  const barrier = new Barrier(shared, SHARED, threads, () => health.watch(patience));
  const others = spawn!(
    Array.from({ length: threads - 1 }, (_, i) => ({
      ...{ index: i + 1, threads, split, backend: backend.handle!, base: choice.base, configuration, ports, ...buffers },
      health: health.buffer,
    })),
  );
  try {
    health.waitUntilReady(startPatience);
  } catch (error) {
    others.terminate();
    throw error;
  }
  const tell = (command: number) => {
    shared[SHARED.command] = command;
    Atomics.add(shared, SHARED.commands, 1);
    Atomics.notify(shared, SHARED.commands);
  };
  const followers: Followers = {
    start(command, { learningRate, updates }) {
      partial.set([learningRate, updates], RATES(threads));
      tell(COMMAND[command]);
    },
    barrier: () => barrier.wait(),
    dispose() {
      tell(COMMAND.exit);
      others.terminate();
    },
  };
  return new KernelLearner(options, plan, backend, { words: shared, partial }, followers);
}

/** A run that goes on keeps its backend where that can run; else what a person asked for is honoured or refused. */
export function backendFor(asked: string, before: string | undefined, threads: number): BackendChoice {
  if (before !== undefined && canRun(before)) return chooseBackend({ name: before, threads });
  if (asked === 'auto') return chooseBackend({ threads });
  if (!canRun(asked) && before === undefined) throw new UnrollError('backend.unavailable', [asked, whyNot(asked)], { exitCode: 2 });
  return chooseBackend({ name: asked, threads });
}
