import * as v from 'valibot';
import { MAX_PAIR_CHARACTERS, MAX_WALK_CHARACTERS } from './bptt-trace';
import { glimpseRequest } from './glimpses';
import { immutable } from './immutable';
import { playgroundRequest } from './playground';
import { formValues } from './run-form';

const PANEL_COMMANDS = [
  'stop',
  'pause',
  'resume',
  'continue',
  'sample',
  'train',
  'openSample',
  'stopAll',
  'compareArchitectures',
  'stepThrough',
] as const;
export type PanelCommand = (typeof PANEL_COMMANDS)[number];
const EXPORT_FORMATS = ['csv', 'png', 'svg'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What helps against an explosion. */
export const REMEDIES = ['threshold', 'learningRate', 'gates'] as const;
export type Remedy = (typeof REMEDIES)[number];

/** Characters of a chart as a picture; more is no chart. */
const MAX_CONTENT = 32_000_000;
/** UTF-16 units of a text to walk through. */
const MAX_WALK_TEXT = 2 * MAX_PAIR_CHARACTERS;

export const runId = v.pipe(v.string(), v.maxLength(64));
const unitNumber = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4095));

/** With what is known of them and nothing else: the page is not trusted. */
const request = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('command'), command: v.picklist(PANEL_COMMANDS), runId: v.nullable(runId) }),
  v.object({ type: v.literal('select'), runId }),
  /** Trains again what a run was trained on, with one thing changed, and compares both. */
  v.object({ type: v.literal('remedy'), runId, remedy: v.picklist(REMEDIES) }),
  v.object({
    type: v.literal('export'),
    format: v.picklist(EXPORT_FORMATS),
    name: v.pipe(v.string(), v.maxLength(200)),
    /** Text, or base64 for png. */
    content: v.pipe(v.string(), v.maxLength(MAX_CONTENT)),
  }),
  /** Asks for a short text walked through by the run's network as it is now; null: the beginning of its training text; `cursor`: what stands at the cursor, if there is one. */
  v.object({
    type: v.literal('walk'),
    id: v.pipe(v.number(), v.integer()),
    runId,
    text: v.nullable(v.pipe(v.string(), v.maxLength(MAX_WALK_TEXT))),
    cursor: v.boolean(),
  }),
  /** Lets the page know when the cursor of the editor moves. */
  v.object({ type: v.literal('follow'), on: v.boolean() }),
  /** Frames the character in the text that is looked at: so many before the one behind the cursor; null: none. */
  v.object({ type: v.literal('mark'), runId, back: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_WALK_CHARACTERS))) }),
  /** Colours the text by a hidden unit; both count from 0. */
  v.object({ type: v.literal('colourUnit'), runId: v.nullable(runId), layer: unitNumber, unit: unitNumber }),
  /** Shades the text by what a head of attention looks at from the cursor; both count from 0. */
  v.object({ type: v.literal('colourHead'), runId, layer: unitNumber, head: unitNumber }),
  /** Asks how the run's network reads the end of its text. */
  v.object({ type: v.literal('read'), id: v.pipe(v.number(), v.integer()), runId }),
  /** Asks what would be trained with options of the form of a new run. */
  v.object({ type: v.literal('plan'), id: v.pipe(v.number(), v.integer()), values: formValues }),
  /** Trains with the options of the form. */
  v.object({ type: v.literal('trainForm'), values: formValues }),
  /** Asks what the run's model answers to a text that somebody has typed. */
  v.object({ type: v.literal('ask'), id: v.pipe(v.number(), v.integer()), runId, text: v.pipe(v.string(), v.maxLength(MAX_WALK_TEXT)) }),
  /** Opens the run's document, or a file of its folder, at a line, from 1. */
  v.object({
    ...{ type: v.literal('openLine'), runId, line: v.pipe(v.number(), v.integer(), v.minValue(1)) },
    file: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  }),
  /** Starts the playground for memory; null stops it. */
  v.object({ type: v.literal('playground'), request: v.nullable(immutable(playgroundRequest)) }),
  /** Starts the glimpse playground; null stops it. */
  v.object({ type: v.literal('glimpses'), request: v.nullable(immutable(glimpseRequest)) }),
  v.object({ type: v.literal('openGuide'), anchor: v.pipe(v.string(), v.maxLength(64), v.regex(/^[\w-]+$/)) }),
  v.object({ type: v.literal('openTutorial'), section: v.pipe(v.string(), v.maxLength(40), v.regex(/^[a-z-]+$/)) }),
]);

/** page -> host. */
export type PanelRequest = v.InferOutput<typeof request>;

/** A message from the page, if it is one. */
export function checkRequest(data: unknown): PanelRequest | undefined {
  const result = v.safeParse(request, data);
  return result.success ? result.output : undefined;
}
