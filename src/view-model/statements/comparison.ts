import type { Configuration } from '../../protocol/configuration';
import type { ScoreName } from '../../protocol/task-measure';
import { comparedMeasure, direction, reachedHeldOut, reachedOn } from '../compare/reached';
import type { RunSeries } from '../run/run-series';
import { isMemoryless, JUDGED_LAG, leftAt, VANISHED } from './gradients';
import { bareLoss, count, formatQuantity, formatShare, loss, number, percent, type QuantityStyle } from './quantity';
import { type SeedSample, seedStatements } from './seeds';
import { made, measured, type Statement, statement } from './statement';

/** A change of the share by this factor is worth a sentence. */
const WORTH_TELLING = 10;

/** What of a gradient is left after JUDGED_LAG characters, for one run. */
export interface GradientLeft {
  /** Position among the compared runs. */
  readonly index: number;
  /** log10 of the share before training; −∞ for an exact zero. */
  readonly start: number;
  /** The same of the newest diagnosis; undefined while there is only the first. */
  readonly now: number | undefined;
}

export interface GradientReach {
  readonly vanishing: readonly GradientLeft[];
  readonly open: readonly GradientLeft[];
  /** Runs whose share has risen or fallen tenfold or more by training, the largest change first. */
  readonly grown: readonly GradientLeft[];
  readonly shrunk: readonly GradientLeft[];
  /** Runs without a recurrent matrix: nothing to go back through. */
  readonly memoryless: readonly number[];
  /** Runs whose weights before training were not diagnosed, or whose text is too short. */
  readonly unknown: readonly number[];
}

/** Which runs let a gradient through before training, and what training has made of it: from the exact products of Jacobians. */
export function gradientReach(runs: readonly RunSeries[]): GradientReach {
  const vanishing: GradientLeft[] = [];
  const open: GradientLeft[] = [];
  const memoryless: number[] = [];
  const unknown: number[] = [];
  runs.forEach((run, index) => {
    const [first, last] = [run.diagnoses[0], run.diagnoses.at(-1)];
    if (last && isMemoryless(run, last)) memoryless.push(index);
    else {
      // What a continued run began with was trained already.
      const start = first && first.step === 0 && !run.continued ? leftAt(first, JUDGED_LAG) : undefined;
      const now = last && last.step > 0 ? leftAt(last, JUDGED_LAG) : undefined;
      if (start === undefined) unknown.push(index);
      else (start < Math.log10(VANISHED) ? vanishing : open).push({ index, start, now });
    }
  });
  const change = ({ start, now }: GradientLeft) => (now === undefined || !Number.isFinite(now - start) ? 0 : now - start);
  const all = [...vanishing, ...open];
  const least = Math.log10(WORTH_TELLING);
  return {
    vanishing: vanishing.sort((a, b) => a.start - b.start),
    open: open.sort((a, b) => b.start - a.start),
    grown: all.filter((run) => change(run) >= least).sort((a, b) => change(b) - change(a)),
    shrunk: all.filter((run) => change(run) <= -least).sort((a, b) => change(a) - change(b)),
    memoryless,
    unknown,
  };
}

/** The two runs with the lowest loss that were measured alike, and how far apart they are. */
export interface Winner {
  readonly first: number;
  readonly second: number;
  /** How much lower the first loss is than the second, as a share of the second. */
  readonly lead: number;
}

/** @param losses in one measure, undefined where there is none */
export function winner(losses: readonly (number | undefined)[]): Winner | undefined {
  const ranked = losses
    .flatMap((value, index) => (value === undefined || !Number.isFinite(value) ? [] : [{ value, index }]))
    .sort((a, b) => a.value - b.value);
  const [first, second] = ranked;
  return first && second && first.value > 0 ? { first: first.index, second: second.index, lead: 1 - first.value / second.value } : undefined;
}

/** What a comparison is written with. */
export interface ComparisonWords extends QuantityStyle {
  /** Names of the runs, in their order. */
  readonly names: readonly string[];
  /** A list of names in the language of the page. */
  list(items: readonly string[]): string;
}

/** Networks that were run with several seeds. */
export interface SeedComparison {
  readonly samples: readonly SeedSample[];
  /** Equal seeds read the same data in the same order. */
  readonly sharedData: boolean;
}

/** Who leads, whether anything without a network is better, and which runs let a gradient through. */
export function comparisonStatements(
  runs: readonly RunSeries[],
  sameText: boolean,
  sameStart: boolean,
  words: ComparisonWords,
  seeds?: SeedComparison,
): Statement[] {
  const measures = new Set(runs.map(comparedMeasure)).size;
  const found = !sameText
    ? made(statement(runs, 'compareTexts', runs.map(lossPremise), { texts: count(textsOf(runs).size) }))
    : measures > 1
      ? made(statement(runs, 'compareLosses', runs.map(lossPremise), { losses: count(measures) }))
      : leaders(runs, words, seeds);
  // A sweep keeps the architecture: its starts are alike.
  return sameStart ? found : [...found, ...reaches(runs, words)];
}

/** Texts that runs have learnt: told apart by the host's fingerprint, or by their sizes where there is none. */
export function textsOf(runs: readonly RunSeries[]): Set<string> {
  return new Set(runs.flatMap((run) => textOf(run) ?? []));
}

/** What tells the text of a run from others; undefined before it has begun. */
export function textOf({ info, start }: RunSeries): string | undefined {
  return info.text ?? (start && `${start.vocabularySize} ${start.trainingCharacters + start.validationCharacters}`);
}

function lossPremise(run: RunSeries) {
  const step = run.best?.step ?? run.reachedStep;
  return measured(run, `${reachedOn(run)} loss`, step, Math.max(1, run.evaluations.rows), 'evaluations');
}

function leaders(runs: readonly RunSeries[], { names, list, ...style }: ComparisonWords, seeds: SeedComparison | undefined): Statement[] {
  // A result on the test part says nothing beside one on the validation part.
  const isTested = runs.some((run) => reachedOn(run) === 'test');
  const losses = runs.map((run) => (isTested && reachedOn(run) !== 'test' ? undefined : reachedHeldOut(run)));
  const lead = winner(losses);
  const ranked = runs.filter((_, i) => losses[i] !== undefined);
  if (ranked.length === 0) return [];
  const premises = ranked.map(lossPremise);
  const score = ranked[0]!.start?.measure?.score;
  if (score !== undefined) return scoreLeaders(runs, losses, { score, premises, names, list, style, seeds });
  const first = lead?.first ?? losses.findIndex((value) => value !== undefined);
  const value = losses[first]!;
  const values = { name: names[first]!, value: loss(value) };
  const active = runs.some(({ ended }) => !ended);
  const leading = lead ? { ...values, lead: percent(lead.lead), second: names[lead.second]! } : undefined;
  const own = leading
    ? statement(runs, active ? 'compareBestSoFar' : 'compareBest', premises, leading)
    : statement(runs, 'compareOne', premises, values);
  const baselines = new Map(runs.flatMap((run) => run.baselines.map(({ name, bitsPerCharacter }) => [name, bitsPerCharacter * Math.LN2] as const)));
  const side = (beaten: boolean) => [...baselines].filter(([, nats]) => value < nats === beaten);
  const named = (all: [string, number][]) => list(all.map(([name, nats]) => `${name} (${formatQuantity(bareLoss(nats), style)})`));
  const [above, below] = [side(true), side(false)];
  const once = lead ? statement(runs, 'compareOnce', premises, { runs: count(ranked.length) }) : undefined;
  return made(
    ...(seeds ? seedStatements(seeds.samples, seeds.sharedData, list, runs) : [own, once]),
    above.length > 0 ? statement(runs, 'compareAbove', premises, { baselines: named(above) }) : undefined,
    below.length > 0 ? statement(runs, 'compareBelow', premises, { baselines: named(below) }) : undefined,
  );
}

interface ScoreStyle extends Pick<ComparisonWords, 'names' | 'list'> {
  readonly score: ScoreName;
  readonly premises: Statement['premises'];
  readonly style: QuantityStyle;
  readonly seeds: SeedComparison | undefined;
}

/** The same of a task that is judged by a score. */
function scoreLeaders(
  runs: readonly RunSeries[],
  values: readonly (number | undefined)[],
  { score, premises, names, list, style, seeds }: ScoreStyle,
): Statement[] {
  const sign = direction(runs);
  const ranked = values.flatMap((value, i) => (value === undefined ? [] : [{ value, name: names[i]! }])).sort((a, b) => sign * (a.value - b.value));
  const [first, second] = ranked;
  if (!first) return [];
  const baselines = Object.entries(
    Object.assign({}, ...runs.map(({ done }) => done?.baselines ?? {})) as Record<string, Partial<Record<ScoreName, number>>>,
  );
  const known = baselines.flatMap(([name, scores]) => (scores[score] === undefined ? [] : [{ name, value: scores[score] }]));
  const named = (all: typeof known) => list(all.map(({ name, value }) => `${name} (${formatQuantity(bareLoss(value), style)})`));
  const above = known.filter(({ value }) => sign * (value - first.value) > 0);
  const below = known.filter(({ value }) => sign * (value - first.value) <= 0);
  const own = second
    ? [
        statement(runs, 'compareScore', premises, { name: first.name, value: loss(first.value), second: second.name, other: bareLoss(second.value) }),
        statement(runs, 'compareOnce', premises, { runs: count(ranked.length) }),
      ]
    : [];
  return made(
    ...(seeds ? seedStatements(seeds.samples, seeds.sharedData, list, runs, sign) : own),
    above.length > 0 ? statement(runs, 'compareAbove', premises, { baselines: named(above) }) : undefined,
    below.length > 0 ? statement(runs, 'compareBelow', premises, { baselines: named(below) }) : undefined,
  );
}

function reaches(runs: readonly RunSeries[], { names, list }: ComparisonWords): Statement[] {
  const { vanishing, open, grown, shrunk, memoryless } = gradientReach(runs);
  const premises = (those: readonly GradientLeft[], step?: number) =>
    those.map(({ index }) => measured(runs[index]!, 'gradient flow', step ?? runs[index]!.diagnoses.at(-1)!.step, JUDGED_LAG, 'characters'));
  const lag = count(JUDGED_LAG);
  const starts = (those: readonly GradientLeft[]) => list(those.map(({ index, start }) => `${names[index]} (${formatShare(start)})`));
  const changes = (those: readonly GradientLeft[]) =>
    list(those.map(({ index, start, now }) => `${names[index]} (${formatShare(start)} → ${formatShare(now!)})`));
  return made(
    statement(runs, 'compareVanishing', premises(vanishing, 0), { lag, runs: starts(vanishing) }),
    statement(runs, 'compareOpen', premises(open, 0), { lag, runs: starts(open) }),
    statement(runs, 'compareRaised', premises(grown), { runs: changes(grown) }),
    statement(runs, 'compareLowered', premises(shrunk), { runs: changes(shrunk) }),
    ...memoryless.map((index) => {
      const run = runs[index]!;
      const premise = measured(run, 'gradient flow', run.diagnoses.at(-1)!.step, 1, 'characters');
      return statement(runs, 'compareMemoryless', [premise], { name: names[index]!, window: count(run.configuration.window) });
    }),
  );
}

/** Options whose best value is the largest or the smallest that a sweep has tried: a better one may lie beyond. */
export function edgeStatements(
  runs: readonly RunSeries[],
  swept: readonly (keyof Configuration)[],
  names: Readonly<Partial<Record<string, string>>>,
): Statement[] {
  const sign = direction(runs);
  const known = runs.filter((run) => reachedHeldOut(run) !== undefined);
  if (known.length < 2 || runs.some(({ ended }) => !ended)) return [];
  const best = known.reduce((least, run) => (sign * (reachedHeldOut(run)! - reachedHeldOut(least)!) < 0 ? run : least));
  return swept.flatMap((key) => {
    const values = known.map(({ info }) => info.configuration[key]);
    const value = best.info.configuration[key];
    if (typeof value !== 'number' || !values.every((other) => typeof other === 'number')) return [];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    if (low === high || (value !== low && value !== high)) return [];
    const premises = known.map(lossPremise);
    return made(statement(runs, value === high ? 'sweepLargest' : 'sweepSmallest', premises, { option: names[key] ?? key, value: number(value) }));
  });
}
