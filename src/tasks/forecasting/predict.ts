import { createLearner } from '../../network/create';
import { portsOfModel } from '../../network/model-ports';
import { UnrollError } from '../../protocol/error';
import type { Model } from '../../protocol/model';
import type { History } from './history';
import { type Ahead, type ForecastShape, forecastHead, forecastsAhead, levelsOf, needed } from './network-forecaster';
import type { Transform } from './transform';

/** How a model of forecasts answers. */
export function shapeOf({ configuration, task }: Model): ForecastShape {
  const { options, scaling } = task!;
  const loss = options.loss === 'absolute' || options.loss === 'quantile' ? options.loss : 'squared';
  const reach = task!.outputs / levelsOf({ loss });
  return { width: configuration.window, reach, loss, transform: options.transform as Transform, scalings: scaling! };
}

/** The `steps` values that follow a series. @throws UnrollError when the series is shorter than the model's window */
export function forecastAfter(model: Model, history: History, steps: number): Ahead {
  const shape = shapeOf(model);
  const { transform } = shape;
  const { values } = history;
  if (values.length < needed(shape)) throw new UnrollError('series.history', [values.length, needed(shape)]);
  if (transform.startsWith('log') && !values.slice(-needed(shape)).every((value) => value > 0)) throw new UnrollError('series.log', [transform]);
  const learner = createLearner({
    configuration: { ...model.configuration, batchSize: 1, threads: 1, dropout: 0 },
    ports: { ...portsOfModel(model, 0), heads: [forecastHead(shape)] },
    weights: model.weights,
  });
  try {
    const ahead = forecastsAhead({ ...shape, learner }, [history], steps)[0]!;
    return shape.loss === 'quantile' ? ahead : { forecasts: ahead.forecasts };
  } finally {
    learner.dispose();
  }
}
