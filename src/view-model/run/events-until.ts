import type { TrainingEvent } from '../../protocol/training-events';

/** The update at which an event was reported; what belongs to a whole run comes before all of them, its end after all. */
export function stepOf(event: TrainingEvent): number {
  if (event.type === 'start' || event.type === 'baseline' || event.type === 'note') return Number.NEGATIVE_INFINITY;
  return event.type === 'done' ? Number.POSITIVE_INFINITY : event.step;
}
