import type { LayerDescription } from '../network/layers/description';
import type { NetworkPorts } from '../network/ports';
import { times, toFloat64, transposeTimes } from '../network/reference/matrix';
import { ReferenceNetwork } from '../network/reference/network';
import type { Architecture } from '../protocol/configuration';
import type { GateSpectrum } from '../protocol/diagnostics';
import type { Tensors } from '../protocol/model';
import { eigenvalues, spectralRadius } from './eigenvalues';
import { largestSingularValue } from './singular-value';
import type { Trace } from './trace';

/** Names of the gate blocks of a kind's recurrent matrix in PyTorch's order; none for a kind whose recurrence is no matrix. */
export function recurrentBlocks({ gates, recurrentBlocks: own }: LayerDescription): readonly string[] {
  return own ?? gates.map(({ name }) => name);
}

/** Eigenvalues, spectral radius and largest singular value of every gate's [H, H] block of W, [layer][gate]. `check` is called every few milliseconds. */
export function spectra(network: ReferenceNetwork, check: () => void = () => undefined): GateSpectrum[][] {
  const H = network.stack.hidden;
  return network.stack.kinds.map((kind, layer) => {
    const weight = network.recurrentWeight(layer);
    const own = network.layers[network.stack.branches.findIndex((branch) => branch.layer === layer)]!.eigenvalues?.();
    if (own) return [diagonal(own)];
    return (weight ? recurrentBlocks(kind) : []).map((gate, g): GateSpectrum => {
      const data = weight!.data.subarray(g * H * H, (g + 1) * H * H);
      const W = { shape: [H, H], data };
      const values = eigenvalues(data, H, check);
      const { log } = largestSingularValue([{ size: H, times: (v) => times(W, v), transposeTimes: (u) => transposeTimes(W, u) }], 1e-8);
      return {
        gate,
        eigenvalues: values.map(([re, im]) => [round(re), round(im)] as const),
        spectralRadius: spectralRadius(values),
        sigmaMax: Math.exp(log),
      };
    });
  });
}

/** Those of a trace: an encoder's and a decoder's gates side by side, as one layer whose state goes through both. */
export function spectraOf({ network, pair }: Trace, check: () => void = () => undefined): GateSpectrum[][] {
  if (!pair) return spectra(network, check);
  const parts = { encoder: pair.network.encoder, decoder: pair.network.decoder };
  const [encoder, decoder] = Object.entries(parts).map(([name, own]) =>
    spectra(own, check).map((gates) => gates.map((one) => ({ ...one, gate: `${name} ${one.gate}` }))),
  );
  return encoder!.map((gates, layer) => [...gates, ...decoder![layer]!]);
}

/** The spectrum of a diagonal recurrence: its decay rates themselves. */
function diagonal(values: readonly (readonly [number, number])[]): GateSpectrum {
  const radius = spectralRadius(values);
  return { gate: 'λ', eigenvalues: values.map(([re, im]) => [round(re), round(im)] as const), spectralRadius: radius, sigmaMax: radius };
}

/** Hidden units up to which eigenvalues come in a moment. */
const LARGEST_AT_ONCE = 256;

/** ρ of every gate of every layer, in order; none for a network whose eigenvalues would take long. */
export function spectralRadii(architecture: Architecture, ports: NetworkPorts | number, weights: Tensors): number[] {
  if (architecture.hidden > LARGEST_AT_ONCE) return [];
  const network = new ReferenceNetwork(architecture, ports, toFloat64(weights));
  return spectra(network).flatMap((gates) => gates.map((gate) => gate.spectralRadius));
}

/** Five digits are more than a picture of the plane can show. */
function round(value: number): number {
  return Math.round(value * 1e5) / 1e5 + 0;
}
