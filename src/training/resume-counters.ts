import * as v from 'valibot';
import { UnrollError } from '../protocol/error';
import type { ResumeState } from '../protocol/model';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
const sums = v.object({ sum: finite, minimum: v.nullable(finite), maximum: v.nullable(finite) });

/** What a run goes on with, beside its tensors. Version 0.1 wrote no `unevaluated`, `text` and `backend` at first, and fewer sums of what was reported. */
const counters = v.looseObject({
  /** Of the optimiser and of dropout. */
  learner: v.looseObject({ updates: count, dropout: v.optional(v.pipe(v.array(count), v.length(4))) }),
  /** Updates done. */
  step: count,
  /** Training time, seconds. */
  seconds: v.pipe(finite, v.minValue(0)),
  /** Characters and hash of the text. */
  characters: count,
  text: v.optional(finite),
  best: v.nullable(v.object({ step: count, loss: finite })),
  sinceBest: count,
  /** Step at which the task counted as learnt. */
  solvedAt: v.optional(count),
  unevaluated: v.optional(v.boolean()),
  reported: v.optional(v.looseObject({ step: count, clipped: count, loss: v.optional(sums), gradientNorm: v.optional(sums) })),
  recentNorms: v.optional(v.array(finite)),
  backend: v.optional(v.string()),
  /** Missing in runs of version 0.1, whose threads share streams. */
  split: v.optional(v.picklist(['streams', 'units']), 'streams'),
});

export type ResumeCounters = v.InferOutput<typeof counters>;

/**
 * The counters of a run to go on with: all of them are there, of their types and possible together.
 * @throws UnrollError naming the first that is not
 */
export function readCounters({ counters: given }: ResumeState): ResumeCounters {
  const result = v.safeParse(counters, given);
  if (!result.success) throw damaged(v.getDotPath(result.issues[0]) ?? 'resume');
  const { step, best, reported } = result.output;
  if (best && best.step > step) throw damaged('best.step');
  if (reported && reported.step > step) throw damaged('reported.step');
  return result.output;
}

/** The step that a model's weights are of, where its file says so: what is wrong with the rest does not matter to whoever only looks. */
export function stepOfWeights(resume: ResumeState | undefined): number | null {
  const given = resume?.counters as { step?: unknown; best?: { step?: unknown } | null } | undefined;
  const step = given?.best?.step ?? given?.step;
  return typeof step === 'number' ? step : null;
}

function damaged(name: string): UnrollError {
  return new UnrollError('resume.damaged', [name]);
}
