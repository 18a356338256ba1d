import * as v from 'valibot';

const value = v.union([v.string(), v.number(), v.boolean()]);
/** Options by name, as a person has typed or chosen them: not checked yet. */
export const formValues = v.record(v.pipe(v.string(), v.maxLength(64)), v.union([v.pipe(v.string(), v.maxLength(200)), v.number(), v.boolean()]));

const field = v.object({
  key: v.string(),
  type: v.picklist(['whole', 'number', 'choice', 'list', 'boolean']),
  label: v.string(),
  help: v.string(),
  /** Of numbers: what is allowed, in words. */
  range: v.optional(v.string()),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  choices: v.optional(v.array(v.object({ value, name: v.string() }))),
});

const plan = v.object({
  /** What every option is if the form is sent as it stands. */
  values: v.record(v.string(), value),
  /** Options that mean nothing to the layers that are chosen. */
  unread: v.array(v.string()),
  /** What would be trained, in a sentence. */
  sentence: v.string(),
  /** The first thing that is wrong, in a sentence, and with which option; null: nothing. */
  problem: v.nullable(v.object({ key: v.nullable(v.string()), sentence: v.string() })),
});

export const runForm = v.object({
  /** Another text, or asked for anew. */
  id: v.number(),
  /** What is trained on. */
  name: v.string(),
  groups: v.array(v.object({ id: v.string(), title: v.string(), fields: v.array(field) })),
  /** Options that settings have set. */
  settings: v.record(v.string(), value),
  plan,
});

/** An option as the form shows it: its words are in the user's language. */
export type FormField = v.InferOutput<typeof field>;
export type FormPlan = v.InferOutput<typeof plan>;
export type FormValues = v.InferOutput<typeof formValues>;
/** The form of a new run: every option with its range and help, for one text. */
export type RunForm = v.InferOutput<typeof runForm>;

export const formPlan = plan;
