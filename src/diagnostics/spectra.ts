import { times, toFloat64, transposeTimes } from '../network/reference/matrix';
import { ReferenceNetwork } from '../network/reference/network';
import type { Architecture, Cell } from '../protocol/configuration';
import type { GateSpectrum } from '../protocol/diagnostics';
import type { Tensors } from '../protocol/model';
import { eigenvalues, spectralRadius } from './eigenvalues';
import { largestSingularValue } from './singular-value';

/** Gate blocks of W in PyTorch's order. */
export const GATE_NAMES: Record<Cell, readonly string[]> = { rnn: ['W'], lstm: ['i', 'f', 'g', 'o'], gru: ['r', 'z', 'n'], feedforward: [] };

/** Eigenvalues, spectral radius and largest singular value of every gate's [H, H] block of W, [layer][gate]. `check` is called every few milliseconds. */
export function spectra(network: ReferenceNetwork, check: () => void = () => undefined): GateSpectrum[][] {
  const { cell, hidden: H } = network.architecture;
  return network.cells.map((_, layer) =>
    GATE_NAMES[cell].map((gate, g): GateSpectrum => {
      const data = network.recurrentWeight(layer)!.data.subarray(g * H * H, (g + 1) * H * H);
      const W = { shape: [H, H], data };
      const values = eigenvalues(data, H, check);
      const { log } = largestSingularValue([{ size: H, times: (v) => times(W, v), transposeTimes: (u) => transposeTimes(W, u) }], 1e-8);
      return {
        gate,
        eigenvalues: values.map(([re, im]) => [round(re), round(im)] as const),
        spectralRadius: spectralRadius(values),
        sigmaMax: Math.exp(log),
      };
    }),
  );
}

/** Hidden units up to which eigenvalues come in a moment. */
const LARGEST_AT_ONCE = 256;

/** ρ of every gate of every layer, in order; none for a network whose eigenvalues would take long. */
export function spectralRadii(architecture: Architecture, vocabularySize: number, weights: Tensors): number[] {
  if (architecture.hidden > LARGEST_AT_ONCE) return [];
  const network = new ReferenceNetwork(architecture, vocabularySize, toFloat64(weights));
  return spectra(network).flatMap((gates) => gates.map((gate) => gate.spectralRadius));
}

/** Five digits are more than a picture of the plane can show. */
function round(value: number): number {
  return Math.round(value * 1e5) / 1e5 + 0;
}
