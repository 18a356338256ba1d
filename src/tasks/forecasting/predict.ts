import { createLearner } from '../../network/create';
import { realPorts } from '../../network/ports';
import { UnrollError } from '../../protocol/error';
import type { Model } from '../../protocol/model';
import { nextValues } from './network-forecaster';
import { lost, type Transform } from './transform';

/** Values that follow a series; with quantiles also the ends of their intervals. */
export interface Ahead {
  readonly forecasts: readonly number[];
  readonly low?: readonly number[];
  readonly high?: readonly number[];
}

/** The `steps` values that follow a series, each forecast read as if it were true. @throws UnrollError when the series is shorter than the model's window */
export function forecastAfter(model: Model, values: readonly number[], steps: number): Ahead {
  const { options, scaling, outputs } = model.task!;
  const { configuration } = model;
  const transform = options.transform as Transform;
  const needed = configuration.window + lost(transform);
  if (values.length < needed) throw new UnrollError('series.history', [values.length, needed]);
  if (transform.startsWith('log') && !values.slice(-needed).every((value) => value > 0)) throw new UnrollError('series.log', [transform]);
  const learner = createLearner({
    configuration: { ...configuration, batchSize: 1, threads: 1, dropout: 0 },
    ports: realPorts(1, outputs),
    weights: model.weights,
  });
  const forecaster = { learner, width: configuration.window, scaling: scaling![0]!, transform, outputs };
  const history = values.slice(-needed);
  const [forecasts, low, high]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < steps; i++) {
    const next = nextValues(forecaster, [history])[0]!;
    if (outputs > 1) {
      const ends = [0, outputs - 1].map((output) => nextValues(forecaster, [history], 0, output)[0]!);
      low.push(Math.min(...ends));
      high.push(Math.max(...ends));
    }
    forecasts.push(next);
    history.push(next);
  }
  learner.dispose();
  return outputs > 1 ? { forecasts, low, high } : { forecasts };
}
