import type { Activation } from '../../protocol/configuration';

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** φ of a net input, its slope φ' written in terms of s = φ(net), and the largest slope there is. */
export interface ActivationFunction {
  readonly value: (net: number) => number;
  readonly slope: (s: number) => number;
  readonly largestSlope: number;
}

export const ACTIVATION_FUNCTIONS: Record<Activation, ActivationFunction> = {
  tanh: { value: Math.tanh, slope: (s) => 1 - s * s, largestSlope: 1 },
  sigmoid: { value: sigmoid, slope: (s) => s * (1 - s), largestSlope: 0.25 },
  relu: { value: (net) => Math.max(0, net), slope: (s) => (s > 0 ? 1 : 0), largestSlope: 1 },
};
