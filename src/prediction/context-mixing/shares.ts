/**
 * Adds to `sums` what each part of a logit contributes to a bit, in bits: together what its probability is above a fair coin's, 1 + log2 p. Each part gets its share
 * of the logit (Aumann and Shapley 1974: along the straight way from no logit at all).
 * @param parts of the logit of the bit that is asked about, which add up to it
 * @param p of that bit
 */
export function addShares(parts: Float64Array, p: number, sums: Float64Array): void {
  let logit = 0;
  for (const part of parts) logit += part;
  const scale = Math.abs(logit) > 1e-6 ? (1 + Math.log2(p)) / logit : 1 / (2 * Math.LN2);
  for (let i = 0; i < parts.length; i++) sums[i]! += scale * parts[i]!;
}
