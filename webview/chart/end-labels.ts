import type { Line } from '../../src/view-model/chart/chart-model';

/** Most lines that are named at their ends; more would cover each other. */
const MAX_LINES = 6;
/** Pixels between two names, and of a letter. */
const GAP = 13;
const LETTER = 6.2;
/** Charts narrower than this have no room. */
const MIN_WIDTH = 380;

/** Pixels at the right of a chart for the names of its lines; 0 where there is no room. */
export function roomForLabels(lines: readonly Line[], width: number): number {
  const named = lines.filter(({ label }) => label !== '');
  // Histograms all end at 0.
  if (width < MIN_WIDTH || lines.some(({ stepped }) => stepped) || named.length < 2 || named.length > MAX_LINES) return 0;
  const longest = Math.max(...named.map(({ label }) => label.length));
  return longest * LETTER > 0.28 * width ? 0 : Math.ceil(longest * LETTER) + 14;
}

/** Heights of the names of lines that end at these heights: in their order, none over another, within the plot. */
export function spreadLabels(ends: readonly number[], top: number, bottom: number): number[] {
  const order = ends.map((_, i) => i).sort((a, b) => ends[a]! - ends[b]!);
  const at = [...ends];
  let last = top - GAP;
  for (const i of order) {
    at[i] = Math.max(at[i]!, last + GAP);
    last = at[i]!;
  }
  let next = bottom + GAP;
  for (const i of [...order].reverse()) {
    at[i] = Math.min(at[i]!, next - GAP);
    next = at[i]!;
  }
  return at;
}
