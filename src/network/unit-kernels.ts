import type { Backend, Kernels } from '../kernels/backend';
import { streamRange } from './memory-plan';

/** One of the threads that call the same kernels in the same order. */
export interface UnitMember {
  readonly index: number;
  readonly threads: number;
  /** Returns when all threads have called it. */
  barrier(): void;
}

/** Streams, panels of hidden units; gates and their stride; hidden states and theirs; packed weights of H panels a gate. */
type GateOperands = readonly [B: number, H: number, gates: number, sg: number, h: number, sh: number, W: number];

/** Rows from which a product with a number of panels that the threads cannot share evenly is shared by rows. */
const MIN_ROWS = 16;

/**
 * Kernels that all threads of a learner call alike, and of which each does its share: some panels of the result, in the recurrent layers some hidden units
 * of every gate. They meet at the end of a call, in the recurrent layers after every time step. What has no share of its own here is done by the first
 * thread, and what a loss returns is known to it alone. No element's bits depend on who computes it.
 */
export function shareByUnits(backend: Backend, { index, threads, barrier }: UnitMember): Backend {
  const { kernels: k, panelWidth } = backend;
  const [row, tile] = [4 * panelWidth, 4 * panelWidth * panelWidth];
  /** This thread's part of `count` panels or rows: from where on, and how many. */
  const part = (count: number): [first: number, own: number] => {
    const [first, last] = streamRange(count, threads, index);
    return [first, last - first];
  };
  /** Some panels of C[M, N] += A · B, the last ones first in every other time step: they are in the cache still. */
  const multiply = (backwards: boolean, ...[M, N, K, A, sa, B, sb, C, sc]: Parameters<Kernels['gemmNN']>) => {
    const half = backwards && N > 3 ? N >> 1 : 0;
    k.gemmNN(M, N - half, K, A, sa, B + half * sb, sb, C + half * sc, sc);
    if (half > 0) k.gemmNN(M, half, K, A, sa, B, sb, C, sc);
  };
  /** Calls a kernel on this thread's part of so many panels or rows, and meets the others. */
  const byPart = (count: number, call: (first: number, own: number) => void) => {
    const [first, own] = part(count);
    if (own > 0) call(first, own);
    barrier();
  };
  /** What the state of a time step adds to this thread's units of so many gates; the last gate first in every other step, as above. */
  const gateProducts = (count: number, t: number, [B, H, gates, sg, h, sh, W]: GateOperands) => {
    const [first, own] = part(H);
    if (own === 0) return;
    const [step, sw] = [B * row, H * tile];
    for (let i = 0; i < count; i++) {
      const panel = ((t & 1) === 1 ? count - 1 - i : i) * H + first;
      k.gemmNN(B, own, H, h + t * step, sh, W + panel * sw, sw, gates + panel * sg + t * step, sg);
    }
  };

  const shared: Partial<Kernels> = {
    gemmNN(M, N, K, A, sa, B, sb, C, sc) {
      if (N % threads !== 0 && M >= MIN_ROWS * threads)
        byPart(M, (first, own) => k.gemmNN(own, N, K, A + first * row, sa, B, sb, C + first * row, sc));
      else byPart(N, (first, own) => k.gemmNN(M, own, K, A, sa, B + first * sb, sb, C + first * sc, sc));
    },
    gemmTN(R, J, N, A, sa, D, sd, C, sc) {
      if (N % threads !== 0 && J > N) byPart(J, (first, own) => k.gemmTN(R, own, N, A + first * sa, sa, D, sd, C + first * tile, sc));
      else byPart(N, (first, own) => k.gemmTN(R, J, own, A, sa, D + first * sd, sd, C + first * sc, sc));
    },
    embed(R, N, symbols, table, st, C, sc) {
      byPart(N, (first, own) => k.embed(R, own, symbols, table + first * st, st, C + first * sc, sc));
    },
    lookUp(R, N, symbols, table, st, a, b, C, sc) {
      byPart(N, (first, own) => k.lookUp(R, own, symbols, table + first * st, st, a + first * row, b + first * row, C + first * sc, sc));
    },
    scatter(R, N, symbols, D, sd, gradient, sg) {
      byPart(N, (first, own) => k.scatter(R, own, symbols, D + first * sd, sd, gradient + first * sg, sg));
    },
    biasRows(R, N, a, b, C, sc) {
      byPart(N, (first, own) => k.biasRows(R, own, a + first * row, b + first * row, C + first * sc, sc));
    },
    columnSums(R, N, D, sd, sum) {
      byPart(N, (first, own) => k.columnSums(R, own, D + first * sd, sd, sum + first * row));
    },
    copyRows(R, N, from, sf, to, st) {
      byPart(N, (first, own) => k.copyRows(R, own, from + first * sf, sf, to + first * st, st));
    },
    multiplyRows(R, N, X, sx, M, sm, Y, sy) {
      byPart(N, (first, own) => k.multiplyRows(R, own, X + first * sx, sx, M + first * sm, sm, Y + first * sy, sy));
    },
    addRows(R, N, X, sx, Y, sy, C, sc) {
      byPart(N, (first, own) => k.addRows(R, own, X + first * sx, sx, Y + first * sy, sy, C + first * sc, sc));
    },
    zero(start, bytes) {
      const [first, own] = part(Math.floor(bytes / row));
      // The last thread takes what is left as well.
      const rest = index === threads - 1 ? bytes % row : 0;
      if (own * row + rest > 0) k.zero(start + first * row, own * row + rest);
      barrier();
    },

    rnnForward(t0, t1, B, H, activation, gates, sg, h, sh, W) {
      const N = Math.ceil(H / panelWidth);
      const [first, own] = part(N);
      const [step, sw, G] = [B * row, N * tile, gates + first * sg];
      const units = Math.min(H - first * panelWidth, own * panelWidth);
      for (let t = t0; t < t1; t++) {
        if (own > 0) {
          multiply((t & 1) === 1, B, own, N, h + t * step, sh, W + first * sw, sw, G + t * step, sg);
          k.rnnForward(t, t + 1, B, units, activation, G, sg, h + first * sh, sh, 0);
        }
        barrier();
      }
    },
    rnnBackward(t0, t1, B, H, activation, gates, sg, h, sh, dh, sd, WT) {
      const N = Math.ceil(H / panelWidth);
      const [first, own] = part(N);
      const [step, sw, D] = [B * row, N * tile, dh + first * sd];
      const units = Math.min(H - first * panelWidth, own * panelWidth);
      for (let t = t1 - 1; t >= t0; t--) {
        if (own > 0) k.rnnBackward(t, t + 1, B, units, activation, gates + first * sg, sg, h + first * sh, sh, D, sd, 0);
        barrier();
        if (own > 0 && t > 0) multiply((t & 1) === 1, B, own, N, gates + t * step, sg, WT + first * sw, sw, D + (t - 1) * step, sd);
      }
      barrier();
    },
    lstmForward(t0, t1, B, H, gates, sg, h, sh, c, tc, st, W) {
      const [first, own] = part(H);
      for (let t = t0; t < t1; t++) {
        gateProducts(4, t, [B, H, gates, sg, h, sh, W]);
        // A unit's gates lie H panels apart: panel by panel, as layers of one panel whose gates do.
        for (let u = first; u < first + own; u++)
          k.lstmForward(t, t + 1, B, 1, gates + u * sg, H * sg, h + u * sh, sh, c + u * sh, tc + u * st, st, 0);
        barrier();
      }
    },
    lstmBackward(t0, t1, B, H, gates, sg, sh, c, tc, st, dh, sd, dc, WT) {
      const [first, own] = part(H);
      const [step, sw, D] = [B * row, 4 * H * tile, dh + first * sd];
      for (let t = t1 - 1; t >= t0; t--) {
        for (let u = first; u < first + own; u++)
          k.lstmBackward(t, t + 1, B, 1, gates + u * sg, H * sg, sh, c + u * sh, tc + u * st, st, dh + u * sd, sd, dc + u * step, 0);
        barrier();
        if (own > 0 && t > 0) multiply((t & 1) === 1, B, own, 4 * H, gates + t * step, sg, WT + first * sw, sw, D + (t - 1) * step, sd);
      }
      barrier();
    },
    gruForward(t0, t1, B, H, gates, sg, h, sh, W) {
      const [first, own] = part(H);
      for (let t = t0; t < t1; t++) {
        gateProducts(3, t, [B, H, gates, sg, h, sh, W]);
        for (let u = first; u < first + own; u++) k.gruForward(t, t + 1, B, 1, gates + u * sg, H * sg, h + u * sh, sh, 0);
        barrier();
      }
    },
    gruBackward(t0, t1, B, H, gates, sg, h, sh, dh, sd, WT) {
      const [first, own] = part(H);
      const [step, sw, D] = [B * row, 3 * H * tile, dh + first * sd];
      for (let t = t1 - 1; t >= t0; t--) {
        for (let u = first; u < first + own; u++) k.gruBackward(t, t + 1, B, 1, gates + u * sg, H * sg, h + u * sh, sh, dh + u * sd, sd, 0);
        barrier();
        if (own > 0 && t > 0) multiply((t & 1) === 1, B, own, 3 * H, gates + t * step, sg, WT + first * sw, sw, D + (t - 1) * step, sd);
      }
      barrier();
    },
  };
  return { ...backend, kernels: { ...byTheFirst(k, { index, threads, barrier }), ...shared } };
}

/** All functions, done by the first thread while the others wait: before it begins, for what they may still be writing, and until it is through. */
function byTheFirst(kernels: Kernels, { index, barrier }: UnitMember): Kernels {
  const alone =
    (kernel: (...args: number[]) => unknown) =>
    (...args: number[]) => {
      barrier();
      const result = index === 0 ? kernel(...args) : 0;
      barrier();
      return result;
    };
  const functions = Object.entries(kernels).filter(([, value]) => typeof value === 'function');
  return { ...kernels, ...Object.fromEntries(functions.map(([name, value]) => [name, alone(value)])) };
}
