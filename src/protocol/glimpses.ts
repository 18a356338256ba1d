import * as v from 'valibot';
import type { Immutable } from './immutable';

/** A digit in the middle of an empty picture, anywhere in it, or anywhere among pieces of other digits. */
export const GLIMPSE_PICTURES = ['centred', 'translated', 'cluttered'] as const;
export type GlimpsePictures = (typeof GLIMPSE_PICTURES)[number];

/** A network that chooses where it looks; one that looks at random places; one without a memory that sees everything at once. */
export const GLIMPSE_NETWORKS = ['learned', 'random', 'whole'] as const;
export type GlimpseNetworkId = (typeof GLIMPSE_NETWORKS)[number];

export const GLIMPSE_RANGES = { glimpses: { least: 2, most: 8, usual: 6 }, steps: { least: 50, most: 100_000, usual: 4000 } } as const;

/** Pixels a side of a drawing of something, which is laid on the pictures. */
export const DRAWING_SIDE = 16;
export const OWN_RANGES = { classes: { least: 2, most: 10 }, pictures: { least: 5, most: 500 } } as const;

const integer = v.pipe(v.number(), v.integer());
const within = ({ least, most }: { readonly least: number; readonly most: number }) => v.pipe(integer, v.minValue(least), v.maxValue(most));
const network = v.picklist(GLIMPSE_NETWORKS);
const ink = (side: number) => v.pipe(v.string(), v.regex(/^\d*$/), v.length(side * side));

/** Drawings of a person's own instead of digits: ink from 0 to 9, a character a pixel, and the class of each. */
const ownPictures = v.object({
  classes: v.pipe(v.array(v.string()), v.minLength(OWN_RANGES.classes.least), v.maxLength(OWN_RANGES.classes.most)),
  drawings: v.array(v.object({ label: within({ least: 0, most: OWN_RANGES.classes.most - 1 }), ink: ink(DRAWING_SIDE) })),
});
export type OwnPictures = Immutable<v.InferOutput<typeof ownPictures>>;

/** Networks that learn side by side which digit a picture shows. */
export const glimpseRequest = v.object({
  pictures: v.picklist(GLIMPSE_PICTURES),
  /** How often the first two networks may look at a picture. */
  glimpses: within(GLIMPSE_RANGES.glimpses),
  networks: v.pipe(v.array(network), v.minLength(1), v.maxLength(GLIMPSE_NETWORKS.length)),
  /** Updates of each network. */
  steps: within(GLIMPSE_RANGES.steps),
  seed: within({ least: 0, most: 2 ** 31 }),
  own: v.optional(ownPictures),
});
export type GlimpseRequest = Immutable<v.InferOutput<typeof glimpseRequest>>;

/** One picture as a network went through it. */
const walk = v.object({
  /** Where it looked, from -1 (left, top) to 1: x and y of every glimpse. */
  places: v.array(v.tuple([v.number(), v.number()])),
  /** Probabilities of the classes after every glimpse. */
  beliefs: v.array(v.array(v.number())),
});
export type GlimpseWalk = Immutable<v.InferOutput<typeof walk>>;

export const glimpseMessage = v.variant('type', [
  v.object({
    type: v.literal('begin'),
    request: v.omit(glimpseRequest, ['own']),
    /** Names of the classes: the digits, or those of a person's own pictures. */
    classes: v.array(v.string()),
    /** Pixels a side of a picture; windows of a glimpse, and cells a side of each: a cell of window k is 2^k pixels wide. */
    ...{ side: integer, size: integer, scales: integer },
    /** Pictures of an update, and those that the networks are judged by. */
    ...{ streams: integer, tests: integer },
    /** Pictures that are shown, one of each class: ink from 0 to 9, a character a pixel. */
    examples: v.array(v.object({ digit: integer, ink: v.string() })),
  }),
  /** On pictures that are never trained on. */
  v.object({
    ...{ type: v.literal('point'), network, step: integer },
    /** Share of right answers after every glimpse. */
    accuracies: v.array(v.number()),
    /** Mean nats of the right digit, over all glimpses. */
    loss: v.number(),
    seconds: v.number(),
  }),
  /** How a network goes through the pictures that are shown. */
  v.object({ type: v.literal('walks'), network, step: integer, walks: v.array(walk) }),
  v.object({ type: v.literal('done'), stopped: v.boolean() }),
  v.object({ type: v.literal('failed'), text: v.string() }),
]);

/** Messages to the page: a failure is in the user's language. */
export type GlimpseMessage = Immutable<v.InferOutput<typeof glimpseMessage>>;
export type GlimpseEvent = Exclude<GlimpseMessage, { readonly type: 'failed' }>;
