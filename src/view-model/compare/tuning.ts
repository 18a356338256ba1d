import type { Configuration } from '../../protocol/configuration';
import { TUNED_AXES } from '../../protocol/experiments';
import type { RunSeries } from '../run/run-series';
import type { ComparedRun } from './compare';
import { direction, reachedHeldOut } from './reached';
import { networkKey } from './same-network';

/** A network with what its seeds have reached on average; smaller is better. */
interface TunedNetwork {
  readonly configuration: Configuration;
  readonly mean: number | null | undefined;
}

/** Of networks that differ in their tuning alone the one with the lowest mean, in the order of the first ones. */
export function bestTuned<Network>(networks: readonly Network[], look: (network: Network) => TunedNetwork): Network[] {
  const best = new Map<string, Network>();
  const mean = (network: Network) => look(network).mean ?? Number.POSITIVE_INFINITY;
  for (const network of networks) {
    const key = networkKey({ ...look(network).configuration, learningRate: 0, weightDecay: 0 });
    const before = best.get(key);
    if (!before || mean(network) < mean(before)) best.set(key, network);
  }
  return [...best.values()];
}

/**
 * The runs that are judged: of a comparison that tunes each network, once it is over, those of every network's best tuning; otherwise all.
 * @param rows the runs of `runs`, in their order
 */
export function judgedRows(runs: readonly RunSeries[], rows: readonly ComparedRun[]): readonly ComparedRun[] {
  const tuned = runs.every(({ info }) => info.group?.kind === 'comparison' && TUNED_AXES.every((key) => info.group!.parameters.includes(key)));
  if (!tuned || runs.some(({ ended }) => !ended)) return rows;
  const networks = new Map<string, number[]>();
  rows.forEach(({ configuration }, i) => {
    const key = networkKey(configuration);
    networks.set(key, [...(networks.get(key) ?? []), i]);
  });
  const best = bestTuned([...networks.values()], (members) => {
    const losses = members.flatMap((i) => reachedHeldOut(runs[i]!) ?? []);
    return {
      configuration: rows[members[0]!]!.configuration,
      mean: losses.length > 0 ? (direction(runs) * losses.reduce((sum, loss) => sum + loss, 0)) / losses.length : undefined,
    };
  });
  const kept = new Set(best.flat());
  return rows.filter((_, i) => kept.has(i));
}
