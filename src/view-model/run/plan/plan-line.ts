import type { Configuration } from '../../../protocol/configuration';
import { formatSeconds } from '../../chart/format';
import { weightCount } from '../form-fields';
import { networkName } from '../network-name';
import { expectedBits } from './expected-bits';

/** Words of a plan, in the user's language; numbers come as they are written there. */
export interface PlanWords {
  number(value: number): string;
  steps(count: string): string;
  held(trained: string, held: string): string;
  all(characters: string): string;
  expected(bits: string): string;
  weights(count: string): string;
}

/** What a configuration will do to a text, in a line: network, budget, characters that are trained on and held out, the loss to expect, and weights. */
export function planLine(
  text: { readonly characters: number; readonly vocabularySize: number },
  configuration: Configuration,
  words: PlanWords,
): string {
  const { characters, vocabularySize } = text;
  const { validation, steps, seconds } = configuration;
  const held = validation > 0 ? Math.ceil(validation * characters) : 0;
  const bits = held > 0 ? expectedBits(configuration, characters - held, vocabularySize) : undefined;
  const count = (value: number) => words.number(value);
  return [
    networkName(configuration),
    steps > 0 ? words.steps(count(steps)) : formatSeconds(seconds),
    held > 0 ? words.held(count(characters - held), count(held)) : words.all(count(characters)),
    ...(bits === undefined ? [] : [words.expected(bits.toFixed(1))]),
    words.weights(count(weightCount(configuration, vocabularySize))),
  ].join(' · ');
}
