import type { EvaluationEvent, StepEvent, TrainingEvent } from '../protocol/training-events';

type Row = Record<string, number>;

/** Metrics of a run as a table: one row a step, measured on training or validation or both. RFC 4180 with LF. */
export function metricsCsv(events: readonly TrainingEvent[]): string {
  const rows = new Map<number, Row>();
  const put = (step: number, values: Row) => rows.set(step, { ...rows.get(step), ...values });
  let layers = 0;
  for (const event of events) {
    if (event.type === 'step') {
      layers = Math.max(layers, event.hiddenNorms.length);
      put(event.step, stepRow(event));
    } else if (event.type === 'evaluation') put(event.step, evaluationRow(event));
  }
  const columns = [
    ...['step', 'seconds', 'loss', 'gradientNorm', 'clipped', 'learningRate', 'charactersPerSecond'],
    // Over all steps since the row before, which `loss` and `gradientNorm` tell of one of.
    ...['count', 'clippedCount', 'meanLoss', 'minimumLoss', 'maximumLoss', 'meanGradientNorm', 'minimumGradientNorm', 'maximumGradientNorm'],
    ...Array.from({ length: layers }, (_, layer) => `hiddenNorm${layer}`),
    ...['validationLoss', 'validationBitsPerCharacter', 'validationAccuracy'],
  ];
  const lines = [...rows]
    .sort(([a], [b]) => a - b)
    .map(([step, row]) => columns.map((name) => (name === 'step' ? step : (row[name] ?? ''))).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

/** The same in full, by kind, with the configuration. */
export function metricsJson(events: readonly TrainingEvent[]): string {
  const of = (type: TrainingEvent['type']) => events.filter((event) => event.type === type).map(({ type: _, ...rest }) => rest);
  const [start] = of('start');
  const [done] = of('done').slice(-1);
  return `${JSON.stringify({ start: start ?? null, steps: of('step'), evaluations: of('evaluation'), done: done ?? null }, null, 1)}\n`;
}

function stepRow({ hiddenNorms, type: _, step: __, lossRange, gradientNormRange, ...values }: StepEvent): Row {
  return {
    ...values,
    ...(lossRange ? { minimumLoss: lossRange[0], maximumLoss: lossRange[1] } : {}),
    ...(gradientNormRange ? { minimumGradientNorm: gradientNormRange[0], maximumGradientNorm: gradientNormRange[1] } : {}),
    ...Object.fromEntries(hiddenNorms.map((norm, layer) => [`hiddenNorm${layer}`, norm])),
  };
}

function evaluationRow({ loss, bitsPerCharacter, accuracy }: EvaluationEvent): Row {
  return { validationLoss: loss, validationBitsPerCharacter: bitsPerCharacter, validationAccuracy: accuracy };
}
