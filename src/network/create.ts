import { canRun, chooseBuild, firstAddress } from '../kernels/web-assembly';
import { Barrier } from './barrier';
import type { SpawnFollowers } from './follower';
import { type Followers, KernelLearner, type LearnerOptions, planLearner, reserve } from './kernel-learner';
import type { Learner } from './learner';
import { COMMAND, PARTIAL, RATES, SHARED } from './member';
import { ThreadHealth } from './thread-health';

export interface LearnerThreads {
  /** Backend of a resumed run, such as `wasm-relaxed`; one that cannot run here gives way to the best that can. */
  readonly build?: string;
  /** Starts further threads; without it the learner keeps to the thread that calls. */
  readonly spawn?: SpawnFollowers;
  /** Milliseconds in which no thread gets on before they count as hung. */
  readonly patience?: number;
}

/**
 * A learner on `configuration.threads` threads (1 without `spawn`). The same seed, text, configuration, build and number of threads give the same bits.
 * @throws UnrollError when the network does not fit the memory, or a thread cannot be started
 */
export function createLearner(options: LearnerOptions, { build, spawn, patience }: LearnerThreads = {}): Learner {
  const { configuration, vocabularySize, realInputs = 0 } = options;
  const threads = spawn && shareable() ? Math.max(1, configuration.threads) : 1;
  const chosen = buildFor(build, threads);
  const plan = planLearner(configuration, vocabularySize, realInputs, threads, firstAddress(chosen));
  const backend = reserve(chosen, plan, options.memoryLimit);
  if (threads === 1) return new KernelLearner(options, plan, backend, new Int32Array(SHARED.words), new Float64Array(PARTIAL.size));

  const buffers = { shared: new SharedArrayBuffer(4 * SHARED.words), partial: new SharedArrayBuffer(8 * (RATES(threads) + 2)) };
  const shared = new Int32Array(buffers.shared);
  const partial = new Float64Array(buffers.partial);
  const memory = backend.memory as WebAssembly.Memory;
  const health = ThreadHealth.create(threads);
  const barrier = new Barrier(shared, SHARED, threads, () => health.watch(patience));
  const others = spawn!(
    Array.from({ length: threads - 1 }, (_, i) => ({
      ...{ index: i + 1, threads, build: backend.name, memory, configuration, vocabularySize, realInputs, ...buffers },
      health: health.buffer,
    })),
  );
  try {
    health.waitUntilReady(patience);
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
  return new KernelLearner(options, plan, backend, shared, partial, followers);
}

/** Without shared memory there is one thread, on a build of its own. */
const shareable = (): boolean => typeof SharedArrayBuffer !== 'undefined';

/**
 * A build that computes the same bits as the one that is asked for, else the best one here. One thread has shared memory as well unless another build is
 * asked for: V8 does not count it, whereas a hundred megabytes of its own make it collect garbage for 6 ms before the first step.
 */
function buildFor(asked: string | undefined, threads: number): string {
  const plain = asked?.replace('-shared', '');
  const name = plain && (threads > 1 || (asked !== plain && shareable()) ? `${plain}-shared` : plain);
  return name && canRun(name) ? name : chooseBuild(shareable());
}
