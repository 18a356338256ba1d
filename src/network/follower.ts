import type { BackendHandle } from '../kernels/backend-info';
import { attachBackend } from '../kernels/registry';
import type { Configuration } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import type { WorkSplit } from '../protocol/training-events';
import { Barrier, waitForChange } from './barrier';
import { planLearner } from './kernel-learner';
import type { NetworkPorts } from './ports';
import { FAILURE, ThreadHealth } from './thread-health';
import { COMMAND, RATES, SHARED, WorkerThread } from './worker-thread';

/** What a further thread of a learner is started with; all of it may be posted between threads. */
export interface FollowerRequest {
  readonly index: number;
  readonly threads: number;
  readonly split: WorkSplit;
  readonly backend: BackendHandle;
  /** First free byte of the memory. */
  readonly base: number;
  readonly configuration: Configuration;
  readonly ports: NetworkPorts;
  /** Int32Array of SHARED.words, Float64Array of the partial sums and rates. */
  readonly shared: SharedArrayBuffer;
  readonly partial: SharedArrayBuffer;
  /** Of a `ThreadHealth`. */
  readonly health: SharedArrayBuffer;
}

/** Starts the further threads of a learner, and puts down in their `health` when one of them dies. Given by whoever knows threads. */
export type SpawnFollowers = (requests: readonly FollowerRequest[]) => { terminate(): void };

/** Runs what the first thread commands until it says exit. */
export function runWorkerLoop(request: FollowerRequest): void {
  const shared = new Int32Array(request.shared);
  const partial = new Float64Array(request.partial);
  const health = new ThreadHealth(request.health, request.threads);
  const watch = () => () => health.check();
  try {
    const backend = attachBackend(request.backend);
    const plan = planLearner(request.configuration, request.ports, request, request.base, backend.panelWidth);
    const barrier = new Barrier(shared, SHARED, request.threads, watch);
    const member = new WorkerThread(
      request.index,
      { backend, plan, configuration: request.configuration },
      { words: shared, partial },
      {
        barrier: () => barrier.wait(),
        interrupted() {
          health.beat(request.index);
          return false;
        },
      },
    );
    const rates = RATES(request.threads);
    health.ready();
    for (let done = 0; ; done++) {
      waitForChange(shared, SHARED.commands, done, watch);
      health.beat(request.index);
      const command = shared[SHARED.command];
      const steps = shared[SHARED.steps]!;
      const reset = shared[SHARED.reset] === 1;
      if (command === COMMAND.exit) return;
      if (command === COMMAND.step) {
        const dropoutKey = request.configuration.dropout > 0 ? shared[SHARED.dropoutKey] : undefined;
        member.step(steps, reset, dropoutKey, { learningRate: partial[rates]!, updates: partial[rates + 1]! });
      } else member.evaluate(steps, shared[SHARED.streams]!, reset);
    }
  } catch (error) {
    health.fail(error instanceof UnrollError && error.id === 'backend.crashed' ? FAILURE.crash : FAILURE.error);
    throw error;
  }
}
