import * as v from 'valibot';
import type { DiagnosisEvent } from './diagnostics';
import { number, numbers } from './json-number';
import { outline } from './outline';
import { taskReport } from './task-report';
import type {
  AlarmEvent,
  BaselineEvent,
  DoneEvent,
  EvaluationEvent,
  GradientEvent,
  NoteEvent,
  ReportEvent,
  SampleEvent,
  StartEvent,
  StepEvent,
  TrainingEvent,
  WindowEvent,
} from './training-events';

const histogram = v.object({ from: number, to: number, counts: v.array(v.number()) });
const tensors = v.array(v.object({ name: v.string(), histogram }));

const range = v.optional(v.tuple([number, number]));

const events = {
  start: outline<StartEvent>(
    v.looseObject({
      type: v.literal('start'),
      configuration: v.looseObject({}),
      parameters: number,
      vocabularySize: v.number(),
      trainingCharacters: v.number(),
      validationCharacters: v.number(),
    }),
  ),
  step: outline<StepEvent>(
    v.looseObject({
      type: v.literal('step'),
      step: v.number(),
      loss: number,
      gradientNorm: number,
      clipped: number,
      learningRate: number,
      hiddenNorms: numbers,
      charactersPerSecond: number,
      seconds: v.number(),
      ...{ count: v.optional(v.number()), clippedCount: v.optional(v.number()), meanLoss: v.optional(number), meanGradientNorm: v.optional(number) },
      ...{ lossRange: range, gradientNormRange: range },
    }),
  ),
  evaluation: outline<EvaluationEvent>(
    v.looseObject({ type: v.literal('evaluation'), step: v.number(), loss: number, bitsPerCharacter: number, accuracy: number }),
  ),
  sample: outline<SampleEvent>(v.looseObject({ type: v.literal('sample'), step: v.number(), text: v.string() })),
  window: outline<WindowEvent>(
    v.looseObject({
      type: v.literal('window'),
      step: v.number(),
      text: v.string(),
      hiddenNorms: v.array(numbers),
      cellNorms: v.optional(v.array(numbers)),
    }),
  ),
  gradient: outline<GradientEvent>(
    v.looseObject({
      type: v.literal('gradient'),
      step: v.number(),
      norms: v.record(v.string(), number),
      clippedNorms: v.optional(v.record(v.string(), number)),
      updateRatios: v.record(v.string(), number),
    }),
  ),
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
  baseline: outline<BaselineEvent>(
    v.looseObject({ type: v.literal('baseline'), name: v.string(), bitsPerCharacter: v.pipe(v.number(), v.finite()) }),
  ),
  alarm: outline<AlarmEvent>(
    v.looseObject({
      ...{ type: v.literal('alarm'), step: v.number(), tensor: v.string(), recentNorms: v.optional(numbers, []), learningRate: number },
      spectralRadius: v.optional(numbers, []),
    }),
  ),
  done: outline<DoneEvent>(
    v.looseObject({
      ...{ type: v.literal('done'), steps: v.number(), seconds: number, bestStep: v.number(), bestLoss: number },
      reason: v.picklist(['budget', 'stopped', 'early', 'diverged', 'solved']),
    }),
  ),
  report: outline<ReportEvent>(v.looseObject({ type: v.literal('report'), step: v.number(), report: taskReport })),
  note: outline<NoteEvent>(v.looseObject({ type: v.literal('note'), id: v.string(), text: v.string() })),
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
