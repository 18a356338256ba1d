import type { EvaluationEvent, StepEvent, TrainingEvent } from '../../protocol/training-events';

/**
 * Half as many events of the kinds that come again and again, for a page that opens later: two neighbouring steps become one that carries their range,
 * so that a curve keeps its extremes and its clip rate; of two evaluations the better one stays; of gradients and diagnoses every second goes.
 */
export function thinEvents(events: readonly TrainingEvent[]): TrainingEvent[] {
  const kept: TrainingEvent[] = [];
  let waiting: StepEvent | undefined;
  let previous = 0;
  let judged: EvaluationEvent | undefined;
  const odd = { gradient: false, diagnosis: false };
  for (const event of events) {
    if (event.type === 'gradient' || event.type === 'diagnosis') {
      odd[event.type] = !odd[event.type];
      if (odd[event.type]) kept.push(event);
    } else if (event.type === 'evaluation') {
      if (judged) kept.push(event.loss < judged.loss ? event : judged);
      judged = judged ? undefined : event;
    } else if (event.type !== 'step') kept.push(event);
    else if (!waiting) waiting = event;
    else {
      kept.push(merge(waiting, event, previous));
      previous = event.step;
      waiting = undefined;
    }
  }
  if (waiting) kept.push(waiting);
  if (judged) kept.push(judged);
  return kept;
}

function merge(first: StepEvent, second: StepEvent, before: number): StepEvent {
  const share = (first.step - before) / (second.step - before || 1);
  const weigh = (a: number, b: number) => a * share + b * (1 - share);
  return {
    ...second,
    loss: (first.loss + second.loss) / 2,
    gradientNorm: (first.gradientNorm + second.gradientNorm) / 2,
    clipped: weigh(first.clipped, second.clipped),
    charactersPerSecond: weigh(first.charactersPerSecond, second.charactersPerSecond),
    lossRange: range(first.lossRange ?? [first.loss], second.lossRange ?? [second.loss]),
    gradientNormRange: range(first.gradientNormRange ?? [first.gradientNorm], second.gradientNormRange ?? [second.gradientNorm]),
  };
}

function range(a: readonly number[], b: readonly number[]): [number, number] {
  return [Math.min(...a, ...b), Math.max(...a, ...b)];
}
