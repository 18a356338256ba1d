import type { Random } from '../../network/random';

/** `count` different whole numbers below `bound` in random order (the beginning of a Fisher-Yates shuffle). */
export function choose(count: number, bound: number, random: Random): number[] {
  const numbers = Array.from({ length: bound }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(bound - i);
    [numbers[i], numbers[j]] = [numbers[j]!, numbers[i]!];
  }
  return numbers.slice(0, count);
}
