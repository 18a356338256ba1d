import * as v from 'valibot';
import { diagnosisEvent } from './diagnostics';
import {
  alarmEvent,
  baselineEvent,
  doneEvent,
  evaluationEvent,
  gradientEvent,
  noteEvent,
  reportEvent,
  sampleEvent,
  startEvent,
  stepEvent,
  type TrainingEvent,
  windowEvent,
} from './training-events';

const events = {
  ...{ start: startEvent, step: stepEvent, evaluation: evaluationEvent, sample: sampleEvent, window: windowEvent, gradient: gradientEvent },
  diagnosis: diagnosisEvent,
  ...{ baseline: baselineEvent, alarm: alarmEvent, done: doneEvent, report: reportEvent, note: noteEvent },
};
type KnownEvent = keyof typeof events;

/** The events of a message that are what they say; what is unknown or broken is left out, so that one bad event costs no curve. */
export function checkEvents(list: unknown[]): TrainingEvent[] {
  return list.flatMap((event) => {
    const type = (event as { type?: unknown } | null)?.type;
    if (typeof type !== 'string' || !Object.hasOwn(events, type)) return [];
    const result = v.safeParse(events[type as KnownEvent], event);
    return result.success ? [result.output] : [];
  });
}
