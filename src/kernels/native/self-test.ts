import type { Kernels } from '../backend';
import { CASES, type Case, type Size } from './cases';
import { LAYER_CASES } from './layer-cases';
import type { Scratch } from './scratch';

/** Largest difference, relative to the number or to 1, that the order of additions and fused products explain. */
const TOLERANCE = 2e-4;

/** All cases by the function's name. */
export const ALL_CASES: Readonly<Record<string, Case | undefined>> = { ...CASES, ...LAYER_CASES };

/** Two backends on scratch memories of their own. */
export interface Side {
  readonly kernels: Kernels;
  readonly scratch: Scratch;
}

/** The first function whose results on two backends differ beyond rounding, with what differs; undefined when all agree. */
export function findDifference(one: Side, other: Side, size: Size, functions: readonly string[]): string | undefined {
  for (const name of functions) {
    const testCase = ALL_CASES[name];
    if (!testCase) return `${name} (it has no test)`;
    const [a, b] = [one, other]
      .map(({ kernels, scratch }) => {
        scratch.clear();
        // A function without a result gives undefined here and 0 there.
        return testCase(kernels, scratch, size) ?? 0;
      })
      .map(Number) as [number, number];
    if (differ(a, b)) return `${name} (${a} instead of ${b})`;
    for (const [i, region] of one.scratch.regions.entries()) {
      const [x, y] = [one.scratch.read(region), other.scratch.read(other.scratch.regions[i]!)];
      for (let k = 0; k < x.length; k++) if (differ(x[k]!, y[k]!)) return `${name} (${x[k]} instead of ${y[k]}, matrix ${i}, place ${k})`;
    }
  }
  return undefined;
}

/** NaN on either side is a difference: no case has one in its results. */
function differ(a: number, b: number): boolean {
  return !(Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b)));
}
