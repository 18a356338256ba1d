import * as v from 'valibot';
import { GLIMPSE_NETWORKS, GLIMPSE_PICTURES, GLIMPSE_RANGES } from '../../src/protocol/glimpses';
import { PLAYGROUND_CELLS } from '../../src/protocol/playground';
import { FIRST_NETWORKS } from '../../src/protocol/presets/playground';
import { formValues } from '../../src/protocol/run-form';
import { PLAYGROUND_TASKS } from '../../src/protocol/tasks';
import { LOSS_UNITS, SCALES, X_AXES } from '../../src/view-model/chart/units';
import { CURVES } from '../../src/view-model/compare/compare';

const slider = v.optional(v.number());
const schema = v.object({
  x: v.fallback(v.picklist(X_AXES), 'step'),
  unit: v.fallback(v.picklist(LOSS_UNITS), 'bits'),
  scale: v.fallback(v.picklist(SCALES), 'linear'),
  xScale: v.fallback(v.picklist(SCALES), 'linear'),
  curve: v.fallback(v.picklist(CURVES), 'validation'),
  tab: v.fallback(v.string(), 'training'),
  /** What the comparison shows: 'all', 'chosen', or the id of an experiment. */
  scope: v.fallback(v.string(), 'all'),
  chosen: v.fallback(v.array(v.string()), []),
  /** What was chosen of the compared runs: hidden and pinned ones, their colours. */
  picks: v.fallback(v.object({ hidden: v.array(v.string()), pinned: v.array(v.string()), colors: v.record(v.string(), v.number()) }), () => ({
    hidden: [],
    pinned: [],
    colors: {},
  })),
  selected: v.fallback(v.nullable(v.string()), null),
  more: v.fallback(v.boolean(), false),
  /** Whether all numbers of the run are shown. */
  details: v.fallback(v.boolean(), false),
  /** The step of a run that is looked back at; null: the newest. */
  looked: v.fallback(v.nullable(v.object({ runId: v.string(), step: v.number() })), null),
  /** The unrolled graph: what is read (null: the training text), the position whose loss is followed back (null: the last), step and row (-1: the one that matters). */
  walk: v.fallback(
    v.object({ text: v.nullable(v.string()), position: v.nullable(v.number()), step: v.number(), row: v.number(), digits: v.boolean() }),
    () => ({
      ...{ text: null, position: null, step: 0, row: -1, digits: false },
    }),
  ),
  /** Layer and tensor that the tabs of hidden state and weights look at. */
  layer: v.fallback(v.number(), 0),
  tensor: v.fallback(v.string(), ''),
  /** What is asked of the playground for memory. */
  playground: v.fallback(
    v.object({
      task: v.picklist(PLAYGROUND_TASKS),
      /** What was set of the numbers of each task. */
      sliders: v.record(v.string(), v.object({ length: slider, pairs: slider, modulus: slider, kinds: slider, depth: slider })),
      cells: v.array(v.picklist(PLAYGROUND_CELLS)),
      steps: v.number(),
      seed: v.number(),
    }),
    () => ({ task: 'adding' as const, sliders: {}, cells: [...FIRST_NETWORKS], steps: 1200, seed: 1 }),
  ),
  /** What is asked of the glimpse playground, whether its tab is there, and what of it is looked at (`look`: null is the newest). */
  glimpses: v.fallback(
    v.object({
      asked: v.boolean(),
      ...{ pictures: v.picklist(GLIMPSE_PICTURES), glimpses: v.number(), networks: v.array(v.picklist(GLIMPSE_NETWORKS)), steps: v.number() },
      ...{ seed: v.number(), network: v.picklist(['learned', 'random']), digit: v.number(), glimpse: v.number(), look: v.nullable(v.number()) },
    }),
    () => ({
      ...{ asked: false, pictures: 'translated' as const, glimpses: GLIMPSE_RANGES.glimpses.usual, networks: [...GLIMPSE_NETWORKS] },
      ...{ steps: GLIMPSE_RANGES.steps.usual, seed: 1, network: 'learned' as const, digit: 3, glimpse: GLIMPSE_RANGES.glimpses.most - 1, look: null },
    }),
  ),
  /** What was filled in of the form of a new run, and for which text. */
  form: v.fallback(v.object({ name: v.string(), values: formValues }), () => ({ name: '', values: {} })),
  /** Hidden lines of every chart, and lines that are shown although they begin hidden. */
  hidden: v.fallback(v.record(v.string(), v.array(v.string())), {}),
});

/** What the page remembers while it is hidden and over a reload of the window. */
export type ViewState = v.InferOutput<typeof schema>;

export function recall(state: unknown): ViewState {
  return v.parse(schema, typeof state === 'object' && state !== null ? state : {});
}
