import path from 'node:path';
import type { Command } from 'commander';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import { classify } from '../tasks/classification/classify';
import type { Example } from '../tasks/classification/data';
import { decodeData } from '../tasks/data/decode';
import { knownBefore } from '../tasks/forecasting/history';
import { forecastAfter } from '../tasks/forecasting/predict';
import { seriesOf } from '../tasks/forecasting/series';
import { calibration, classScores, confusionMatrix } from '../tasks/metrics/classification';
import { textScores } from '../tasks/metrics/text';
import { pairsOf } from '../tasks/pairs/data';
import { pairWriter } from '../tasks/pairs/predict';
import { isFolder, loadModel, readBytes } from './files';
import * as l10n from './l10n';
import { plainNumber } from './options';
import { readLabelled, readTable } from './task-data';

interface PredictOptions {
  steps: number;
  beam: number;
  json?: boolean;
}

/** One object of results, and the same in a line for people. */
interface Prediction {
  readonly result: Record<string, unknown>;
  readonly lines: readonly string[];
}

export function addPredictCommand(program: Command): void {
  program
    .command('predict')
    .description(l10n.t('predict classes, forecasts or targets for the data of a file'))
    .argument('<model>')
    .argument('<file>', l10n.t('sequences, a series or sources, as in training'))
    .option('--steps <n>', l10n.t('number of values to forecast'), plainNumber(1, true), 12)
    .option('--beam <n>', l10n.t('width of the beam search of an encoder-decoder'), plainNumber(1, true), 1)
    .option('--json', l10n.t('one JSON object on standard output'))
    .action((name: string, file: string, options: PredictOptions) => {
      const model = loadModel(name, 'any');
      const { result, lines } = predictions(model, name, file, options);
      if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
      else for (const line of lines) console.log(line);
    });
}

function predictions(model: Model, name: string, file: string, options: PredictOptions): Prediction {
  switch (model.task?.id) {
    case 'classification':
      return classes(model, file);
    case 'forecast':
      return forecast(model, file, options.steps);
    case 'pairs':
      return targets(model, file, options.beam);
    default:
      throw new UnrollError('predict.task', [name, model.task?.id ?? 'language-model'], { exitCode: 2 });
  }
}

/** Scores of a model of classes or pairs on data with their answers. */
export function taskScores(model: Model, name: string, file: string): Record<string, unknown> {
  if (model.task?.id === 'forecast') throw new UnrollError('evaluate.forecast', [file], { exitCode: 2 });
  const { result } = predictions(model, name, file, { steps: 1, beam: 1 });
  const { predictions: _, ...scores } = result;
  if (!('accuracy' in scores) && !('exactMatch' in scores)) throw new UnrollError('evaluate.answers', [file], { exitCode: 2 });
  return scores;
}

function classes(model: Model, file: string): Prediction {
  const names = model.task!.classes!;
  const examples = readSequences(model, file);
  const probabilities = classify(
    model,
    examples.map(({ input }) => input),
  );
  const best = probabilities.map((own) => own.indexOf(Math.max(...own)));
  const rows = examples.map(({ line, file: own, label }, i) => ({
    ...(own === undefined ? {} : { file: own }),
    ...(line === undefined ? {} : { line }),
    ...(label === undefined ? {} : { truth: label }),
    label: names[best[i]!]!,
    probability: probabilities[i]![best[i]!]!,
    probabilities: Object.fromEntries(names.map((each, c) => [each, probabilities[i]![c]!])),
  }));
  const truth = examples.map(({ label }) => names.indexOf(label ?? ''));
  const known = truth.every((label) => label >= 0) ? scoresOf(best, truth, probabilities, names.length) : {};
  return {
    result: { task: 'classification', classes: names, ...known, predictions: rows },
    lines: rows.map(({ label, probability }, i) => {
      const { input } = examples[i]!;
      return `${typeof input === 'string' ? input.slice(0, 60) : `#${i + 1}`}\t${label}\t${(100 * probability).toFixed(1)} %`;
    }),
  };
}

function scoresOf(
  best: readonly number[],
  truth: readonly number[],
  probabilities: readonly Float64Array[],
  classCount: number,
): Record<string, unknown> {
  const right = best.map((label, i) => label === truth[i]);
  const confidence = best.map((label, i) => probabilities[i]![label]!);
  const loss = truth.reduce((sum, label, i) => sum - Math.log(Math.max(1e-300, probabilities[i]![label]!)), 0) / truth.length;
  return {
    examples: truth.length,
    loss,
    ...classScores(best, truth, classCount),
    calibrationError: calibration(confidence, right).error,
    confusion: confusionMatrix(best, truth, classCount),
  };
}

type Sequence = Pick<Example, 'input' | 'line' | 'file'> & { readonly label?: string };

/** The sequences of a file as the model reads them, with their labels where the file has them; a plain text file has one a line. */
function readSequences(model: Model, file: string): readonly Sequence[] {
  const { options, realInputs } = model.task!;
  const [input, label] = [options.input as string | undefined, options.label as string | undefined];
  if (isFolder(file) || path.extname(file).toLowerCase() === '.ts') return readLabelled(file, undefined, undefined).examples;
  const isPlain = path.extname(file).toLowerCase() === '.txt' || input === undefined;
  if (isPlain && !realInputs)
    return decodeData(readBytes(file))
      .split('\n')
      .flatMap((text, i) => (text.trim() === '' ? [] : [{ input: text.trim(), line: i + 1 }]));
  const table = readTable(file);
  const columns = input!.split(',').filter((column) => table.columns.includes(column));
  if (label !== undefined && table.columns.includes(label) && columns.length > 0)
    return readLabelled(file, realInputs ? undefined : input, label).examples;
  const first = columns[0] ?? input!.split(',')[0]!;
  if (!table.columns.includes(first)) throw new UnrollError('data.column', [first, table.columns.slice(0, 20).join(', ')]);
  const places = columns.map((column) => table.columns.indexOf(column));
  return table.rows.map(({ values, line }) => ({
    line,
    input: realInputs ? Float32Array.from(places, (place) => Number(values[place])) : values[places[0]!]!.trim(),
  }));
}

function forecast(model: Model, file: string, steps: number): Prediction {
  const { column, exogenous } = model.task!.options as { column: string; exogenous?: string };
  const series = seriesOf(readTable(file), column, exogenous);
  const { name } = series;
  const ahead = forecastAfter(model, knownBefore(series, series.values.length), steps);
  const { forecasts, low, high } = ahead;
  const lines = forecasts.map((value, i) => [value, ...(low && high ? [low[i]!, high[i]!] : [])].map((one) => one.toPrecision(6)).join('\t'));
  return { result: { task: 'forecast', column: name, ...ahead }, lines };
}

function targets(model: Model, file: string, beam: number): Prediction {
  const { options } = model.task!;
  const write = pairWriter(model, beam);
  const table = readTable(file);
  const isPaired = table.columns.length > 1;
  const given = isPaired
    ? pairsOf(table, options.input as string | undefined, options.label as string | undefined).pairs
    : [{ values: table.columns, line: 1 }, ...table.rows]
        .filter(({ values }) => values[0] !== options.input)
        .map(({ values, line }) => ({ source: values[0]!.trim(), line, target: undefined }));
  const written = given.map(({ source }) => write(source));
  const scores = isPaired
    ? {
        examples: given.length,
        ...textScores(
          written.map(({ target }) => target),
          given.map(({ target }) => target!),
        ),
      }
    : {};
  return {
    result: { task: 'pairs', ...scores, predictions: given.map(({ source, line }, i) => ({ line, source, ...written[i] })) },
    lines: given.map(({ source }, i) => `${source}\t${written[i]!.target}`),
  };
}
