import type { Kernels } from '../kernels/backend';
import type { BackendHandle } from '../kernels/backend-info';
import { attachBackend } from '../kernels/registry';
import { UnrollError } from '../protocol/error';
import { FAILURE, ThreadHealth } from './thread-health';

/** Words that both threads share (Int32Array), those that change often on cache lines of their own. */
const WORDS = {
  /** Number of the product and, in the last eight bits, its next piece. */
  ticket: 0,
  /** Pieces of the product that the second thread has done. */
  done: 16,
  asleep: 32,
  /** Number of the network whose memory the second thread shall attach to, and of the one that it has. */
  wanted: 48,
  attached: 49,
  size: 64,
} as const;
const PIECE = 255;
/** The first thread's last claim counts one piece more. */
const MAX_PIECES = 200;
/** Places in the description of a product (Float64Array): the arguments of gemmNN, then its number of pieces and panels of a piece. */
const PIECES = 9;
const PANELS = 10;
const DESCRIPTION = 11;
/** Looks at the ticket before the second thread goes to sleep: between two products of a character, and mostly between two characters, it stays awake. */
const SPINS = 20_000;
/** Looks at what the second thread has done before the first one lets others have its core. */
const PATIENT_SPINS = 20_000;
/** Milliseconds of a sleep between two looks, and without an answer after which the second thread counts as hung: a piece takes some microseconds. */
const LOOK_INTERVAL = 20;
const PATIENCE = 10_000;
/** Products that the first thread computes alone after the second one, which had no core of its own, has held it up: twice as many each time. */
const REST = { least: 16, most: 256 };
/** Bytes of weights in a piece: far more work than the claim of one, and small enough that neither thread waits long for the other. */
const PIECE_BYTES = 2 ** 18;

/** What a second thread is started with. */
export interface SecondThreadRequest {
  readonly words: SharedArrayBuffer;
  readonly product: SharedArrayBuffer;
  /** Of a `ThreadHealth`. */
  readonly health: SharedArrayBuffer;
}

/** The memory of the network whose products come next. */
export interface Attachment {
  readonly network: number;
  readonly backend: BackendHandle;
}

/** Starts a second thread, and returns what sends it a message. Given by whoever knows threads. */
export type StartSecondThread = (request: SecondThreadRequest) => (attachment: Attachment) => void;

/**
 * A thread that takes pieces of the products of large networks' predictions: one core reads weights that lie in the third cache only half as fast as two.
 * Nobody waits for it but for a piece that it has begun: where it is slow or busy, the first thread takes the other pieces. An element's bits do not
 * depend on who computes it.
 */
export class SecondThread {
  private readonly words = new Int32Array(new SharedArrayBuffer(4 * WORDS.size));
  private readonly product = new Float64Array(new SharedArrayBuffer(8 * DESCRIPTION));
  private readonly health = ThreadHealth.create(2);
  private readonly send: (attachment: Attachment) => void;
  private products = 0;
  private rest = 0;
  private nextRest = REST.least;
  private failed = false;

  constructor(
    start: StartSecondThread,
    private readonly patience = PATIENCE,
  ) {
    const { words, product, health } = this;
    this.send = start({ words: words.buffer as SharedArrayBuffer, product: product.buffer as SharedArrayBuffer, health: health.buffer });
  }

  /** C[M, N] += A[M, K] · B[K, N], as `gemmNN` of the network's kernels. @throws UnrollError when the kernels crash, or the second thread fails */
  multiply(kernels: Kernels, attachment: Attachment, ...args: Parameters<Kernels['gemmNN']>): void {
    const [, N8, , , , , sb] = args;
    const panels = Math.max(8, Math.ceil(N8 / MAX_PIECES), 8 * Math.round(PIECE_BYTES / sb / 8));
    const pieces = Math.ceil(N8 / panels);
    if (this.rest > 0) this.rest--;
    else if (pieces > 1 && this.isReady(attachment)) {
      try {
        this.share(kernels, args, panels, pieces);
        return;
      } catch (error) {
        // This product is lost; the next ones are this thread's alone.
        this.failed = true;
        throw error;
      }
    }
    kernels.gemmNN(...args);
  }

  private share(kernels: Kernels, args: Parameters<Kernels['gemmNN']>, panels: number, pieces: number): void {
    const [M, N8, K8, A, sa, B, sb, C, sc] = args;
    const { words, product } = this;
    for (let i = 0; i < args.length; i++) product[i] = args[i]!;
    product[PIECES] = pieces;
    product[PANELS] = panels;
    Atomics.store(words, WORDS.done, 0);
    this.publish(0);
    let own = 0;
    for (;;) {
      const piece = Atomics.add(words, WORDS.ticket, 1) & PIECE;
      if (piece >= pieces) break;
      const first = piece * panels;
      kernels.gemmNN(M, Math.min(panels, N8 - first), K8, A, sa, B + first * sb, sb, C + first * sc, sc);
      own++;
    }
    this.waitFor(pieces - own);
  }

  /** Whether the second thread has this network's memory; asks it to attach where it has not. */
  private isReady(attachment: Attachment): boolean {
    const { words } = this;
    if (this.failed) return false;
    if (words[WORDS.wanted] !== attachment.network) {
      this.send(attachment);
      Atomics.store(words, WORDS.wanted, attachment.network);
      this.publish(PIECE);
      return false;
    }
    return Atomics.load(words, WORDS.attached) === attachment.network;
  }

  /** The next product, from a piece on; wakes the second thread. */
  private publish(piece: number): void {
    const { words } = this;
    this.products = (this.products + 1) & 0x7fffff;
    Atomics.store(words, WORDS.ticket, (this.products << 8) | piece);
    if (Atomics.load(words, WORDS.asleep)) Atomics.notify(words, WORDS.ticket);
  }

  private waitFor(pieces: number): void {
    const { words, health } = this;
    for (let spin = 0; spin < PATIENT_SPINS; spin++) {
      if (Atomics.load(words, WORDS.done) !== pieces) continue;
      this.nextRest = Math.max(REST.least, this.nextRest - 4);
      return;
    }
    this.rest = this.nextRest;
    this.nextRest = Math.min(REST.most, 2 * this.nextRest);
    for (let look = 0; ; look++) {
      const done = Atomics.load(words, WORDS.done);
      if (done === pieces) return;
      if (look * LOOK_INTERVAL >= this.patience) health.fail(FAILURE.silent);
      this.check();
      Atomics.wait(words, WORDS.done, done, LOOK_INTERVAL);
    }
  }

  private check(): void {
    try {
      this.health.check();
    } catch (cause) {
      throw cause instanceof UnrollError && cause.id === 'backend.crashed' ? cause : new UnrollError('prediction.thread', [], { cause });
    }
  }
}

/**
 * Runs in the second thread, without end.
 * @param receive the next attachment that was sent
 */
export function helpWithProducts(
  { words: shared, product: buffer, health: state }: SecondThreadRequest,
  receive: () => Attachment | undefined,
): void {
  const words = new Int32Array(shared);
  const product = new Float64Array(buffer);
  const health = new ThreadHealth(state, 2);
  let kernels: Kernels | undefined;
  let network = 0;
  let spins = 0;
  try {
    for (;;) {
      const ticket = Atomics.load(words, WORDS.ticket);
      const wanted = Atomics.load(words, WORDS.wanted);
      if (wanted !== network) {
        for (let next = receive(); next; next = receive()) {
          network = next.network;
          kernels = attachBackend(next.backend).kernels;
        }
        Atomics.store(words, WORDS.attached, network);
      } else if (kernels && takePiece(kernels, words, product, ticket)) spins = 0;
      else if (++spins > SPINS) {
        Atomics.store(words, WORDS.asleep, 1);
        Atomics.wait(words, WORDS.ticket, ticket);
        Atomics.store(words, WORDS.asleep, 0);
        spins = 0;
      }
    }
  } catch (error) {
    health.fail(error instanceof UnrollError && error.id === 'backend.crashed' ? FAILURE.crash : FAILURE.error);
    Atomics.notify(words, WORDS.done);
    throw error;
  }
}

/** The piece that a ticket names, unless somebody has it. The description is that product's when the claim succeeds: it is written anew only when all are done. */
function takePiece(kernels: Kernels, words: Int32Array, product: Float64Array, ticket: number): boolean {
  const piece = ticket & PIECE;
  if (piece >= product[PIECES]!) return false;
  const panels = product[PANELS]!;
  const first = piece * panels;
  const count = Math.min(panels, product[1]! - first);
  const [weights, sums] = [product[5]! + first * product[6]!, product[7]! + first * product[8]!];
  const own = [product[0]!, count, product[2]!, product[3]!, product[4]!, weights, product[6]!, sums, product[8]!] as const;
  if (Atomics.compareExchange(words, WORDS.ticket, ticket, ticket + 1) !== ticket) return true;
  kernels.gemmNN(...own);
  Atomics.add(words, WORDS.done, 1);
  Atomics.notify(words, WORDS.done);
  return true;
}
