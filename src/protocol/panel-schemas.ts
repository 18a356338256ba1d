import * as v from 'valibot';
import { DATA_TASK_IDS, FORECAST_LOSSES } from './data-task';
import { EXPERIMENT_KINDS } from './experiments';
import { EXPORT_FORMATS, PANEL_COMMANDS, type PanelMessage, type PanelRequest, REMEDIES, RUN_STATES } from './panel-messages';
import { MEMORY_TASKS, MOST_PLAYGROUND_STEPS, PLAYGROUND_CELLS } from './playground';
import { formPlan, formValues, runForm } from './run-form';
import { taskAnswer, taskReport } from './task-report-schema';
import type { TrainingEvent } from './training-events';
import { MOST_WALK_CHARACTERS } from './walk-through';

/** Characters of a chart as a picture; more is no chart. */
const MOST_CONTENT = 32_000_000;
/** UTF-16 units of a text to walk through. */
const MOST_WALK_TEXT = 2 * MOST_WALK_CHARACTERS;

/** A number that came as JSON: what is not finite has become null there. */
const number = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? Number.NaN),
);
const numbers = v.array(number);
const runId = v.pipe(v.string(), v.maxLength(64));

const info = v.looseObject({
  runId,
  name: v.string(),
  state: v.picklist(RUN_STATES),
  configuration: v.looseObject({
    cell: v.string(),
    layers: v.number(),
    hidden: v.number(),
    batchSize: v.number(),
    sequenceLength: v.number(),
    clip: v.number(),
    clipMode: v.string(),
  }),
  totalSteps: v.number(),
  error: v.optional(v.string()),
  task: v.optional(v.picklist(DATA_TASK_IDS)),
  forecastLoss: v.optional(v.picklist(FORECAST_LOSSES)),
  group: v.optional(
    v.looseObject({
      id: v.string(),
      kind: v.picklist(EXPERIMENT_KINDS),
      tag: v.string(),
      parameters: v.array(v.string()),
      index: v.number(),
      size: v.number(),
    }),
  ),
  text: v.optional(v.string()),
  origin: v.optional(v.object({ runId, name: v.string() })),
  created: v.optional(v.string()),
});

const histogram = v.object({ from: number, to: number, counts: v.array(v.number()) });
const tensors = v.array(v.object({ name: v.string(), histogram }));

const range = v.optional(v.tuple([number, number]));

const events = {
  start: v.looseObject({
    type: v.literal('start'),
    configuration: v.looseObject({}),
    parameters: number,
    vocabularySize: v.number(),
    trainingCharacters: v.number(),
    validationCharacters: v.number(),
  }),
  step: v.looseObject({
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
  evaluation: v.looseObject({ type: v.literal('evaluation'), step: v.number(), loss: number, bitsPerCharacter: number, accuracy: number }),
  sample: v.looseObject({ type: v.literal('sample'), step: v.number(), text: v.string() }),
  window: v.looseObject({
    type: v.literal('window'),
    step: v.number(),
    text: v.string(),
    hiddenNorms: v.array(numbers),
    cellNorms: v.optional(v.array(numbers)),
  }),
  gradient: v.looseObject({
    type: v.literal('gradient'),
    step: v.number(),
    norms: v.record(v.string(), number),
    clippedNorms: v.optional(v.record(v.string(), number)),
    updateRatios: v.record(v.string(), number),
  }),
  diagnosis: v.looseObject({
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
          v.looseObject({ gate: v.string(), spectralRadius: number, sigmaMax: number, eigenvalues: v.optional(v.array(v.tuple([number, number]))) }),
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
  baseline: v.looseObject({ type: v.literal('baseline'), name: v.string(), bitsPerCharacter: v.pipe(v.number(), v.finite()) }),
  alarm: v.looseObject({
    ...{ type: v.literal('alarm'), step: v.number(), tensor: v.string(), recentNorms: v.optional(numbers, []), learningRate: number },
    spectralRadius: v.optional(numbers, []),
  }),
  done: v.looseObject({
    ...{ type: v.literal('done'), steps: v.number(), seconds: number, bestStep: v.number(), bestLoss: number },
    reason: v.picklist(['budget', 'stopped', 'early', 'diverged', 'solved']),
  }),
  report: v.looseObject({ type: v.literal('report'), step: v.number(), report: taskReport }),
  note: v.looseObject({ type: v.literal('note'), id: v.string(), text: v.string() }),
};
type KnownEvent = keyof typeof events;

/** The events of a message that are what they say; what is unknown or broken is left out, so that one bad event costs no curve. */
function checkEvents(list: readonly unknown[]): TrainingEvent[] {
  return list.flatMap((event) => {
    const type = (event as { type?: unknown } | null)?.type;
    if (typeof type !== 'string' || !Object.hasOwn(events, type)) return [];
    const result = v.safeParse(events[type as KnownEvent], event);
    return result.success ? [result.output as unknown as TrainingEvent] : [];
  });
}

const walk = v.looseObject({
  step: v.nullable(v.number()),
  architecture: v.looseObject({ cell: v.string(), layers: v.number(), hidden: v.number() }),
  vocabularySize: v.number(),
  text: v.string(),
  columns: v.pipe(
    v.array(v.looseObject({ character: v.string(), norms: numbers, states: v.array(numbers), top: v.array(v.looseObject({})) })),
    v.minLength(1),
  ),
  units: v.array(v.array(v.number())),
  flow: v.array(v.nullable(v.array(numbers))),
  numbers: v.nullable(v.looseObject({ moments: v.array(v.looseObject({})), weights: v.looseObject({}) })),
  milliseconds: v.number(),
});

const reading = v.looseObject({
  step: v.nullable(v.number()),
  heldOut: v.boolean(),
  characters: v.array(
    v.looseObject({ text: v.string(), bits: v.number(), rank: v.number(), top: v.array(v.object({ text: v.string(), probability: v.number() })) }),
  ),
  units: v.array(v.object({ layer: v.number(), unit: v.number(), feature: v.string(), correlation: v.number(), chance: v.number() })),
  states: v.nullable(v.object({ text: v.string(), from: v.number(), activations: v.array(v.array(numbers)) })),
  lookingBack: v.nullable(
    v.object({
      characters: v.array(v.string()),
      attention: v.array(v.object({ layer: v.number(), heads: v.array(v.array(v.array(v.number()))) })),
      taps: v.array(v.object({ layer: v.number(), distances: v.array(v.number()) })),
      field: v.nullable(v.number()),
    }),
  ),
  layers: v.number(),
  hidden: v.number(),
  milliseconds: v.number(),
});
const cell = v.picklist(PLAYGROUND_CELLS);
const integer = v.pipe(v.number(), v.integer());
const playgroundRequest = v.object({
  task: v.picklist(MEMORY_TASKS),
  length: v.pipe(integer, v.minValue(1), v.maxValue(1000)),
  cells: v.pipe(v.array(cell), v.minLength(1), v.maxLength(PLAYGROUND_CELLS.length)),
  steps: v.pipe(integer, v.minValue(1), v.maxValue(MOST_PLAYGROUND_STEPS)),
  seed: v.pipe(integer, v.minValue(0), v.maxValue(2 ** 31)),
});
const playgroundEvent = v.variant('type', [
  v.looseObject({
    type: v.literal('begin'),
    request: playgroundRequest,
    chance: v.number(),
    solvedBelow: v.number(),
    example: v.variant('task', [
      v.object({ task: v.literal('adding'), numbers: v.array(v.number()), marks: v.array(integer), answer: v.number() }),
      v.object({ task: v.literal('copy'), inputs: v.array(integer), answers: v.array(integer) }),
    ]),
  }),
  v.object({ type: v.literal('point'), cell, step: integer, loss: v.number(), seconds: v.number() }),
  v.object({ type: v.literal('flow'), cell, step: integer, lags: v.array(integer), norms: v.array(v.nullable(v.number())) }),
  v.object({ type: v.literal('solved'), cell, step: integer }),
  v.object({ type: v.literal('diverged'), cell, step: integer }),
  v.object({ type: v.literal('done'), stopped: v.boolean() }),
  v.object({ type: v.literal('failed'), text: v.string() }),
]);

const message = v.variant('type', [
  v.object({
    type: v.literal('hydrate'),
    runs: v.array(v.object({ info, events: v.array(v.unknown()) })),
    selected: v.nullable(runId),
    locale: v.string(),
  }),
  v.object({ type: v.literal('delta'), runId, info, events: v.array(v.unknown()) }),
  v.object({ type: v.literal('select'), runId }),
  v.object({ type: v.literal('compare'), group: v.nullable(v.string()), runIds: v.array(runId) }),
  v.object({ type: v.literal('unroll'), runId }),
  v.object({ type: v.literal('reading'), id: v.number(), runId, reading: v.nullable(reading) }),
  v.object({ type: v.literal('answer'), id: v.number(), runId, answer: v.nullable(taskAnswer) }),
  v.object({ type: v.literal('cursor') }),
  v.object({ type: v.literal('open'), tab: v.string() }),
  v.object({ type: v.literal('playground'), fresh: v.boolean(), events: v.array(playgroundEvent) }),
  v.object({ type: v.literal('form'), form: runForm, open: v.boolean() }),
  v.object({ type: v.literal('plan'), id: v.number(), plan: formPlan }),
  v.object({ type: v.literal('walk'), id: v.number(), runId, walk: v.nullable(walk) }),
]);

/** A message from the host, if it is one. */
export function checkMessage(data: unknown): PanelMessage | undefined {
  const result = v.safeParse(message, data);
  if (!result.success) return undefined;
  const { output } = result;
  if (output.type === 'hydrate')
    return { ...output, runs: output.runs.map((run) => ({ ...run, events: checkEvents(run.events) })) } as unknown as PanelMessage;
  return (output.type === 'delta' ? { ...output, events: checkEvents(output.events) } : output) as unknown as PanelMessage;
}

const unitNumber = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4095));

const request = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('command'), command: v.picklist(PANEL_COMMANDS), runId: v.nullable(runId) }),
  v.object({ type: v.literal('select'), runId }),
  v.object({ type: v.literal('remedy'), runId, remedy: v.picklist(REMEDIES) }),
  v.object({
    type: v.literal('export'),
    format: v.picklist(EXPORT_FORMATS),
    name: v.pipe(v.string(), v.maxLength(200)),
    content: v.pipe(v.string(), v.maxLength(MOST_CONTENT)),
  }),
  v.object({
    type: v.literal('walk'),
    id: v.pipe(v.number(), v.integer()),
    runId,
    text: v.nullable(v.pipe(v.string(), v.maxLength(MOST_WALK_TEXT))),
    cursor: v.boolean(),
  }),
  v.object({ type: v.literal('follow'), on: v.boolean() }),
  v.object({ type: v.literal('mark'), runId, back: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_WALK_CHARACTERS))) }),
  v.object({ type: v.literal('colourUnit'), runId: v.nullable(runId), layer: unitNumber, unit: unitNumber }),
  v.object({ type: v.literal('colourHead'), runId, layer: unitNumber, head: unitNumber }),
  v.object({ type: v.literal('read'), id: v.pipe(v.number(), v.integer()), runId }),
  v.object({ type: v.literal('plan'), id: v.pipe(v.number(), v.integer()), values: formValues }),
  v.object({ type: v.literal('trainForm'), values: formValues }),
  v.object({ type: v.literal('ask'), id: v.pipe(v.number(), v.integer()), runId, text: v.pipe(v.string(), v.maxLength(MOST_WALK_TEXT)) }),
  v.object({ type: v.literal('openLine'), runId, line: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  v.object({ type: v.literal('playground'), request: v.nullable(playgroundRequest) }),
  v.object({ type: v.literal('openGuide'), anchor: v.pipe(v.string(), v.maxLength(64), v.regex(/^[\w-]+$/)) }),
  v.object({ type: v.literal('openTutorial'), section: v.pipe(v.string(), v.maxLength(40), v.regex(/^[a-z-]+$/)) }),
]);

/** A message from the page, if it is one, with what is known of it and nothing else: the page is not trusted. */
export function checkRequest(data: unknown): PanelRequest | undefined {
  const result = v.safeParse(request, data);
  return result.success ? result.output : undefined;
}
