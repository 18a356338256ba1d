import type { EvaluationEvent, StepEvent, TrainingEvent } from '../../protocol/training-events';

/**
 * Half as many events of the kinds that come again and again, for a page that opens later: two neighbouring steps become one that carries their range,
 * so that a curve keeps its extremes and its clip rate; of two evaluations the better one stays; of gradients and diagnoses every second goes. The first
 * and the newest of each kind stay, and the most accurate evaluation: sentences speak of them.
 */
export function thinEvents(events: readonly TrainingEvent[]): TrainingEvent[] {
  const dropped = droppedEvents(events);
  const kept: TrainingEvent[] = [];
  let waiting: StepEvent | undefined;
  let previous = 0;
  for (const event of events) {
    if (dropped.has(event)) continue;
    if (event.type !== 'step') kept.push(event);
    else if (!waiting) waiting = event;
    else {
      kept.push(merge(waiting, event, previous));
      previous = event.step;
      waiting = undefined;
    }
  }
  if (waiting) kept.push(waiting);
  return kept;
}

/** The worse of two evaluations, and every second gradient and diagnosis, but for those that stay. */
function droppedEvents(events: readonly TrainingEvent[]): Set<TrainingEvent> {
  const pinned = pinnedEvents(events);
  const dropped = new Set<TrainingEvent>();
  const waiting: { evaluation?: EvaluationEvent | undefined; gradient?: boolean; diagnosis?: boolean } = {};
  for (const event of events) {
    if (pinned.has(event)) continue;
    if (event.type === 'gradient' || event.type === 'diagnosis') {
      if (waiting[event.type]) dropped.add(event);
      waiting[event.type] = !waiting[event.type];
    } else if (event.type === 'evaluation') {
      const other = waiting.evaluation;
      if (other) dropped.add(event.loss < other.loss ? other : event);
      waiting.evaluation = other ? undefined : event;
    }
  }
  return dropped;
}

/** The first and the newest evaluation, gradient and diagnosis, and the most accurate evaluation. */
function pinnedEvents(events: readonly TrainingEvent[]): Set<TrainingEvent> {
  const pinned = new Set<TrainingEvent>();
  for (const type of ['evaluation', 'gradient', 'diagnosis'] as const) {
    const of = (event: TrainingEvent) => event.type === type;
    for (const event of [events.find(of), events.findLast(of)]) if (event) pinned.add(event);
  }
  let accurate: EvaluationEvent | undefined;
  for (const event of events) if (event.type === 'evaluation' && !(event.accuracy <= (accurate?.accuracy ?? -1))) accurate = event;
  if (accurate) pinned.add(accurate);
  return pinned;
}

/** What both stand for as one event at the step of the second; `before` is the step of the event in front. */
function merge(first: StepEvent, second: StepEvent, before: number): StepEvent {
  const counted = first.count !== undefined && second.count !== undefined;
  const share = counted ? first.count! / (first.count! + second.count!) : (first.step - before) / (second.step - before || 1);
  const weigh = (a: number, b: number) => a * share + b * (1 - share);
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
