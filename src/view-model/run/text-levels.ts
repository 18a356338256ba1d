/** Characters of one line that share a level. */
export interface LevelRun {
  readonly line: number;
  /** UTF-16 units of the line. */
  readonly start: number;
  readonly end: number;
  readonly level: number;
}

/** Lower ends of the levels 1, 2, …; below the first a character is not coloured. */
export const SURPRISAL_BITS = [1, 2, 3, 4, 6, 8, 10] as const;
/** Shares of the largest influence. */
export const INFLUENCE_SHARES = [0.02, 0.05, 0.1, 0.2, 0.35, 0.55, 0.8] as const;
/** Shares of a head's attention. */
export const ATTENTION_SHARES = [0.02, 0.05, 0.1, 0.2, 0.35, 0.55, 0.8] as const;
/** |activation| as a share of the largest. */
export const ACTIVATION_SHARES = [0.2, 0.4, 0.6, 0.8] as const;

/** How many of the thresholds a value reaches; 0 for NaN. */
export function levelOf(value: number, thresholds: readonly number[]): number {
  let level = 0;
  while (level < thresholds.length && value >= thresholds[level]!) level++;
  return level;
}

/** The same with a sign: -3 is the third level below zero. */
export function signedLevelOf(value: number, thresholds: readonly number[]): number {
  return value < 0 ? -levelOf(-value, thresholds) : levelOf(value, thresholds);
}

/**
 * Runs of equal, non-zero levels within the lines of a text.
 * @param lines their texts, without line ends
 * @param firstLine number of the first of them
 * @param values a number for every UTF-16 unit, line ends counting one
 */
export function levelRuns(lines: readonly string[], firstLine: number, values: ArrayLike<number>, level: (value: number) => number): LevelRun[] {
  const runs: LevelRun[] = [];
  let offset = 0;
  lines.forEach((text, i) => {
    let start = 0;
    let current = 0;
    for (let character = 0; character <= text.length; character++) {
      const next = character < text.length && offset + character < values.length ? level(values[offset + character]!) : 0;
      if (next === current) continue;
      if (current !== 0) runs.push({ line: firstLine + i, start, end: character, level: current });
      start = character;
      current = next;
    }
    offset += text.length + 1;
  });
  return runs;
}
