import type { GlimpseSeries } from '../../run/glimpse-series';
import { count, percent } from '../quantity';
import { made, observed, type Statement, statement } from '../statement';

/** What learning where to look is worth: both networks at the newest update at which both were judged. */
export function glimpseStatements({ begin, points }: Pick<GlimpseSeries, 'begin' | 'points'>): Statement[] {
  if (!begin) return [];
  const [learned, random] = [points.get('learned') ?? [], points.get('random') ?? []];
  const ours = learned.findLast(({ step }) => random.some((point) => point.step === step));
  const theirs = random.find(({ step }) => step === ours?.step);
  if (!ours || !theirs) return [];
  const values = { glimpses: count(begin.request.glimpses), step: count(ours.step) };
  const shares = { learned: percent(ours.accuracies.at(-1)!), random: percent(theirs.accuracies.at(-1)!) };
  return made(statement([], 'glimpsesLearned', [observed('accuracy', begin.tests, 'examples', ours.step)], { ...values, ...shares }));
}
