import * as v from 'valibot';
import { bpttTrace } from './bptt-trace';
import { checkEvents } from './check-events';
import { configuration } from './configuration-schema';
import { DATA_TASK_IDS, FORECAST_LOSSES } from './data-task';
import { runGroup } from './experiments';
import { glimpseMessage } from './glimpses';
import { immutable } from './immutable';
import { runId } from './panel-requests';
import { playgroundMessage } from './playground';
import { formPlan, runForm } from './run-form';
import { taskAnswer } from './task-report';
import { textReading } from './text-reading';

const RUN_STATES = ['queued', 'running', 'paused', 'saving', 'done', 'stopped', 'interrupted', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** What the panel knows of a run. */
const info = v.object({
  runId,
  name: v.string(),
  state: v.picklist(RUN_STATES),
  configuration,
  totalSteps: v.number(),
  error: v.optional(v.string()),
  /** What it learns, if not to continue a text. */
  task: v.optional(v.picklist(DATA_TASK_IDS)),
  /** What a forecast is fitted by, if not squared errors. */
  forecastLoss: v.optional(v.picklist(FORECAST_LOSSES)),
  /** The experiment that it belongs to. */
  group: v.optional(immutable(runGroup)),
  /** Fingerprint of the text that it learns; runs with the same one can be compared. */
  text: v.optional(v.string()),
  /** The run whose weights it began with, where it did not begin anew. */
  origin: v.optional(v.object({ runId, name: v.string() })),
  /** When it was asked for, ISO 8601. */
  created: v.optional(v.string()),
});
export type RunInfo = v.InferOutput<typeof info>;

const events = v.pipe(v.array(v.unknown()), v.transform(checkEvents));

const message = v.variant('type', [
  /** Everything so far (thinned to at most 8192 events a run), when the page is shown. */
  v.object({
    type: v.literal('hydrate'),
    runs: v.array(v.object({ info, events })),
    selected: v.nullable(runId),
    locale: v.string(),
  }),
  /** What is new, at most ten times a second. */
  v.object({ type: v.literal('delta'), runId, info, events }),
  v.object({ type: v.literal('select'), runId }),
  /** Opens the comparison of an experiment (by its id) or of runs that were chosen. */
  v.object({ type: v.literal('compare'), group: v.nullable(v.string()), runIds: v.array(runId) }),
  /** Opens the unrolled graph of a run. */
  v.object({ type: v.literal('unroll'), runId }),
  /** Shows a run and puts the chart of its loss on the clipboard. */
  v.object({ type: v.literal('copyFigure'), runId }),
  /** The answer to `read` of the page; null: no weights or nothing of the text is kept. */
  v.object({ type: v.literal('reading'), id: v.number(), runId, reading: v.nullable(immutable(textReading)) }),
  /** The answer to `ask` of the page; null: no weights of the run are kept, or its task reads no typed text. */
  v.object({ type: v.literal('answer'), id: v.number(), runId, answer: v.nullable(immutable(taskAnswer)) }),
  /** The cursor of the editor that is followed rests somewhere else. */
  v.object({ type: v.literal('cursor') }),
  /** The runs whose models make the suggestions in their documents. */
  v.object({ type: v.literal('serving'), runIds: v.array(runId) }),
  /** Opens a tab. */
  v.object({ type: v.literal('open'), tab: v.string() }),
  /** What is new of the playground for memory; `fresh`: another experiment begins. */
  v.object({ type: v.literal('playground'), fresh: v.boolean(), events: v.array(immutable(playgroundMessage)) }),
  /** What is new of the glimpse playground. */
  v.object({ type: v.literal('glimpses'), fresh: v.boolean(), events: v.array(immutable(glimpseMessage)) }),
  /** The form of a new run on a text; `open`: to be filled in now. */
  v.object({ type: v.literal('form'), form: runForm, open: v.boolean() }),
  /** The answer to `plan` of the page. */
  v.object({ type: v.literal('plan'), id: v.number(), plan: formPlan }),
  /** The answer to `walk` of the page; null: no weights of the run are kept. */
  v.object({ type: v.literal('walk'), id: v.number(), runId, walk: v.nullable(bpttTrace) }),
]);

/** host -> page. */
export type PanelMessage = v.InferOutput<typeof message>;

/** A message from the host, if it is one. */
export function checkMessage(data: unknown): PanelMessage | undefined {
  const result = v.safeParse(message, data);
  return result.success ? result.output : undefined;
}
