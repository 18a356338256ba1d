import { times, transposeTimes } from '../network/reference/matrix';
import type { ReferenceNetwork } from '../network/reference/network';
import type { Cell } from '../protocol/configuration';
import type { GateSpectrum } from '../protocol/diagnostics';
import { eigenvalues, spectralRadius } from './eigenvalues';
import { largestSingularValue } from './singular-value';

/** Gate blocks of W in PyTorch's order. */
export const GATE_NAMES: Record<Cell, readonly string[]> = { rnn: ['W'], lstm: ['i', 'f', 'g', 'o'], gru: ['r', 'z', 'n'], feedforward: [] };

/** Eigenvalues, spectral radius and largest singular value of every gate's [H, H] block of W, [layer][gate]. */
export function spectra(network: ReferenceNetwork): GateSpectrum[][] {
  const { cell, hidden: H } = network.architecture;
  return network.cells.map((_, layer) =>
    GATE_NAMES[cell].map((gate, g): GateSpectrum => {
      const data = network.recurrentWeight(layer)!.data.subarray(g * H * H, (g + 1) * H * H);
      const W = { shape: [H, H], data };
      const values = eigenvalues(data, H);
      const { log } = largestSingularValue([{ size: H, times: (v) => times(W, v), transposeTimes: (u) => transposeTimes(W, u) }], 1e-8);
      return { gate, eigenvalues: values, spectralRadius: spectralRadius(values), sigmaMax: Math.exp(log) };
    }),
  );
}
