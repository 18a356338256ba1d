import { walkThrough } from '../diagnostics/walk-through';
import type { Model } from '../protocol/model';
import type { WalkThrough } from '../protocol/walk-through';
import { normalizeText } from '../text/text';
import { Vocabulary } from '../text/vocabulary';

/** Walks through a text with the weights of a model file, which are the best ones of its run. */
export function walkModel({ configuration, vocabulary, weights, resume }: Model, text: string, now: () => number): WalkThrough {
  const counters = resume?.counters as { step?: unknown; best?: { step?: unknown } | null } | undefined;
  const step = counters?.best?.step ?? counters?.step;
  return walkThrough({
    architecture: configuration,
    vocabulary: new Vocabulary(vocabulary),
    weights,
    text: normalizeText(text),
    step: typeof step === 'number' ? step : null,
    now,
  });
}
