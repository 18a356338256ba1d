import type { RankedUnit } from '../../protocol/insight-messages';
import type { LookingBack } from '../../protocol/looking-back';
import type { TextReading } from '../../protocol/text-reading';
import { visibleCharacter } from '../chart/format';
import { steadiestHead } from '../reading/looking-back';
import { passageFinding, trackingStrength, unitsByFeature } from '../reading/passage';
import type { RunSeries } from '../run/run-series';
import { count, fixed, percent } from './quantity';
import { made, measured, observed, type Premise, type Statement, statement } from './statement';

/** Characters named before the most surprising one. */
const NAMED = 12;

/** What a run wrote at its steps. */
export function sampleStatements(run: RunSeries): Statement[] {
  const { samples } = run;
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return [];
  if (first === last) return sampleStatement(run);
  const premises = [measured(run, 'sample', last.step, samples.length, 'reports')];
  return made(statement([run], 'samples', premises, { count: count(samples.length), first: count(first.step), last: count(last.step) }));
}

/** When the newest sample was written. */
export function sampleStatement(run: RunSeries): Statement[] {
  const { sample } = run;
  return sample ? made(statement([run], 'sampleAt', [measured(run, 'sample', sample.step, 1, 'reports')], { step: count(sample.step) })) : [];
}

/** How surprised the network is by the end of its text, and by what most. */
export function passageStatements({ characters, step }: TextReading): Statement[] {
  const found = passageFinding(characters);
  if (!found) return [];
  const { hardest } = found;
  const shown = (from: number, to: number) =>
    characters
      .slice(Math.max(0, from), to)
      .map(({ text }) => visibleCharacter(text))
      .join('');
  return made(
    statement([], 'passage', [observed('surprisal', characters.length, 'characters', step)], {
      ...{ bits: fixed(found.bits), characters: count(found.count), share: percent(found.first) },
      ...{ character: shown(hardest, hardest + 1), before: shown(hardest - NAMED, hardest).replaceAll('␣', ' ') },
      most: fixed(characters[hardest]!.bits),
    }),
  );
}

/** Mean share at one distance from which on a head can be said to look there. */
const STEADY = 0.3;

/** The distance that a head of attention keeps to, if one does. */
export function attentionStatements(looking: LookingBack, step: number | null): Statement[] {
  const steadiest = steadiestHead(looking);
  if (!steadiest) return [];
  const { head, lag, share, steps } = steadiest;
  const values = { head: head.name, lag: count(lag), share: percent(share), steps: count(steps) };
  const id = share < STEADY ? 'attentionSpread' : lag === 0 ? 'attentionSelf' : 'attentionLag';
  return made(statement([], id, [observed('attention shares', steps, 'characters', step)], values));
}

/** How far back an output of convolutions sees. */
export function fieldStatements({ field, taps }: LookingBack, step: number | null): Statement[] {
  const layers = count(taps.length);
  const premises = [observed('taps', taps.length, 'tensors', step)];
  if (field === null) return made(statement([], 'fieldOpen', premises, { layers }));
  return made(statement([], 'fieldEnds', premises, { field: count(field), layers }));
}

/** A unit's name: with its layer where there are several. */
export function unitName({ layer, unit }: Pick<RankedUnit, 'layer' | 'unit'>, layers: number): string {
  return layers > 1 ? `${layer + 1}.${unit + 1}` : String(unit + 1);
}

/** The unit that follows a feature of the text most closely, against what chance would reach. */
export function trackingStatements({ units, layers, step }: TextReading, features: Readonly<Record<string, string>>): Statement[] {
  const best = unitsByFeature(units)[0]?.units[0];
  if (!best) return [];
  const id = ({ close: 'unitClose', weak: 'unitWeak', chance: 'unitChance' } as const)[trackingStrength(best)];
  const premises: Premise[] = [observed('unit tracking', units.length, 'units', step)];
  return made(
    statement([], id, premises, {
      ...{ unit: unitName(best, layers), feature: features[best.feature] ?? best.feature },
      ...{ correlation: fixed(best.correlation), chance: fixed(best.chance) },
    }),
  );
}
