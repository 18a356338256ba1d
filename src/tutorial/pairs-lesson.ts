import { Random } from '../network/random';
import { BASE_CONFIGURATION } from '../protocol/defaults';
import type { LessonPairs, TutorialReply } from '../protocol/tutorial';
import { PAIR_DEFAULTS, pairs } from '../tasks/pairs';
import type { Pair } from '../tasks/pairs/data';
import { taskLesson } from './task-lesson';

const PAIRS = 1500;
const DAY = 86_400_000;
/** Days from 2000-01-01 on that dates are drawn from: thirty years. */
const DAYS = 10_957;
const FIRST = Date.UTC(2000, 0, 1);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Updates between two looks. */
const EVERY = 20;

/** A day as people write it, in one of three ways, and as computers do. */
function dateOf(random: Random, line: number): Pair {
  const date = new Date(FIRST + DAY * random.integer(DAYS));
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const written = [`${day} ${MONTHS[month]} ${year}`, `${MONTHS[month]} ${day}, ${year}`, `${day}.${month + 1}.${year}`];
  return { source: written[random.integer(written.length)]!, target: date.toISOString().slice(0, 10), line };
}

/** Trains an encoder-decoder to write dates in the order of ISO 8601, and shows what it makes of pairs that it was never trained on. */
export function pairsLesson({ attention, steps, seed }: LessonPairs, send: (reply: TutorialReply) => void): void {
  const random = new Random(seed, 'dates');
  const data = { pairs: Array.from({ length: PAIRS }, (_, i) => dateOf(random, i + 1)) };
  const task = pairs(data, undefined, { attention, isDecoderOnly: false, fold: 0 });
  const size = { batchSize: 32, learningRate: 5e-3, validation: 0.05, steps, seed, threads: 1 };
  taskLesson(task, { ...BASE_CONFIGURATION, ...PAIR_DEFAULTS, ...size }, EVERY, ({ step, task: prepared, learner }) => {
    const now = prepared.report?.(learner, false, () => {});
    if (now?.task === 'pairs') send({ type: 'pairs', step, exactMatch: now.exactMatch, samples: now.samples });
  });
}
