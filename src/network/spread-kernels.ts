import type { Backend, Kernels } from '../kernels/backend';
import { type Attachment, SecondThread, type StartSecondThread } from './second-thread';

/** Bytes of weights from which two cores read them faster than one: more than most second caches hold. */
const LARGE = 2 ** 21;

let offered: (() => SecondThread) | undefined;
let networks = 0;

/**
 * Lets the predictions of this thread's large networks use a second thread, which is started when the first such network comes.
 * @param start undefined: no more
 * @param patience milliseconds without an answer after which it counts as hung
 */
export function offerSecondThread(start: StartSecondThread | undefined, patience?: number): void {
  let second: SecondThread | undefined;
  offered =
    start &&
    (() => {
      second ??= new SecondThread(start, patience);
      return second;
    });
}

/** Whether a network with so many bytes of weights has a second thread; its memory is to be a shared one then. */
export function hasSecondThread(weightBytes: number): boolean {
  return offered !== undefined && weightBytes >= LARGE;
}

/** The backend with its forward products spread over this thread and the second one; the same bits. */
export function spreadKernels(backend: Backend): Backend {
  const { handle, kernels: k, panelWidth } = backend;
  if (!offered || !handle) return backend;
  const second = offered();
  const attachment: Attachment = { network: ++networks, backend: handle };
  const [row, tile] = [4 * panelWidth, 4 * panelWidth * panelWidth];
  const gemmNN: Kernels['gemmNN'] = (...args) => second.multiply(k, attachment, ...args);
  /** Of a layer's time step: the recurrent product, after which the layer's own function has the rest to do (W = 0). */
  const recurrent = (...[t, B, N8, H8, gates, sg, h, sh, W]: readonly number[] & { length: 9 }) =>
    gemmNN(B!, N8!, H8!, h! + t! * B! * row, sh!, W!, H8! * tile, gates! + t! * B! * row, sg!);
  return {
    ...backend,
    kernels: {
      ...k,
      gemmNN,
      rnnForward(t0, t1, B, H, activation, gates, sg, h, sh, W) {
        const H8 = Math.ceil(H / panelWidth);
        for (let t = t0; t < t1; t++) {
          recurrent(t, B, H8, H8, gates, sg, h, sh, W);
          k.rnnForward(t, t + 1, B, H, activation, gates, sg, h, sh, 0);
        }
      },
      lstmForward(t0, t1, B, H8, gates, sg, h, sh, c, tc, st, W) {
        for (let t = t0; t < t1; t++) {
          recurrent(t, B, 4 * H8, H8, gates, sg, h, sh, W);
          k.lstmForward(t, t + 1, B, H8, gates, sg, h, sh, c, tc, st, 0);
        }
      },
      gruForward(t0, t1, B, H8, gates, sg, h, sh, W) {
        for (let t = t0; t < t1; t++) {
          recurrent(t, B, 3 * H8, H8, gates, sg, h, sh, W);
          k.gruForward(t, t + 1, B, H8, gates, sg, h, sh, 0);
        }
      },
    },
  };
}
