import type { CodeTree } from './code-tree';

/** p(1) at a node as an external predictor has it, from its running sums; -1 where there is none, or none that tells. */
export function externalShare(tree: CodeTree, sums: Float64Array | undefined, node: number): number {
  if (!sums) return -1;
  const [first, middle, end] = [tree.first[node]!, tree.middle[node]!, tree.end[node]!];
  const all = sums[end]! - sums[first]!;
  return all > 1e-12 ? (sums[end]! - sums[middle]!) / all : -1;
}
