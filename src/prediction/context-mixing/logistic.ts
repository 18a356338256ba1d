/** ln(p / (1 - p)) of a probability in 1/4096, at the middle of its step. */
export const STRETCH = Float32Array.from({ length: 4096 }, (_, i) => Math.log((i + 0.5) / (4095.5 - i)));
/** Beyond this a logit says nothing more. */
export const LARGEST_LOGIT = 11;

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The logit of a probability, kept between .0005 and .9995 so that one predictor alone is never certain. */
export function stretch(p: number): number {
  const q = Math.min(0.9995, Math.max(0.0005, p));
  return Math.log(q / (1 - q));
}

/** A logit within what says something. */
export function limited(z: number): number {
  return Math.min(LARGEST_LOGIT, Math.max(-LARGEST_LOGIT, z));
}
