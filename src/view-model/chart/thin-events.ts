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

/** What both stand for as one event at the step of the second; `before` is the step of the event in front. */
function merge(first: StepEvent, second: StepEvent, before: number): StepEvent {
  const share = (first.step - before) / (second.step - before || 1);
  const weigh = (a: number, b: number) => a * share + b * (1 - share);
  const counted = first.count !== undefined && second.count !== undefined;
  return {
    ...second,
    clipped: weigh(first.clipped, second.clipped),
    charactersPerSecond: weigh(first.charactersPerSecond, second.charactersPerSecond),
    meanLoss: weigh(first.meanLoss ?? first.loss, second.meanLoss ?? second.loss),
    meanGradientNorm: weigh(first.meanGradientNorm ?? first.gradientNorm, second.meanGradientNorm ?? second.gradientNorm),
    lossRange: range(first.lossRange ?? [first.loss], second.lossRange ?? [second.loss]),
    gradientNormRange: range(first.gradientNormRange ?? [first.gradientNorm], second.gradientNormRange ?? [second.gradientNorm]),
    ...(counted ? { count: first.count! + second.count!, clippedCount: (first.clippedCount ?? 0) + (second.clippedCount ?? 0) } : {}),
  };
}

function range(a: readonly number[], b: readonly number[]): [number, number] {
  return [Math.min(...a, ...b), Math.max(...a, ...b)];
}
