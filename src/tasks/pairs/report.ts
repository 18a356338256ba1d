import type { PairsReport, WrittenPair } from '../../protocol/task-report';
import { textScores } from '../metrics/text';
import type { Pair } from './data';
import { someOf } from './split';

/** Pairs that are written for a report, and those of them that are shown. */
const WRITTEN = { validation: 60, test: 300 } as const;
const SHOWN = 40;

/** A target, and where the decoder looked for each of its characters. */
interface Written {
  readonly target: string;
  readonly attention?: readonly (readonly number[])[];
}

/** What a network writes for some pairs of a part of the data; undefined when interrupted. */
export function reportPairs(
  part: 'validation' | 'test',
  pairs: readonly Pair[],
  write: (some: readonly Pair[]) => Written[] | undefined,
): PairsReport | undefined {
  const some = someOf(pairs, WRITTEN[part]);
  const written = write(some);
  if (!written) return undefined;
  const samples = some.map(({ source, target, line }, i): WrittenPair => {
    const { target: own, attention } = written[i]!;
    return {
      line,
      source,
      target,
      written: own,
      ...(attention ? { attention: attention.map((row) => row.map((share) => Number(share.toFixed(4)))) } : {}),
    };
  });
  const wrong = samples.filter(({ target, written: own }) => own !== target);
  const right = samples.filter(({ target, written: own }) => own === target);
  return {
    ...{ task: 'pairs', part, examples: some.length },
    ...textScores(
      written.map(({ target }) => target),
      some.map(({ target }) => target),
    ),
    // Both kinds, where there are both.
    samples: [...wrong.slice(0, Math.max(SHOWN / 2, SHOWN - right.length)), ...right].slice(0, SHOWN),
  };
}
