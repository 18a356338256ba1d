/** A digit in the middle of an empty picture, anywhere in it, or anywhere among pieces of other digits. */
export const GLIMPSE_PICTURES = ['centred', 'translated', 'cluttered'] as const;
export type GlimpsePictures = (typeof GLIMPSE_PICTURES)[number];

/** A network that chooses where it looks; one that looks at random places; one without a memory that sees everything at once. */
export const GLIMPSE_NETWORKS = ['learned', 'random', 'whole'] as const;
export type GlimpseNetworkId = (typeof GLIMPSE_NETWORKS)[number];

export const GLIMPSE_RANGES = { glimpses: { least: 2, most: 8, usual: 6 }, steps: { least: 50, most: 100_000, usual: 4000 } } as const;

/** Networks that learn side by side which digit a picture shows. */
export interface GlimpseRequest {
  readonly pictures: GlimpsePictures;
  /** How often the first two may look at a picture. */
  readonly glimpses: number;
  readonly networks: readonly GlimpseNetworkId[];
  /** Updates of each network. */
  readonly steps: number;
  readonly seed: number;
}

/** One picture as a network went through it. */
export interface GlimpseWalk {
  /** Where it looked, from -1 (left, top) to 1: x and y of every glimpse. */
  readonly places: readonly (readonly [x: number, y: number])[];
  /** Probabilities of the ten digits after every glimpse. */
  readonly beliefs: readonly (readonly number[])[];
}

export type GlimpseEvent =
  | {
      readonly type: 'begin';
      readonly request: GlimpseRequest;
      /** Pixels a side of a picture; windows of a glimpse, and cells a side of each: a cell of window k is 2^k pixels wide. */
      readonly side: number;
      readonly size: number;
      readonly scales: number;
      /** Pictures of an update, and those that the networks are judged by. */
      readonly streams: number;
      readonly tests: number;
      /** Pictures that are shown, one of each digit: ink from 0 to 9, a character a pixel. */
      readonly examples: readonly { readonly digit: number; readonly ink: string }[];
    }
  /** On pictures that are never trained on. */
  | {
      readonly type: 'point';
      readonly network: GlimpseNetworkId;
      readonly step: number;
      /** Share of right answers after every glimpse. */
      readonly accuracies: readonly number[];
      /** Mean nats of the right digit, over all glimpses. */
      readonly loss: number;
      readonly seconds: number;
    }
  /** How a network goes through the pictures that are shown. */
  | { readonly type: 'walks'; readonly network: GlimpseNetworkId; readonly step: number; readonly walks: readonly GlimpseWalk[] }
  | { readonly type: 'done'; readonly stopped: boolean };

/** Messages to the page: a failure is in the user's language. */
export type GlimpseMessage = GlimpseEvent | { readonly type: 'failed'; readonly text: string };
