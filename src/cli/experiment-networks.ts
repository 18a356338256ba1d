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
  /** 1 where the least mean is the best, -1 where the most is. */
  readonly sign: 1 | -1;
  /** Half the width of the 95 % t interval; null for fewer than two runs. */
  readonly halfWidth: number | null;
}

/**
 * Results by network, in the order of their first runs. Only what runs that did not fail have reached on a part that they were not trained on is compared.
 * @param tuned of networks that differ in their tuning alone, only the one with the best mean
 */
export function networksOf(results: readonly RunResult[], tuned = false): ExperimentNetwork[] {
  const groups = new Map<string, RunResult[]>();
  for (const result of results) {
    const key = networkKey(result.configuration);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  const networks = [...groups.values()].map((runs): ExperimentNetwork => {
    const valid = runs.filter((run) => run.state === 'done' && resultOf(run) !== null && run.measuredOn !== 'training');
    const sorted = [...valid].sort((a, b) => a.configuration.seed - b.configuration.seed);
    const values = sorted.map((run) => resultOf(run)!);
    const { mean, halfWidth } = values.length > 0 ? interval(values) : { mean: null, halfWidth: null };
    return {
      ...{ name: runs[0]!.name, runs, values, mean, halfWidth: halfWidth ?? null, sign: runs[0]!.score?.better === 'higher' ? -1 : 1 },
      seeds: sorted.map(({ configuration }) => configuration.seed),
      premises: values.length > 0 ? [lossesPremise(values.length)] : [],
    };
  });
  return tuned ? bestTuned(networks, (network) => ({ configuration: network.runs[0]!.configuration, mean: badness(network) })) : networks;
}

/** What runs are compared by. */
const resultOf = ({ score, loss }: RunResult): number | null => (score ? score.value : loss);

/** Smaller is better, and a network without a result is the worst. */
export function badness({ mean, sign }: Pick<ExperimentNetwork, 'mean' | 'sign'>): number {
  return mean === null ? Number.POSITIVE_INFINITY : sign * mean;
}

const sharedData = (networks: readonly ExperimentNetwork[]): boolean =>
  sharesData(networks.flatMap(({ runs }) => runs.map(({ configuration }) => configuration)));

const signOf = (networks: readonly ExperimentNetwork[]): 1 | -1 => networks[0]?.sign ?? 1;

/** What may be said of them. */
export function networkStatements(networks: readonly ExperimentNetwork[], list: (names: readonly string[]) => string): Statement[] {
  return seedStatements(networks, sharedData(networks), list, [], signOf(networks));
}

/** Every test that was made, as `--json` tells it. */
export function networkTests(networks: readonly ExperimentNetwork[]) {
  return rank(networks, sharedData(networks), signOf(networks)).pairs.map(({ better, worse, p, claimed, needed }) => ({
    ...{ better: networks[better]!.name, worse: networks[worse]!.name, p: p ?? null, claimed, neededSeeds: needed ?? null },
  }));
}
