import { Random } from '../network/random';
import { BASE_CONFIGURATION } from '../protocol/defaults';
import type { LessonSeries, TutorialReply } from '../protocol/tutorial';
import { FORECAST_DEFAULTS, forecasting } from '../tasks/forecasting';
import { taskLesson } from './task-lesson';

const LENGTH = 144;
const SEASON = 12;
const TEST = 36;
/** Updates between two looks. */
const EVERY = 15;

/** Monthly numbers of twelve years: 100, half a unit more every month, a season of two waves, and Gaussian noise. */
function seriesOf({ season, noise, seed }: Pick<LessonSeries, 'season' | 'noise' | 'seed'>): number[] {
  const random = new Random(seed, 'series');
  return Array.from({ length: LENGTH }, (_, t) => {
    const angle = (2 * Math.PI * t) / SEASON;
    return 100 + t / 2 + season * (Math.sin(angle) + 0.5 * Math.sin(2 * angle)) + noise * random.normal();
  });
}

/** Trains a GRU on all but the last three years, and forecasts these a month at a time. */
export function seriesLesson({ steps, ...lesson }: LessonSeries, send: (reply: TutorialReply) => void): void {
  const series = { name: 'y', values: seriesOf(lesson), others: [], dates: { frequency: 'monthly', season: SEASON, gaps: 0, repeated: 0 } as const };
  const task = forecasting(series, { horizon: 1, loss: 'squared', multiStep: 'recursive', testSize: TEST, transform: 'difference' });
  const configuration = { ...BASE_CONFIGURATION, ...FORECAST_DEFAULTS, steps, seed: lesson.seed, threads: 1 };
  const rmse = (scores: Readonly<Record<string, number>> | undefined) => scores?.rmse ?? Number.NaN;
  taskLesson(task, configuration, EVERY, ({ step, task: prepared, learner, final }) => {
    const now = prepared.report?.(learner, false, () => {});
    if (now?.task !== 'forecast') return;
    const end = final
      ? prepared.finish?.(
          learner,
          () => learner,
          () => {},
        )
      : undefined;
    const baselines = Object.fromEntries(Object.entries(end?.baselines ?? {}).map(([name, scores]) => [name, rmse(scores)]));
    send({ type: 'series', step, report: now, errors: end ? { network: rmse(end.test), ...baselines } : null });
  });
}
