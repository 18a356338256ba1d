/** Shows the longest continuation whose probability is at least the threshold. */
export interface ThresholdPolicy {
  readonly threshold: number;
}

/**
 * Shows the continuation with the largest expected saving, waiting included.
 * `acceptance` is the probability that a suggestion of length l should have, `weight` how many keys it is worth to keep it.
 */
export interface ExpectationPolicy {
  readonly weight: number;
  readonly acceptance: number;
}

export type Policy = ThresholdPolicy | ExpectationPolicy;

export const POLICIES = ['quiet', 'balanced', 'eager'] as const;
export type PolicyName = (typeof POLICIES)[number];

/** What the dial "how sure" stands for. */
export const DIAL: Readonly<Record<PolicyName, ExpectationPolicy>> = {
  quiet: { weight: 2, acceptance: 0.725 },
  balanced: { weight: 1.2, acceptance: 0.5 },
  eager: { weight: 1, acceptance: 0.3 },
};
