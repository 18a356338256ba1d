import { describeKind } from '../../../network/layers/descriptions';
import type { Configuration } from '../../../protocol/configuration';
import { kindsOf } from '../../../protocol/kinds';

/** Measured on beginnings of Shakespeare (bench/README.md). Characters that are trained on, and the bits per character that the default network reaches on the rest of English prose within 10, 30 and 180 seconds. */
const MEASURED: readonly (readonly [characters: number, bits: readonly [number, number, number]])[] = [
  [9_000, [3.1, 3.1, 3.1]],
  [27_000, [3.1, 2.7, 2.7]],
  [90_000, [2.5, 2.3, 2.3]],
  [270_000, [2.8, 2.2, 2.1]],
  [900_000, [2.9, 2.4, 2.2]],
];
const SECONDS = [10, 30, 180] as const;

/** Characters of an alphabet; more are another script, for which nothing was measured. */
const MAX_ALPHABET = 200;

/**
 * Bits per character that may be expected on held-out prose: between measured values, by the logarithms of size and time. undefined where nothing was
 * measured: for other networks than gated recurrent ones of a usual size, other scripts, other budgets and very short texts.
 */
export function expectedBits(configuration: Configuration, trained: number, vocabularySize: number): number | undefined {
  const { hidden, seconds, learningRate, clip } = configuration;
  const gated = kindsOf(configuration).every((kind) => {
    const { family, options } = describeKind(kind);
    return family === 'recurrent' && !options.includes('activation');
  });
  const usual = gated && hidden >= 96 && hidden <= 256 && clip > 0 && learningRate >= 2e-3 && learningRate <= 2e-2;
  if (!usual || vocabularySize > MAX_ALPHABET || seconds < SECONDS[0] || trained < MEASURED[0]![0] / 2) return undefined;
  const sizes = MEASURED.map(([characters]) => characters);
  const columns = MEASURED.map(([, bits]) => between(SECONDS, bits, seconds));
  return between(sizes, columns, trained);
}

/** The value at `at` on a line through the points, linear in the logarithm; the first or last value outside of them. */
function between(points: readonly number[], values: readonly number[], at: number): number {
  const right = points.findIndex((point) => point >= at);
  if (right === 0) return values[0]!;
  if (right < 0) return values[values.length - 1]!;
  const part = Math.log(at / points[right - 1]!) / Math.log(points[right]! / points[right - 1]!);
  return values[right - 1]! + part * (values[right]! - values[right - 1]!);
}
