import type { InferenceNetwork } from '../network/learner';
import { Random } from '../network/random';
import { sampleText } from '../prediction/sampling';
import type { PredictorReply, PredictorRequest } from '../protocol/predictor-messages';
import type { Vocabulary } from '../text/vocabulary';

export type SampleRequest = Extract<PredictorRequest, { type: 'sample' }>;

/** Characters between two replies. */
const PIECE = 64;

interface SampleCalls {
  reply(reply: PredictorReply): void;
  /** Lets other messages in between two pieces. */
  yieldToEventLoop(): Promise<void>;
  cancelled(): boolean;
}

/** Writes what a model continues a text with, piece by piece. */
export async function writeSample(
  request: SampleRequest,
  { network, vocabulary }: { network: InferenceNetwork; vocabulary: Vocabulary },
  { reply, yieldToEventLoop, cancelled }: SampleCalls,
): Promise<void> {
  const random = new Random(request.seed, 'sample');
  let text = '';
  let count = 0;
  for (const character of sampleText(network, vocabulary, request.prime, request, random)) {
    text += character;
    count++;
    if (count % PIECE === 0) {
      reply({ type: 'sampled', id: request.id, text, done: false });
      text = '';
      await yieldToEventLoop();
    }
    if (count >= request.length || cancelled()) break;
  }
  reply({ type: 'sampled', id: request.id, text, done: true });
}
