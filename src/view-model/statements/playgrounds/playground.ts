import { LESSONS } from '../../../protocol/presets/playground';
import type { PlaygroundTask } from '../../../protocol/tasks';
import { gradientReach, type PlaygroundRunSeries, type PlaygroundSeries } from '../../run/playground-series';
import { count, number, seconds, share } from '../quantity';
import { made, observed, type Statement, statement } from '../statement';

/** Share of chance below which a loss is more than luck. */
const BETTER_THAN_CHANCE = 0.93;

type Cell = PlaygroundSeries['runs'] extends ReadonlyMap<infer K, unknown> ? K : never;
type Names = Readonly<Record<Cell, string>>;

/** Where each network stands, one sentence a network. */
export function standings({ begin, runs }: PlaygroundSeries, names: Names): Statement[] {
  return made(...[...runs].map(([cell, run]) => (begin ? standing(names[cell], run, begin.chance) : undefined)));
}

function standing(name: string, { losses, steps, solved, diverged, seconds: spent }: PlaygroundRunSeries, chance: number): Statement | undefined {
  const step = solved ?? diverged ?? steps.at(-1);
  const value = losses.at(-1);
  if (step === undefined) return undefined;
  const premises = [observed('playground', Math.max(1, losses.length), 'reports', step)];
  const values = { name, step: count(step) };
  if (solved !== undefined) return statement([], 'playgroundSolvedAt', premises, { ...values, seconds: seconds(spent) });
  if (diverged !== undefined) return statement([], 'playgroundDiverged', premises, values);
  if (value === undefined) return undefined;
  const id = value < BETTER_THAN_CHANCE * chance ? 'playgroundLearning' : 'playgroundAt';
  return statement([], id, premises, { ...values, loss: number(value) });
}

/** Who has solved the task, and what became of the gradient across the sequence in the network that changed most. */
export function playgroundStatements(series: PlaygroundSeries, names: Names): Statement[] {
  const { begin, runs, state } = series;
  if (!begin) return [];
  const all = [...runs];
  const list = (some: typeof all) => some.map(([cell]) => names[cell]).join(', ');
  const solved = all.filter(([, run]) => run.solved !== undefined);
  const others = all.filter(([, run]) => run.solved === undefined);
  const step = Math.max(0, ...all.map(([, run]) => run.steps.at(-1) ?? 0));
  const premises = [observed('playground', all.length, 'networks', step)];
  const outcome = () => {
    if (state === 'running')
      return solved.length > 0
        ? statement([], 'playgroundSolvedSoFar', premises, { solved: list(solved) })
        : statement([], 'playgroundRunning', premises, { networks: count(all.length) });
    if (solved.length > 0 && others.length === 0) return statement([], 'playgroundSolvedAll', premises, { solved: list(solved) });
    if (solved.length > 0) return statement([], 'playgroundSolved', premises, { solved: list(solved), others: list(others) });
    return state === 'done' ? statement([], 'playgroundNone', premises, { steps: count(step) }) : undefined;
  };
  return made(state === 'stopped' ? statement([], 'playgroundStopped', premises, { step: count(step) }) : undefined, outcome(), reach(series, names));
}

function reach({ runs }: PlaygroundSeries, names: Names): Statement | undefined {
  const changes = [...runs].flatMap(([cell, run]) => {
    const found = gradientReach(run);
    return found && found.after !== null && found.before !== null ? [{ cell, lag: found.lag, before: found.before, after: found.after }] : [];
  });
  const change = ({ before, after }: { before: number; after: number }) => Math.abs(Math.log((after + 1e-45) / (before + 1e-45)));
  const most = changes.sort((a, b) => change(b) - change(a))[0];
  if (!most) return undefined;
  const values = { name: names[most.cell], lag: count(most.lag), before: share(Math.log10(most.before)), after: share(Math.log10(most.after)) };
  return statement([], 'playgroundReach', [observed('gradient flow', most.lag, 'lags')], values);
}

/**
 * The lesson of the task, if the networks of the run show it: one of those that can has solved it, and one of those that cannot has not, in at least as many
 * steps. Where one of the latter has solved it as well, that is said instead.
 */
export function lessonStatements(
  { begin, runs }: PlaygroundSeries,
  names: Readonly<Record<string, string>>,
  lessons: Readonly<Record<PlaygroundTask, string>>,
): Statement[] {
  if (!begin) return [];
  const { task } = begin.request;
  const { can, cannot } = LESSONS[task];
  const solved = [...runs].flatMap(([cell, { solved: step }]) => (step === undefined ? [] : [{ cell, step }]));
  const first = solved.filter(({ cell }) => can.includes(cell)).sort((a, b) => a.step - b.step)[0];
  const premises = [observed('playground', runs.size, 'networks', first?.step ?? null)];
  const against = solved.find(({ cell }) => cannot.includes(cell));
  const lesson = lessons[task];
  if (against) return made(statement([], 'lessonAgainst', premises, { lesson, name: names[against.cell]!, step: count(against.step) }));
  if (!first) return [];
  const behind = cannot.flatMap((cell) => {
    const reached = runs.get(cell)?.steps.at(-1) ?? 0;
    return reached >= first.step ? [{ cell, reached }] : [];
  });
  if (behind.length === 0) return [];
  return made(
    statement([], 'lessonShown', premises, {
      ...{ lesson, first: names[first.cell]!, step: count(first.step), others: behind.map(({ cell }) => names[cell]).join(', ') },
      steps: count(Math.min(...behind.map(({ reached }) => reached))),
    }),
  );
}
