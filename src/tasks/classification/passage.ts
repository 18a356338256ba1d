import type { EncodedExample } from './batches';
import type { Example } from './data';

/** The text that tells most of how far a network remembers. */
export function longestText(examples: readonly Example[]): string | undefined {
  return (
    examples.reduce<string>((longest, { input }) => (typeof input === 'string' && input.length > longest.length ? input : longest), '') || undefined
  );
}

/** The numbers of an example as the network reads them, a time step after another. */
export function rowsOf(example: EncodedExample | undefined, dimensions: number): Float64Array[] | undefined {
  if (!example || example.steps === 0) return undefined;
  const { inputs, steps } = example;
  return Array.from({ length: steps }, (_, t) => Float64Array.from(inputs.slice(t * dimensions, (t + 1) * dimensions)));
}
