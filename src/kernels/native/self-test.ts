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
  const done = new Set<Case>();
  for (const name of functions) {
    const testCase = ALL_CASES[name];
    if (!testCase) return `${name} (it has no test)`;
    // Functions that go together share a case.
    if (done.has(testCase)) continue;
    done.add(testCase);
    const [a, b] = [resultOf(testCase, one, size), resultOf(testCase, other, size)];
    if (differ(a, b)) return `${name} (${a} instead of ${b})`;
    const { regions } = one.scratch;
    for (let i = 0; i < regions.length; i++) {
      const [x, y] = [regions[i]!, other.scratch.regions[i]!];
      const found = one.scratch.findDifference(x, other.scratch, y, differ);
      if (found) return `${name} (${one.scratch.element(x, ...found)} instead of ${other.scratch.element(y, ...found)}, matrix ${i}, place ${found})`;
    }
  }
  return undefined;
}

/** A function without a result gives undefined on one backend and 0 on another. */
function resultOf(testCase: Case, { kernels, scratch }: Side, size: Size): number {
  scratch.clear();
  return Number(testCase(kernels, scratch, size) ?? 0);
}

/** NaN on either side is a difference: no case has one in its results. */
function differ(a: number, b: number): boolean {
  return !(Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b)));
}
