import type { Kernels } from '../backend';
import type { Case, Size } from './cases';
import type { Region, Scratch } from './scratch';

/** Steps of a window and rows of its matrices. */
const rowsOf = ({ steps, streams }: Size): number => steps * streams;
const hiddenRows = (s: Scratch, size: Size, blocks = 1): Region => s.matrix(rowsOf(size), size.hidden, { blocks });
const states = (s: Scratch, size: Size, blocks = 1): Region => s.matrix(rowsOf(size) + size.streams, size.hidden, { blocks });

/** A function of elements, forward or backward: both take rows and write rows. */
const onRows =
  (name: 'geluForward' | 'geluBackward' | 'siluForward' | 'siluBackward' | 'softplusForward' | 'softplusBackward'): Case =>
  (k, s, size) => {
    const X = s.matrix(rowsOf(size), size.hidden, { scale: 4 });
    const Y = hiddenRows(s, size);
    k[name](rowsOf(size), X.panels, X.at, X.stride, Y.at, Y.stride);
  };

/** Widths of two heads, with panels of their own. */
const HEADS = 2;
const headWidth = ({ hidden }: Size): number => 2 * Math.max(1, Math.floor(hidden / 6));
const headRows = (s: Scratch, size: Size, rows = rowsOf(size), scale = 1): Region => s.matrix(rows, headWidth(size), { blocks: HEADS, scale });
/** Steps that keys have in front of the window, keys that a query sees, and queries that the kernels take at a time. */
const PAST = 2;
const SPAN = 3;
const QUERIES = 48;

function attention(k: Kernels, s: Scratch, size: Size) {
  const { steps, streams } = size;
  const keyRows = (steps + PAST) * streams;
  const [Q, K, V, O] = [headRows(s, size), headRows(s, size, keyRows), headRows(s, size, keyRows), headRows(s, size)];
  const log = s.work(HEADS * rowsOf(size) * 2);
  const keyPanels = s.panelsOf(steps + PAST);
  const work = s.work(s.panelWidth * (4 * Q.panels * steps + 6 * Q.panels * keyPanels * s.panelWidth + 2 * keyPanels * QUERIES));
  const window = [steps, PAST, SPAN, streams, HEADS, Q.panels, 0.5, Q.at, Q.stride, K.at, K.stride, V.at, V.stride] as const;
  k.attentionForward(...window, O.at, O.stride, log, work);
  return { window, log, work, keyRows };
}

function additive(k: Kernels, s: Scratch, size: Size) {
  const { steps, streams, hidden } = size;
  const sources = steps + 1;
  const [Q, K, M] = [hiddenRows(s, size), s.matrix(sources * streams, hidden), s.matrix(sources * streams, hidden)];
  const [v, C] = [s.matrix(1, hidden), hiddenRows(s, size)];
  const lengths = s.symbols(streams, sources);
  const real = new Int32Array(s.buffer, lengths, streams);
  for (let b = 0; b < streams; b++) real[b] = 1 + (b % sources);
  const stride = s.panelsOf(sources) * s.panelWidth * 4;
  const shares = s.work((rowsOf(size) * stride) / 4);
  const work = s.work(s.panelWidth + stride / 4);
  const window = [steps, sources, streams, Q.panels, Q.at, Q.stride, K.at, K.stride, v.at, M.at, M.stride, lengths, shares, stride] as const;
  k.additiveForward(...window, C.at, C.stride, work);
  return { window, sources, work };
}

/** States a channel of the selective scan. */
const STATES = 4;

function selective(k: Kernels, s: Scratch, size: Size) {
  const { steps, streams, hidden } = size;
  const [dt, u, Y] = [hiddenRows(s, size), hiddenRows(s, size), hiddenRows(s, size)];
  const steady = new Float32Array(s.buffer, dt.at, (dt.panels * dt.stride) / 4);
  for (let i = 0; i < steady.length; i++) steady[i] = Math.abs(steady[i]!);
  const P = s.matrix(rowsOf(size), 2 * STATES + 3);
  const [A, D] = [s.matrix(STATES, hidden), s.matrix(1, hidden)];
  const each = (steps + 1) * streams * STATES * s.panelWidth;
  const [H, sh] = [s.work(dt.panels * each), each * 4];
  const work = s.work((1 + streams) * STATES * s.panelWidth);
  const window = [steps, streams, dt.panels, STATES, dt.at, u.at, dt.stride, P.at, P.stride, 3, 3 + STATES] as const;
  k.selectiveForward(...window, A.at, A.stride, D.at, H, sh, Y.at, Y.stride, work);
  return { window, A, D, H, sh, work };
}

function delta(k: Kernels, s: Scratch, size: Size) {
  const { steps, streams } = size;
  const width = headWidth(size);
  // Keys of about unit length, as the layer has them: longer ones make the state explode.
  const [Q, K] = [headRows(s, size, steps * streams, 1 / Math.sqrt(width)), headRows(s, size, steps * streams, 1 / Math.sqrt(width))];
  const [V, change, O] = [headRows(s, size), headRows(s, size), headRows(s, size)];
  const beta = s.matrix(rowsOf(size), HEADS, { scale: 0.5 });
  const S = s.work(streams * HEADS * Q.panels * width * s.panelWidth);
  k.deltaForward(
    ...([steps, streams, HEADS, Q.panels, width, Q.at, K.at, Q.stride, V.at, V.stride, beta.at, beta.stride] as const),
    ...([change.at, change.stride, O.at, O.stride, S] as const),
  );
  return { width, Q, K, change, beta, S };
}

/** Cases of the functions that single kinds of layers have. */
export const LAYER_CASES: Partial<Record<keyof Kernels, Case>> = {
  rmsNormForward(k, s, size) {
    const [X, weight, Y] = [hiddenRows(s, size), s.matrix(1, size.hidden), hiddenRows(s, size)];
    k.rmsNormForward(rowsOf(size), X.panels, size.hidden, X.at, X.stride, weight.at, Y.at, Y.stride, s.work(rowsOf(size)));
  },
  rmsNormBackward(k, s, size) {
    const [X, weight, G, D] = [hiddenRows(s, size), s.matrix(1, size.hidden), hiddenRows(s, size), hiddenRows(s, size)];
    const [dWeight, scales] = [s.matrix(1, size.hidden), s.work(rowsOf(size))];
    new Float32Array(s.buffer, scales, rowsOf(size)).fill(0.8);
    k.rmsNormBackward(
      ...([rowsOf(size), X.panels, size.hidden, X.at, X.stride, weight.at, scales] as const),
      ...([G.at, G.stride, D.at, D.stride, dWeight.at] as const),
    );
  },
  layerNormForward(k, s, size) {
    const [X, weight, bias, Y] = [hiddenRows(s, size), s.matrix(1, size.hidden), s.matrix(1, size.hidden), hiddenRows(s, size)];
    k.layerNormForward(rowsOf(size), X.panels, size.hidden, X.at, X.stride, weight.at, bias.at, Y.at, Y.stride, s.work(2 * rowsOf(size)));
  },
  layerNormBackward(k, s, size) {
    const [X, weight, G, D] = [hiddenRows(s, size), s.matrix(1, size.hidden), hiddenRows(s, size), hiddenRows(s, size)];
    const [dWeight, dBias, stats] = [s.matrix(1, size.hidden), s.matrix(1, size.hidden), s.work(2 * rowsOf(size))];
    new Float32Array(s.buffer, stats, 2 * rowsOf(size)).fill(0.6);
    k.layerNormBackward(
      ...([rowsOf(size), X.panels, size.hidden, X.at, X.stride, weight.at, stats] as const),
      ...([G.at, G.stride, D.at, D.stride, dWeight.at, dBias.at] as const),
    );
  },
  addRows(k, s, size) {
    const [X, Y, C] = [hiddenRows(s, size), hiddenRows(s, size), hiddenRows(s, size)];
    k.addRows(rowsOf(size), X.panels, X.at, X.stride, Y.at, Y.stride, C.at, C.stride);
  },
  meanOverTime(k, s, size) {
    const [X, Y] = [hiddenRows(s, size), hiddenRows(s, size)];
    k.meanOverTime(size.steps, size.streams, X.panels, X.at, X.stride, Y.at, Y.stride);
  },
  meanOverTimeBackward(k, s, size) {
    const D = hiddenRows(s, size);
    k.meanOverTimeBackward(size.steps, size.streams, D.panels, D.at, D.stride);
  },
  geluForward: onRows('geluForward'),
  geluBackward: onRows('geluBackward'),
  siluForward: onRows('siluForward'),
  siluBackward: onRows('siluBackward'),
  softplusForward: onRows('softplusForward'),
  softplusBackward: onRows('softplusBackward'),
  gluForward(k, s, size) {
    const [X, Y] = [hiddenRows(s, size, 2), hiddenRows(s, size)];
    k.gluForward(rowsOf(size), X.panels, X.at, X.stride, Y.at, Y.stride);
  },
  gluBackward(k, s, size) {
    const [X, D] = [hiddenRows(s, size, 2), hiddenRows(s, size)];
    k.gluBackward(rowsOf(size), X.panels, X.at, X.stride, D.at, D.stride);
  },
  addScaledRows(k, s, size) {
    const [X, weight, Y] = [hiddenRows(s, size), s.matrix(1, size.hidden), hiddenRows(s, size)];
    k.addScaledRows(rowsOf(size), X.panels, X.at, X.stride, weight.at, Y.at, Y.stride);
  },
  productSums(k, s, size) {
    const [X, Y, sums] = [hiddenRows(s, size), hiddenRows(s, size), s.matrix(1, size.hidden)];
    k.productSums(rowsOf(size), X.panels, X.at, X.stride, Y.at, Y.stride, sums.at);
  },
  minGruForward(k, s, size) {
    for (const positive of [0, 1]) {
      const [gates, h] = [hiddenRows(s, size, 2), states(s, size)];
      k.minGruForward(size.steps, size.streams, size.hidden, positive, gates.at, gates.stride, h.at, h.stride);
    }
  },
  minGruBackward(k, s, size) {
    for (const positive of [0, 1]) {
      const [gates, h, dh] = [hiddenRows(s, size, 2), states(s, size), hiddenRows(s, size)];
      k.minGruBackward(size.steps, size.streams, size.hidden, positive, gates.at, gates.stride, h.at, h.stride, dh.at, dh.stride);
    }
  },
  minLstmForward(k, s, size) {
    const [gates, h] = [hiddenRows(s, size, 4), states(s, size)];
    k.minLstmForward(size.steps, size.streams, gates.panels, gates.at, gates.stride, h.at, h.stride);
  },
  minLstmBackward(k, s, size) {
    const [gates, h, dh] = [hiddenRows(s, size, 4), states(s, size), hiddenRows(s, size)];
    k.minLstmBackward(size.steps, size.streams, gates.panels, gates.at, gates.stride, h.at, h.stride, dh.at, dh.stride);
  },
  lruForward(k, s, size) {
    const [coefficients, b, state] = [s.matrix(1, size.hidden, { blocks: 3, scale: 0.6 }), hiddenRows(s, size, 2), states(s, size, 2)];
    k.lruForward(size.steps, size.streams, b.panels, coefficients.at, b.at, b.stride, state.at, state.stride);
  },
  lruBackward(k, s, size) {
    const [coefficients, b, state] = [s.matrix(1, size.hidden, { blocks: 3, scale: 0.6 }), hiddenRows(s, size, 2), states(s, size, 2)];
    const [d, sums] = [hiddenRows(s, size, 2), s.matrix(1, size.hidden, { blocks: 3 })];
    k.lruBackward(size.steps, size.streams, b.panels, coefficients.at, b.at, b.stride, state.at, state.stride, d.at, d.stride, sums.at);
  },
  depthwiseForward(k, s, size) {
    const X = s.matrix(rowsOf(size) + 2 * size.streams, size.hidden);
    const [W, bias, Y] = [s.matrix(3, size.hidden), s.matrix(1, size.hidden), hiddenRows(s, size)];
    k.depthwiseForward(rowsOf(size), size.streams, X.panels, 3, X.at, X.stride, W.at, W.stride, bias.at, Y.at, Y.stride);
  },
  depthwiseBackward(k, s, size) {
    const [X, dX] = [s.matrix(rowsOf(size) + 2 * size.streams, size.hidden), s.matrix(rowsOf(size) + 2 * size.streams, size.hidden)];
    const [W, dW, dBias, D] = [s.matrix(3, size.hidden), s.matrix(3, size.hidden), s.matrix(1, size.hidden), hiddenRows(s, size)];
    k.depthwiseBackward(
      ...([rowsOf(size), size.streams, X.panels, 3, X.at, X.stride, W.at, W.stride] as const),
      ...([D.at, D.stride, dX.at, dX.stride, dW.at, dBias.at] as const),
    );
  },
  selectiveForward(k, s, size) {
    selective(k, s, size);
  },
  selectiveBackward(k, s, size) {
    const { window, A, D, H, sh, work } = selective(k, s, size);
    const [dY, ddt, du] = [hiddenRows(s, size), hiddenRows(s, size), hiddenRows(s, size)];
    const [dP, dA, dD] = [s.matrix(rowsOf(size), 2 * STATES + 3), s.matrix(STATES, size.hidden), s.matrix(1, size.hidden)];
    k.selectiveBackward(...window, A.at, A.stride, D.at, H, sh, dY.at, dY.stride, ddt.at, du.at, dP.at, dP.stride, dA.at, dD.at, work);
  },
  attentionForward(k, s, size) {
    attention(k, s, size);
  },
  attentionBackward(k, s, size) {
    const { window, log, work, keyRows } = attention(k, s, size);
    const [dO, dQ, dK, dV] = [headRows(s, size), headRows(s, size), headRows(s, size, keyRows), headRows(s, size, keyRows)];
    k.attentionBackward(...window, dO.at, dO.stride, dQ.at, dQ.stride, dK.at, dV.at, dK.stride, log, work);
  },
  additiveForward(k, s, size) {
    additive(k, s, size);
  },
  additiveBackward(k, s, size) {
    const { window, sources, work } = additive(k, s, size);
    const [dC, dQ, dK, dM] = [
      hiddenRows(s, size),
      hiddenRows(s, size),
      s.matrix(sources * size.streams, size.hidden),
      s.matrix(sources * size.streams, size.hidden),
    ];
    const dv = s.matrix(1, size.hidden);
    k.additiveBackward(...window, dC.at, dC.stride, dQ.at, dQ.stride, dK.at, dK.stride, dM.at, dM.stride, dv.at, work);
  },
  rotateRows(k, s, size) {
    const width = headWidth(size);
    const [X, table] = [headRows(s, size), s.work((size.steps + 1) * width)];
    new Float32Array(s.buffer, table, (size.steps + 1) * width).set(Array.from({ length: (size.steps + 1) * width }, (_, i) => Math.sin(i)));
    k.rotateRows(size.steps, size.streams, HEADS, X.panels, width, 1, X.at, X.stride, table, -1);
  },
  unitForward(k, s, size) {
    const [X, Y] = [hiddenRows(s, size), hiddenRows(s, size)];
    k.unitForward(rowsOf(size), X.panels, X.at, X.stride, Y.at, Y.stride, s.work(rowsOf(size)));
  },
  unitBackward(k, s, size) {
    const [X, Y, D, scales] = [hiddenRows(s, size), hiddenRows(s, size), hiddenRows(s, size), s.work(rowsOf(size))];
    new Float32Array(s.buffer, scales, rowsOf(size)).fill(0.3);
    k.unitBackward(rowsOf(size), X.panels, X.at, X.stride, Y.at, Y.stride, scales, D.at, D.stride);
  },
  deltaForward(k, s, size) {
    delta(k, s, size);
  },
  deltaBackward(k, s, size) {
    const { width, Q, K, change, beta, S } = delta(k, s, size);
    const [dO, dQ, dK, dV] = [headRows(s, size), headRows(s, size), headRows(s, size), headRows(s, size)];
    const [dBeta, work] = [s.matrix(rowsOf(size), HEADS), s.work(width * s.panelWidth)];
    k.deltaBackward(
      ...([size.steps, size.streams, HEADS, Q.panels, width, Q.at, K.at, Q.stride, beta.at, beta.stride] as const),
      ...([change.at, change.stride, dO.at, dO.stride, dQ.at, dK.at, dV.at, dQ.stride, dBeta.at, dBeta.stride, S, work] as const),
    );
  },
};
