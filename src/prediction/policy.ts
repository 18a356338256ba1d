import type { ExpectationPolicy, Policy, ThresholdPolicy } from '../protocol/suggestion-policy';

/** A suggestion of one character costs more to read than to type. */
const LEAST_LENGTH = 2;
/** Keys that a suggestion costs which is wrong from its first character. */
const DISTRACTION = 0.25;

/**
 * How many characters of a continuation to show, 0 for none.
 * @param probabilities of each character, after those before it
 * @param mayEnd whether a suggestion may end behind a character, by index
 * @param doubt taken off the logit of every suggestion's probability: what was rejected here before
 */
export function chooseLength(probabilities: readonly number[], policy: Policy, mayEnd: (index: number) => boolean = () => true, doubt = 0): number {
  return 'threshold' in policy ? byThreshold(probabilities, policy, mayEnd) : byExpectation(probabilities, policy, mayEnd, doubt);
}

function byThreshold(probabilities: readonly number[], { threshold }: ThresholdPolicy, mayEnd: (index: number) => boolean): number {
  let together = 1;
  let length = 0;
  for (let i = 0; i < probabilities.length; i++) {
    together *= probabilities[i]!;
    if (together < threshold) break;
    if (mayEnd(i)) length = i + 1;
  }
  return length < LEAST_LENGTH ? 0 : length;
}

/**
 * Q_k is the probability of the first k characters. From k on, the best is either to wait for the next character, or to show up to some l:
 * W_k = max(q W_{k+1}, max_l q_l (l - k - 1 + W_l) - .25 (1 - q_{k+1})), q relative to k: an accepted suggestion of n characters saves n - 1 keys, one that is
 * wrong at once costs a quarter. At 0 the dial's term weight (Q_l - acceptance) comes on top.
 */
function byExpectation(probabilities: readonly number[], policy: ExpectationPolicy, mayEnd: (index: number) => boolean, doubt: number): number {
  const count = probabilities.length;
  const Q = new Float64Array(count + 1);
  Q[0] = 1;
  for (let k = 1; k <= count; k++) Q[k] = Q[k - 1]! * probabilities[k - 1]!;
  if (doubt > 0) for (let k = 1; k <= count; k++) Q[k] = doubted(Q[k]!, doubt);
  const W = new Float64Array(count + 1);
  let length = 0;
  for (let k = count - 1; k >= 0; k--) {
    const first = Q[k + 1]! / Q[k]!;
    let best = first * W[k + 1]!;
    for (let l = k + LEAST_LENGTH; l <= count; l++) {
      if (!mayEnd(l - 1)) continue;
      const dial = k === 0 ? policy.weight * (Q[l]! - policy.acceptance) : 0;
      const value = (Q[l]! / Q[k]!) * (l - k - 1 + W[l]!) - DISTRACTION * (1 - first) + dial;
      if (value <= best) continue;
      best = value;
      if (k === 0) length = l;
    }
    W[k] = best;
  }
  return length;
}

function doubted(p: number, doubt: number): number {
  const odds = (p / Math.max(1e-9, 1 - p)) * Math.exp(-doubt);
  return odds / (1 + odds);
}
