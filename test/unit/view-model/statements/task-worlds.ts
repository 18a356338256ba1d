import type { ClassificationReport, ForecastReport, PairsReport, TaskReport } from '../../../../src/protocol/task-report';
import type { DoneEvent } from '../../../../src/protocol/training-events';
import { calibration, classScores, confusionMatrix } from '../../../../src/tasks/metrics/classification';
import { Dice, type RawRun, rawRun } from './world';

/** An invented run of a task with its newest report, and with the scores of its baselines once it is over. */
export function taskRun(seed: number): { raw: RawRun; report: TaskReport } {
  const dice = new Dice(seed);
  const before = rawRun(seed, 'usual');
  const report = dice.pick([classes, forecasts, pairs])(dice);
  const step = Math.max(before.steps.at(-1)?.step ?? 0, 0);
  const score = report.task === 'classification' ? 'accuracy' : 'rmse';
  const own = dice.between(0.1, 1);
  const other = dice.pick([own, own * dice.between(0.5, 0.9), Math.min(1, own * dice.between(1.1, 2))]);
  const baselines = { one: { [score]: other }, two: { [score]: score === 'accuracy' ? other * 0.9 : other * 1.1 } };
  const done: DoneEvent | undefined = before.done && { ...before.done, test: { [score]: own }, baselines };
  const events = [...before.events.filter(({ type }) => type !== 'done'), { type: 'report', step, report } as const, ...(done ? [done] : [])];
  return { raw: { ...before, done, events, info: { ...before.info, task: report.task } }, report };
}

function classes(dice: Dice): ClassificationReport {
  const names = ['a', 'b', 'c'];
  const truth = Array.from({ length: dice.whole(5, 60) }, () => dice.whole(0, 2));
  const skill = dice.between(0, 1);
  const stuck = dice.chance(0.1) ? dice.whole(0, 2) : undefined;
  const predicted = truth.map((label) => stuck ?? (dice.chance(skill) ? label : dice.whole(0, 2)));
  // As sure as right, or far from it.
  const accuracy = truth.filter((label, i) => label === predicted[i]).length / truth.length;
  const sure = dice.pick([accuracy, 0.34, 0.99]);
  const { bins, error } = calibration(
    truth.map(() => sure),
    truth.map((label, i) => label === predicted[i]),
  );
  const length = dice.whole(1, 12);
  return {
    ...{ task: 'classification', part: dice.pick(['validation', 'test'] as const), examples: truth.length, classes: names },
    ...classScores(predicted, truth, 3),
    ...{
      loss: 1,
      confusion: confusionMatrix(predicted, truth, 3),
      calibrationError: error,
      calibration: bins,
      readExamples: truth.length,
      worst: [],
    },
    reading: Array.from({ length }, (_, i) => ({ read: i + 1, accuracy: dice.between(0, 1), belief: dice.between(0, 1) })),
  };
}

function forecasts(dice: Dice): ForecastReport {
  const truth = Array.from({ length: dice.whole(2, 30) }, () => dice.between(-5, 5));
  const forecast = truth.map((value) => value + dice.between(-1, 1));
  const [low, high] = [forecast.map((value) => value - 0.7), forecast.map((value) => value + 0.7)];
  const errors = () => [1, 2, 4].map(() => ({ rmse: dice.between(0.1, 2), mae: 1, mase: 1, smape: 0.1 }));
  const inside = truth.filter((value, i) => value >= low[i]! && value <= high[i]!).length;
  return {
    ...{ task: 'forecast', part: 'test', examples: truth.length, column: 'x', season: 1, horizon: 1, history: [1], from: 1, truth, forecast },
    interval: dice.chance(0.8) ? { level: 0.8, low, high, coverage: inside / truth.length, from: 'training errors' } : null,
    ...{ ahead: [1], horizons: [1, 2, 4], errors: { network: errors(), persistence: errors(), ...(dice.chance(0.5) ? { ar: errors() } : {}) } },
  };
}

function pairs(dice: Dice): PairsReport {
  const scores = { exactMatch: dice.between(0, 1), characterErrorRate: dice.between(0, 1), chrF: dice.between(0, 1) };
  return { ...{ task: 'pairs', part: 'test', examples: dice.whole(1, 300), samples: [] }, ...scores };
}
