import type { Configuration } from './configuration';

/** Whether a network's loss is -log p of what came next, so that it can be told in nats, bits or as a perplexity. Outputs by sigmoids have losses of their own. */
export function isInNats({ output }: Pick<Configuration, 'output'>): boolean {
  return output === 'softmax';
}
