import * as v from 'valibot';
import type { Immutable } from './immutable';

/** Characters at most that are shown with what a network saw of them. */
export const LOOKED_CHARACTERS = 64;

const layerAttention = v.object({
  /** From 0. */
  layer: v.number(),
  /** [head][t][s ≤ t] share that the step at t gives to the one at s, rounded to three digits. */
  heads: v.array(v.array(v.array(v.number()))),
});
export type LayerAttention = Immutable<v.InferOutput<typeof layerAttention>>;

const layerTaps = v.object({ layer: v.number(), distances: v.array(v.number()) });
export type LayerTaps = Immutable<v.InferOutput<typeof layerTaps>>;

/** How the layers that look back over their inputs, instead of carrying a state, see a piece of text. */
export const lookingBack = v.object({
  /** The piece, read with nothing before it. */
  characters: v.array(v.string()),
  attention: v.array(layerAttention),
  /** Layers that read their inputs at fixed distances, nearest first. */
  taps: v.array(layerTaps),
  /** Characters that an output depends on at most, its own included; null where something other than taps reaches farther. */
  field: v.nullable(v.number()),
});
export type LookingBack = Immutable<v.InferOutput<typeof lookingBack>>;
