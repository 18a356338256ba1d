import { bpttTrace } from '../diagnostics/bptt-trace';
import type { BpttTrace } from '../protocol/bptt-trace';
import type { Model } from '../protocol/model';
import { normalizeText } from '../text/text';
import { Vocabulary } from '../text/vocabulary';
import { stepOfWeights } from '../training/resume-counters';

/** Walks through a text with the weights of a model file, which are the best ones of its run. */
export function walkModel({ configuration, vocabulary, weights, task, resume }: Model, text: string, now: () => number): BpttTrace {
  return bpttTrace({
    architecture: configuration,
    vocabulary: new Vocabulary(vocabulary),
    weights,
    task,
    text: normalizeText(text),
    step: stepOfWeights(resume),
    now,
  });
}
