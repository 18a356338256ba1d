import { backpropagationTerms } from '../diagnostics/backpropagation-terms';
import { bpttTrace } from '../diagnostics/bptt-trace';
import { traceText } from '../diagnostics/trace';
import type { LessonWalk, TutorialReply } from '../protocol/tutorial';
import { codePoints } from '../text/text';
import { Vocabulary } from '../text/vocabulary';
import { tensorsOf } from './plain-weights';

/** Reads a text with given weights, and itemises the gradient of every position's loss over the time steps that it goes back through. */
export function walkLesson({ architecture, text, ...request }: LessonWalk): TutorialReply {
  const vocabulary = new Vocabulary(request.vocabulary);
  const weights = tensorsOf(request.weights);
  const symbols = vocabulary.encode(codePoints(text));
  const trace = traceText(architecture, vocabulary.size, weights, symbols.subarray(0, -1));
  return {
    type: 'walk',
    walk: bpttTrace({ architecture, vocabulary, weights, text, step: null, now: () => performance.now() }),
    terms: trace.steps.map((_, t) => backpropagationTerms(trace, t, symbols[t + 1]!)),
  };
}
