import type { ExpectationPolicy, Policy, ThresholdPolicy } from '../protocol/suggestion-policy';

/** A suggestion of one character that can be seen costs more to read than to type. */
export const MIN_LENGTH = 2;
/** Keys that a suggestion costs which is wrong from its first character. */
const DISTRACTION = 0.25;
/** Keys that every suggestion costs by being read. Found by use: half of those without it were two characters long. */
const READING = 0.5;

/** What is where in a continuation, by the index of a character. */
export interface Places {
  /** Whether a suggestion may end behind it. */
  mayEnd(index: number): boolean;
  /** Whether it can be seen: blanks cannot. */
  isVisible(index: number): boolean;
  /** Characters that a suggestion needs, blanks among them; two where nothing is said. */
  readonly least?: number;
}
const ANYWHERE: Places = { mayEnd: () => true, isVisible: () => true };

/**
 * How many characters of a continuation to show, 0 for none.
 * @param probabilities of each character, after those before it
 * @param doubt taken off the logit of every suggestion's probability: what was rejected here before
 */
export function chooseLength(probabilities: readonly number[], policy: Policy, places = ANYWHERE, doubt = 0): number {
  return 'threshold' in policy ? byThreshold(probabilities, policy, places) : byExpectation(probabilities, policy, places, doubt);
}

function byThreshold(probabilities: readonly number[], { threshold }: ThresholdPolicy, places: Places): number {
  let together = 1;
  let length = 0;
  for (let i = 0; i < probabilities.length; i++) {
    together *= probabilities[i]!;
    if (together < threshold) break;
    if (places.mayEnd(i)) length = i + 1;
  }
  return length < MIN_LENGTH ? 0 : length;
}

/**
 * Q_k is the probability of the first k characters. From k on, the best is either to wait for the next character, or to show up to some l:
 * W_k = max(q W_{k+1}, max_l q_l (l - k - 1 + W_l) - .25 (1 - q_{k+1}) - .5), q relative to k: an accepted suggestion of n characters saves n - 1 keys, one that is
 * wrong at once costs a quarter, and each is read. At 0 the dial's term weight (Q_l - acceptance) comes on top.
 */
function byExpectation(probabilities: readonly number[], policy: ExpectationPolicy, places: Places, doubt: number): number {
  const count = probabilities.length;
  const least = places.least ?? MIN_LENGTH;
  const visible = new Int32Array(count + 1);
  for (let k = 0; k < count; k++) visible[k + 1] = visible[k]! + (places.isVisible(k) ? 1 : 0);
  const Q = new Float64Array(count + 1);
  Q[0] = 1;
  for (let k = 1; k <= count; k++) Q[k] = Q[k - 1]! * probabilities[k - 1]!;
  if (doubt > 0) for (let k = 1; k <= count; k++) Q[k] = doubted(Q[k]!, doubt);
  const W = new Float64Array(count + 1);
  let length = 0;
  for (let k = count - 1; k >= 0; k--) {
    const first = Q[k + 1]! / Q[k]!;
    let best = first * W[k + 1]!;
    for (let l = k + least; l <= count; l++) {
      if (!places.mayEnd(l - 1) || visible[l]! - visible[k]! < MIN_LENGTH) continue;
      const dial = k === 0 ? policy.weight * (Q[l]! - policy.acceptance) : 0;
      const value = (Q[l]! / Q[k]!) * (l - k - 1 + W[l]!) - DISTRACTION * (1 - first) - READING + dial;
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
