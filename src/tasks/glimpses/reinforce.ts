import type { Walk, WalkGradients } from '../../network/glimpses/shape';

/**
 * Gradients of one batch: cross-entropy of the class after every glimpse, and for the places REINFORCE (Williams 1992): ∇ log N(l_{t+1}; μ_t, σ²) times what is
 * gained from then on, less a baseline that is learnt. The reward of a glimpse is the probability of the right class after it (what the paper's reward, 1 for a
 * right guess, is on average if the guess is drawn from the belief), the gain the mean of the rewards after the glimpses t + 1 to T.
 * @param deviation σ of the policy, in half widths of the picture; 0: places are not learnt
 * @returns ∂/∂ of the network's outputs, each a mean over the pictures
 */
export function outputGradients(walk: Walk, digits: readonly number[], classes: number, deviation: number): WalkGradients {
  const { steps, streams: B, beliefs, chosen, means, baselines } = walk;
  const width = classes + 2;
  const d = { head: new Float64Array(steps * B * width), baselines: new Float64Array(baselines.length) };
  for (let b = 0; b < B; b++) {
    let later = 0;
    for (let t = steps - 1; t >= 0; t--) {
      const row = t * B + b;
      for (let c = 0; c < classes; c++) d.head[row * width + c] = (beliefs[row * classes + c]! - Number(c === digits[b])) / (steps * B);
      if (t < steps - 1 && deviation > 0) {
        const gain = later / (steps - 1 - t);
        const advantage = gain - baselines[row]!;
        d.baselines[row] = -advantage / B;
        for (const i of [0, 1]) {
          const mean = means[2 * row + i]!;
          const off = chosen[2 * (row + B) + i]! - mean;
          d.head[row * width + classes + i] = ((-advantage * off) / deviation ** 2) * ((1 - mean ** 2) / B);
        }
      }
      later += beliefs[row * classes + digits[b]!]!;
    }
  }
  return d;
}

/** Mean nats of the right classes, over all glimpses and pictures. */
export function meanNats({ steps, streams: B, beliefs }: Walk, digits: readonly number[], classes: number): number {
  let nats = 0;
  for (let row = 0; row < steps * B; row++) nats -= Math.log(Math.max(1e-300, beliefs[row * classes + digits[row % B]!]!));
  return nats / (steps * B);
}

/** The likeliest class of a row of beliefs. */
export function bestOf(beliefs: ArrayLike<number>, at: number, classes: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) if (beliefs[at + c]! > beliefs[at + best]!) best = c;
  return best;
}
