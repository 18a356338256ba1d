import type { Parameter, Vector } from './matrix';

/** Under the root of every normalisation. PyTorch's RMSNorm defaults to the machine's epsilon instead. */
const EPSILON = 1e-5;

export type Normalization = 'none' | 'rms' | 'layer';

/** A normalised vector and the way back. */
interface Normalized {
  readonly output: Vector;
  /** @returns ∂E/∂x; adds to the gradients of weight and bias, if wanted */
  backward(dOutput: Vector, dWeight?: Parameter, dBias?: Parameter): Vector;
}

/**
 * RMS(x; w) = x / √(mean x² + 1e-5) · w (Zhang and Sennrich 2019); with a bias also layer normalisation, which takes the mean off first (Ba et al. 2016).
 * Backwards, with n the normalised vector and g = ∂E/∂y · w: ∂E/∂x = (g - n mean(g n)) / rms, less its own mean for layer normalisation.
 */
export function normalize(x: Vector, weight: Vector, bias?: Vector): Normalized {
  const mean = bias ? average(x) : 0;
  const centred = x.map((value) => value - mean);
  const scale = 1 / Math.sqrt(average(centred.map((value) => value * value)) + EPSILON);
  const n = centred.map((value) => value * scale);
  return {
    output: n.map((value, i) => value * weight[i]! + (bias?.[i] ?? 0)),
    backward(dOutput, dWeight, dBias) {
      if (dWeight) for (let i = 0; i < n.length; i++) dWeight.data[i]! += dOutput[i]! * n[i]!;
      if (dBias) for (let i = 0; i < n.length; i++) dBias.data[i]! += dOutput[i]!;
      const g = dOutput.map((d, i) => d * weight[i]!);
      const along = average(g.map((value, i) => value * n[i]!));
      const level = bias ? average(g) : 0;
      return g.map((value, i) => scale * (value - level - n[i]! * along));
    },
  };
}

function average(x: Vector): number {
  return x.reduce((sum, value) => sum + value, 0) / x.length;
}
