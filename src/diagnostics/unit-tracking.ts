import type { FeatureName, TextFeature } from './text-features';

export interface TrackingUnit {
  readonly unit: number;
  /** Pearson's r between the unit's activation and the feature, along the text. */
  readonly correlation: number;
}

export interface TrackedFeature {
  readonly feature: FeatureName;
  /** The units that follow it most closely, by |r|. */
  readonly units: readonly TrackingUnit[];
  /** What the best of as many units reaches by chance: its largest |r| with the feature shifted along the text. */
  readonly chance: number;
}

/** Circular shifts that chance is judged by: fifths of the text. */
const SHIFTS = [0.2, 0.4, 0.6, 0.8];

/**
 * Which hidden units track what (Karpathy et al. 2015 found them by eye): for every feature that varies in the text, the units with the largest
 * |correlation|. Units that never vary track nothing. Both activations and features change slowly along a text, so that chance reaches far more than
 * independent samples would: it is judged with the same feature, shifted, which keeps how slowly it changes (a circular-shift surrogate).
 * @param activations row-major [T, units]
 */
export function* rankUnits(activations: ArrayLike<number>, units: number, features: readonly TextFeature[], most = 5): Generator<TrackedFeature> {
  const length = units > 0 ? Math.floor(activations.length / units) : 0;
  const means = new Float64Array(units);
  for (let t = 0; t < length; t++) for (let u = 0; u < units; u++) means[u]! += activations[t * units + u]! / length;
  const squares = new Float64Array(units);
  for (let t = 0; t < length; t++) for (let u = 0; u < units; u++) squares[u]! += (activations[t * units + u]! - means[u]!) ** 2;
  for (const { name, values } of features) {
    const mean = values.reduce((sum, value) => sum + value, 0) / length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    if (!(variance > 0)) continue;
    const correlations = (shift: number): TrackingUnit[] => {
      const products = new Float64Array(units);
      for (let t = 0; t < length; t++) {
        const deviation = values[(t + shift) % length]! - mean;
        for (let u = 0; u < units; u++) products[u]! += deviation * (activations[t * units + u]! - means[u]!);
      }
      return (
        Array.from(products, (product, unit) => ({ unit, correlation: product / Math.sqrt(variance * squares[unit]!) }))
          // A constant unit differs from its mean by rounding alone.
          .filter(({ unit, correlation }) => Number.isFinite(correlation) && squares[unit]! > 1e-12 * length)
          .sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation) || a.unit - b.unit)
      );
    };
    const chance = Math.max(...SHIFTS.map((share) => Math.abs(correlations(Math.floor(share * length))[0]?.correlation ?? 0)));
    yield { feature: name, units: correlations(0).slice(0, most), chance };
  }
}
