import { createLearner } from '../../network/create';
import { realPorts } from '../../network/ports';
import { UnrollError } from '../../protocol/error';
import type { Model } from '../../protocol/model';
import { forecastsAhead } from './network-forecaster';
import { lost, type Transform } from './transform';

/** The `steps` values that follow a series, each forecast read as if it were true. @throws UnrollError when the series is shorter than the model's window */
export function forecastAfter(model: Model, values: readonly number[], steps: number): number[] {
  const { options, scaling } = model.task!;
  const { configuration } = model;
  const transform = options.transform as Transform;
  const needed = configuration.window + lost(transform);
  if (values.length < needed) throw new UnrollError('series.history', [values.length, needed]);
  if (transform.startsWith('log') && !values.slice(-needed).every((value) => value > 0)) throw new UnrollError('series.log', [transform]);
  const learner = createLearner({
    configuration: { ...configuration, batchSize: 1, threads: 1, dropout: 0 },
    ports: realPorts(1, 1),
    weights: model.weights,
  });
  const [ahead] = forecastsAhead({ learner, width: configuration.window, scaling: scaling![0]!, transform }, [values], steps);
  learner.dispose();
  return ahead!;
}
