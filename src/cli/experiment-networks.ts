import { interval } from '../statistics/comparison';
import { rank } from '../statistics/ranking';
import { networkKey, sharesData } from '../view-model/compare/same-network';
import { bestTuned } from '../view-model/compare/tuning';
import { lossesPremise, type SeedSample, seedStatements } from '../view-model/statements/seeds';
import type { Statement } from '../view-model/statements/statement';
import type { RunResult } from './experiment-result';

/** The runs of one network, which differ in their seed alone. */
export interface ExperimentNetwork extends SeedSample {
  readonly runs: readonly RunResult[];
  readonly mean: number | null;
  /** Half the width of the 95 % t interval; null for fewer than two runs. */
  readonly halfWidth: number | null;
}

/**
 * Results by network, in the order of their first runs. Only validation losses of runs that did not fail are compared.
 * @param tuned of networks that differ in their tuning alone, only the one with the lowest mean
 */
export function networksOf(results: readonly RunResult[], tuned = false): ExperimentNetwork[] {
  const groups = new Map<string, RunResult[]>();
  for (const result of results) {
    const key = networkKey(result.configuration);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  const networks = [...groups.values()].map((runs): ExperimentNetwork => {
    const valid = runs.filter(({ state, loss, measuredOn }) => state === 'done' && loss !== null && measuredOn === 'validation');
    const sorted = [...valid].sort((a, b) => a.configuration.seed - b.configuration.seed);
    const values = sorted.map(({ loss }) => loss!);
    const { mean, halfWidth } = values.length > 0 ? interval(values) : { mean: null, halfWidth: null };
    return {
      ...{ name: runs[0]!.name, runs, values, mean, halfWidth: halfWidth ?? null },
      seeds: sorted.map(({ configuration }) => configuration.seed),
      premises: values.length > 0 ? [lossesPremise(values.length)] : [],
    };
  });
  return tuned ? bestTuned(networks, ({ runs, mean }) => ({ configuration: runs[0]!.configuration, mean })) : networks;
}

const sharedData = (networks: readonly ExperimentNetwork[]): boolean =>
  sharesData(networks.flatMap(({ runs }) => runs.map(({ configuration }) => configuration)));

/** What may be said of them. */
export function networkStatements(networks: readonly ExperimentNetwork[], list: (names: readonly string[]) => string): Statement[] {
  return seedStatements(networks, sharedData(networks), list);
}

/** Every test that was made, as `--json` tells it. */
export function networkTests(networks: readonly ExperimentNetwork[]) {
  return rank(networks, sharedData(networks)).pairs.map(({ better, worse, p, claimed, needed }) => ({
    ...{ better: networks[better]!.name, worse: networks[worse]!.name, p: p ?? null, claimed, neededSeeds: needed ?? null },
  }));
}
