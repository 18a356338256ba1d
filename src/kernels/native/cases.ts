import type { Kernels } from '../backend';
import type { Region, Scratch } from './scratch';

/** Sizes of the matrices that a function is called with. */
export interface Size {
  readonly steps: number;
  readonly streams: number;
  readonly hidden: number;
  readonly vocabulary: number;
}

/** Calls one function on random matrices; what it writes lies in the scratch memory's regions. Returns what the function returns. */
export type Case = (k: Kernels, s: Scratch, size: Size) => unknown;

const ACTIVATIONS = [0, 1, 2];

/** Weights of a layer that neither dies out nor explodes over many steps: there rounding would grow, too. */
const calm = (hidden: number): number => 0.7 / Math.sqrt(hidden);

/** A window of a layer: gates, states of T + 1 slots, gradients, weights and their transposes. */
function layer(s: Scratch, { steps, streams, hidden }: Size, blocks: number, recurrent = blocks) {
  const rows = steps * streams;
  return {
    gates: s.matrix(rows, hidden, { blocks }),
    h: s.matrix(rows + streams, hidden),
    c: s.matrix(rows + streams, hidden),
    tc: s.matrix(rows, hidden),
    dh: s.matrix(rows, hidden),
    dc: s.matrix(streams, hidden),
    W: s.matrix(hidden, hidden, { blocks: recurrent, scale: calm(hidden), padded: true }),
    WT: transposed(s, hidden, recurrent),
    panels: s.panelsOf(hidden),
  };
}

/** Wᵀ [blocks · hidden, hidden] in panels of its columns; every block of rows is padded. */
function transposed(s: Scratch, hidden: number, blocks: number): Region {
  const width = s.panelWidth;
  const height = s.panelsOf(hidden) * width;
  const W = s.matrix(blocks * height, hidden, { scale: calm(hidden) });
  s.regions.pop();
  // Rows between the blocks are padding: zero, and other numbers for another width must not be compared.
  const values = new Float32Array(s.buffer, W.at, (W.panels * W.stride) / 4);
  const panel = W.stride / 4;
  // The same numbers in every block, whatever the width: those of the first one's rows.
  for (let n = 0; n < W.panels; n++)
    for (let block = 0; block < blocks; block++) {
      const start = n * panel + block * height * width;
      if (block > 0) values.copyWithin(start, n * panel, n * panel + hidden * width);
      values.fill(0, start + hidden * width, start + height * width);
    }
  return W;
}

const rowsOf = ({ steps, streams }: Size): number => steps * streams;

/** Softmax from logits to their gradients: its three functions go together. */
const softmax: Case = (k, s, size) => {
  const R = rowsOf(size);
  const V = size.vocabulary;
  const logits = s.matrix(R, V, { scale: 6 });
  const sums = s.matrix(1, V);
  const targets = s.symbols(R, V);
  const [correct, work] = [s.work(16), s.work(R * 12)];
  const half = Math.floor(logits.panels / 2);
  k.softmaxMaxima(R, V, 0, half || logits.panels, logits.at, logits.stride, work);
  if (half) k.softmaxMaxima(R, V, half, logits.panels, logits.at, logits.stride, work);
  const nats = k.softmaxCrossEntropy(R, V, logits.at, logits.stride, targets, 0.5, correct, work);
  k.softmaxGradient(R, 0, logits.panels, logits.at, logits.stride, targets, 0.5, work, sums.at);
  return nats + new Int32Array(s.buffer, correct, 1)[0]! * 1000;
};

/** A slice of parameters with gradient and both moments, in whole lines. */
function parameters(s: Scratch) {
  const [P, G, M, S] = [s.matrix(16, 16), s.matrix(16, 16), s.matrix(16, 16, { scale: 0.1 }), s.matrix(16, 16, { scale: 0.1 })];
  const second = new Float32Array(s.buffer, S.at, 256);
  for (let i = 0; i < 256; i++) second[i] = Math.abs(second[i]!);
  return { P: P.at, G: G.at, M: M.at, S: S.at, bytes: 1024 };
}

/** A case for every function of the kernels. */
export const CASES: Partial<Record<keyof Kernels, Case>> = {
  gemmNN(k, s, size) {
    const [A, B] = [s.matrix(rowsOf(size), size.hidden), s.matrix(size.hidden, size.vocabulary, { padded: true })];
    const C = s.matrix(rowsOf(size), size.vocabulary);
    const product = (rows: number) => k.gemmNN(rows, B.panels, A.panels, A.at, A.stride, B.at, B.stride, C.at, C.stride);
    // A thread without streams has no rows; likewise in a layer's time step below.
    product(0);
    return product(rowsOf(size));
  },
  gemmTN(k, s, size) {
    const [A, D] = [s.matrix(rowsOf(size), size.hidden), s.matrix(rowsOf(size), size.vocabulary)];
    const C = s.matrix(size.hidden, size.vocabulary, { padded: true });
    return k.gemmTN(rowsOf(size), A.panels, D.panels, A.at, A.stride, D.at, D.stride, C.at, C.stride);
  },
  embed(k, s, size) {
    const [table, C] = [s.matrix(size.vocabulary, size.hidden), s.matrix(rowsOf(size), size.hidden)];
    const symbols = s.symbols(rowsOf(size), size.vocabulary);
    return k.embed(rowsOf(size), C.panels, symbols, table.at, table.stride, C.at, C.stride);
  },
  lookUp(k, s, size) {
    const [table, C] = [s.matrix(size.vocabulary, size.hidden), s.matrix(rowsOf(size), size.hidden)];
    const [a, b] = [s.matrix(1, size.hidden), s.matrix(1, size.hidden)];
    const symbols = s.symbols(rowsOf(size), size.vocabulary);
    return k.lookUp(rowsOf(size), C.panels, symbols, table.at, table.stride, a.at, b.at, C.at, C.stride);
  },
  scatter(k, s, size) {
    const [gradient, D] = [s.matrix(size.vocabulary, size.hidden), s.matrix(rowsOf(size), size.hidden)];
    const symbols = s.symbols(rowsOf(size), size.vocabulary);
    return k.scatter(rowsOf(size), D.panels, symbols, D.at, D.stride, gradient.at, gradient.stride);
  },
  biasRows(k, s, size) {
    const [a, b, C] = [s.matrix(1, size.hidden), s.matrix(1, size.hidden), s.matrix(rowsOf(size), size.hidden)];
    return k.biasRows(rowsOf(size), C.panels, a.at, b.at, C.at, C.stride);
  },
  columnSums(k, s, size) {
    const [D, sum] = [s.matrix(rowsOf(size), size.hidden), s.matrix(1, size.hidden)];
    return k.columnSums(rowsOf(size), D.panels, D.at, D.stride, sum.at);
  },
  rowNorms(k, s, size) {
    const X = s.matrix(rowsOf(size), size.hidden);
    const norms = s.work(rowsOf(size));
    k.rowNorms(rowsOf(size), X.panels, X.at, X.stride, norms);
    return new Float32Array(s.buffer, norms, rowsOf(size)).reduce((a, b) => a + b, 0);
  },
  maskColumns(k, s, size) {
    const X = s.matrix(rowsOf(size), size.hidden);
    const norms = s.work(rowsOf(size));
    new Float32Array(s.buffer, X.at, (X.panels * X.stride) / 4).fill(1);
    k.maskColumns(rowsOf(size), size.hidden, X.at, X.stride);
    // Longer where padding was left.
    k.rowNorms(rowsOf(size), X.panels, X.at, X.stride, norms);
    return new Float32Array(s.buffer, norms, 1)[0];
  },
  copyRows(k, s, size) {
    const [from, to] = [s.matrix(rowsOf(size), size.hidden), s.matrix(rowsOf(size), size.hidden)];
    return k.copyRows(rowsOf(size), from.panels, from.at, from.stride, to.at, to.stride);
  },
  transpose(k, s, size) {
    const W = s.matrix(size.hidden, size.vocabulary, { padded: true });
    const T = s.matrix(size.vocabulary, size.hidden, { padded: true });
    return k.transpose(T.panels, W.panels, W.at, T.at, 0, T.panels);
  },
  zero(k, s, size) {
    const X = s.matrix(rowsOf(size), size.hidden);
    return k.zero(X.at, X.panels * X.stride);
  },
  drawUniform(k, s) {
    const state = s.work(4);
    new Uint32Array(s.buffer, state, 4).set([1, 2, 3, 4]);
    const X = s.matrix(3, 4);
    return k.drawUniform(state, 3, 4, 0.25, X.at, s.panelWidth * 4, 4);
  },
  dropoutMask(k, s, size) {
    const M = s.matrix(rowsOf(size), size.hidden);
    return k.dropoutMask(rowsOf(size), size.streams, 2, M.panels, M.at, M.stride, 0x12345678, 2 ** 23, 2);
  },
  multiplyRows(k, s, size) {
    const [X, M, Y] = [s.matrix(rowsOf(size), size.hidden), s.matrix(rowsOf(size), size.hidden), s.matrix(rowsOf(size), size.hidden)];
    return k.multiplyRows(rowsOf(size), X.panels, X.at, X.stride, M.at, M.stride, Y.at, Y.stride);
  },
  activateRows(k, s, size) {
    for (const activation of ACTIVATIONS) {
      const X = s.matrix(rowsOf(size), size.hidden, { scale: 4 });
      k.activateRows(rowsOf(size), size.hidden, activation, X.at, X.stride);
    }
    return 0;
  },
  slopeRows(k, s, size) {
    for (const activation of ACTIVATIONS) {
      const [S, D] = [s.matrix(rowsOf(size), size.hidden), s.matrix(rowsOf(size), size.hidden)];
      k.slopeRows(rowsOf(size), size.hidden, activation, S.at, S.stride, D.at, D.stride);
    }
    return 0;
  },
  rnnForward(k, s, size) {
    const { steps, streams, hidden } = size;
    for (const activation of ACTIVATIONS) {
      const { gates, h, W } = layer(s, size, 1);
      for (const own of [0, streams]) k.rnnForward(0, steps, own, hidden, activation, gates.at, gates.stride, h.at, h.stride, W.at);
      // Without the recurrent product, as where two threads have computed it.
      k.rnnForward(0, steps, streams, hidden, activation, gates.at, gates.stride, h.at, h.stride, 0);
    }
    return 0;
  },
  rnnBackward(k, s, size) {
    const { steps, streams, hidden } = size;
    for (const activation of ACTIVATIONS) {
      const { gates, h, dh, WT } = layer(s, size, 1);
      // Without the product as well, as where threads share its columns; likewise below.
      for (const weights of [WT.at, 0])
        k.rnnBackward(0, steps, streams, hidden, activation, gates.at, gates.stride, h.at, h.stride, dh.at, dh.stride, weights);
    }
    return 0;
  },
  lstmForward(k, s, size) {
    const { steps, streams } = size;
    const { gates, h, c, tc, W, panels } = layer(s, size, 4);
    for (const weights of [W.at, 0])
      k.lstmForward(0, steps, streams, panels, gates.at, gates.stride, h.at, h.stride, c.at, tc.at, tc.stride, weights);
  },
  lstmBackward(k, s, size) {
    const { steps, streams } = size;
    const { gates, h, c, tc, dh, dc, WT, panels } = layer(s, size, 4);
    for (const weights of [WT.at, 0])
      k.lstmBackward(0, steps, streams, panels, gates.at, gates.stride, h.stride, c.at, tc.at, tc.stride, dh.at, dh.stride, dc.at, weights);
  },
  gruForward(k, s, size) {
    const { steps, streams } = size;
    const { gates, h, W, panels } = layer(s, size, 4, 3);
    for (const weights of [W.at, 0]) k.gruForward(0, steps, streams, panels, gates.at, gates.stride, h.at, h.stride, weights);
  },
  gruBackward(k, s, size) {
    const { steps, streams } = size;
    const { gates, h, dh, WT, panels } = layer(s, size, 4, 3);
    for (const weights of [WT.at, 0]) k.gruBackward(0, steps, streams, panels, gates.at, gates.stride, h.at, h.stride, dh.at, dh.stride, weights);
  },
  softmaxMaxima: softmax,
  softmaxCrossEntropy: softmax,
  softmaxGradient: softmax,
  sigmoidLoss(k, s, size) {
    const R = rowsOf(size);
    let result = 0;
    for (const squared of [0, 1]) {
      const logits = s.matrix(R, size.vocabulary, { scale: 6 });
      const targets = s.symbols(R, size.vocabulary);
      const correct = s.work(64);
      result += k.sigmoidLoss(R, size.vocabulary, logits.at, logits.stride, targets, 0.5, correct, squared);
      result += new Int32Array(s.buffer, correct, 1)[0]! * 1000;
    }
    return result;
  },
  squaredError(k, s, size) {
    const R = rowsOf(size);
    const outputs = s.matrix(R, 3);
    const targets = s.work(R * 3);
    new Float32Array(s.buffer, targets, R * 3).set(Array.from({ length: R * 3 }, (_, i) => (i === 4 ? Number.NaN : Math.sin(i))));
    return k.squaredError(R, 3, outputs.at, outputs.stride, targets, 0.5);
  },
  pinballLoss(k, s, size) {
    const R = rowsOf(size);
    const outputs = s.matrix(R, 3);
    const [targets, levels] = [s.work(R * 3), s.work(3)];
    new Float32Array(s.buffer, targets, R * 3).set(Array.from({ length: R * 3 }, (_, i) => (i === 4 ? Number.NaN : Math.sin(i))));
    new Float32Array(s.buffer, levels, 3).set([0.1, 0.5, 0.9]);
    return k.pinballLoss(R, 3, outputs.at, outputs.stride, targets, levels, 2, 0.5);
  },
  logProbabilities(k, s, size) {
    for (const normalise of [0, 1]) {
      const [logits, out] = [s.matrix(1, size.vocabulary, { scale: 6 }), s.matrix(1, size.vocabulary)];
      // One row of panels lies as the plain row that is wanted: its columns follow each other.
      k.logProbabilities(size.vocabulary, logits.at, logits.stride, out.at, normalise);
    }
    return 0;
  },
  sumSquares: (k, s) => k.sumSquares(parameters(s).P, 1024),
  add(k, s) {
    const { P, G, bytes } = parameters(s);
    return k.add(P, G, bytes);
  },
  clipValues: (k, s) => k.clipValues(parameters(s).G, 1024, 0.5),
  adam(k, s) {
    for (const decoupled of [0, 1]) {
      const { P, G, M, S, bytes } = parameters(s);
      k.adam(P, G, M, S, bytes, 1e-2, 0.9, 0.999, 1 - 0.9 ** 3, 1 - 0.999 ** 3, 1e-8, 0.1, decoupled, 0.7);
    }
    return 0;
  },
  adagrad(k, s) {
    const { P, G, S, bytes } = parameters(s);
    return k.adagrad(P, G, S, bytes, 1e-2, 1e-8, 0.1, 0.7);
  },
  rmsprop(k, s) {
    const { P, G, M, S, bytes } = parameters(s);
    return k.rmsprop(P, G, M, S, bytes, 1e-2, 0.99, 0.9, 1e-8, 0.1, 0.7);
  },
  sgd(k, s) {
    const { P, G, M, bytes } = parameters(s);
    return k.sgd(P, G, M, bytes, 1e-2, 0.9, 0.1, 0.7);
  },
};
