import type { CharacterInsight, RankedUnit } from '../../protocol/insight-messages';

/** What the numbers of a passage say. */
export interface PassageFinding {
  readonly bits: number;
  readonly count: number;
  /** Share of characters that were the first guess. */
  readonly first: number;
  /** Index of the most surprising character. */
  readonly hardest: number;
}

export function passageFinding(characters: readonly CharacterInsight[]): PassageFinding | undefined {
  if (characters.length === 0) return undefined;
  let [sum, first, hardest] = [0, 0, 0];
  characters.forEach(({ bits, rank }, i) => {
    sum += bits;
    if (rank === 1) first++;
    if (bits > characters[hardest]!.bits) hardest = i;
  });
  return { bits: sum / characters.length, count: characters.length, first: first / characters.length, hardest };
}

/** |r| from which a unit can be read. */
const READABLE = 0.5;

/** Whether a unit follows its feature at all, closely enough to be read, or no more than the best of as many would by chance. */
export function trackingStrength({ correlation, chance }: RankedUnit): 'close' | 'weak' | 'chance' {
  if (Math.abs(correlation) <= chance) return 'chance';
  return Math.abs(correlation) >= READABLE ? 'close' : 'weak';
}

/** Units by feature, the closest first; features in the order of their best unit's |r|. */
export function unitsByFeature(units: readonly RankedUnit[]): { feature: string; units: RankedUnit[] }[] {
  const groups = new Map<string, RankedUnit[]>();
  for (const unit of units) groups.set(unit.feature, [...(groups.get(unit.feature) ?? []), unit]);
  const strength = ({ correlation }: RankedUnit) => Math.abs(correlation);
  return [...groups]
    .map(([feature, list]) => ({ feature, units: [...list].sort((a, b) => strength(b) - strength(a)) }))
    .sort((a, b) => strength(b.units[0]!) - strength(a.units[0]!));
}
