import * as v from 'valibot';
import type { DiagnosisEvent } from './diagnostics';
import { number, numbers } from './json-number';
import { outline } from './outline';
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

const histogram = v.object({ from: number, to: number, counts: v.array(v.number()) });
const tensors = v.array(v.object({ name: v.string(), histogram }));

const events = {
  ...{ start: startEvent, step: stepEvent, evaluation: evaluationEvent, sample: sampleEvent, window: windowEvent, gradient: gradientEvent },
  diagnosis: outline<DiagnosisEvent>(
    v.looseObject({
      type: v.literal('diagnosis'),
      step: v.number(),
      diagnosis: v.looseObject({
        flow: v.looseObject({
          lags: v.array(v.number()),
          norms: v.array(v.array(v.nullable(v.number()))),
          bounds: v.array(v.array(v.nullable(v.number()))),
          estimates: v.nullable(v.array(v.array(v.nullable(v.number())))),
        }),
        spectra: v.array(
          v.array(
            v.looseObject({
              gate: v.string(),
              spectralRadius: number,
              sigmaMax: number,
              eigenvalues: v.optional(v.array(v.tuple([number, number]))),
            }),
          ),
        ),
        saturation: v.optional(
          v.array(
            v.array(
              v.looseObject({
                ...{ gate: v.string(), left: number, right: v.nullable(v.number()), histogram, dead: v.nullable(v.number()) },
                units: v.optional(v.array(v.tuple([number, number]))),
              }),
            ),
          ),
        ),
        states: v.optional(
          v.looseObject({
            ...{ text: v.string(), hiddenNorms: v.array(numbers), cellNorms: v.nullable(v.array(numbers)), from: v.number() },
            activations: v.array(v.array(numbers)),
          }),
        ),
        terms: v.optional(
          v.looseObject({ position: v.number(), norms: v.array(v.array(v.nullable(v.number()))), totals: v.array(v.nullable(v.number())) }),
        ),
        weights: v.optional(tensors),
        gradients: v.optional(v.nullable(tensors)),
      }),
    }),
  ),
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
