import type { InferenceNetwork } from '../../network/learner';
import type { Random } from '../../network/random';
import { sampleText } from '../../prediction/sampling';
import type { Vocabulary } from '../../text/vocabulary';

const LENGTH = 160;
const PRIME_LENGTH = 16;

/** A short sample after the first characters of the text: what the network has learnt to write so far. Ends early when `interrupted`. */
export function liveSample(network: InferenceNetwork, vocabulary: Vocabulary, text: string, random: Random, interrupted: () => boolean): string {
  // Two UTF-16 units a character at most.
  const prime = Array.from(text.slice(0, 2 * PRIME_LENGTH))
    .slice(0, PRIME_LENGTH)
    .join('');
  let sample = '';
  let count = 0;
  for (const character of sampleText(network, vocabulary, prime, { temperature: 0.7, topK: 0, topP: 0.95 }, random)) {
    sample += character;
    if (++count === LENGTH || interrupted()) break;
  }
  return sample;
}
