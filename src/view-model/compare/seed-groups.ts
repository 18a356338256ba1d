import { interval } from '../../statistics/comparison';
import type { RunSeries } from '../run/run-series';
import type { SeedSample } from '../statements/seeds';
import { measured } from '../statements/statement';
import type { ComparedRun } from './compare';
import { reachedHeldOut, reachedOn } from './reached';
import { seedIndices } from './same-network';

/** Runs of one network that differ in their seed alone, with the mean of what they reached on a part that was not trained on. */
export interface SeedGroup extends SeedSample {
  readonly members: readonly ComparedRun[];
  readonly mean: number | undefined;
  /** Half the width of the 95 % t interval; undefined for a single run. */
  readonly halfWidth: number | undefined;
}

/**
 * Runs by network, in the order of their first ones; undefined when none has several seeds.
 * @param rows the runs of `runs`, in their order
 * @param label a network's name
 */
export function seedGroups(runs: readonly RunSeries[], rows: readonly ComparedRun[], label: (row: ComparedRun) => string): SeedGroup[] | undefined {
  return seedIndices(runs.length, rows)?.map((indices) => {
    const members = indices.map((i) => rows[i]!);
    // Of a seed that was run twice the newest run counts.
    const bySeed = new Map(
      indices.filter((i) => reachedHeldOut(runs[i]!) !== undefined && runs[i]!.info.state !== 'failed').map((i) => [rows[i]!.configuration.seed, i]),
    );
    const finished = [...bySeed].sort(([a], [b]) => a - b).map(([, i]) => i);
    const values = finished.map((i) => reachedHeldOut(runs[i]!)!);
    const { seed: _, ...settings } = members[0]!.settings;
    const { mean, halfWidth } = values.length > 0 ? interval(values) : { mean: undefined, halfWidth: undefined };
    return {
      ...{ name: label({ ...members[0]!, settings }), members, mean, halfWidth, values },
      seeds: finished.map((i) => rows[i]!.configuration.seed),
      premises: finished.map((i) =>
        measured(
          runs[i]!,
          `${reachedOn(runs[i]!)} loss`,
          runs[i]!.best?.step ?? runs[i]!.reachedStep,
          Math.max(1, runs[i]!.evaluations.rows),
          'evaluations',
        ),
      ),
    };
  });
}
