import type { ClassificationReport, ForecastReport, PairsReport } from '../../protocol/task-report';
import { formatNumber } from '../chart/format';
import type { RunSeries } from '../run/run-series';
import { mostConfused } from '../task/grid';
import { count, formatPercent, number, percent } from './quantity';
import { made, measured, type Premise, type Statement, statement } from './statement';

/** Shares of right answers that differ by less are equal, and errors by a smaller part of them. */
const EQUAL = 0.005;
/** Calibration errors below are no news. */
const CALIBRATED = 0.03;

/** Baselines in the language of the page. */
type Names = Readonly<Record<string, string>>;

function reported(run: RunSeries, what: string): Premise[] {
  const { report } = run;
  return report ? [measured(run, what, report.step, report.report.examples, 'examples')] : [];
}

/** How many answers are right, and whether what needs no network does better. */
export function classStatements(run: RunSeries, report: ClassificationReport, names: Names = {}): Statement[] {
  const premises = reported(run, 'answers');
  const { accuracy, macroRecall, examples } = report;
  const values = { accuracy: percent(accuracy), recall: percent(macroRecall), examples: count(examples) };
  const id = report.part === 'test' ? 'classTest' : 'classValidation';
  return made(
    oneAnswerStatement(run, premises, report),
    statement([run], id, premises, values),
    ...baselineStatement(run, premises, 'accuracy', names),
  );
}

/** Share of the answers from which on they are nearly all the same, and by how much that exceeds the share of the class. */
const NEARLY_ALL = 0.9;
const TOO_MANY = 0.2;

/** Whether all or nearly all examples get the same answer, though they are of several classes. */
function oneAnswerStatement(
  run: RunSeries,
  premises: readonly Premise[],
  { confusion, classes, examples }: ClassificationReport,
): Statement | undefined {
  const total = (row: readonly number[]) => row.reduce((a, b) => a + b, 0);
  if (!confusion || confusion.filter((row) => total(row) > 0).length < 2) return undefined;
  const answered = classes.map((_, answer) => confusion.reduce((sum, row) => sum + row[answer]!, 0));
  const most = answered.indexOf(Math.max(...answered));
  const [part, own] = [answered[most]! / examples, total(confusion[most]!) / examples];
  if (part < 1 && !(part >= NEARLY_ALL && part - own >= TOO_MANY)) return undefined;
  const values = { answer: classes[most]!, answered: percent(part), examples: count(examples), share: percent(own) };
  return statement([run], 'classOneAnswer', premises, values);
}

/** The best baseline on the test part beside the network; where baselines win, all of them are named plainly. */
function baselineStatement(run: RunSeries, premises: readonly Premise[], score: 'accuracy' | 'rmse', names: Names): (Statement | undefined)[] {
  const { test, baselines } = run.done ?? {};
  const own = test?.[score];
  if (own === undefined || !baselines) return [];
  const sign = score === 'accuracy' ? 1 : -1;
  const known = Object.entries(baselines).flatMap(([name, scores]) => (scores[score] === undefined ? [] : [{ name, value: scores[score] }]));
  const best = known.sort((a, b) => sign * (b.value - a.value))[0];
  if (!best) return [];
  const shown = score === 'accuracy' ? percent : number;
  const format = score === 'accuracy' ? formatPercent : (value: number) => formatNumber(Number(value.toPrecision(3)));
  const lead = score === 'accuracy' ? best.value - own : (own - best.value) / best.value;
  const id = lead > EQUAL ? 'baselineWins' : lead < -EQUAL ? 'baselineLoses' : 'baselineTies';
  const winners = known.filter(({ value }) => sign * (value - own) > 0);
  if (id === 'baselineWins' && winners.length > 1) {
    // A semicolon: there are commas in some names.
    const all = winners.map(({ name, value }) => `${names[name] ?? name} (${format(value)})`).join('; ');
    return [statement([run], 'baselinesWin', premises, { count: count(winners.length), names: all, network: shown(own) })];
  }
  return [statement([run], id, premises, { name: names[best.name] ?? best.name, baseline: shown(best.value), network: shown(own) })];
}

/** When the network knows: what is right after half of the longest example, and at the end. */
export function readingStatements(run: RunSeries, { reading, readExamples }: ClassificationReport): Statement[] {
  const last = reading.at(-1);
  const half = reading.find(({ accuracy }) => accuracy >= 0.9 * (last?.accuracy ?? 1));
  if (!last || !half || reading.length < 3) return [];
  const values = { read: count(half.read), share: percent(half.accuracy), last: percent(last.accuracy), examples: count(readExamples) };
  return made(statement([run], 'classReading', reported(run, 'prefixes'), values));
}

/** Whether it is as often right as it is sure. */
export function calibrationStatements(run: RunSeries, { calibration, calibrationError, accuracy, examples }: ClassificationReport): Statement[] {
  const confidence = calibration.reduce((sum, bin) => sum + bin.count * bin.confidence, 0) / Math.max(1, examples);
  const id = calibrationError <= CALIBRATED ? 'calibrated' : confidence > accuracy ? 'overconfident' : 'underconfident';
  const values = { confidence: percent(confidence), accuracy: percent(accuracy), error: percent(calibrationError) };
  return made(statement([run], id, reported(run, 'confidence'), values));
}

export function confusionStatements(run: RunSeries, report: ClassificationReport): Statement[] {
  const most = mostConfused(report);
  if (!most) return [];
  const values = { truth: most.truth, predicted: most.predicted, count: count(most.count), examples: count(report.examples) };
  return made(statement([run], 'classConfused', reported(run, 'answers'), values));
}

/** How far the forecasts are off, whether what needs no network does better, and whether the interval holds. */
export function forecastStatements(run: RunSeries, { truth, forecast, interval }: ForecastReport, names: Names = {}): Statement[] {
  const premises = reported(run, 'forecasts');
  const rmse = Math.sqrt(truth.reduce((sum, value, i) => sum + (value - forecast[i]!) ** 2, 0) / truth.length);
  return made(
    statement([run], 'forecastError', premises, { rmse: number(rmse), values: count(truth.length) }),
    interval
      ? statement([run], 'forecastInterval', premises, {
          ...{ level: percent(interval.level), inside: count(Math.round(interval.coverage * truth.length)), values: count(truth.length) },
          raw: count(Math.round((interval.rawCoverage ?? interval.coverage) * truth.length)),
        })
      : undefined,
    ...baselineStatement(run, premises, 'rmse', names),
  );
}

/** How the errors grow with the horizon, and at how many horizons something without a network does better. */
export function horizonStatements(run: RunSeries, { horizons, errors }: ForecastReport): Statement[] {
  const { network = [], ...others } = errors;
  const [first, last] = [network[0], network.at(-1)];
  if (!first || !last || horizons.length < 2 || horizons[0] !== 1) return [];
  const worse = horizons.filter((_, i) => Object.values(others).some((own) => own[i]!.rmse < network[i]!.rmse)).length;
  const values = { first: number(first.rmse), far: number(last.rmse), last: count(horizons.at(-1)!) };
  return made(statement([run], 'forecastHorizons', reported(run, 'forecasts'), { ...values, worse: count(worse), horizons: count(horizons.length) }));
}

/** Whether the errors have a side. */
export function residualStatements(run: RunSeries, { truth, forecast }: ForecastReport): Statement[] {
  const errors = truth.map((value, i) => value - forecast[i]!);
  const bias = errors.reduce((a, b) => a + b, 0) / errors.length;
  const largest = errors.reduce((most, error) => (Math.abs(error) > Math.abs(most) ? error : most), 0);
  return made(statement([run], 'forecastBias', reported(run, 'forecasts'), { bias: number(bias), largest: number(largest) }));
}

/** How many targets are written as they should be. */
export function pairStatements(run: RunSeries, { exactMatch, characterErrorRate, examples }: PairsReport): Statement[] {
  const values = { exact: percent(exactMatch), errors: percent(characterErrorRate), examples: count(examples) };
  return made(statement([run], 'pairsWritten', reported(run, 'written targets'), values));
}
