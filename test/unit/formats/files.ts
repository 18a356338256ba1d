import { initializeWeights } from '../../../src/network/initialization';
import type { Architecture, Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Model } from '../../../src/protocol/model';

/** A model with initial weights, of any architecture. */
export function exampleModel(changes: Partial<Configuration> = {}, vocabulary: (string | null)[] = [...'\n abcdeπ😀']): Model {
  const configuration: Configuration = { ...BASE_CONFIGURATION, hidden: 5, ...changes };
  return { configuration, vocabulary, weights: initializeWeights(configuration, vocabulary.length) };
}

/** Every kind of network that a file can hold. */
export const ARCHITECTURES: Partial<Architecture>[] = (['rnn', 'gru', 'lstm'] as const).flatMap((cell) =>
  [1, 2].flatMap((layers) => [
    { cell, layers, embedding: 0, bias: true },
    { cell, layers, embedding: 3, bias: layers === 1 },
  ]),
);

/** A safetensors file from a header and data, right or wrong. */
export function assemble(header: unknown, data: Uint8Array | number = 0, length?: number | bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const rest = typeof data === 'number' ? new Uint8Array(data) : data;
  const bytes = new Uint8Array(8 + json.length + rest.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? json.length), true);
  bytes.set(json, 8);
  bytes.set(rest, 8 + json.length);
  return bytes;
}
