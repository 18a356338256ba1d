import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { RunInfo } from '../../../src/protocol/panel-messages';
import type { StepEvent } from '../../../src/protocol/training-events';
import { RunSeries } from '../../../src/view-model/run/run-series';
import { formatQuantity } from '../../../src/view-model/statements/quantity';
import type { Statement } from '../../../src/view-model/statements/statement';

/** Names of the units of a loss, as pages have them. */
export const UNITS = {
  nats: 'nats',
  bits: 'bits',
  perplexity: 'perplexity',
  answerNats: 'nats/example',
  answerBits: 'bits/example',
  answerPerplexity: 'perplexity/example',
  logistic: 'cross-entropy of all outputs',
  halfSquares: 'half squared error of all outputs',
  squaredError: 'squared error',
  absoluteError: 'absolute error',
  quantileError: 'quantile loss',
  accuracy: 'accuracy',
  exactMatch: 'exact match',
  rmse: 'RMSE',
  excess: 'nats above the source',
  various: 'each run in its own unit',
};

export function info(runId: string, configuration: Partial<Configuration> = {}): RunInfo {
  return { runId, name: 'a.txt', state: 'running', configuration: { ...BASE_CONFIGURATION, ...configuration }, totalSteps: 1000 };
}

export function step(n: number, loss: number, more: Partial<StepEvent> = {}): StepEvent {
  return {
    ...{ type: 'step', step: n, loss, gradientNorm: 1 / n, clipped: 0, learningRate: 0.01, hiddenNorms: [n, 2 * n] },
    ...{ charactersPerSecond: 1000, seconds: n / 10 },
    ...more,
  };
}

/** A run with a loss that falls from 4 to 1. */
export function run(runId: string, steps: number, configuration: Partial<Configuration> = {}): RunSeries {
  const series = new RunSeries(info(runId, configuration));
  const full = { ...BASE_CONFIGURATION, ...configuration };
  const sizes = { parameters: 1234, vocabularySize: 50, trainingCharacters: 9000, validationCharacters: 1000, threads: 1, backend: 'wasm' };
  series.append([{ type: 'start', configuration: full, ...sizes }]);
  for (let n = 1; n <= steps; n++) series.append([step(n, 1 + 3 / n)]);
  series.append([{ type: 'evaluation', step: steps, loss: 2, bitsPerCharacter: 2 / Math.LN2, accuracy: 0.5 }]);
  return series;
}

export const WORDS = {
  ...{
    step: 'step',
    time: 'time',
    charactersRead: 'characters read',
    character: 'character',
    raw: 'raw',
    ...{
      lossAxis: 'Loss',
      normAxis: 'Norm',
      lengthAxis: 'Length',
      speedAxis: 'Speed',
      valueSpeedAxis: 'Values',
      accuracyAxis: 'Accuracy',
      lagAxis: 'Lag',
      shareAxis: 'Share',
    },
    ...{ influenceAxis: 'Influence', allLayers: 'all layers' },
    ...{ termAxis: 'Term', spectraAxis: 'Spectra', clipAxis: 'Clipped', clipLine: 'Last 100' },
    ...{ bestValidation: 'best', rule: 'rule', sum: 'sum' },
    smoothed: 'smoothed',
    validation: 'validation',
  },
  units: UNITS,
  ...{ untrained: 'log V', norm: 'norm', threshold: 'threshold', layer: 'layer', cellState: 'cell', hiddenState: 'hidden', speed: 'speed' },
  ...{ learningRate: 'rate', ratio: 'ratio' },
  options: { hidden: 'Hidden units', learningRate: 'Learning rate' } as Record<string, string>,
  ...{ architecture: 'architecture', bestLoss: 'best', orthogonal: 'orthogonal', feedForward: 'feed-forward', forgetBias: 'LSTM, forget bias {0}' },
  charts: new Proxy({} as Record<string, { title: string }>, { get: (_, id) => ({ title: String(id) }) }),
};

/** A statement's id and values as they are shown, in nats. */
export function texts(said: Statement | undefined): Record<string, string> {
  const shown = Object.entries(said?.values ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : formatQuantity(value, { unit: 'nats', units: UNITS }),
  ]);
  return { id: said?.id ?? '', ...Object.fromEntries(shown) };
}
