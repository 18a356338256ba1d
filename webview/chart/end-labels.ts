import type { Line } from '../../src/view-model/chart/chart-model';

/** Most lines that are named at their ends; more would cover each other. */
const MAX_LINES = 8;
/** Pixels between two names. */
const GAP = 13;
/** Pixels of a Latin letter, and of a character as wide as it is high. */
const LETTER = 6.2;
const WIDE = 11.5;
/** Charts narrower than this have no room. */
const MIN_WIDTH = 380;

/** Pixels at the right of a chart for the names of its lines; 0 where there is no room. */
export function roomForLabels(lines: readonly Line[], width: number): number {
  const named = lines.filter((line) => line.label !== '' && !isMark(line));
  // Histograms all end at 0.
  if (width < MIN_WIDTH || lines.some(({ stepped }) => stepped) || named.length < 2 || named.length > MAX_LINES) return 0;
  const longest = Math.max(...named.map(({ label }) => widthOf(label)));
  return longest > 0.28 * width ? 0 : Math.ceil(longest) + 14;
}

/** Whether a line is a single mark, which the legend names: its name at the right edge would stand far from it. */
export function isMark({ x }: Pick<Line, 'x'>): boolean {
  return x.length === 1;
}

/** Pixels of a name; Chinese characters are as wide as they are high. */
function widthOf(label: string): number {
  return Array.from(label).reduce((sum, character) => sum + (/[\u2e80-\uffef]/.test(character) ? WIDE : LETTER), 0);
}

/**
 * Heights of the names of lines that end at these heights: in their order, none over another, within the plot, and together as near to their lines as that
 * allows: names that would cover each other move apart to both sides.
 */
export function spreadLabels(ends: readonly number[], top: number, bottom: number): number[] {
  const order = ends.map((_, i) => i).sort((a, b) => ends[a]! - ends[b]!);
  /** Neighbours that touch, with the height at which the first of them is nearest to where all want to be. */
  const groups: { from: number; size: number; at: number }[] = [];
  order.forEach((line, k) => {
    let group = { from: k, size: 1, at: ends[line]! };
    for (let before = groups.at(-1); before && before.at + before.size * GAP > group.at; before = groups.at(-1)) {
      groups.pop();
      const size = before.size + group.size;
      // The mean of where each of them would put the first one.
      const at = (before.at * before.size + (group.at - before.size * GAP) * group.size) / size;
      group = { from: before.from, size, at };
    }
    groups.push(group);
  });
  const heights: number[] = [];
  let next = top;
  for (const { from, size, at } of groups) {
    const first = Math.max(next, at);
    for (let k = 0; k < size; k++) heights[order[from + k]!] = first + k * GAP;
    next = first + size * GAP;
  }
  let last = bottom + GAP;
  for (const i of [...order].reverse()) {
    heights[i] = Math.min(heights[i]!, last - GAP);
    last = heights[i]!;
  }
  return heights;
}
